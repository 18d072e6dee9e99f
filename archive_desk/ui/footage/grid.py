"""The catalogue as pictures: large, beside each other, over the same rows as the list.

Places are computed, not kept, so that ten thousand pictures cost as much as ten.
"""

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QWidget
from typing_extensions import override

from archive_desk.domain.footage import Footage
from archive_desk.ui import wording
from archive_desk.ui.footage import listing
from archive_desk.ui.footage.dragging import drag_selected
from archive_desk.ui.footage.thumbnails import Thumbnails
from archive_desk.ui.row_model import Badge, RowModel
from archive_desk.ui.theme import MEDIUM, SMALL, theme
from archive_desk.ui.widgets.cells import paint_badge

Index = QModelIndex | QPersistentModelIndex

_GAP = MEDIUM
_FRAME = 6
_LEAST_PICTURE = 208


class FootageGrid(QAbstractItemView):
    """Pictures of the rows of a `RowModel`; its first column stands for the row.

    Signals:
        row_opened: double-clicked, or Return was pressed.
        menu_wanted: the place on the screen where a context menu is asked for.
    """

    row_opened = Signal(object)
    menu_wanted = Signal(object)

    def __init__(
        self,
        model: RowModel[Footage],
        thumbnails: Thumbnails,
        names: listing.Names,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows = model
        self._thumbnails = thumbnails
        self.names = names
        self._pressed = QPoint(), QPersistentModelIndex()
        self.setModel(model)
        self.setObjectName("footage-grid")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        model.modelReset.connect(self.updateGeometries)
        thumbnails.arrived.connect(self._repaint)
        theme().changed.connect(self._on_theme_changed)

    # -- places ------------------------------------------------------------------------------

    @property
    def columns(self) -> int:
        """How many pictures stand beside each other."""
        return max(1, (self.viewport().width() + _GAP) // (self._least_width() + _GAP))

    def _least_width(self) -> int:
        return theme().px(_LEAST_PICTURE) + 2 * _FRAME

    def _cell(self) -> tuple[int, int]:
        """Width and height of a cell; the width of the view is shared out."""
        columns = self.columns
        width = (self.viewport().width() - _GAP * (columns - 1)) // columns
        picture = (width - 2 * _FRAME) * self._thumbnails.size.height()
        height = picture // self._thumbnails.size.width() + theme().px(54) + 2 * _FRAME
        return width, height

    def _place(self, row: int) -> QRect:
        """Where a row is drawn in the view."""
        line, column = divmod(row, self.columns)
        width, height = self._cell()
        top = line * (height + _GAP) - self.verticalOffset()
        return QRect(column * (width + _GAP), top, width, height)

    @override
    def visualRect(self, index: Index) -> QRect:
        return self._place(index.row()) if index.isValid() and index.column() == 0 else QRect()

    @override
    def indexAt(self, point: QPoint) -> QModelIndex:
        width, height = self._cell()
        line, below = divmod(point.y() + self.verticalOffset(), height + _GAP)
        column, beside = divmod(point.x(), width + _GAP)
        row = line * self.columns + column
        inside = below < height and beside < width and 0 <= column < self.columns
        if not inside or not 0 <= row < self._rows.rowCount():
            return QModelIndex()
        return self._rows.index(row, 0)

    @override
    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        place, bar = self.visualRect(index), self.verticalScrollBar()
        if place.top() < 0:
            bar.setValue(bar.value() + place.top())
        elif place.bottom() > self.viewport().height():
            bar.setValue(bar.value() + place.bottom() - self.viewport().height())

    @override
    def horizontalOffset(self) -> int:
        return 0

    @override
    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    @override
    def isIndexHidden(self, index: Index) -> bool:
        return index.column() != 0

    @override
    def updateGeometries(self) -> None:
        _, height = self._cell()
        lines = -(-self._rows.rowCount() // self.columns)
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep((height + _GAP) // 3)
        bar.setRange(0, max(0, lines * (height + _GAP) - _GAP - self.viewport().height()))
        super().updateGeometries()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometries()

    # -- choosing ----------------------------------------------------------------------------

    @override
    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        count, columns = self._rows.rowCount(), self.columns
        if not count:
            return QModelIndex()
        _, height = self._cell()
        page = max(1, self.viewport().height() // (height + _GAP)) * columns
        steps = QAbstractItemView.CursorAction
        current = self.currentIndex().row()
        if current < 0:
            return self._rows.index(0, 0)
        moves = {
            steps.MoveLeft: -1,
            steps.MovePrevious: -1,
            steps.MoveRight: 1,
            steps.MoveNext: 1,
            steps.MoveUp: -columns,
            steps.MoveDown: columns,
            steps.MovePageUp: -page,
            steps.MovePageDown: page,
            steps.MoveHome: -current,
            steps.MoveEnd: count,
        }
        wanted = current + moves[action]
        if action in {steps.MoveUp, steps.MoveDown} and not 0 <= wanted < count:
            wanted = current
        return self._rows.index(min(max(wanted, 0), count - 1), 0)

    @override
    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        area = rect.normalized()
        _, height = self._cell()
        top = area.top() + self.verticalOffset()
        bottom = area.bottom() + self.verticalOffset()
        chosen = QItemSelection()
        last_line = min(bottom // (height + _GAP), self._rows.rowCount() // self.columns)
        for line in range(max(0, top // (height + _GAP)), last_line + 1):
            for column in range(self.columns):
                row = line * self.columns + column
                if row < self._rows.rowCount() and self._place(row).intersects(area):
                    chosen.select(self._rows.index(row, 0), self._rows.index(row, 0))
        self.selectionModel().select(chosen, command | QItemSelectionModel.SelectionFlag.Rows)

    @override
    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for number in range(selection.count()):
            chosen = selection.at(number)
            for row in range(chosen.top(), chosen.bottom() + 1):
                region = region.united(self._place(row))
        return region

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self._pressed = event.globalPosition().toPoint(), QPersistentModelIndex(index)
        super().mousePressEvent(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place, (pressed_at, pressed) = event.globalPosition().toPoint(), self._pressed
        index = self._rows.index(pressed.row(), 0) if pressed.isValid() else QModelIndex()
        # The first click may have opened a panel, and the pictures lie elsewhere now.
        if (place - pressed_at).manhattanLength() > QApplication.startDragDistance():
            index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            self._open(index)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    @override
    def startDrag(self, actions: Qt.DropAction) -> None:
        drag_selected(self)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def _open(self, index: QModelIndex) -> None:
        row = self._rows.row(index.row()) if index.isValid() else None
        if row is not None:
            self.row_opened.emit(row)

    # -- painting ----------------------------------------------------------------------------

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        _, height = self._cell()
        first = max(0, (event.rect().top() + self.verticalOffset()) // (height + _GAP))
        last = (event.rect().bottom() + self.verticalOffset()) // (height + _GAP)
        for row in range(first * self.columns, (last + 1) * self.columns):
            item = self._rows.row(row)
            if item is not None:
                self._paint(painter, row, item)
        painter.end()

    def _paint(self, painter: QPainter, row: int, item: Footage) -> None:
        colours, place = theme().colours, self._place(row)
        index = self._rows.index(row, 0)
        chosen = self.selectionModel().isSelected(index)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen:
            painter.setBrush(QColor(colours.selection))
            painter.drawRoundedRect(place, 10, 10)
        if self.hasFocus() and row == self.currentIndex().row():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), 10, 10)
        inner = place.adjusted(_FRAME, _FRAME, -_FRAME, -_FRAME)
        size = self._thumbnails.size
        picture = QRect(inner.topLeft(), inner.size())
        picture.setHeight(inner.width() * size.height() // size.width())
        painter.drawPixmap(picture, self._thumbnails.picture(item))
        self._paint_length(painter, picture, item)
        self._paint_state(painter, picture, item)
        self._paint_words(painter, inner.adjusted(2, picture.height() + SMALL, -2, 0), item)

    def _paint_length(self, painter: QPainter, picture: QRect, item: Footage) -> None:
        """The length in a dark corner, as on every picture of a film."""
        words = wording.duration(item.media.duration_ms)
        if not words:
            return
        font = theme().font(12, bold=True)
        metrics = QFontMetrics(font)
        width, height = metrics.horizontalAdvance(words) + 12, metrics.height() + 2
        corner = QRect(picture.right() - width - 5, picture.bottom() - height - 5, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(corner, 5, 5)
        painter.setPen(QColor("#ffffff"))
        painter.setFont(font)
        painter.drawText(corner, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_state(self, painter: QPainter, picture: QRect, item: Footage) -> None:
        state: Badge | None = listing.badge(item)
        if state is not None:
            corner = picture.adjusted(6, 6, -6, 0)
            corner.setHeight(theme().px(22))
            paint_badge(painter, corner, state, Qt.AlignmentFlag.AlignLeft)

    def _paint_words(self, painter: QPainter, area: QRect, item: Footage) -> None:
        colours = theme().colours
        upper, lower = theme().font(13, bold=True), theme().font(12)
        words = (
            wording.compact(item.started_at) or wording.tr("时间不明"),
            " · ".join(part for part in (listing.officer(item, self.names), item.name) if part),
        )
        inks = (colours.text, colours.text_muted)
        top = area.top()
        for font, line, ink in zip((upper, lower), words, inks, strict=True):
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(QColor(ink))
            row = QRect(area.left(), top, area.width(), metrics.height())
            cut = metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, area.width())
            painter.drawText(row, int(Qt.AlignmentFlag.AlignLeft), cut)
            top += metrics.height() + 1

    def _repaint(self) -> None:
        self.viewport().update()

    def _on_theme_changed(self) -> None:
        self.updateGeometries()
        self._repaint()
