"""Queries on what is in a case file: its documents, and the footage linked to it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from archive_desk.db import footage_search, set_asides
from archive_desk.db.tables.cases import case_footage, documents
from archive_desk.db.tables.discs import disc_items, discs
from archive_desk.db.tables.footage import footage
from archive_desk.domain.cases import Document, DocumentDraft, LinkedFootage
from archive_desk.domain.discs import DiscState
from archive_desk.domain.errors import NotFound
from archive_desk.domain.footage import Health, Kind
from archive_desk.domain.ids import CaseId, DocumentId, FootageId
from archive_desk.domain.sentences import say


def documents_of(session: Session, case_id: CaseId) -> Sequence[Document]:
    """The documents of a case file by their time, those without one at the end."""
    rows = session.execute(
        select(documents)
        .where(documents.c.case_id == case_id)
        .order_by(documents.c.started_at.is_(None), documents.c.started_at, documents.c.id)
    )
    return [_document(row) for row in rows]


def document(session: Session, case_id: CaseId, document_id: DocumentId) -> Document:
    """One document of a case file.

    Raises:
        NotFound: the file has none with this id.
    """
    row = session.execute(
        select(documents).where(documents.c.case_id == case_id, documents.c.id == document_id)
    ).one_or_none()
    if row is None:
        raise NotFound(say("案卷里没有编号为 {id} 的文书。", id=document_id))
    return _document(row)


def document_of_id(session: Session, document_id: DocumentId) -> Document:
    """The document with this id.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(select(documents).where(documents.c.id == document_id)).one_or_none()
    if row is None:
        raise NotFound(say("没有编号为 {id} 的文书。", id=document_id))
    return _document(row)


def _document(row: Row[Any]) -> Document:
    return Document(
        id=DocumentId(row.id),
        case_id=CaseId(row.case_id),
        type=row.type,
        number=row.number,
        started_at=row.started_at,
        ended_at=row.ended_at,
        note=row.note,
        responsible=row.responsible,
        pages=row.pages,
    )


def add_document(session: Session, case_id: CaseId, draft: DocumentDraft) -> DocumentId:
    """Put a document into a case file."""
    return DocumentId(
        session.execute(
            insert(documents)
            .values(case_id=case_id, **_document_columns(draft))
            .returning(documents.c.id)
        ).scalar_one()
    )


def change_document(session: Session, document_id: DocumentId, draft: DocumentDraft) -> None:
    """Write the facts of `draft` over the old ones."""
    session.execute(
        update(documents).where(documents.c.id == document_id).values(**_document_columns(draft))
    )


def remove_document(session: Session, document_id: DocumentId) -> None:
    """Take a document out; footage beside it stays in the file."""
    session.execute(
        update(case_footage)
        .where(case_footage.c.document_id == document_id)
        .values(document_id=None)
    )
    session.execute(delete(documents).where(documents.c.id == document_id))


def _document_columns(draft: DocumentDraft) -> dict[str, object]:
    return {
        "type": draft.type,
        "number": draft.number,
        "started_at": draft.started_at,
        "ended_at": draft.ended_at,
        "note": draft.note,
        "responsible": draft.responsible,
        "pages": draft.pages,
    }


def missing_footage(session: Session, footage_ids: Iterable[FootageId]) -> list[FootageId]:
    """Those of the ids that no recording has."""
    wanted = list(dict.fromkeys(footage_ids))
    known = set(session.scalars(select(footage.c.id).where(footage.c.id.in_(wanted))))
    return [footage_id for footage_id in wanted if footage_id not in known]


def link(
    session: Session,
    case_id: CaseId,
    footage_id: FootageId,
    *,
    stage: str,
    document_id: DocumentId | None,
    at: datetime,
) -> None:
    """Let a recording belong to a case file, or move it within the file."""
    place = {"stage": stage, "document_id": document_id}
    here = (case_footage.c.case_id == case_id, case_footage.c.footage_id == footage_id)
    known = session.scalar(select(case_footage.c.id).where(*here))
    if known is not None:
        session.execute(update(case_footage).where(*here).values(**place))
        return
    session.execute(
        insert(case_footage).values(case_id=case_id, footage_id=footage_id, linked_at=at, **place)
    )
    footage_search.index(session, footage_id)


