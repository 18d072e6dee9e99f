import pytest
from pytestqt.qtbot import QtBot

from archive_desk.ui.discs.screen import DiscsScreen
from tests.helpers.archives import Office
from tests.helpers.case_files import registered
from tests.helpers.stored import in_case, stored
from tests.ui.conftest import ContextOf


@pytest.fixture
def filled(office: Office) -> Office:
    """A case of two recordings, and one recording beside it."""
    in_case(office, registered(office), stored(office), stored(office, 3))
    stored(office, 10)
    return office


@pytest.fixture
def screen_of(qtbot: QtBot, context_of: ContextOf, filled: Office):
    made: list[DiscsScreen] = []

    def make(account: str = "archivist") -> DiscsScreen:
        screen = DiscsScreen(context_of(account))
        made.append(screen)
        qtbot.addWidget(screen)
        screen.resize(1200, 800)
        screen.show()
        screen.freshen()
        return screen

    yield make
    for screen in made:
        screen.shut()
