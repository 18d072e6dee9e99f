"""Dialogs about passwords: changing one's own, and signing with it again."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from archive_desk.domain.errors import ArchiveDeskError, Refused
from archive_desk.domain.office import MIN_PASSWORD_LENGTH
from archive_desk.domain.people import Person
from archive_desk.domain.work import Monitor
from archive_desk.services.accounts import Accounts
from archive_desk.services.desk import Desk
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Jobs
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form, password_field


class PasswordDialog(Dialog):
    """Changing one's own password."""

    def __init__(self, desk: Desk, actor: Person, jobs: Jobs, parent: QWidget | None) -> None:
        super().__init__("", parent, width=420)
        self.set_title(self.tr("修改密码"))
        self._accounts = Accounts(desk)
        self._actor = actor
        self._jobs = jobs
        self.form = Form(above=True)
        self.old = password_field(self.tr("现在的密码"))
        self.new = password_field(self.tr("新密码"))
        self.again = password_field(self.tr("再输一次新密码"))
        self.form.add(self.tr("现在的密码(&O)"), self.old)
        self.form.add(
            self.tr("新密码(&N)"),
            self.new,
            hint=self.tr("至少 {length} 位，不要和别人共用。").format(length=MIN_PASSWORD_LENGTH),
        )
        self.form.add(self.tr("再输一次新密码(&A)"), self.again)
        self.body.addWidget(self.form)
        self.confirm = button(self.tr("修改(&S)"), kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))

    def accept(self) -> None:
        """Try to change it, and stay open with a complaint where it cannot be."""
        self.form.forgive()
        if self.new.text() != self.again.text():
            self.form.complain(self.again, self.tr("两次输入的新密码不一样。"))
            return
        old, new = self.old.text(), self.new.text()
        job = Job(
            self.tr("修改密码"),
            lambda _monitor: self._accounts.change_password(self._actor, old, new),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        job.succeeded.connect(self._on_change_succeeded)
        job.failed.connect(self._on_change_failed)
        self.confirm.setEnabled(False)
        self._jobs.start(job)

    def _on_change_succeeded(self, _nothing: object) -> None:
        self.done(QDialog.DialogCode.Accepted)

    def _on_change_failed(self, error: BaseException) -> None:
        self.confirm.setEnabled(True)
        if isinstance(error, ArchiveDeskError):
            field = self.old if isinstance(error, Refused) else self.new
            self.form.complain(field, wording.sentence(error.message))


def confirm_by_password(
    desk: Desk,
    jobs: Jobs,
    actor: Person,
    password: str,
    done: Callable[[str], None],
    parent: QWidget,
) -> None:
    """Check in the background that `actor` knows `password`; `done("")`, or what is wrong."""

    def work(_monitor: Monitor) -> None:
        Accounts(desk).confirm(actor, password)

    def fail(error: BaseException) -> None:
        if isinstance(error, ArchiveDeskError):
            done(wording.sentence(error.message))
        else:
            done(wording.tr("无法核对密码，请再试一次。"))

    job = Job(wording.tr("核对密码"), work, parent=parent, quiet=True, own_errors=True)
    job.succeeded.connect(lambda _nothing: done(""))
    job.failed.connect(fail)
    jobs.start(job)
