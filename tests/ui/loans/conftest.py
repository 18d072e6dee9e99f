import pytest
from pytestqt.qtbot import QtBot

from archive_desk.services.circulating import Circulating
from archive_desk.services.lending import Lending
from archive_desk.ui.loans.screen import LoansScreen
from tests.helpers.archives import Office
from tests.helpers.holdings import holdings
from tests.services.test_lending import Counter
from tests.ui.conftest import ContextOf


@pytest.fixture
def counter(office: Office) -> Counter:
    return Counter(office, holdings(office), Lending(office.desk), Circulating(office.desk))


@pytest.fixture
def screen_of(qtbot: QtBot, context_of: ContextOf):
    def make(account: str) -> LoansScreen:
        screen = LoansScreen(context_of(account))
        qtbot.addWidget(screen)
        screen.resize(1200, 800)
        screen.show()
        screen.freshen()
        return screen

    return make
