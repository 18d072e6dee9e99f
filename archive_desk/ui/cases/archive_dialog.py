"""Archiving a case file (归档): what that means, what is still missing, and why it is done now."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from archive_desk.domain.cases import CaseFile
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.four_natures import NatureReport
from archive_desk.services.archiving import Archiving
from archive_desk.services.casework import CaseReport
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import label, muted


class ArchiveDialog(Dialog):
    """Asks before a case file is locked for good.

    Attributes:
        archived: whether it has been archived.
        test: the report of the test that went before it; None if it was not archived.
    """

    def __init__(
        self, context: ScreenContext, report: CaseReport, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, width=520)
        case = report.dossier.case
        self.setWindowTitle(self.tr("案卷归档"))
        self.heading.setText(self.tr("把 {no} 归档吗？").format(no=case.no))
        self._context = context
        self._report = report
        self.archived = False
        self.test: NatureReport | None = None
        self._asks_reason = bool(report.blocking)
        for words in (
            self.tr("归档后案卷锁定：事实、文书和关联的音像都不能再更改，调用须经审批。"),
            self.tr("归档前先作四性检测，逐件读取原件，报告留存。"),
        ):
            self.body.addWidget(muted(words))
        self._advice = Advice("", Tone.BAD)
        self._advice.hide()
        self.body.addWidget(self._advice)
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(theme().px(72))
        self._form = Form(above=True)
        if report.blocking:
            self._show_blocking()
        words = self.tr("仍要归档") if report.blocking else self.tr("确认归档")
        self.confirm = button(words, "archive", kind="danger" if report.blocking else "primary")
        self.set_buttons(self.confirm, self.tr("取消"))

    def _show_blocking(self) -> None:
        self.body.addWidget(
            label(self.tr("有 {n} 项必备内容缺失：").format(n=len(self._report.blocking)), "strong")
        )
        for each in self._report.blocking:
            row = QHBoxLayout()
            row.setSpacing(MEDIUM)
            row.addWidget(Picture("circle-alert", Tone.BAD, 18), 0, Qt.AlignmentFlag.AlignTop)
            basis = "" if each.basis is None else f"（{each.basis}）"
            row.addWidget(label(wording.sentence(each.message) + basis, wrap=True), 1)
            self.body.addLayout(row)
        self._ask_reason()

    def _ask_reason(self) -> None:
        self._form.add(
            self.tr("理由(&R)"),
            self.reason,
            needed=True,
            hint=self.tr("写明为什么缺失仍然归档，会记入操作日志。"),
        )
        self.body.addWidget(self._form)

    def accept(self) -> None:
        """Test and archive beside the window, and close when it is done."""
        reason = self.reason.toPlainText().strip()
        if self._asks_reason and not reason:
            self._form.complain(self.reason, self.tr("请写明理由。"))
            return
        actor, no = self._context.actor, self._report.dossier.case.no
        archiving = Archiving(self._context.desk)
        job = Job(
            self.tr("归档检测"),
            lambda monitor: archiving.archive(actor, no, reason=reason, monitor=monitor),
            parent=self,
            own_errors=True,
        )
        job.succeeded.connect(self._on_archived)
        job.failed.connect(self._on_failed)
        self.confirm.setEnabled(False)
        self._context.jobs.start(job, Lane.WRITE)

    def _on_archived(self, done: tuple[CaseFile, NatureReport]) -> None:
        self.archived, self.test = True, done[1]
        super().accept()

    def _on_failed(self, error: Exception) -> None:
        self.confirm.setEnabled(True)
        if not isinstance(error, ArchiveDeskError):
            return
        self._advice.say(wording.sentence(error.message))
        if not self._report.blocking and not self._asks_reason:
            # What was found only now wants a reason as well.
            self._asks_reason = True
            self._ask_reason()
