"""The player's truth and speed: the number on the picture against the number it tells.

    python -m benchmarks.playback --place DIR speed            opening, seeking, stepping at 1080p
    python -m benchmarks.playback --place DIR truth [KIND …]   playing, beside raw python-vlc
    python -m benchmarks.playback --place DIR four [--minutes 10]   four recorders in step

Every picture of the recordings carries its own number as bars; they are read from the pixels.
"""

import argparse
import ctypes
import random
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from statistics import median, quantiles

from PIL import Image

from archive_desk.domain.ids import FootageId
from archive_desk.domain.programmes import programme_of
from archive_desk.domain.sentences import Sentence
from archive_desk.media.encoding import VideoFormat
from archive_desk.media.frames import read_frame_index
from archive_desk.media.libvlc import shared_instance
from archive_desk.media.player import Player, PlayerState, Reel, Shown
from benchmarks.measuring import machine
from tests.helpers.numbered import KINDS, even_times, read_number, record_kind, record_numbers
from tests.helpers.watching import alone, line, reels_of, seen_number, segment

RATE = Fraction(25)
SAMPLES = 200
SPEEDS = (0.5, 1.0, 2.0, 4.0)
SHOWN = (
    "h264 25",
    "h264 29.97",
    "h264 variable",
    "h265 30",
    "mjpeg avi",
    "transport stream",
    "fragmented",
)


class Newest:
    """Keeps the newest that is shown, and when it came."""

    def __init__(self) -> None:
        self.shown: Shown | None = None
        self.came = 0
        self.all: list[Shown] | None = None

    def shown_changed(self, shown: Shown) -> None:
        """Keep it."""
        self.shown = shown
        self.came += 1
        if self.all is not None:
            self.all.append(shown)

    def state_changed(self, state: PlayerState) -> None:
        """Nothing is to be done."""

    def trouble_came(self, what: Sentence) -> None:
        """Say it."""
        print(what)

    @property
    def number(self) -> int:
        """The number drawn on the picture of the leading lane."""
        lead = None if self.shown is None else self.shown.lead
        return seen_number(None if lead is None else lead.picture)

    @property
    def told(self) -> int | None:
        """The number that is told."""
        lead = None if self.shown is None else self.shown.lead
        return None if lead is None else lead.number


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait, a millisecond at a time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.001)


def measured(act: Callable[[], object], newest: Newest) -> float:
    """Milliseconds from `act` to what is shown next."""
    before, begun = newest.came, time.perf_counter()
    act()
    wait_for(lambda: newest.came > before)
    return (time.perf_counter() - begun) * 1000


def row(name: str, values: Sequence[float], note: str = "") -> str:
    """A row of the table of times."""
    p95 = quantiles(values, n=20)[-1]
    return f"| {name} | {median(values):.0f} | {p95:.0f} | {max(values):.0f} | {note} |"


def open_one(player: Player, reel: Reel, newest: Newest) -> float:
    """Milliseconds to the first picture of a recording."""
    return measured(lambda: player.open(alone(reel), reels_of(reel), Fraction(0), "a"), newest)


