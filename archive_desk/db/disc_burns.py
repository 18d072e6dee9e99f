"""Queries on the attempts to burn."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.discs import disc_burns, discs
from archive_desk.domain.disc_burns import BurnAttempt, Outcome
from archive_desk.domain.ids import DiscId

_REMEMBERED = 12


def begin(session: Session, disc_id: DiscId, attempt: BurnAttempt) -> int:
    """Record that an attempt begins, and return its id; that of `attempt` is not used."""
    return int(
        session.execute(
            insert(disc_burns)
            .values(
                disc_id=disc_id,
                drive=attempt.drive,
                drive_name=attempt.drive_name[:200],
                brand=attempt.brand,
                media_batch=attempt.media_batch,
                speed=attempt.speed,
                operator=attempt.operator,
                started_at=attempt.started_at,
                outcome=attempt.outcome.value,
            )
            .returning(disc_burns.c.id)
        ).scalar_one()
    )


def end(session: Session, attempt: BurnAttempt) -> None:
    """Record how an attempt ended."""
    session.execute(
        update(disc_burns)
        .where(disc_burns.c.id == attempt.id)
        .values(
            waste_no=attempt.waste_no,
            medium_kind=attempt.medium_kind[:100],
            ended_at=attempt.ended_at,
            outcome=attempt.outcome.value,
            reason=attempt.reason,
            written_bytes=attempt.written_bytes,
        )
    )


def of_disc(session: Session, disc_id: DiscId) -> Sequence[BurnAttempt]:
    """The attempts on a disc, oldest first."""
    return _read(session, disc_burns.c.disc_id == disc_id)


def running(session: Session) -> Sequence[BurnAttempt]:
    """The attempts that have not ended, as far as is recorded."""
    return _read(session, disc_burns.c.outcome == Outcome.RUNNING.value)


def wastes(session: Session) -> Sequence[BurnAttempt]:
    """The attempts that spoiled a medium, oldest first."""
    return _read(session, disc_burns.c.waste_no != "")


def media_used(session: Session) -> Sequence[tuple[str, str]]:
    """Brands and batches of media entered lately, the last first, each pair once."""
    rows = session.execute(
        select(disc_burns.c.brand, disc_burns.c.media_batch)
        .where(disc_burns.c.brand != "")
        .order_by(disc_burns.c.id.desc())
        .limit(200)
    )
    return list(dict.fromkeys((row.brand, row.media_batch) for row in rows))[:_REMEMBERED]


def _read(session: Session, condition: ColumnElement[bool]) -> Sequence[BurnAttempt]:
    rows = session.execute(
        select(disc_burns, discs.c.no)
        .join(discs, discs.c.id == disc_burns.c.disc_id)
        .where(condition)
        .order_by(disc_burns.c.id)
    )
    return [
        BurnAttempt(
            id=row.id,
            disc_no=row.no,
            drive=row.drive,
            drive_name=row.drive_name,
            operator=row.operator,
            started_at=row.started_at,
            outcome=Outcome(row.outcome),
            ended_at=row.ended_at,
            medium_kind=row.medium_kind,
            brand=row.brand,
            media_batch=row.media_batch,
            speed=row.speed,
            reason=row.reason,
            written_bytes=row.written_bytes,
            waste_no=row.waste_no,
        )
        for row in rows
    ]
