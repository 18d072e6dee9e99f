"""Queries on the lending register.

Entries are written once, and triggers refuse every change. The lines they make up are kept beside
them, so that a register of a hundred thousand lines opens at once; `made_of_entries` makes the
lines anew from the entries alone, and a check compares both.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, insert, or_, select, update
from sqlalchemy.orm import Session

from archive_desk.db import counters
from archive_desk.db.loan_filter import how_many
from archive_desk.db.tables.lending import ledger, ledger_lines
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import LoanId
from archive_desk.domain.ledger import (
    LedgerEntry,
    LedgerEvent,
    LedgerLine,
    LineState,
    SectionTotal,
    approvers_text,
    following,
    items_text,
)
from archive_desk.domain.ledger_corrections import Correction, corrected
from archive_desk.domain.loans import Loan, LoanAct
from archive_desk.domain.sentences import say

SORTS = {
    "no": "line",
    "registered": "registered_at",
    "borrower": "borrower",
    "section": "section",
    "out": "handed_out_at",
    "due": "due_at",
    "back": "returned_at",
}
"""What lines can be sorted by, and the column that holds it."""


@dataclass(frozen=True)
class LedgerFilter:
    """Which lines to show; empty fields do not narrow. `since` and `until` are of registration.

    `state` is judged at `at`, which must be given with it. `item` is found in the names of the
    things, `borrower` and `section` are whole names, `loan` a whole number. With `late` only what
    was or is out longer than it should.
    """

    state: LineState | None = None
    at: datetime | None = None
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    borrower: str = ""
    section: str = ""
    item: str = ""
    loan: str = ""
    act: LoanAct | None = None
    late: bool = False


def register(session: Session, loan: Loan, clerk: str, at: datetime, remark: str = "") -> int:
    """Begin a line for an approved request and return its running number."""
    line = counters.next_value(session, "ledger-line")
    entry = _append(session, line, LedgerEvent.REGISTERED, loan, clerk, at, remark=remark)
    _write(session, following(None, entry))
    return line


def note(
    session: Session,
    event: LedgerEvent,
    loan: Loan,
    clerk: str,
    at: datetime,
    *,
    due_at: datetime | None = None,
    remark: str = "",
) -> int:
    """Add an entry to the line of `loan` (the last, if it was corrected), and return its number.

    Raises:
        NotFound: the loan was never registered.
    """
    line = session.scalar(
        select(func.max(ledger_lines.c.line)).where(ledger_lines.c.loan_id == loan.id)
    )
    if line is None:
        raise NotFound(say("借阅 {no} 未在登记簿登记。", no=loan.no))
    entry = _append(session, line, event, loan, clerk, at, due_at=due_at, remark=remark)
    _write(session, following(get(session, line), entry))
    return int(line)


def correct(
    session: Session, before: LedgerLine, correction: Correction, clerk: str, at: datetime
) -> LedgerLine:
    """Write the counter-entry of a line: a line of its own; the old one stays and points to it."""
    line = counters.next_value(session, "ledger-line")
    session.execute(
        insert(ledger).values(
            no=counters.next_value(session, "ledger-entry"),
            line=line,
            at=at,
            event=LedgerEvent.CORRECTED.value,
            loan_id=before.loan_id,
            loan_no=before.loan_no,
            items=before.items,
            acts=",".join(act.value for act in before.acts),
            borrower=before.borrower,
            section=before.section,
            purpose=before.purpose,
            approvers=before.approvers,
            clerk=clerk,
            due_at=None,
            remark=correction.reason,
            corrects=before.no,
            changes=json.dumps(correction.kept, ensure_ascii=False),
        )
    )
    old, new = corrected(before, correction, line, at)
    _write(session, old)
    _write(session, new)
    return new


def get(session: Session, line: int) -> LedgerLine:
    """One line by its running number.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(select(ledger_lines).where(ledger_lines.c.line == line)).one_or_none()
    if row is None:
        raise NotFound(say("登记簿没有第 {line} 号。", line=line))
    return _line(row)


def entries_of(session: Session, line: int) -> list[LedgerEntry]:
    """What was written down of one line, in its order."""
    statement = select(ledger).where(ledger.c.line == line).order_by(ledger.c.no)
    return [_entry(row) for row in session.execute(statement)]


