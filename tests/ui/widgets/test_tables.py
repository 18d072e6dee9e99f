import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from archive_desk.settings import Preferences, Theme
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.row_model import Column, RowModel, listed
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.tables import Table

COLUMNS = (Column("number", "Number", str),)


@pytest.fixture
def large_text(qapp):
    theme().apply(Theme.LIGHT, 130)
    yield
    theme().apply(Theme.LIGHT, 100)


@pytest.mark.usefixtures("large_text")
def test_rows_that_are_there_from_the_start_grow_with_the_text(qtbot):
    model = RowModel(COLUMNS, listed((1, 2, 3), COLUMNS), key=lambda row: row)
    table = Table(model, name="numbers", remembered=Remembered(Preferences()), row_height=50)
    qtbot.addWidget(table)

    assert table.rowHeight(0) == 65


def test_a_double_click_opens_the_row_of_its_first_click(qtbot):
    """Though the first click shows something that moves the rows."""
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    details = QLabel("x")
    details.setFixedHeight(80)
    details.hide()
    model = RowModel(COLUMNS, listed(tuple(range(9)), COLUMNS), key=lambda row: row)
    table = Table(model, name="numbers", remembered=Remembered(Preferences()))
    column.addWidget(details)
    column.addWidget(table)
    page.resize(400, 500)
    page.show()
    qtbot.waitExposed(page)
    table.rows_selected.connect(lambda _rows: details.show())
    opened = []
    table.row_opened.connect(opened.append)
    at = table.visualRect(model.index(4, 0)).center()
    on_page = table.viewport().mapTo(page, at)

    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: table.viewport().mapTo(page, at) != on_page)
    under_the_mouse = table.viewport().mapFrom(page, on_page)
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=under_the_mouse)

    assert table.rowAt(under_the_mouse.y()) != 4, "nothing moved, so nothing was tested"
    assert opened == [4]
