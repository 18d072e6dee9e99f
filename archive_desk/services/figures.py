"""The figures (统计): annual report, weak points, the rows behind each number (004 4(3), 9(1))."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from archive_desk.db import annual
from archive_desk.db import figures as counting
from archive_desk.db.figures import Span
from archive_desk.domain.annual import ReportStep
from archive_desk.domain.errors import Conflict, InvalidInput, NotFound
from archive_desk.domain.figures import Fault, FigureRow, FigureTable, Report, Weakness
from archive_desk.domain.journal import Act
from archive_desk.domain.notes import NoteKind
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.worklist import Task, WorkFilter
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk
from archive_desk.services.figure_entries import Entries
from archive_desk.services.figure_entry import ASKED, TABLES, Rows
from archive_desk.services.rules import Rules
from archive_desk.services.worklist_source import Inquiry

_MOMENT = timedelta(microseconds=1)
_FIRST_YEAR, _LAST_YEAR = 1990, 2200
_ALL_ROWS = 1_000_000
_LONGEST_VALUE = 60


class Figures:
    """Counts what a year brought, and shows what each number is made of."""

    def __init__(self, desk: Desk, rules: Rules | None = None) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._rules = rules

    def year(self, actor: Person, year: int) -> Report:
        """The figures of a calendar year.

        Raises:
            Refused: `actor` may not read figures.
            InvalidInput: that is no year.
        """
        actor.require(Right.READ_FIGURES)
        _check_year(year)
        return self.period(actor, date(year, 1, 1), date(year, 12, 31))

    def period(self, actor: Person, first: date, last: date) -> Report:
        """The figures from `first` to `last`, both included.

        Raises:
            Refused: `actor` may not read figures.
            InvalidInput: the period is empty.
        """
        actor.require(Right.READ_FIGURES)
        span = self._span(first, last)
        with self._entries(actor, span) as entries:
            figures = [(entry.table, entry.figure) for entry in entries.all()]
            weak = tuple(self._weak(entries, span))
        with self._desk.reading() as session:
            months = counting.hours_by_month(session, span, self._desk.office.zone)
            papers = annual.report_numbers(session, first.year)
        whole_year = (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31))
        title = f"{first.year} 年度" if whole_year else f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}"
        return Report(
            title,
            span.since,
            span.until,
            tuple(
                FigureTable(key, words, tuple(each for table, each in figures if table == key))
                for key, words in TABLES.items()
            ),
            weak,
            months,
            {
                step.value: f"{number}　{at.astimezone(self._desk.office.zone):%Y-%m-%d}"
                for step, (number, at) in papers.items()
            },
        )

    def rows(self, actor: Person, report: Report, key: str, limit: int = 500) -> Rows:
        """The rows behind a figure of `report`; none behind what people fill in.

        Raises:
            Refused: `actor` may not read figures.
            NotFound: there is no such figure.
        """
        actor.require(Right.READ_FIGURES)
        with self._entries(actor, Span(report.since, report.until)) as entries:
            for entry in entries.all():
                if entry.key == key:
                    return Rows((), 0) if entry.rows is None else entry.rows(limit)
        raise NotFound(say("没有名为“{key}”的统计项。", key=key))

    def enter(self, actor: Person, year: int, key: str, value: str) -> None:
        """Fill in a number of a year that the archive does not know; empty takes it back.

        Raises:
            Refused: `actor` does not keep case files.
            InvalidInput: it is no such field, or no number.
        """
        actor.require(Right.EDIT_CASES)
        _check_year(year)
        if key not in {name for name, _, _ in ASKED}:
            raise InvalidInput(say("“{key}”不是由单位填写的统计项。", key=key))
        value = value.strip().replace(",", "")
        if value and not _is_number(value):
            raise InvalidInput(say("请填写不小于 0 的数字：{value}", value=value))
        with self._desk.transaction(actor) as work:
            annual.enter(work.session, year, key, value, actor.name, work.at)
            detail = {"year": year, "item": key, "value": value}
            work.journal(Act("figures.entered", f"figures:{year}", detail=detail))

    def hand_in(
        self, actor: Person, year: int, step: ReportStep, number: str, at: datetime | None = None
    ) -> None:
        """Write down by which paper a year's report was handed in, or published: its clock stops.

        Raises:
            Refused: `actor` does not keep case files.
            InvalidInput: the number is missing, or the time lies ahead or within the year.
            Conflict: it is written down already.
        """
        actor.require(Right.EDIT_CASES)
        _check_year(year)
        number = number.strip()
        if not number:
            raise InvalidInput(say("请写明报送或公开的文号、网址：只有它能停止期限。"))
        with self._desk.transaction(actor) as work:
            at = at or work.at
            if at > work.at:
                raise InvalidInput(say("时间不能晚于现在。"))
            if step in annual.report_numbers(work.session, year):
                raise Conflict(
                    say("{year} 年度的{step}已经登记。", year=year, step=say(step.label))
                )
            annual.add_report(work.session, year, step, number, at, actor.name, work.at)
            detail = {"year": year, "step": step.value, "document": number}
            work.journal(Act("figures.handed_in", f"figures:{year}", detail=detail))

    def _span(self, first: date, last: date) -> Span:
        if last < first:
            raise InvalidInput(say("统计的止日不能早于起日。"))
        zone, after = self._desk.office.zone, last + timedelta(days=1)
        return Span(
            datetime(first.year, first.month, first.day, tzinfo=zone),
            datetime(after.year, after.month, after.day, tzinfo=zone),
        )

    @contextmanager
    def _entries(self, actor: Person, span: Span) -> Iterator[Entries]:
        where = WorkFilter(due_from=span.since, due_until=span.until - _MOMENT, done=True)
        with self._desk.reading() as session:
            inquiry = Inquiry(
                desk=self._desk,
                session=session,
                actor=actor,
                at=self._desk.clock(),
                regulation=rulebook.in_force(session, self._desk.office),
                rules=self._rules or Rules(rulebook.calendar_of(session)),
                where=where,
                whole_office=True,
            )
            yield Entries(inquiry, span)

    def _weak(self, entries: Entries, span: Span) -> Iterator[Weakness]:
        zone, session = self._desk.office.zone, entries.session
        uncovered = counting.uncovered(span).rows(session, _ALL_ROWS)
        found: tuple[tuple[Fault, list[FigureRow]], ...] = (
            (Fault.LATE_HAND_IN, list(entries.late_hand_ins)),
            (Fault.LATE_BURN, list(entries.late(Task.BURN))),
            (Fault.LATE_ARCHIVE, list(entries.late(Task.ARCHIVE))),
            (Fault.UNCOVERED, list(uncovered)),
            (
                Fault.INTERRUPTED,
                list(counting.written_notes(span, NoteKind.INTERRUPTION).rows(session, _ALL_ROWS)),
            ),
            (
                Fault.OVERDUE_LOAN,
                list(counting.overdue_loans(span, self._desk.clock()).rows(session, _ALL_ROWS)),
            ),
        )
        for fault, rows in found:
            for row in rows:
                month = "" if row.at is None else f"{row.at.astimezone(zone):%Y-%m}"
                yield Weakness(fault, row, month)


def _check_year(year: int) -> None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise InvalidInput(say("没有这个年度：{year}。", year=year))


def _is_number(value: str) -> bool:
    whole, _, rest = value.partition(".")
    return len(value) <= _LONGEST_VALUE and whole.isdecimal() and (rest.isdecimal() or not rest)
