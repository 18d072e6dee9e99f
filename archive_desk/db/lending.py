"""Queries on requests and their signatures."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from archive_desk.db import grants
from archive_desk.db.loan_filter import LoanFilter, conditions, how_many
from archive_desk.db.tables.lending import loan_items, loan_steps, loans
from archive_desk.db.tables.office import people
from archive_desk.domain.basis import Basis
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import LoanId, PersonId
from archive_desk.domain.loan_requests import Particulars, Release, Urgency
from archive_desk.domain.loans import (
    ApprovalStep,
    Condition,
    Decision,
    ItemKind,
    ItemReturn,
    Loan,
    LoanAct,
    LoanItem,
    LoanState,
    SectionLoad,
    SentBack,
)
from archive_desk.domain.people import Role
from archive_desk.domain.sentences import say

SORTS = frozenset({"no", "applicant", "section", "submitted_at", "wanted_until", "state", "due_at"})
"""What requests can be sorted by."""

_OPEN = (LoanState.SUBMITTED, LoanState.APPROVED, LoanState.LENT)


def add(session: Session, loan: Loan) -> LoanId:
    """Write a new request with its items and unsigned steps; its id is given by the database."""
    loan_id = session.execute(
        insert(loans)
        .values(
            no=loan.no,
            applicant_id=loan.applicant_id,
            applicant=loan.applicant,
            section=loan.section,
            acts=",".join(act.value for act in loan.acts),
            purpose=loan.purpose,
            wanted_from=loan.wanted_from,
            wanted_until=loan.wanted_until,
            submitted_at=loan.submitted_at,
            basis_regulation=loan.basis.regulation,
            basis_article=loan.basis.article,
            basis_template=loan.basis.template,
            basis_version=loan.basis.version,
            entered_by_id=loan.entered_by_id,
            entered_by=loan.entered_by,
            **_particulars(loan),
            **_changing(loan),
        )
        .returning(loans.c.id)
    ).scalar_one()
    _add_items(session, loan_id, loan.items)
    _add_steps(session, loan_id, loan.steps)
    return LoanId(loan_id)


def save(session: Session, loan: Loan) -> None:
    """Write what can change of a request: its state, signatures and circulation."""
    session.execute(update(loans).where(loans.c.id == loan.id).values(**_changing(loan)))
    _save_steps(session, loan)


def save_returns(session: Session, loan: Loan) -> None:
    """Write which things of a request are accounted for."""
    for each in loan.returns:
        session.execute(
            update(loan_items)
            .where(
                loan_items.c.loan_id == loan.id,
                loan_items.c.kind == each.item.kind.value,
                loan_items.c.item_id == each.item.item_id,
                loan_items.c.returned_at.is_(None),
            )
            .values(returned_at=each.at, condition=each.condition.value, note=each.note)
        )


def save_changed(session: Session, loan: Loan) -> None:
    """Write a request whose contents have changed too: narrowed, or completed by its applicant."""
    values = _changing(loan) | {
        "acts": ",".join(act.value for act in loan.acts),
        "purpose": loan.purpose,
        "wanted_from": loan.wanted_from,
        "wanted_until": loan.wanted_until,
        "submitted_at": loan.submitted_at,
        **_particulars(loan),
    }
    session.execute(update(loans).where(loans.c.id == loan.id).values(**values))
    session.execute(delete(loan_items).where(loan_items.c.loan_id == loan.id))
    _add_items(session, loan.id, loan.items)
    _save_steps(session, loan)


def hand_in(session: Session, loan: Loan) -> None:
    """Write a draft that is handed in: its number, article and steps begin now."""
    basis = loan.basis
    session.execute(
        update(loans)
        .where(loans.c.id == loan.id)
        .values(
            no=loan.no,
            basis_regulation=basis.regulation,
            basis_article=basis.article,
            basis_template=basis.template,
            basis_version=basis.version,
        )
    )
    lay_out(session, loan)
    save_changed(session, loan)


def lay_out(session: Session, loan: Loan) -> None:
    """Let the signatures of a request be those it has now; none of them was given."""
    session.execute(delete(loan_steps).where(loan_steps.c.loan_id == loan.id))
    _add_steps(session, loan.id, loan.steps)


def discard(session: Session, loan_id: LoanId) -> None:
    """Take a draft away; it never was a request."""
    for table in (loan_items, loan_steps):
        session.execute(delete(table).where(table.c.loan_id == loan_id))
    session.execute(delete(loans).where(loans.c.id == loan_id))


def _particulars(loan: Loan) -> dict[str, Any]:
    wanted = loan.particulars
    return {"place": wanted.place, "urgency": wanted.urgency.value, "uses": wanted.uses}


def _add_steps(session: Session, loan_id: int, steps: Sequence[ApprovalStep]) -> None:
    rows = [
        {
            "loan_id": loan_id,
            "position": s.position,
            "named_id": s.named_id,
            "in_person": s.in_person,
            **_signature(s),
        }
        for s in steps
    ]
    if rows:
        session.execute(insert(loan_steps), rows)


def _add_items(session: Session, loan_id: int, items: Sequence[LoanItem]) -> None:
    rows = [
        {"loan_id": loan_id, "kind": item.kind.value, "item_id": item.item_id, "label": item.label}
        for item in items
    ]
    if rows:
        session.execute(insert(loan_items), rows)


def _save_steps(session: Session, loan: Loan) -> None:
    for step in loan.steps:
        session.execute(
            update(loan_steps)
            .where(loan_steps.c.loan_id == loan.id, loan_steps.c.position == step.position)
            .values(**_signature(step))
        )


def get(session: Session, loan_id: LoanId, *, to_change: bool = False) -> Loan:
    """One request; `to_change` keeps others from changing it until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    statement = select(loans).where(loans.c.id == loan_id)
    row = session.execute(statement.with_for_update() if to_change else statement).one_or_none()
    if row is None:
        raise NotFound(say("没有编号为 {id} 的借阅申请。", id=loan_id))
    return _with_parts(session, [row])[0]


