"""What the buttons below a request do: dialogs, services, and what is said afterwards."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QWidget

from archive_desk.domain.discs import Medium
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ids import AttachmentId, LoanId
from archive_desk.domain.loans import ItemKind, Loan, LoanAct, LoanItem, LoanState
from archive_desk.domain.notices import OverdueNotice
from archive_desk.domain.people import Person
from archive_desk.domain.provisions import Provision, Recipient
from archive_desk.services.circulating import Circulating
from archive_desk.services.contesting import Contesting
from archive_desk.services.drafting import Drafting
from archive_desk.services.exporting import CopiedOut, Exporting
from archive_desk.services.imaging import DiscRequest, Imaging
from archive_desk.services.ledger import (
    Ledger,
    recall_file_name,
    request_file_name,
    slip_file_name,
)
from archive_desk.services.lending import Lending
from archive_desk.services.loan_papers import LoanPapers
from archive_desk.services.providing import Providing
from archive_desk.services.reminding import Reminding, notice_file_name
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.loans.actions import Action
from archive_desk.ui.loans.counter import (
    BurnDialog,
    EffectDialog,
    RecallDialog,
    ReleaseDialog,
    RenewDialog,
)
from archive_desk.ui.loans.decision import DecisionDialog
from archive_desk.ui.loans.disc_read_back import DiscReadBack
from archive_desk.ui.loans.paper_dialog import AttachDialog, PaperSignatureDialog
from archive_desk.ui.loans.provide import ProvideDialog
from archive_desk.ui.loans.request_dialog import RequestDialog
from archive_desk.ui.loans.returning import ReturnDialog
from archive_desk.ui.loans.several import SignSeveralDialog
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets.files import choose_folder, save_file


class LoanVerbs(QObject):
    """Carries out actions on a request in front of `window`.

    Signals:
        done: the `Loan` as it stands now, and what to say about it.
        nothing_done: refused or thought better of; the request may have changed meanwhile.
        gone: the draft is there no more.
    """

    done = Signal(object, str)
    nothing_done = Signal()
    gone = Signal()

    def __init__(self, context: ScreenContext, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._lending = Lending(context.desk)
        self._circulating = Circulating(context.desk)

    def act(self, loan: Loan, action: Action) -> None:
        """Do what a button below the request stands for."""
        verbs: dict[Action, Callable[[Loan], None]] = {
            Action.HAND_OUT: self._hand_out,
            Action.TAKE_BACK: self._take_back,
            Action.RENEW: self._renew,
            Action.COMPLETE: self._complete,
            Action.GO_ON: self._complete,
            Action.DISCARD: self._discard,
            Action.RELEASE: self._release,
            Action.PAPER: self._enter_paper,
            Action.ATTACH: self._attach,
            Action.REMIND: self._remind,
            Action.EFFECT: self._note_effect,
            Action.WITHDRAW: self._withdraw,
            Action.COPY: self._copy,
            Action.PROVIDE: self._provide,
            Action.BURN: self._burn,
            Action.RECALL: self._recall,
            Action.PRINT: self._print,
            Action.SLIP: self._print_slip,
            Action.NOTICE: self._print_notice,
        }
        if action in verbs:
            verbs[action](loan)
        else:
            self._decide(loan, action)

    def _decide(self, loan: Loan, action: Action) -> None:
        dialog = DecisionDialog(self._context, loan, action, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.done.emit(dialog.loan, self._decided(dialog.loan, action))
        else:
            # Somebody else may have been faster meanwhile.
            self.nothing_done.emit()
        dialog.deleteLater()

    def _decided(self, loan: Loan, action: Action) -> str:
        if action is Action.REFUSE:
            return self.tr("{no} 不予批准，理由会告知申请人。").format(no=loan.no)
        if action is Action.SEND_BACK:
            return self.tr("已退回 {no}，请申请人补正。").format(no=loan.no)
        if action is Action.REVOKE:
            return self.tr("{no} 的批准已撤销，授权即刻失效。").format(no=loan.no)
        step = loan.next_step
        if step is None:
            return self.tr("{no} 已批准，授权已生效。").format(no=loan.no)
        role = wording.sentence(step.role.label)
        return self.tr("已签署 {no}，下一步由{role}签署。").format(no=loan.no, role=role)

    def _complete(self, loan: Loan) -> None:
        dialog = RequestDialog(self._context, (), self._window, before=loan)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.loan is not None:
            self.done.emit(dialog.loan, self.handed_in(dialog.loan, loan.state))
        dialog.deleteLater()

    def handed_in(self, loan: Loan, before: LoanState = LoanState.DRAFT) -> str:
        """What is said of a request that was made, completed, or kept as a draft."""
        if loan.state is LoanState.DRAFT:
            return self.tr("草稿已保存，可以以后继续填写和提交。")
        if before is LoanState.INCOMPLETE:
            return self.tr("申请 {no} 已重新提交，等待审批。").format(no=loan.no)
        return self.tr("申请 {no} 已提交，等待审批。").format(no=loan.no)

    def _discard(self, loan: Loan) -> None:
        if not self._context.notices.ask(
            self.tr("删除草稿 {no}？").format(no=loan.no),
            self.tr("草稿还没有提交，删除后不能恢复。"),
            self.tr("删除草稿"),
        ):
            return
        try:
            Drafting(self._context.desk).discard(self._context.actor, loan.id)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            self.nothing_done.emit()
            return
        self._context.notices.success(self.tr("草稿 {no} 已删除。").format(no=loan.no))
        self.gone.emit()

    def _release(self, loan: Loan) -> None:
        dialog = ReleaseDialog(loan, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            reason = dialog.reason.toPlainText()
            self._try(
                lambda: self._circulating.release(self._context.actor, loan.id, reason),
                lambda first: self.tr("可先行利用，应于 {due} 前补批。").format(
                    due="" if first.release is None else wording.moment(first.release.due_at)
                ),
            )
        dialog.deleteLater()

    def _enter_paper(self, loan: Loan) -> None:
        dialog = PaperSignatureDialog(self._context, loan, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            said = self.tr("已据纸质审批单登记 {no}。").format(no=dialog.loan.no)
            self.done.emit(dialog.loan, said)
        dialog.deleteLater()

    def _attach(self, loan: Loan) -> None:
        dialog = AttachDialog(self._context, loan, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.done.emit(loan, self.tr("扫描件已附在 {no}。").format(no=loan.no))
        dialog.deleteLater()

    def open_paper(self, attachment_id: AttachmentId) -> None:
        """Show the scan of a form in the program that the system has for it."""
        try:
            file = LoanPapers(self._context.desk).open(self._context.actor, attachment_id)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))

    def _remind(self, loan: Loan) -> None:
        reminding, actor = Reminding(self._context.desk), self._context.actor
        level = reminding.due(actor, loan.id)
        if level is None:
            sent = reminding.sent(actor, loan.id)
            words = self.tr("上一次通知的期限（{due}）还没有到。")
            due = wording.moment(sent[-1].due_at) if sent else ""
            self._context.notices.warn(words.format(due=due))
            return
        title = self.tr("保存{level}通知").format(level=wording.sentence(level.label))
        name = notice_file_name(loan, level)
        remembered = self._context.remembered
        out = save_file(self._window, remembered, "forms", title, name, "PDF (*.pdf)")
        if out is not None:
            self.remind_to(loan, out)

    def remind_to(self, loan: Loan, out: Path) -> None:
        """Send the next notice, printed to `out`, in the background."""
        reminding, actor = Reminding(self._context.desk), self._context.actor
        job = Job(
            self.tr("催还通知"),
            lambda _monitor: reminding.send(actor, loan.id, out),
            parent=self,
        )
        job.succeeded.connect(lambda notice: self._on_reminding_succeeded(loan, notice))
        self._context.jobs.start(job, Lane.WRITE)

    def _on_reminding_succeeded(self, loan: Loan, notice: OverdueNotice) -> None:
        words = self.tr("{level}通知已保存并登记，限 {due} 前归还。").format(
            level=wording.sentence(notice.level.label), due=wording.moment(notice.due_at)
        )
        self.done.emit(loan, words)

    def _note_effect(self, loan: Loan) -> None:
        dialog = EffectDialog(loan, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            effect = dialog.reason.toPlainText()
            self._try(
                lambda: self._circulating.note_effect(self._context.actor, loan.id, effect),
                lambda _loan: self.tr("利用效果已登记。"),
            )
        dialog.deleteLater()

    def sign_several(self, loans: Sequence[Loan]) -> None:
        """Sign several of the requests that wait, with one opinion."""
        dialog = SignSeveralDialog(self._context, loans, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            done = [each.loan for each in dialog.signed if each.trouble is None]
            for each in dialog.signed:
                if each.trouble is not None:
                    words = wording.sentence(each.trouble.message)
                    self._context.notices.warn(words)
            if done:
                words = self.tr("已签署 {count} 份申请。").format(count=len(done))
                self.done.emit(done[-1], words)
            else:
                self.nothing_done.emit()
        dialog.deleteLater()

    def _hand_out(self, loan: Loan) -> None:
        borrowed = LoanAct.BORROW in loan.acts
        what = (
            self.tr("请核对实物后交给{name}，并记入登记簿。")
            if borrowed
            else self.tr("{name}可在批准的期限内利用，并记入登记簿。")
        )
        if self._context.notices.ask(
            self.tr("办理借出 {no}？").format(no=loan.no),
            what.format(name=loan.applicant),
            self.tr("办理借出"),
        ):
            self._try(
                lambda: self._circulating.hand_out(self._context.actor, loan.id),
                lambda lent: self.tr("已借出，应于 {due} 前归还。").format(
                    due=wording.moment(lent.due_at)
                ),
            )

    def _take_back(self, loan: Loan) -> None:
        self.take_back(loan)

    def take_back(self, loan: Loan, scanned: LoanItem | None = None) -> None:
        """Take things back; with `scanned` only that one is ticked."""
        dialog = ReturnDialog(
            loan,
            self._context.desk.clock(),
            self._window,
            before=self._circulating.states_before(self._context.actor, loan.id),
            scanned=scanned,
            read_back=self._read_back(loan),
        )
        if dialog.exec() == QDialog.DialogCode.Accepted:
            inspections, effect = dialog.inspections, dialog.effect.text()
            self._try(
                lambda: self._circulating.take_back_items(
                    self._context.actor, loan.id, inspections, effect=effect
                ),
                self._taken_back,
            )
        dialog.deleteLater()

    def _read_back(self, loan: Loan) -> DiscReadBack | None:
        discs = any(item.kind is ItemKind.DISC for item in loan.still_out)
        borrowed = LoanAct.BORROW in loan.acts
        return DiscReadBack(self._context, loan.id) if discs and borrowed else None

    def _taken_back(self, back: Loan) -> str:
        if back.state is LoanState.RETURNED:
            said = self.tr("{no} 已归还。").format(no=back.no)
            return said + self._who_is_next(back)
        count = len(back.still_out)
        return self.tr("{no} 部分归还，还有 {count} 件未还。").format(no=back.no, count=count)

    def _who_is_next(self, back: Loan) -> str:
        for item in back.items:
            waiting = self._circulating.next_waiting(self._context.actor, item)
            if waiting is not None:
                words = self.tr("下一位等待：{name}（{no}）。")
                return words.format(name=waiting.applicant, no=waiting.no)
        return ""

    def _recall(self, loan: Loan) -> None:
        dialog = RecallDialog(loan, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            reason = dialog.reason.toPlainText()
            self._try(
                lambda: self._circulating.recall(self._context.actor, loan.id, reason),
                lambda recalled: self.tr("已催还，应于 {due} 前归还。").format(
                    due=wording.moment(recalled.due_at)
                ),
            )
        dialog.deleteLater()

    def _renew(self, loan: Loan) -> None:
        dialog = RenewDialog(loan, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            until = dialog.until
            self._try(
                lambda: self._circulating.renew(self._context.actor, loan.id, until),
                lambda renewed: self.tr("已续借至 {due}。").format(
                    due=wording.moment(renewed.due_at)
                ),
            )
        dialog.deleteLater()

    def _withdraw(self, loan: Loan) -> None:
        if self._context.notices.ask(
            self.tr("撤回申请 {no}？").format(no=loan.no),
            self.tr("撤回后不能恢复，需要时请重新申请。"),
            self.tr("撤回申请"),
        ):
            self._try(
                lambda: self._lending.withdraw(self._context.actor, loan.id),
                lambda gone: self.tr("{no} 已撤回。").format(no=gone.no),
            )

    def _copy(self, loan: Loan) -> None:
        title = self.tr("复制到哪个文件夹")
        out = choose_folder(self._window, self._context.remembered, "copies", title)
        if out is not None:
            self.copy_to(loan, out / loan.no)

    def copy_to(self, loan: Loan, out: Path) -> None:
        """Copy the recordings of a loan to the folder `out` in the background."""
        exporting, actor = Exporting(self._context.desk), self._context.actor
        job = Job(
            self.tr("复制 {no}").format(no=loan.no),
            lambda monitor: exporting.copy_loan(actor, loan.id, out, monitor),
            parent=self,
        )
        job.succeeded.connect(self._on_copying_succeeded)
        self._context.jobs.start(job, Lane.WRITE)

    def _on_copying_succeeded(self, made: list[CopiedOut]) -> None:
        said = self.tr("已复制 {count} 件，附校验清单：{folder}")
        self._context.notices.success(said.format(count=len(made), folder=made[0].path.parent))

    def _burn(self, loan: Loan) -> None:
        dialog = BurnDialog(loan, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.plan_discs(loan, dialog.medium.value)
        dialog.deleteLater()

    def plan_discs(self, loan: Loan, medium: Medium) -> None:
        """Plan the discs that an applicant has leave to have burned, under his loan."""
        actor = self._context.actor
        try:
            wanted = self._lending.recordings(actor, loan.id)
            title = self.tr("{no} {name}").format(no=loan.no, name=loan.applicant)
            request = DiscRequest(
                medium, footage=tuple(each for each, _ in wanted), title=title, under=loan.no
            )
            discs = Imaging(self._context.desk).plan(actor, request)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            self.nothing_done.emit()
            return
        numbers = wording.tr("、").join(disc.no for disc in discs)
        words = self.tr("已为 {name} 计划光盘 {numbers}，请在光盘页制作映像并刻录。")
        self._context.changes.discs_changed.emit(())
        self.done.emit(loan, words.format(name=loan.applicant, numbers=numbers))

    def _provide(self, loan: Loan) -> None:
        contesting = Contesting(self._context.desk)
        waiting = [each.complaint for each in contesting.waiting(self._context.actor)]
        dialog = ProvideDialog(loan, self._window, waiting)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            title = self.tr("把材料包放到哪个文件夹")
            out = choose_folder(self._window, self._context.remembered, "provided", title)
            if out is not None:
                self.provide_to(loan, dialog.recipient, out, dialog.complaint)
        dialog.deleteLater()

    def provide_to(self, loan: Loan, recipient: Recipient, out: Path, complaint: str = "") -> None:
        """Make the package for the outside in the folder `out`, in the background."""
        providing, actor = Providing(self._context.desk), self._context.actor
        job = Job(
            self.tr("对外提供 {no}").format(no=loan.no),
            lambda monitor: providing.provide(
                actor, loan.id, recipient, out, monitor, complaint=complaint
            ),
            parent=self,
        )
        job.succeeded.connect(self._on_providing_succeeded)
        self._context.jobs.start(job, Lane.WRITE)

    def _on_providing_succeeded(self, made: tuple[Provision, Path]) -> None:
        provision, package = made
        self._context.changes.cases_changed.emit(())
        said = self.tr("已制作并登记 {no}，共 {count} 件：{folder}")
        self._context.notices.success(
            said.format(no=provision.no, count=len(provision.items), folder=package)
        )

    def _print(self, loan: Loan) -> None:
        ledger = Ledger(self._context.desk)
        self._save_form(loan, self.tr("保存审批表"), request_file_name(loan), ledger.print_request)

    def _print_slip(self, loan: Loan) -> None:
        ledger = Ledger(self._context.desk)
        self._save_form(loan, self.tr("保存交接单"), slip_file_name(loan), ledger.print_slip)

    def _print_notice(self, loan: Loan) -> None:
        ledger = Ledger(self._context.desk)
        self._save_form(
            loan, self.tr("保存催还通知单"), recall_file_name(loan), ledger.print_recall
        )

    def _save_form(
        self,
        loan: Loan,
        title: str,
        name: str,
        write: Callable[[Person, LoanId, Path], Path],
    ) -> None:
        out = save_file(self._window, self._context.remembered, "forms", title, name, "PDF (*.pdf)")
        if out is None:
            return
        actor = self._context.actor
        job = Job(title, lambda _monitor: write(actor, loan.id, out), parent=self)
        job.succeeded.connect(self._on_printing_succeeded)
        self._context.jobs.start(job, Lane.WRITE)

    def _on_printing_succeeded(self, out: Path) -> None:
        self._context.notices.success(self.tr("已保存：{file}").format(file=out.name))

    def _try(self, verb: Callable[[], Loan], said: Callable[[Loan], str]) -> None:
        try:
            loan = verb()
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            self.nothing_done.emit()
            return
        self.done.emit(loan, said(loan))
