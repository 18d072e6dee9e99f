"""Writing down what an import saw, the originals it brought and the names they came under."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db import claims, footage_search
from archive_desk.db.tables.footage import arrivals, batches, footage, footage_names
from archive_desk.domain.arrivals import Arrival, Found, HandedItem, Outcome, Planned
from archive_desk.domain.footage import Footage, Health, Kind
from archive_desk.domain.ids import BatchId, FootageId

_CHUNK = 400


@dataclass(frozen=True)
class Twin:
    """An original whose bytes have come again."""

    footage_id: FootageId
    name: str
    path: str
    size_bytes: int
    device: str
    officer: str
    important: bool
    parent_id: FootageId | None


def plan(
    session: Session, batch_id: BatchId, found: Iterable[Found], stored: Sequence[str]
) -> tuple[Planned, ...]:
    """Write down every file that was seen; `stored` holds the paths for those to be taken in.

    Gives the ones to be taken in, in their order.
    """
    places = iter(stored)
    seen = [(item, next(places) if item.skipped is None else "") for item in found]
    rows = [
        {
            "batch_id": batch_id,
            "position": position,
            "source": item.path,
            "source_raw": item.raw,
            "kind": item.kind.value,
            "size_bytes": item.size_bytes,
            "modified_ns": item.modified_ns,
            "stored": place,
            "outcome": _expected(item).value,
            "reason": item.skipped or "",
        }
        for position, (item, place) in enumerate(seen, 1)
    ]
    if rows:
        session.execute(insert(arrivals), rows)
    made = session.execute(
        select(arrivals.c.id, arrivals.c.position).where(arrivals.c.batch_id == batch_id)
    )
    ids = {row.position: row.id for row in made}
    return tuple(
        Planned(ids[position], position, item, place)
        for position, (item, place) in enumerate(seen, 1)
        if item.skipped is None
    )


def _expected(item: Found) -> Outcome:
    if item.skipped is None:
        return Outcome.PLANNED
    if item.unreadable:
        return Outcome.FAILED
    return Outcome.SET_ASIDE if item.set_aside else Outcome.SKIPPED


def conclude(
    session: Session,
    arrival_id: int,
    outcome: Outcome,
    reason: str = "",
    footage_id: FootageId | None = None,
) -> None:
    """Write down what became of a file."""
    session.execute(
        update(arrivals)
        .where(arrivals.c.id == arrival_id)
        .values(outcome=outcome.value, reason=reason, footage_id=footage_id)
    )


@dataclass(frozen=True)
class Conclusion:
    """What became of one file; `conclude` explains the fields."""

    arrival_id: int
    outcome: Outcome
    reason: str = ""
    footage_id: FootageId | None = None


def conclude_all(session: Session, conclusions: Sequence[Conclusion]) -> None:
    """Write down what became of several files at once."""
    if not conclusions:
        return
    session.connection().execute(
        update(arrivals)
        .where(arrivals.c.id == bindparam("of"))
        .values(outcome=bindparam("to"), reason=bindparam("why"), footage_id=bindparam("original")),
        [
            {
                "of": each.arrival_id,
                "to": each.outcome.value,
                "why": each.reason,
                "original": each.footage_id,
            }
            for each in conclusions
        ],
    )


def add(session: Session, original: Footage) -> FootageId:
    """Make the record of an original; the id in `original` does not count.

    Names come apart: `add_name` follows, and lets it be found.
    """
    media = original.media
    return FootageId(
        session.execute(
            insert(footage)
            .values(
                batch_id=original.batch_id,
                name=original.name,
                path=original.path,
                kind=original.kind.value,
                size_bytes=original.size_bytes,
                sha256=original.sha256,
                sm3=original.sm3,
                imported_at=original.imported_at,
                device=original.device,
                officer=original.officer,
                section=original.section,
                device_time=original.device_time,
                started_by=original.started_by.value,
                clock_offset_ms=round(original.clock_offset.total_seconds() * 1000),
                started_at=original.started_at,
                doubts=json.dumps(original.doubts),
                doubts_found=json.dumps(original.doubts),
                sequence=original.sequence,
                important=original.important,
                parent_id=original.parent_id,
                container=media.container,
                video_codec=media.video_codec,
                audio_codec=media.audio_codec,
                width=media.width,
                height=media.height,
                frame_rate=None if media.frame_rate is None else str(media.frame_rate),
                duration_ms=media.duration_ms,
                health=media.health.value,
                health_note=media.health_note,
                claims=claims.to_text(original.claims),
                recorder=original.recorder,
            )
            .returning(footage.c.id)
        ).scalar_one()
    )


def add_name(
    session: Session,
    footage_id: FootageId,
    batch_id: BatchId,
    source: str,
    modified_at: datetime | None,
    at: datetime,
) -> None:
    """Remember a name and folder under which an original came."""
    session.execute(
        insert(footage_names).values(
            footage_id=footage_id,
            batch_id=batch_id,
            name=PurePosixPath(source).name,
            source=source,
            modified_at=modified_at,
            seen_at=at,
        )
    )
    footage_search.index(session, footage_id)


def adopt(session: Session, footage_id: FootageId, parent_id: FootageId) -> None:
    """The recording of a sidecar that stood alone has come in."""
    session.execute(update(footage).where(footage.c.id == footage_id).values(parent_id=parent_id))


def places(session: Session, batch_id: BatchId) -> frozenset[str]:
    """All paths in the vault that a batch meant to use, whatever became of them."""
    rows = session.execute(
        select(arrivals.c.stored).where(arrivals.c.batch_id == batch_id, arrivals.c.stored != "")
    )
    return frozenset(row.stored for row in rows)


def mark_important(session: Session, footage_id: FootageId) -> None:
    """The recorder's own mark came with another name of the same bytes."""
    session.execute(update(footage).where(footage.c.id == footage_id).values(important=True))