def page(
    session: Session,
    where: LedgerFilter,
    offset: int,
    limit: int,
    *,
    sort: str = "",
    descending: bool = True,
) -> list[LedgerLine]:
    """Lines that `where` selects, newest first, or by one of `SORTS`."""
    column = ledger_lines.c[SORTS.get(sort, "line")]
    statement = (
        select(ledger_lines)
        .where(*_conditions(where))
        .order_by(column.desc() if descending else column, ledger_lines.c.line.desc())
        .offset(offset)
        .limit(limit)
    )
    return [_line(row) for row in session.execute(statement)]


def lines(session: Session, where: LedgerFilter) -> Iterator[LedgerLine]:
    """All lines that `where` selects, in the order of the register."""
    statement = select(ledger_lines).where(*_conditions(where)).order_by(ledger_lines.c.line)
    for row in session.execute(statement, execution_options={"yield_per": 2_000}):
        yield _line(row)


def count(session: Session, where: LedgerFilter) -> int:
    """How many lines `where` selects."""
    statement = select(func.count()).select_from(ledger_lines).where(*_conditions(where))
    return session.execute(statement).scalar_one()


def standing(session: Session, at: datetime, where: LedgerFilter) -> dict[LineState, int]:
    """How many of the lines that `where` selects stand in each state at `at`."""
    sums = [how_many(_in_state(state, at)).label(state.value) for state in LineState]
    row = session.execute(select(*sums).where(*_conditions(where))).one()
    return {state: getattr(row, state.value) for state in LineState}


def by_section(session: Session, at: datetime, where: LedgerFilter) -> list[SectionTotal]:
    """What each section borrowed, has out, keeps too long and brought back too late."""
    columns = ledger_lines.c
    late_back = and_(columns.returned_at.is_not(None), columns.returned_at > columns.due_at)
    out = or_(_in_state(LineState.OUT, at), _in_state(LineState.OVERDUE, at))
    statement = (
        select(
            columns.section,
            func.count().label("lines"),
            how_many(out).label("out"),
            how_many(_in_state(LineState.OVERDUE, at)).label("overdue"),
            how_many(late_back).label("late"),
        )
        .where(*_conditions(where), columns.corrected_by.is_(None))
        .group_by(columns.section)
        .order_by(columns.section)
    )
    return [
        SectionTotal(row.section, row.lines, row.out, row.overdue, row.late)
        for row in session.execute(statement)
    ]


def sections(session: Session) -> list[str]:
    """The sections that have borrowed, by name."""
    statement = select(ledger_lines.c.section).distinct().order_by(ledger_lines.c.section)
    return [section for section in session.scalars(statement) if section]


def made_of_entries(session: Session) -> Mapping[int, LedgerLine]:
    """All lines as the entries make them up, without those kept beside them."""
    found: dict[int, LedgerLine] = {}
    for row in session.execute(select(ledger).order_by(ledger.c.no)):
        if row.event == LedgerEvent.CORRECTED.value:
            correction = Correction.of_kept(json.loads(row.changes), row.remark)
            old, new = corrected(found[row.corrects], correction, row.line, row.at)
            found[old.no], found[new.no] = old, new
        else:
            found[row.line] = following(found.get(row.line), _entry(row))
    return found


def _append(
    session: Session,
    line: int,
    event: LedgerEvent,
    loan: Loan,
    clerk: str,
    at: datetime,
    *,
    due_at: datetime | None = None,
    remark: str = "",
) -> LedgerEntry:
    entry = LedgerEntry(
        no=counters.next_value(session, "ledger-entry"),
        line=line,
        at=at,
        event=event,
        loan_id=loan.id,
        loan_no=loan.no,
        items=items_text(loan),
        acts=loan.acts,
        borrower=loan.applicant,
        section=loan.section,
        purpose=loan.purpose,
        approvers=approvers_text(loan),
        clerk=clerk,
        due_at=due_at,
        remark=remark,
    )
    written = asdict(entry) | {
        "event": event.value,
        "acts": ",".join(act.value for act in loan.acts),
        "changes": "",
    }
    session.execute(insert(ledger).values(**written))
    return entry


