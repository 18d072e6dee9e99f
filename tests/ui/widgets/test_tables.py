import pytest

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
