"""The list of recordings: its first column takes the room that is left, and rows can be dragged."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView
from typing_extensions import override

from archive_desk.domain.footage import Footage
from archive_desk.ui.footage.dragging import drag_selected
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.row_model import RowModel
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.tables import Table

_LEAST_NAME = 264


class FootageTable(Table[Footage]):
    """Recordings as rows with small pictures."""

    def __init__(self, model: RowModel[Footage], *, name: str, remembered: Remembered) -> None:
        super().__init__(model, name=name, remembered=remembered, row_height=57)
        self.setDragEnabled(True)
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.sectionCountChanged.connect(self._fit)
        theme().changed.connect(self._fit)

    def _fit(self) -> None:
        """Give the name what the other columns leave, and never too little to read it."""
        header = self.horizontalHeader()
        others = header.length() - header.sectionSize(0)
        room = self.viewport().width() - others
        header.resizeSection(0, max(theme().px(_LEAST_NAME), room))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def startDrag(self, actions: Qt.DropAction) -> None:
        drag_selected(self)
