"""A reviewer who types into the real window until somebody ends the process.

    python -m tests.helpers.reviewer_at_work ARCHIVE ACCOUNT ROUND_CASE

After each thing that is entered, and each letter of the opinion, one JSON line tells all of it.
Nothing waits for the page to say that it is saved.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from archive_desk.domain.ids import RoundCaseId
from archive_desk.languages import Language
from archive_desk.services.accounts import Accounts
from archive_desk.services.desk import open_desk
from archive_desk.settings import Preferences, Theme
from archive_desk.ui.changes import Changes
from archive_desk.ui.evaluation.screen import EvaluationScreen
from archive_desk.ui.jobs import Jobs
from archive_desk.ui.notices import Notices
from archive_desk.ui.playback.pane import PlaybackPane
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from archive_desk.ui.wording import Wording


def wait(milliseconds: int) -> None:
    """Let the window work."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def main() -> None:
    """Enter one thing after the other."""
    application = QApplication(sys.argv)
    theme().apply(Theme.LIGHT, 100)
    Wording(application).use(Language.ZH_CN)
    desk = open_desk(Path(sys.argv[1]))
    actor = Accounts(desk).find(sys.argv[2])
    context = ScreenContext(
        desk, actor, Changes(), Notices(), Jobs(), Remembered(Preferences()), PlaybackPane
    )
    screen = EvaluationScreen(context)
    screen.resize(1280, 800)
    screen.show()
    screen.activateWindow()
    assert QTest.qWaitForWindowActive(screen)
    screen.review(RoundCaseId(int(sys.argv[3])))
    page = screen.desk_page
    assert page is not None
    entered: dict[str, object] = {"verdicts": {}, "deductions": [], "opinion": ""}

    def tell() -> None:
        sys.stdout.write(json.dumps(entered, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    verdicts = entered["verdicts"]
    deductions = entered["deductions"]
    assert isinstance(verdicts, dict)
    assert isinstance(deductions, list)
    items = [item.key for item in page.assignment.sheet.items] if page.assignment else []
    for number, key in enumerate(items):
        page.choose_item(key)
        page.items.setFocus()
        if number % 3 == 1:
            QTest.keyClick(screen.windowHandle(), Qt.Key.Key_1)
            words = page.panel.cards[-1].words
            words.setFocus()
            words.selectAll()
            QTest.keyClicks(words, f"fault {number}")
            deductions.append([key, f"fault {number}"])
        else:
            QTest.keyClick(screen.windowHandle(), Qt.Key.Key_Y)
            verdicts[key] = "full"
        tell()
    page.opinion.setFocus()
    for letter in "good work":
        QTest.keyClick(page.opinion, letter)
        entered["opinion"] = f"{entered['opinion']}{letter}"
        tell()
    wait(60_000)


if __name__ == "__main__":
    main()
