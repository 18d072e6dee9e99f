"""Notes on interruptions and on what could not be recorded: written once, never changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, or_, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.cases import case_footage, cases
from archive_desk.db.tables.footage import footage
from archive_desk.db.tables.keeping import note_signatures, notes
from archive_desk.db.tables.office import people
from archive_desk.domain.basis import Basis
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import CaseId, FootageId, NoteId, PersonId
from archive_desk.domain.notes import Ground, Note, NoteDraft, NoteKind, NoteRule, Signature
from archive_desk.domain.people import Person, Role
from archive_desk.domain.sentences import say

_following = notes.alias("following")
_CHUNK = 400


@dataclass(frozen=True)
class NoteFilter:
    """Which notes; `waiting` those that still want a signature."""

    case_id: CaseId | None = None
    footage_id: FootageId | None = None
    waiting: bool = False


def add(
    session: Session, no: str, draft: NoteDraft, rule: NoteRule, author: Person, at: datetime
) -> Note:
    """Write a note down; `draft.replaces` must be the number of one that none follows yet."""
    replaced = get(session, draft.replaces).id if draft.replaces else None
    session.execute(
        insert(notes).values(
            no=no,
            kind=draft.kind.value,
            ground=draft.ground.value,
            text=draft.text,
            officer=draft.officer,
            start=draft.start,
            end=draft.end,
            after_id=draft.after,
            before_id=draft.before,
            case_id=draft.case_id,
            stage=draft.stage,
            place=draft.place,
            measure=draft.measure,
            voice_explained=draft.voice_explained,
            reported_to=draft.reported_to,
            reported_at=draft.reported_at,
            replaces_id=replaced,
            author_id=author.id,
            written_at=at,
            basis_regulation=rule.basis.regulation,
            basis_article=rule.basis.article,
            basis_template=rule.basis.template,
            basis_version=rule.basis.version,
            approver="" if rule.approver is None else rule.approver.value,
        )
    )
    return get(session, no)


def sign(session: Session, note_id: NoteId, signer: Person, signature: Signature) -> None:
    """Write down what the head said."""
    session.execute(
        insert(note_signatures).values(
            note_id=note_id,
            signer_id=signer.id,
            signer=signature.signer,
            agreed=signature.agreed,
            opinion=signature.opinion,
            signed_at=signature.at,
        )
    )


def get(session: Session, no: str) -> Note:
    """The note with this number.

    Raises:
        NotFound: there is none.
    """
    found = _read(session, _selection().where(notes.c.no == no))
    if not found:
        raise NotFound(say("没有编号为“{no}”的情况说明。", no=no))
    return found[0]


def page(session: Session, where: NoteFilter, offset: int = 0, limit: int = 1000) -> Sequence[Note]:
    """Notes that `where` selects, in the order they were written."""
    statement = _selection().where(*_conditions(where)).order_by(notes.c.id)
    return _read(session, statement.offset(offset).limit(limit))


def count(session: Session, where: NoteFilter) -> int:
    """How many notes `where` selects."""
    statement = _joined(select(func.count())).where(*_conditions(where))
    return int(session.execute(statement).scalar_one())


def of_footage(session: Session, footage_ids: Iterable[FootageId]) -> Sequence[Note]:
    """The notes on gaps beside these recordings, in the order they were written."""
    ids = sorted(set(footage_ids))
    found: dict[NoteId, Note] = {}
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        beside = or_(notes.c.after_id.in_(some), notes.c.before_id.in_(some))
        found |= {note.id: note for note in _read(session, _selection().where(beside))}
    return [found[number] for number in sorted(found)]


def _conditions(where: NoteFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if where.case_id is not None:
        mine = select(case_footage.c.footage_id).where(case_footage.c.case_id == where.case_id)
        conditions.append(
            or_(
                notes.c.case_id == where.case_id,
                notes.c.after_id.in_(mine) & notes.c.before_id.in_(mine),
            )
        )
    if where.footage_id is not None:
        conditions.append(
            or_(notes.c.after_id == where.footage_id, notes.c.before_id == where.footage_id)
        )
    if where.waiting:
        conditions += [
            notes.c.approver != "",
            note_signatures.c.note_id.is_(None),
            _following.c.id.is_(None),
        ]
    return conditions


def _joined(statement: Select[Any]) -> Select[Any]:
    return (
        statement.select_from(notes)
        .join(people, people.c.id == notes.c.author_id)
        .outerjoin(note_signatures, note_signatures.c.note_id == notes.c.id)
        .outerjoin(_following, _following.c.replaces_id == notes.c.id)
        .outerjoin(cases, cases.c.id == notes.c.case_id)
    )


def _selection() -> Select[Any]:
    return _joined(
        select(
            notes,
            people.c.name.label("author"),
            note_signatures.c.signer,
            note_signatures.c.agreed,
            note_signatures.c.opinion,
            note_signatures.c.signed_at,
            _following.c.no.label("followed_by"),
            cases.c.no.label("case_no"),
        )
    )


def _read(session: Session, statement: Select[Any]) -> list[Note]:
    rows = session.execute(statement).all()
    ids = {number for row in rows for number in (row.after_id, row.before_id) if number}
    names: dict[int, str] = {}
    for start in range(0, len(ids), _CHUNK):
        some = sorted(ids)[start : start + _CHUNK]
        parts = select(footage.c.id, footage.c.name).where(footage.c.id.in_(some))
        names |= {part.id: part.name for part in session.execute(parts)}
    replaced = _numbers(session, {row.replaces_id for row in rows if row.replaces_id})
    return [_note(row, names, replaced.get(row.replaces_id, "")) for row in rows]


def _numbers(session: Session, ids: set[int]) -> dict[int, str]:
    rows = session.execute(select(notes.c.id, notes.c.no).where(notes.c.id.in_(sorted(ids))))
    return {row.id: row.no for row in rows}


def _note(row: Row[Any], names: dict[int, str], replaces: str) -> Note:
    after = None if row.after_id is None else FootageId(row.after_id)
    before = None if row.before_id is None else FootageId(row.before_id)
    draft = NoteDraft(
        kind=NoteKind(row.kind),
        ground=Ground(row.ground),
        text=row.text,
        officer=row.officer,
        start=row.start,
        end=row.end,
        after=after,
        before=before,
        case_id=None if row.case_id is None else CaseId(row.case_id),
        stage=row.stage,
        place=row.place,
        measure=row.measure,
        voice_explained=row.voice_explained,
        reported_to=row.reported_to,
        reported_at=row.reported_at,
        replaces=replaces,
    )
    signature = None
    if row.signer is not None:
        signature = Signature(row.signer, row.agreed, row.opinion, row.signed_at)
    return Note(
        id=NoteId(row.id),
        no=row.no,
        draft=draft,
        author_id=PersonId(row.author_id),
        author=row.author,
        written_at=row.written_at,
        basis=Basis(row.basis_regulation, row.basis_article, row.basis_template, row.basis_version),
        approver=Role(row.approver) if row.approver else None,
        signature=signature,
        followed_by=row.followed_by or "",
        case_no=row.case_no or "",
        parts={number: names[number] for number in (after, before) if number in names},
    )
