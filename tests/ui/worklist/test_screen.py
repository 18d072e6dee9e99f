from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from archive_desk.domain.ids import CaseId
from archive_desk.domain.worklist import Task
from archive_desk.settings import Preferences
from archive_desk.ui.changes import Changes
from archive_desk.ui.intentions import Intention, MakeDisc, RequestLoan, ShowBatch, TakeIn
from archive_desk.ui.jobs import Jobs
from archive_desk.ui.notices import Notices
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.worklist import going
from archive_desk.ui.worklist.screen import WorklistScreen
from tests.services.test_lending import Counter, counter_at
from tests.services.test_worklist import end_case, take_off_disc
from tests.ui.conftest import ContextOf
from tests.ui.worklist.conftest import settled

Make = Callable[[str], WorklistScreen]


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = counter_at(tmp_path / "archive")
    yield made
    made.office.desk.close()


@pytest.fixture
def make(qtbot: QtBot, counter: Counter, jobs: Jobs) -> Make:
    """The home screen of the person with an account."""

    def build(account: str) -> WorklistScreen:
        context = ScreenContext(
            counter.office.desk,
            counter.office[account],
            Changes(),
            Notices(),
            jobs,
            Remembered(Preferences()),
        )
        screen = WorklistScreen(context)
        qtbot.addWidget(screen)
        screen.resize(1000, 700)
        screen.show()
        screen.freshen()
        settled(qtbot, screen)
        return screen

    return build


def asked(screen: WorklistScreen) -> list[Intention]:
    told: list[Intention] = []
    screen.requested.connect(told.append)
    return told


def test_an_empty_archive_says_what_to_do_first(qtbot: QtBot, context_of: ContextOf) -> None:
    screen = WorklistScreen(context_of("archivist"))
    qtbot.addWidget(screen)
    screen.freshen()
    settled(qtbot, screen)
    assert screen.is_empty
    assert "采集一张卡" in screen.advice
    assert screen.recent.isHidden()


def test_what_came_in_lately_is_shown_and_leads_to_its_batch(make: Make, qtbot: QtBot) -> None:
    screen = make("archivist")
    assert screen.is_empty
    assert "案卷办结后" in screen.advice
    (line,) = screen.recent.lines
    told = asked(screen)
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert [type(intention) for intention in told] == [ShowBatch]


def test_an_overdue_disc_is_told_by_card_list_and_summary(make: Make, counter: Counter) -> None:
    end_case(counter)
    take_off_disc(counter)
    counter.office.clock.forward(days=30)
    screen = make("archivist")
    assert "1 件已逾期" in screen.summary
    assert screen.cards[Task.BURN].number == 1
    assert not screen.is_empty
    assert screen.table.rows.rowCount() == 1


def test_the_date_explains_itself_and_leads_to_the_work(
    make: Make, counter: Counter, qtbot: QtBot
) -> None:
    end_case(counter)
    take_off_disc(counter)
    counter.office.clock.forward(days=30)
    screen = make("archivist")
    screen.table.selectRow(0)
    assert screen.panel.isVisible()
    assert "第二十条" in screen.panel.text
    assert "10 个工作日" in screen.panel.text
    told = asked(screen)
    qtbot.mouseClick(screen.panel.go, Qt.MouseButton.LeftButton)
    assert told == [MakeDisc(case_ids=(CaseId(counter.holdings.case.item_id),))]


def test_a_card_narrows_the_list_and_back(make: Make, counter: Counter, qtbot: QtBot) -> None:
    end_case(counter)
    take_off_disc(counter)
    screen = make("archivist")
    screen.cards[Task.LOAN].clicked.emit()
    assert screen.is_empty
    screen.cards[Task.BURN].clicked.emit()
    assert screen.table.rows.rowCount() == 1
    screen.cards[Task.LOAN].clicked.emit()
    everything = next(b for b in screen.findChildren(QPushButton) if "显示全部" in b.text())
    qtbot.mouseClick(everything, Qt.MouseButton.LeftButton)
    assert screen.table.rows.rowCount() == 1


def test_a_change_told_by_another_screen_is_read_at_once(
    make: Make, counter: Counter, qtbot: QtBot
) -> None:
    screen = make("archivist")
    end_case(counter)
    take_off_disc(counter)
    assert screen.is_empty
    screen.context.changes.cases_changed.emit(())
    # What was shown stays until the answer is there.
    assert screen.is_empty
    settled(qtbot, screen)
    assert not screen.is_empty


@pytest.mark.parametrize(
    ("account", "words", "intention"),
    [("archivist", "采集一张卡", TakeIn()), ("officer", "我要借阅", RequestLoan())],
)
def test_everybody_finds_what_he_most_likely_came_for(
    make: Make, qtbot: QtBot, account: str, words: str, intention: Intention
) -> None:
    screen = make(account)
    told = asked(screen)
    action = next(b for b in screen.findChildren(QPushButton) if words in b.text())
    qtbot.mouseClick(action, Qt.MouseButton.LeftButton)
    assert told == [intention]


@pytest.mark.parametrize("account", ["archivist", "officer", "leader", "reviewer", "auditor"])
def test_nobody_is_offered_what_his_role_may_not_do(make: Make, account: str) -> None:
    screen = make(account)
    offered = [b for b in screen.findChildren(QPushButton) if b.property("kind") == "action"]
    assert 1 <= len(offered) <= 4
    can_import = any("采集" in b.text() for b in offered)
    assert can_import == (account == "archivist")


def test_every_task_has_a_picture_and_a_place_to_be_done() -> None:
    assert set(going.ICONS) == set(Task)