def twins_of(session: Session, digests: Iterable[str]) -> dict[str, tuple[Twin, ...]]:
    """Originals with these SHA-256, the oldest first, by their digest."""
    wanted = sorted(set(digests))
    found: dict[str, list[Twin]] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows = session.execute(
            select(
                footage.c.sha256,
                footage.c.id,
                footage.c.name,
                footage.c.path,
                footage.c.size_bytes,
                footage.c.device,
                footage.c.officer,
                footage.c.important,
                footage.c.parent_id,
            )
            .where(footage.c.sha256.in_(wanted[start : start + _CHUNK]))
            .order_by(footage.c.id)
        )
        for row in rows:
            twin = Twin(
                footage_id=FootageId(row.id),
                name=row.name,
                path=row.path,
                size_bytes=row.size_bytes,
                device=row.device,
                officer=row.officer,
                important=row.important,
                parent_id=row.parent_id,
            )
            found.setdefault(row.sha256, []).append(twin)
    return {sha256: tuple(twins) for sha256, twins in found.items()}


def sources_by_footage(session: Session, ids: Iterable[FootageId]) -> dict[FootageId, set[str]]:
    """The paths under which originals have come, by their id; also of those that have none."""
    wanted = sorted(set(ids))
    found: dict[FootageId, set[str]] = {each: set() for each in wanted}
    for start in range(0, len(wanted), _CHUNK):
        rows = session.execute(
            select(footage_names.c.footage_id, footage_names.c.source).where(
                footage_names.c.footage_id.in_(wanted[start : start + _CHUNK])
            )
        )
        for row in rows:
            found[FootageId(row.footage_id)].add(row.source)
    return found


def seen_before(session: Session, found: Iterable[Found]) -> dict[bytes, FootageId]:
    """Which of these very files (path, size, time) became footage before, by their raw path."""
    wanted = {(item.modified_ns, item.size_bytes, item.raw) for item in found}
    moments = sorted({modified for modified, _, _ in wanted})
    known: dict[bytes, FootageId] = {}
    for start in range(0, len(moments), _CHUNK):
        rows = session.execute(
            select(
                arrivals.c.modified_ns,
                arrivals.c.size_bytes,
                arrivals.c.source_raw,
                arrivals.c.footage_id,
            ).where(
                arrivals.c.modified_ns.in_(moments[start : start + _CHUNK]),
                arrivals.c.footage_id.is_not(None),
            )
        )
        for row in rows:
            if (row.modified_ns, row.size_bytes, row.source_raw) in wanted:
                known[row.source_raw] = FootageId(row.footage_id)
    return known


def stated_devices(session: Session) -> frozenset[str]:
    """Device numbers that a clerk has stated for a batch."""
    rows = session.execute(select(batches.c.device).distinct().where(batches.c.device != ""))
    return frozenset(row.device for row in rows)


def still_planned(session: Session, batch_id: BatchId) -> tuple[Planned, ...]:
    """What a batch meant to take in and never concluded, with nothing recognised of it."""
    rows = session.execute(
        select(arrivals)
        .where(arrivals.c.batch_id == batch_id, arrivals.c.outcome == Outcome.PLANNED.value)
        .order_by(arrivals.c.position)
    )
    return tuple(
        Planned(
            row.id,
            row.position,
            Found(
                path=row.source,
                raw=row.source_raw,
                kind=Kind(row.kind),
                size_bytes=row.size_bytes,
                modified_ns=row.modified_ns,
            ),
            row.stored,
        )
        for row in rows
    )


def lines(session: Session, batch_id: BatchId) -> tuple[Arrival, ...]:
    """What became of every file of a batch, in the order of the import."""
    rows = session.execute(
        select(
            arrivals,
            footage.c.name.label("footage_name"),
            footage.c.sha256,
            footage.c.sm3,
            footage.c.health,
        )
        .outerjoin(footage, footage.c.id == arrivals.c.footage_id)
        .where(arrivals.c.batch_id == batch_id)
        .order_by(arrivals.c.position)
    )
    return tuple(
        Arrival(
            source=row.source,
            outcome=Outcome(row.outcome),
            size_bytes=row.size_bytes,
            reason=row.reason,
            footage_id=None if row.footage_id is None else FootageId(row.footage_id),
            name=row.footage_name or PurePosixPath(row.source).name,
            sha256=row.sha256 or "",
            sm3=row.sm3 or "",
            faulty=row.outcome == Outcome.IMPORTED.value and Health(row.health).faulty,
            raw=row.source_raw,
        )
        for row in rows
    )