def unlink(session: Session, case_id: CaseId, footage_id: FootageId) -> None:
    """Let a recording belong to the case file no longer."""
    session.execute(
        delete(case_footage).where(
            case_footage.c.case_id == case_id, case_footage.c.footage_id == footage_id
        )
    )
    footage_search.index(session, footage_id)


def footage_of(session: Session, case_id: CaseId) -> Sequence[LinkedFootage]:
    """The footage of a case file by its time, what has none at the end."""
    rows = session.execute(
        select(footage, case_footage.c.stage, case_footage.c.document_id, case_footage.c.linked_at)
        .join(case_footage, case_footage.c.footage_id == footage.c.id)
        .where(case_footage.c.case_id == case_id)
        .order_by(footage.c.started_at.is_(None), footage.c.started_at, footage.c.id)
    )
    return [_linked(row) for row in rows]


@dataclass(frozen=True)
class CandidateFilter:
    """Which footage may be linked: not yet in the case, mentioning all words of `text`."""

    case_id: CaseId
    text: str = ""
    unlinked_only: bool = False


def candidates(
    session: Session, where: CandidateFilter, *, offset: int = 0, limit: int = 100
) -> Sequence[LinkedFootage]:
    """Footage that is not in the case file, the newest first."""
    rows = session.execute(
        select(
            footage,
            literal("").label("stage"),
            literal(None).label("document_id"),
            literal(None).label("linked_at"),
        )
        .where(*_candidate(session, where))
        .order_by(footage.c.started_at.desc().nulls_last(), footage.c.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [_linked(row) for row in rows]


def count_candidates(session: Session, where: CandidateFilter) -> int:
    """How much footage is not in the case file."""
    statement = select(func.count()).select_from(footage).where(*_candidate(session, where))
    return session.execute(statement).scalar_one()


def _candidate(session: Session, where: CandidateFilter) -> list[ColumnElement[bool]]:
    here = select(case_footage.c.footage_id)
    if not where.unlinked_only:
        here = here.where(case_footage.c.case_id == where.case_id)
    conditions: list[ColumnElement[bool]] = [
        footage.c.id.not_in(here),
        footage.c.kind != Kind.SIDECAR.value,
        footage.c.destroyed_at.is_(None),
    ]
    unrelated = set_asides.condition(session, wanted=False)
    if unrelated is not None:
        conditions.append(unrelated)
    for word in where.text.split():
        columns = (footage.c.name, footage.c.device, footage.c.officer, footage.c.section)
        conditions.append(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    return conditions


def _linked(row: Row[Any]) -> LinkedFootage:
    return LinkedFootage(
        footage_id=FootageId(row.id),
        name=row.name,
        path=row.path,
        kind=Kind(row.kind),
        device=row.device,
        officer=row.officer,
        started_at=row.started_at,
        duration_ms=row.duration_ms,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        health=Health(row.health),
        doubts=tuple(json.loads(row.doubts)),
        stage=row.stage,
        document_id=None if row.document_id is None else DocumentId(row.document_id),
        linked_at=row.linked_at,
        clock_offset=timedelta(milliseconds=row.clock_offset_ms),
    )


_LIFE = list(DiscState)


def disc_states(session: Session, case_id: CaseId) -> Mapping[FootageId, frozenset[DiscState]]:
    """For each recording of a case file the states of the discs it is on; retired ones not.

    The parts of one recording on the discs of a set count together, as the one that is least far.
    """
    found: dict[FootageId, set[DiscState]] = defaultdict(set)
    parted: dict[tuple[int, str, str], dict[int, DiscState]] = defaultdict(dict)
    rows = session.execute(
        select(
            disc_items.c.footage_id,
            disc_items.c.part,
            disc_items.c.parts,
            discs.c.state,
            discs.c.set_no,
            discs.c.copy_set,
        )
        .join(discs, discs.c.id == disc_items.c.disc_id)
        .join(case_footage, case_footage.c.footage_id == disc_items.c.footage_id)
        .where(case_footage.c.case_id == case_id, discs.c.state != DiscState.RETIRED.value)
    )
    for row in rows:
        state = DiscState(row.state)
        if row.parts == 1:
            found[FootageId(row.footage_id)].add(state)
            continue
        parts = parted[row.footage_id, row.set_no, row.copy_set]
        parts[row.part] = state
        if len(parts) == row.parts:
            found[FootageId(row.footage_id)].add(min(parts.values(), key=_LIFE.index))
    return {footage_id: frozenset(states) for footage_id, states in found.items()}
