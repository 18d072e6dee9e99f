"""The home screen: what is due for me today, and what I most likely came to do."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.findings import Finding
from archive_desk.domain.people import Right
from archive_desk.domain.worklist import ClockState, Task, WorkItem
from archive_desk.services.importing import Importing
from archive_desk.services.safety import Safety
from archive_desk.services.worklist import Board, MonthDay, Worklist
from archive_desk.services.worklist_papers import WorklistPapers, scope_in_words
from archive_desk.ui import icons, wording
from archive_desk.ui.intentions import GoTo, ShowBatch
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.reading import Reading
from archive_desk.ui.row_model import Badge, Column, RowModel, Side, listed
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import LARGE, WIDE, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.even_grid import EvenGrid
from archive_desk.ui.widgets.files import save_file
from archive_desk.ui.widgets.panels import Advice, EmptyState, NumberCard, SectionHead, scrolling
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label, muted
from archive_desk.ui.worklist.actions import actions_for
from archive_desk.ui.worklist.dialogs import ReasonDialog, UrgentDialog
from archive_desk.ui.worklist.explanation import TONES, ExplanationPanel
from archive_desk.ui.worklist.going import ICONS, greeting, intention_of, nothing_due
from archive_desk.ui.worklist.month_view import MonthView
from archive_desk.ui.worklist.recent import HomeRead, RecentBatches
from archive_desk.ui.worklist.tools import WorklistTools
from archive_desk.ui.zones import local

_LIST_HEIGHT = 250
_NARROW = 760
_URGENCY = (ClockState.OVERDUE, ClockState.DUE_SOON, ClockState.RUNNING, ClockState.MET)


class WorklistScreen(Screen):
    """Cards with numbers, the list behind them, and big friendly actions."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._worklist = Worklist(context.desk)
        self._reading = Reading(context, self.tr("读取到期事项"), self)
        self._month_reading = Reading(context, self.tr("读取到期事项"), self)
        self._board = Board((), {})
        self._items: Sequence[WorkItem] = ()
        self._task: Task | None = None
        self._greeting = label("", "heading")
        self._summary = muted("")
        self._card_row = EvenGrid(theme().px(190))
        self.cards: dict[Task, NumberCard] = {}
        for task in self._tasks():
            self._add_card(task)
        self.table = self._table()
        self.panel = ExplanationPanel(may_explain=context.actor.may(Right.EXPLAIN))
        self.tools = WorklistTools(context.actor, backfill=self._worklist.backfills)
        self.calendar = MonthView()
        self._day: MonthDay | None = None
        self.recent = RecentBatches(Importing(context.desk))
        self._has_recent = False
        self._safety = Safety(context.desk)
        go = button(self.tr("去核对(&Q)"), kind="link", then=lambda: self.ask(GoTo("guarding")))
        self.warning = Advice("", Tone.WARN, go)
        self.warning.setObjectName("safety")
        self.warning.hide()
        self._above = QWidget()
        self._head = SectionHead(self.tr("到期事项"))
        self._all = button(self.tr("显示全部(&A)"), kind="quiet", then=lambda: self._narrow(None))
        self._empty = EmptyState("check-check", "")
        self._split = QSplitter()
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    @override
    def refresh(self) -> None:
        """Ask for everything again, beside the window; what is shown stays until it is there."""
        worklist, actor, where = self._worklist, self.context.actor, self.tools.filter
        recent = self.recent if actor.may(Right.BROWSE) else None

        def read() -> HomeRead:
            return HomeRead(
                worklist.board(actor, where),
                worklist.sections(actor),
                () if recent is None else recent.read(actor),
            )

        if not self._greeting.text():
            self._greet_alone(self._now())
        self._reading.ask(read, self._show)
        if self._calendar_shown:
            self._show_month(self.calendar.year, self.calendar.month)

    @property
    def busy(self) -> bool:
        """Whether an answer of the archive is still to come."""
        return self._reading.busy or self._month_reading.busy

    def _show(self, read: HomeRead) -> None:
        self._board = read.board
        self._items = self._board.items
        self.tools.offer_sections(read.sections)
        now = self._now()
        self._greet(now)
        pressing = {ClockState.OVERDUE, ClockState.DUE_SOON}
        self.waiting_changed.emit(sum(item.state in pressing for item in self._items))
        counts = Counter(item.task for item in self._items)
        for task in counts:
            if task not in self.cards:
                self._add_card(task)
        for task, card in self.cards.items():
            self._fill(task, card, [item for item in self._items if item.task is task], now)
        if self._task is not None and not counts[self._task]:
            self._task = None
        self.recent.show_batches(read.recent)
        self._has_recent = bool(read.recent)
        self._day = None
        self._show_items()
        if self.context.actor.may(Right.KEEP_VAULT):
            self._look_after()

    def _look_after(self) -> None:
        """Say if one lost disk would take the archive along; a share that hangs hangs not us."""
        actor = self.context.actor
        job = Job(
            self.tr("查看副本和备份"),
            lambda _monitor: self._safety.warnings(actor),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        job.succeeded.connect(self._on_looked_after)
        job.ended.connect(job.deleteLater)
        self.context.jobs.start(job, Lane.READ)

    def _on_looked_after(self, warnings: Sequence[Finding]) -> None:
        self.warning.say("\n".join(wording.sentence(each.message) for each in warnings))

    def _on_reading_waiting_changed(self, waiting: bool) -> None:
        """A quiet word while the archive is asked; the list goes away for nothing."""
        shown = self._items if self._day is None else self._day.items
        words = self.tr("正在读取…") if waiting else self._note(shown)
        self._head.set_note(words)

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
        card = NumberCard(ICONS[task], wording.sentence(task.label))
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
                picture=lambda item: icons.icon(ICONS[item.task], TONES[item.state]),
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
        outer.addWidget(self.warning)
        above = QVBoxLayout(self._above)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(LARGE)
        above.addLayout(self._card_row)
        above.addLayout(self._actions())
        outer.addWidget(self._above)
        self._head.add(self._all)
        outer.addWidget(self._head)
        outer.addWidget(self.tools)
        self.tools.setVisible(not self.context.actor.external)
        outer.addWidget(self.calendar, 1)
        self.calendar.hide()
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
            changes.copies_changed,
        ):
            fact.connect(self.set_stale)
        self._reading.waiting_changed.connect(self._on_reading_waiting_changed)
        self.tools.narrowed.connect(self.refresh)
        self.tools.calendar_wanted.connect(self._on_tools_calendar_wanted)
        self.tools.overdue_wanted.connect(self._on_tools_overdue_wanted)
        self.tools.urgent_wanted.connect(self._on_tools_urgent_wanted)
        self.calendar.month_wanted.connect(self._show_month)
        self.calendar.day_opened.connect(self._on_calendar_day_opened)
        self.panel.reason_wanted.connect(self._on_panel_reason_wanted)
        self.table.rows_selected.connect(self._on_table_rows_selected)
        self.table.row_opened.connect(self._do)
        self.panel.wanted.connect(self._do)
        self.panel.closed.connect(self.table.clearSelection)
        self.recent.wanted.connect(lambda batch_id: self.ask(ShowBatch(batch_id)))

    # -- what is shown -----------------------------------------------------------------------

    def _now(self) -> datetime:
        return self.context.desk.clock()

    def _greet_alone(self, now: datetime) -> None:
        """Before anything has been read."""
        self._greeting.setText(
            self.tr("{greeting}，{name}").format(
                greeting=greeting(local(now).hour), name=self.context.actor.name
            )
        )
        self._summary.setText(wording.day_of_week(local(now).date()))

    def _greet(self, now: datetime) -> None:
        self._greet_alone(now)
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

    def _fill(self, task: Task, card: NumberCard, items: Sequence[WorkItem], now: datetime) -> None:
        if not items:
            card.show_number(0, self.tr("没有"))
            return
        worst = min((item.state for item in items), key=_URGENCY.index)
        first = min(items, key=lambda item: item.due)
        tone = TONES[worst]
        card.show_number(
            len(items) + self._board.left_out.get(task, 0),
            self.tr("最早的{distance}").format(distance=wording.distance(first.due, now)),
            Tone.ACCENT if tone is Tone.NEUTRAL else tone,
        )

    def _narrow(self, task: Task | None) -> None:
        self._task, self._day = task, None
        self.tools.list_button.setChecked(True)
        self._show_items()
        if self._items:
            self.table.setFocus()

    def _show_items(self) -> None:
        items = self._items if self._day is None else self._day.items
        shown = [item for item in items if self._task in {None, item.task}]
        self.table.rows.use(listed(shown, self._columns))
        self._head.set_note(self._note(shown))
        self._all.setVisible(self._task is not None or self._day is not None)
        if not shown:
            self.panel.hide()
        if self._items and not shown and self._task is not None:
            self._empty.say(self.tr("这一项没有要办的事。"))
        else:
            self._empty.say(*nothing_due(self.context, begun=self._has_recent))
        self._stack.setCurrentIndex(0 if shown else 1)
        self._settle()

    def _note(self, shown: Sequence[WorkItem]) -> str:
        """What is listed, and how many."""
        if not shown:
            return ""
        parts = [] if self._task is None else [wording.sentence(self._task.label)]
        parts += [] if self._day is None else [wording.day_of_week(self._day.day)]
        parts.append(str(len(shown)))
        left = self._board.left_out
        more = sum(left.values()) if self._task is None else left.get(self._task, 0)
        if more and self._day is None:
            parts.append(self.tr("另有 {count} 件更晚到期").format(count=more))
        return " · ".join(parts)

    # -- calendar, reasons, paper ------------------------------------------------------------

    @property
    def _calendar_shown(self) -> bool:
        return self.tools.calendar_button.isChecked()

    def _on_tools_calendar_wanted(self, wanted: bool) -> None:  # a slot
        self._split.setVisible(not wanted)
        self._above.setVisible(not wanted)
        self.calendar.setVisible(wanted)
        if wanted:
            today = local(self._now()).date()
            self._show_month(self.calendar.year or today.year, self.calendar.month or today.month)
            self.calendar.grid.setFocus()

    def _show_month(self, year: int, month: int) -> None:
        worklist, actor, where = self._worklist, self.context.actor, self.tools.filter
        self.calendar.expect(year, month)
        self._month_reading.ask(
            lambda: worklist.month(actor, year, month, where),
            lambda days: self.calendar.show_month(year, month, days, local(self._now()).date()),
        )

    def _on_calendar_day_opened(self, day: MonthDay) -> None:
        self._day, self._task = day, None
        self.tools.list_button.setChecked(True)
        self._show_items()
        self._head.set_note(self._note(day.items) or wording.day_of_week(day.day))

    def _on_panel_reason_wanted(self, item: WorkItem) -> None:
        if ReasonDialog(self.context, item, self).exec():
            self.refresh()

    def _on_tools_urgent_wanted(self) -> None:
        if UrgentDialog(self.context, self).exec():
            self.refresh()

    def _on_tools_overdue_wanted(self) -> None:
        papers = WorklistPapers(self.context.desk)
        kinds = self.tr("PDF (*.pdf);;Excel 表格 (*.xlsx)")
        title = self.tr("导出逾期清单")
        name = papers.file_name(overdue=True)
        out = save_file(self, self.context.remembered, "worklist", title, name, kinds)
        if out is not None:
            self.write_overdue(out)

    def write_overdue(self, out: Path) -> None:
        """Write the overdue list to `out`, a PDF or a workbook by its ending."""
        papers, actor, where = (
            WorklistPapers(self.context.desk),
            self.context.actor,
            self.tools.filter,
        )
        job = Job(
            self.tr("导出逾期清单"),
            lambda _monitor: papers.write(
                actor, papers.overdue(actor, where), scope_in_words(where), out
            ),
            parent=self,
        )
        job.succeeded.connect(self._on_overdue_succeeded)
        self.context.jobs.start(job, Lane.WRITE)

    def _on_overdue_succeeded(self, out: Path) -> None:
        self.context.notices.success(self.tr("已导出：{names}").format(names=out.name))

    def _on_table_rows_selected(self, rows: tuple[WorkItem, ...]) -> None:
        self.panel.setVisible(bool(rows))
        self._settle()
        if rows:
            self.panel.show_item(rows[0], self._now())

    def _do(self, item: WorkItem) -> None:
        self.ask(intention_of(item))
