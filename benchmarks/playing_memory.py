"""How much memory four recorders side by side take, and whether stepping stays exact and quick.

    python -m benchmarks.playing_memory --place DIR [--size 1280x720] [--minutes 1]

Each recorder has three recordings that follow each other. They are played over a seam, forward and
backward, sought at random and stepped on and back over a key frame and over a seam. Every picture
carries its number as bars; all that is shown is read.
"""

import argparse
import random
import threading
import time
from fractions import Fraction
from pathlib import Path

from archive_desk.domain.ids import FootageId
from archive_desk.domain.programmes import programme_of
from archive_desk.media.encoding import VideoFormat
from archive_desk.media.frames import read_frame_index
from archive_desk.media.player import Player, PlayerState, Reel
from benchmarks.measuring import machine
from benchmarks.playback import RATE, Newest, measured, row, wait_for
from tests.helpers.numbered import even_times, record_numbers
from tests.helpers.watching import line, reels_of, seen_number, segment

_SEGMENTS = 3
_SEEKS = 60
_STEPS = 150
_BACK_FOR_S = 12.0


class Memory:
    """Watches what this process holds of memory, a few times a second."""

    def __init__(self) -> None:
        self.peak_mib = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def restart(self) -> float:
        """The peak since the last time; begin anew."""
        peak, self.peak_mib = self.peak_mib, held_mib()
        return peak

    def end(self) -> None:
        """Watch no longer."""
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.05):
            self.peak_mib = max(self.peak_mib, held_mib())


def held_mib() -> float:
    """What is in memory now."""
    for each in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if each.startswith("VmRSS:"):
            return int(each.split()[1]) / 1024
    return 0.0


class Desk:
    """Four recorders in a player, and what is read of them."""

    def __init__(self, path: Path, lanes: int) -> None:
        self.index = read_frame_index(path)
        self.length = float(self.index.length)
        reels, lines = [], []
        for lane in range(lanes):
            own = [
                Reel(FootageId(lane * _SEGMENTS + part + 1), path, self.index, sounds=True)
                for part in range(_SEGMENTS)
            ]
            reels += own
            lines.append([segment(reel, part * self.length) for part, reel in enumerate(own)])
        self.newest, self.lanes = Newest(), lanes
        self.player = Player(self.newest)
        self.programme = programme_of(line(*lines))
        self.boxes = dict.fromkeys("abcd"[:lanes], (640, 360))
        self.opened_ms = measured(
            lambda: self.player.open(self.programme, reels_of(*reels), Fraction(0), "a"),
            self.newest,
        )
        self.player.set_boxes(self.boxes)

    def numbers(self) -> list[int]:
        """The numbers drawn on all pictures, along the whole programme."""
        shown = self.newest.shown
        lanes = () if shown is None else shown.lanes
        return [
            seen_number(each.picture) + ((each.footage_id or 1) - 1) % _SEGMENTS * self.index.count
            for each in lanes
        ]

    def seek(self, seconds: float) -> float:
        """Go there; how long it took."""
        goal = Fraction(round(seconds * 1000), 1000)
        return measured(lambda: self.player.seek(goal), self.newest)

    def play_until(self, seconds: float, rate: float, most: float) -> tuple[float, int]:
        """Play until there; how long that took, and how many moments were shown."""
        self.player.set_rate(rate)
        came, begun = self.newest.came, time.monotonic()
        self.player.play()
        wait_for(lambda: self.player.state is PlayerState.PLAYING)

        def there() -> bool:
            shown = self.newest.shown
            place = 0.0 if shown is None else float(shown.place)
            return place >= seconds if rate > 0 else place <= seconds

        wait_for(there, most)
        took = time.monotonic() - begun
        self.player.pause()
        wait_for(lambda: self.player.state is not PlayerState.PLAYING)
        self.player.set_rate(1.0)
        return took, self.newest.came - came


def measure(path: Path, lanes: int) -> None:
    """Play, seek, step; print what it took."""
    memory = Memory()
    memory.restart()
    desk = Desk(path, lanes)
    held: list[tuple[str, float]] = [("opening", memory.restart())]
    seam = desk.length
    desk.seek(seam - 4)
    took, moments = desk.play_until(seam + 4, 1.0, 60)
    held.append((f"playing over a seam ({moments / took:.0f} pictures a second)", memory.restart()))
    desk.seek(seam + 4)
    took, moments = desk.play_until(seam - _BACK_FOR_S + 4, -1.0, 120)
    note = f"{_BACK_FOR_S:.0f} s in {took:.1f} s, {moments / took:.0f} pictures a second"
    held.append((f"playing backward over a seam ({note})", memory.restart()))
    dice, sought, right = random.Random(1), list[float](), 0
    for _ in range(_SEEKS):
        number = dice.randrange(desk.index.count * _SEGMENTS)
        at = number % desk.index.count / RATE + number // desk.index.count * Fraction(desk.length)
        sought.append(desk.seek(float(at) + 0.02))
        right += desk.numbers() == [number] * lanes
    held.append(("seeking", memory.restart()))
    rows = [row(f"seek, {lanes} recorders", sought, f"{right} of {_SEEKS} right in all")]
    for direction, name in ((1, "step on"), (-1, "step back")):
        times, right = _stepped(desk, direction)
        rows.append(row(f"{name}, {lanes} recorders", times, f"{right} of {_STEPS} right in all"))
    held.append(("stepping", memory.restart()))
    cpu = time.process_time()
    desk.player.close()
    memory.end()
    print("| | median ms | p95 ms | worst ms | |\n|---|---|---|---|---|")
    print("\n".join(rows))
    print(f"\nopen: {desk.opened_ms:.0f} ms; {cpu:.0f} s of processor time in all")
    print("\n| peak of memory while | MiB |\n|---|---|")
    print("\n".join(f"| {name} | {mib:.0f} |" for name, mib in held))
    print(f"| left when closed | {held_mib():.0f} |")


def _stepped(desk: Desk, direction: int) -> tuple[list[float], int]:
    """Step over a key frame and a seam; the times, and how many were right in all lanes."""
    first = desk.index.count - direction * _STEPS // 2
    desk.seek(
        float(first % desk.index.count / RATE) + first // desk.index.count * desk.length + 0.02
    )
    times, right = list[float](), 0
    for done in range(_STEPS):
        times.append(measured(lambda: desk.player.step(direction), desk.newest))
        right += desk.numbers() == [first + direction * (done + 1)] * desk.lanes
    return times, right


def main() -> None:
    """Make the recording, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--place", type=Path, required=True, help="a folder on the disk")
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--seconds", type=int, default=30, help="of each recording")
    parser.add_argument("--lanes", type=int, default=4)
    given = parser.parse_args()
    width, height = (int(side) for side in given.size.split("x"))
    path = given.place / f"numbered-memory-{given.size}-{given.seconds}.mp4"
    if not path.exists():
        video = VideoFormat(width, height, RATE, key_frame_every=50)
        record_numbers(path, video, even_times(given.seconds * 25, RATE), sound=True)
    print(machine() + f"\n{given.lanes} × {given.size}, three recordings each\n")
    measure(path, given.lanes)


if __name__ == "__main__":
    main()
