"""What is known of recordings and case files that decides how long they are kept."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from archive_desk.db.chunks import chunks
from archive_desk.db.tables.cases import case_footage, cases, documents
from archive_desk.db.tables.footage import batches, footage
from archive_desk.db.tables.retention import case_classes, retention_choices, retention_events
from archive_desk.domain.cases import CaseKind
from archive_desk.domain.ids import CaseId, FootageId
from archive_desk.domain.keeping import Activity, CaseOf, Circumstances, KnownEvent
from archive_desk.domain.records_schedule import FileClass, RecordsSchedule
from archive_desk.domain.retention import Procedure


@dataclass(frozen=True)
class _Recording:
    id: int
    facts_of: int
    ended_at: datetime


def circumstances(
    session: Session, ids: Iterable[FootageId], schedule: RecordsSchedule
) -> dict[FootageId, Circumstances]:
    """The circumstances of these recordings; a sidecar shares those of its recording."""
    found: dict[FootageId, Circumstances] = {}
    for some in chunks(ids):
        recordings = list(_recordings(session, some))
        owners = sorted({each.facts_of for each in recordings})
        held = _cases_of(session, owners, schedule)
        choices = _choices(session, owners)
        events = _events(session, owners, held)
        for each in recordings:
            links = held.get(each.facts_of, ())
            activity, evidence = choices.get(each.facts_of, (None, None))
            found[FootageId(each.id)] = Circumstances(
                each.ended_at,
                tuple(case for _, case in links),
                activity,
                evidence,
                tuple(events.get(each.facts_of, ())),
            )
    return found


def _recordings(session: Session, ids: Sequence[int]) -> Iterator[_Recording]:
    parent = footage.alias("parent")
    times = ("started_at", "duration_ms", "imported_at")
    columns = [footage.c[name] for name in times]
    theirs = [parent.c[name].label(f"parent_{name}") for name in times]
    statement = (
        select(footage.c.id, footage.c.parent_id, *columns, *theirs)
        .outerjoin(parent, parent.c.id == footage.c.parent_id)
        .where(footage.c.id.in_(ids))
    )
    for row in session.execute(statement):
        if row.parent_id is None:
            ended = _end(row.started_at, row.duration_ms, row.imported_at)
        else:
            ended = _end(row.parent_started_at, row.parent_duration_ms, row.parent_imported_at)
        yield _Recording(row.id, row.parent_id or row.id, ended)


def _end(started_at: datetime | None, duration_ms: int | None, imported_at: datetime) -> datetime:
    if started_at is None:
        return imported_at
    return started_at + timedelta(milliseconds=duration_ms or 0)


def _cases_of(
    session: Session, ids: Sequence[int], schedule: RecordsSchedule
) -> Mapping[int, Sequence[tuple[int, CaseOf]]]:
    rows = session.execute(
        select(
            case_footage.c.footage_id,
            case_footage.c.stage,
            documents.c.type.label("document"),
            *_CASE,
        )
        .join(cases, cases.c.id == case_footage.c.case_id)
        .outerjoin(documents, documents.c.id == case_footage.c.document_id)
        .where(case_footage.c.footage_id.in_(ids))
        .order_by(cases.c.no)
    ).all()
    classes = _classes(session, {row.id for row in rows})
    found: dict[int, list[tuple[int, CaseOf]]] = defaultdict(list)
    for row in rows:
        case = _case(row, classes, schedule, row.stage, row.document or "")
        found[row.footage_id].append((row.id, case))
    return found


_CASE = (cases.c.id, cases.c.no, cases.c.kind, cases.c.ended_at)


def _case(
    row: Any,
    classes: Mapping[int, tuple[str, str]],
    schedule: RecordsSchedule,
    stage: str = "",
    document: str = "",
) -> CaseOf:
    procedure_word, class_word = classes.get(row.id, ("", ""))
    kind, procedure = CaseKind(row.kind), Procedure(procedure_word or Procedure.GENERAL.value)
    own = FileClass(class_word) if class_word else schedule.class_of(kind, procedure)
    return CaseOf(row.no, kind, procedure, own, row.ended_at, stage, document)


def case_files(
    session: Session, ids: Iterable[CaseId], schedule: RecordsSchedule
) -> dict[CaseId, CaseOf]:
    """These case files, as far as it matters to how long they are kept."""
    found = {}
    for some in chunks(ids):
        classes = _classes(session, some)
        for row in session.execute(select(*_CASE).where(cases.c.id.in_(some))):
            found[CaseId(row.id)] = _case(row, classes, schedule)
    return found


def _classes(session: Session, ids: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    """Procedure and own class of case files, as somebody stated them last."""
    found = {}
    for some in chunks(ids):
        rows = session.execute(
            select(case_classes).where(case_classes.c.case_id.in_(some)).order_by(case_classes.c.id)
        )
        for row in rows:
            found[row.case_id] = (row.procedure, row.file_class)
    return found


def _choices(
    session: Session, ids: Sequence[int]
) -> Mapping[int, tuple[Activity | None, bool | None]]:
    latest = (
        select(func.max(retention_choices.c.id))
        .where(retention_choices.c.footage_id.in_(ids))
        .group_by(retention_choices.c.footage_id)
    )
    rows = session.execute(select(retention_choices).where(retention_choices.c.id.in_(latest)))
    return {
        row.footage_id: (
            Activity(row.activity) if row.activity else None,
            {"yes": True, "no": False}.get(row.evidence),
        )
        for row in rows
    }


def _events(
    session: Session, ids: Sequence[int], held: Mapping[int, Sequence[tuple[int, CaseOf]]]
) -> Mapping[int, list[KnownEvent]]:
    """The events of recordings, those of the cases they are in among them."""
    standing = retention_events.c.withdrawn_at.is_(None)
    found: dict[int, list[KnownEvent]] = defaultdict(list)
    own = and_(standing, retention_events.c.footage_id.in_(ids))
    for row in session.execute(select(retention_events).where(own).order_by(retention_events.c.id)):
        found[row.footage_id].append(_event(row))
    by_case: dict[int, list[KnownEvent]] = defaultdict(list)
    for some in chunks({number for links in held.values() for number, _ in links}):
        theirs = and_(standing, retention_events.c.case_id.in_(some))
        rows = session.execute(
            select(retention_events, cases.c.no)
            .join(cases, cases.c.id == retention_events.c.case_id)
            .where(theirs)
            .order_by(retention_events.c.id)
        )
        for row in rows:
            by_case[row.case_id].append(_event(row, row.no))
    if by_case:
        for footage_id, links in held.items():
            for number, _ in links:
                found[footage_id] += by_case.get(number, ())
    return found


def _event(row: Any, case_no: str = "") -> KnownEvent:
    return KnownEvent(row.code, row.title, row.on_day, row.reason, case_no)


def footage_of_cases(session: Session, ids: Iterable[CaseId]) -> list[FootageId]:
    """The recordings in these case files that are still there."""
    found: set[int] = set()
    for some in chunks(ids):
        found |= set(
            session.scalars(
                select(case_footage.c.footage_id)
                .join(footage, footage.c.id == case_footage.c.footage_id)
                .where(case_footage.c.case_id.in_(some), footage.c.destroyed_at.is_(None))
            )
        )
    return [FootageId(each) for each in sorted(found)]


def with_sidecars(session: Session, ids: Iterable[FootageId]) -> list[FootageId]:
    """These recordings and what belongs to them."""
    found = set(ids)
    for some in chunks(ids):
        beside = select(footage.c.id).where(
            footage.c.parent_id.in_(some), footage.c.destroyed_at.is_(None)
        )
        found |= {FootageId(each) for each in session.scalars(beside)}
    return sorted(found)


def footage_of_batches(session: Session, numbers: Iterable[str]) -> list[FootageId]:
    """The recordings of these batches."""
    statement = (
        select(footage.c.id)
        .join(batches, batches.c.id == footage.c.batch_id)
        .where(batches.c.no.in_(sorted(set(numbers))), footage.c.destroyed_at.is_(None))
    )
    return [FootageId(each) for each in session.scalars(statement)]


def case_ids(session: Session, numbers: Iterable[str]) -> list[CaseId]:
    """The ids of the case files with these numbers."""
    statement = select(cases.c.id).where(cases.c.no.in_(sorted(set(numbers))))
    return [CaseId(each) for each in session.scalars(statement)]
