"""The worklist (工作台): what is due for the person who signed in, soonest first."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from archive_desk.db import clocks, late_reasons
from archive_desk.domain.clock import end_of_day
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.holidays import ONE_DAY, DayKind
from archive_desk.domain.ids import BatchId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right, Role
from archive_desk.domain.regulations import Clock
from archive_desk.domain.sentences import say
from archive_desk.domain.worklist import ClockState, Task, WorkFilter, WorkItem
from archive_desk.services import rulebook
from archive_desk.services.appraisal_worklist import appraisals_due, destructions_waiting
from archive_desk.services.case_worklist import archivings_due, burns_due
from archive_desk.services.desk import Desk
from archive_desk.services.device_worklist import devices_due
from archive_desk.services.disc_worklist import disc_checks_due
from archive_desk.services.evaluation_worklist import rectifications_due, reviews_due
from archive_desk.services.hand_in_worklist import late_hand_ins
from archive_desk.services.hand_ins import HandIns
from archive_desk.services.loan_worklist import loans_due, signatures_due
from archive_desk.services.note_worklist import notes_due
from archive_desk.services.outside_worklist import complaints_due, disclosures_due
from archive_desk.services.publishing import publications_due
from archive_desk.services.report_worklist import reports_due
from archive_desk.services.rules import Rules
from archive_desk.services.urgent_worklist import backfills_due
from archive_desk.services.worklist_source import Inquiry, Source

SOURCES: tuple[Source, ...] = (
    signatures_due,
    notes_due,
    backfills_due,
    loans_due,
    burns_due,
    archivings_due,
    publications_due,
    late_hand_ins,
    reviews_due,
    disc_checks_due,
    rectifications_due,
    devices_due,
    disclosures_due,
    complaints_due,
    reports_due,
    appraisals_due,
    destructions_waiting,
)
"""Everything that puts lines on the worklist; `worklist_source` says how to add another."""

CHOOSING = frozenset({Role.ARCHIVIST, Role.LEADER_IN_CHARGE, Role.AGENCY_HEAD})
"""Who sees more than one section's work."""
_ALL = WorkFilter()
_LONGEST = timedelta(days=400)
"""The longest time whose finished lines are shown at once."""


@dataclass(frozen=True)
class Board:
    """The lines of a worklist, and how many more there are of each kind, all due later."""

    items: Sequence[WorkItem]
    left_out: Mapping[Task, int]

    @property
    def total(self) -> int:
        """How many lines there are in all."""
        return len(self.items) + sum(self.left_out.values())


@dataclass(frozen=True)
class Pressing:
    """How much a person has to do today, and how much he should have done before."""

    today: int
    overdue: int


@dataclass(frozen=True)
class MonthDay:
    """One day of the month view: what it is for the office, and what is due on it.

    `settled` is False for a day whose year has no holiday notice yet (预计).
    """

    day: date
    kind: DayKind
    name: str
    settled: bool
    items: Sequence[WorkItem] = ()


