"""What a person sees in the windows: words, fields, and where to click what."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

Place = tuple[QWidget, QPoint]
"""A window and a point in it."""

_ROOT = QModelIndex()
_FIELDS = (QLineEdit, QPlainTextEdit, QComboBox)
_ROWS = 200


class NotSeen(AssertionError):
    """The person waited in vain."""


def window() -> QWidget:
    """The window in front: a menu, a dialog, or the window itself."""
    front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    if front is not None:
        return front
    tops = [top for top in QApplication.topLevelWidgets() if top.isVisible() and top.isWindow()]
    windows = [top for top in tops if top.windowType() is Qt.WindowType.Window]
    if not windows:
        raise NotSeen("no window is open")
    return windows[-1]


def shown(widget: QWidget) -> str:
    """All the words that are seen in `widget`, tables included."""
    words = [text for part in _parts(widget) if part.isVisible() for text in _words(part)]
    return "\n".join(word for word in words if word)


def plain(words: str) -> str:
    """Words on a button without the letter that is underlined in them."""
    start = words.find("(&")
    if start >= 0:
        words = words[:start] + words[words.find(")", start) + 1 :]
    return words.replace("&", "").strip().removesuffix("…")


def _parts(widget: QWidget) -> Iterator[QWidget]:
    yield widget
    yield from widget.findChildren(QWidget)


def _words(part: QWidget) -> Iterator[str]:
    if isinstance(part, QLabel | QLineEdit):
        yield part.text()
    elif isinstance(part, QPlainTextEdit):
        yield part.toPlainText()
    elif isinstance(part, QAbstractButton):
        yield part.text() or part.accessibleName()
    elif isinstance(part, QComboBox):
        yield part.currentText()
    elif isinstance(part, QTabBar):
        yield from _tabs(part)
    elif isinstance(part, QAbstractItemView):
        yield from (text for _, text in _cells(part))


def _tabs(bar: QTabBar) -> list[str]:
    return [bar.tabText(number) for number in range(bar.count())]


def _cells(view: QAbstractItemView) -> Iterator[tuple[QRect, str]]:
    model = view.model()
    for row in range(min(model.rowCount(_ROOT), _ROWS)):
        for column in range(_columns(view)):
            index = model.index(row, column)
            rect = view.visualRect(index)
            if rect.isValid() and view.viewport().rect().intersects(rect):
                yield rect, str(index.data() or "")


def first(kind: type[Any], name: str = "") -> Any:
    parts = (part for part in _parts(window()) if isinstance(part, kind) and part.isVisible())
    return next((part for part in parts if not name or part.objectName() == name), None)


def reachable(widget: QWidget, inside: QPoint) -> Place | None:
    """Where to click in which window; None where a person could not."""
    top = widget.window()
    at = widget.mapTo(top, inside)
    hit = top.childAt(at)
    if not widget.isEnabled() or hit is None or top is not window():
        return None
    return (top, at) if hit is widget or widget.isAncestorOf(hit) else None


def place_of(words: str) -> Place | None:
    front = window()
    if isinstance(front, QMenu):
        for action in front.actions():
            if plain(action.text()) == words and action.isEnabled():
                return front, front.actionGeometry(action).center()
        return None
    places = (reachable(part, inside) for part in _parts(front) for inside in _spots(part, words))
    return next((place for place in places if place is not None), None)


def _spots(part: QWidget, words: str) -> Iterator[QPoint]:
    """Where in `part` to click what is called `words`."""
    if not part.isVisible():
        return
    if isinstance(part, QTabBar):
        if words in _tabs(part):
            yield part.tabRect(_tabs(part).index(words)).center()
        return
    names = {plain(part.accessibleName()), part.accessibleName().split("：")[0]}
    if isinstance(part, QAbstractButton):
        names.add(plain(part.text()))
    elif not part.property("clickable"):
        return
    if words in names:
        yield part.rect().center()


def row_place(words: str) -> Place | None:
    for part in _parts(window()):
        if isinstance(part, QAbstractItemView) and part.isVisible():
            index = _index_of(part, words)
            if index is not None:
                part.scrollTo(index)
                seen = part.visualRect(index).intersected(part.viewport().rect())
                return None if seen.isEmpty() else reachable(part.viewport(), seen.center())
    return None


def _columns(view: QAbstractItemView) -> int:
    # A list's model has one column and does not let anybody ask.
    model = view.model()
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(_ROOT)


def _index_of(view: QAbstractItemView, words: str) -> QModelIndex | None:
    model = view.model()
    for row in range(min(model.rowCount(_ROOT), _ROWS)):
        for column in range(_columns(view)):
            index = model.index(row, column)
            if words in str(index.data() or ""):
                return index
    return None


def field(name: str, kind: type[Any] | tuple[type[Any], ...] = _FIELDS) -> Any:
    for part in _parts(window()):
        if not isinstance(part, kind) or not part.isVisible() or not part.isEnabled():
            continue
        names = {plain(part.accessibleName())}
        if isinstance(part, QLineEdit | QPlainTextEdit):
            names.add(part.placeholderText())
        if name in names:
            return part
    for part in _parts(window()):
        buddy = part.buddy() if isinstance(part, QLabel) and part.isVisible() else None
        if isinstance(buddy, QWidget) and plain(part.text()).removesuffix("*").strip() == name:
            inner = (each for each in _parts(buddy) if isinstance(each, kind) and each.isVisible())
            return next(inner, None)
    return None


def choice_in(box: QComboBox, words: str) -> int:
    return next((n for n in range(box.count()) if words in box.itemText(n)), -1)
