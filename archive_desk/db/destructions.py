"""Queries on destruction lists, the copies they name, their witnesses and their discs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.appraisals import case_numbers
from archive_desk.db.chunks import chunks
from archive_desk.db.tables.footage import footage
from archive_desk.db.tables.keeping import fixity, mirror_copies
from archive_desk.db.tables.retention import (
    appraisals,
    destruction_copies,
    destruction_discs,
    destruction_items,
    destruction_lists,
    destruction_witnesses,
)
from archive_desk.domain.appraisal import AppraisalItem
from archive_desk.domain.destruction import (
    CarryingDisc,
    CopyKind,
    CopyState,
    DestructionItem,
    DestructionList,
    KnownCopy,
    ListState,
    Witness,
)
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import (
    AppraisalId,
    FootageId,
    ListId,
    PersonId,
)
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say


@dataclass(frozen=True)
class Tomb:
    """What is known of a destroyed recording besides its record."""

    list_no: str
    destroyed_at: datetime


def add(
    session: Session,
    no: str,
    appraisal_id: AppraisalId,
    doomed: Sequence[AppraisalItem],
    by: str,
    at: datetime,
) -> None:
    """Make a list of what an appraisal says is to be destroyed, with the digests of each."""
    list_id = session.execute(
        insert(destruction_lists)
        .values(
            no=no,
            appraisal_id=appraisal_id,
            state=ListState.PROPOSED.value,
            made_by=by,
            made_at=at,
            decided_by="",
            opinion="",
            method="",
            place="",
            begun_by="",
        )
        .returning(destruction_lists.c.id)
    ).scalar_one()
    records = _records(session, [each.candidate.footage_id for each in doomed])
    session.execute(
        insert(destruction_items),
        [
            {
                "list_id": list_id,
                "footage_id": each.candidate.footage_id,
                "position": position,
                **records[each.candidate.footage_id],
                "was": each.was,
                "until": each.until,
                "reason": each.reason,
            }
            for position, each in enumerate(doomed, 1)
        ],
    )


def _records(session: Session, ids: Sequence[FootageId]) -> Mapping[int, dict[str, object]]:
    names = ("name", "path", "size_bytes", "sha256", "sm3")
    found = {}
    for some in chunks(ids):
        columns = [footage.c[name] for name in names]
        for row in session.execute(select(footage.c.id, *columns).where(footage.c.id.in_(some))):
            found[row.id] = {name: getattr(row, name) for name in names}
    return found


def get(session: Session, no: str) -> DestructionList:
    """The list with this number.

    Raises:
        NotFound: there is none.
    """
    found = list(_read(session, _selection().where(destruction_lists.c.no == no)))
    if not found:
        raise NotFound(say("没有编号为“{no}”的销毁清册。", no=no))
    return found[0]


def page(session: Session) -> Sequence[DestructionList]:
    """All lists, the newest first."""
    return list(_read(session, _selection().order_by(destruction_lists.c.id.desc())))


def in_state(session: Session, state: ListState) -> Sequence[DestructionList]:
    """The lists in a state, the oldest first."""
    where = destruction_lists.c.state == state.value
    return list(_read(session, _selection().where(where).order_by(destruction_lists.c.id)))


def _selection() -> Select[Any]:
    own = destruction_items.c.list_id == destruction_lists.c.id
    items = select(func.count()).where(own).correlate(destruction_lists).scalar_subquery()
    size = (
        select(func.coalesce(func.sum(destruction_items.c.size_bytes), 0))
        .where(own)
        .correlate(destruction_lists)
        .scalar_subquery()
    )
    gone = (
        select(func.count())
        .where(own, destruction_items.c.destroyed_at.is_not(None))
        .correlate(destruction_lists)
        .scalar_subquery()
    )
    open_discs = (
        select(func.count())
        .where(
            destruction_discs.c.list_id == destruction_lists.c.id,
            destruction_discs.c.settled_at.is_(None),
        )
        .correlate(destruction_lists)
        .scalar_subquery()
    )
    return select(
        destruction_lists,
        appraisals.c.no.label("appraisal_no"),
        items.label("items"),
        size.label("size_bytes"),
        gone.label("destroyed"),
        open_discs.label("open_discs"),
    ).join(appraisals, appraisals.c.id == destruction_lists.c.appraisal_id)


def _read(session: Session, statement: Select[Any]) -> Iterator[DestructionList]:
    rows = session.execute(statement).all()
    witnesses = _witnesses(session, [row.id for row in rows])
    for row in rows:
        decider = row.decided_by_id
        yield DestructionList(
            ListId(row.id),
            row.no,
            row.appraisal_no,
            ListState(row.state),
            row.made_by,
            row.made_at,
            row.items,
            row.size_bytes,
            row.destroyed,
            None if decider is None else PersonId(decider),
            row.decided_by,
            row.decided_at,
            row.opinion,
            row.method,
            row.place,
            row.begun_by,
            row.begun_at,
            row.ended_at,
            tuple(witnesses.get(row.id, ())),
            row.open_discs,
        )


def _witnesses(session: Session, ids: Sequence[int]) -> Mapping[int, list[Witness]]:
    found: dict[int, list[Witness]] = {}
    rows = session.execute(
        select(destruction_witnesses)
        .where(destruction_witnesses.c.list_id.in_(ids))
        .order_by(destruction_witnesses.c.at)
    )
    for row in rows:
        witness = Witness(PersonId(row.person_id), row.name, row.at)
        found.setdefault(row.list_id, []).append(witness)
    return found


def items_of(session: Session, list_id: ListId) -> Sequence[DestructionItem]:
    """The lines of a list in their order."""
    rows = session.execute(
        select(destruction_items, footage.c.started_at)
        .join(footage, footage.c.id == destruction_items.c.footage_id)
        .where(destruction_items.c.list_id == list_id)
        .order_by(destruction_items.c.position)
    ).all()
    numbers: dict[int, list[str]] = {}
    for some in chunks(row.footage_id for row in rows):
        numbers.update(case_numbers(session, some))
    return [
        DestructionItem(
            FootageId(row.footage_id),
            row.position,
            row.name,
            row.path,
            row.size_bytes,
            row.sha256,
            row.sm3,
            row.was,
            row.until,
            row.reason,
            row.destroyed_at,
            tuple(numbers.get(row.footage_id, ())),
            row.started_at,
        )
        for row in rows
    ]


def decide(
    session: Session,
    list_id: ListId,
    state: ListState,
    person: Person,
    opinion: str,
    method: str,
    place: str,
    at: datetime,
) -> None:
    """Write down the head's decision."""
    session.execute(
        update(destruction_lists)
        .where(destruction_lists.c.id == list_id)
        .values(
            state=state.value,
            decided_by_id=person.id,
            decided_by=person.name,
            decided_at=at,
            opinion=opinion,
            method=method,
            place=place,
        )
    )


