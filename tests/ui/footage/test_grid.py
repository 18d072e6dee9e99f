import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage

from archive_desk.ui.footage.dragging import carried
from tests.helpers.footage import catalogued


@pytest.fixture
def grid(qtbot, show, office, made):
    for _ in range(9):
        catalogued(office)
    screen = show()
    screen._as_pictures.click()
    qtbot.waitUntil(lambda: screen.grid.columns > 2)
    return screen.grid


def test_every_place_leads_back_to_its_picture(grid):
    for row in range(grid._rows.rowCount()):
        place = grid.visualRect(grid._rows.index(row, 0))
        assert grid.indexAt(place.center()).row() == row
    gap = grid.visualRect(grid._rows.index(0, 0)).topRight() + QPoint(4, 0)
    assert not grid.indexAt(gap).isValid()
    assert not grid.indexAt(QPoint(10, 100_000)).isValid()


def test_arrow_keys_walk_over_the_pictures(qtbot, grid):
    grid.setCurrentIndex(grid._rows.index(0, 0))
    columns = grid.columns
    for key, row in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Down, 1 + columns),
        (Qt.Key.Key_Left, columns),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_End, 11),
        (Qt.Key.Key_Home, 0),
    ):
        qtbot.keyClick(grid, key)
        assert grid.currentIndex().row() == row, key


def test_return_opens_the_picture(qtbot, grid):
    opened = []
    grid.row_opened.connect(opened.append)
    grid.setCurrentIndex(grid._rows.index(2, 0))
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    place = grid.visualRect(grid._rows.index(1, 0)).center()
    qtbot.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [item.id for item in opened] == [grid._rows.row(2).id, grid._rows.row(1).id]


def test_a_frame_drawn_around_pictures_chooses_them(grid):
    model = grid.selectionModel()
    first = grid.visualRect(grid._rows.index(0, 0))
    second = grid.visualRect(grid._rows.index(1, 0))
    grid.setSelection(QRect(first.center(), second.center()), model.SelectionFlag.ClearAndSelect)
    assert {index.row() for index in model.selectedRows()} == {0, 1}


def test_the_last_picture_can_be_scrolled_into_view(grid):
    last = grid._rows.index(grid._rows.rowCount() - 1, 0)
    grid.resize(grid.width(), 300)
    grid.updateGeometries()
    grid.scrollTo(last)
    place = grid.visualRect(last)
    assert place.bottom() <= grid.viewport().height()
    assert place.top() >= 0 or place.height() > grid.viewport().height()


def test_a_dragged_pill_is_drawn(qapp):
    drawn = carried(3, 1.0).toImage()
    assert drawn.format() != QImage.Format.Format_Invalid
    assert drawn.pixelColor(drawn.width() // 2, 3).alpha() == 255
    assert drawn.pixelColor(0, 0) == QColor(0, 0, 0, 0)
