"""Taking in a card against copying it by hand, with digests and without.

    python -m benchmarks.importing --gib 3 --rounds 3 --place DIR

The card holds really encoded recordings, each different. Our runs are the whole import as the clerk
has it done, `archive-desk import` in a process of its own: SHA-256 on the way in, everything read
back from the medium and compared, probing, thumbnails, register, journal; without SM3 and with it.
Every round runs all peers, each round in another order; the slow ones run in the first round only.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.measuring import Run, command, command_peak_mib, machine, table, timed

_OURS = "Archive Desk import: SHA-256, read-back, probe, pictures, register"
_OURS_SM3 = "Archive Desk import: the same and SM3"
_BAGIT = "cp + bagit.py create + validate (SHA-256, 2 processes)"
_CP = "cp + sync"
_RSYNC = "rsync + sync"
_RSYNC_CHECKED = "rsync + sync, then rsync --checksum"
_SUMS = "cp + sync + sha256sum of both"


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


def with_cp(card: Path, out: Path) -> None:
    """Copy, and nothing else."""
    command("cp", "-r", card, out)


def with_sums(card: Path, out: Path) -> None:
    """Copy, flush, and compute the digests of both sides."""
    command("cp", "-r", card, out)
    os.sync()
    for side in (card, out):
        files = sorted(side.iterdir())
        with (out.parent / "sums.txt").open("w", encoding="utf-8") as sums:
            subprocess.run(["sha256sum", *map(str, files)], check=True, stdout=sums)


def with_rsync(card: Path, out: Path) -> None:
    """Copy as rsync does."""
    command("rsync", "-a", f"{card}/", out)


def with_checked_rsync(card: Path, out: Path) -> None:
    """Copy as rsync does, flush, and let it compare the contents of both sides."""
    with_rsync(card, out)
    os.sync()
    command("rsync", "-a", "--checksum", f"{card}/", out)


def with_bagit(card: Path, out: Path) -> None:
    """Copy, make a bag of the copy, and validate it."""
    command("cp", "-r", card, out)
    bagit = [sys.executable, "-m", "bagit"]
    command(*bagit, "--quiet", "--processes", "2", "--sha256", out)
    command(*bagit, "--quiet", "--processes", "2", "--validate", out)


def peer(name: str, work: Callable[[Path, Path], None], card: Path, place: Path) -> Run:
    """One run of somebody else's way into an empty folder."""
    out = place / "copy"
    seconds = timed(lambda: work(card, out))
    shutil.rmtree(out)
    return Run(name, seconds)


def with_us(name: str, card: Path, place: Path, *options: str) -> Run:
    """One `archive-desk import` into an empty archive."""
    archive = place / "archive"
    empty_archive(archive)
    words = ["import", card, "--archive", archive, "--as", "clerk", "--json", *options]
    peaks: list[float] = []

    def work() -> None:
        peaks.append(command_peak_mib(sys.executable, "-m", "archive_desk.cli.main", *words))

    run = Run(name, timed(work), peaks[0])
    shutil.rmtree(archive)
    return run


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
    card = place / "card"
    print(machine())
    make_card(card, given.gib)
    total = sum(file.stat().st_size for file in card.iterdir())
    print(f"{len(list(card.iterdir()))} recordings, {total / (1 << 30):.2f} GiB")
    every, once = ways(card, place)
    rounds = []
    for number in range(given.rounds):
        turn = number % len(every)
        rounds.append(
            [way() for way in (*every[turn:], *every[:turn], *(once if not number else ()))]
        )
        print(f"round {number + 1}: " + ", ".join(f"{run.seconds:.2f}" for run in rounds[-1]))
    print(table(rounds, _BAGIT))
    shutil.rmtree(card)


def ways(card: Path, place: Path) -> tuple[list[Callable[[], Run]], list[Callable[[], Run]]]:
    """What runs in every round, and what in the first only."""
    every: list[Callable[[], Run]] = [
        lambda: with_us(_OURS, card, place, "--no-sm3"),
        lambda: peer(_BAGIT, with_bagit, card, place),
        lambda: with_us(_OURS_SM3, card, place, "--sm3"),
        lambda: peer(_CP, with_cp, card, place),
    ]
    once: list[Callable[[], Run]] = [lambda: peer(_SUMS, with_sums, card, place)]
    if shutil.which("rsync"):
        every.append(lambda: peer(_RSYNC, with_rsync, card, place))
        once.append(lambda: peer(_RSYNC_CHECKED, with_checked_rsync, card, place))
    else:
        print("rsync is not installed, so its rows are missing")
    return every, once


if __name__ == "__main__":
    main()
