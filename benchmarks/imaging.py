"""Building a disc image against `cat` and xorriso on the same files, until it is on the medium.

    python -m benchmarks.imaging --place DIR

A DVD's worth (4.4 GiB) and 20,000 small files, all ways in turn; three minutes on a quiet machine.

Ours writes ISO 9660, Joliet and UDF, checks every file's SHA-256 against what it should be and
makes the image's own on the way. xorriso writes ISO 9660 with Joliet and checks nothing; the last
row adds the same digests with openssl.
"""

import argparse
import hashlib
import json
import os
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from archive_desk.burn import image, structure
from archive_desk.burn.layout import Entry
from archive_desk.domain.work import Unwatched
from benchmarks.measuring import Run, command, machine, table, timed

_OURS = "Archive Desk (ISO 9660 + Joliet + UDF, SHA-256 of every file and of the image)"
_CAT = "cat + sync"
_XORRISO = "xorriso (ISO 9660 + Joliet, no digest)"
_DIGESTS = "xorriso + openssl SHA-256 of every file and of the image"
_LARGE, _SMALL = 100 << 20, 16 << 10
_AT = datetime(2026, 11, 20, tzinfo=UTC)


def make_files(folder: Path, count: int, size: int) -> dict[str, str]:
    """`count` different files of `size` bytes; their digests by name."""
    folder.mkdir(parents=True)
    block = random.Random(1).randbytes(min(size, 1 << 20))
    digests = {}
    for number in range(count):
        name = f"{number:05d}_DSJ-A1B2C3_{number:05d}.mp4"
        digest, left = hashlib.sha256(), size
        with (folder / name).open("wb") as file:
            while left:
                part = (number.to_bytes(8, "big") + block)[: min(left, len(block))]
                file.write(part)
                digest.update(part)
                left -= len(part)
        digests[name] = digest.hexdigest()
    os.sync()
    return digests


def build(listing: Path, out: Path) -> None:
    """Our image, as the disc service builds it; prints the peak memory of this process."""
    wanted = json.loads(listing.read_text(encoding="utf-8"))
    folder = Path(wanted["folder"])
    entries = [
        Entry(
            f"电子档案/2026/案卷/{name}", (folder / name).stat().st_size, _AT, digest, folder / name
        )
        for name, digest in wanted["digests"].items()
    ]
    volume = structure.Volume("BENCHMARK", "BENCHMARK", 1, 1, _AT)
    image.build(structure.lay_out(entries, volume), out, Unwatched())
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def with_us(listing: Path, out: Path) -> float:
    """Build in a process of its own; its peak memory in MiB."""
    words = [
        sys.executable,
        "-m",
        "benchmarks.imaging",
        "--build",
        str(listing),
        "--place",
        str(out),
    ]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return float(done.stdout)


def with_cat(folder: Path, out: Path) -> None:
    """All files into one."""
    with out.open("wb") as file:
        subprocess.run(["cat", *map(str, sorted(folder.iterdir()))], check=True, stdout=file)


def with_xorriso(folder: Path, out: Path, *, digests: bool) -> None:
    """Xorriso's image, with the digests made separately if wanted."""
    command("xorriso", "-as", "mkisofs", "-quiet", "-iso-level", "3", "-J", "-o", out, folder)
    if digests:
        files = sorted(map(str, folder.iterdir()))
        for start in range(0, len(files), 500):
            command("openssl", "dgst", "-sha256", *files[start : start + 500])
        command("openssl", "dgst", "-sha256", out)


def compared(place: Path, count: int, size: int, rounds: int) -> str:
    """Each way `rounds` times on `count` files of `size` bytes, in another order each time."""
    folder, out, listing = place / "files", place / "out.iso", place / "list.json"
    digests = make_files(folder, count, size)
    listing.write_text(json.dumps({"folder": str(folder), "digests": digests}), encoding="utf-8")
    peaks: list[float] = []
    ways: list[tuple[str, Callable[[], object]]] = [
        (_OURS, lambda: peaks.append(with_us(listing, out))),
        (_CAT, lambda: with_cat(folder, out)),
        (_XORRISO, lambda: with_xorriso(folder, out, digests=False)),
        (_DIGESTS, lambda: with_xorriso(folder, out, digests=True)),
    ]
    measured = []
    for number in range(rounds):
        runs = []
        for name, work in (*ways[number % len(ways) :], *ways[: number % len(ways)]):
            seconds = timed(work)
            runs.append(Run(name, seconds, peaks[-1] if name == _OURS else None))
            out.unlink()
        measured.append(sorted(runs, key=lambda run: [way for way, _ in ways].index(run.name)))
    shutil.rmtree(folder)
    title = f"{count} files, {count * size / (1 << 30):.2f} GiB"
    return f"{title}\n{table(measured, _CAT)}"


def main() -> None:
    """Make the files, run each way `--rounds` times, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gib", type=float, default=4.4, help="0 leaves the large files out")
    parser.add_argument("--small", type=int, default=20_000, help="files of 16 KiB; 0 for none")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--place", type=Path, required=True, help="an empty folder on the disk")
    parser.add_argument("--build", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.build:
        build(given.build, given.place)
        return
    print(machine())
    if given.gib:
        print(compared(given.place, round(given.gib * (1 << 30) / _LARGE), _LARGE, given.rounds))
    if given.small:
        print(compared(given.place, given.small, _SMALL, given.rounds))


if __name__ == "__main__":
    main()
