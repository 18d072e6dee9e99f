"""Two hours of footage in the whole program: how long its window stands still meanwhile.

    xvfb-run -a python -m benchmarks.whole_window --place DIR [--minutes 120] [--size 1920x1080]
        [--recorders 1] [--taken-in] [--blame]

The program itself, as it starts: somebody is signed in, the main window has its screens, the
caretaker, the mirror, the rota and the examination of idle hours are there. The recordings are
opened by a double click in the list and play while all their small pictures and waveforms are
made; meanwhile the line is zoomed and panned. With `--taken-in` the window itself takes them in
from a card just before; with several recorders they play side by side.
"""

import argparse
import gc
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from archive_desk.app import Reception
from archive_desk.domain.ids import FootageId
from archive_desk.services.casework import Casework
from archive_desk.services.importing import Importing
from archive_desk.settings import Preferences
from archive_desk.ui.footage.screen import FootageScreen
from archive_desk.ui.garbage import Garbage
from archive_desk.ui.intentions import TakeIn
from archive_desk.ui.main_window import MainWindow
from archive_desk.ui.playback.screen import PlaybackScreen
from archive_desk.ui.remembered import Remembered
from benchmarks.importing_window import shown_button, sleeper
from benchmarks.measuring import machine
from benchmarks.timeline import PARTS, live, live_until
from tests.helpers.archives import Office, staffed_office
from tests.helpers.case_files import NINE, registered
from tests.helpers.hours import CLIP_S, encode_clip, repeat_clip, take_in_parts
from tests.helpers.stalls import Stalls

_SETTLE_MS = 4000
_LAST_S = 15.0


@dataclass(frozen=True)
class Given:
    """What is measured: see the words of the command."""

    place: Path
    minutes: float
    size: tuple[int, int]
    recorders: int
    taken_in: bool
    blame: bool

    @property
    def clips(self) -> int:
        """How often the clip is repeated in each part."""
        return max(round(self.minutes * 60 / PARTS / CLIP_S), 1)


class Table:
    """Measures one thing after the other, and prints it."""

    def __init__(self, application: QApplication, *, blame: bool) -> None:
        self._application, self._blame = application, blame
        self._told: list[str] = []
        print("| the window meanwhile | longest ms | p99.9 | p99 | over 50 ms | own work in one |")
        print("|---|---|---|---|---|---|")

    def row(self, title: str, act: Callable[[], None]) -> None:
        """Do something and print how long the window stood still."""
        with Stalls(self._application, blame=self._blame) as seen:
            act()
        print(
            f"| {title} | {seen.longest_ms:.0f} | {seen.percentile_ms(99.9):.0f} | "
            f"{seen.percentile_ms(99):.1f} | {seen.over()} of {len(seen.pauses_ms)} | "
            f"{seen.longest_busy_ms:.0f} |",
            flush=True,
        )
        if self._blame:
            print(seen.told())


def footage(given: Given, office: Office) -> None:
    """Put the recordings into the archive; those of several recorders belong to one case."""
    ids: list[FootageId] = []
    for number in range(given.recorders):
        ids += take_in_parts(
            office,
            given.place / f"made-{number}",
            clips=given.clips,
            size=given.size,
            rate=25,
            device=str(8810021 + number),
            start=NINE + timedelta(seconds=3 * number),
        )
    if given.recorders > 1:
        case = registered(office)
        Casework(office.desk).link(office["archivist"], case.no, ids)
    # What stands in no batch's list is settled when the archive is opened; that is not measured.
    Importing(office.desk).settle()


def card(given: Given) -> Path:
    """A card with the recordings, each different."""
    folder = given.place / "card"
    clip = encode_clip(folder / "clip.tmp.mp4", size=given.size, rate=25)
    whole = repeat_clip(clip, folder / "whole.tmp.mp4", given.clips)
    clip.unlink()
    content = whole.read_bytes()
    whole.unlink()
    for number in range(PARTS):
        at = NINE + timedelta(seconds=number * given.clips * CLIP_S, hours=8)
        name = f"8810021_012345_{at:%Y%m%d%H%M%S}_{number + 1:04d}.mp4"
        box = number.to_bytes(8, "big")
        (folder / name).write_bytes(content + (8 + len(box)).to_bytes(4, "big") + b"free" + box)
    return folder


def take_in(window: MainWindow, source: Path, reception: Reception) -> None:
    """Let the window take a card in, as the clerk does."""
    window.serve(TakeIn(source))
    live_until(lambda: shown_button(window, "开始采集") is not None, 120)
    live(500)
    button = shown_button(window, "开始采集")
    if button is None:
        raise TimeoutError("The card was not looked over.")
    button.click()
    live(1000)
    live_until(lambda: not any(not job.quiet for job in reception.jobs.running), 900)


