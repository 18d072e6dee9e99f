"""One read-only table model for every list: columns as data, sorting and paging by the database.

    RowModel(columns, Source(count, page), key=lambda footage: footage.id)

Rows are frozen values and are fetched in pages when they come into view, so a list of a million
opens as fast as one of ten.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QBrush, QColor, QFont, QIcon, QPixmap
from typing_extensions import override

from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import theme

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex

PAGE = 200
_PAGES_KEPT = 24


class DeskRole(IntEnum):
    """Item roles of our own."""

    ROW = Qt.ItemDataRole.UserRole + 1
    BADGE = Qt.ItemDataRole.UserRole + 2
    SUBTITLE = Qt.ItemDataRole.UserRole + 3
    KEY = Qt.ItemDataRole.UserRole + 4
    CUT_MIDDLE = Qt.ItemDataRole.UserRole + 5


@dataclass(frozen=True)
class Badge:
    """A state as a coloured pill."""

    text: str
    tone: Tone = Tone.NEUTRAL


class Side(IntEnum):
    """Where a column's text stands."""

    LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    CENTRE = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column of a list.

    Attributes:
        key: what the database sorts by, and the name under which the width is remembered.
        title: the head, in the language of the window.
        value: the text of a row.
        side: where the text stands; numbers at the right.
        width: in logical pixels at normal text size, until the person changes it.
        sortable: whether the database can sort by `key`.
        subtitle: a second, smaller line below the text.
        tone: the colour of the text.
        badge: a pill instead of the text.
        picture: an icon or thumbnail before the text.
        hint: the tool tip; the text itself where it is cut short.
        bold: whether the text stands out.
        cut_middle: whether a text too long is cut in its middle, because its end tells more.
        stretch: whether the column takes the room that is left.
        hidden: whether it is hidden until the person asks for it.
    """

    key: str
    title: str
    value: Callable[[Row], str]
    side: Side = Side.LEFT
    width: int = 120
    sortable: bool = True
    subtitle: Callable[[Row], str] | None = None
    tone: Callable[[Row], Tone | None] | None = None
    badge: Callable[[Row], Badge | None] | None = None
    picture: Callable[[Row], QIcon | QPixmap | None] | None = None
    hint: Callable[[Row], str] | None = None
    bold: bool = False
    cut_middle: bool = False
    stretch: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Source(Generic[Row]):
    """Where rows come from: how many there are, and some of them in an order.

    `page(offset, limit, sort, descending)`; `sort` is a column's key, empty for the usual order.
    """

    count: Callable[[], int]
    page: Callable[[int, int, str, bool], Sequence[Row]]


def listed(rows: Sequence[Row], columns: Sequence[Column[Row]]) -> Source[Row]:
    """A source of rows that are all at hand; sorted by the text of their columns."""
    texts = {column.key: column.value for column in columns}

    def page(offset: int, limit: int, sort: str, descending: bool) -> Sequence[Row]:
        if not sort:
            return rows[offset : offset + limit]
        value = texts[sort]
        return sorted(rows, key=lambda row: value(row), reverse=descending)[offset : offset + limit]

    return Source(lambda: len(rows), page)


@dataclass
class _Order:
    key: str = ""
    descending: bool = False


@dataclass(frozen=True)
class Drag(Generic[Row]):
    """What is dragged out of a list: a MIME type, and the id that stands for a row."""

    mime: str
    id_of: Callable[[Row], int]


class RowModel(QAbstractTableModel, Generic[Row]):
    """Rows of a list, fetched page by page.

    `key` tells rows apart, so that a selection survives a reload.
    """

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        source: Source[Row],
        *,
        key: Callable[[Row], Hashable],
        drag: Drag[Row] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.key = key
        self._source = source
        self._drag = drag
        self._order = _Order()
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._count = source.count()

    # -- for screens -------------------------------------------------------------------------

    @property
    def order(self) -> tuple[str, bool]:
        """The column key sorted by (empty for the usual order), and whether descending."""
        return self._order.key, self._order.descending

    def use(self, source: Source[Row]) -> None:
        """Show the rows of another source, in the same order."""
        self._source = source
        self.reload()

    def reload(self) -> None:
        """Ask the source again."""
        self.beginResetModel()
        self._pages.clear()
        self._count = self._source.count()
        self.endResetModel()

    def row(self, number: int) -> Row | None:
        """Row `number`; None where the archive has lost it meanwhile."""
        if not 0 <= number < self._count:
            return None
        page, place = divmod(number, PAGE)
        rows = self._page(page)
        return rows[place] if place < len(rows) else None

    def loaded(self) -> Iterable[tuple[int, Row]]:
        """The rows at hand with their numbers."""
        for page, rows in tuple(self._pages.items()):
            for place, row in enumerate(rows):
                yield page * PAGE + place, row

    def _page(self, number: int) -> Sequence[Row]:
        rows = self._pages.get(number)
        if rows is None:
            rows = self._source.page(number * PAGE, PAGE, self._order.key, self._order.descending)
            self._pages[number] = rows
            while len(self._pages) > _PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return rows

    # -- for Qt ------------------------------------------------------------------------------

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else self._count

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title[:1].upper() + column.title[1:]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(column.side)
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.row(index.row())
        if row is None or index.column() >= len(self.columns):
            return None
        answer = _ANSWERS.get(role)
        if answer is not None:
            return answer(self.columns[index.column()], row)
        if role == DeskRole.ROW:
            return row
        if role == DeskRole.KEY:
            return self.key(row)
        return None

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self.columns) and self.columns[column].sortable:
            wanted = _Order(self.columns[column].key, order is Qt.SortOrder.DescendingOrder)
        else:
            wanted = _Order()
        if wanted != self._order:
            self._order = wanted
            self.reload()

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self._drag is not None:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    @override
    def mimeTypes(self) -> list[str]:
        return [] if self._drag is None else [self._drag.mime]

    @override
    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        if self._drag is not None:
            rows = [self.row(number) for number in sorted({index.row() for index in indexes})]
            ids = [self._drag.id_of(row) for row in rows if row is not None]
            data.setData(self._drag.mime, QByteArray(json.dumps(ids).encode()))
        return data


def dragged_ids(data: QMimeData, mime: str) -> tuple[int, ...]:
    """The ids that were dragged out of a list under `mime`; empty where there are none."""
    if not data.hasFormat(mime):
        return ()
    return tuple(int(number) for number in json.loads(bytes(data.data(mime).data())))


FOOTAGE_MIME = "application/x-archive-desk-footage"
"""The MIME type under which recordings are dragged from one screen's list to another's."""


def _display(column: Column[Any], row: Any) -> str:
    return column.value(row)


def _foreground(column: Column[Any], row: Any) -> QBrush | None:
    tone = column.tone(row) if column.tone else None
    return None if tone is None else QBrush(QColor(theme().colours.ink(tone)))


def _font(column: Column[Any], row: Any) -> QFont | None:
    return theme().font(bold=True) if column.bold else None


_ANSWERS: dict[int, Callable[[Column[Any], Any], Any]] = {
    int(Qt.ItemDataRole.DisplayRole): _display,
    int(Qt.ItemDataRole.TextAlignmentRole): lambda column, _row: int(column.side),
    int(Qt.ItemDataRole.ForegroundRole): _foreground,
    int(Qt.ItemDataRole.FontRole): _font,
    int(Qt.ItemDataRole.DecorationRole): lambda column, row: (
        column.picture(row) if column.picture else None
    ),
    int(Qt.ItemDataRole.ToolTipRole): lambda column, row: column.hint(row) if column.hint else None,
    int(DeskRole.CUT_MIDDLE): lambda column, _row: column.cut_middle,
    int(DeskRole.BADGE): lambda column, row: column.badge(row) if column.badge else None,
    int(DeskRole.SUBTITLE): lambda column, row: column.subtitle(row) if column.subtitle else None,
}