def speed(place: Path, size: tuple[int, int], seconds: int, steps: int) -> None:
    """Opening, seeking, stepping."""
    path = place / f"numbered-{size[0]}x{size[1]}-{seconds}.mp4"
    if not path.exists():
        video = VideoFormat(*size, RATE, key_frame_every=50)
        record_numbers(path, video, even_times(seconds * 25, RATE), sound=True)
    begun = time.perf_counter()
    index = read_frame_index(path)
    took = (time.perf_counter() - begun) * 1000
    reel = Reel(FootageId(1), path, index, sounds=True)
    print("| | median ms | p95 ms | worst ms | |\n|---|---|---|---|---|")
    opened = []
    for _ in range(20):
        newest = Newest()
        player = Player(newest)
        opened.append(open_one(player, reel, newest))
        player.close()
    print(row("open to first picture", opened))
    newest = Newest()
    player = Player(newest)
    open_one(player, reel, newest)
    dice, times, right = random.Random(1), [], 0
    for _ in range(SAMPLES):
        goal = dice.randrange(round(index.length * 1000))
        times.append(measured(lambda: player.seek(Fraction(goal, 1000)), newest))  # noqa: B023
        right += newest.number == newest.told == index.frame_at(goal)
    print(row("seek, paused, to 200 random times", times, f"{right} of {SAMPLES} right"))
    times, right = [], 0
    measured(lambda: player.seek(Fraction(1)), newest)
    for direction in (1, -1):
        for done in range(steps):
            times.append(measured(lambda: player.step(direction), newest))  # noqa: B023
            wanted = 25 + (done + 1 if direction > 0 else steps - done - 1)
            right += newest.number == newest.told == wanted
    print(row(f"step, {steps} on and {steps} back", times, f"{right} of {2 * steps} right"))
    print(f"| frame index of {index.count} pictures | {took:.0f} | | | |")
    player.close()


def ours(player: Player, newest: Newest, rate: float) -> tuple[list[int], list[float]]:
    """How far what is told is from what is seen, in pictures; and from the wall, in ms."""
    dice, off, late = random.Random(2), list[int](), list[float]()
    player.set_rate(rate)
    begun = -1.0
    while len(off) < SAMPLES:
        if player.state is not PlayerState.PLAYING:
            player.seek(Fraction(0))
            player.play()
            wait_for(lambda: player.state is PlayerState.PLAYING)
            begun = -1.0
            time.sleep(0.5)
        time.sleep(dice.uniform(0.01, 0.06))
        shown, now = newest.shown, time.monotonic()
        lead = None if shown is None else shown.lead
        if shown is None or lead is None or lead.picture is None or lead.number is None:
            continue
        if begun < 0:
            begun = now - float(shown.place) / rate
        off.append(abs(lead.number - seen_number(lead.picture)))
        late.append(((now - begun) * rate - float(shown.place)) * 1000 / rate)
    player.pause()
    wait_for(lambda: player.state is not PlayerState.PLAYING)
    return off, late


def raw(path: Path, count: int, length: float, speed: float) -> list[int]:
    """The same with libVLC's own clock and callbacks."""
    width, height = 320, 180
    memory = ctypes.create_string_buffer(width * height * 4)
    address, newest = ctypes.addressof(memory), list[bytes]()

    def lock(_: int, planes: object) -> None:
        planes[0] = address  # type: ignore[index]

    def display(_: int, __: int) -> None:
        newest[:] = [ctypes.string_at(address, len(memory))]

    kept = (
        ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p))(lock),
        ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(display),
    )
    player = shared_instance().media_player_new()
    player.set_media(shared_instance().media_new_path(str(path)))
    player.video_set_callbacks(kept[0], None, kept[1], None)
    player.video_set_format("RV32", width, height, width * 4)
    player.play()
    player.set_rate(speed)
    wait_for(lambda: bool(newest))
    time.sleep(0.5)
    dice, found = random.Random(2), []
    while len(found) < SAMPLES:
        time.sleep(dice.uniform(0.01, 0.06))
        if not player.is_playing():
            player.stop()
            player.play()
            time.sleep(0.7)
        told, data = player.get_time() * count / (length * 1000), newest[0]
        image = Image.frombytes("RGB", (width, height), data, "raw", "BGRX")
        found.append(abs(int(told) - read_number(image)))
    player.stop()
    player.release()
    return found


def within_one(found: Sequence[int]) -> str:
    """The share that is off by one picture at most."""
    return f"{100 * sum(each <= 1 for each in found) / len(found):.1f} % (worst {max(found)})"


