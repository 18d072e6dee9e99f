"""The player's truth and speed: the number on the picture against the number it tells.

    python -m benchmarks.playback --place DIR [--seconds 30] [--size 1920x1080]

Every picture of the recording carries its own number as bars; they are read from the pixels.
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

from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.sentences import Sentence
from archive_desk.media.encoding import VideoFormat
from archive_desk.media.frames import read_frame_index
from archive_desk.media.libvlc import shared_instance
from archive_desk.media.player import Picture, Player, PlayerState
from benchmarks.measuring import machine
from tests.helpers.numbered import even_times, read_number, record_numbers

RATE = Fraction(25)
SAMPLES = 200
SPEEDS = (0.5, 1.0, 2.0, 4.0)


class Newest:
    """Keeps the newest picture, and when it came."""

    def __init__(self) -> None:
        self.picture: Picture | None = None
        self.came = 0

    def picture_came(self, picture: Picture) -> None:
        """Keep it."""
        self.picture = picture
        self.came += 1

    def state_changed(self, state: PlayerState) -> None:
        """Nothing is to be done."""

    def trouble_came(self, what: Sentence) -> None:
        """Say it."""
        print(what)


def number_on(picture: Picture) -> int:
    """The number drawn on a picture."""
    size = (picture.width, picture.height)
    return read_number(Image.frombytes("RGB", size, picture.data, "raw", "BGRX"))


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Wait, a millisecond at a time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.001)


def measured(act: Callable[[], object], newest: Newest) -> float:
    """Milliseconds from `act` to the next picture."""
    before, begun = newest.came, time.perf_counter()
    act()
    wait_for(lambda: newest.came > before)
    return (time.perf_counter() - begun) * 1000


def line(name: str, values: Sequence[float], note: str = "") -> str:
    """A row of the table of times."""
    p95 = quantiles(values, n=20)[-1]
    return f"| {name} | {median(values):.0f} | {p95:.0f} | {max(values):.0f} | {note} |"


def opening(path: Path, index: FrameIndex, place: Path) -> str:
    """How long a person waits for the first picture."""
    times = []
    for _ in range(20):
        newest = Newest()
        player = Player(newest)
        times.append(measured(lambda: player.open(path, index, place), newest))  # noqa: B023
        player.close()
    return line("open to first picture", times)


def seeking(player: Player, index: FrameIndex, newest: Newest) -> str:
    """Two hundred seeks to anywhere."""
    dice, times, right = random.Random(1), [], 0
    length_ms = player.length_ms
    for _ in range(SAMPLES):
        goal = dice.randrange(length_ms)
        times.append(measured(lambda: player.seek(goal), newest))  # noqa: B023
        picture = newest.picture
        right += picture is not None and number_on(picture) == index.frame_at(goal)
    return line("seek, paused", times, f"{right} of {SAMPLES} the right picture")


def stepping(player: Player, newest: Newest, count: int) -> str:
    """Picture by picture there and back."""
    measured(lambda: player.seek(1000), newest)
    start, times, right = player.position.number or 0, [], 0
    for direction in (1, -1):
        for done in range(count):
            times.append(measured(lambda: player.step(direction), newest))  # noqa: B023
            wanted = start + (done + 1 if direction > 0 else count - done - 1)
            picture = newest.picture
            right += picture is not None and number_on(picture) == wanted
    return line("step", times, f"{right} of {2 * count} the right picture")


def ours(player: Player, newest: Newest, speed: float) -> list[int]:
    """Differences in pictures between what is told and what is seen."""
    dice, found = random.Random(2), []
    player.set_rate(speed)
    measured(lambda: player.seek(0), newest)
    player.play()
    wait_for(lambda: player.state is PlayerState.PLAYING)
    time.sleep(0.5)
    while len(found) < SAMPLES:
        time.sleep(dice.uniform(0.01, 0.06))
        if player.state is not PlayerState.PLAYING:
            player.play()
            wait_for(lambda: player.state is PlayerState.PLAYING)
            time.sleep(0.5)
        told, picture = player.position.number, newest.picture
        if picture is not None and told is not None:
            found.append(abs(told - number_on(picture)))
    player.pause()
    wait_for(lambda: player.state is not PlayerState.PLAYING)
    return found


def raw(path: Path, size: tuple[int, int], speed: float) -> list[int]:
    """The same with libVLC's own clock."""
    width, height = size
    memory = ctypes.create_string_buffer(width * height * 4)
    address, newest = ctypes.addressof(memory), Newest()

    def lock(_: int, planes: object) -> None:
        planes[0] = address  # type: ignore[index]

    def display(_: int, __: int) -> None:
        data = ctypes.string_at(address, len(memory))
        newest.picture_came(Picture(width, height, data, None))

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
    wait_for(lambda: newest.came > 0)
    time.sleep(0.5)
    dice, found = random.Random(2), []
    while len(found) < SAMPLES:
        time.sleep(dice.uniform(0.01, 0.06))
        if not player.is_playing():
            player.stop()
            player.play()
            time.sleep(0.7)
        told, picture = player.get_time() * RATE // 1000, newest.picture
        if picture is not None:
            found.append(abs(int(told) - number_on(picture)))
    player.stop()
    player.release()
    return found


def within_one(found: Sequence[int]) -> str:
    """The share that is off by one picture at most."""
    return f"{100 * sum(each <= 1 for each in found) / len(found):.1f} % (worst {max(found)})"


def main() -> None:
    """Make the recording, measure, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--place", type=Path, required=True, help="a folder on the disk")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--steps", type=int, default=500)
    given = parser.parse_args()
    width, height = (int(side) for side in given.size.split("x"))
    path = given.place / f"numbered-{given.size}-{given.seconds}.mp4"
    print(machine())
    if not path.exists():
        video = VideoFormat(width, height, RATE, key_frame_every=50)
        record_numbers(path, video, even_times(given.seconds * 25, RATE), sound=True)
    begun = time.perf_counter()
    index = read_frame_index(path)
    print(
        f"\nframe index of {index.count} pictures: {(time.perf_counter() - begun) * 1000:.0f} ms\n"
    )
    print("| | median ms | p95 ms | worst ms | |\n|---|---|---|---|---|")
    print(opening(path, index, given.place))
    newest = Newest()
    player = Player(newest)
    measured(lambda: player.open(path, index, given.place), newest)
    print(seeking(player, index, newest))
    print(stepping(player, newest, min(given.steps, index.count - 60)))
    print("\n| playing at | Archive Desk: within one picture | python-vlc `get_time()` |")
    print("|---|---|---|")
    for speed in SPEEDS:
        mine, theirs = ours(player, newest, speed), raw(path, (width, height), speed)
        print(f"| {speed:g}× | {within_one(mine)} | {within_one(theirs)} |")
    player.close()


if __name__ == "__main__":
    main()
