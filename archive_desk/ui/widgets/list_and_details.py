"""A list, and at its right what is chosen."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from archive_desk.ui.theme import MEDIUM, theme
from archive_desk.ui.widgets.flow import FlowLayout
from archive_desk.ui.widgets.panels import EmptyState, SidePanel
from archive_desk.ui.widgets.tables import Table

Row = TypeVar("Row")


class ListAndDetails(QSplitter):
    """A list with a panel for the row chosen; where there are no rows, what to do next.

    Attributes:
        nothing: what stands in the list's place.
        details: the panel; hidden until `show_details`.
    """

    def __init__(self, table: Table[Row], nothing: EmptyState, *, width: int = 400) -> None:
        """Lay both out; `width` is the panel's."""
        super().__init__(Qt.Orientation.Horizontal)
        self.nothing = nothing
        self.details = SidePanel("", width=width)
        self.details.closed.connect(self.details.hide)
        self.details.hide()
        self._table = table
        self._pile = QStackedWidget()
        self._pile.addWidget(table)
        self._pile.addWidget(nothing)
        self.setChildrenCollapsible(False)
        self.addWidget(self._pile)
        self.addWidget(self.details)
        self.setStretchFactor(0, 1)

    def show_list(self, *, some: bool) -> None:
        """Show the list, or what to do where it is empty."""
        self._pile.setCurrentWidget(self._table if some else self.nothing)


def list_and_work(
    table: Table[Row], parts: list[QWidget], work: QWidget, verbs: tuple[QWidget, ...]
) -> QSplitter:
    """A narrow list, and at its right `parts`, then `work` with all the room left, then `verbs`."""
    buttons = QWidget()
    flow = FlowLayout(buttons)
    for verb in verbs:
        flow.addWidget(verb)
    right = QWidget()
    column = QVBoxLayout(right)
    column.setContentsMargins(MEDIUM, 0, 0, 0)
    column.setSpacing(MEDIUM)
    for part in parts:
        column.addWidget(part)
    column.addWidget(work, 1)
    column.addWidget(buttons)
    splitter = QSplitter()
    splitter.addWidget(table)
    splitter.addWidget(right)
    splitter.setStretchFactor(1, 1)
    splitter.setSizes([theme().px(330), theme().px(800)])
    return splitter
