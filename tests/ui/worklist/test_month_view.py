"""The calendar, the filters and the small dialogs of the home screen."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from archive_desk.domain.worklist import ClockState, Task
from archive_desk.settings import Preferences
from archive_desk.ui.changes import Changes
from archive_desk.ui.jobs import Jobs
from archive_desk.ui.notices import Notices
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.worklist import screen as module
from archive_desk.ui.worklist.dialogs import ReasonDialog, UrgentDialog
from archive_desk.ui.worklist.month_view import words_of
from archive_desk.ui.worklist.screen import WorklistScreen
from archive_desk.ui.worklist.tools import OWN
from tests.services.test_lending import Counter, counter_at
from tests.services.test_worklist import end_case, take_off_disc
from tests.ui.worklist.conftest import settled


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = counter_at(tmp_path / "archive")
    end_case(made, officer="officer")
    take_off_disc(made)
    yield made
    made.office.desk.close()


def shown(qtbot: QtBot, counter: Counter, jobs: Jobs, account: str = "archivist") -> WorklistScreen:
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
    screen.resize(1100, 800)
    screen.show()
    screen.freshen()
    settled(qtbot, screen)
    return screen


def test_the_calendar_is_walked_by_keys_and_a_day_opens_its_list(
    qtbot: QtBot, counter: Counter, jobs: Jobs
) -> None:
    screen = shown(qtbot, counter, jobs)
    screen.tools.calendar_button.setChecked(True)
    settled(qtbot, screen)
    grid = screen.calendar.grid
    assert (screen.calendar.year, screen.calendar.month) == (2026, 11)
    assert grid.current == date(2026, 11, 20)
    # Two weeks down from the 20th of November is the 4th of December, where the disc is due.
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    settled(qtbot, screen)
    assert (screen.calendar.month, grid.current) == (12, date(2026, 12, 4))
    day = grid.day_of(grid.current)
    assert day is not None
    assert "1 件到期" in words_of(day)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert screen.tools.list_button.isChecked()
    assert screen.table.rows.rowCount() == 1
    row = screen.table.rows.row(0)
    assert row is not None
    assert row.task is Task.BURN
    qtbot.keyClick(grid, Qt.Key.Key_PageUp)
    assert screen.calendar.month == 11


def test_filters_narrow_the_list_and_its_numbers(
    qtbot: QtBot, counter: Counter, jobs: Jobs
) -> None:
    counter.office.clock.forward(days=20)
    screen = shown(qtbot, counter, jobs, "leader")
    assert screen.table.rows.rowCount() == 1
    screen.tools.state.choose(ClockState.RUNNING)
    screen.tools.narrowed.emit()
    settled(qtbot, screen)
    assert screen.is_empty
    screen.tools.state.choose(None)
    screen.tools.whose.choose(OWN)
    screen.tools.narrowed.emit()
    settled(qtbot, screen)
    assert screen.is_empty
    screen.tools.whose.choose("综合科")
    screen.tools.narrowed.emit()
    settled(qtbot, screen)
    assert screen.table.rows.rowCount() == 1


def test_a_reason_is_given_from_the_explanation(
    qtbot: QtBot, counter: Counter, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.office.clock.forward(days=20)
    screen = shown(qtbot, counter, jobs, "officer")
    screen.table.selectRow(0)
    assert screen.panel.why.isVisible()

    def fill(dialog: ReasonDialog) -> int:
        dialog.save.click()
        assert dialog.form.note_of(dialog.reason)
        dialog.reason.setPlainText("刻录机送修")
        dialog.save.click()
        return dialog.result()

    monkeypatch.setattr(module.ReasonDialog, "exec", fill)
    qtbot.mouseClick(screen.panel.why, Qt.MouseButton.LeftButton)
    settled(qtbot, screen)
    row = screen.table.rows.row(0)
    assert row is not None
    assert row.reason == "刻录机送修"


def test_an_urgent_case_is_registered_where_the_regulation_knows_them(
    qtbot: QtBot, counter: Counter, jobs: Jobs
) -> None:
    screen = shown(qtbot, counter, jobs)
    assert not hasattr(screen.tools, "urgent_button")
    dialog = UrgentDialog(screen.context, screen)
    dialog.case.setText("2026-001")
    dialog.save.click()
    assert dialog.form.note_of(dialog.reason)
    dialog.reason.setText("正在发生火情")
    dialog.save.click()
    assert dialog.result() == 1


def test_the_overdue_list_is_written_where_it_is_wanted(
    qtbot: QtBot, counter: Counter, jobs: Jobs, tmp_path: Path
) -> None:
    counter.office.clock.forward(days=20)
    screen = shown(qtbot, counter, jobs)
    screen.write_overdue(tmp_path / "逾期.pdf")
    qtbot.waitUntil(lambda: bool(screen.context.notices.said), timeout=60_000)
    assert (tmp_path / "逾期.pdf").read_bytes().startswith(b"%PDF")
