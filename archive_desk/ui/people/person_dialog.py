"""Adding a person with an account, or changing the facts of one."""

from datetime import datetime

from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from archive_desk.domain.clock import end_of_day
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.office import MIN_PASSWORD_LENGTH
from archive_desk.domain.people import RIGHTS, Person, Role
from archive_desk.services.accounts import Accounts
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import (
    Choice,
    ChoiceBox,
    DatePicker,
    Form,
    password_field,
)
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.text import label
from archive_desk.ui.zones import local, zone


class PersonDialog(Dialog):
    """The facts of an account; hashing a password takes a moment, so it is a job.

    Attributes:
        person: the person as he stands after the dialog; None if there is none.
    """

    def __init__(
        self, context: ScreenContext, person: Person | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, width=480)
        title = self.tr("添加人员") if person is None else self.tr("更改人员")
        self.setWindowTitle(title)
        self.heading.setText(title)
        self._context = context
        self._accounts = Accounts(context.desk)
        self._old = person
        self.person: Person | None = None
        self.account = QLineEdit()
        self.name = QLineEdit()
        self.role = ChoiceBox(
            self.tr("角色"), [Choice(role, wording.sentence(role.label)) for role in Role]
        )
        self.role.chosen.connect(lambda _role: self._tell_rights())
        self.section = QLineEdit()
        known = {each.section for each in self._accounts.everybody(context.actor)} - {""}
        self.section.setCompleter(QCompleter(sorted(known), self.section))
        self.certificate = QLineEdit()
        self.until = DatePicker(self.tr("设有效期"))
        self.password = password_field(self.tr("初始密码"))
        self._rights = label("", "caption", wrap=True)
        self._lay_out()
        if person is not None:
            self._show(person)
        self._tell_rights()

    def _lay_out(self) -> None:
        self._advice = Advice("", Tone.BAD)
        self._advice.hide()
        self.body.addWidget(self._advice)
        form = self._form = Form()
        form.add(self.tr("姓名(&M)"), self.name, needed=True)
        form.add(
            self.tr("账号(&A)"),
            self.account,
            needed=True,
            hint=self.tr("登录时用，不能有空格，以后不能更改。"),
        )
        form.add(self.tr("角色(&R)"), self.role)
        form.add_wide(self._rights)
        form.add(self.tr("股室(&S)"), self.section)
        form.add(self.tr("执法证号(&C)"), self.certificate)
        form.add(
            self.tr("有效期(&V)"),
            self.until,
            hint=self.tr("到期后账号自动失效；外部评查员必须设有效期。"),
        )
        if self._old is None:
            form.add(
                self.tr("初始密码(&P)"),
                self.password,
                needed=True,
                hint=self.tr("至少 {n} 位，请本人登录后自行修改。").format(n=MIN_PASSWORD_LENGTH),
            )
        self.body.addWidget(form)
        words = self.tr("添加人员") if self._old is None else self.tr("保存")
        self.confirm = button(words, "check", kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))

    def _show(self, person: Person) -> None:
        self.account.setText(person.account)
        self.account.setReadOnly(True)
        self.name.setText(person.name)
        self.role.choose(person.role)
        self.section.setText(person.section)
        self.certificate.setText(person.certificate_no)
        if person.valid_until is not None:
            self.until.set_value(local(person.valid_until).date())

    @property
    def _valid_until(self) -> datetime | None:
        """The end of the day that is chosen."""
        day = self.until.value
        return None if day is None else end_of_day(day, zone())

    def _tell_rights(self) -> None:
        rights = sorted(RIGHTS[self.role.value], key=lambda right: right.value)
        names = "、".join(wording.sentence(right.label) for right in rights)
        self._rights.setText(self.tr("可以：{rights}").format(rights=names))

    def accept(self) -> None:
        """Keep what is entered, and close if the service takes it."""
        self._form.forgive()
        self._advice.hide()
        if not self.name.text().strip():
            self._form.complain(self.name, self.tr("请填写姓名。"))
        elif not self.account.text().strip():
            self._form.complain(self.account, self.tr("请填写账号。"))
        elif self.role.value is Role.EXTERNAL_REVIEWER and self.until.value is None:
            self._form.complain(self.until, self.tr("请设有效期。"))
        elif self._old is None and len(self.password.text()) < MIN_PASSWORD_LENGTH:
            complaint = self.tr("密码至少 {n} 位。").format(n=MIN_PASSWORD_LENGTH)
            self._form.complain(self.password, complaint)
        elif self._old is None:
            self._register()
        else:
            self._change(self._old)

    def _register(self) -> None:
        actor, account, name = self._context.actor, self.account.text(), self.name.text()
        role, password = self.role.value, self.password.text()
        section, certificate = self.section.text(), self.certificate.text()
        until = self._valid_until
        job = Job(
            self.tr("添加人员"),
            lambda _monitor: self._accounts.register(
                actor,
                account,
                name,
                role,
                password,
                section=section,
                certificate_no=certificate,
                valid_until=until,
            ),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        self.confirm.setEnabled(False)
        job.succeeded.connect(self._on_register_succeeded)
        job.failed.connect(self._on_register_failed)
        self._context.jobs.start(job, Lane.WRITE)

    def _on_register_succeeded(self, person: Person) -> None:
        self.person = person
        super().accept()

    def _on_register_failed(self, error: BaseException) -> None:
        self.confirm.setEnabled(True)
        if isinstance(error, ArchiveDeskError):
            self._advice.say(wording.sentence(error.message))

    def _change(self, old: Person) -> None:
        try:
            self.person = self._accounts.change(
                self._context.actor,
                old.account,
                name=self.name.text(),
                role=self.role.value,
                section=self.section.text(),
                certificate_no=self.certificate.text(),
                valid_until=self._valid_until,
            )
        except ArchiveDeskError as error:
            self._advice.say(wording.sentence(error.message))
            return
        super().accept()


class ResetPasswordDialog(Dialog):
    """A new password for somebody else; also lifts a lock-out.

    Attributes:
        is_set: whether it has been set.
    """

    def __init__(
        self, context: ScreenContext, person: Person, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, width=440)
        self.setWindowTitle(self.tr("重置密码"))
        self.heading.setText(self.tr("为{name}设置新密码").format(name=person.name))
        self._context = context
        self._person = person
        self.is_set = False
        self.password = password_field(self.tr("新密码"))
        self._advice = Advice("", Tone.BAD)
        self._advice.hide()
        self._form = Form()
        self._form.add(
            self.tr("新密码(&P)"),
            self.password,
            needed=True,
            hint=self.tr("至少 {n} 位，请本人登录后自行修改。").format(n=MIN_PASSWORD_LENGTH),
        )
        self.body.addWidget(self._advice)
        self.body.addWidget(self._form)
        self.confirm = button(self.tr("重置密码"), "key-round", kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))

    def accept(self) -> None:
        """Set the password, and close if the service does it."""
        self._form.forgive()
        password = self.password.text()
        if len(password) < MIN_PASSWORD_LENGTH:
            complaint = self.tr("密码至少 {n} 位。").format(n=MIN_PASSWORD_LENGTH)
            self._form.complain(self.password, complaint)
            return
        actor, account = self._context.actor, self._person.account
        accounts = Accounts(self._context.desk)
        job = Job(
            self.tr("重置密码"),
            lambda _monitor: accounts.reset_password(actor, account, password),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        self.confirm.setEnabled(False)
        job.succeeded.connect(self._on_reset_succeeded)
        job.failed.connect(self._on_reset_failed)
        self._context.jobs.start(job, Lane.WRITE)

    def _on_reset_succeeded(self, _nothing: object) -> None:
        self.is_set = True
        super().accept()

    def _on_reset_failed(self, error: BaseException) -> None:
        self.confirm.setEnabled(True)
        if isinstance(error, ArchiveDeskError):
            self._advice.say(wording.sentence(error.message))
