"""What is done to a round from its page, each with the question or the dialog it needs."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.evaluation import EvaluationRound, RoundCase
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.evaluation_papers import EvaluationPapers
from archive_desk.services.rectifying import Rectifying
from archive_desk.ui import wording
from archive_desk.ui.evaluation.dialogs import (
    CaseDialog,
    ReasonDialog,
    ReassignDialog,
    ReviewersDialog,
)
from archive_desk.ui.evaluation.round_dialog import RoundDialog
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.files import save_file
from archive_desk.ui.widgets.inputs import Form


class RoundVerbs(QObject):
    """The verbs of a round.

    Signals:
        done: one is done; what to say, or empty.
        made: the `RoundId` of a new round.
    """

    done = Signal(str)
    made = Signal(object)

    def __init__(self, context: ScreenContext, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._evaluating = Evaluating(context.desk)
        self._rectifying = Rectifying(context.desk)
        self._papers = EvaluationPapers(context.desk)

    def change(self, found: EvaluationRound) -> None:
        """Change the plan of a draft."""
        dialog = RoundDialog(self._context, found, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.done.emit(self.tr("方案已更改。"))
        dialog.deleteLater()

    def copy(self, found: EvaluationRound) -> None:
        """Plan the next round like this one."""
        try:
            plan = self._evaluating.next_plan(self._context.actor, found.id)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        dialog = RoundDialog(self._context, None, self._window, like=plan)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.round is not None:
            self.made.emit(dialog.round.id)
        dialog.deleteLater()

    def withdraw(self, found: EvaluationRound) -> None:
        """Call the round off, with the reason."""
        reason = self._reason(
            self.tr("撤销评查"),
            self.tr("评查员不再能查阅和评分；编号、抽样记录和理由都保留，不能恢复。"),
            self.tr("撤销评查"),
        )
        if reason:
            self._try(
                lambda: self._evaluating.withdraw(self._context.actor, found.id, reason),
                self.tr("评查已撤销。"),
            )

    def draw(self, found: EvaluationRound) -> None:
        """Draw the sample, with a seed of one's own or a made one."""
        dialog = Dialog(self.tr("抽样"), self._window)
        seed = QLineEdit()
        seed.setObjectName("draw-seed")
        form = Form()
        form.add(
            self.tr("种子(&S)"),
            seed,
            hint=self.tr("可填当场摇号、公开的号码；留空由程序生成。种子会记入日志和报告。"),
        )
        dialog.body.addWidget(form)
        dialog.set_buttons(button(self.tr("抽取"), "check", kind="primary"), self.tr("取消"))
        if dialog.exec() == QDialog.DialogCode.Accepted:
            words = seed.text()
            self._try(
                lambda: self._evaluating.draw(self._context.actor, found.id, words),
                self.tr("已抽样，结果可以核验。"),
            )
        dialog.deleteLater()

    def check_draw(self, found: EvaluationRound) -> None:
        """Draw again and say whether the sample is the one on record."""
        try:
            again = self._evaluating.redraw(self._context.actor, found.id)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        if again.fair:
            self._context.notices.success(
                self.tr("用登记的种子和总体清单重做，结果完全一致（{count} 件）。").format(
                    count=len(again.draw.drawn)
                )
            )
            return
        self._context.notices.warn(
            "\n".join(wording.sentence(each.message) for each in again.findings)
        )

    def discard_draw(self, found: EvaluationRound) -> None:
        """Take the draw back, with the reason."""
        reason = self._reason(
            self.tr("作废抽样"),
            self.tr("作废的种子、总体校验值和理由都留在日志里，报告写明抽样次数。"),
            self.tr("作废抽样"),
        )
        if reason:
            self._try(
                lambda: self._evaluating.discard_draw(self._context.actor, found.id, reason),
                self.tr("抽样已作废，可以更改方案后重新抽样。"),
            )

    def assign(self, found: EvaluationRound) -> None:
        """Draw the reviewers."""
        dialog = ReviewersDialog(self._evaluating.reviewers(self._context.actor), self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            accounts = dialog.accounts
            self._try(
                lambda: self._evaluating.assign(self._context.actor, found.id, accounts),
                self.tr("评查员已抽签分派。"),
            )
        dialog.deleteLater()

    def begin(self, found: EvaluationRound) -> None:
        """Let the reviewers begin."""
        if self._context.notices.ask(
            self.tr("开始评查 {no}？").format(no=found.no),
            self.tr("评查员即可查阅指派的案卷、回放音像并评分；案卷不能再增减。"),
            self.tr("开始评查"),
        ):
            self._try(
                lambda: self._evaluating.begin(self._context.actor, found.id),
                self.tr("评查已开始。"),
            )

    def send_findings(self, found: EvaluationRound) -> None:
        """Send the notices."""
        if self._context.notices.ask(
            self.tr("下发整改通知？"),
            self.tr("有扣分的案卷各发一份，期限 {days} 个工作日；评查员的查阅权随之结束。").format(
                days=found.plan.rectification_days
            ),
            self.tr("下发整改通知"),
        ):
            self._try(
                lambda: self._rectifying.send(self._context.actor, found.id),
                self.tr("整改通知已下发。"),
            )

    def close(self, found: EvaluationRound) -> None:
        """End the round."""
        self._try(
            lambda: self._evaluating.close(self._context.actor, found.id),
            self.tr("评查已结束。"),
        )

    def add_case(self, found: EvaluationRound) -> None:
        """Add a case that was not drawn."""
        dialog = CaseDialog(self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            no, reason = dialog.no.text().strip(), dialog.reason.text()
            self._try(
                lambda: self._evaluating.add_case(self._context.actor, found.id, no, reason),
                self.tr("案卷已加入。"),
            )
        dialog.deleteLater()

    def remove_case(self, case: RoundCase) -> None:
        """Take a case out again that was added by hand."""
        reason = self._reason(self.tr("移出案卷"), "", self.tr("移出"))
        if reason:
            self._try(
                lambda: self._evaluating.remove_case(self._context.actor, case.id, reason),
                self.tr("案卷已移出。"),
            )

    def recuse(self, case: RoundCase) -> None:
        """Declare oneself barred from a case."""
        reason = self._reason(
            self.tr("声明回避"),
            self.tr("案卷 {no} 将另派他人评查；理由会记入日志和报告。").format(no=case.case_no),
            self.tr("声明回避"),
        )
        if reason:
            self._try(
                lambda: self._evaluating.recuse(self._context.actor, case.id, reason),
                self.tr("已声明回避。"),
            )

    def reassign(self, case: RoundCase) -> None:
        """Give a seat to somebody else."""
        dialog = ReassignDialog(case, self._evaluating.reviewers(self._context.actor), self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            seat, account, reason = (
                dialog.seat.value,
                dialog.person.value,
                dialog.reason.text(),
            )
            self._try(
                lambda: self._evaluating.reassign(
                    self._context.actor, case.id, seat, account, reason
                ),
                self.tr("已改派。"),
            )
        dialog.deleteLater()

    def print_sheet(self, case: RoundCase) -> None:
        """The sheet of a case as PDF."""
        name = self.tr("评查情况表 {no}.pdf").format(no=_file_name(case.case_no))
        actor = self._context.actor
        self._print(
            self.tr("保存评查情况表"),
            name,
            "PDF (*.pdf)",
            lambda out: self._papers.case_sheet(actor, case.id, out),
        )

    def print_report(self, found: EvaluationRound) -> None:
        """The report of the round as PDF."""
        name = self.tr("评查情况报告 {no}.pdf").format(no=found.no)
        actor = self._context.actor
        self._print(
            self.tr("保存评查报告"),
            name,
            "PDF (*.pdf)",
            lambda out: self._papers.report(actor, found.id, out),
        )

    def export_tables(self, found: EvaluationRound) -> None:
        """Results and deductions as xlsx."""
        name = self.tr("评查结果 {no}.xlsx").format(no=found.no)
        actor = self._context.actor
        self._print(
            self.tr("保存电子表格"),
            name,
            "Excel (*.xlsx)",
            lambda out: self._papers.tables(actor, found.id, out),
        )

    # -- inside ------------------------------------------------------------------------------

    def _print(self, title: str, name: str, kinds: str, write: Callable[[Path], Path]) -> None:
        out = save_file(self._window, self._context.remembered, "forms", title, name, kinds)
        if out is None:
            return
        job = Job(title, lambda _monitor: write(out), parent=self)
        job.succeeded.connect(self._on_printed)
        self._context.jobs.start(job, Lane.WRITE)

    def _on_printed(self, out: Path) -> None:
        self._context.notices.success(self.tr("已保存：{file}").format(file=out.name))

    def _reason(self, title: str, hint: str, confirm: str) -> str:
        dialog = ReasonDialog(title, hint, confirm, self._window)
        given = dialog.exec() == QDialog.DialogCode.Accepted
        reason = dialog.reason if given else ""
        dialog.deleteLater()
        return reason

    def _try(self, verb: Callable[[], object], said: str) -> None:
        try:
            verb()
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        self.done.emit(said)


def _file_name(words: str) -> str:
    return "".join("_" if each in '\\/:*?"<>|' else each for each in words)
