"""Taking in a card against copying it by hand and computing digests.

    python -m benchmarks.importing --gib 3 --rounds 3 --place DIR

The card holds really encoded recordings, each different. Our run is the whole import as the clerk
does it: both digests, read-back from the medium, probing, thumbnails, the register, the journal.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.measuring import Run, command, command_peak_mib, machine, table, timed

_OURS = "Archive Desk import (SHA-256 + SM3 + read-back + probe + pictures + register)"
_PEER = "cp + sync + sha256sum of both"
_BAGIT = "cp + bagit.py create + validate (SHA-256)"


def make_card(folder: Path, gib: float, each_mib: int = 96) -> None:
    """Recordings named as a recorder names them, `gib` in all."""
    folder.mkdir(parents=True)
    first = folder / "first.mp4"
    command(
        *("ffmpeg", "-v", "error", "-y", "-f", "lavfi"),
        *("-i", "testsrc2=size=1280x720:rate=25:duration=60,noise=alls=30:allf=t"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-b:v", f"{each_mib * 8 * 1024 // 60}k"),
        *("-minrate", f"{each_mib * 8 * 1024 // 60}k", "-g", "50", first),
    )
    content = first.read_bytes()
    first.unlink()
    count = max(1, round(gib * (1 << 30) / len(content)))
    for number in range(1, count + 1):
        hour, minute = divmod(number, 60)
        name = f"8810021_012345_202611{20:02d}{9 + hour:02d}{minute:02d}00_{number:04d}.mp4"
        # A free box at the end makes each recording different and leaves it whole.
        box = number.to_bytes(8, "big")
        tail = (8 + len(box)).to_bytes(4, "big") + b"free" + box
        (folder / name).write_bytes(content + tail)
    os.sync()


def by_hand(card: Path, out: Path) -> None:
    """Copy, flush, and compute the digests of both sides."""
    shutil.rmtree(out, ignore_errors=True)
    command("cp", "-r", card, out)
    os.sync()
    for side in (card, out):
        files = sorted(side.iterdir())
        with (out.parent / "sums.txt").open("w", encoding="utf-8") as sums:
            subprocess.run(["sha256sum", *map(str, files)], check=True, stdout=sums)


def with_bagit(card: Path, out: Path) -> None:
    """Copy, make a bag of the copy, and validate it."""
    shutil.rmtree(out, ignore_errors=True)
    command("cp", "-r", card, out)
    bagit = [sys.executable, "-m", "bagit"]
    command(*bagit, "--quiet", "--processes", "2", "--sha256", out)
    command(*bagit, "--quiet", "--processes", "2", "--validate", out)


def with_us(card: Path, archive: Path) -> Run:
    """One `archive-desk import`."""
    words = ["import", card, "--archive", archive, "--as", "clerk", "--json"]
    peaks: list[float] = []

    def work() -> None:
        peaks.append(command_peak_mib(sys.executable, "-m", "archive_desk.cli.main", *words))

    return Run(_OURS, timed(work), peaks[0])


def empty_archive(archive: Path) -> None:
    """A new archive with a clerk."""
    shutil.rmtree(archive, ignore_errors=True)
    desk = [sys.executable, "-m", "archive_desk.cli.main"]
    office = ("--organisation", "示例局", "--regulation", "xigang")
    command(*desk, "new", "--archive", archive, *office)
    person = ("--name", "示例", "--role", "archivist")
    command(*desk, "account", "add", "clerk", *person, "--archive", archive, "--as", "admin")


def main() -> None:
    """Make the card, run each way `--rounds` times, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gib", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--place", type=Path, required=True, help="an empty folder on the disk")
    given = parser.parse_args()
    os.environ.setdefault("ARCHIVE_DESK_PASSWORD", "benchmark-only")
    place: Path = given.place
    card, archive = place / "card", place / "archive"
    print(machine())
    make_card(card, given.gib)
    total = sum(file.stat().st_size for file in card.iterdir())
    print(f"{len(list(card.iterdir()))} recordings, {total / (1 << 30):.2f} GiB")
    rounds = []
    for _ in range(given.rounds):
        empty_archive(archive)
        ours = with_us(card, archive)
        shutil.rmtree(archive)
        hand = timed(lambda: by_hand(card, place / "copy"))
        shutil.rmtree(place / "copy")
        bag = timed(lambda: with_bagit(card, place / "bag"))
        shutil.rmtree(place / "bag")
        rounds.append([ours, Run(_PEER, hand), Run(_BAGIT, bag)])
    print(table(rounds, _BAGIT))
    shutil.rmtree(card)


if __name__ == "__main__":
    main()