def _write(session: Session, line: LedgerLine) -> None:
    values = values_of(line)
    changed = session.execute(
        update(ledger_lines)
        .where(ledger_lines.c.line == line.no)
        .values(**values)
        .returning(ledger_lines.c.line)
    )
    if changed.one_or_none() is None:
        session.execute(insert(ledger_lines).values(line=line.no, **values))


def values_of(line: LedgerLine) -> dict[str, Any]:
    """A line as its row keeps it, without its number."""
    values = asdict(line) | {
        "acts": ",".join(act.value for act in line.acts),
        "words": words_of(line),
    }
    del values["no"]
    return values


def words_of(line: LedgerLine) -> str:
    """What a line is searched by, in one text."""
    parts = (
        line.loan_no,
        line.items,
        line.borrower,
        line.section,
        line.purpose,
        line.approvers,
    )
    return " ".join(parts).lower()


def _conditions(where: LedgerFilter) -> list[ColumnElement[bool]]:
    columns = ledger_lines.c
    asked: list[tuple[Any, Callable[[Any], ColumnElement[bool]]]] = [
        (where.since, columns.registered_at.__ge__),
        (where.until, columns.registered_at.__lt__),
        (where.borrower, columns.borrower.__eq__),
        (where.section, columns.section.__eq__),
        (where.loan, columns.loan_no.__eq__),
        (where.item, partial(columns["items"].contains, autoescape=True)),
        (where.act, lambda act: columns.acts.contains(act.value)),
    ]
    found = [condition(wanted) for wanted, condition in asked if wanted]
    words = where.text.lower().split()
    found += [columns.words.contains(word, autoescape=True) for word in words]
    if where.at is not None and where.late:
        found.append(_late(where.at))
    if where.at is not None and where.state is not None:
        found.append(_in_state(where.state, where.at))
    return found


def _late(at: datetime) -> ColumnElement[bool]:
    columns = ledger_lines.c
    back_late = and_(columns.returned_at.is_not(None), columns.returned_at > columns.due_at)
    return or_(back_late, _in_state(LineState.OVERDUE, at))


def _in_state(state: LineState, at: datetime) -> ColumnElement[bool]:
    columns = ledger_lines.c
    stands = columns.corrected_by.is_(None)
    out = and_(stands, columns.returned_at.is_(None), columns.handed_out_at.is_not(None))
    waits = and_(stands, columns.returned_at.is_(None), columns.handed_out_at.is_(None))
    return {
        LineState.CORRECTED: ~stands,
        LineState.RETURNED: and_(stands, columns.returned_at.is_not(None)),
        LineState.WAITING: and_(waits, columns.closed_at.is_(None)),
        LineState.CLOSED: and_(waits, columns.closed_at.is_not(None)),
        LineState.OVERDUE: and_(out, columns.due_at < at),
        LineState.OUT: and_(out, or_(columns.due_at.is_(None), columns.due_at >= at)),
    }[state]


def _acts(text: str) -> tuple[LoanAct, ...]:
    return tuple(LoanAct(act) for act in text.split(",") if act)


def _line(row: Row[Any]) -> LedgerLine:
    return LedgerLine(
        no=row.line,
        loan_id=LoanId(row.loan_id),
        loan_no=row.loan_no,
        registered_at=row.registered_at,
        items=row.items,
        acts=_acts(row.acts),
        borrower=row.borrower,
        section=row.section,
        purpose=row.purpose,
        approvers=row.approvers,
        handed_out_at=row.handed_out_at,
        handed_out_by=row.handed_out_by,
        due_at=row.due_at,
        renewals=row.renewals,
        returned_at=row.returned_at,
        returned_to=row.returned_to,
        condition=row.condition,
        effect=row.effect,
        closed_at=row.closed_at,
        remark=row.remark,
        corrects=row.corrects,
        corrected_by=row.corrected_by,
    )


def _entry(row: Row[Any]) -> LedgerEntry:
    return LedgerEntry(
        no=row.no,
        line=row.line,
        at=row.at,
        event=LedgerEvent(row.event),
        loan_id=LoanId(row.loan_id),
        loan_no=row.loan_no,
        items=row.items,
        acts=_acts(row.acts),
        borrower=row.borrower,
        section=row.section,
        purpose=row.purpose,
        approvers=row.approvers,
        clerk=row.clerk,
        due_at=row.due_at,
        remark=row.remark,
    )
