"""The register screen: numbers, filters, red lines, exports."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from archive_desk.domain.ledger import LineState
from archive_desk.services.circulating import Circulating
from archive_desk.services.ledger import Format, Ledger
from archive_desk.services.lending import Lending
from archive_desk.ui.intentions import ShowLoan
from archive_desk.ui.ledger.correction import CorrectionDialog
from archive_desk.ui.ledger.details import Like
from archive_desk.ui.ledger.screen import LedgerScreen
from tests.helpers.archives import Office
from tests.helpers.holdings import holdings
from tests.services.test_ledger import go_through_a_week
from tests.services.test_lending import Counter
from tests.ui.conftest import ContextOf


@pytest.fixture
def counter(office: Office) -> Counter:
    return Counter(office, holdings(office), Lending(office.desk), Circulating(office.desk))


@pytest.fixture
def screen(counter: Counter, context_of: ContextOf, qtbot: QtBot) -> LedgerScreen:
    go_through_a_week(counter)
    screen = LedgerScreen(context_of("archivist"))
    qtbot.addWidget(screen)
    screen.resize(1200, 800)
    screen.show()
    screen.freshen()
    return screen


def cells(screen: LedgerScreen, key: str) -> list[str]:
    model = screen.table.rows
    column = [each.key for each in model.columns].index(key)
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def test_every_line_is_shown_newest_first(screen: LedgerScreen) -> None:
    assert cells(screen, "no") == ["5", "4", "3", "2", "1"]
    assert cells(screen, "state") == ["未借出", "待借出", "逾期", "借出中", "逾期归还"]


def test_overdue_lines_are_red(screen: LedgerScreen) -> None:
    model = screen.table.rows
    column = [each.key for each in model.columns].index("due")
    inks = [
        model.index(row, column).data(Qt.ItemDataRole.ForegroundRole)
        for row in range(model.rowCount())
    ]
    assert [ink is not None for ink in inks] == [False, False, True, False, False]


def test_a_number_leads_to_its_lines(screen: LedgerScreen) -> None:
    screen.cards[LineState.OVERDUE].clicked.emit()
    assert cells(screen, "no") == ["3"]
    screen.filters.clear()
    assert len(cells(screen, "no")) == 5


def test_lines_are_searched(screen: LedgerScreen) -> None:
    screen.filters.set_text("officer2")
    assert cells(screen, "no") == ["3"]


def test_lines_can_be_turned_round(screen: LedgerScreen) -> None:
    screen.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert cells(screen, "no") == ["1", "2", "3", "4", "5"]


def test_a_line_opens_its_loan(screen: LedgerScreen, qtbot: QtBot) -> None:
    line = screen.table.rows.row(0)
    assert line is not None
    with qtbot.waitSignal(screen.requested) as asked:
        screen.table.row_opened.emit(line)
    assert asked.args == [ShowLoan(line.loan_id)]


@pytest.mark.parametrize("kind", list(Format))
def test_what_is_shown_is_exported(
    screen: LedgerScreen, qtbot: QtBot, tmp_path: Path, kind: Format
) -> None:
    out = tmp_path / f"r.{kind.value}"
    screen.filters.set_text("officer2")
    screen.export_to(kind, out)
    qtbot.waitUntil(lambda: bool(screen.context.notices.said))
    assert screen.context.notices.said[-1].text == f"已导出 1 条：r.{kind.value}"
    assert out.stat().st_size > 100


def test_a_line_is_shown_with_its_entries_and_leads_to_its_like(
    screen: LedgerScreen, qtbot: QtBot
) -> None:
    screen.table.select_row(4)
    assert screen.details.isVisible()
    assert screen.details.line is not None
    assert screen.details.line.no == 1
    assert "示例培训中心" in screen.details.facts.text
    screen.show_likes(Like(borrower="示例officer2"))
    assert cells(screen, "no") == ["3"]
    screen.all_button.click()
    assert len(cells(screen, "no")) == 5


def test_a_correction_stands_beside_the_line_it_corrects(
    counter: Counter, screen: LedgerScreen, context_of: ContextOf, qtbot: QtBot
) -> None:
    line, _ = Ledger(counter.office.desk).line(counter.office["archivist"], 1)
    dialog = CorrectionDialog(context_of("archivist"), line)
    qtbot.addWidget(dialog)
    dialog.accept()
    assert dialog.new is None
    dialog.texts["purpose"].setText("行政复议")
    dialog.reason.setPlainText("登记笔误")
    dialog.accept()
    assert dialog.new is not None
    assert dialog.new.purpose == "行政复议"
    screen.refresh()
    assert cells(screen, "no")[0] == "6"
    assert cells(screen, "state")[-1] == "已更正"
    screen.show_line(1)
    assert not screen.details.correct_button.isVisible()


def test_who_only_reads_the_register_corrects_nothing(
    counter: Counter, context_of: ContextOf, qtbot: QtBot
) -> None:
    screen = LedgerScreen(context_of("auditor"))
    qtbot.addWidget(screen)
    assert not screen.details.correct_button.isVisibleTo(screen.details)
