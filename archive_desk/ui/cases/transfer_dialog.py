"""Handing archived case files over: to whom, under which approval, into which folder."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from archive_desk.domain.cases import CaseFile
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.services.transferring import Transferred, Transferring
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.files import choose_folder
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.text import muted


class TransferDialog(Dialog):
    """Writes a transfer package.

    Signals:
        written: what was written, a `Transferred`.
    """

    written = Signal(object)

    def __init__(
        self, context: ScreenContext, cases: Sequence[CaseFile], parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, width=560)
        self.set_title(self.tr("移交 {n} 个案卷").format(n=len(cases)))
        self._context = context
        self._numbers = [case.no for case in cases]
        self._advice = Advice("", Tone.BAD)
        self._advice.hide()
        self.receiver, self.basis, self.reason = QLineEdit(), QLineEdit(), QLineEdit()
        self.body.addWidget(
            muted(self.tr("移交前逐卷作四性检测；文件夹按官方布局，可用 bagit.py 验证。"))
        )
        self.body.addWidget(self._advice)
        form = Form()
        form.add(self.tr("接收单位(&S)"), self.receiver, needed=True)
        form.add(
            self.tr("移交依据(&B)"),
            self.basis,
            needed=True,
            hint=self.tr("如 市档案馆的接收函、本单位的批准文号。"),
        )
        form.add(
            self.tr("理由(&Y)"),
            self.reason,
            hint=self.tr("检测有否决项不合格而仍要移交的，写明理由。"),
        )
        self.body.addWidget(form)
        self.confirm = button(self.tr("选择文件夹移交(&F)…"), "send", kind="primary")
        self.set_buttons(None, self.tr("关闭"))
        self.add_right(self.confirm)
        self.confirm.clicked.connect(self._choose)

    def _choose(self) -> None:
        folder = choose_folder(self, self._context.remembered, "transfers", self.tr("选择空文件夹"))
        if folder is not None:
            self.write(folder)

    def write(self, folder: Path) -> None:
        """Write the package beside the window, and close when it is done."""
        actor, service = self._context.actor, Transferring(self._context.desk)
        receiver, basis, reason = self.receiver.text(), self.basis.text(), self.reason.text()
        job = Job(
            self.tr("移交案卷"),
            lambda monitor: service.write(
                actor,
                self._numbers,
                folder,
                receiver=receiver,
                basis=basis,
                reason=reason,
                monitor=monitor,
            ),
            parent=self,
            own_errors=True,
        )
        job.succeeded.connect(self._on_written)
        job.failed.connect(self._on_failed)
        self._advice.hide()
        self.confirm.setEnabled(False)
        self._context.jobs.start(job, Lane.WRITE)

    def _on_written(self, done: Transferred) -> None:
        words = self.tr("移交包 {no} 已写好：{n} 件。")
        self._context.notices.success(words.format(no=done.package.no, n=len(done.package.files)))
        self.written.emit(done)
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self.confirm.setEnabled(True)
        if isinstance(error, ArchiveDeskError):
            self._advice.say(wording.sentence(error.message))