def truth(place: Path, kinds: Sequence[str], seconds: int) -> None:
    """Playing at several speeds, each kind of file."""
    print("| recording | speed | Archive Desk: within one picture | p95 behind the wall |"
          " python-vlc `get_time()` |\n|---|---|---|---|---|")  # fmt: skip
    for kind in kinds:
        folder = place / "truth"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / KINDS[kind][0]
        if not path.exists():
            record_kind(kind, folder, round(KINDS[kind][1].frame_rate * seconds))
        index = read_frame_index(path)
        reel, newest = Reel(FootageId(1), path, index, sounds=KINDS[kind][2]), Newest()
        player = Player(newest)
        open_one(player, reel, newest)
        for rate in SPEEDS:
            off, late = ours(player, newest, rate)
            theirs = within_one(raw(path, index.count, float(index.length), rate))
            behind = quantiles(late, n=20)[-1]
            print(f"| {kind} | {rate:g}× | {within_one(off)} | {behind:.0f} ms | {theirs} |")
        player.close()


def four(place: Path, minutes: float) -> None:
    """Four 720p recorders side by side, each of segments of a minute that follow each other."""
    path = place / "numbered-720-60.mp4"
    if not path.exists():
        video = VideoFormat(1280, 720, RATE, key_frame_every=50)
        record_numbers(path, video, even_times(1500, RATE), sound=True)
    index = read_frame_index(path)
    count = max(round(minutes), 1)
    lanes, reels = [], []
    for lane in range(4):
        own = [
            Reel(FootageId(lane * count + part + 1), path, index, sounds=True)
            for part in range(count)
        ]
        reels += own
        lanes.append([segment(reel, part * 60.0) for part, reel in enumerate(own)])
    newest = Newest()
    player = Player(newest)
    player.set_boxes(dict.fromkeys("abcd", (640, 360)))
    measured(
        lambda: player.open(programme_of(line(*lanes)), reels_of(*reels), Fraction(0), "a"), newest
    )
    player.set_boxes(dict.fromkeys("abcd", (640, 360)))
    player.play()
    apart, wrong, shown_sets = list[float](), 0, 0
    end, cpu = time.monotonic() + minutes * 60 - 1, time.process_time()
    last: Shown | None = None
    begun = time.monotonic()
    while time.monotonic() < end:
        time.sleep(0.02)
        shown = newest.shown
        if shown is None or shown is last:
            continue
        last, shown_sets = shown, shown_sets + 1
        drawn = [seen_number(each.picture) for each in shown.lanes]
        wrong += drawn != [each.number for each in shown.lanes]
        apart.append((max(drawn) - min(drawn)) * 40.0)
    used = (time.process_time() - cpu) / (time.monotonic() - begun)
    player.pause()
    wait_for(lambda: player.state is not PlayerState.PLAYING)
    dice, exact = random.Random(3), 0
    for _ in range(50):
        goal = dice.randrange(round(minutes * 60 * 1000))
        measured(lambda: player.seek(Fraction(goal, 1000)), newest)  # noqa: B023
        at = goal % 60_000
        numbers = [seen_number(each.picture) for each in newest.shown.lanes if newest.shown]
        exact += numbers == [index.frame_at(at)] * 4
    player.close()
    print(f"{shown_sets} moments over {minutes:g} minutes: worst {max(apart):.0f} ms apart, "
          f"{wrong} with a wrong number; {exact} of 50 seeks exact in all four; "
          f"{used:.2f} processors")  # fmt: skip


def main() -> None:
    """Make the recordings, measure, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--place", type=Path, required=True, help="a folder on the disk")
    parser.add_argument("what", choices=("speed", "truth", "four"))
    parser.add_argument("kinds", nargs="*", default=SHOWN)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--minutes", type=float, default=10)
    given = parser.parse_args()
    width, height = (int(side) for side in given.size.split("x"))
    print(machine() + "\n")
    if given.what == "speed":
        speed(given.place, (width, height), given.seconds, given.steps)
    elif given.what == "truth":
        truth(given.place, given.kinds, given.seconds)
    else:
        four(given.place, given.minutes)


if __name__ == "__main__":
    main()
