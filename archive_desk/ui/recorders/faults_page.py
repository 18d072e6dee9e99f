"""How recorders write their times: the proposals, and the differences that speak for each."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from archive_desk.domain.ids import FootageId
from archive_desk.domain.people import Right
from archive_desk.domain.time_faults import Compared, Evidence, Proposal
from archive_desk.services.clocks import Clocks
from archive_desk.services.time_faults import FootageFilter, Ruled, TimeFaults
from archive_desk.ui import wording
from archive_desk.ui.intentions import ShowFootage
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.recorders import words
from archive_desk.ui.recorders.reason_dialog import ReasonDialog
from archive_desk.ui.row_model import Column, RowModel, Side, listed
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox
from archive_desk.ui.widgets.panels import Advice, EmptyState
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label


class FaultsPage(QWidget):
    """Proposals at the left, their evidence at the right; a person decides."""

    def __init__(self, context: ScreenContext, screen: Screen) -> None:
        super().__init__()
        self._context, self._screen = context, screen
        self._faults = TimeFaults(context.desk)
        self._may = context.actor.may(Right.CORRECT_FOOTAGE)
        self._unexplained: tuple[FootageId, ...] = ()
        self.device = ChoiceBox(self.tr("设备"), [Choice("", self.tr("全部设备"))], width=200)
        self.device.chosen.connect(lambda _value: self.compare())
        self._proposal_columns = self._columns_of_proposals()
        self._proposals: RowModel[Proposal] = RowModel(
            self._proposal_columns, listed((), self._proposal_columns), key=lambda row: row.key
        )
        self.proposals = Table(
            self._proposals,
            name="time-proposals",
            remembered=context.remembered,
            row_height=56,
            single=True,
        )
        self.proposals.setAccessibleName(self.tr("时间写法建议"))
        self.proposals.rows_selected.connect(self._on_proposal_selected)
        self._evidence_columns = self._columns_of_evidence()
        self._evidence: RowModel[Evidence] = RowModel(
            self._evidence_columns,
            listed((), self._evidence_columns),
            key=lambda row: row.footage_id,
        )
        self.evidence = Table(
            self._evidence, name="time-evidence", remembered=context.remembered, row_height=50
        )
        self.evidence.setAccessibleName(self.tr("各处时间的差别"))
        self.evidence.rows_selected.connect(lambda _rows: self._offer())
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        top.addWidget(self.device)
        top.addWidget(button(self.tr("重新比较(&R)"), "refresh-cw", then=self.compare))
        self._count = label("", "muted")
        top.addWidget(self._count, 1)
        self._odd = Advice(
            "", Tone.WARN, button(self.tr("逐个查看"), kind="quiet", then=self._show_unexplained)
        )
        self._odd.hide()
        self._about = label("", "body", wrap=True)
        self._rival = Advice("", Tone.WARN)
        self._rival.hide()
        self.confirm_button = button(
            self.tr("确认并应用到所选(&A)…"), "check", kind="primary", then=self.confirm
        )
        foot = QHBoxLayout()
        self._chosen_note = label("", "muted")
        foot.addWidget(self._chosen_note, 1)
        foot.addWidget(self.confirm_button)
        self.confirm_button.setVisible(self._may)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addWidget(self._about)
        column.addWidget(self._rival)
        column.addWidget(self.evidence, 1)
        column.addLayout(foot)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.proposals)
        splitter.addWidget(right)
        splitter.setSizes([420, 620])
        self.nothing = EmptyState(
            "circle-check",
            self.tr("没有需要认定的时间写法"),
            self.tr("各处时间一致，或都已认定。采集新的音像后会自动比较。"),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(splitter)
        self._stack.addWidget(self.nothing)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(MEDIUM)
        whole.addLayout(top)
        whole.addWidget(self._odd)
        whole.addWidget(self._stack, 1)

    def _columns_of_proposals(self) -> Sequence[Column[Proposal]]:
        return (
            Column(
                "fault",
                self.tr("怎样写的"),
                lambda row: wording.sentence(row.fault.label),
                subtitle=_where,
                bold=True,
                stretch=True,
                sortable=False,
            ),
            Column(
                "fitting",
                self.tr("符合"),
                lambda row: f"{row.fitting} / {row.compared}",
                side=Side.RIGHT,
                width=84,
                sortable=False,
            ),
        )

    def _columns_of_evidence(self) -> Sequence[Column[Evidence]]:
        return (
            Column(
                "name",
                self.tr("音像"),
                lambda row: row.name,
                cut_middle=True,
                width=150,
                stretch=True,
            ),
            Column(
                "believed",
                self.tr("采用的时间"),
                lambda row: wording.compact(row.believed.at)[11:],
                subtitle=lambda row: wording.compact(row.believed.at)[:10],
                hint=lambda row: wording.sentence(row.believed.source.label),
                width=104,
            ),
            Column(
                "other",
                self.tr("另一处时间"),
                lambda row: "—" if row.other is None else wording.compact(row.other.at)[11:],
                subtitle=lambda row: (
                    "" if row.other is None else wording.compact(row.other.at)[:10]
                ),
                hint=lambda row: (
                    "" if row.other is None else wording.sentence(row.other.source.label)
                ),
                width=104,
            ),
            Column(
                "difference",
                self.tr("相差"),
                lambda row: words.signed(row.difference),
                side=Side.RIGHT,
                width=86,
            ),
            Column(
                "length",
                self.tr("时长"),
                lambda row: (
                    "" if row.length is None else words.signed(row.length).removeprefix("+")
                ),
                side=Side.RIGHT,
                width=76,
            ),
            Column(
                "left_over",
                self.tr("余差"),
                lambda row: words.signed(row.left_over),
                side=Side.RIGHT,
                width=78,
            ),
            Column(
                "start",
                self.tr("确认后的设备时间"),
                lambda row: wording.compact(row.start)[11:],
                subtitle=lambda row: wording.compact(row.start)[:10],
                tone=lambda row: Tone.ACCENT if row.shift else None,
                width=128,
            ),
        )

    # -- reading -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Offer the devices and compare again."""
        devices = Clocks(self._context.desk).devices(self._context.actor)
        numbers = [Choice("", self.tr("全部设备"))]
        numbers += [
            Choice(each.device.number, each.device.number) for each in devices if each.recordings
        ]
        self.device.offer(numbers)
        self.compare()

    def compare(self) -> None:
        """Compare the sources of all recordings, or of one device."""
        faults, actor = self._faults, self._context.actor
        where = FootageFilter(device=self.device.value or "")
        job = Job(
            self.tr("比较各处时间"),
            lambda _monitor: faults.compare(actor, where),
            parent=self,
            quiet=True,
        )
        job.succeeded.connect(self._on_compared)
        self._context.jobs.start(job, Lane.READ)

    def _on_compared(self, found: Compared) -> None:
        kept = {row.key for row in self.proposals.selected()}
        self._proposals.use(listed(found.proposals, self._proposal_columns))
        self._unexplained = found.unexplained
        self._count.setText(wording.tr("共 {n} 条建议", n=len(found.proposals)))
        odd = wording.tr("{n} 个音像的时间互相对不上，不属于常见情况。", n=len(found.unexplained))
        self._odd.say(odd if found.unexplained else "")
        self._stack.setCurrentIndex(0 if found.proposals else 1)
        self.proposals.select_keys(set(kept))
        if found.proposals and not self.proposals.selected():
            self.proposals.select_row(0)
        self._on_proposal_selected(self.proposals.selected())

    def _on_proposal_selected(self, rows: Sequence[Proposal]) -> None:
        chosen = rows[0] if rows else None
        evidence = () if chosen is None else chosen.evidence
        self._evidence.use(listed(evidence, self._evidence_columns))
        self._about.setText("" if chosen is None else self._about_words(chosen))
        rival = ""
        if chosen is not None and chosen.rival is not None:
            rival = self.tr(
                "同样的差别也可能是：{other}。请对照案情或画面上的时间选择其一。"
            ).format(other=wording.sentence(chosen.rival.label))
        self._rival.say(rival)
        if chosen is not None and chosen.rival is None:
            self.evidence.selectAll()
        self._offer()

    def _about_words(self, chosen: Proposal) -> str:
        said = wording.tr(
            "{device}：比较过的 {compared} 个音像中 {fitting} 个如此。{effect}。",
            device=chosen.device or wording.tr("未注明设备"),
            compared=chosen.compared,
            fitting=chosen.fitting,
            effect=words.effect_words(chosen),
        )
        if all(one.other is None for one in chosen.evidence):
            said += wording.tr("下列音像没有别的时间可比，按同一设备的习惯推断。")
        return said

    def _offer(self) -> None:
        count = len(self.evidence.selected())
        self.confirm_button.setEnabled(count > 0)
        self._chosen_note.setText(wording.tr("已选 {n} 个音像", n=count))

    def _show_unexplained(self) -> None:
        self._screen.ask(ShowFootage(self._unexplained))

    # -- verbs -------------------------------------------------------------------------------

    def confirm(self) -> None:
        """Apply the proposal to the recordings chosen, with a reason."""
        rows, chosen = self.proposals.selected(), self.evidence.selected()
        if not rows or not chosen:
            return
        dialog = ReasonDialog(
            wording.tr("确认 {n} 个音像的时间写法吗？", n=len(chosen)),
            wording.sentence(rows[0].fault.label) + "。" + words.effect_words(rows[0]) + "。",
            self.tr("确认"),
            parent=self,
        )
        accepted, reason = bool(dialog.exec()), dialog.words
        dialog.deleteLater()
        if accepted:
            self.apply(rows[0], [one.footage_id for one in chosen], reason)

    def apply(self, proposal: Proposal, chosen: Sequence[FootageId], reason: str) -> None:
        """Write the ruling down."""
        faults, actor = self._faults, self._context.actor
        job = Job(
            self.tr("认定时间写法"),
            lambda _monitor: faults.confirm(actor, proposal, chosen, reason),
            parent=self,
            quiet=True,
        )
        job.succeeded.connect(self._on_applied)
        self._context.jobs.start(job, Lane.WRITE)

    def _on_applied(self, done: Ruled) -> None:
        said = wording.tr("已认定 {n} 个音像，并写入操作日志。", n=len(done.footage))
        if done.kept:
            said += wording.tr("{n} 个属于已归档的案卷，保持不变。", n=done.kept)
        self._context.notices.success(said)
        self._context.changes.footage_changed.emit(done.footage)
        self.compare()


def _where(proposal: Proposal) -> str:
    """The device and container, and whether only its siblings speak."""
    parts = [proposal.device, proposal.container.upper()]
    if all(one.other is None for one in proposal.evidence):
        parts.append(wording.tr("按同一设备的习惯"))
    return " · ".join(part for part in parts if part)