def measure(given: Given, application: QApplication) -> None:
    """Start the program, open the recordings, measure."""
    office = staffed_office(given.place / "archive")
    source = None
    if given.taken_in:
        source = card(given)
    else:
        footage(given, office)
    root, person = office.desk.folder.root, office["archivist"]
    office.desk.close()
    reception = Reception(application, Remembered(Preferences()))
    reception.open_archive(root)
    live(1000)
    table = Table(application, blame=given.blame)
    table.row("signing in", lambda: _sign_in(reception, person))
    assert reception.session is not None
    window = reception.session.window
    window.resize(1366, 768)
    live(_SETTLE_MS)
    if source is not None:
        table.row("taking the card in", lambda: take_in(window, source, reception))
    table.row("the list of recordings", lambda: _list(window))
    listing, player = window.screen_of("footage"), window.screen_of
    assert isinstance(listing, FootageScreen)
    table.row("opening one of them", lambda: _open(listing, lambda: player("playback")))
    screen = player("playback")
    assert isinstance(screen, PlaybackScreen)
    parts = PARTS * given.recorders
    table.row(
        "playing while strips are made", lambda: _until(screen, lambda: _whole(screen, parts))
    )
    if given.recorders > 1:
        table.row("side by side", lambda: _side_by_side(screen))
    table.row("playing, strips there", lambda: _for(screen, _LAST_S))
    table.row("to the list and back", lambda: _there_and_back(window))
    reception.end()
    window.shut()
    live(100)


def _sign_in(reception: Reception, person: object) -> None:
    reception.sign_in(person)  # type: ignore[arg-type]
    live(2000)


def _list(window: MainWindow) -> None:
    window.go_to("footage")
    live(1500)


def _open(listing: FootageScreen, made: Callable[[], object]) -> None:
    """A click, then a double click on the first row, as a hand does it."""
    table = listing.table
    rows = table.rows.rowCount()
    index = table.rows.index(rows - 1, 0)
    table.scrollTo(index)
    spot = table.visualRect(index).center() + QPoint(4, 0)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(table.viewport(), left, none, spot)
    live(600)
    # The panel beside the list has come, and the list is narrower.
    spot = table.visualRect(index).center() + QPoint(4, 0)
    QTest.mouseDClick(table.viewport(), left, none, spot)
    screen = made()
    assert isinstance(screen, PlaybackScreen)
    if not live_until(lambda: screen.pane.playing and screen.pane.moment is not None, 30):
        raise TimeoutError("Nothing plays.")
    live(1500)


def _side_by_side(screen: PlaybackScreen) -> None:
    keys = [lane.key for lane in screen.timeline.line.lanes]
    screen.timeline.lanes_chosen.emit(keys)
    _for(screen, 10)


def _until(screen: PlaybackScreen, condition: Callable[[], bool]) -> None:
    view, turn = screen.timeline.view, 0
    while not condition():
        turn += 1
        view.zoom(1.3 if turn % 16 < 8 else 1 / 1.3)
        view.scale.pan(40 if turn % 32 < 16 else -40)
        view.repaint_line()
        live(120)
        if not screen.pane.playing:
            screen.pane.play()
    view.fit()
    live(500)


def _for(screen: PlaybackScreen, seconds: float) -> None:
    turns = iter(range(round(seconds / 0.12)))
    _until(screen, lambda: next(turns, None) is None)


def _whole(screen: PlaybackScreen, count: int) -> bool:
    segments = sum(len(lane.segments) for lane in screen.timeline.line.lanes)
    return segments == count and screen.timeline.films.complete


def _there_and_back(window: MainWindow) -> None:
    for key in ("footage", "playback", "worklist", "playback"):
        window.go_to(key)
        live(700)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--place", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--recorders", type=int, default=1)
    parser.add_argument("--taken-in", action="store_true", help="the window takes a card in first")
    parser.add_argument("--blame", action="store_true", help="name what stood still")
    words = parser.parse_args()
    width, _, height = words.size.partition("x")
    place = words.place / "whole-window"
    place.mkdir(parents=True)
    os.environ["ARCHIVE_DESK_CONFIG_DIR"] = str(place / "workstation")
    given = Given(
        place,
        words.minutes,
        (int(width), int(height)),
        words.recorders,
        words.taken_in,
        words.blame,
    )
    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    gc.freeze()
    garbage = Garbage(application)
    print(machine(), f"\n\n{words.minutes:.0f} min of {words.size} by {words.recorders}\n")
    try:
        with sleeper() as machine_itself:
            measure(given, application)
        print(f"\nthe machine itself meanwhile: {machine_itself()}")
    finally:
        shutil.rmtree(place, ignore_errors=True)
    garbage.close()
    application.quit()


if __name__ == "__main__":
    main()
