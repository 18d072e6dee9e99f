"""The home screen: what is due for me today, and what I most likely came to do."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.ids import BatchId, CaseId, DiscId, LoanId, NoticeId, RoundId
from archive_desk.domain.people import Right
from archive_desk.domain.worklist import ClockState, Task, WorkItem
from archive_desk.services.importing import Importing
from archive_desk.services.worklist import Worklist
from archive_desk.ui import icons, wording
from archive_desk.ui.intentions import (
    Intention,
    MakeDisc,
    ShowBatch,
    ShowCase,
    ShowComplaint,
    ShowDisc,
    ShowDisclosure,
    ShowEquipment,
    ShowEvaluation,
    ShowLoan,
    ShowNotice,
)
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, RowModel, Side, listed
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import LARGE, WIDE, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.even_grid import EvenGrid
from archive_desk.ui.widgets.panels import EmptyState, NumberCard, SectionHead, scrolling
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label, muted
from archive_desk.ui.worklist.actions import actions_for
from archive_desk.ui.worklist.explanation import TONES, ExplanationPanel
from archive_desk.ui.worklist.recent import RecentBatches
from archive_desk.ui.zones import local

_ICONS = {
    Task.HAND_IN: "hard-drive-download",
    Task.BURN: "disc-3",
    Task.ARCHIVE: "archive",
    Task.LOAN: "undo-2",
    Task.SIGNATURE: "stamp",
    Task.HAND_OUT: "hand-helping",
    Task.COMPLETE: "file-pen-line",
    Task.EVALUATION: "clipboard-check",
    Task.RECTIFICATION: "pencil",
    Task.DISC_CHECK: "shield-check",
    Task.NOTE: "stamp",
    Task.DEVICE: "video",
    Task.DISCLOSURE: "scroll-text",
    Task.COMPLAINT: "send",
}
_LIST_HEIGHT = 250
_NARROW = 760
_URGENCY = (ClockState.OVERDUE, ClockState.DUE_SOON, ClockState.RUNNING, ClockState.MET)


class WorklistScreen(Screen):
    """Cards with numbers, the list behind them, and big friendly actions."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._worklist = Worklist(context.desk)
        self._items: Sequence[WorkItem] = ()
        self._task: Task | None = None
        self._greeting = label("", "heading")
        self._summary = muted("")
        self._card_row = EvenGrid(theme().px(190))
        self.cards: dict[Task, NumberCard] = {}
        for task in self._tasks():
            self._add_card(task)
        self.table = self._table()
        self.panel = ExplanationPanel()
        self.recent = RecentBatches(Importing(context.desk))
        self._has_recent = False
        self._head = SectionHead(self.tr("到期事项"))
        self._all = button(self.tr("显示全部(&A)"), kind="quiet", then=lambda: self._narrow(None))
        self._empty = EmptyState("check-check", "")
        self._split = QSplitter()
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    @override
    def refresh(self) -> None:
        self._items = self._worklist.items(self.context.actor)
        now = self._now()
        self._greet(now)
        pressing = {ClockState.OVERDUE, ClockState.DUE_SOON}
        self.waiting_changed.emit(sum(item.state in pressing for item in self._items))
        counts = Counter(item.task for item in self._items)
        for task in counts:
            if task not in self.cards:
                self._add_card(task)
        for task, card in self.cards.items():
            self._fill(card, [item for item in self._items if item.task is task], now)
        if self._task is not None and not counts[self._task]:
            self._task = None
        if self.context.actor.may(Right.BROWSE):
            self._has_recent = self.recent.show_for(self.context.actor)
        self._show_items()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to list."""
        return self._stack.currentWidget() is self._empty

    @property
    def advice(self) -> str:
        """What is said where there is nothing to list."""
        return self._empty.text

    @property
    def summary(self) -> str:
        """The day in one sentence."""
        return self._summary.text()

    # -- arrangement -------------------------------------------------------------------------

    def _tasks(self) -> Sequence[Task]:
        actor = self.context.actor
        wanted: list[Task] = []
        if actor.may(Right.SIGN):
            wanted.append(Task.SIGNATURE)
        if actor.may(Right.CIRCULATE):
            wanted += [Task.BURN, Task.HAND_IN, Task.HAND_OUT]
        elif actor.may(Right.REQUEST_LOAN):
            wanted.append(Task.HAND_OUT)
        if actor.may(Right.REQUEST_LOAN):
            wanted.append(Task.LOAN)
        return wanted

    def _add_card(self, task: Task) -> None:
        card = NumberCard(_ICONS[task], wording.sentence(task.label))
        card.setObjectName(f"card-{task.value}")
        card.clicked.connect(lambda: self._narrow(task))
        self.cards[task] = card
        self._card_row.addWidget(card)

    def _table(self) -> Table[WorkItem]:
        columns = (
            Column[WorkItem](
                "task",
                self.tr("事项"),
                lambda item: wording.sentence(item.task.label),
                width=130,
                picture=lambda item: icons.icon(_ICONS[item.task], TONES[item.state]),
            ),
            Column[WorkItem](
                "title",
                self.tr("名称"),
                lambda item: item.title,
                subtitle=lambda item: wording.sentence(item.note),
                stretch=True,
            ),
            Column[WorkItem](
                "due",
                self.tr("期限"),
                lambda item: wording.compact(item.due, seconds=False),
                width=150,
                hint=lambda item: str(item.basis),
            ),
            Column[WorkItem](
                "state",
                self.tr("状态"),
                lambda item: item.state.value,
                width=120,
                side=Side.LEFT,
                badge=lambda item: Badge(
                    wording.distance(item.due, self._now()), TONES[item.state]
                ),
            ),
        )
        self._columns = columns
        model = RowModel(
            columns, listed((), columns), key=lambda item: (item.task, item.item), parent=self
        )
        table = Table(
            model,
            name="worklist",
            remembered=self.context.remembered,
            row_height=54,
            single=True,
        )
        table.setAccessibleName(self.tr("到期事项"))
        return table

    def _lay_out(self) -> None:
        inner = QWidget()
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(WIDE, 0, WIDE, WIDE)
        outer.setSpacing(LARGE)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._greeting)
        words.addWidget(self._summary)
        outer.addLayout(words)
        outer.addLayout(self._card_row)
        outer.addLayout(self._actions())
        self._head.add(self._all)
        outer.addWidget(self._head)
        self._split.setChildrenCollapsible(False)
        self._stack.addWidget(self.table)
        self._split.addWidget(self._stack)
        self._split.addWidget(self.panel)
        self._split.addWidget(self.recent)
        self._split.setStretchFactor(0, 1)
        self._split.setMinimumHeight(theme().px(_LIST_HEIGHT))
        self._stack.addWidget(self._empty)
        outer.addWidget(self._split, 1)
        self.panel.hide()
        self.recent.hide()
        self._all.hide()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(scrolling(inner))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def _settle(self) -> None:
        """Put list and explanation beside each other, or below where the window is narrow."""
        narrow = self.width() < theme().px(_NARROW)
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self._split.setOrientation(down if narrow else across)
        explained = not self.panel.isHidden()
        self.recent.setVisible(self._has_recent and not explained)
        rows = 2 if narrow and (explained or self._has_recent) else 1
        self._split.setMinimumHeight(theme().px(_LIST_HEIGHT) * rows)

    def _actions(self) -> EvenGrid:
        row = EvenGrid(theme().px(190))
        for action in actions_for(self.context.actor):
            made = button(
                action.words,
                action.icon,
                kind="action",
                hint=action.hint,
                then=partial(self.ask, action.intention),
            )
            made.setObjectName(f"action-{action.icon}")
            row.addWidget(made)
        return row

    def _connect(self) -> None:
        changes = self.context.changes
        for fact in (
            changes.footage_changed,
            changes.cases_changed,
            changes.discs_changed,
            changes.loans_changed,
            changes.evaluations_changed,
        ):
            fact.connect(self.set_stale)
        self.table.rows_selected.connect(self._on_table_rows_selected)
        self.table.row_opened.connect(self._do)
        self.panel.wanted.connect(self._do)
        self.panel.closed.connect(self.table.clearSelection)
        self.recent.wanted.connect(lambda batch_id: self.ask(ShowBatch(batch_id)))

    # -- what is shown -----------------------------------------------------------------------

    def _now(self) -> datetime:
        return self.context.desk.clock()

    def _greet(self, now: datetime) -> None:
        self._greeting.setText(
            self.tr("{greeting}，{name}").format(
                greeting=_greeting(local(now).hour), name=self.context.actor.name
            )
        )
        states = Counter(item.state for item in self._items)
        overdue, soon = states[ClockState.OVERDUE], states[ClockState.DUE_SOON]
        today = wording.day_of_week(local(now).date())
        if overdue and soon:
            told = self.tr("{overdue} 件已逾期，{soon} 件即将到期。").format(
                overdue=overdue, soon=soon
            )
        elif overdue:
            told = self.tr("{overdue} 件已逾期。").format(overdue=overdue)
        elif soon:
            told = self.tr("{soon} 件即将到期。").format(soon=soon)
        elif self._items:
            told = self.tr("{count} 件在办，都还来得及。").format(count=len(self._items))
        else:
            told = self.tr("没有到期的事。")
        self._summary.setText(f"{today}  ·  {told}")

    def _fill(self, card: NumberCard, items: Sequence[WorkItem], now: datetime) -> None:
        if not items:
            card.show_number(0, self.tr("没有"))
            return
        worst = min((item.state for item in items), key=_URGENCY.index)
        first = min(items, key=lambda item: item.due)
        tone = TONES[worst]
        card.show_number(
            len(items),
            self.tr("最早的{distance}").format(distance=wording.distance(first.due, now)),
            Tone.ACCENT if tone is Tone.NEUTRAL else tone,
        )

    def _narrow(self, task: Task | None) -> None:
        self._task = task
        self._show_items()
        if self._items:
            self.table.setFocus()

    def _show_items(self) -> None:
        shown = [item for item in self._items if self._task in {None, item.task}]
        self.table.rows.use(listed(shown, self._columns))
        name = "" if self._task is None else f"{wording.sentence(self._task.label)} · "
        self._head.set_note(f"{name}{len(shown)}" if shown else "")
        self._all.setVisible(self._task is not None)
        if not shown:
            self.panel.hide()
        if self._items and not shown and self._task is not None:
            self._empty.say(self.tr("这一项没有要办的事。"))
        else:
            self._empty.say(*_nothing_due(self.context, begun=self._has_recent))
        self._stack.setCurrentIndex(0 if shown else 1)
        self._settle()

    def _on_table_rows_selected(self, rows: tuple[WorkItem, ...]) -> None:
        self.panel.setVisible(bool(rows))
        self._settle()
        if rows:
            self.panel.show_item(rows[0], self._now())

    def _do(self, item: WorkItem) -> None:
        self.ask(intention_of(item))


def intention_of(item: WorkItem) -> Intention:
    """Where `item` is done."""
    if item.task is Task.BURN:
        return MakeDisc(case_ids=(CaseId(item.item_id),))
    if item.task in {Task.ARCHIVE, Task.NOTE}:
        return ShowCase(CaseId(item.item_id))
    if item.task is Task.DISC_CHECK:
        return ShowDisc(DiscId(item.item_id))
    if item.task is Task.HAND_IN:
        return ShowBatch(BatchId(item.item_id))
    if item.task is Task.EVALUATION:
        return ShowEvaluation(RoundId(item.item_id))
    if item.task is Task.DEVICE:
        return ShowEquipment(item.item.partition(":")[2])
    if item.task is Task.DISCLOSURE:
        return ShowDisclosure(item.item.partition(":")[2])
    if item.task is Task.COMPLAINT:
        return ShowComplaint(item.item.partition(":")[2])
    if item.task is Task.RECTIFICATION:
        return ShowNotice(NoticeId(item.item_id))
    return ShowLoan(LoanId(item.item_id))


def _nothing_due(context: ScreenContext, *, begun: bool) -> tuple[str, str]:
    actor = context.actor
    words = wording.tr("没有到期的事")
    if begun and actor.may(Right.IMPORT):
        return words, wording.tr("案卷办结后，刻录光盘和归档的期限会自动出现在这里。")
    if actor.may(Right.IMPORT):
        return words, wording.tr(
            "第一次使用时，从“采集一张卡”开始；采集后登记案卷，期限会自动出现在这里。"
        )
    if actor.may(Right.SIGN):
        return words, wording.tr("有借阅申请等您签署意见时，会出现在这里。")
    if actor.may(Right.REQUEST_LOAN):
        return words, wording.tr("您的借阅快到期时，会在这里提醒。")
    if actor.may(Right.MANAGE_ACCOUNTS):
        return words, wording.tr("第一次使用时，先到“人员”里给同事们添加账号。")
    return words, ""


def _greeting(hour: int) -> str:
    if hour < 11:
        return wording.tr("早上好")
    if hour < 13:
        return wording.tr("中午好")
    return wording.tr("下午好") if hour < 18 else wording.tr("晚上好")
