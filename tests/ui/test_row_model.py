import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from archive_desk.settings import Preferences
from archive_desk.ui.palette import Tone
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.row_model import (
    FOOTAGE_MIME,
    PAGE,
    Badge,
    Column,
    DeskRole,
    Drag,
    RowModel,
    Source,
    dragged_ids,
    listed,
)
from archive_desk.ui.widgets.tables import Table


@dataclass(frozen=True)
class Item:
    number: int

    @property
    def name(self) -> str:
        return f"第{self.number}件"


COLUMNS = (
    Column[Item]("number", "编号", lambda item: str(item.number)),
    Column[Item](
        "name", "名称", lambda item: item.name, badge=lambda item: Badge(item.name, Tone.GOOD)
    ),
)


@dataclass
class Shelf:
    """A stand-in for the database: counts what it is asked for."""

    size: int
    asked: list[tuple[int, int, str, bool]] = field(default_factory=list)

    def count(self) -> int:
        return self.size

    def page(self, offset: int, limit: int, sort: str, descending: bool) -> Sequence[Item]:
        self.asked.append((offset, limit, sort, descending))
        numbers = range(offset, min(self.size, offset + limit))
        if descending:
            return [Item(self.size - 1 - number) for number in numbers]
        return [Item(number) for number in numbers]

    def model(self, **more: object) -> RowModel[Item]:
        source = Source(self.count, self.page)
        return RowModel(COLUMNS, source, key=lambda item: item.number, **more)  # type: ignore[arg-type]


def test_the_model_keeps_qts_rules(qtbot: QtBot) -> None:
    for size in (0, 1, PAGE, 3 * PAGE + 7):
        model = Shelf(size).model()
        tester = QAbstractItemModelTester(
            model, QAbstractItemModelTester.FailureReportingMode.Fatal
        )
        model.sort(1, Qt.SortOrder.DescendingOrder)
        model.reload()
        assert tester.model() is model
        assert model.rowCount() == size


def test_a_million_rows_open_with_two_questions_to_the_database(qtbot: QtBot) -> None:
    shelf = Shelf(1_000_000)
    begun = time.monotonic()
    table = Table(shelf.model(), name="t", remembered=Remembered(Preferences()))
    qtbot.addWidget(table)
    table.resize(600, 400)
    table.show()
    qtbot.waitExposed(table)
    table.scrollToBottom()
    table.grab()
    assert time.monotonic() - begun < 2.0
    assert len(shelf.asked) <= 3
    last = table.rows.index(999_999, 1)
    assert last.data() == "第999999件"


def test_sorting_is_asked_of_the_database(qtbot: QtBot) -> None:
    shelf = Shelf(1000)
    model = shelf.model()
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert model.index(0, 1).data() == "第999件"
    assert shelf.asked[-1] == (0, PAGE, "name", True)


def test_pages_out_of_sight_are_forgotten(qtbot: QtBot) -> None:
    shelf = Shelf(PAGE * 100)
    model = shelf.model()
    for number in range(0, PAGE * 100, PAGE):
        model.row(number)
    assert len(list(model.loaded())) < PAGE * 30


def test_a_row_that_vanished_shows_nothing(qtbot: QtBot) -> None:
    shelf = Shelf(PAGE + 5)
    model = shelf.model()
    shelf.size = PAGE + 1
    assert model.row(PAGE + 3) is None
    assert model.index(PAGE + 3, 0).data() is None


def test_a_refresh_keeps_the_selection(qtbot: QtBot) -> None:
    table = Table(Shelf(50).model(), name="t", remembered=Remembered(Preferences()))
    qtbot.addWidget(table)
    table.selectRow(7)
    table.refresh()
    assert table.selected() == (Item(7),)
    assert table.current() == Item(7)


def test_states_and_rows_are_told_by_roles_of_our_own(qtbot: QtBot) -> None:
    model = Shelf(3).model()
    index = model.index(2, 1)
    assert index.data(DeskRole.ROW) == Item(2)
    assert index.data(DeskRole.KEY) == 2
    assert index.data(DeskRole.BADGE) == Badge("第2件", Tone.GOOD)


def test_dragged_rows_carry_their_ids(qtbot: QtBot) -> None:
    model = Shelf(9).model(drag=Drag[Item](FOOTAGE_MIME, lambda item: item.number))
    data = model.mimeData([model.index(4, 0), model.index(4, 1), model.index(2, 0)])
    assert dragged_ids(data, FOOTAGE_MIME) == (2, 4)
    assert dragged_ids(data, "text/plain") == ()


@pytest.mark.parametrize("descending", [False, True])
def test_rows_at_hand_are_sorted_by_their_text(descending: bool) -> None:
    rows = [Item(2), Item(1), Item(3)]
    source = listed(rows, COLUMNS)
    numbers = [item.number for item in source.page(0, 10, "number", descending)]
    assert numbers == ([3, 2, 1] if descending else [1, 2, 3])
    assert source.page(1, 1, "", descending) == [Item(1)]


def test_return_and_double_click_open_a_row(qtbot: QtBot) -> None:
    table = Table(Shelf(5).model(), name="t", remembered=Remembered(Preferences()))
    qtbot.addWidget(table)
    table.resize(500, 300)
    table.show()
    opened: list[object] = []
    table.row_opened.connect(opened.append)
    table.selectionModel().setCurrentIndex(
        table.rows.index(3, 0), QItemSelectionModel.SelectionFlag.SelectCurrent
    )
    qtbot.keyClick(table, Qt.Key.Key_Return)
    place = table.visualRect(table.rows.index(1, 0)).center()
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == [Item(3), Item(1)]


def test_column_widths_are_remembered(qtbot: QtBot) -> None:
    remembered = Remembered(Preferences())
    first = Table(Shelf(5).model(), name="t", remembered=remembered)
    qtbot.addWidget(first)
    first.setColumnWidth(0, 233)
    qtbot.waitUntil(lambda: remembered.layout("table:t") is not None)
    second = Table(Shelf(5).model(), name="t", remembered=remembered)
    qtbot.addWidget(second)
    assert second.columnWidth(0) == 233


def test_the_whole_row_under_the_mouse_answers(qtbot: QtBot) -> None:
    table = Table(Shelf(5).model(), name="t", remembered=Remembered(Preferences()))
    qtbot.addWidget(table)
    table.resize(500, 300)
    table.show()
    plain = table.viewport().grab().toImage()
    place = table.visualRect(table.rows.index(2, 0)).center()
    QTest.mouseMove(table.viewport(), place)
    qtbot.waitUntil(lambda: table.hovered_row == 2)
    here = table.visualRect(table.rows.index(2, 0)).topRight() - QPoint(4, -4)
    far = table.visualRect(table.rows.index(2, 1)).topRight() - QPoint(4, -4)
    answered = table.viewport().grab().toImage()
    assert answered.pixelColor(far) != plain.pixelColor(far)
    assert answered.pixelColor(far) == answered.pixelColor(here)
