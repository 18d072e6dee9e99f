"""A grid of equally wide tiles that takes as many columns as there is room for."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayoutItem, QWidget
from typing_extensions import override

from archive_desk.ui.theme import LARGE
from archive_desk.ui.widgets.arranging import WrappingLayout


class EvenGrid(WrappingLayout):
    """Tiles beside each other, none narrower than `narrowest`; they wrap where room is short."""

    def __init__(self, narrowest: int, *, gap: int = LARGE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._narrowest = narrowest
        self._gap = gap

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    @override
    def sizeHint(self) -> QSize:
        widest = max((item.sizeHint().width() for item in self._items), default=0)
        count = len(self._items)
        height = max((item.sizeHint().height() for item in self._items), default=0)
        return QSize(count * max(widest, self._narrowest) + max(0, count - 1) * self._gap, height)

    @override
    def minimumSize(self) -> QSize:
        height = max((item.minimumSize().height() for item in self._items), default=0)
        return QSize(min(self._narrowest, self.sizeHint().width()), height)

    def columns(self, width: int) -> int:
        """How many tiles stand beside each other in `width`; rows are kept even."""
        count = max(1, len(self._items))
        room = max(1, min(count, (width + self._gap) // (self._narrowest + self._gap)))
        rows = -(-count // room)
        return -(-count // rows)

    @override
    def arrange(self, area: QRect, *, move: bool) -> int:
        columns = self.columns(area.width())
        wide = (area.width() - (columns - 1) * self._gap) / columns
        top = area.top()
        for start in range(0, len(self._items), columns):
            row = self._items[start : start + columns]
            height = max(_height(item, int(wide)) for item in row)
            if move:
                for place, item in enumerate(row):
                    left = area.left() + round(place * (wide + self._gap))
                    right = area.left() + round(place * (wide + self._gap) + wide)
                    item.setGeometry(QRect(left, top, right - left, height))
            top += height + self._gap
        return max(0, top - self._gap - area.top())


def _height(item: QLayoutItem, width: int) -> int:
    if item.hasHeightForWidth():
        return max(item.heightForWidth(width), item.minimumSize().height())
    return item.sizeHint().height()
