"""Queries on the readings of discs."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.discs import disc_checks, disc_round_items, disc_rounds, discs
from archive_desk.domain.disc_health import DiscCheck, Occasion
from archive_desk.domain.ids import DiscId

_FINDINGS_KEPT = 100


def add(session: Session, disc_id: DiscId, check: DiscCheck) -> int:
    """Record a reading and return its id; that of `check` is not used."""
    return int(
        session.execute(
            insert(disc_checks)
            .values(
                disc_id=disc_id,
                at=check.at,
                occasion=check.occasion.value,
                operator=check.operator,
                drive=check.drive[:200],
                sound=check.sound,
                files=check.files,
                size_bytes=check.size_bytes,
                sha256=check.sha256,
                bad_sectors=check.bad_sectors,
                retries=check.retries,
                read_ms=check.read_ms,
                speeds=json.dumps(check.speeds),
                findings=json.dumps(check.findings[:_FINDINGS_KEPT], ensure_ascii=False),
                finding_count=check.finding_count,
                appearance=check.appearance,
            )
            .returning(disc_checks.c.id)
        ).scalar_one()
    )


def of_disc(session: Session, disc_id: DiscId) -> Sequence[DiscCheck]:
    """The readings of a disc, oldest first."""
    return _read(session, disc_checks.c.disc_id == disc_id)


def of_discs_in_use(session: Session) -> Mapping[str, Sequence[DiscCheck]]:
    """The readings of all discs that are not retired, by number, oldest first."""
    found: dict[str, list[DiscCheck]] = defaultdict(list)
    for check in _read(session, discs.c.state != "retired"):
        found[check.disc_no].append(check)
    return found


def by_id(session: Session, ids: Sequence[int]) -> Mapping[int, DiscCheck]:
    """The readings with these ids."""
    return {check.id: check for check in _read(session, disc_checks.c.id.in_(ids))} if ids else {}


def newest(session: Session) -> Mapping[DiscId, DiscCheck]:
    """The last reading of each disc that has one."""
    last = select(func.max(disc_checks.c.id)).group_by(disc_checks.c.disc_id)
    rows = session.execute(
        select(disc_checks.c.disc_id, disc_checks.c.id).where(disc_checks.c.id.in_(last))
    ).all()
    checks = {check.id: check for check in _read(session, disc_checks.c.id.in_(last))}
    return {DiscId(row.disc_id): checks[row.id] for row in rows}


def _read(session: Session, condition: ColumnElement[bool]) -> Sequence[DiscCheck]:
    rows = session.execute(
        select(disc_checks, discs.c.no, disc_rounds.c.no.label("round_no"))
        .join(discs, discs.c.id == disc_checks.c.disc_id)
        .outerjoin(disc_round_items, disc_round_items.c.check_id == disc_checks.c.id)
        .outerjoin(disc_rounds, disc_rounds.c.id == disc_round_items.c.round_id)
        .where(condition)
        .order_by(disc_checks.c.at, disc_checks.c.id)
    )
    return [
        DiscCheck(
            id=row.id,
            disc_no=row.no,
            at=row.at,
            occasion=Occasion(row.occasion),
            operator=row.operator,
            drive=row.drive,
            sound=row.sound,
            files=row.files,
            size_bytes=row.size_bytes,
            sha256=row.sha256,
            bad_sectors=row.bad_sectors,
            retries=row.retries,
            read_ms=row.read_ms,
            speeds=tuple(json.loads(row.speeds)),
            findings=tuple(json.loads(row.findings)),
            finding_count=row.finding_count,
            appearance=row.appearance,
            round_no=row.round_no or "",
        )
        for row in rows
    ]