def witness(session: Session, list_id: ListId, person: Person, at: datetime) -> None:
    """Write down that somebody witnesses."""
    values = {"list_id": list_id, "person_id": person.id, "name": person.name, "at": at}
    session.execute(insert(destruction_witnesses).values(**values))


def begin(
    session: Session,
    list_id: ListId,
    copies: Sequence[KnownCopy],
    carrying: Sequence[CarryingDisc],
    by: str,
    at: datetime,
) -> None:
    """Write down everything that is to go, before anything goes."""
    if copies:
        session.execute(
            insert(destruction_copies),
            [
                {
                    "list_id": list_id,
                    "footage_id": each.footage_id,
                    "kind": each.kind.value,
                    "place": each.place,
                    "state": CopyState.PENDING.value,
                    "trouble": "",
                }
                for each in copies
            ],
        )
    if carrying:
        session.execute(
            insert(destruction_discs),
            [
                {
                    "list_id": list_id,
                    "disc_id": each.disc_id,
                    "whole": each.whole,
                    "settled_by": "",
                    "note": "",
                }
                for each in carrying
            ],
        )
    session.execute(
        update(destruction_lists)
        .where(destruction_lists.c.id == list_id)
        .values(state=ListState.DESTROYING.value, begun_by=by, begun_at=at)
    )


def copies_of(
    session: Session, list_id: ListId, *, pending_only: bool = False
) -> Sequence[KnownCopy]:
    """The copies of a list's items, item by item, the original of each first."""
    statement = (
        select(destruction_copies)
        .where(destruction_copies.c.list_id == list_id)
        .order_by(destruction_copies.c.id)
    )
    if pending_only:
        statement = statement.where(destruction_copies.c.state == CopyState.PENDING.value)
    return [
        KnownCopy(
            FootageId(row.footage_id),
            CopyKind(row.kind),
            row.place,
            CopyState(row.state),
            row.trouble,
            row.id,
        )
        for row in session.execute(statement)
    ]


def settle_copies(
    session: Session, gone: Sequence[int], troubles: Mapping[int, str], at: datetime
) -> None:
    """Write down which copies are gone, and why others are not."""
    for some in chunks(gone):
        session.execute(
            update(destruction_copies)
            .where(destruction_copies.c.id.in_(some))
            .values(state=CopyState.GONE.value, trouble="", gone_at=at)
        )
    for number, trouble in troubles.items():
        session.execute(
            update(destruction_copies)
            .where(destruction_copies.c.id == number)
            .values(trouble=trouble)
        )


def bury(session: Session, list_id: ListId, ids: Iterable[FootageId], at: datetime) -> None:
    """Make tombstones of recordings whose originals are gone."""
    for some in chunks(ids):
        session.execute(
            update(destruction_items)
            .where(
                destruction_items.c.list_id == list_id,
                destruction_items.c.footage_id.in_(some),
            )
            .values(destroyed_at=at)
        )
        session.execute(update(footage).where(footage.c.id.in_(some)).values(destroyed_at=at))
        # What was seen of copies says nothing any more.
        session.execute(delete(fixity).where(fixity.c.footage_id.in_(some)))
        session.execute(delete(mirror_copies).where(mirror_copies.c.footage_id.in_(some)))


def finish(session: Session, list_id: ListId, at: datetime) -> None:
    """Every copy the desk can reach is gone."""
    session.execute(
        update(destruction_lists)
        .where(destruction_lists.c.id == list_id)
        .values(state=ListState.DESTROYED.value, ended_at=at)
    )


def tomb_of(session: Session, footage_id: FootageId) -> Tomb | None:
    """By which list a recording was destroyed; None if it was not."""
    row = session.execute(
        select(destruction_lists.c.no, destruction_items.c.destroyed_at)
        .join(destruction_items, destruction_items.c.list_id == destruction_lists.c.id)
        .where(
            destruction_items.c.footage_id == footage_id,
            destruction_items.c.destroyed_at.is_not(None),
        )
    ).one_or_none()
    return None if row is None else Tomb(row.no, row.destroyed_at)


def destroyed_count(session: Session) -> int:
    """How many tombstones there are."""
    statement = select(func.count()).where(footage.c.destroyed_at.is_not(None))
    return session.execute(statement.select_from(footage)).scalar_one()
