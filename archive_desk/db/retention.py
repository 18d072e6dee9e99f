"""How long things are kept, as it was written down, and what shorter terms are proposed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.chunks import chunks
from archive_desk.db.spoken import from_text, to_text
from archive_desk.db.tables.cases import cases
from archive_desk.db.tables.footage import footage
from archive_desk.db.tables.retention import retention_proposals, retentions
from archive_desk.domain.basis import Basis
from archive_desk.domain.clock import Period, Unit
from archive_desk.domain.ids import CaseId, FootageId
from archive_desk.domain.keeping import Keep


@dataclass(frozen=True)
class Stored:
    """A term as it was written down, under its own number.

    Read `bare`, many at once, its steps stay the text that they were written as.
    """

    id: int
    keep: Keep
    steps: str = ""


@dataclass(frozen=True)
class Proposal:
    """A recording or case file that is kept longer than it would be now."""

    retention_id: int
    footage_id: FootageId | None
    case_no: str
    name: str
    kept: Keep
    proposed: Keep
    made_at: datetime


def of_footage(
    session: Session, ids: Iterable[FootageId], *, bare: bool = False
) -> dict[FootageId, Stored]:
    """The terms of these recordings, as far as they were written down."""
    found: dict[FootageId, Stored] = {}
    for some in chunks(ids):
        where = retentions.c.footage_id.in_(some)
        for row in session.execute(select(retentions).where(where)):
            found[FootageId(row.footage_id)] = Stored(row.id, keep_of(row, bare=bare), row.steps)
    return found


def of_cases(
    session: Session, ids: Iterable[CaseId], *, bare: bool = False
) -> dict[CaseId, Stored]:
    """The terms of these case files."""
    found: dict[CaseId, Stored] = {}
    for some in chunks(ids):
        where = retentions.c.case_id.in_(some)
        for row in session.execute(select(retentions).where(where)):
            found[CaseId(row.case_id)] = Stored(row.id, keep_of(row, bare=bare), row.steps)
    return found


def write(
    session: Session,
    new: Sequence[tuple[str, int, Keep]],
    changed: Mapping[int, Keep],
    at: datetime,
) -> None:
    """Write terms down: `new` ones under a column (`footage_id`, `case_id`) and id."""
    rows = [
        {"footage_id": None, "case_id": None, column: number, **_columns(keep, at)}
        for column, number, keep in new
    ]
    if rows:
        session.execute(insert(retentions), rows)
    if changed:
        session.connection().execute(
            update(retentions).where(retentions.c.id == bindparam("number")),
            [{"number": number, **_columns(keep, at)} for number, keep in changed.items()],
        )


def propose(session: Session, shorter: Mapping[int, Keep | None], at: datetime) -> None:
    """Write down the shorter terms that are proposed; None: nothing is any more."""
    for some in chunks(shorter):
        mine = retention_proposals.c.retention_id.in_(some)
        if session.scalar(select(retention_proposals.c.retention_id).where(mine).limit(1)):
            session.execute(delete(retention_proposals).where(mine))
    rows = [
        {"retention_id": number, **_columns(keep, at)}
        for number, keep in shorter.items()
        if keep is not None
    ]
    if rows:
        session.execute(insert(retention_proposals), rows)


def proposal_count(session: Session) -> int:
    """How many shorter terms are proposed."""
    return session.execute(select(func.count()).select_from(retention_proposals)).scalar_one()


def proposals(session: Session, *, offset: int = 0, limit: int = 100) -> Sequence[Proposal]:
    """Some of the shorter terms that are proposed, in the order of their things."""
    rows = session.execute(
        select(retention_proposals, retentions.c.footage_id, cases.c.no, footage.c.name)
        .join(retentions, retentions.c.id == retention_proposals.c.retention_id)
        .outerjoin(footage, footage.c.id == retentions.c.footage_id)
        .outerjoin(cases, cases.c.id == retentions.c.case_id)
        .order_by(retention_proposals.c.retention_id)
        .offset(offset)
        .limit(limit)
    ).all()
    kept = _kept_of(session, [row.retention_id for row in rows])
    return [
        Proposal(
            row.retention_id,
            None if row.footage_id is None else FootageId(row.footage_id),
            row.no or "",
            row.name or row.no or "",
            kept[row.retention_id],
            keep_of(row),
            row.made_at,
        )
        for row in rows
    ]


def _kept_of(session: Session, ids: Sequence[int]) -> dict[int, Keep]:
    found = {}
    for some in chunks(ids):
        for row in session.execute(select(retentions).where(retentions.c.id.in_(some))):
            found[row.id] = keep_of(row)
    return found


def unwritten_footage(session: Session, limit: int) -> list[FootageId]:
    """Recordings whose term was never written down."""
    statement = (
        select(footage.c.id)
        .outerjoin(retentions, retentions.c.footage_id == footage.c.id)
        .where(retentions.c.id.is_(None), footage.c.destroyed_at.is_(None))
        .order_by(footage.c.id)
        .limit(limit)
    )
    return [FootageId(each) for each in session.scalars(statement)]


def unwritten_cases(session: Session, limit: int) -> list[CaseId]:
    """Case files whose term was never written down."""
    statement = (
        select(cases.c.id)
        .outerjoin(retentions, retentions.c.case_id == cases.c.id)
        .where(retentions.c.id.is_(None))
        .order_by(cases.c.id)
        .limit(limit)
    )
    return [CaseId(each) for each in session.scalars(statement)]


def all_footage(session: Session, after: int, limit: int) -> list[FootageId]:
    """Recordings that are still there, behind the id `after`."""
    statement = (
        select(footage.c.id)
        .where(footage.c.id > after, footage.c.destroyed_at.is_(None))
        .order_by(footage.c.id)
        .limit(limit)
    )
    return [FootageId(each) for each in session.scalars(statement)]


def all_cases(session: Session, after: int, limit: int) -> list[CaseId]:
    """Case files behind the id `after`."""
    statement = select(cases.c.id).where(cases.c.id > after).order_by(cases.c.id).limit(limit)
    return [CaseId(each) for each in session.scalars(statement)]


def thing_count(session: Session) -> int:
    """How many recordings and case files there are to judge."""
    there = select(func.count()).select_from(footage).where(footage.c.destroyed_at.is_(None))
    files = select(func.count()).select_from(cases)
    return session.execute(there).scalar_one() + session.execute(files).scalar_one()


def keep_of(row: Row[Any], *, bare: bool = False) -> Keep:
    """A term from a row of `retentions` or `retention_proposals`; `bare` without its steps."""
    period = None if row.amount is None else Period(row.amount, Unit(row.unit))
    return Keep(
        kind=row.kind,
        term=row.term,
        length=from_text(row.length)[0],
        period=period,
        permanent=row.permanent,
        start=row.start_at,
        until=row.until,
        basis=Basis(row.regulation, row.article, row.template, row.version),
        steps=() if bare else from_text(row.steps),
        provisional=row.provisional,
        appraisal=row.appraisal,
    )


def _columns(keep: Keep, at: datetime) -> dict[str, object]:
    return {
        "kind": keep.kind,
        "term": keep.term,
        "length": to_text([keep.length]),
        "amount": None if keep.period is None else keep.period.amount,
        "unit": "" if keep.period is None else keep.period.unit.value,
        "permanent": keep.permanent,
        "start_at": keep.start,
        "until": keep.until,
        "regulation": keep.basis.regulation,
        "article": keep.basis.article,
        "template": keep.basis.template,
        "version": keep.basis.version,
        "steps": to_text(keep.steps),
        "provisional": keep.provisional,
        "appraisal": keep.appraisal,
        "made_at": at,
    }
