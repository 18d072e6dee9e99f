"""What a number is made of: its rows, each leading to the case, recording, disc or loan."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from archive_desk.domain.figures import FigureRow
from archive_desk.domain.ids import BatchId, CaseId, DiscId, FootageId, LoanId, RoundId
from archive_desk.domain.verbs import item_title
from archive_desk.ui import wording
from archive_desk.ui.intentions import (
    GoTo,
    Intention,
    ShowBatch,
    ShowCase,
    ShowDisc,
    ShowEvaluation,
    ShowFootage,
    ShowLoan,
)
from archive_desk.ui.row_model import Column, RowModel, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label


class RowsDialog(Dialog):
    """The rows behind a figure. After it closed, `chosen` is the row to go to, if any."""

    def __init__(
        self,
        context: ScreenContext,
        title: str,
        rule: str,
        rows: Sequence[FigureRow],
        total: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent, width=860)
        self.chosen: FigureRow | None = None
        if rule:
            self.body.addWidget(label(rule, "muted", wrap=True))
        self.go = button(self.tr("打开所选(&O)"), "arrow-right", kind="primary", then=self._go)
        self.go.setEnabled(False)
        columns = _columns()
        self.table = Table(
            RowModel(columns, listed(rows, columns), key=lambda row: (row.item, row.item_id)),
            name="figure-rows",
            remembered=context.remembered,
            row_height=48,
            single=True,
        )
        self.table.setAccessibleName(title)
        self.table.setMinimumHeight(theme().px(360))
        self.table.row_opened.connect(self._on_table_row_opened)
        self.table.rows_selected.connect(lambda rows: self.go.setEnabled(bool(rows)))
        self.body.addWidget(self.table, 1)
        told = wording.tr("共 {total} 条", total=total)
        if total > len(rows):
            told = wording.tr("共 {total} 条，列出前 {shown} 条", total=total, shown=len(rows))
        self.body.addWidget(label(told, "caption"))
        self.set_buttons(None, self.tr("关闭"))
        self.add_right(self.go)

    def _go(self) -> None:
        selected = self.table.selected()
        if selected:
            self._on_table_row_opened(selected[0])

    def _on_table_row_opened(self, row: FigureRow) -> None:
        self.chosen = row
        self.accept()


def intention_of(row: FigureRow) -> Intention:
    """Where the thing of a row is shown."""
    kind = row.item.partition(":")[0]
    number = row.item_id
    if kind in {"case", "note"} and number:
        return ShowCase(CaseId(number))
    if kind == "footage":
        return ShowFootage((FootageId(number),))
    if kind == "batch":
        return ShowBatch(BatchId(number))
    if kind == "disc":
        return ShowDisc(DiscId(number))
    if kind == "loan":
        return ShowLoan(LoanId(number))
    if kind == "evaluation":
        return ShowEvaluation(RoundId(number))
    return GoTo("people" if kind == "account" else "worklist")


def _columns() -> list[Column[FigureRow]]:
    return [
        Column(
            "item",
            wording.tr("对象"),
            lambda row: wording.sentence(item_title(row.item)),
            subtitle=lambda row: row.title.replace("\n", " "),
            hint=lambda row: row.title,
            stretch=True,
        ),
        Column("section", wording.tr("股室"), lambda row: row.section, width=110),
        Column("person", wording.tr("人员"), lambda row: row.person, width=100),
        Column("device", wording.tr("设备"), lambda row: row.device, width=110),
        Column(
            "at",
            wording.tr("时间"),
            lambda row: "" if row.at is None else wording.compact(row.at, seconds=False),
            width=140,
        ),
        Column("note", wording.tr("说明"), lambda row: row.note, width=170),
    ]
