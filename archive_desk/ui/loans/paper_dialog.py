"""Entering what was signed by hand: whose signature, what it says, and the scan of the form."""

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QWidget

from archive_desk.domain import approvals, phrases
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.loans import Loan
from archive_desk.services.accounts import Accounts
from archive_desk.services.loan_papers import LoanPapers
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.files import choose_file
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.text import label

SCANS = "PDF, JPEG, PNG (*.pdf *.jpg *.jpeg *.png)"


class _ScanRow(QWidget):
    """The scan chosen, and the button that chooses it."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self.file: Path | None = None
        self._name: QLabel = label(self.tr("尚未选择"), "muted")
        self.choose_button = button(self.tr("选择扫描件(&F)…"), then=self._choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.choose_button)
        row.addWidget(self._name, 1)
        self.setFocusProxy(self.choose_button)

    def _choose(self) -> None:
        title = self.tr("选择扫描件")
        file = choose_file(self, self._context.remembered, "scans", title, SCANS)
        if file is not None:
            self.take(file)

    def take(self, file: Path) -> None:
        """Use this scan."""
        self.file = file
        self._name.setText(file.name)


class PaperSignatureDialog(Dialog):
    """What an approver has written on the form.

    Attributes:
        loan: the request as it stands afterwards.
    """

    def __init__(self, context: ScreenContext, loan: Loan, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=520)
        self.set_title(self.tr("登记纸质审批"))
        self._context = context
        self.loan = loan
        step = loan.next_step
        if step is not None:
            words = self.tr("{no} 第 {position} 步“{title}”，由{role}签署。").format(
                no=loan.no,
                position=step.position,
                title=wording.sentence(step.title),
                role=step.named or wording.sentence(step.role.label),
            )
            self.body.addWidget(label(words, "muted", wrap=True))
        self._problem = Advice("", Tone.BAD)
        self._problem.hide()
        self.body.addWidget(self._problem)
        form = self._form = Form()
        people = Accounts(context.desk).everybody(context.actor)
        signers = [each for each in people if approvals.may_sign(loan, each)]
        self.signer = ChoiceBox(
            self.tr("签署人"), [Choice(each.account, each.name) for each in signers]
        )
        form.add(self.tr("签署人(&J)"), self.signer, needed=True)
        self.verdict = ChoiceBox(
            self.tr("意见"),
            [Choice("yes", self.tr("同意")), Choice("no", self.tr("不予批准"))],
        )
        form.add(self.tr("结论(&V)"), self.verdict)
        self.opinion = QPlainTextEdit(phrases.CONSENTS[0])
        self.opinion.setTabChangesFocus(True)
        self.opinion.setFixedHeight(theme().px(64))
        form.add(self.tr("意见原文(&Y)"), self.opinion, needed=True)
        self.scan = _ScanRow(context)
        hint = self.tr("扫描件连同校验值保存在这一步，供以后核对。")
        form.add(self.tr("扫描件(&F)"), self.scan, needed=True, hint=hint)
        self.body.addWidget(form)
        basis = self.tr("依据：{basis}").format(basis=loan.basis)
        self.body.addWidget(label(basis, "caption", wrap=True))
        self.set_buttons(button(self.tr("登记(&S)"), kind="primary"), self.tr("取消"))

    def accept(self) -> None:
        """Write it down; the dialog stays where something is missing or refused."""
        self._form.forgive()
        file, said = self.scan.file, self.opinion.toPlainText().strip()
        if not self.signer.value:
            self._form.complain(self.signer, self.tr("没有可以签署这一步的人员。"))
            return
        if not said:
            self._form.complain(self.opinion, self.tr("请照原文填写意见。"))
            return
        if file is None:
            self._form.complain(self.scan, self.tr("请选择扫描件。"))
            return
        papers, actor = LoanPapers(self._context.desk), self._context.actor
        verb = papers.sign if self.verdict.value == "yes" else papers.refuse
        try:
            self.loan = verb(actor, self.loan.id, self.signer.value, said, file)
        except ArchiveDeskError as error:
            basis = "" if error.basis is None else f"（{error.basis}）"
            self._problem.say(wording.sentence(error.message) + basis)
            return
        super().accept()


class AttachDialog(Dialog):
    """Which step a scan stands for."""

    def __init__(self, context: ScreenContext, loan: Loan, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=480)
        self.set_title(self.tr("附上扫描件"))
        self._context, self._loan = context, loan
        self._problem = Advice("", Tone.BAD)
        self._problem.hide()
        self.body.addWidget(self._problem)
        form = self._form = Form()
        steps = [Choice(0, self.tr("申请单"))]
        steps += [Choice(step.position, wording.sentence(step.role.label)) for step in loan.steps]
        self.step = ChoiceBox(self.tr("属于哪一步"), steps)
        form.add(self.tr("属于哪一步(&B)"), self.step)
        self.scan = _ScanRow(context)
        form.add(self.tr("扫描件(&F)"), self.scan, needed=True)
        self.body.addWidget(form)
        self.set_buttons(button(self.tr("附上(&S)"), kind="primary"), self.tr("取消"))

    def accept(self) -> None:
        """Keep it; the dialog stays where it cannot be kept."""
        self._form.forgive()
        if self.scan.file is None:
            self._form.complain(self.scan, self.tr("请选择扫描件。"))
            return
        papers = LoanPapers(self._context.desk)
        try:
            papers.attach(self._context.actor, self._loan.id, self.step.value, self.scan.file)
        except ArchiveDeskError as error:
            self._problem.say(wording.sentence(error.message))
            return
        super().accept()
