"""A window that plays without end: `python -m tests.proofs.watching_window ARCHIVE ID`.

It says the position on the screen again and again, and never ends by itself.
"""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from archive_desk.domain.ids import FootageId
from archive_desk.services.accounts import Accounts
from archive_desk.services.desk import open_desk
from archive_desk.settings import Preferences
from archive_desk.ui.changes import Changes
from archive_desk.ui.jobs import Jobs
from archive_desk.ui.notices import Notices
from archive_desk.ui.playback.pane import PlaybackPane
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.screen import ScreenContext
from tests.helpers.archives import HandClock, nobody
from tests.proofs.marking_window import live


def main() -> None:
    """Play until killed."""
    application = QApplication([])
    desk = open_desk(Path(sys.argv[1]), clock=HandClock())
    reviewer = next(p for p in Accounts(desk).everybody(nobody()) if p.account == "reviewer")
    context = ScreenContext(
        desk,
        reviewer,
        Changes(),
        Notices(),
        Jobs(),
        Remembered(Preferences()),
        make_player=PlaybackPane,
    )
    pane = PlaybackPane(context)
    pane.show()
    pane.show_footage(FootageId(int(sys.argv[2])), play=True)
    while True:
        moment = pane.moment
        if moment is not None and pane.playing:
            print(moment.at_ms, flush=True)  # noqa: T201 - the parent reads it
        application.processEvents()
        live(20)


if __name__ == "__main__":
    main()
