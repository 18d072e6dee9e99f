"""Two hours of footage on the timeline: how long the window stands still meanwhile.

    xvfb-run -a python -m benchmarks.timeline --place DIR [--minutes 120] [--size 1280x720]

Small pictures and waveforms of all recordings are made in the background; meanwhile the window
plays, is zoomed and panned. A timer on its event loop measures every pause; a process that only
sleeps and wakes tells how late the machine itself wakes anybody meanwhile.
"""

import argparse
import gc
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from archive_desk.media.libvlc import load_libvlc
from archive_desk.settings import Preferences, Theme
from archive_desk.ui.changes import Changes
from archive_desk.ui.garbage import Garbage
from archive_desk.ui.intentions import PlayFootage
from archive_desk.ui.jobs import Jobs
from archive_desk.ui.notices import Notices
from archive_desk.ui.playback.pane import PlaybackPane
from archive_desk.ui.playback.screen import PlaybackScreen
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from benchmarks.importing_window import sleeper
from benchmarks.measuring import machine
from tests.helpers.archives import Office, staffed_office
from tests.helpers.hours import CLIP_S, take_in_parts
from tests.helpers.stalls import Stalls

PARTS = 12
_SETTLE_MS = 1500


@dataclass(frozen=True)
class Figures:
    """What was measured.

    `seconds` is how long all strips took, `standing` the pauses while nothing plays, `playing`
    those while a recording plays and the line is zoomed and panned.
    """

    recordings: int
    minutes: float
    seconds: float
    standing: Stalls
    playing: Stalls
    again_s: float

    def rows(self) -> list[str]:
        """The figures as rows of a table."""
        return [
            f"| {name} | {each.longest_ms:.0f} | {each.percentile_ms(99.9):.0f} | "
            f"{each.percentile_ms(99):.1f} | {each.over()} of {len(each.pauses_ms)} | "
            f"{each.longest_busy_ms:.0f} |"
            for name, each in (
                ("strips being made, paused, zooming and panning", self.standing),
                ("strips there, playing, zooming and panning", self.playing),
            )
        ]


def live(milliseconds: int) -> None:
    """Let the window live."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def live_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Let the window live until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        live(50)
    return True


def measure(
    place: Path, *, minutes: float, size: tuple[int, int], parts: int = PARTS, blame: bool = False
) -> Figures:
    """Make the footage in `place`, open it in a window, measure."""
    office = staffed_office(place / "archive")
    clips = max(round(minutes * 60 / parts / CLIP_S), 1)
    ids = take_in_parts(office, place, parts=parts, clips=clips, size=size, rate=25)
    jobs = Jobs()
    # As the program does while somebody signs in.
    load_libvlc()
    screen = PlaybackScreen(_context(office, jobs))
    screen.resize(1366, 768)
    screen.show()
    screen.freshen()
    live(_SETTLE_MS)
    begun = time.monotonic()
    with Stalls(screen, blame=blame) as standing:
        screen.pane.show_list(ids[0], 0, (), play=False)
        _look_about(screen, lambda: _whole(screen, len(ids)), 1800)
    seconds = time.monotonic() - begun
    with Stalls(screen, blame=blame) as playing:
        screen.pane.play()
        end = time.monotonic() + 15
        _look_about(screen, lambda: time.monotonic() > end, 30)
    screen.shut()
    again = _again(office, jobs, ids)
    jobs.close()
    office.desk.close()
    screen.close()
    return Figures(len(ids), clips * CLIP_S * parts / 60, seconds, standing, playing, again)


def _look_about(screen: PlaybackScreen, condition: Callable[[], bool], seconds: float) -> None:
    """Zoom and pan as a person does, until something is so."""
    view, turn = screen.timeline.view, 0
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("The strips were not made.")
        turn += 1
        view.zoom(1.3 if turn % 16 < 8 else 1 / 1.3)
        view.scale.pan(40 if turn % 32 < 16 else -40)
        view.repaint_line()
        live(120)
    view.fit()


def _whole(screen: PlaybackScreen, count: int) -> bool:
    """Whether the line has come and every recording on it has its strip."""
    segments = sum(len(lane.segments) for lane in screen.timeline.line.lanes)
    return segments == count and screen.timeline.films.complete


def _again(office: Office, jobs: Jobs, ids: list[object]) -> float:
    """How long it takes the second time, from the disk."""
    screen = PlaybackScreen(_context(office, jobs))
    screen.resize(1366, 768)
    screen.show()
    screen.freshen()
    begun = time.monotonic()
    screen.open_item(PlayFootage(ids[0]))  # type: ignore[arg-type]
    live_until(lambda: _whole(screen, len(ids)), 60)
    seconds = time.monotonic() - begun
    screen.shut()
    screen.close()
    return seconds


def _context(office: Office, jobs: Jobs) -> ScreenContext:
    return ScreenContext(
        office.desk,
        office["archivist"],
        Changes(),
        Notices(),
        jobs,
        Remembered(Preferences()),
        make_player=PlaybackPane,
    )


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--place", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--blame", action="store_true", help="name what stood still")
    given = parser.parse_args()
    width, _, height = given.size.partition("x")
    application = QApplication([])
    # As the program does: Python's collector looks at what is new only, and on this thread.
    gc.freeze()
    garbage = Garbage(application)
    theme().apply(Theme.LIGHT, 100)
    place = given.place / "timeline"
    place.mkdir(parents=True)
    try:
        print(machine())
        with sleeper() as machine_itself:
            figures = measure(
                place, minutes=given.minutes, size=(int(width), int(height)), blame=given.blame
            )
    finally:
        shutil.rmtree(place, ignore_errors=True)
    print(
        f"\n{figures.minutes:.0f} min in {figures.recordings} recordings of {given.size}: all "
        f"strips in {figures.seconds:.0f} s, read again in {figures.again_s:.1f} s\n"
    )
    print(
        "| the window meanwhile | longest ms | p99.9 | p99 | over 50 ms | own work at a stretch |"
    )
    print("|---|---|---|---|---|---|")
    print("\n".join(figures.rows()))
    print(f"\nthe machine itself meanwhile: {machine_itself()}")
    if given.blame:
        print(figures.standing.told(), figures.playing.told(), sep="\n")
    garbage.close()
    application.quit()


if __name__ == "__main__":
    main()
