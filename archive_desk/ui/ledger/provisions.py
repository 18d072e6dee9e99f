"""The register of what was given to review bodies and courts, and the receipts that came back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.people import Right
from archive_desk.domain.provisions import Provision
from archive_desk.services.providing import Providing
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, RowModel, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.files import save_file
from archive_desk.ui.widgets.inputs import SearchBox
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label


class ProvisionsDialog(Dialog):
    """Lines that cannot be changed; a receipt is entered once beside its line."""

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=860)
        self.set_title(self.tr("对外提供登记簿"))
        self._context = context
        self._providing = Providing(context.desk)
        self.search = SearchBox(self.tr("搜索编号、接收单位、文号、证明对象"))
        self.search.searched.connect(self._show)
        self.export_button = button(self.tr("导出(&E)…"), "download", then=self._export)
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.export_button)
        self.body.addLayout(top)
        self._columns = self._make_columns()
        self.table = Table(
            RowModel(self._columns, listed((), self._columns), key=lambda each: each.no),
            name="provisions",
            remembered=context.remembered,
            row_height=52,
            single=True,
        )
        self.table.setAccessibleName(self.tr("对外提供登记簿"))
        self.table.setMinimumHeight(theme().px(280))
        self.table.rows_selected.connect(self._on_rows_selected)
        self.body.addWidget(self.table, 1)
        nothing = self.tr("还没有对外提供过音像。批准“对外提供”后，由档案员在借阅单上制作材料包。")
        self._nothing = label(nothing, "muted", wrap=True)
        self.body.addWidget(self._nothing)
        self._entry = QWidget()
        row = QHBoxLayout(self._entry)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        self.receiver = QLineEdit()
        self.receiver.setPlaceholderText(self.tr("签收人"))
        self.receiver.setAccessibleName(self.tr("签收人"))
        self.note = QLineEdit()
        self.note.setPlaceholderText(self.tr("备注"))
        self.note.setAccessibleName(self.tr("备注"))
        self.receipt_button = button(self.tr("登记签收(&S)"), kind="primary", then=self._receive)
        row.addWidget(self.receiver, 1)
        row.addWidget(self.note, 2)
        row.addWidget(self.receipt_button, 0, Qt.AlignmentFlag.AlignRight)
        self.body.addWidget(self._entry)
        self.set_buttons(None, self.tr("关闭"))
        self._show()

    def _make_columns(self) -> list[Column[Provision]]:
        def signed(line: Provision) -> Badge:
            if line.receipt is None:
                return Badge(self.tr("未签收"), Tone.WARN)
            return Badge(self.tr("已签收"), Tone.GOOD)

        return [
            Column(
                "no",
                self.tr("编号"),
                lambda line: line.no,
                subtitle=lambda line: wording.compact(line.provided_at, seconds=False),
                width=140,
            ),
            Column(
                "body",
                self.tr("接收单位"),
                lambda line: line.recipient.body,
                subtitle=lambda line: line.recipient.document_no,
                width=190,
            ),
            Column(
                "proves",
                self.tr("证明对象"),
                lambda line: line.recipient.proves.replace("\n", " "),
                hint=lambda line: line.recipient.proves,
                stretch=True,
            ),
            Column("items", self.tr("件数"), lambda line: str(len(line.items)), width=60),
            Column(
                "loan",
                self.tr("批准"),
                lambda line: line.loan_no,
                subtitle=lambda line: line.approvers,
                hint=lambda line: line.approvers,
                width=150,
            ),
            Column(
                "receipt",
                self.tr("签收"),
                lambda line: signed(line).text,
                badge=signed,
                hint=lambda line: "" if line.receipt is None else line.receipt.receiver,
                width=90,
            ),
        ]

    def _show(self, _text: object = None) -> None:
        found = self._providing.everything(self._context.actor, self.search.text().strip())
        self.table.rows.use(listed(found, self._columns))
        self.table.setVisible(bool(found))
        self._nothing.setVisible(not found)
        self._on_rows_selected(())

    def _on_rows_selected(self, rows: tuple[Provision, ...]) -> None:
        may = self._context.actor.may(Right.CIRCULATE)
        self._entry.setVisible(may and bool(rows) and rows[0].receipt is None)

    def _receive(self) -> None:
        rows = self.table.selected()
        if not rows:
            return
        try:
            self._providing.receipt(
                self._context.actor, rows[0].no, self.receiver.text(), self.note.text()
            )
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        self.receiver.clear()
        self.note.clear()
        self._show()

    def _export(self) -> None:
        out = save_file(
            self,
            self._context.remembered,
            "exports",
            self.tr("导出登记簿"),
            f"{self.tr('对外提供登记簿')}.xlsx",
            "Excel (*.xlsx);;PDF (*.pdf)",
        )
        if out is None:
            return
        try:
            count = self._providing.export(self._context.actor, out)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        said = self.tr("已导出 {count} 条：{file}")
        self._context.notices.success(said.format(count=count, file=out.name))