class Worklist:
    """What waits for whom."""

    def __init__(self, desk: Desk, rules: Rules | None = None) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._rules = rules

    def items(self, actor: Person, where: WorkFilter = _ALL) -> Sequence[WorkItem]:
        """Everything that is due for `actor`: overdue first, then by date."""
        return self.board(actor, where).items

    def board(self, actor: Person, where: WorkFilter = _ALL) -> Board:
        """Everything that is due for `actor`: overdue first, then by date.

        Only facts stop a clock: a disc that was read back, a file archived, a thing returned.

        Raises:
            Refused: a unit head asks for another section.
            InvalidInput: what is done is asked for without saying of what time.
        """
        _check(actor, where)
        left_out: Counter[Task] = Counter()
        with self._desk.reading() as session:
            inquiry = Inquiry(
                desk=self._desk,
                session=session,
                actor=actor,
                at=self._desk.clock(),
                regulation=rulebook.in_force(session, self._desk.office),
                rules=self._rules or Rules(rulebook.calendar_of(session)),
                where=where,
                left_out=left_out,
            )
            found = [item for source in SOURCES for item in source(inquiry)]
            reasons = {
                task: late_reasons.of_clocks(session, task.value, ids)
                for task, ids in _late_ids(found).items()
            }
        told = (_with_reason(item, reasons) for item in found)
        kept = [item for item in told if where.takes(item)]
        kept.sort(key=lambda item: (item.state is not ClockState.OVERDUE, item.due))
        return Board(kept, left_out)

    def pressing(self, actor: Person) -> Pressing:
        """What `actor` himself has to do that is due today, and what is overdue.

        Raises:
            Refused: `actor` is from outside.
        """
        actor.require_inside()
        zone = self._desk.office.zone
        board = self.board(actor, WorkFilter(own=True))
        today = self._desk.clock().astimezone(zone).date()
        overdue = sum(item.late for item in board.items)
        due = sum(
            item.due.astimezone(zone).date() == today for item in board.items if not item.late
        )
        return Pressing(due, overdue)

    def month(
        self, actor: Person, year: int, month: int, where: WorkFilter = _ALL
    ) -> list[MonthDay]:
        """The days of a month with what is due on each, done or not.

        Raises:
            Refused: a unit head asks for another section.
            InvalidInput: there is no such month.
        """
        actor.require_inside()
        try:
            first = date(year, month, 1)
        except ValueError as error:
            raise InvalidInput(
                say("没有这个月份：{year}-{month}。", year=year, month=month)
            ) from error
        days = [first]
        while (following := days[-1] + ONE_DAY).month == month:
            days.append(following)
        zone = self._desk.office.zone
        window = replace(
            where,
            due_from=datetime(year, month, 1, tzinfo=zone),
            due_until=end_of_day(days[-1], zone),
            done=True,
        )
        due: dict[date, list[WorkItem]] = defaultdict(list)
        for item in self.items(actor, window):
            due[item.due.astimezone(zone).date()].append(item)
        with self._desk.reading() as session:
            calendar = (self._rules or Rules(rulebook.calendar_of(session))).calendar
        return [
            MonthDay(day, calendar.kind(day), calendar.name(day), calendar.settled(day), due[day])
            for day in days
        ]

    @property
    def backfills(self) -> bool:
        """Whether the regulation lets approvals be back-filled in a set time."""
        with self._desk.reading() as session:
            regulation = rulebook.in_force(session, self._desk.office)
        return regulation.deadline(Clock.BACKFILL).period is not None

    def sections(self, actor: Person) -> Sequence[str]:
        """The sections whose work `actor` may choose among."""
        if actor.role not in CHOOSING:
            return ()
        with self._desk.reading() as session:
            return clocks.sections(session)

    def explain(self, actor: Person, item: WorkItem, reason: str) -> None:
        """Say why something was not done in time.

        Raises:
            Refused: not `actor`'s duty, or not on his worklist.
            InvalidInput: there is no reason, or nothing is late.
        """
        actor.require(Right.EXPLAIN)
        reason = reason.strip()
        if not reason:
            raise InvalidInput(say("请写明逾期的原因。"))
        if not item.late:
            raise InvalidInput(say("“{title}”没有逾期。", title=item.title))
        if item.task is Task.HAND_IN and actor.may(Right.IMPORT):
            HandIns(self._desk, self._rules).explain(actor, item.item.partition(":")[2], reason)
            return
        self._require_own(actor, item)
        with self._desk.transaction(actor) as work:
            session = work.session
            if item.task is Task.HAND_IN:
                late_reasons.add(session, BatchId(item.item_id), reason, actor.name, work.at)
            else:
                task = item.task.value
                late_reasons.add_to_clock(session, task, item.item_id, reason, actor.name, work.at)
            detail = {"task": item.task.value, "reason": reason, "due": item.due.isoformat()}
            work.journal(Act("clock.late_explained", item.item, detail=detail))

    def find(self, actor: Person, task: Task, item: str) -> WorkItem:
        """The line of `actor`'s worklist about `item` (`case:2026-001`), due in the last year.

        Raises:
            InvalidInput: there is none.
        """
        actor.require_inside()
        now = self._desk.clock()
        tasks = frozenset({task})
        recent = WorkFilter(
            tasks=tasks, due_from=now - _LONGEST, due_until=now + _LONGEST, done=True
        )
        for where in (WorkFilter(tasks=tasks), recent):
            for each in self.items(actor, where):
                if each.item == item:
                    return each
        raise InvalidInput(say("工作台上没有“{item}”的这个事项。", item=item))

    def _require_own(self, actor: Person, item: WorkItem) -> None:
        mine = WorkFilter(
            tasks=frozenset({item.task}), due_from=item.due, due_until=item.due, done=True
        )
        if all(each.item != item.item for each in self.items(actor, mine)):
            raise Refused(say("“{title}”不在您的工作台上，请由经办人说明。", title=item.title))


def _check(actor: Person, where: WorkFilter) -> None:
    if actor.role is Role.UNIT_HEAD and actor.section and where.section not in {"", actor.section}:
        raise Refused(say("您只能查看本股室“{section}”的事项。", section=actor.section))
    if where.done and (where.due_from is None or where.due_until is None):
        raise InvalidInput(say("查看已完成的事项，请指明起止时间。"))


def _late_ids(items: Sequence[WorkItem]) -> Mapping[Task, list[int]]:
    found: dict[Task, list[int]] = defaultdict(list)
    for item in items:
        if item.late:
            found[item.task].append(item.item_id)
    return found


def _with_reason(item: WorkItem, reasons: Mapping[Task, Mapping[int, str]]) -> WorkItem:
    reason = reasons.get(item.task, {}).get(item.item_id, "") if item.late else ""
    return replace(item, reason=reason) if reason else item
