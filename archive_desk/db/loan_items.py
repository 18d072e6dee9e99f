"""Things that can be lent: finding them, naming them, and whether they are in the house."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, or_, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.cases import case_footage, cases
from archive_desk.db.tables.discs import disc_items, discs
from archive_desk.db.tables.footage import footage
from archive_desk.db.tables.lending import loan_items, loans, volumes
from archive_desk.domain.disc_register import resting_state
from archive_desk.domain.discs import DiscState
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import FootageId, LoanId
from archive_desk.domain.loans import ItemKind, LoanAct, LoanItem, LoanState
from archive_desk.domain.sentences import say


def find(session: Session, kind: ItemKind, reference: str) -> LoanItem:
    """The thing a person names: a case by number, footage by id, a disc by number or id.

    Raises:
        NotFound: there is none.
    """
    number = int(reference) if reference.isdecimal() and len(reference) < 10 else None
    match kind:
        case ItemKind.CASE:
            condition = cases.c.no == reference
            found = session.scalar(select(cases.c.id).where(condition))
        case ItemKind.FOOTAGE:
            found = session.scalar(select(footage.c.id).where(footage.c.id == number))
        case ItemKind.DISC:
            condition = or_(discs.c.no == reference, discs.c.id == number)
            statement = select(discs.c.id).where(condition).order_by(discs.c.no != reference)
            found = session.scalar(statement)
        case ItemKind.VOLUME:
            condition = or_(volumes.c.no == reference, volumes.c.id == number)
            statement = select(volumes.c.id).where(condition).order_by(volumes.c.no != reference)
            found = session.scalar(statement)
    if found is None:
        raise NotFound(say("没有{kind} {reference}。", kind=say(kind.label), reference=reference))
    return describe(session, kind, int(found))


def describe(session: Session, kind: ItemKind, item_id: int) -> LoanItem:
    """The thing with this id, under its present name.

    Raises:
        NotFound: there is none.
    """
    match kind:
        case ItemKind.CASE:
            case = select(cases.c.no, cases.c.party, cases.c.cause).where(cases.c.id == item_id)
            label = "".join(f"{no} {party}{cause}案" for no, party, cause in session.execute(case))
        case ItemKind.FOOTAGE:
            found = session.scalar(select(footage.c.name).where(footage.c.id == item_id))
            label = "" if found is None else f"#{item_id} {found}"
        case ItemKind.DISC:
            disc = select(discs.c.no, discs.c.title).where(discs.c.id == item_id)
            label = "".join(f"{no} {title}".strip() for no, title in session.execute(disc))
        case ItemKind.VOLUME:
            label = _volume(session, item_id)
    if not label:
        raise NotFound(say("没有{kind} {reference}。", kind=say(kind.label), reference=item_id))
    return LoanItem(kind, item_id, label)


def search(session: Session, kind: ItemKind, text: str, limit: int) -> list[LoanItem]:
    """Things of one kind whose names hold `text`, the newest first."""
    held = _HELD[kind]
    statement = select(held.key).select_from(held.source).order_by(held.key.desc()).limit(limit)
    if text:
        found = [column.contains(text, autoescape=True) for column in held.names]
        statement = statement.where(or_(*found))
    return [describe(session, kind, item_id) for item_id in session.scalars(statement).all()]


@dataclass(frozen=True)
class _Held:
    """Where things of one kind stand, and what they are searched by."""

    source: FromClause
    key: ColumnElement[int]
    names: tuple[ColumnElement[str], ...]


_HELD = {
    ItemKind.CASE: _Held(cases, cases.c.id, (cases.c.no, cases.c.party, cases.c.cause)),
    ItemKind.FOOTAGE: _Held(
        footage, footage.c.id, (footage.c.name, footage.c.officer, footage.c.device)
    ),
    ItemKind.DISC: _Held(discs, discs.c.id, (discs.c.no, discs.c.title, discs.c.set_no)),
    ItemKind.VOLUME: _Held(
        volumes.join(cases, cases.c.id == volumes.c.case_id),
        volumes.c.id,
        (volumes.c.no, volumes.c.title, cases.c.no, cases.c.party),
    ),
}


def _volume(session: Session, volume_id: int) -> str:
    found = select(volumes.c.no, volumes.c.number, volumes.c.title, cases.c.no.label("case_no"))
    found = found.join(cases, cases.c.id == volumes.c.case_id).where(volumes.c.id == volume_id)
    return "".join(
        f"{row.no} {row.case_no} 第{row.number}册 {row.title}".strip()
        for row in session.execute(found)
    )


def footage_of(session: Session, items: Sequence[LoanItem]) -> list[FootageId]:
    """The recordings that these things are or hold, each once."""
    by_kind = {kind: [i.item_id for i in items if i.kind is kind] for kind in ItemKind}
    in_cases = select(case_footage.c.footage_id).where(
        case_footage.c.case_id.in_(by_kind[ItemKind.CASE])
    )
    on_discs = select(disc_items.c.footage_id).where(
        disc_items.c.disc_id.in_(by_kind[ItemKind.DISC])
    )
    statement = select(footage.c.id).where(
        footage.c.destroyed_at.is_(None),
        or_(
            footage.c.id.in_(by_kind[ItemKind.FOOTAGE]),
            footage.c.id.in_(in_cases),
            footage.c.id.in_(on_discs),
        ),
    )
    return [FootageId(number) for number in session.scalars(statement.order_by(footage.c.id))]


def destroyed(session: Session, item: LoanItem) -> bool:
    """Whether a recording is no more than a tombstone in the register."""
    if item.kind is not ItemKind.FOOTAGE:
        return False
    statement = select(footage.c.destroyed_at).where(footage.c.id == item.item_id)
    return session.scalar(statement) is not None


def borrowed_by(session: Session, item: LoanItem, besides: LoanId | None = None) -> str | None:
    """The number of the loan under which the thing itself is out of the house, if it is."""
    statement = (
        select(loans.c.no)
        .join(loan_items, loan_items.c.loan_id == loans.c.id)
        .where(
            loan_items.c.kind == item.kind.value,
            loan_items.c.item_id == item.item_id,
            loan_items.c.returned_at.is_(None),
            loans.c.state == LoanState.LENT.value,
            loans.c.acts.contains(LoanAct.BORROW.value),
        )
    )
    if besides is not None:
        statement = statement.where(loans.c.id != besides)
    return session.scalar(statement.limit(1))


def disc_state(session: Session, item: LoanItem) -> DiscState:
    """The state of a disc in its register."""
    return DiscState(session.scalars(select(discs.c.state).where(discs.c.id == item.item_id)).one())


def mark_out(session: Session, items: Sequence[LoanItem]) -> None:
    """Say in the disc register that these discs are lent."""
    session.execute(
        update(discs).where(discs.c.id.in_(_discs(items))).values(state=DiscState.LENT.value)
    )


def mark_back(session: Session, items: Sequence[LoanItem]) -> None:
    """Give returned discs the state again that their own dates tell."""
    columns = (discs.c.id, discs.c.burned_at, discs.c.verified_at, discs.c.location)
    lent = discs.c.id.in_(_discs(items)) & (discs.c.state == DiscState.LENT.value)
    for row in session.execute(select(*columns).where(lent)).all():
        state = resting_state(
            burned=row.burned_at is not None,
            verified=row.verified_at is not None,
            location=row.location,
        )
        session.execute(update(discs).where(discs.c.id == row.id).values(state=state.value))


def disc_numbers(session: Session, items: Sequence[LoanItem]) -> list[str]:
    """The register numbers of the discs among `items`."""
    statement = select(discs.c.no).where(discs.c.id.in_(_discs(items))).order_by(discs.c.no)
    return list(session.scalars(statement))


def _discs(items: Sequence[LoanItem]) -> list[int]:
    return [item.item_id for item in items if item.kind is ItemKind.DISC]