def last_return(session: Session, item: LoanItem, besides: LoanId) -> ItemReturn | None:
    """How a thing looked when it last came back, from another loan."""
    table = loan_items
    row = session.execute(
        select(table)
        .where(
            table.c.kind == item.kind.value,
            table.c.item_id == item.item_id,
            table.c.loan_id != besides,
            table.c.returned_at.is_not(None),
        )
        .order_by(table.c.returned_at.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return ItemReturn(item, row.returned_at, Condition(row.condition), row.note)


def by_section(session: Session, at: datetime, since: datetime) -> list[SectionLoad]:
    """What each section has asked for since a moment, and what became of it."""
    columns = loans.c

    open_still = columns.state.in_([LoanState.SUBMITTED.value, LoanState.INCOMPLETE.value])
    lent = columns.state == LoanState.LENT.value
    statement = (
        select(
            columns.section,
            func.count().label("requests"),
            how_many(open_still).label("waiting"),
            how_many(lent).label("out"),
            how_many(and_(lent, columns.due_at < at)).label("overdue"),
            how_many(columns.state == LoanState.REFUSED.value).label("refused"),
        )
        .where(columns.state != LoanState.DRAFT.value, columns.submitted_at >= since)
        .group_by(columns.section)
        .order_by(columns.section)
    )
    return [
        SectionLoad(row.section, row.requests, row.waiting, row.out, row.overdue, row.refused)
        for row in session.execute(statement)
    ]


def names(session: Session, person_id: PersonId) -> bool:
    """Whether a step of some request names this person."""
    statement = select(loan_steps.c.loan_id).where(
        loan_steps.c.named_id == person_id, loan_steps.c.decision.is_(None)
    )
    return session.execute(statement.limit(1)).one_or_none() is not None


def find(session: Session, reference: str) -> LoanId:
    """The request with this number, or with this id if it is all digits.

    Raises:
        NotFound: there is none.
    """
    condition = loans.c.no == reference
    if reference.isdecimal() and len(reference) < 10:
        condition = or_(condition, loans.c.id == int(reference))
    found = session.scalar(select(loans.c.id).where(condition).order_by(loans.c.no == reference))
    if found is None:
        raise NotFound(say("没有借阅申请 {no}。", no=reference))
    return LoanId(found)


def page(
    session: Session,
    where: LoanFilter,
    offset: int = 0,
    limit: int = 500,
    *,
    sort: str = "",
    descending: bool = True,
) -> Sequence[Loan]:
    """Requests that `where` selects, newest first, or by one of `SORTS`."""
    column = loans.c[sort] if sort in SORTS else loans.c.id
    rows = session.execute(
        select(loans)
        .where(*conditions(where))
        .order_by(column.desc() if descending else column, loans.c.id.desc())
        .offset(offset)
        .limit(limit)
    ).all()
    return _with_parts(session, rows)


def count(session: Session, where: LoanFilter) -> int:
    """How many requests `where` selects."""
    statement = select(func.count()).select_from(loans).where(*conditions(where))
    return session.execute(statement).scalar_one()


def others_wanting(session: Session, loan: Loan) -> Sequence[Loan]:
    """Open requests of others to borrow something that `loan` has out."""
    wanted = [
        (loan_items.c.kind == item.kind.value) & (loan_items.c.item_id == item.item_id)
        for item in loan.items
    ]
    ids = (
        select(loan_items.c.loan_id)
        .join(loans, loans.c.id == loan_items.c.loan_id)
        .where(
            or_(*wanted),
            loans.c.id != loan.id,
            loans.c.state.in_([state.value for state in _OPEN]),
            loans.c.acts.contains(LoanAct.BORROW.value),
        )
    )
    return _with_parts(session, session.execute(select(loans).where(loans.c.id.in_(ids))).all())


def _changing(loan: Loan) -> dict[str, Any]:
    return {
        "state": loan.state.value,
        "handed_out_at": loan.handed_out_at,
        "due_at": loan.due_at,
        "returned_at": loan.returned_at,
        "condition": loan.condition,
        "renewals": loan.renewals,
        "revoked_at": loan.revoked_at,
        "revocation": loan.revocation,
        "recalled_at": loan.recalled_at,
        "effect": loan.effect,
        **_release(loan.release),
        **_sending_back(loan.sent_back),
    }


def _release(release: Release | None) -> dict[str, Any]:
    if release is None:
        return {}
    return {
        "released_at": release.at,
        "released_by": release.by,
        "release_reason": release.reason,
        "backfill_due_at": release.due_at,
    }


def _sending_back(sent_back: SentBack | None) -> dict[str, Any]:
    if sent_back is None:
        return {}
    return {
        "sent_back_by": sent_back.by,
        "sent_back_at": sent_back.at,
        "sent_back_reason": sent_back.reason,
    }


def _signature(step: ApprovalStep) -> dict[str, Any]:
    return {
        "role": step.role.value,
        "title": step.title,
        "signer_id": step.signer_id,
        "signer": step.signer,
        "decision": None if step.decision is None else step.decision.value,
        "opinion": step.opinion,
        "decided_at": step.decided_at,
        "deputy_for": step.deputy_for,
        "entered_by": step.entered_by,
    }


def _with_parts(session: Session, rows: Sequence[Row[Any]]) -> list[Loan]:
    ids = [row.id for row in rows]
    items: dict[int, list[LoanItem]] = {}
    returns: dict[int, list[ItemReturn]] = {}
    for row in _parts(session, loan_items, ids):
        item = LoanItem(ItemKind(row.kind), row.item_id, row.label)
        items.setdefault(row.loan_id, []).append(item)
        if row.returned_at is not None:
            back = ItemReturn(item, row.returned_at, Condition(row.condition), row.note)
            returns.setdefault(row.loan_id, []).append(back)
    steps: dict[int, list[ApprovalStep]] = {}
    for row in _steps(session, ids):
        steps.setdefault(row.loan_id, []).append(_step(row))
    made = grants.of_loans(session, ids)
    return [
        _loan(
            row,
            items.get(row.id, ()),
            steps.get(row.id, ()),
            made.get(row.id, ()),
            returns.get(row.id, ()),
        )
        for row in rows
    ]


def _parts(session: Session, table: Any, ids: Sequence[int]) -> Iterable[Row[Any]]:
    order = list(table.primary_key.columns)
    return session.execute(select(table).where(table.c.loan_id.in_(ids)).order_by(*order))


def _steps(session: Session, ids: Sequence[int]) -> Iterable[Row[Any]]:
    return session.execute(
        select(loan_steps, people.c.name.label("named"), people.c.active.label("named_active"))
        .outerjoin(people, people.c.id == loan_steps.c.named_id)
        .where(loan_steps.c.loan_id.in_(ids))
        .order_by(loan_steps.c.loan_id, loan_steps.c.position)
    )


def _step(row: Row[Any]) -> ApprovalStep:
    return ApprovalStep(
        row.position,
        Role(row.role),
        row.title,
        None if row.signer_id is None else PersonId(row.signer_id),
        row.signer,
        None if row.decision is None else Decision(row.decision),
        row.opinion,
        row.decided_at,
        row.deputy_for,
        None if row.named_id is None else PersonId(row.named_id),
        row.named or "",
        row.named_id is None or bool(row.named_active),
        row.entered_by,
        bool(row.in_person),
    )


def _loan(
    row: Row[Any],
    items: Sequence[LoanItem],
    steps: Sequence[ApprovalStep],
    made: Sequence[Any],
    returns: Sequence[ItemReturn],
) -> Loan:
    return Loan(
        id=LoanId(row.id),
        no=row.no,
        applicant_id=PersonId(row.applicant_id),
        applicant=row.applicant,
        section=row.section,
        acts=tuple(LoanAct(act) for act in row.acts.split(",") if act),
        items=tuple(items),
        purpose=row.purpose,
        wanted_from=row.wanted_from,
        wanted_until=row.wanted_until,
        state=LoanState(row.state),
        submitted_at=row.submitted_at,
        basis=Basis(row.basis_regulation, row.basis_article, row.basis_template, row.basis_version),
        steps=tuple(steps),
        handed_out_at=row.handed_out_at,
        due_at=row.due_at,
        returned_at=row.returned_at,
        condition=row.condition,
        renewals=row.renewals,
        revoked_at=row.revoked_at,
        revocation=row.revocation,
        sent_back=None
        if row.sent_back_at is None
        else SentBack(row.sent_back_by, row.sent_back_at, row.sent_back_reason),
        recalled_at=row.recalled_at,
        returns=tuple(returns),
        grants=tuple(made),
        particulars=Particulars(row.place, Urgency(row.urgency), row.uses),
        entered_by_id=None if row.entered_by_id is None else PersonId(row.entered_by_id),
        entered_by=row.entered_by,
        release=None
        if row.released_at is None
        else Release(row.released_at, row.released_by, row.release_reason, row.backfill_due_at),
        effect=row.effect,
    )
