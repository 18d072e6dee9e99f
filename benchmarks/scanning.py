"""Looking over a card of very many files, first unknown, then already imported.

    python -m benchmarks.scanning --files 10000 --place DIR

The first scan reads names only; the second recognises every file as imported before. The import
between them is timed as well: small files, so that it shows what each file costs beside its bytes.
"""

import argparse
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from archive_desk.domain.arrivals import Listing, Outcome
from archive_desk.domain.people import Person, Role
from archive_desk.domain.work import Unwatched
from archive_desk.services.accounts import Accounts
from archive_desk.services.desk import new_desk
from archive_desk.services.importing import Importing
from benchmarks.measuring import forget_caches, machine

_PER_FOLDER = 250
_PASSWORD = "benchmark-only"


def make_card(folder: Path, count: int) -> None:
    """`count` files as recorders name them: recordings, photos and their logs."""
    for number in range(count):
        day = folder / "DCIM" / f"{number // _PER_FOLDER:03d}"
        day.mkdir(parents=True, exist_ok=True)
        hour, rest = divmod(number % 86400, 3600)
        clock = f"{hour:02d}{rest // 60:02d}{rest % 60:02d}"
        suffix = ("mp4", "mp4", "jpg", "log")[number % 4]
        name = f"8810021_012345_20261119{clock}_{number:05d}.{suffix}"
        (day / name).write_bytes(f"{number}".encode())


def measured(title: str, work: Callable[[], object]) -> str:
    """One line of the table."""
    begun = time.perf_counter()
    work()
    return f"| {title} | {time.perf_counter() - begun:.2f} |"


def main() -> None:
    """Make the card, scan, import, scan again; print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--place", type=Path, required=True, help="an empty folder on the disk")
    given = parser.parse_args()
    card, archive = given.place / "card", given.place / "archive"
    print(machine())
    make_card(card, given.files)
    desk = new_desk(archive, "示例局", "xigang")
    accounts = Accounts(desk)
    admin = accounts.found("admin", "系统管理员", _PASSWORD)
    clerk = accounts.register(admin, "clerk", "示例", Role.ARCHIVIST, _PASSWORD)
    importing = Importing(desk)
    lines = ["| | seconds |", "|---|---|"]
    lines += _rounds(importing, clerk, card, given.files)
    desk.close()
    print("\n".join(lines))
    shutil.rmtree(card)
    shutil.rmtree(archive)


def _rounds(importing: Importing, clerk: Person, card: Path, count: int) -> list[str]:
    listings: list[Listing] = []

    def scan() -> None:
        listings.append(importing.scan(clerk, card, Unwatched()))

    def take_in() -> None:
        receipt = importing.take_in(clerk, listings[-1], Unwatched())
        if len(receipt.of(Outcome.FAILED)):
            raise SystemExit("The import failed.")

    forget_caches()
    lines = [measured(f"scan of {count} files, cold", scan)]
    lines.append(measured(f"import of {count} tiny files", take_in))
    forget_caches()
    lines.append(measured("scan again, all imported, cold", scan))
    if sum(item.known_as is not None for item in listings[-1].found) != count:
        raise SystemExit("Not every file was recognised.")
    lines.append(measured("import again, nothing new", take_in))
    return lines


if __name__ == "__main__":
    main()
