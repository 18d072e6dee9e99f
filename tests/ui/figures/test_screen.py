"""The figures screen: numbers, charts, rows that lead on, and the annual report on paper."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from archive_desk.domain.figures import Facet
from archive_desk.domain.ids import CaseId
from archive_desk.services.figures import Figures
from archive_desk.settings import Preferences
from archive_desk.ui.changes import Changes
from archive_desk.ui.figures import screen as module
from archive_desk.ui.figures.charts import amount
from archive_desk.ui.figures.inputs_dialog import HandInDialog, InputsDialog
from archive_desk.ui.figures.rows_dialog import RowsDialog
from archive_desk.ui.figures.screen import FiguresScreen
from archive_desk.ui.intentions import Intention, ShowCase
from archive_desk.ui.jobs import Jobs
from archive_desk.ui.notices import Notices
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.screen import ScreenContext
from tests.services.test_figures import add_case
from tests.services.test_lending import Counter, counter_at


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = counter_at(tmp_path / "archive", "jinpu")
    made.office.clock.now = datetime(2026, 12, 15, 2, tzinfo=UTC)
    add_case(made, 31, ended_at=datetime(2026, 9, 1, 2, tzinfo=UTC))
    yield made
    made.office.desk.close()


def shown(qtbot: QtBot, counter: Counter, jobs: Jobs, account: str) -> FiguresScreen:
    context = ScreenContext(
        counter.office.desk,
        counter.office[account],
        Changes(),
        Notices(),
        jobs,
        Remembered(Preferences()),
    )
    screen = FiguresScreen(context)
    qtbot.addWidget(screen)
    screen.resize(1200, 700)
    screen.show()
    screen.freshen()
    qtbot.waitUntil(lambda: screen.report is not None, timeout=60_000)
    return screen


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (1234.4, "1,234"),
        (9.96, "10.0"),
        (0.1, "0.1"),
        (0.05, "3 分钟"),
        (40 / 3600, "40 秒"),
        (0.00001, "1 秒"),
        (0, "0"),
    ],
)
def test_a_tiny_amount_is_told_in_minutes_or_seconds(hours: float, words: str) -> None:
    assert amount(hours) == words


def test_the_year_is_counted_and_its_weak_points_are_drawn(
    qtbot: QtBot, counter: Counter, jobs: Jobs
) -> None:
    screen = shown(qtbot, counter, jobs, "leader")
    rows = [screen.table.rows.row(number) for number in range(screen.table.rows.rowCount())]
    numbers = {row.figure.key: row.figure.words for row in rows if row is not None}
    assert numbers["cases.penalty.ended"] == "1"
    assert numbers["penalty.fine"] == "待填"
    assert screen.weak.names == ["安全科"]
    screen.facet.choose(Facet.MONTH)
    screen.facet.chosen.emit(Facet.MONTH)
    assert screen.weak.names == ["2026-09", "2026-10"]
    assert screen.fill_button.isHidden()


def test_a_number_opens_into_its_rows_and_a_row_leads_to_its_case(
    qtbot: QtBot, counter: Counter, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = shown(qtbot, counter, jobs, "archivist")
    told: list[Intention] = []
    screen.requested.connect(told.append)

    def open_first(dialog: RowsDialog) -> int:
        dialog.table.select_row(0)
        dialog.go.click()
        return 1

    monkeypatch.setattr(module.RowsDialog, "exec", open_first)
    assert screen.report is not None
    screen.open_figure(screen.report.figure("cases.penalty.ended"))
    qtbot.waitUntil(lambda: bool(told), timeout=60_000)
    assert [type(each) for each in told] == [ShowCase]
    qtbot.mouseClick(screen.weak, Qt.MouseButton.LeftButton, pos=screen.weak.rect().center())
    assert len(told) == 2
    assert all(isinstance(each, ShowCase) and each.case_id > CaseId(0) for each in told)


def test_the_office_fills_in_and_registers_what_it_knows(
    qtbot: QtBot, counter: Counter, jobs: Jobs
) -> None:
    screen = shown(qtbot, counter, jobs, "archivist")
    assert screen.report is not None
    dialog = InputsDialog(screen.context, screen.report, 2026, screen)
    dialog.fields["penalty.fine"].setText("很多")
    dialog.save.click()
    assert "数字" in dialog.form.note_of(dialog.fields["penalty.fine"])
    dialog.fields["penalty.fine"].setText("12")
    dialog.save.click()
    assert dialog.result() == 1
    figures = Figures(counter.office.desk)
    assert figures.year(counter.office["archivist"], 2026).figure("penalty.fine").words == "12"
    paper = HandInDialog(screen.context, 2025, screen)
    paper.save.click()
    assert paper.form.note_of(paper.number)
    paper.number.setText("报〔2026〕1号")
    paper.save.click()
    assert "报〔2026〕1号" in figures.year(counter.office["archivist"], 2025).papers["handed_in"]


def test_the_report_is_exported_as_paper_and_workbook(
    qtbot: QtBot, counter: Counter, jobs: Jobs, tmp_path: Path
) -> None:
    screen = shown(qtbot, counter, jobs, "leader")
    screen.export_to(tmp_path / "年报.pdf")
    notices = screen.context.notices
    qtbot.waitUntil(lambda: bool(notices.said), timeout=60_000)
    assert (tmp_path / "年报.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "年报.xlsx").read_bytes().startswith(b"PK")
