"""Signing several requests with one opinion and one password."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from archive_desk.domain import phrases
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.loans import Loan
from archive_desk.domain.work import Monitor
from archive_desk.services.accounts import Accounts
from archive_desk.services.lending import Lending
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane, Unit
from archive_desk.ui.loans.decision import WrongPassword, confirm
from archive_desk.ui.loans.listing import acts_in_words, items_in_words
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form, password_field
from archive_desk.ui.widgets.panels import Advice, scrolling
from archive_desk.ui.widgets.text import label


@dataclass(frozen=True)
class Signed:
    """What came of one request: the request as it stands, or why it could not be signed."""

    loan: Loan
    trouble: ArchiveDeskError | None = None


class SignSeveralDialog(Dialog):
    """The requests that wait, each with a tick; nothing is ticked before it was looked at.

    Attributes:
        signed: what came of each request chosen.
    """

    def __init__(
        self, context: ScreenContext, loans: Sequence[Loan], parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, width=620)
        self.set_title(self.tr("批量签署"))
        self._context = context
        self.signed: Sequence[Signed] = ()
        self._problem = Advice("", Tone.BAD)
        self._problem.hide()
        self.body.addWidget(self._problem)
        self.body.addWidget(
            label(self.tr("勾选已经看过、同意的申请，用同一个意见签署。"), "muted", wrap=True)
        )
        self.ticks = {loan.id: (loan, self._tick(loan)) for loan in loans}
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        for loan, tick in self.ticks.values():
            column.addWidget(tick)
            column.addWidget(self._matter(loan))
        column.addStretch(1)
        area = scrolling(held)
        area.setMinimumHeight(theme().px(180))
        self.body.addWidget(area, 1)
        form = self._form = Form(above=True)
        self.opinion = QPlainTextEdit(phrases.CONSENTS[0])
        self.opinion.setTabChangesFocus(True)
        self.opinion.setFixedHeight(theme().px(60))
        form.add(self.tr("审批意见(&Y)"), self.opinion, needed=True)
        self.password = password_field(self.tr("密码"))
        hint = self.tr("请再次输入 {name} 的登录密码，代替签名。").format(name=context.actor.name)
        form.add(self.tr("密码(&P)"), self.password, needed=True, hint=hint)
        self.body.addWidget(form)
        self.confirm = button("", kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))
        self._on_tick_toggled()

    def _tick(self, loan: Loan) -> QCheckBox:
        tick = QCheckBox(f"{loan.no}　{loan.applicant}　{acts_in_words(loan)}")
        tick.toggled.connect(self._on_tick_toggled)
        return tick

    def _matter(self, loan: Loan) -> QWidget:
        words = self.tr("{items}。用途：{purpose}")
        purpose = loan.purpose.replace("\n", " ")
        matter = label(
            words.format(items=items_in_words(loan), purpose=purpose), "caption", wrap=True
        )
        matter.setContentsMargins(theme().px(26), 0, 0, SMALL)
        return matter

    @property
    def chosen(self) -> tuple[Loan, ...]:
        """The requests that are ticked."""
        return tuple(loan for loan, tick in self.ticks.values() if tick.isChecked())

    def _on_tick_toggled(self) -> None:
        count = len(self.chosen)
        self.confirm.setText(self.tr("签署 {count} 份(&S)").format(count=count))
        self.confirm.setEnabled(bool(count))

    def accept(self) -> None:
        """Sign one after the other in the background; what cannot be signed does not stop it."""
        self._form.forgive()
        self._problem.hide()
        said, password = self.opinion.toPlainText().strip(), self.password.text()
        if not said:
            self._form.complain(self.opinion, self.tr("请填写审批意见。"))
            return
        if not password:
            self._form.complain(self.password, self.tr("请输入密码。"))
            return
        desk, actor, loans = self._context.desk, self._context.actor, self.chosen
        lending = Lending(desk)

        def sign(monitor: Monitor) -> list[Signed]:
            confirm(Accounts(desk), actor, password)
            done: list[Signed] = []
            for number, loan in enumerate(loans):
                monitor.report(number, len(loans))
                try:
                    done.append(Signed(lending.approve(actor, loan.id, said)))
                except ArchiveDeskError as error:
                    done.append(Signed(loan, error))
            return done

        job = Job(self.windowTitle(), sign, parent=self, unit=Unit.ITEMS, own_errors=True)
        job.succeeded.connect(self._on_signing_succeeded)
        job.failed.connect(self._on_signing_failed)
        self.confirm.setEnabled(False)
        self._context.jobs.start(job, Lane.WRITE)

    def _on_signing_succeeded(self, signed: list[Signed]) -> None:
        self.signed = signed
        self.done(QDialog.DialogCode.Accepted)

    def _on_signing_failed(self, error: BaseException) -> None:
        self.confirm.setEnabled(True)
        if isinstance(error, WrongPassword):
            self.password.clear()
            self._form.complain(self.password, wording.sentence(error.message))
        elif isinstance(error, ArchiveDeskError):
            self._problem.say(wording.sentence(error.message))
