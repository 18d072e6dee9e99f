"""The whole program in a process of its own, on whatever screen it is given; told as JSON.

    python -m tests.helpers.desk_on_a_screen FOLDER [X-DISPLAY WIDTH HEIGHT]

It signs the archivist in, plays a numbered recording, pauses, seeks, and compares at each place the
number that its labels tell with the number on the picture: from outside, from the X screen that is
named, else from what the window itself has painted.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QEventLoop, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from archive_desk.app import Reception
from archive_desk.settings import Preferences
from archive_desk.ui.intentions import PlayFootage
from archive_desk.ui.main_window import MainWindow
from archive_desk.ui.playback.screen import PlaybackScreen
from archive_desk.ui.remembered import Remembered
from tests.helpers.archives import staffed_office
from tests.helpers.hours import take_in_parts
from tests.helpers.theatre import number_in, read_off

_PLACES_MS = (200, 1960, 3480, 5760, 8840)
_PATIENCE_MS = 60_000


def live(milliseconds: int) -> None:
    """Let the window live."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(condition: Callable[[], bool], what: str) -> None:
    """Let the window live until something is so."""
    clock = QElapsedTimer()
    clock.start()
    while not condition():
        if clock.elapsed() > _PATIENCE_MS:
            raise TimeoutError(what)
        live(30)


class Story:
    """What is done, and what was seen."""

    def __init__(self, folder: Path, screen: tuple[str, str, str] | None) -> None:
        self._folder, self._screen = folder, screen
        self.told: dict[str, object] = {"platform": QApplication.platformName()}

    def run(self, reception: Reception) -> None:
        """From the first window to the last."""
        office = staffed_office(self._folder / "archive")
        made = take_in_parts(
            office, self._folder / "made", parts=2, clips=1, size=(640, 360), rate=25, gaps={}
        )
        root, person = office.desk.folder.root, office["archivist"]
        office.desk.close()
        reception.open_archive(root)
        reception.sign_in(person)
        assert reception.session is not None
        window = reception.session.window
        window.showMaximized()
        window.serve(PlayFootage(made[0]))
        page = window.screen_of("playback")
        assert isinstance(page, PlaybackScreen)
        until(lambda: page.pane.moment is not None, "nothing plays")
        until(lambda: len(page.timeline.line.lanes) == 1, "no line")
        page.pane.pause()
        self.told["ratio"] = window.devicePixelRatioF()
        self.told["wrong"] = [found for at in _PLACES_MS if (found := self._wrong(page, at))]
        self.told["windows"] = sum(each.isVisible() for each in QApplication.topLevelWindows())
        self.told["astray"] = self._astray(page)
        page.pane.toggle_full_screen()
        until(lambda: page.pane.stage.window().isFullScreen(), "no full screen")
        live(500)
        self.told["watermark"] = " ".join(page.pane.stage.watermark_words)
        self.told["wrong in full screen"] = self._wrong(page, 4200)
        page.pane.leave_full_screen()
        self.told["back"] = page.pane.stage.window() is window
        self._leave(reception, window)

    def _leave(self, reception: Reception, window: MainWindow) -> None:
        reception.end()
        window.shut()

    def _wrong(self, page: PlaybackScreen, at_ms: int) -> str:
        """What is amiss at a position; empty if label and picture tell the same number."""
        page.pane.session.seek(at_ms)
        wanted = at_ms // 40
        until(lambda: read_off(page.pane.stage.window()).number == wanted, f"not at {at_ms} ms")
        seen = -1
        for _ in range(40):
            seen = number_in(self._picture(page))
            if seen == wanted:
                return ""
            live(100)
        return f"{wanted} told, {seen} seen"

    def _picture(self, page: PlaybackScreen) -> QImage:
        """The picture as it is on the screen."""
        stage = page.pane.stage
        window, ratio = stage.window(), stage.devicePixelRatioF()
        height = min(stage.width() * 9 // 16, stage.height())
        area = QRect(0, 0, height * 16 // 9, height)
        area.moveCenter(stage.rect().center())
        handle = window.windowHandle()
        if self._screen is None:
            shot, corner = window.grab().toImage(), stage.mapTo(window, area.topLeft())
        else:
            margins = handle.frameMargins()
            shot = self._looked_at()
            corner = stage.mapTo(window, area.topLeft()) + QPoint(margins.left(), margins.top())
        shot.setDevicePixelRatio(1)
        points = (corner.x(), corner.y(), area.width(), area.height())
        return shot.copy(QRect(*(round(each * ratio) for each in points)))

    def _looked_at(self) -> QImage:
        assert self._screen is not None
        display, width, height = self._screen
        out = self._folder / "seen.png"
        words = ["ffmpeg", "-v", "error", "-y", "-f", "x11grab", "-draw_mouse", "0"]
        words += ["-video_size", f"{width}x{height}", "-i", display, "-frames:v", "1", str(out)]
        subprocess.run(words, check=True, env={**os.environ, "DISPLAY": display})
        return QImage(str(out))

    def _astray(self, page: PlaybackScreen) -> list[float]:
        """By how many pixels of the window a click on the line misses what is painted there."""
        view, found = page.timeline.view, []
        place = view.place_of(view.line.lanes[0].key)
        assert place is not None
        for share in (0.1, 0.5, 0.9):
            x = place.film.left() + place.film.width() * share
            spot = QPointF(x, place.film.center().y()).toPoint()
            QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=spot)
            assert view.moment is not None
            found.append(abs(view.x_of(view.moment) - spot.x()))
        return found


def main() -> None:
    """Live the story and print what was seen."""
    folder, screen = Path(sys.argv[1]), tuple(sys.argv[2:5])
    os.environ["ARCHIVE_DESK_CONFIG_DIR"] = str(folder / "workstation")
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    reception = Reception(application, Remembered(Preferences()))
    story = Story(folder, (screen[0], screen[1], screen[2]) if len(screen) == 3 else None)
    failed: list[BaseException] = []

    def live_it() -> None:
        try:
            story.run(reception)
        except BaseException as error:
            failed.append(error)
            raise
        finally:
            application.exit(bool(failed))

    QTimer.singleShot(0, live_it)
    code = application.exec()
    sys.stdout.write(json.dumps(story.told, ensure_ascii=False) + "\n")
    sys.exit(code)


if __name__ == "__main__":
    main()
