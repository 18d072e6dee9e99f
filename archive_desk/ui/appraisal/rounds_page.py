"""Rounds of appraisal: their items, the group's opinions, and their conclusion."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from archive_desk.domain.appraisal import (
    Appraisal,
    AppraisalItem,
    AppraisalState,
    Candidate,
    Opinion,
)
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.people import Right
from archive_desk.services.appraisal_papers import AppraisalPapers
from archive_desk.services.appraising import Appraising
from archive_desk.ui import wording
from archive_desk.ui.appraisal.dialogs import OpinionDialog, WordsDialog
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, RowModel, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.files import save_file
from archive_desk.ui.widgets.list_and_details import list_and_work
from archive_desk.ui.widgets.panels import SectionHead
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label

_TONES = {
    AppraisalState.OPEN: Tone.ACCENT,
    AppraisalState.CONCLUDED: Tone.GOOD,
    AppraisalState.DROPPED: Tone.NEUTRAL,
}


class RoundsPage(QWidget):
    """Rounds at the left, the items of the one chosen at the right.

    Signals:
        concluded: the number of a destruction list that a round has made; empty if none.
    """

    concluded = Signal(str)

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._appraising = Appraising(context.desk)
        self._zone = context.desk.office.zone
        self._columns = self._round_columns()
        self.rounds: Table[Appraisal] = Table(
            RowModel(self._columns, listed((), self._columns), key=lambda each: each.no),
            name="appraisals",
            remembered=context.remembered,
            row_height=52,
            single=True,
        )
        self._item_columns = self._make_item_columns()
        self.items: Table[AppraisalItem] = Table(
            RowModel(
                self._item_columns,
                listed((), self._item_columns),
                key=lambda each: each.candidate.footage_id,
            ),
            name="appraisal-items",
            remembered=context.remembered,
            row_height=52,
        )
        self.rounds.rows_selected.connect(lambda _rows: self._show_round())
        self.items.rows_selected.connect(lambda _rows: self._offer())
        self.opinion_button = button(
            self.tr("填写意见(&Y)…"), "pencil", kind="primary", then=self.judge
        )
        self.remove_button = button(self.tr("移出(&X)…"), "x", then=self.remove)
        self.conclude_button = button(self.tr("形成意见(&C)…"), "stamp", then=self.conclude)
        self.report_button = button(self.tr("工作报告(&P)…"), "printer", then=self.write_report)
        self.drop_button = button(self.tr("作废(&D)…"), "ban", kind="quiet", then=self.drop)
        self._head = SectionHead(self.tr("鉴定件"))
        self._group = label("", "muted", wrap=True)
        above: list[QWidget] = [self._head, self._group]
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(list_and_work(self.rounds, above, self.items, self._buttons))

    @property
    def _buttons(self) -> tuple[QWidget, ...]:
        return (
            self.opinion_button,
            self.remove_button,
            self.conclude_button,
            self.report_button,
            self.drop_button,
        )

    def _round_columns(self) -> list[Column[Appraisal]]:
        def standing(each: Appraisal) -> Badge:
            return Badge(wording.sentence(each.state.label), _TONES[each.state])

        return [
            Column(
                "title",
                self.tr("鉴定"),
                lambda each: each.title,
                subtitle=lambda each: self.tr("{no} · {judged}/{items} 件有意见").format(
                    no=each.no, judged=each.judged, items=each.items
                ),
                stretch=True,
            ),
            Column("state", self.tr("状态"), lambda e: standing(e).text, badge=standing, width=100),
        ]

    def _make_item_columns(self) -> list[Column[AppraisalItem]]:
        def opinion(each: AppraisalItem) -> Badge | None:
            if each.opinion is None:
                return Badge(self.tr("待填"), Tone.WARN)
            words = wording.sentence(each.opinion.label)
            if each.opinion is Opinion.EXTEND:
                words = self.tr("延长 {n} 年").format(n=each.years)
            return Badge(words, Tone.BAD if each.opinion is Opinion.DESTROY else Tone.GOOD)

        def words_of(each: AppraisalItem) -> str:
            badge = opinion(each)
            return "" if badge is None else badge.text

        return [
            Column(
                "name",
                self.tr("音像"),
                lambda each: each.candidate.name,
                subtitle=lambda each: (
                    wording.listing(each.candidate.cases) or self.tr("未关联案卷")
                ),
                stretch=True,
                cut_middle=True,
            ),
            Column("was", self.tr("原保管期限"), lambda each: each.was, width=220),
            Column("opinion", self.tr("鉴定意见"), words_of, badge=opinion, width=120),
            Column(
                "reason",
                self.tr("理由"),
                lambda each: each.reason,
                subtitle=lambda each: self._in_the_way(each.candidate),
                width=200,
            ),
        ]

    def _in_the_way(self, candidate: Candidate) -> str:
        if candidate.held:
            return self.tr("封存 {no}").format(no=candidate.held)
        return "" if candidate.used is None else wording.sentence(candidate.used.words)

    def refresh(self, show: str = "") -> None:
        """Read again; show the round with the number `show`, else the one chosen or the first."""
        found = self._appraising.rounds(self._context.actor)
        chosen = self.rounds.selected()
        wanted = show or (chosen[0].no if chosen else "")
        self.rounds.rows.use(listed(found, self._columns))
        numbers = [each.no for each in found]
        if found:
            self.rounds.select_row(numbers.index(wanted) if wanted in numbers else 0)
        self._show_round()

    @property
    def chosen(self) -> Appraisal | None:
        """The round that is shown."""
        rows = self.rounds.selected()
        return rows[0] if rows else None

    def _show_round(self) -> None:
        found = self.chosen
        items = () if found is None else self._appraising.items(self._context.actor, found.no)
        self.items.rows.use(listed(items, self._item_columns))
        if found is None:
            self._head.set_words(self.tr("还没有鉴定"))
            self._group.setText(self.tr("在“到期”里选择材料，列入鉴定。"))
        else:
            self._head.set_words(f"{found.no}　{found.title}")
            words = self.tr("组长 {leader}；成员 {members}").format(
                leader=found.group.leader, members="、".join(found.group.members)
            )
            made = self.tr("；销毁清册 {no}").format(no=found.list_no) if found.list_no else ""
            self._group.setText(words + made)
        self._offer()

    def _offer(self) -> None:
        found = self.chosen
        may = self._context.actor.may(Right.KEEP_RETENTION)
        under_way = found is not None and found.state is AppraisalState.OPEN and may
        for each in (self.opinion_button, self.remove_button, self.conclude_button):
            each.setVisible(under_way)
        self.drop_button.setVisible(under_way)
        self.report_button.setVisible(found is not None)
        some = bool(self.items.selected())
        self.remove_button.setEnabled(some)
        self.opinion_button.setEnabled(some)
        complete = found is not None and 0 < found.items == found.judged
        self.conclude_button.setEnabled(complete)

    def judge(self) -> None:
        """Write the group's opinion on the items chosen."""
        found, rows = self.chosen, self.items.selected()
        if found is None or not rows:
            return
        ended = rows[0].candidate.keep.ended(self._context.desk.clock())
        dialog = OpinionDialog(len(rows), ended=ended, parent=self)
        years = dialog.years
        dialog.tries(
            lambda: self._appraising.judge(
                self._context.actor,
                found.no,
                [each.candidate.footage_id for each in rows],
                dialog.opinion.value,
                dialog.reason.toPlainText(),
                years=years.value() if years.isEnabled() else None,
            )
        )
        if dialog.exec():
            self.refresh()

    def remove(self) -> None:
        """Take the items chosen out of the round."""
        found, rows = self.chosen, self.items.selected()
        if found is None or not rows:
            return
        ids = [each.candidate.footage_id for each in rows]
        dialog = WordsDialog(self.tr("移出鉴定"), self.tr("理由(&R)"), self.tr("移出(&X)"), self)
        dialog.tries(
            lambda: self._appraising.remove(self._context.actor, found.no, ids, dialog.text)
        )
        if dialog.exec():
            self.refresh()

    def conclude(self) -> None:
        """Conclude the round."""
        found = self.chosen
        if found is None:
            return
        dialog = WordsDialog(
            self.tr("形成鉴定意见"),
            self.tr("报告说明(&R)"),
            self.tr("形成意见(&C)"),
            self,
            advice=self.tr(
                "保留的将划定新的保管期限并作标识；意见为销毁的编成清册，等行政负责人批准。"
            ),
        )
        dialog.tries(lambda: self._appraising.conclude(self._context.actor, found.no, dialog.text))
        if dialog.exec():
            self.refresh()
            self.concluded.emit(getattr(dialog.outcome, "list_no", ""))

    def drop(self) -> None:
        """Give the round up."""
        found = self.chosen
        if found is None:
            return
        dialog = WordsDialog(self.tr("作废鉴定"), self.tr("理由(&R)"), self.tr("作废(&D)"), self)
        dialog.tries(lambda: self._appraising.drop(self._context.actor, found.no, dialog.text))
        if dialog.exec():
            self.refresh()

    def write_report(self) -> None:
        """Write the report as PDF."""
        found, title = self.chosen, self.tr("保存鉴定工作报告")
        if found is None:
            return
        name = f"{found.no}.pdf"
        target = save_file(self, self._context.remembered, "appraisal", title, name, "PDF (*.pdf)")
        if target is None:
            return
        papers = AppraisalPapers(self._context.desk)
        try:
            papers.report(self._context.actor, found.no, target)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        self._context.notices.success(self.tr("已写入 {file}").format(file=target.name))
