"""Queries on holds."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from archive_desk.db.chunks import chunks
from archive_desk.db.tables.cases import case_footage, cases
from archive_desk.db.tables.footage import footage
from archive_desk.db.tables.retention import holds
from archive_desk.domain.errors import NotFound
from archive_desk.domain.holds import Hold, HoldDraft, HoldGround
from archive_desk.domain.ids import CaseId, FootageId, HoldId
from archive_desk.domain.sentences import say


def add(
    session: Session,
    no: str,
    draft: HoldDraft,
    held: tuple[CaseId | None, FootageId | None],
    by: str,
    at: datetime,
) -> None:
    """Place a hold on a case file or a recording."""
    session.execute(
        insert(holds).values(
            no=no,
            case_id=held[0],
            footage_id=held[1],
            ground=draft.ground.value,
            document_no=draft.document_no.strip(),
            reason=draft.reason.strip(),
            from_day=draft.from_day,
            placed_by=by,
            placed_at=at,
            released_by="",
            release_reason="",
        )
    )


def release(session: Session, hold_id: HoldId, by: str, reason: str, at: datetime) -> None:
    """End a hold."""
    session.execute(
        update(holds)
        .where(holds.c.id == hold_id)
        .values(released_at=at, released_by=by, release_reason=reason)
    )


def get(session: Session, no: str) -> Hold:
    """The hold with this number.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(_selection().where(holds.c.no == no)).one_or_none()
    if row is None:
        raise NotFound(say("没有编号为“{no}”的封存。", no=no))
    return _hold(row)


def page(
    session: Session, *, standing_only: bool = True, offset: int = 0, limit: int = 500
) -> Sequence[Hold]:
    """Holds, the newest first."""
    statement = _selection().order_by(holds.c.id.desc()).offset(offset).limit(limit)
    if standing_only:
        statement = statement.where(holds.c.released_at.is_(None))
    return [_hold(row) for row in session.execute(statement)]


def of_case(session: Session, case_id: CaseId) -> Sequence[Hold]:
    """All holds on a case file itself, the newest first."""
    where = holds.c.case_id == case_id
    return [
        _hold(row) for row in session.execute(_selection().where(where).order_by(holds.c.id.desc()))
    ]


def of_footage(session: Session, footage_id: FootageId) -> Sequence[Hold]:
    """All holds on a recording, its parent or a case file it is in, the newest first."""
    owner = select(footage.c.parent_id).where(footage.c.id == footage_id).scalar_subquery()
    held = or_(holds.c.footage_id == footage_id, holds.c.footage_id == owner)
    in_case = holds.c.case_id.in_(
        select(case_footage.c.case_id).where(
            or_(case_footage.c.footage_id == footage_id, case_footage.c.footage_id == owner)
        )
    )
    statement = _selection().where(or_(held, in_case)).order_by(holds.c.id.desc())
    return [_hold(row) for row in session.execute(statement)]


def held(session: Session, ids: Iterable[FootageId]) -> Mapping[FootageId, str]:
    """Which of these recordings are held, each with the number of a hold."""
    found: dict[FootageId, str] = {}
    for some in chunks(ids):
        rows = session.execute(
            select(footage.c.id, holds.c.no)
            .select_from(footage.join(holds, _holds_it()))
            .where(footage.c.id.in_(some), holds.c.released_at.is_(None))
            .order_by(holds.c.id)
        )
        for row in rows:
            found.setdefault(FootageId(row.id), row.no)
    return found


def is_held() -> ColumnElement[bool]:
    """That a row of `footage` is held, for other queries."""
    return exists(select(holds.c.id).where(_holds_it(), holds.c.released_at.is_(None)))


def _holds_it() -> ColumnElement[bool]:
    """That a hold is about a row of `footage`: itself, its recording, or a case file of either."""
    in_case = (
        select(case_footage.c.id)
        .where(
            case_footage.c.case_id == holds.c.case_id,
            or_(
                case_footage.c.footage_id == footage.c.id,
                case_footage.c.footage_id == footage.c.parent_id,
            ),
        )
        .exists()
    )
    return or_(
        holds.c.footage_id == footage.c.id,
        holds.c.footage_id == footage.c.parent_id,
        and_(holds.c.case_id.is_not(None), in_case),
    )


def _selection() -> Select[Any]:
    return (
        select(holds, cases.c.no.label("case_no"), footage.c.name.label("footage_name"))
        .outerjoin(cases, cases.c.id == holds.c.case_id)
        .outerjoin(footage, footage.c.id == holds.c.footage_id)
    )


def _hold(row: Any) -> Hold:
    from_day: date = row.from_day
    return Hold(
        id=HoldId(row.id),
        no=row.no,
        ground=HoldGround(row.ground),
        document_no=row.document_no,
        reason=row.reason,
        from_day=from_day,
        placed_by=row.placed_by,
        placed_at=row.placed_at,
        case_no=row.case_no or "",
        footage_id=None if row.footage_id is None else FootageId(row.footage_id),
        footage_name=row.footage_name or "",
        released_at=row.released_at,
        released_by=row.released_by,
        release_reason=row.release_reason,
    )
