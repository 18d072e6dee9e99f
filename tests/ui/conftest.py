"""What the windows' tests stand on: a staffed archive, a context for anybody, the desk's look."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from archive_desk.languages import Language
from archive_desk.settings import Preferences, Theme
from archive_desk.ui.changes import Changes
from archive_desk.ui.jobs import Jobs
from archive_desk.ui.notices import Notices
from archive_desk.ui.playback.pane import PlaybackPane
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from archive_desk.ui.wording import Wording
from tests.helpers.archives import Office, staffed_office

ContextOf = Callable[[str], ScreenContext]


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> None:
    """The desk's style, light."""
    if theme().colours.dark or not qapp.styleSheet():
        theme().apply(Theme.LIGHT, 100)


@pytest.fixture
def english(qapp: QApplication) -> Iterator[None]:
    """Windows made meanwhile speak English."""
    wording = Wording(qapp)
    wording.use(Language.EN)
    yield
    wording.use(Language.ZH_CN)


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    """Background work, ended with the test."""
    made = Jobs()
    yield made
    made.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A new archive with one account of each role."""
    made = staffed_office(tmp_path / "archive")
    yield made
    made.desk.close()


@pytest.fixture
def context_of(office: Office, jobs: Jobs) -> ContextOf:
    """What a screen is given, for the person with an account."""
    changes, notices, remembered = Changes(), Notices(), Remembered(Preferences())

    def make(account: str) -> ScreenContext:
        return ScreenContext(
            office.desk,
            office[account],
            changes,
            notices,
            jobs,
            remembered,
            make_player=PlaybackPane,
        )

    return make
