"""What decoding has shown, and the copies that were repaired."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.footage import footage
from archive_desk.db.tables.health import examinations, repairs
from archive_desk.db.tables.office import people
from archive_desk.domain.examinations import Decoded, Examination, Remark, Stretch, note_of
from archive_desk.domain.footage import Health, Kind
from archive_desk.domain.ids import ExaminationId, FootageId, PersonId, RepairId
from archive_desk.domain.repairs import Repair, RepairMethod

_LOOKED_AT = (Kind.VIDEO.value, Kind.AUDIO.value)


def keep(
    session: Session,
    footage_id: FootageId,
    decoded: Decoded,
    program: str,
    person: PersonId | None,
    at: datetime,
) -> None:
    """Keep an examination, and make what it showed the recording's health."""
    session.execute(
        insert(examinations).values(
            footage_id=footage_id,
            at=at,
            person_id=person,
            program=program,
            fault="" if decoded.fault is None else decoded.fault.value,
            note=decoded.note,
            declared_ms=decoded.declared_ms,
            decoded_ms=decoded.decoded_ms,
            pictures=decoded.pictures,
            stretches=json.dumps(
                [[one.remark.value, one.from_ms, one.to_ms] for one in decoded.stretches]
            ),
        )
    )
    session.execute(
        update(footage)
        .where(footage.c.id == footage_id)
        .values(health=decoded.health.value, health_note=note_of(decoded))
    )


def examinations_of(session: Session, footage_id: FootageId) -> tuple[Examination, ...]:
    """All examinations of a recording, the latest first."""
    rows = session.execute(
        select(examinations, people.c.name.label("by"))
        .outerjoin(people, people.c.id == examinations.c.person_id)
        .where(examinations.c.footage_id == footage_id)
        .order_by(examinations.c.id.desc())
    )
    return tuple(_examination(row) for row in rows)


def _examination(row: Row[Any]) -> Examination:
    decoded = Decoded(
        fault=Health(row.fault) if row.fault else None,
        note=row.note,
        declared_ms=row.declared_ms,
        decoded_ms=row.decoded_ms,
        pictures=row.pictures,
        stretches=tuple(
            Stretch(Remark(remark), begin, end) for remark, begin, end in json.loads(row.stretches)
        ),
    )
    return Examination(
        ExaminationId(row.id), FootageId(row.footage_id), row.at, row.by or "", row.program, decoded
    )


def unexamined(session: Session, limit: int) -> Sequence[FootageId]:
    """Videos and sound recordings that were never examined, the newest first."""
    seen = select(examinations.c.id).where(examinations.c.footage_id == footage.c.id).exists()
    rows = session.scalars(
        select(footage.c.id)
        .where(
            footage.c.kind.in_(_LOOKED_AT),
            footage.c.size_bytes > 0,
            footage.c.destroyed_at.is_(None),
            ~seen,
        )
        .order_by(footage.c.id.desc())
        .limit(limit)
    )
    return [FootageId(number) for number in rows]


def count_unexamined(session: Session) -> int:
    """How many videos and sound recordings were never examined."""
    seen = select(examinations.c.id).where(examinations.c.footage_id == footage.c.id).exists()
    return session.execute(
        select(func.count())
        .select_from(footage)
        .where(
            footage.c.kind.in_(_LOOKED_AT),
            footage.c.size_bytes > 0,
            footage.c.destroyed_at.is_(None),
            ~seen,
        )
    ).scalar_one()


def sound_siblings(session: Session, footage_id: FootageId, device: str) -> Sequence[FootageId]:
    """Sound videos of the same device, the nearest in the order of import first."""
    rows = session.scalars(
        select(footage.c.id)
        .where(
            footage.c.device == device,
            footage.c.kind == Kind.VIDEO.value,
            footage.c.health == Health.SOUND.value,
            footage.c.video_codec.in_(("h264", "hevc")),
            footage.c.id != footage_id,
            footage.c.destroyed_at.is_(None),
        )
        .order_by(func.abs(footage.c.id - footage_id))
        .limit(1)
    )
    return [FootageId(number) for number in rows]


def next_repair(session: Session, footage_id: FootageId) -> int:
    """The number of the next copy of a recording."""
    count = select(func.count()).where(repairs.c.footage_id == footage_id)
    return session.execute(count).scalar_one() + 1


def keep_repair(session: Session, repair: Repair, person: PersonId) -> RepairId:
    """Write a repaired copy down; the id in `repair` does not count."""
    return RepairId(
        session.execute(
            insert(repairs)
            .values(
                footage_id=repair.footage_id,
                parent_sha256=repair.parent_sha256,
                reference_id=repair.reference_id,
                method=repair.method.value,
                note=repair.note,
                path=repair.path,
                size_bytes=repair.size_bytes,
                sha256=repair.sha256,
                duration_ms=repair.duration_ms,
                pictures=repair.pictures,
                person_id=person,
                made_at=repair.made_at,
            )
            .returning(repairs.c.id)
        ).scalar_one()
    )


def repairs_of(session: Session, footage_id: FootageId) -> tuple[Repair, ...]:
    """The repaired copies of a recording, the latest first."""
    rows = session.execute(
        select(repairs, people.c.name.label("by"))
        .join(people, people.c.id == repairs.c.person_id)
        .where(repairs.c.footage_id == footage_id)
        .order_by(repairs.c.id.desc())
    )
    return tuple(
        Repair(
            id=RepairId(row.id),
            footage_id=FootageId(row.footage_id),
            parent_sha256=row.parent_sha256,
            method=RepairMethod(row.method),
            note=row.note,
            path=row.path,
            size_bytes=row.size_bytes,
            sha256=row.sha256,
            duration_ms=row.duration_ms,
            pictures=row.pictures,
            by=row.by,
            made_at=row.made_at,
            reference_id=None if row.reference_id is None else FootageId(row.reference_id),
        )
        for row in rows
    )
