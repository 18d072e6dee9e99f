"""Deciding about a request: an opinion, and the password again in place of a signature."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QWidget

from archive_desk.domain import phrases
from archive_desk.domain.errors import ArchiveDeskError, Refused
from archive_desk.domain.loans import Loan
from archive_desk.domain.people import Person
from archive_desk.domain.work import Monitor
from archive_desk.services.accounts import Accounts
from archive_desk.services.lending import Lending
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.loans.actions import Action
from archive_desk.ui.loans.listing import acts_in_words, items_in_words
from archive_desk.ui.loans.scope import ScopePicker
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form, password_field
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.text import label

_PHRASES = {
    Action.APPROVE: phrases.CONSENTS,
    Action.REFUSE: phrases.REFUSALS,
    Action.SEND_BACK: phrases.COMPLETIONS,
    Action.REVOKE: phrases.REVOCATIONS,
}


class WrongPassword(Refused):
    """The password typed in place of a signature is not the signer's."""


class DecisionDialog(Dialog):
    """Approve, send back, refuse or revoke one request.

    Attributes:
        loan: the request as it stands after the decision.
        scope: where an approver narrows what he consents to; None for the other decisions.
    """

    def __init__(
        self, context: ScreenContext, loan: Loan, action: Action, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, width=520)
        self._context = context
        self._action = action
        self.loan = loan
        title, self._field_words, verb, kind = self._words()
        self.setWindowTitle(title)
        self.heading.setText(title)
        self._problem = Advice("", Tone.BAD)
        self._problem.hide()
        self.body.addWidget(self._problem)
        self.body.addWidget(label(self._summary(), "muted", wrap=True))
        self.body.addLayout(self._common(_PHRASES[action]))
        form = self._form = Form(above=True)
        self.opinion = QPlainTextEdit()
        self.opinion.setTabChangesFocus(True)
        self.opinion.setFixedHeight(theme().px(84))
        form.add(f"{self._field_words}(&Y)", self.opinion, needed=True)
        self.scope: ScopePicker | None = None
        if action is Action.APPROVE:
            self.scope = ScopePicker(loan)
            self.body.addWidget(self.scope)
        self.password = password_field(self.tr("密码"))
        form.add(
            self.tr("密码(&P)"),
            self.password,
            needed=True,
            hint=self.tr("请再次输入 {name} 的登录密码，代替签名。").format(
                name=context.actor.name
            ),
        )
        self.body.addWidget(form)
        basis = self.tr("依据：{basis}").format(basis=loan.basis)
        self.body.addWidget(label(basis, "caption", wrap=True))
        self.confirm = button(verb, kind=kind)
        self.set_buttons(self.confirm, self.tr("取消"))
        self.opinion.setFocus()

    def _words(self) -> tuple[str, str, str, str]:
        return {
            Action.APPROVE: (
                self.tr("签署同意"),
                self.tr("审批意见"),
                self.tr("签署(&S)"),
                "primary",
            ),
            Action.SEND_BACK: (
                self.tr("退回补正"),
                self.tr("需要补正什么"),
                self.tr("退回补正(&S)"),
                "primary",
            ),
            Action.REFUSE: (
                self.tr("不予批准"),
                self.tr("不批准的理由"),
                self.tr("不予批准(&S)"),
                "danger",
            ),
            Action.REVOKE: (
                self.tr("撤销批准"),
                self.tr("撤销的理由"),
                self.tr("撤销批准(&S)"),
                "danger",
            ),
        }[self._action]

    def _summary(self) -> str:
        loan = self.loan
        return self.tr("{name}申请{acts}：{items}。用途：{purpose}").format(
            name=loan.applicant,
            acts=acts_in_words(loan),
            items=items_in_words(loan),
            purpose=loan.purpose,
        )

    def _common(self, usual: Sequence[str]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(label(self.tr("常用："), "field"))
        for phrase in usual:
            row.addWidget(button(phrase, kind="link", then=partial(self._say, phrase)))
        row.addStretch(1)
        return row

    def _say(self, phrase: str) -> None:
        self.opinion.setPlainText(phrase)
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        """Sign in the background; the dialog stays where something is missing or refused."""
        self._form.forgive()
        self._problem.hide()
        said, password = self.opinion.toPlainText().strip(), self.password.text()
        if not said:
            complaint = self.tr("请填写{what}。").format(what=self._field_words)
            self._form.complain(self.opinion, complaint)
            return
        if not password:
            self._form.complain(self.password, self.tr("请输入密码。"))
            return
        job = Job(
            self.windowTitle(),
            self._work(said, password),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        job.succeeded.connect(self._on_signing_succeeded)
        job.failed.connect(self._on_signing_failed)
        self.confirm.setEnabled(False)
        self._context.jobs.start(job, Lane.WRITE)

    def _work(self, said: str, password: str) -> Callable[[Monitor], Loan]:
        desk, actor, loan_id = self._context.desk, self._context.actor, self.loan.id
        lending = Lending(desk)
        scope = None if self.scope is None else self.scope.scope
        verbs: dict[Action, Callable[[], Loan]] = {
            Action.APPROVE: lambda: lending.approve(actor, loan_id, said, scope),
            Action.SEND_BACK: lambda: lending.send_back(actor, loan_id, said),
            Action.REFUSE: lambda: lending.refuse(actor, loan_id, said),
            Action.REVOKE: lambda: lending.revoke(actor, loan_id, said),
        }
        verb = verbs[self._action]

        def sign(_monitor: Monitor) -> Loan:
            confirm(Accounts(desk), actor, password)
            return verb()

        return sign

    def _on_signing_succeeded(self, loan: Loan) -> None:
        self.loan = loan
        self.done(QDialog.DialogCode.Accepted)

    def _on_signing_failed(self, error: BaseException) -> None:
        self.confirm.setEnabled(True)
        if isinstance(error, WrongPassword):
            self.password.clear()
            self._form.complain(self.password, wording.sentence(error.message))
        elif isinstance(error, ArchiveDeskError):
            basis = "" if error.basis is None else f"（{error.basis}）"
            self._problem.say(wording.sentence(error.message) + basis)


def confirm(accounts: Accounts, actor: Person, password: str) -> None:
    """Take the password in place of a signature.

    Raises:
        WrongPassword: it is not the signer's.
    """
    try:
        accounts.confirm(actor, password)
    except Refused as error:
        raise WrongPassword(error.message) from error
