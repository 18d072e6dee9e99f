"""Queries for the worklist: what has begun a clock and has not stopped it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    func,
    null,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import Session

from archive_desk.db.discs import complete_on_read_back
from archive_desk.db.moments import milliseconds
from archive_desk.db.tables.base import Moment
from archive_desk.db.tables.cases import case_footage, case_officers, cases, publications
from archive_desk.db.tables.discs import disc_items, discs
from archive_desk.db.tables.footage import batches, footage
from archive_desk.domain.cases import CaseState
from archive_desk.domain.footage import Kind
from archive_desk.domain.publications import Published
from archive_desk.domain.worklist import Reach

_CHUNK = 500


@dataclass(frozen=True)
class EndedCase:
    """A case whose activity has ended."""

    id: int
    no: str
    name: str
    section: str
    officer: str
    ended_at: datetime
    met_at: datetime | None = None


@dataclass(frozen=True)
class TakenIn:
    """A recording as it was handed in: when it ended, when it came, and what may excuse it."""

    batch_id: int
    batch: str
    officer: str
    section: str
    ended_at: datetime
    imported_at: datetime
    returned_at: datetime | None
    return_reason: str = ""
    device: str = ""


_FIRST_OFFICER = (
    select(case_officers.c.name)
    .where(case_officers.c.case_id == cases.c.id)
    .order_by(case_officers.c.position)
    .limit(1)
    .correlate(cases)
    .scalar_subquery()
    .label("officer")
)


def _not_on_disc() -> ColumnElement[bool]:
    on_disc = complete_on_read_back(case_footage.c.footage_id)
    return (
        select(case_footage.c.id)
        .join(footage, footage.c.id == case_footage.c.footage_id)
        .where(case_footage.c.case_id == cases.c.id, footage.c.destroyed_at.is_(None), ~on_disc)
        .correlate(cases)
        .exists()
    )


def _not_archived() -> ColumnElement[bool]:
    return cases.c.state == CaseState.OPEN.value


@dataclass(frozen=True)
class Ended:
    """Which ended cases are asked for: between two moments, none where open; at most so many."""

    reach: Reach
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 500


@dataclass(frozen=True)
class Found:
    """The first of the cases that were found, and how many there are."""

    cases: Sequence[EndedCase]
    total: int


def not_on_disc(session: Session, asked: Ended) -> Found:
    """Ended cases with a recording that no disc which was read back carries, oldest first."""
    return _ended(session, asked, _not_on_disc())


def not_archived(session: Session, asked: Ended) -> Found:
    """Ended cases that are not archived yet, oldest first."""
    return _ended(session, asked, _not_archived())


def not_published(session: Session, asked: Ended, what: Published) -> Found:
    """Ended cases whose decision was not made public in this way yet, oldest first."""
    told = (
        select(publications.c.id)
        .where(publications.c.case_id == cases.c.id, publications.c.what == what.value)
        .correlate(cases)
        .exists()
    )
    kinds = [kind.value for kind in what.kinds]
    wanted = cases.c.kind.in_(kinds) if kinds else true()
    return _ended(session, asked, and_(~told, wanted))


def archived(session: Session, asked: Ended) -> Found:
    """Ended cases that are archived, with the moment of archiving, oldest first."""
    return _ended(session, asked, cases.c.archived_at.is_not(None), cases.c.archived_at)


def on_disc(session: Session, asked: Ended) -> Found:
    """Ended cases with footage that is all on discs, with the moment the last was read back."""
    has_footage = select(case_footage.c.id).where(case_footage.c.case_id == cases.c.id).exists()
    first_read = (
        select(case_footage.c.footage_id, func.min(discs.c.verified_at).label("at"))
        .join(disc_items, disc_items.c.footage_id == case_footage.c.footage_id)
        .join(discs, discs.c.id == disc_items.c.disc_id)
        .where(case_footage.c.case_id == cases.c.id, discs.c.verified_at.is_not(None))
        .group_by(case_footage.c.footage_id)
        .correlate(cases)
        .subquery()
    )
    met = select(func.max(first_read.c.at)).scalar_subquery()
    return _ended(session, asked, and_(has_footage, ~_not_on_disc()), met)


def sections(session: Session) -> Sequence[str]:
    """The sections that have cases, by name."""
    found = session.scalars(select(cases.c.section).distinct().order_by(cases.c.section))
    return [name for name in found if name]


def late_hand_ins(
    session: Session,
    reach: Reach,
    since: datetime,
    until: datetime,
    least: timedelta,
    *,
    back: bool,
) -> Sequence[TakenIn]:
    """Recordings that came in between two moments and more than `least` after they ended.

    With `back` the time counts from the return to the unit where that was later.
    """
    ended = milliseconds(footage.c.started_at) + func.coalesce(footage.c.duration_ms, 0)
    start = ended
    if back:
        returned = milliseconds(batches.c.returned_at)
        start = case((returned > ended, returned), else_=ended)
    statement = (
        select(
            batches.c.id,
            batches.c.no,
            footage.c.officer,
            footage.c.section,
            footage.c.started_at,
            footage.c.duration_ms,
            footage.c.imported_at,
            batches.c.returned_at,
            batches.c.return_reason,
            footage.c.device,
        )
        .join(batches, batches.c.id == footage.c.batch_id)
        .where(
            footage.c.imported_at >= since,
            footage.c.imported_at <= until,
            footage.c.started_at.is_not(None),
            footage.c.parent_id.is_(None),
            footage.c.kind != Kind.SIDECAR.value,
            milliseconds(footage.c.imported_at) > start + least // timedelta(milliseconds=1),
        )
        .order_by(batches.c.id, footage.c.id)
    )
    return [_taken_in(row) for row in session.execute(_of_recordings(statement, reach))]


def _ended(
    session: Session,
    asked: Ended,
    condition: ColumnElement[bool],
    met_at: ColumnElement[Any] | None = None,
) -> Found:
    # One pass finds and counts them all; only those to be listed are read whole.
    order = (cases.c.ended_at, cases.c.id)
    narrowed = _between(select(cases.c.id).where(condition), asked).order_by(*order)
    ids = list(session.scalars(narrowed))
    statement = select(
        cases.c.id,
        cases.c.no,
        cases.c.party,
        cases.c.cause,
        cases.c.section,
        cases.c.ended_at,
        _FIRST_OFFICER,
        type_coerce(null() if met_at is None else met_at, Moment).label("met_at"),
    )
    rows: list[EndedCase] = []
    for start in range(0, min(len(ids), asked.limit), _CHUNK):
        some = ids[start : min(start + _CHUNK, asked.limit)]
        read = session.execute(statement.where(cases.c.id.in_(some)).order_by(*order))
        rows += [_ended_case(row) for row in read]
    return Found(rows, len(ids))


def _between(statement: Select[Any], asked: Ended) -> Select[Any]:
    statement = statement.where(cases.c.ended_at.is_not(None))
    if asked.since is not None:
        statement = statement.where(cases.c.ended_at >= asked.since)
    if asked.until is not None:
        statement = statement.where(cases.c.ended_at <= asked.until)
    return _of_cases(statement, asked.reach)


def _ended_case(row: Row[Any]) -> EndedCase:
    name = f"{row.party}{row.cause}案"
    return EndedCase(row.id, row.no, name, row.section, row.officer or "", row.ended_at, row.met_at)


def _of_cases(statement: Select[Any], reach: Reach) -> Select[Any]:
    """Narrow to what is within reach: a section, an officer's own, a named person's."""
    if reach.section:
        statement = statement.where(cases.c.section == reach.section)
    for his in _his(reach):
        mine = and_(case_officers.c.case_id == cases.c.id, his)
        statement = statement.where(select(case_officers.c.case_id).where(mine).exists())
    return statement


def _his(reach: Reach) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if reach.officer is not None:
        by_id = case_officers.c.person_id == reach.officer.id
        found.append(or_(by_id, case_officers.c.name == reach.officer.name))
    if reach.person:
        found.append(case_officers.c.name == reach.person)
    return found


def _of_recordings(statement: Select[Any], reach: Reach) -> Select[Any]:
    if reach.section:
        statement = statement.where(footage.c.section == reach.section)
    if reach.officer is not None:
        his = reach.officer
        names = [name for name in (his.name, his.certificate_no, his.account) if name]
        statement = statement.where(footage.c.officer.in_(names))
    if reach.person:
        statement = statement.where(footage.c.officer == reach.person)
    return statement


def _taken_in(row: Row[Any]) -> TakenIn:
    length = timedelta(milliseconds=row.duration_ms or 0)
    return TakenIn(
        row.id,
        row.no,
        row.officer,
        row.section,
        row.started_at + length,
        row.imported_at,
        row.returned_at,
        row.return_reason,
        row.device,
    )