def names_of(session: Session, batch_id: BatchId) -> dict[FootageId, tuple[str, ...]]:
    """Every name, with its folder, under which the originals of a batch ever came."""
    ids = select(arrivals.c.footage_id).where(
        arrivals.c.batch_id == batch_id, arrivals.c.footage_id.is_not(None)
    )
    rows = session.execute(
        select(footage_names.c.footage_id, footage_names.c.source)
        .where(footage_names.c.footage_id.in_(ids))
        .order_by(footage_names.c.id)
    )
    found: dict[FootageId, list[str]] = {}
    for row in rows:
        found.setdefault(FootageId(row.footage_id), []).append(row.source)
    return {number: tuple(dict.fromkeys(names)) for number, names in found.items()}


def handed_items(session: Session, batch_id: BatchId) -> tuple[HandedItem, ...]:
    """The originals of a batch as its hand-over form lists them, in the order of the card."""
    rows = session.execute(
        select(
            arrivals.c.source,
            footage.c.kind,
            footage.c.device,
            footage.c.officer,
            footage.c.started_at,
            footage.c.duration_ms,
            footage.c.size_bytes,
            footage.c.health,
            footage.c.sha256,
            footage.c.sm3,
            footage.c.important,
            footage.c.doubts,
        )
        .join(footage, footage.c.id == arrivals.c.footage_id)
        .where(arrivals.c.batch_id == batch_id, arrivals.c.outcome == Outcome.IMPORTED.value)
        .order_by(arrivals.c.position)
    )
    return tuple(
        HandedItem(
            source=row.source,
            kind=Kind(row.kind),
            device=row.device,
            officer=row.officer,
            started_at=row.started_at,
            duration_ms=row.duration_ms,
            size_bytes=row.size_bytes,
            health=Health(row.health),
            sha256=row.sha256,
            sm3=row.sm3,
            important=row.important,
            doubted=row.doubts != "[]",
        )
        for row in rows
    )


def recordings_of(session: Session, batch_id: BatchId) -> dict[str, tuple[FootageId, str, str]]:
    """Id, device and officer of what a batch has recorded so far, by the path on the card."""
    rows = session.execute(
        select(arrivals.c.source, footage.c.id, footage.c.device, footage.c.officer)
        .join(footage, footage.c.id == arrivals.c.footage_id)
        .where(arrivals.c.batch_id == batch_id, footage.c.kind != Kind.SIDECAR.value)
    )
    return {row.source: (FootageId(row.id), row.device, row.officer) for row in rows}


def outcomes(session: Session, batch_id: BatchId) -> dict[Outcome, int]:
    """How many files of a batch had which outcome."""
    rows = session.execute(
        select(arrivals.c.outcome, func.count())
        .where(arrivals.c.batch_id == batch_id)
        .group_by(arrivals.c.outcome)
    )
    return {Outcome(outcome): number for outcome, number in rows}


def footage_of(session: Session, batch_id: BatchId) -> frozenset[FootageId]:
    """All originals that came with a batch, new ones and those that were here already."""
    rows = session.scalars(
        select(arrivals.c.footage_id).where(
            arrivals.c.batch_id == batch_id, arrivals.c.footage_id.is_not(None)
        )
    )
    return frozenset(FootageId(number) for number in rows if number is not None)


def sources_of(session: Session, batch_id: BatchId) -> dict[FootageId, list[tuple[str, bytes]]]:
    """For each original that a batch brought, the paths under which the batch had it."""
    rows = session.execute(
        select(arrivals.c.footage_id, arrivals.c.source, arrivals.c.source_raw)
        .where(arrivals.c.batch_id == batch_id, arrivals.c.footage_id.is_not(None))
        .order_by(arrivals.c.position)
    )
    found: dict[FootageId, list[tuple[str, bytes]]] = {}
    for row in rows:
        found.setdefault(FootageId(row.footage_id), []).append((row.source, row.source_raw))
    return found


@dataclass(frozen=True)
class Stored:
    """An original as its bag lists it."""

    footage_id: FootageId
    path: str
    size_bytes: int
    sha256: str
    sm3: str


def stored_of(session: Session, batch_id: BatchId) -> tuple[Stored, ...]:
    """Every original that a batch put into the vault and that is still there."""
    rows = session.execute(
        select(footage.c.id, footage.c.path, footage.c.size_bytes, footage.c.sha256, footage.c.sm3)
        .where(footage.c.batch_id == batch_id, footage.c.destroyed_at.is_(None))
        .order_by(footage.c.path)
    )
    return tuple(
        Stored(FootageId(row.id), row.path, row.size_bytes, row.sha256, row.sm3) for row in rows
    )
