"""A grid of equally wide tiles that takes as many columns as there is room for."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget
from typing_extensions import override

from archive_desk.ui.theme import LARGE


class EvenGrid(QLayout):
    """Tiles beside each other, none narrower than `narrowest`; they wrap where room is short."""

    def __init__(self, narrowest: int, *, gap: int = LARGE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._narrowest = narrowest
        self._gap = gap
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

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

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def columns(self, width: int) -> int:
        """How many tiles stand beside each other in `width`; rows are kept even."""
        count = max(1, len(self._items))
        room = max(1, min(count, (width + self._gap) // (self._narrowest + self._gap)))
        rows = -(-count // room)
        return -(-count // rows)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        columns = self.columns(rect.width())
        wide = (rect.width() - (columns - 1) * self._gap) / columns
        top = rect.top()
        for start in range(0, len(self._items), columns):
            row = self._items[start : start + columns]
            height = max(_height(item, int(wide)) for item in row)
            if move:
                for place, item in enumerate(row):
                    left = rect.left() + round(place * (wide + self._gap))
                    right = rect.left() + round(place * (wide + self._gap) + wide)
                    item.setGeometry(QRect(left, top, right - left, height))
            top += height + self._gap
        return max(0, top - self._gap - rect.top())


def _height(item: QLayoutItem, width: int) -> int:
    if item.hasHeightForWidth():
        return max(item.heightForWidth(width), item.minimumSize().height())
    return item.sizeHint().height()
