"""The list that every screen uses: a table over a `RowModel`, with its layout remembered."""

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QMenu,
    QTableView,
    QWidget,
)
from typing_extensions import override

from archive_desk.ui.remembered import Remembered
from archive_desk.ui.row_model import RowModel
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.cells import CellDelegate

Row = TypeVar("Row")


_HEAD_ROOM = 28


class Table(QTableView, Generic[Row]):
    """A table of rows.

    Attributes:
        menu_actions: fills the context menu for the rows selected; set it to offer one.

    Signals:
        row_opened: a row was double-clicked, or Return was pressed on it.
        rows_selected: the selection is now this tuple of rows.
    """

    row_opened = Signal(object)
    rows_selected = Signal(object)

    def __init__(
        self,
        model: RowModel[Row],
        *,
        name: str,
        remembered: Remembered,
        row_height: int = 44,
        single: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Show `model`; column widths are kept under `name`."""
        super().__init__(parent)
        self._rows = model
        self._name = f"table:{name}"
        self._remembered = remembered
        self._row_height = row_height
        self._hovered = -1
        self.menu_actions: Callable[[Sequence[Row]], Sequence[QAction]] | None = None
        self._pressed: tuple[QPoint, Row | None] = QPoint(), None
        self.setModel(model)
        self.setObjectName(f"table-{name}")
        self._arrange(single=single)
        self._restore()
        self._keep_timer = QTimer(self)
        self._keep_timer.setSingleShot(True)
        self._keep_timer.setInterval(400)
        self._keep_timer.timeout.connect(self._keep)
        header = self.horizontalHeader()
        header.sectionResized.connect(self._keep_timer.start)
        header.sectionMoved.connect(self._keep_timer.start)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        theme().changed.connect(self._on_theme_changed)

    @property
    def rows(self) -> RowModel[Row]:
        """The model behind the table."""
        return self._rows

    def selected(self) -> tuple[Row, ...]:
        """The rows selected, from top to bottom."""
        numbers = sorted({index.row() for index in self.selectionModel().selectedRows()})
        found = (self._rows.row(number) for number in numbers)
        return tuple(row for row in found if row is not None)

    def current(self) -> Row | None:
        """The row the cursor is on."""
        return self._rows.row(self.currentIndex().row())

    def refresh(self) -> None:
        """Ask for the rows again; selection and place stay where the rows still are."""
        kept = {self._rows.key(row) for row in self.selected()}
        current = self.current()
        place = self.verticalScrollBar().value()
        self._rows.reload()
        self.verticalScrollBar().setValue(place)
        self.select_keys(kept, current=None if current is None else self._rows.key(current))

    def select_keys(self, keys: set[Hashable], *, current: Hashable | None = None) -> None:
        """Select the rows with these keys, among those around the place shown."""
        if not keys and current is None:
            return
        self._rows.row(max(0, self.rowAt(0)))
        model = self.selectionModel()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for number, row in self._rows.loaded():
            key = self._rows.key(row)
            index = self._rows.index(number, 0)
            if current is not None and key == current:
                model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            if key in keys:
                model.select(index, flags)

    def select_row(self, number: int) -> None:
        """Select one row and bring it into view."""
        self.selectRow(number)
        self.scrollTo(self._rows.index(number, 0))

    def choose(self, key: Hashable) -> None:
        """Select the row with this key and bring it into view; a list that is read as a whole."""
        for number in range(self._rows.rowCount()):
            row = self._rows.row(number)
            if row is not None and self._rows.key(row) == key:
                self.select_row(number)

    # -- arrangement -------------------------------------------------------------------------

    def _arrange(self, *, single: bool) -> None:
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.SingleSelection if single else mode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSortingEnabled(True)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        # First the usual height: a minimum set before it would fix rows that are there already.
        vertical.setDefaultSectionSize(theme().px(self._row_height))
        vertical.setMinimumSectionSize(theme().px(24))
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setMinimumSectionSize(theme().px(48))
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_columns_menu)
        for number, column in enumerate(self._rows.columns):
            words = header.fontMetrics().horizontalAdvance(column.title) + theme().px(_HEAD_ROOM)
            self.setColumnWidth(number, max(theme().px(column.width), words))
            self.setColumnHidden(number, column.hidden)
            if column.stretch:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)

    def _restore(self) -> None:
        state = self._remembered.layout(self._name)
        header = self.horizontalHeader()
        if state is not None and header.count() == len(self._rows.columns):
            header.restoreState(state)
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def _keep(self) -> None:
        self._remembered.keep_layout(self._name, self.horizontalHeader().saveState())

    def _show_columns_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        for number, column in enumerate(self._rows.columns):
            if not column.title:
                continue
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(number))
            action.toggled.connect(
                lambda shown, number=number: self._show_column(number, shown=shown)
            )
        menu.popup(self.horizontalHeader().mapToGlobal(place))

    def _show_column(self, number: int, *, shown: bool) -> None:
        self.setColumnHidden(number, not shown)
        self._keep_timer.start()

    @property
    def hovered_row(self) -> int:
        """The number of the row under the mouse; -1 for none."""
        return self._hovered

    # -- what happens ------------------------------------------------------------------------

    def _on_selection_changed(self) -> None:
        self.rows_selected.emit(self.selected())

    def _on_theme_changed(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme().px(self._row_height))
        self.viewport().update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            row = self.current()
            if row is not None:
                self.row_opened.emit(row)
                return
        super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(self.indexAt(event.position().toPoint()))
        self._pressed = event.globalPosition().toPoint(), row
        super().mousePressEvent(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place, (pressed_at, row) = event.globalPosition().toPoint(), self._pressed
        # The first click may have opened a panel, and the rows lie elsewhere now.
        if (place - pressed_at).manhattanLength() > QApplication.startDragDistance():
            row = self._row_at(self.indexAt(event.position().toPoint()))
        if row is not None and event.button() is Qt.MouseButton.LeftButton:
            self.row_opened.emit(row)
            return
        super().mouseDoubleClickEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.menu_actions is None:
            super().contextMenuEvent(event)
            return
        actions = self.menu_actions(self.selected())
        if actions:
            menu = QMenu(self)
            menu.addActions(list(actions))
            menu.popup(event.globalPos())

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.MouseMove, QEvent.Type.Leave}:
            row = -1
            if isinstance(event, QMouseEvent):
                row = self.indexAt(event.position().toPoint()).row()
            if row != self._hovered:
                self._hovered = row
                self.viewport().update()
        return super().viewportEvent(event)

    def _row_at(self, index: QModelIndex) -> Row | None:
        return self._rows.row(index.row()) if index.isValid() else None
