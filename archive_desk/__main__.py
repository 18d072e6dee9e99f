"""`python -m archive_desk`: opens the desk."""

import sys

from archive_desk.app import main

if __name__ == "__main__":
    sys.exit(main())
