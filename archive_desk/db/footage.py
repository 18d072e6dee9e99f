"""Queries on the catalogue of footage: finding, showing, what there is to filter by, takes."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    Row,
    Select,
    func,
    select,
    update,
)
from sqlalchemy.orm import Session

from archive_desk.db import claims, sensitive_flags
from archive_desk.db.footage_filter import FootageFilter, FootageSort, conditions, order
from archive_desk.db.footage_search import index
from archive_desk.db.tables.cases import case_footage, cases, documents
from archive_desk.db.tables.footage import batches, footage, footage_names
from archive_desk.db.tables.office import people
from archive_desk.domain.cases import CaseState
from archive_desk.domain.catalogue import CaseLink
from archive_desk.domain.errors import NotFound
from archive_desk.domain.footage import Footage, Health, Kind, MediaFacts, TimeSource
from archive_desk.domain.ids import BatchId, CaseId, FootageId, TakeId
from archive_desk.domain.rule_values import Sensitivity
from archive_desk.domain.sentences import say

_CHUNK = 500

__all__ = ["FootageFilter", "FootageSort", "index"]


class Facet(StrEnum):
    """Columns of footage whose values are offered to filter by."""

    SECTION = "section"
    DEVICE = "device"
    OFFICER = "officer"


def find(session: Session, footage_id: FootageId) -> Footage | None:
    """The recording with this id, if there is one."""
    found = _read(session, [footage_id])
    return found[0] if found else None


def get(session: Session, footage_id: FootageId) -> Footage:
    """The recording with this id.

    Raises:
        NotFound: there is none.
    """
    found = find(session, footage_id)
    if found is None:
        raise NotFound(say("没有编号为 {ids} 的音像。", ids=footage_id))
    return found


def page(
    session: Session,
    where: FootageFilter,
    *,
    sort: FootageSort = FootageSort.STARTED,
    descending: bool = True,
    offset: int = 0,
    limit: int = 100,
) -> Sequence[Footage]:
    """`limit` recordings from `offset` of those that `where` selects."""
    statement = (
        select(footage.c.id)
        .where(*conditions(session, where, in_order=True))
        .order_by(*order(sort, descending=descending))
        .offset(offset)
        .limit(limit)
    )
    # Rows are read for the page only: skipping stays within the index.
    return _read(session, session.scalars(statement).all())


def count(session: Session, where: FootageFilter, at_most: int | None = None) -> int:
    """How many recordings `where` selects; counting stops at `at_most`."""
    chosen = select(footage.c.id).where(*conditions(session, where))
    if at_most is not None:
        chosen = chosen.limit(at_most)
    return session.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()


def values(session: Session, facet: Facet) -> Sequence[str]:
    """The different values of a column, in their order, without reading every row."""
    chosen = footage.c[facet.value]
    least = select(func.min(chosen).label("value")).cte("steps", recursive=True)
    following = select(func.min(chosen)).where(chosen > least.c.value).scalar_subquery()
    steps = least.union_all(select(following).where(least.c.value.is_not(None)))
    found = session.scalars(select(steps.c.value).where(steps.c.value.is_not(None)))
    return [value for value in found if value]


def officer_names(session: Session) -> Mapping[str, str]:
    """The names of people by everything a recorder may have for them: account, certificate."""
    rows = session.execute(select(people.c.name, people.c.account, people.c.certificate_no))
    return {number: name for name, *numbers in rows for number in numbers if number}


def take_ids(
    session: Session, where: FootageFilter, *, offset: int = 0, limit: int = 100
) -> Sequence[TakeId]:
    """The takes that what `where` selects belongs to, the oldest first."""
    found = session.scalars(
        select(footage.c.take_id)
        .distinct()
        .where(footage.c.take_id.is_not(None), *conditions(session, where))
        .order_by(footage.c.take_id)
        .offset(offset)
        .limit(limit)
    )
    return [TakeId(number) for number in found if number is not None]


def of_takes(session: Session, takes: Sequence[TakeId]) -> Mapping[TakeId, Sequence[Footage]]:
    """The recordings of each take, in the order in which the recorder made them."""
    statement = (
        select(footage.c.id)
        .where(footage.c.take_id.in_(takes))
        .order_by(
            func.coalesce(footage.c.device_time, footage.c.started_at),
            footage.c.sequence,
            footage.c.id,
        )
    )
    found: dict[TakeId, list[Footage]] = {take: [] for take in takes}
    for each in _read(session, session.scalars(statement).all()):
        if each.take is not None:
            found[each.take].append(each)
    return found


def sidecars_of(session: Session, footage_id: FootageId) -> Sequence[Footage]:
    """What a recorder wrote beside a recording."""
    statement = select(footage.c.id).where(
        footage.c.parent_id == footage_id, footage.c.kind == Kind.SIDECAR
    )
    return _read(session, session.scalars(statement.order_by(footage.c.id)).all())


def links_of(session: Session, footage_id: FootageId) -> Sequence[CaseLink]:
    """The case files that a recording belongs to, by their numbers."""
    rows = session.execute(
        select(
            cases.c.id,
            cases.c.no,
            cases.c.party,
            cases.c.cause,
            cases.c.state,
            case_footage.c.stage,
            documents.c.type,
            documents.c.number,
        )
        .join(case_footage, case_footage.c.case_id == cases.c.id)
        .outerjoin(documents, documents.c.id == case_footage.c.document_id)
        .where(case_footage.c.footage_id == footage_id)
        .order_by(cases.c.no)
    )
    return [
        CaseLink(
            case_id=CaseId(row.id),
            no=row.no,
            name=f"{row.party}{row.cause}案",
            state=CaseState(row.state),
            stage=row.stage,
            document=f"{row.type or ''} {row.number or ''}".strip(),
        )
        for row in rows
    ]


def correct(session: Session, corrected: Footage) -> None:
    """Write device, officer and section over the old ones; `corrected_times` sees to the start."""
    session.execute(
        update(footage)
        .where(footage.c.id == corrected.id)
        .values(device=corrected.device, officer=corrected.officer, section=corrected.section)
    )
    index(session, corrected.id)


def write_start(session: Session, corrected: Footage) -> None:
    """Write the corrected start and what is doubted of it. For `corrected_times` alone."""
    session.execute(
        update(footage)
        .where(footage.c.id == corrected.id)
        .values(
            started_at=corrected.started_at,
            started_by=corrected.started_by.value,
            clock_offset_ms=round(corrected.clock_offset / timedelta(milliseconds=1)),
            doubts=json.dumps(corrected.doubts),
            claims=claims.to_text(corrected.claims),
        )
    )


def several(session: Session, ids: Sequence[FootageId]) -> Sequence[Footage]:
    """The recordings with these ids, in this order; ids of none are left out."""
    return [
        item
        for start in range(0, len(ids), _CHUNK)
        for item in _read(session, ids[start : start + _CHUNK])
    ]


def ids_where(session: Session, where: FootageFilter) -> Sequence[FootageId]:
    """All recordings that `where` selects, the oldest first."""
    statement = select(footage.c.id).where(*conditions(session, where)).order_by(footage.c.id)
    return [FootageId(number) for number in session.scalars(statement)]


def _selection() -> Select[Any]:
    return select(footage, batches.c.no.label("batch")).join(
        batches, batches.c.id == footage.c.batch_id
    )


def _read(session: Session, ids: Sequence[int]) -> list[Footage]:
    """The recordings with these ids, in this order; ids of none are left out."""
    rows = session.execute(_selection().where(footage.c.id.in_(ids)))
    linked, names = _case_numbers(session, ids), _names(session, ids)
    flags = sensitive_flags.standing(session, [FootageId(each) for each in ids])
    found = {
        row.id: _footage(row, linked[row.id], names[row.id], flags.get(FootageId(row.id), ()))
        for row in rows
    }
    return [found[each] for each in ids if each in found]


def _case_numbers(session: Session, ids: Sequence[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(case_footage.c.footage_id, cases.c.no)
        .join(cases, cases.c.id == case_footage.c.case_id)
        .where(case_footage.c.footage_id.in_(ids))
        .order_by(cases.c.no)
    )
    for footage_id, no in rows:
        found[footage_id].append(no)
    return found


def _names(session: Session, ids: Sequence[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(footage_names.c.footage_id, footage_names.c.source)
        .where(footage_names.c.footage_id.in_(ids))
        .order_by(footage_names.c.id)
    )
    for footage_id, source in rows:
        if source not in found[footage_id]:
            found[footage_id].append(source)
    return found


def _footage(
    row: Row[Any], linked: Sequence[str], names: Sequence[str], flags: Sequence[Sensitivity]
) -> Footage:
    return Footage(
        id=FootageId(row.id),
        batch_id=BatchId(row.batch_id),
        batch=row.batch,
        name=row.name,
        path=row.path,
        kind=Kind(row.kind),
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        sm3=row.sm3,
        imported_at=row.imported_at,
        device=row.device,
        officer=row.officer,
        section=row.section,
        device_time=row.device_time,
        started_by=TimeSource(row.started_by),
        clock_offset=timedelta(milliseconds=row.clock_offset_ms),
        started_at=row.started_at,
        doubts=tuple(json.loads(row.doubts)),
        sequence=row.sequence,
        important=row.important,
        take=None if row.take_id is None else TakeId(row.take_id),
        media=_media(row),
        parent_id=None if row.parent_id is None else FootageId(row.parent_id),
        cases=tuple(linked),
        claims=claims.from_text(row.claims),
        names=tuple(names),
        recorder=row.recorder,
        doubts_found=tuple(json.loads(row.doubts_found)),
        destroyed_at=row.destroyed_at,
        sensitive=tuple(flags),
    )


def _media(row: Row[Any]) -> MediaFacts:
    return MediaFacts(
        container=row.container,
        video_codec=row.video_codec,
        audio_codec=row.audio_codec,
        width=row.width,
        height=row.height,
        frame_rate=None if row.frame_rate is None else Fraction(row.frame_rate),
        duration_ms=row.duration_ms,
        health=Health(row.health),
        health_note=row.health_note,
    )
