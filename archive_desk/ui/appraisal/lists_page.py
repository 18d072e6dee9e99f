"""Destruction lists: approved or refused, witnessed, executed, their discs settled, printed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from archive_desk.domain.destruction import (
    WITNESSES,
    DestructionItem,
    DestructionList,
    ListState,
)
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.people import Right
from archive_desk.domain.work import Monitor
from archive_desk.services.accounts import Accounts
from archive_desk.services.appraisal_papers import AppraisalPapers
from archive_desk.services.destroying import Destroying
from archive_desk.services.destruction_lists import DestructionLists, Plan
from archive_desk.ui import wording
from archive_desk.ui.appraisal.dialogs import WitnessDialog, WordsDialog
from archive_desk.ui.jobs import Job, Lane, Unit
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, RowModel, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.files import save_file
from archive_desk.ui.widgets.list_and_details import list_and_work
from archive_desk.ui.widgets.panels import Advice, Facts, SectionHead
from archive_desk.ui.widgets.tables import Table

_TONES = {
    ListState.PROPOSED: Tone.WARN,
    ListState.APPROVED: Tone.ACCENT,
    ListState.REFUSED: Tone.NEUTRAL,
    ListState.DESTROYING: Tone.BAD,
    ListState.DESTROYED: Tone.GOOD,
}


class ListsPage(QWidget):
    """Lists at the left; what the one chosen names, and what can be done with it, at the right.

    Signals:
        destroyed: recordings are gone, or a disc was settled.
    """

    destroyed = Signal()

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._lists = DestructionLists(context.desk)
        self._plan: Plan | None = None
        self._columns = self._list_columns()
        self.lists: Table[DestructionList] = Table(
            RowModel(self._columns, listed((), self._columns), key=lambda each: each.no),
            name="destruction-lists",
            remembered=context.remembered,
            row_height=52,
            single=True,
        )
        self._item_columns = self._make_item_columns()
        self.items: Table[DestructionItem] = Table(
            RowModel(
                self._item_columns, listed((), self._item_columns), key=lambda e: e.footage_id
            ),
            name="destruction-items",
            remembered=context.remembered,
            row_height=52,
        )
        self.lists.rows_selected.connect(lambda _rows: self._show_list())
        self.approve_button = button(
            self.tr("批准销毁(&A)…"), "stamp", kind="primary", then=self.approve
        )
        self.refuse_button = button(self.tr("不予批准(&R)…"), "ban", then=self.refuse)
        self.witness_button = button(
            self.tr("监销确认(&W)…"), "key-round", kind="primary", then=self.witness
        )
        self.execute_button = button(
            self.tr("执行销毁(&X)"), "trash-2", kind="danger", then=self.execute
        )
        self.disc_button = button(self.tr("光盘已销毁(&D)…"), "disc-3", then=self.settle_disc)
        self.print_button = button(self.tr("销毁清册(&P)…"), "printer", then=self.write_list)
        self._head = SectionHead(self.tr("销毁清册"))
        self._facts = Facts()
        self._advice = Advice("", Tone.WARN)
        self._advice.hide()
        above: list[QWidget] = [self._head, self._facts, self._advice]
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(list_and_work(self.lists, above, self.items, self._buttons))

    @property
    def _buttons(self) -> tuple[QWidget, ...]:
        return (
            self.approve_button,
            self.refuse_button,
            self.witness_button,
            self.execute_button,
            self.disc_button,
            self.print_button,
        )

    def _list_columns(self) -> list[Column[DestructionList]]:
        def standing(each: DestructionList) -> Badge:
            return Badge(wording.sentence(each.state.label), _TONES[each.state])

        return [
            Column(
                "no",
                self.tr("清册"),
                lambda each: each.no,
                subtitle=lambda each: self.tr("{n} 件 · {size}").format(
                    n=each.items, size=wording.size(each.size_bytes)
                ),
                stretch=True,
            ),
            Column("state", self.tr("状态"), lambda e: standing(e).text, badge=standing, width=130),
        ]

    def _make_item_columns(self) -> list[Column[DestructionItem]]:
        def standing(each: DestructionItem) -> Badge | None:
            return None if each.destroyed_at is None else Badge(self.tr("已销毁"), Tone.NEUTRAL)

        return [
            Column(
                "name",
                self.tr("音像"),
                lambda each: each.name,
                subtitle=lambda each: each.sha256,
                stretch=True,
                cut_middle=True,
            ),
            Column("was", self.tr("原保管期限"), lambda each: each.was, width=220),
            Column("reason", self.tr("理由"), lambda each: each.reason, width=180),
            Column(
                "state",
                self.tr("状态"),
                lambda e: "" if standing(e) is None else self.tr("已销毁"),
                badge=standing,
                width=90,
            ),
        ]

    def refresh(self, show: str = "") -> None:
        """Read again; show the list with the number `show`, else the one chosen, else the first."""
        found = self._lists.lists(self._context.actor)
        chosen = self.lists.selected()
        wanted = show or (chosen[0].no if chosen else "")
        self.lists.rows.use(listed(found, self._columns))
        numbers = [each.no for each in found]
        if found:
            self.lists.select_row(numbers.index(wanted) if wanted in numbers else 0)
        self._show_list()

    def _show_list(self) -> None:
        rows = self.lists.selected()
        self._plan = self._lists.plan(self._context.actor, rows[0].no) if rows else None
        plan = self._plan
        self.items.rows.use(listed(() if plan is None else plan.items, self._item_columns))
        self._advice.hide()
        if plan is None:
            self._head.set_words(self.tr("还没有销毁清册"))
            self._facts.show_facts([])
        else:
            self._head.set_words(plan.found.no)
            self._facts.show_facts(self._facts_of(plan))
            troubles = [each.trouble for each in plan.copies if each.trouble]
            said = [wording.sentence(each) for each in (*plan.obstacles, *plan.warnings)]
            if said or troubles:
                self._advice.say("\n".join([*said, *troubles][:4]))
        self._offer()

    def _facts_of(self, plan: Plan) -> list[tuple[str, str]]:
        found = plan.found
        decided = ""
        if found.decided_by:
            decided = self.tr("{name}：{opinion}").format(
                name=found.decided_by, opinion=found.opinion
            )
        waiting = [each for each in plan.discs if each.settled_at is None]
        discs = "\n".join(
            self.tr("{no}：{advice}").format(no=each.disc_no, advice=wording.sentence(each.advice))
            for each in waiting
        )
        return [
            (self.tr("鉴定"), found.appraisal_no),
            (self.tr("编制"), f"{found.made_by} {wording.compact(found.made_at, seconds=False)}"),
            (self.tr("批示"), decided),
            (self.tr("监销人"), "、".join(each.name for each in found.witnesses)),
            (
                self.tr("副本"),
                self.tr("{n} 份（原件、镜像、派生文件、映像）").format(n=len(plan.copies)),
            ),
            (self.tr("待毁光盘"), discs),
        ]

    def _offer(self) -> None:
        found = None if self._plan is None else self._plan.found
        state = None if found is None else found.state
        actor = self._context.actor
        clerk = actor.may(Right.KEEP_RETENTION)
        proposed = state is ListState.PROPOSED and actor.may(Right.APPROVE_DESTRUCTION)
        self.approve_button.setVisible(proposed)
        self.refuse_button.setVisible(proposed)
        wanting = found is not None and len(found.witnesses) < WITNESSES
        self.witness_button.setVisible(state is ListState.APPROVED and wanting)
        ready = state is ListState.APPROVED and not wanting
        self.execute_button.setVisible(clerk and (ready or state is ListState.DESTROYING))
        self.execute_button.setEnabled(self._plan is not None and not self._plan.obstacles)
        open_discs = found is not None and found.open_discs > 0
        self.disc_button.setVisible(clerk and open_discs)
        self.print_button.setVisible(found is not None)

    @property
    def _no(self) -> str:
        return "" if self._plan is None else self._plan.found.no

    def approve(self) -> None:
        """The head approves the list."""
        dialog = WordsDialog(
            self.tr("批准销毁"),
            self.tr("批示(&O)"),
            self.tr("批准销毁(&A)"),
            self,
            advice=self.tr("批准后还须两名监销人确认，才能执行。"),
            text=self.tr("同意销毁"),
        )
        no = self._no
        dialog.tries(lambda: self._lists.approve(self._context.actor, no, dialog.text))
        if dialog.exec():
            self.refresh()

    def refuse(self) -> None:
        """The head refuses the list."""
        dialog = WordsDialog(
            self.tr("不予批准"), self.tr("理由(&R)"), self.tr("不予批准(&R)"), self
        )
        no = self._no
        dialog.tries(lambda: self._lists.refuse(self._context.actor, no, dialog.text))
        if dialog.exec():
            self.refresh()

    def witness(self) -> None:
        """A witness confirms with his own account and password."""
        no = self._no
        dialog = WitnessDialog(no, self)

        def confirm() -> DestructionList:
            person = Accounts(self._context.desk).find(dialog.account.text().strip())
            return self._lists.witness(person, no, dialog.password.text())

        dialog.tries(confirm)
        if dialog.exec():
            self.refresh()

    def execute(self) -> None:
        """Destroy, after one more question."""
        plan = self._plan
        if plan is None:
            return
        found = plan.found
        question = self.tr("销毁清册 {no} 的 {n} 件？").format(no=found.no, n=found.items)
        words = self.tr(
            "将删除 {copies} 份副本，不能恢复；目录和校验值保留。监销人：{names}。"
        ).format(copies=len(plan.copies), names="、".join(each.name for each in found.witnesses))
        if not self._context.notices.ask(question, words, self.tr("销毁"), danger=True):
            return
        no, actor, destroying = found.no, self._context.actor, Destroying(self._context.desk)

        def work(monitor: Monitor) -> DestructionList:
            return destroying.execute(actor, no, monitor)

        job = Job(self.tr("执行销毁"), work, parent=self, unit=Unit.ITEMS)
        job.succeeded.connect(self._on_destroyed)
        job.ended.connect(self.refresh)
        self.execute_button.setEnabled(False)
        self._context.jobs.start(job, Lane.WRITE)

    def _on_destroyed(self, found: DestructionList) -> None:
        if found.state is ListState.DESTROYED:
            words = self.tr("清册 {no} 已执行，{n} 件已销毁。")
            self._context.notices.success(words.format(no=found.no, n=found.destroyed))
        else:
            self._context.notices.warn(self.tr("有副本没有销毁，清册没有完结，请看清册里的说明。"))
        self.destroyed.emit()

    def settle_disc(self) -> None:
        """Say of the first disc that waits that it was destroyed."""
        plan = self._plan
        waiting = [] if plan is None else [d for d in plan.discs if d.settled_at is None]
        if plan is None or not waiting:
            return
        disc, no = waiting[0], plan.found.no
        dialog = WordsDialog(
            self.tr("光盘 {no} 已销毁").format(no=disc.disc_no),
            self.tr("经过(&N)"),
            self.tr("登记(&S)"),
            self,
            advice=wording.sentence(disc.advice),
        )
        destroying = Destroying(self._context.desk)
        dialog.tries(
            lambda: destroying.settle_disc(self._context.actor, no, disc.disc_no, dialog.text)
        )
        if dialog.exec():
            self.refresh()
            self.destroyed.emit()

    def write_list(self) -> None:
        """Write the list as PDF."""
        no, title = self._no, self.tr("保存销毁清册")
        target = save_file(
            self, self._context.remembered, "appraisal", title, f"{no}.pdf", "PDF (*.pdf)"
        )
        if target is None:
            return
        papers = AppraisalPapers(self._context.desk)
        try:
            papers.destruction_list(self._context.actor, no, target)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        self._context.notices.success(self.tr("已写入 {file}").format(file=target.name))
