"""What is due: one line of the worklist (工作台), its clock and where it stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.clock import Count, Period, Unit
from archive_desk.domain.people import Person, Role
from archive_desk.domain.regulations import Deadline
from archive_desk.domain.sentences import Sentence, say


class Task(StrEnum):
    """The kinds of work that wait for somebody; the legal clocks among them keep their names."""

    HAND_IN = "hand_in"
    BURN = "burn"
    ARCHIVE = "archive"
    LOAN = "loan"
    SIGNATURE = "signature"
    HAND_OUT = "hand_out"
    COMPLETE = "complete"
    EVALUATION = "evaluation"
    RECTIFICATION = "rectification"
    DISC_CHECK = "disc_check"
    NOTE = "note"
    DEVICE = "device"
    DISCLOSURE = "disclosure"
    COMPLAINT = "complaint"
    BACKFILL = "backfill"
    STATISTICS = "statistics"
    APPRAISAL = "appraisal"
    DESTRUCTION = "destruction"
    PUBLISH = "publish"

    @property
    def label(self) -> str:
        """The task in Chinese."""
        return _TASK_TITLES[self]


_TASK_TITLES = {
    Task.HAND_IN: "移交存储",
    Task.BURN: "刻录光盘",
    Task.ARCHIVE: "归档",
    Task.LOAN: "借阅归还",
    Task.SIGNATURE: "待我审批",
    Task.HAND_OUT: "待办理借出",
    Task.COMPLETE: "待补正",
    Task.EVALUATION: "案卷评查",
    Task.RECTIFICATION: "评查整改",
    Task.DISC_CHECK: "光盘检测",
    Task.NOTE: "待签情况说明",
    Task.DEVICE: "设备归还与维护",
    Task.DISCLOSURE: "公开申请",
    Task.COMPLAINT: "复议答复与应诉",
    Task.BACKFILL: "紧急立案补报",
    Task.STATISTICS: "统计年报",
    Task.APPRAISAL: "期满鉴定",
    Task.DESTRUCTION: "鉴定销毁",
    Task.PUBLISH: "执法公示",
}


class ClockState(StrEnum):
    """Where a clock stands."""

    RUNNING = "running"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    MET = "met"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _STATE_TITLES[self]


_STATE_TITLES = {
    ClockState.RUNNING: "进行中",
    ClockState.DUE_SOON: "即将到期",
    ClockState.OVERDUE: "已逾期",
    ClockState.MET: "已完成",
}

_SOON_OF_HOURS = timedelta(hours=6)


@dataclass(frozen=True)
class WorkItem:
    """One line of the worklist.

    `item` names the thing as its register does (`case:2026-001`), `item_id` is its id there.
    `steps` explain the date; empty where no count made it. `section` and `person` say whose it is,
    `met_at` when the fact happened that stopped the clock, `reason` why that was late.
    """

    task: Task
    item: str
    item_id: int
    title: str
    note: Sentence
    due: datetime
    state: ClockState
    basis: Basis
    provisional: bool = False
    steps: tuple[Sentence, ...] = ()
    section: str = ""
    person: str = ""
    met_at: datetime | None = None
    reason: str = ""

    @property
    def open(self) -> bool:
        """Whether its clock still runs."""
        return self.met_at is None

    @property
    def late(self) -> bool:
        """Whether it is overdue, or was done too late."""
        return self.state is ClockState.OVERDUE

    @property
    def unexplained(self) -> bool:
        """Whether it is late and nobody has said why."""
        return self.late and not self.reason


@dataclass(frozen=True)
class WorkFilter:
    """Which lines of the worklist to show; empty fields do not narrow.

    `section` and `person` narrow to whose work it is, `own` to what the asking person himself has
    to do. `due_from` and `due_until` are the first and the last moment a line may be due. `done`
    asks for what is done too: in time, or late with its reason.
    """

    section: str = ""
    person: str = ""
    tasks: frozenset[Task] = frozenset()
    states: frozenset[ClockState] = frozenset()
    due_from: datetime | None = None
    due_until: datetime | None = None
    own: bool = False
    done: bool = False

    def takes(self, item: WorkItem) -> bool:
        """Whether `item` is one of the lines to show."""
        return (
            (self.done or item.open or item.unexplained)
            and (not self.tasks or item.task in self.tasks)
            and (not self.states or item.state in self.states)
            and (self.due_from is None or item.due >= self.due_from)
            and (self.due_until is None or item.due <= self.due_until)
            and (not self.section or item.section == self.section)
            and (not self.person or item.person == self.person)
        )

    def wants(self, *tasks: Task) -> bool:
        """Whether any of `tasks` is asked for: a source of others need not look."""
        return not self.tasks or not self.tasks.isdisjoint(tasks)


@dataclass(frozen=True)
class Reach:
    """How far a person's worklist reaches: all (neither is set), a section's, or his own."""

    section: str = ""
    officer: Person | None = None
    person: str = ""


_LEADERS = frozenset({Role.LEADER_IN_CHARGE, Role.AGENCY_HEAD})


def reach_of(actor: Person, where: WorkFilter) -> Reach | None:
    """How far the legal clocks of `actor` reach; None if none of them are his business.

    The clerk and the leaders see the office's, a unit head his section's, an officer his own.
    """
    if not actor.active:
        return None
    if actor.role is Role.ARCHIVIST or (actor.role in _LEADERS and not where.own):
        return Reach(where.section, person=where.person)
    if actor.role is Role.UNIT_HEAD:
        return Reach(actor.section or where.section, person=where.person)
    if actor.role is Role.OFFICER:
        return Reach(where.section, actor, where.person)
    return None


def state_of(
    due: datetime, at: datetime, *, met_at: datetime | None = None, soon: timedelta
) -> ClockState:
    """Where a clock that ends at `due` stands at `at`; done late stays overdue."""
    if met_at is not None:
        return ClockState.MET if met_at <= due else ClockState.OVERDUE
    if at > due:
        return ClockState.OVERDUE
    return ClockState.DUE_SOON if at > due - soon else ClockState.RUNNING


def soon_for(period: Period | None, days: int) -> timedelta:
    """How long before its end a clock is worth a reminder: hours for hours, else `days`."""
    if period is not None and period.unit is Unit.HOURS:
        return _SOON_OF_HOURS
    return timedelta(days=days)


def explain(deadline: Deadline, counted: Count) -> tuple[Sentence, ...]:
    """The steps of a count, begun with the rule that asked for it."""
    assert deadline.starts is not None
    if deadline.yearly is not None:
        rule = say(
            "依据{basis}：{event}的{day}。",
            basis=str(deadline.basis),
            event=say(deadline.starts.label),
            day=deadline.yearly.words,
        )
    else:
        assert deadline.period is not None
        rule = say(
            "依据{basis}：自{event}起{period}。",
            basis=str(deadline.basis),
            event=say(deadline.starts.label),
            period=deadline.period.words,
        )
    if not deadline.decision:
        return (rule, *counted.steps)
    own = say("制度未写明时限，此为单位规定：{decision}。", decision=deadline.decision)
    return (rule, own, *counted.steps)
