"""Holds: what may not be destroyed while a review or a suit goes on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from archive_desk.domain.holds import Hold
from archive_desk.domain.people import Right
from archive_desk.services.holding import Holding
from archive_desk.ui import wording
from archive_desk.ui.appraisal.dialogs import WordsDialog
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, RowModel, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.panels import EmptyState
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label


class HoldsPage(QWidget):
    """All holds, and the release of those that stand.

    Signals:
        changed: a hold was released.
    """

    changed = Signal()

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._holding = Holding(context.desk)
        self._columns = self._make_columns()
        self.table: Table[Hold] = Table(
            RowModel(self._columns, listed((), self._columns), key=lambda each: each.id),
            name="holds",
            remembered=context.remembered,
            row_height=52,
            single=True,
        )
        self.table.rows_selected.connect(lambda _rows: self._offer())
        self.release_button = button(self.tr("解除封存(&U)…"), "lock-open", then=self.release)
        words = self.tr("复议、诉讼等期间封存的材料不能销毁。在案卷或音像的“保管期限”里登记封存。")
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addWidget(label(words, "muted", wrap=True), 1)
        head.addWidget(self.release_button)
        self._pile = QStackedWidget()
        self._nothing = EmptyState("lock-open", self.tr("没有封存的材料"))
        self._pile.addWidget(self._nothing)
        self._pile.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addLayout(head)
        column.addWidget(self._pile, 1)

    def _make_columns(self) -> list[Column[Hold]]:
        def standing(each: Hold) -> Badge:
            if each.standing:
                return Badge(self.tr("封存中"), Tone.WARN)
            return Badge(self.tr("已解除"), Tone.NEUTRAL)

        return [
            Column(
                "item",
                self.tr("材料"),
                lambda each: each.case_no or each.footage_name,
                subtitle=lambda each: each.no,
                stretch=True,
                cut_middle=True,
            ),
            Column(
                "ground",
                self.tr("事由"),
                lambda each: wording.sentence(each.ground.label),
                subtitle=lambda each: each.document_no,
                width=180,
            ),
            Column("reason", self.tr("理由"), lambda each: each.reason, width=200),
            Column(
                "from",
                self.tr("起始"),
                lambda each: wording.day(each.from_day),
                subtitle=lambda each: each.placed_by,
                width=130,
            ),
            Column(
                "released",
                self.tr("解除"),
                lambda each: each.release_reason,
                subtitle=lambda each: each.released_by,
                width=180,
            ),
            Column("state", self.tr("状态"), lambda e: standing(e).text, badge=standing, width=90),
        ]

    def refresh(self) -> None:
        """Read again."""
        found = self._holding.page(self._context.actor, all_of_them=True)
        self.table.rows.use(listed(found, self._columns))
        self._pile.setCurrentWidget(self.table if found else self._nothing)
        self._offer()

    def _offer(self) -> None:
        rows = self.table.selected()
        may = self._context.actor.may(Right.HOLD)
        self.release_button.setVisible(may)
        self.release_button.setEnabled(bool(rows) and rows[0].standing)

    def release(self) -> None:
        """End the hold chosen."""
        rows = self.table.selected()
        if not rows:
            return
        no = rows[0].no
        dialog = WordsDialog(
            self.tr("解除封存 {no}").format(no=no),
            self.tr("理由和文号(&R)"),
            self.tr("解除封存(&U)"),
            self,
        )
        dialog.tries(lambda: self._holding.release(self._context.actor, no, dialog.text))
        if dialog.exec():
            self.refresh()
            self.changed.emit()
