"""Binding a case file (组卷): what the cover says, and which papers are printed."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from archive_desk.domain.binding import BindingFacts
from archive_desk.domain.cases import CaseFile
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.services.binding import Binding, BindingPaper
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.files import save_file
from archive_desk.ui.widgets.flow import FlowLayout
from archive_desk.ui.widgets.inputs import Form, MomentPicker
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.text import muted


class BindingDialog(Dialog):
    """The cover's fields and the prints of one case file.

    Signals:
        printed: the PDF that was written.
    """

    printed = Signal(object)

    def __init__(
        self, context: ScreenContext, case: CaseFile, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, width=640)
        self.set_title(self.tr("组卷：{name}").format(name=case.name))
        self._context, self._case = context, case
        self._binding = Binding(context.desk)
        self._advice = Advice("", Tone.BAD)
        self._advice.hide()
        self.outcome, self.sensitivity = QLineEdit(), QLineEdit()
        self.fonds, self.catalogue, self.volume = QLineEdit(), QLineEdit(), QLineEdit()
        self.archive_no, self.checked_by = QLineEdit(), QLineEdit()
        self.handed_by, self.received_by = QLineEdit(), QLineEdit()
        self.handed_at = MomentPicker(self.tr("交接时间"))
        self.remark = QPlainTextEdit()
        self.remark.setTabChangesFocus(True)
        self.remark.setFixedHeight(theme().px(48))
        self.papers = {paper: QCheckBox(wording.sentence(paper.label)) for paper in BindingPaper}
        self._lay_out()
        self._show(self._binding.facts(context.actor, case.no))

    def _lay_out(self) -> None:
        self.body.addWidget(self._advice)
        form = Form()
        form.add(self.tr("处理结果(&C)"), self.outcome)
        form.add(self.tr("密级(&M)"), self.sensitivity)
        form.add(self.tr("归档号(&H)"), self.archive_no, hint=self.tr("如 年度4位加顺序号4位。"))
        form.add(self.tr("全宗号(&Q)"), self.fonds)
        form.add(self.tr("目录号(&L)"), self.catalogue)
        form.add(self.tr("案卷号(&V)"), self.volume)
        form.add(self.tr("检查人(&J)"), self.checked_by)
        form.add(self.tr("交接人(&A)"), self.handed_by)
        form.add(self.tr("接收人(&B)"), self.received_by)
        form.add(self.tr("交接时间(&T)"), self.handed_at)
        form.add(
            self.tr("其他说明(&R)"),
            self.remark,
            hint=self.tr("中断、无法记录、音像问题和光盘由软件填入备考表，这里写其余的。"),
        )
        self.body.addWidget(form)
        holder = QWidget()
        row = FlowLayout(holder)
        for box in self.papers.values():
            box.setChecked(True)
            row.addWidget(box)
        self.body.addWidget(holder)
        self.save_button = button(self.tr("另存 PDF(&F)…"), "file-down", then=self._choose)
        self.add_left(self.save_button)
        self.order_button = button(self.tr("立卷顺序(&O)…"), "list", then=self._edit_order)
        self.add_left(self.order_button)
        self.confirm = button(self.tr("打开打印(&P)"), "printer", kind="primary")
        keep = button(self.tr("保存(&S)"), "check", then=self._keep_and_close)
        self.set_buttons(None, self.tr("取消"))
        self.add_right(keep)
        self.add_right(self.confirm)
        self.confirm.clicked.connect(self._open)

    def _show(self, facts: BindingFacts) -> None:
        self._facts = facts
        for field, value in self._fields(facts):
            field.setText(value)
        self.handed_at.set_value(facts.handed_at)
        self.remark.setPlainText(facts.remark)

    def _fields(self, facts: BindingFacts) -> Sequence[tuple[QLineEdit, str]]:
        return (
            (self.outcome, facts.outcome),
            (self.sensitivity, facts.sensitivity),
            (self.archive_no, facts.archive_no),
            (self.fonds, facts.fonds_no),
            (self.catalogue, facts.catalogue_no),
            (self.volume, facts.volume_no),
            (self.checked_by, facts.checked_by),
            (self.handed_by, facts.handed_by),
            (self.received_by, facts.received_by),
        )

    @property
    def facts(self) -> BindingFacts:
        """What is entered."""
        return replace(
            self._facts,
            outcome=self.outcome.text(),
            sensitivity=self.sensitivity.text(),
            archive_no=self.archive_no.text(),
            fonds_no=self.fonds.text(),
            catalogue_no=self.catalogue.text(),
            volume_no=self.volume.text(),
            checked_by=self.checked_by.text(),
            handed_by=self.handed_by.text(),
            received_by=self.received_by.text(),
            handed_at=self.handed_at.value,
            remark=self.remark.toPlainText(),
        )

    def keep(self) -> bool:
        """Write down what is entered; whether the service took it."""
        try:
            kept = self._binding.describe(self._context.actor, self._case.no, self.facts)
        except ArchiveDeskError as error:
            self._advice.say(wording.sentence(error.message))
            return False
        self._facts = kept
        return True

    def _keep_and_close(self) -> None:
        if self.keep():
            self.accept()

    def print_to(self, file: Path, *, show: bool = False) -> None:
        """Keep what is entered and write the chosen papers to `file`, beside the window."""
        chosen = [paper for paper, box in self.papers.items() if box.isChecked()]
        if not self.keep():
            return
        actor, no, binding = self._context.actor, self._case.no, self._binding
        job = Job(
            self.tr("打印案卷文书"),
            lambda _monitor: binding.print(actor, no, chosen, file),
            parent=self,
            own_errors=True,
        )
        job.succeeded.connect(self._on_shown if show else self._on_saved)
        job.failed.connect(self._on_failed)
        self._context.jobs.start(job, Lane.WRITE)

    def _edit_order(self) -> None:
        dialog = OrderDialog(self._context, self)
        dialog.exec()
        dialog.deleteLater()

    def _choose(self) -> None:
        name = f"{self._case.no} " + self.tr("案卷文书") + ".pdf"
        file = save_file(
            self, self._context.remembered, "forms", self.tr("另存 PDF"), name, "PDF (*.pdf)"
        )
        if file is not None:
            self.print_to(file)

    def _open(self) -> None:
        folder = Path(tempfile.mkdtemp(prefix="archive-desk-print-"))
        self.print_to(folder / f"case-{self._case.id}.pdf", show=True)

    def _on_shown(self, file: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
            words = self.tr("没有能打开 PDF 的程序，文件在 {file}。").format(file=file)
            self._context.notices.warn(words)
        self.printed.emit(file)

    def _on_saved(self, file: Path) -> None:
        self._context.notices.success(self.tr("已保存：{file}").format(file=file.name))
        self.printed.emit(file)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, ArchiveDeskError):
            self._advice.say(wording.sentence(error.message))


class OrderDialog(Dialog):
    """The order of documents in a volume, one type a line, as the local standard has it."""

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=460)
        self.set_title(self.tr("立卷顺序"))
        self._context = context
        self._binding = Binding(context.desk)
        self._advice = Advice("", Tone.BAD)
        self._advice.hide()
        self.text = QPlainTextEdit("\n".join(self._binding.order(context.actor)))
        self.text.setAccessibleName(self.tr("立卷顺序"))
        self.text.setMinimumHeight(theme().px(380))
        self.body.addWidget(
            muted(
                self.tr(
                    "每行一种文书，按本地立卷标准排列；没有列出的按环节排在后面。"
                    "全部删去则恢复缺省顺序。"
                )
            )
        )
        self.body.addWidget(self._advice)
        self.body.addWidget(self.text, 1)
        self.set_buttons(button(self.tr("保存"), "check", kind="primary"), self.tr("取消"))

    def accept(self) -> None:
        """Keep the order, and close if the service takes it."""
        lines = [line for line in self.text.toPlainText().splitlines() if line.strip()]
        try:
            self._binding.set_order(self._context.actor, lines)
        except ArchiveDeskError as error:
            self._advice.say(wording.sentence(error.message))
            return
        super().accept()
