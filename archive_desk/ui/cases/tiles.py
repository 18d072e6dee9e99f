"""Recordings as tiles: a picture, when it was made, how long it is, and what is wrong with it."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)
from typing_extensions import override

from archive_desk.domain.cases import LinkedFootage
from archive_desk.domain.footage import Kind
from archive_desk.domain.ids import FootageId
from archive_desk.ui import icons, wording
from archive_desk.ui.cases.pictures import Pictures
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import FOOTAGE_MIME, Column, DeskRole, Drag, RowModel, listed
from archive_desk.ui.theme import SMALL, TIGHT, theme
from archive_desk.ui.zones import local

Index = QModelIndex | QPersistentModelIndex

KIND_ICONS = {
    Kind.VIDEO: "video",
    Kind.AUDIO: "mic",
    Kind.PHOTO: "image",
    Kind.SIDECAR: "file-text",
}

_WIDTH, _PICTURE = 168, 95


def tile_model(footage: Sequence[LinkedFootage]) -> RowModel[LinkedFootage]:
    """The rows behind tiles; they can be dragged."""
    columns = (Column[LinkedFootage]("name", "", lambda each: each.name, hint=_hint),)
    drag = Drag[LinkedFootage](FOOTAGE_MIME, lambda each: each.footage_id)
    source = listed(footage, columns)
    return RowModel(columns, source, key=lambda each: each.footage_id, drag=drag)


def _hint(each: LinkedFootage) -> str:
    started = wording.moment(each.started_at, seconds=True)
    lines = [each.name, f"{started} {wording.duration(each.duration_ms)}", each.device]
    if each.health.faulty:
        lines.append(wording.sentence(each.health.label))
    return "\n".join(line for line in lines if line.strip())


class Tiles(QListView):
    """Tiles in as many rows as they need; the page around them scrolls.

    Signals:
        opened: a `LinkedFootage` was double-clicked, or Return pressed on it.
        menu_wanted: the rows selected and the place for a menu.
        picked: the rows that are selected now.
    """

    opened = Signal(object)
    menu_wanted = Signal(object, object)
    picked = Signal(object)

    def __init__(
        self, footage: Sequence[LinkedFootage], pictures: Pictures, *, draggable: bool
    ) -> None:
        super().__init__()
        self._model = tile_model(footage)
        self._model.setParent(self)
        self.setModel(self._model)
        self.setItemDelegate(_TileDelegate(pictures, self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("bare", "true")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        mode = QAbstractItemView.DragDropMode
        self.setDragDropMode(mode.DragOnly if draggable else mode.NoDragDrop)
        self.setDragEnabled(draggable)
        self.doubleClicked.connect(lambda index: self._open(index))
        self.selectionModel().selectionChanged.connect(lambda: self.picked.emit(self.selected()))
        theme().changed.connect(self._fit)
        self._fit()

    def selected(self) -> tuple[LinkedFootage, ...]:
        """The recordings selected, in their order."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        rows = (self._model.row(number) for number in numbers)
        return tuple(row for row in rows if row is not None)

    def select_footage(self, footage_id: FootageId) -> bool:
        """Select one recording if it is here."""
        for number in range(self._model.rowCount()):
            row = self._model.row(number)
            if row is not None and row.footage_id == footage_id:
                self.setCurrentIndex(self._model.index(number, 0))
                return True
        return False

    def _open(self, index: Index) -> None:
        row = self._model.row(index.row())
        if row is not None:
            self.opened.emit(row)

    def _fit(self) -> None:
        """Be just high enough for all tiles at this width."""
        size = tile_size()
        across = max(1, (max(self.width(), size.width()) - 2) // size.width())
        rows = -(-max(1, self._model.rowCount()) // across)
        self.setFixedHeight(rows * size.height() + SMALL)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        rows = self.selected()
        if rows:
            self.menu_wanted.emit(rows, event.globalPos())


def tile_size() -> QSize:
    """The room of one tile."""
    lines = QFontMetrics(theme().font(13)).height() + QFontMetrics(theme().font(12)).height()
    return QSize(theme().px(_WIDTH) + 2 * SMALL, theme().px(_PICTURE) + lines + TIGHT + 2 * SMALL)


class _TileDelegate(QStyledItemDelegate):
    def __init__(self, pictures: Pictures, parent: Tiles) -> None:
        super().__init__(parent)
        self._pictures = pictures

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return tile_size()

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        each = index.data(DeskRole.ROW)
        if not isinstance(each, LinkedFootage):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area: QRect = option.rect
        _ground(painter, area.adjusted(2, 2, -2, -2), option.state)
        inner = area.adjusted(SMALL, SMALL, -SMALL, -SMALL)
        picture = QRect(inner.left(), inner.top(), inner.width(), theme().px(_PICTURE))
        _picture(painter, picture, each, self._pictures.get(each.footage_id))
        _marks(painter, picture, each)
        _words(painter, QRect(inner.left(), picture.bottom() + 1, inner.width(), 0), each)
        painter.restore()


def _ground(painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
    colours = theme().colours
    painter.setPen(Qt.PenStyle.NoPen)
    if state & QStyle.StateFlag.State_Selected:
        painter.setPen(QColor(colours.accent))
        painter.setBrush(QColor(colours.selection))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.setBrush(QColor(colours.surface_hover))
    else:
        return
    painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)


def _picture(painter: QPainter, area: QRect, each: LinkedFootage, picture: QPixmap | None) -> None:
    colours = theme().colours
    path = QPainterPath()
    path.addRoundedRect(QRectF(area), 8, 8)
    painter.fillPath(path, QColor(colours.neutral_ground))
    if picture is not None and not picture.isNull():
        painter.save()
        painter.setClipPath(path)
        size = picture.size().scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(area.center())
        painter.drawPixmap(place, picture)
        painter.restore()
        return
    side = theme().px(26)
    drawing = icons.pixmap(
        KIND_ICONS[each.kind], side, Tone.FAINT, painter.device().devicePixelRatioF()
    )
    painter.drawPixmap(area.center().x() - side // 2, area.center().y() - side // 2, drawing)


def _marks(painter: QPainter, area: QRect, each: LinkedFootage) -> None:
    """The length at the lower right, a warning above it, at the left that it has a document."""
    if each.duration_ms is not None:
        words = wording.duration(each.duration_ms)
        font = theme().font(11, bold=True)
        metrics = QFontMetrics(font)
        width, height = metrics.horizontalAdvance(words) + 10, metrics.height() + 2
        place = QRectF(area.right() - width - 5, area.bottom() - height - 5, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 165))
        painter.drawRoundedRect(place, 4, 4)
        painter.setPen(QColor("#ffffff"))
        painter.setFont(font)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
    side = theme().px(22)
    if each.health.faulty:
        _mark(painter, area.right() - side - 5, area.top() + 5, "circle-alert", Tone.BAD)
    elif each.doubts:
        _mark(painter, area.right() - side - 5, area.top() + 5, "clock", Tone.WARN)
    if each.document_id is not None:
        _mark(painter, area.left() + 5, area.top() + 5, "file-text", Tone.ACCENT)


def _mark(painter: QPainter, left: int, top: int, name: str, tone: Tone) -> None:
    """A small icon on a round ground."""
    side, small = theme().px(22), theme().px(14)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme().colours.tint(tone)))
    painter.drawEllipse(QRectF(left, top, side, side))
    drawing = icons.pixmap(name, small, tone, painter.device().devicePixelRatioF())
    painter.drawPixmap(left + (side - small) // 2, top + (side - small) // 2, drawing)


def _words(painter: QPainter, area: QRect, each: LinkedFootage) -> None:
    colours = theme().colours
    font = theme().font(13)
    metrics = QFontMetrics(font)
    upper = QRect(area.left() + 2, area.top() + TIGHT, area.width() - 4, metrics.height())
    painter.setFont(font)
    painter.setPen(QColor(colours.text))
    painter.drawText(upper, Qt.AlignmentFlag.AlignLeft, _when(each))
    small = theme().font(12)
    small_metrics = QFontMetrics(small)
    lower = QRect(upper.left(), upper.bottom() + 1, upper.width(), small_metrics.height())
    painter.setFont(small)
    painter.setPen(QColor(colours.text_muted))
    cut = small_metrics.elidedText(each.name, Qt.TextElideMode.ElideMiddle, lower.width())
    painter.drawText(lower, Qt.AlignmentFlag.AlignLeft, cut)


def _when(each: LinkedFootage) -> str:
    if each.started_at is None:
        return wording.tr("时间不明")
    return f"{local(each.started_at):%m-%d %H:%M:%S}"
