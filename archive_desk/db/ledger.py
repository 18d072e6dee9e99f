"""Queries on the lending register. An entry is written once; triggers refuse every change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    and_,
    exists,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.orm import Session

from archive_desk.db import counters
from archive_desk.db.tables.lending import ledger
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import LoanId
from archive_desk.domain.ledger import (
    LedgerEvent,
    LedgerLine,
    LineState,
    approvers_text,
    items_text,
)
from archive_desk.domain.loans import Loan, LoanAct
from archive_desk.domain.sentences import say

SORTS = {"no": "line", "registered": "at", "borrower": "borrower", "section": "section"}
"""What lines can be sorted by, and the column that holds it."""

_SEARCHED = ("loan_no", "items", "borrower", "section", "purpose", "approvers")
_CLOSING = (
    LedgerEvent.WITHDRAWN.value,
    LedgerEvent.REVOKED.value,
    LedgerEvent.NOT_BACKFILLED.value,
)


@dataclass(frozen=True)
class LedgerFilter:
    """Which lines to show; empty fields do not narrow. `since` and `until` are of registration.

    `state` is judged at `at`, which must be given with it.
    """

    state: LineState | None = None
    at: datetime | None = None
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None


def register(session: Session, loan: Loan, clerk: str, at: datetime, remark: str = "") -> int:
    """Begin a line for an approved request and return its running number."""
    line = counters.next_value(session, "ledger-line")
    _append(session, line, LedgerEvent.REGISTERED, loan, clerk, at, due_at=None, remark=remark)
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
    """Add an entry to the line of `loan`, and return the line's number.

    Raises:
        NotFound: the loan was never registered.
    """
    line = session.scalar(select(ledger.c.line).where(ledger.c.loan_id == loan.id).limit(1))
    if line is None:
        raise NotFound(say("借阅 {no} 未在登记簿登记。", no=loan.no))
    _append(session, int(line), event, loan, clerk, at, due_at=due_at, remark=remark)
    return int(line)


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
    first = ledger.alias("first")
    column = first.c[SORTS.get(sort, "line")]
    order = (column.desc() if descending else column, first.c.line.desc())
    # The page is cut before anything is joined, or a deep page would join all it skips.
    wanted = (
        select(first.c.no)
        .where(*_conditions(first, where))
        .order_by(*order)
        .offset(offset)
        .limit(limit)
    )
    numbers = session.scalars(wanted).all()
    statement = _lines(first).where(first.c.no.in_(numbers)).order_by(*order)
    return [_line(row) for row in session.execute(statement)]


def lines(session: Session, where: LedgerFilter) -> Iterator[LedgerLine]:
    """All lines that `where` selects, in the order of the register."""
    first = ledger.alias("first")
    statement = _lines(first).where(*_conditions(first, where)).order_by(first.c.line)
    for row in session.execute(statement, execution_options={"yield_per": 2_000}):
        yield _line(row)


def count(session: Session, where: LedgerFilter) -> int:
    """How many lines `where` selects."""
    first = ledger.alias("first")
    statement = select(func.count()).select_from(first).where(*_conditions(first, where))
    return session.execute(statement).scalar_one()


def standing(session: Session, at: datetime) -> dict[LineState, int]:
    """How many lines stand in each state at `at`."""
    return {state: count(session, LedgerFilter(state=state, at=at)) for state in LineState}


def _append(
    session: Session,
    line: int,
    event: LedgerEvent,
    loan: Loan,
    clerk: str,
    at: datetime,
    *,
    due_at: datetime | None,
    remark: str,
) -> None:
    session.execute(
        insert(ledger).values(
            no=counters.next_value(session, "ledger-entry"),
            line=line,
            at=at,
            event=event.value,
            loan_id=loan.id,
            loan_no=loan.no,
            items=items_text(loan),
            acts=",".join(act.value for act in loan.acts),
            borrower=loan.applicant,
            section=loan.section,
            purpose=loan.purpose,
            approvers=approvers_text(loan),
            clerk=clerk,
            due_at=due_at,
            remark=remark,
        )
    )


def _lines(first: FromClause) -> Select[Any]:
    """One row per line: the registration, with what followed beside it."""
    out, back, closed = (ledger.alias(name) for name in ("handed", "back", "closed"))
    later = ledger.alias("later")
    due_at = (
        select(later.c.due_at)
        .where(later.c.line == first.c.line, later.c.due_at.is_not(None))
        .order_by(later.c.no.desc())
        .limit(1)
        .scalar_subquery()
    )
    renewals = (
        select(func.count())
        .where(later.c.line == first.c.line, later.c.event == LedgerEvent.RENEWED.value)
        .scalar_subquery()
    )
    approved = (
        select(later.c.approvers)
        .where(later.c.line == first.c.line, later.c.event == LedgerEvent.BACKFILLED.value)
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            first,
            func.coalesce(approved, first.c.approvers).label("approved_by"),
            out.c.at.label("handed_out_at"),
            out.c.clerk.label("handed_out_by"),
            back.c.at.label("returned_at"),
            back.c.clerk.label("returned_to"),
            back.c.remark.label("condition"),
            closed.c.at.label("closed_at"),
            closed.c.remark.label("closing"),
            due_at.label("due"),
            renewals.label("renewals"),
        )
        .outerjoin(out, _of(out, first, LedgerEvent.HANDED_OUT.value))
        .outerjoin(back, _of(back, first, LedgerEvent.RETURNED.value))
        .outerjoin(closed, _of(closed, first, *_CLOSING))
    )


def _of(other: FromClause, first: FromClause, *events: str) -> ColumnElement[bool]:
    return and_(other.c.line == first.c.line, other.c.event.in_(events))


def _conditions(first: FromClause, where: LedgerFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [first.c.event == LedgerEvent.REGISTERED.value]
    if where.since is not None:
        found.append(first.c.at >= where.since)
    if where.until is not None:
        found.append(first.c.at < where.until)
    if where.text:
        columns = [first.c[name] for name in _SEARCHED]
        found.append(or_(*[column.contains(where.text, autoescape=True) for column in columns]))
    if where.state is not None and where.at is not None:
        found.extend(_in_state(first, where.state, where.at))
    return found


def _in_state(first: FromClause, state: LineState, at: datetime) -> list[ColumnElement[bool]]:
    out = _has(first, LedgerEvent.HANDED_OUT.value)
    back = _has(first, LedgerEvent.RETURNED.value)
    closed = _has(first, *_CLOSING)
    later = ledger.alias("state_due")
    due = (
        select(later.c.due_at)
        .where(later.c.line == first.c.line, later.c.due_at.is_not(None))
        .order_by(later.c.no.desc())
        .limit(1)
        .scalar_subquery()
    )
    match state:
        case LineState.WAITING:
            return [~out, ~closed]
        case LineState.CLOSED:
            return [~out, closed]
        case LineState.RETURNED:
            return [back]
        case LineState.OVERDUE:
            return [out, ~back, due < at]
        case LineState.OUT:
            return [out, ~back, due >= at]


def _has(first: FromClause, *events: str) -> ColumnElement[bool]:
    other = ledger.alias()
    return exists().where(_of(other, first, *events))


def _line(row: Row[Any]) -> LedgerLine:
    return LedgerLine(
        no=row.line,
        loan_id=LoanId(row.loan_id),
        loan_no=row.loan_no,
        registered_at=row.at,
        items=row.items,
        acts=tuple(LoanAct(act) for act in row.acts.split(",")),
        borrower=row.borrower,
        section=row.section,
        purpose=row.purpose,
        approvers=row.approved_by,
        handed_out_at=row.handed_out_at,
        handed_out_by=row.handed_out_by or "",
        due_at=row.due,
        renewals=row.renewals,
        returned_at=row.returned_at,
        returned_to=row.returned_to or "",
        condition=row.condition or "",
        closed_at=row.closed_at,
        remark="；".join(filter(None, (row.remark, row.closing))),
    )
