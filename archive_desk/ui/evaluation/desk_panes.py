"""The panes of the reviewer's desk and how they lie: documents, footage, the sheet below."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from archive_desk.domain.evaluation_sheet import Answer, SheetItem
from archive_desk.ui.evaluation.desk_foot import DeskFoot
from archive_desk.ui.evaluation.desk_head import DeskHead
from archive_desk.ui.evaluation.item_panel import ItemPanel
from archive_desk.ui.evaluation.lists import items_table
from archive_desk.ui.evaluation.panes import go_to_next, remember_sizes
from archive_desk.ui.evaluation.papers import PapersPane
from archive_desk.ui.player_pane import PlayerPane
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL, WIDE, theme


class DeskPanes(QWidget):
    """The widgets of the desk, as large as the person left them."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self.documents = PapersPane(context)
        self.player: PlayerPane = context.player()
        self.player.setObjectName("evaluation-player")
        self.items = items_table(context, self._answer, self._part_of)
        self.panel = ItemPanel()
        self.panel.setObjectName("item-panel")
        self.head = DeskHead()
        self.foot = DeskFoot()
        self.opinion = self.foot.opinion
        self._lay_out()

    def _lay_out(self) -> None:
        top = QSplitter(Qt.Orientation.Horizontal)
        top.setChildrenCollapsible(False)
        top.addWidget(self.documents)
        top.addWidget(self.player)
        top.setStretchFactor(1, 1)
        top.setSizes([theme().px(260), theme().px(800)])
        below = QSplitter(Qt.Orientation.Horizontal)
        below.setChildrenCollapsible(False)
        below.addWidget(self.items)
        below.addWidget(self.panel)
        below.setSizes([theme().px(420), theme().px(560)])
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, SMALL, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(below, 1)
        column.addWidget(self.foot)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(top)
        self._split.addWidget(sheet)
        self._split.setSizes([theme().px(380), theme().px(290)])
        remembered = self._context.remembered
        for splitter, name in ((top, "top"), (below, "below"), (self._split, "whole")):
            remember_sizes(splitter, remembered, f"evaluation-desk-{name}")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(WIDE, SMALL, WIDE, SMALL)
        whole.setSpacing(SMALL)
        whole.addWidget(self.head)
        whole.addWidget(self._split, 1)

    def _key_for(self, keys: str, then: Callable[[], object]) -> None:
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        shortcut = QShortcut(QKeySequence(keys), self.items, context=context)
        shortcut.activated.connect(lambda: then())

    def _next_pane(self) -> None:
        """From documents to the picture to the sheet, and round again."""
        go_to_next((self.documents, self.player, self.items), self.focusWidget())

    def _answer(self, item: SheetItem) -> Answer:
        """What is said of an item."""
        raise NotImplementedError

    def _part_of(self, item: SheetItem) -> str:
        """Where an item stands on the sheet."""
        raise NotImplementedError
