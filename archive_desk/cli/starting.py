"""`archive-desk`, first of all: whoever stops it while it still starts is answered as later.

Imports nothing that takes time; the rest of the program is imported under its care.
"""

import json
import signal
import sys
from collections.abc import Sequence
from itertools import pairwise
from types import FrameType

CANCELLED = "已取消。"
CANCELLED_IN_ENGLISH = "Cancelled."
_FAILED = 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; the program ends afterwards."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for order in (signal.SIGINT, signal.SIGTERM):
        signal.signal(order, _asked)
    try:
        # Here and not above: it is half of the time that a command takes to start.
        from archive_desk.cli.main import main as run

        return run(words, last=True)
    except KeyboardInterrupt:
        return _stopped(words)


def _asked(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _stopped(words: Sequence[str]) -> int:
    english = "--language=en" in words or ("--language", "en") in pairwise(words)
    message = CANCELLED_IN_ENGLISH if english else CANCELLED
    if "--json" in words:
        error = {"kind": "cancelled", "message": message, "basis": None}
        document = json.dumps({"error": error}, ensure_ascii=False, indent=2)
        sys.stdout.buffer.write(f"{document}\n".encode())
        sys.stdout.flush()
    else:
        sys.stderr.write(f"{message}\n")
    return _FAILED


if __name__ == "__main__":
    sys.exit(main())
