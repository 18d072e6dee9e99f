"""Queries on what goes on discs: recordings with their case, place in the vault and marks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.cases import case_footage, cases
from archive_desk.db.tables.footage import batches, footage, marks
from archive_desk.domain.disc_catalogue import CatalogueEntry, CatalogueMark
from archive_desk.domain.footage import Health, Kind, TimeSource
from archive_desk.domain.ids import CaseId, FootageId

_CHUNK = 400


@dataclass(frozen=True)
class Holding:
    """A recording as it could go on a disc.

    `entry` has no place on a disc yet. `stored` is its path in the vault, `take` names the act of
    recording it is a part of (empty: none), `case_id` the case it is filed under.
    """

    entry: CatalogueEntry
    stored: str
    batch: str
    take: str = ""
    case_id: CaseId | None = None


def of_cases(session: Session, case_ids: Sequence[CaseId]) -> list[Holding]:
    """The recordings of these cases, each once, under the first case; by case, then by time."""
    rank = {case_id: number for number, case_id in enumerate(case_ids)}
    rows = list(
        session.execute(
            _selection().where(
                footage.c.destroyed_at.is_(None), case_footage.c.case_id.in_(case_ids)
            )
        )
    )
    rows.sort(key=lambda row: (rank[row.case_id], *_by_time(row)))
    return _with_sidecars(session, rows)


def of_footage(
    session: Session, footage_ids: Sequence[FootageId], preferred: Collection[str] = ()
) -> list[Holding]:
    """These recordings by case and time, each under one case, if it belongs to any.

    That is a `preferred` one (by number), or the first it was linked to.
    """
    rows: list[Row[Any]] = []
    for chunk in _chunks(footage_ids):
        statement = _selection().where(footage.c.id.in_(chunk)).order_by(case_footage.c.id)
        rows += session.execute(statement)
    rows.sort(key=lambda row: row.case_no not in preferred)
    chosen: dict[int, Row[Any]] = {}
    for row in rows:
        chosen.setdefault(row.id, row)
    ordered = sorted(chosen.values(), key=lambda row: (row.case_no or "\uffff", *_by_time(row)))
    return _with_sidecars(session, ordered)


def marks_of(
    session: Session, footage_ids: Sequence[FootageId]
) -> Mapping[FootageId, list[CatalogueMark]]:
    """The marks on these recordings, in order."""
    found: dict[FootageId, list[CatalogueMark]] = defaultdict(list)
    for chunk in _chunks(footage_ids):
        rows = session.execute(
            select(marks)
            .where(marks.c.footage_id.in_(chunk), marks.c.removed_at.is_(None))
            .order_by(marks.c.footage_id, marks.c.at_ms, marks.c.id)
        )
        for row in rows:
            mark = CatalogueMark(row.at_ms, row.category, row.note)
            found[FootageId(row.footage_id)].append(mark)
    return found


def _chunks(ids: Sequence[FootageId]) -> Iterable[Sequence[FootageId]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))


def _selection() -> Select[Any]:
    return (
        select(
            footage,
            batches.c.no.label("batch_no"),
            case_footage.c.case_id,
            case_footage.c.stage,
            cases.c.no.label("case_no"),
            cases.c.party,
            cases.c.cause,
        )
        .join(batches, batches.c.id == footage.c.batch_id)
        .outerjoin(case_footage, case_footage.c.footage_id == footage.c.id)
        .outerjoin(cases, cases.c.id == case_footage.c.case_id)
    )


def _by_time(row: Row[Any]) -> tuple[bool, str, int]:
    return row.started_at is None, row.started_at.isoformat() if row.started_at else "", row.id


def _with_sidecars(session: Session, rows: Sequence[Row[Any]]) -> list[Holding]:
    """The rows in order, each once, each followed by the sidecars that came with it."""
    once = {row.id: row for row in reversed(rows)}
    children: dict[int, list[Row[Any]]] = defaultdict(list)
    ids = [FootageId(footage_id) for footage_id in once]
    for chunk in _chunks(ids):
        statement = _selection().where(
            footage.c.parent_id.in_(chunk), footage.c.kind == Kind.SIDECAR.value
        )
        for child in session.execute(statement.order_by(footage.c.id)):
            children[child.parent_id].append(child)
    holdings: dict[int, Holding] = {}
    for row in rows:
        holdings.setdefault(row.id, _holding(row, row))
        for child in children[row.id]:
            holdings.setdefault(child.id, _holding(child, row))
    return list(holdings.values())


def _holding(row: Row[Any], filed: Row[Any]) -> Holding:
    """`row` filed under the case of `filed` and kept with its take."""
    take = f"take:{filed.take_id}" if filed.take_id is not None else ""
    health = Health(row.health)
    entry = CatalogueEntry(
        footage_id=FootageId(row.id),
        disc_no="",
        path="",
        name=row.name,
        kind=Kind(row.kind),
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        sm3=row.sm3,
        case_no=filed.case_no or "",
        case_name=f"{filed.party}{filed.cause}案" if filed.case_no else "",
        stage=filed.stage or "",
        section=row.section,
        officer=row.officer,
        device=row.device,
        started_at=row.started_at,
        time_source=TimeSource(row.started_by).label if row.started_at else "",
        duration_ms=row.duration_ms,
        format=" ".join(filter(None, (row.container, row.video_codec, row.audio_codec))),
        note=f"{health.label}{row.health_note and '：'}{row.health_note}" if health.faulty else "",
    )
    return Holding(
        entry,
        stored=row.path,
        batch=row.batch_no,
        # A sidecar goes where its recording goes, take or not.
        take=take or f"recording:{filed.id}",
        case_id=None if filed.case_id is None else CaseId(filed.case_id),
    )
