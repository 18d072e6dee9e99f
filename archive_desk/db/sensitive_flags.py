"""Queries on flags of recordings that are not for everybody."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, or_, select, update
from sqlalchemy.orm import Session

from archive_desk.db.chunks import chunks
from archive_desk.db.tables.footage import footage
from archive_desk.db.tables.keeping import sensitive_flags
from archive_desk.domain.ids import FootageId
from archive_desk.domain.rule_values import Sensitivity
from archive_desk.domain.sensitivity import SensitiveFlag


def add(
    session: Session, footage_id: FootageId, kind: Sensitivity, reason: str, by: str, at: datetime
) -> None:
    """Set a flag."""
    session.execute(
        insert(sensitive_flags).values(
            footage_id=footage_id,
            kind=kind.value,
            reason=reason,
            by=by,
            at=at,
            lifted_by="",
            lift_reason="",
        )
    )


def lift(
    session: Session, footage_id: FootageId, kind: Sensitivity, reason: str, by: str, at: datetime
) -> None:
    """Lift a flag; that it was set stays."""
    session.execute(
        update(sensitive_flags)
        .where(
            sensitive_flags.c.footage_id == footage_id,
            sensitive_flags.c.kind == kind.value,
            sensitive_flags.c.lifted_at.is_(None),
        )
        .values(lifted_by=by, lifted_at=at, lift_reason=reason)
    )


def history(session: Session, footage_id: FootageId) -> Sequence[SensitiveFlag]:
    """All flags that a recording ever had, the first first."""
    rows = session.execute(
        select(sensitive_flags)
        .where(sensitive_flags.c.footage_id == footage_id)
        .order_by(sensitive_flags.c.id)
    )
    return [_flag(row) for row in rows]


def standing(
    session: Session, ids: Iterable[FootageId]
) -> Mapping[FootageId, tuple[Sensitivity, ...]]:
    """The flags of these recordings; what belongs to a recording (GPS, log) has those of that."""
    found: dict[FootageId, dict[Sensitivity, None]] = {}
    for some in chunks(ids):
        rows = session.execute(
            select(footage.c.id, sensitive_flags.c.kind)
            .select_from(footage.join(sensitive_flags, _is_of_it()))
            .where(footage.c.id.in_(some), sensitive_flags.c.lifted_at.is_(None))
            .order_by(sensitive_flags.c.id)
        )
        for row in rows:
            found.setdefault(FootageId(row.id), {})[Sensitivity(row.kind)] = None
    return {number: tuple(kinds) for number, kinds in found.items()}


def flagged(kind: Sensitivity | None) -> ColumnElement[bool]:
    """That a row of `footage` has a flag, of this kind or of any; for other queries."""
    statement = select(sensitive_flags.c.id).where(
        _is_of_it(), sensitive_flags.c.lifted_at.is_(None)
    )
    if kind is not None:
        statement = statement.where(sensitive_flags.c.kind == kind.value)
    return statement.correlate(footage).exists()


def _is_of_it() -> ColumnElement[bool]:
    return or_(
        sensitive_flags.c.footage_id == footage.c.id,
        sensitive_flags.c.footage_id == footage.c.parent_id,
    )


def _flag(row: Row[Any]) -> SensitiveFlag:
    return SensitiveFlag(
        FootageId(row.footage_id),
        Sensitivity(row.kind),
        row.reason,
        row.by,
        row.at,
        row.lifted_by,
        row.lifted_at,
        row.lift_reason,
    )
