import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from archive_desk.ui.widgets.even_grid import EvenGrid
from archive_desk.ui.widgets.text import label


def tiles(qtbot: QtBot, count: int) -> tuple[QWidget, EvenGrid]:
    page = QWidget()
    qtbot.addWidget(page)
    grid = EvenGrid(190, gap=16, parent=page)
    for number in range(count):
        grid.addWidget(label(f"第{number}格 " * 8, wrap=True))
    return page, grid


@pytest.mark.parametrize(
    ("width", "columns"), [(900, 4), (808, 4), (700, 2), (400, 2), (380, 1), (50, 1)]
)
def test_four_tiles_stand_in_even_rows(qtbot: QtBot, width: int, columns: int) -> None:
    _, grid = tiles(qtbot, 4)
    assert grid.columns(width) == columns


def test_tiles_fill_the_width_and_never_overlap(qtbot: QtBot) -> None:
    page, grid = tiles(qtbot, 5)
    page.resize(700, grid.heightForWidth(700))
    page.show()
    places: list[QRect] = [item.geometry() for item in map(grid.itemAt, range(5)) if item]
    assert len(places) == 5
    for number, place in enumerate(places):
        assert page.rect().contains(place)
        assert not any(place.intersects(other) for other in places[number + 1 :])
    assert places[0].top() == places[2].top() < places[3].top()


def test_a_narrow_grid_is_higher(qtbot: QtBot) -> None:
    _, grid = tiles(qtbot, 4)
    assert grid.heightForWidth(300) > 2 * grid.heightForWidth(900)
