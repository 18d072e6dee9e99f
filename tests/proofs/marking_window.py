"""A window in which somebody marks without end: `python -m tests.proofs.marking_window ARCHIVE ID`.

It plays the recording, presses a mark's key again and again, and says one line when a mark has been
entered: the moment at which it is on the recording. It never ends by itself.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from archive_desk.domain.ids import FootageId
from archive_desk.services.accounts import Accounts
from archive_desk.services.desk import open_desk
from archive_desk.settings import Preferences
from archive_desk.ui.changes import Changes
from archive_desk.ui.jobs import Jobs
from archive_desk.ui.notices import Notices
from archive_desk.ui.playback.pane import PlaybackPane
from archive_desk.ui.playback.screen import PlaybackScreen
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.screen import ScreenContext
from tests.helpers.archives import HandClock, nobody


def live(milliseconds: int) -> None:
    """Let the window live."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def main() -> None:
    """Mark until killed."""
    application = QApplication([])
    desk = open_desk(Path(sys.argv[1]), clock=HandClock())
    clerk = next(p for p in Accounts(desk).everybody(nobody()) if p.account == "archivist")
    context = ScreenContext(
        desk,
        clerk,
        Changes(),
        Notices(),
        Jobs(),
        Remembered(Preferences()),
        make_player=PlaybackPane,
    )
    screen = PlaybackScreen(context)
    screen.show()
    screen.activateWindow()
    screen.freshen()
    screen.pane.show_footage(FootageId(int(sys.argv[2])))
    while screen.pane.moment is None:
        live(20)
    number = 0
    while True:
        moment = screen.pane.moment
        QTest.keyClick(screen.pane.stage, Qt.Key.Key_5)
        if moment is not None and len(screen.desk.marks) > number:
            number = len(screen.desk.marks)
            print(number, moment.at_ms, flush=True)  # noqa: T201 - the parent reads it
        application.processEvents()
        screen.pane.session.step(1)
        live(5)


if __name__ == "__main__":
    main()
