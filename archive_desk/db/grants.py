"""Queries on grants: the live rights that approvals have made."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, insert, or_, select, update
from sqlalchemy.orm import Session

from archive_desk.db.loan_filter import held_by
from archive_desk.db.tables.cases import case_footage
from archive_desk.db.tables.discs import disc_items
from archive_desk.db.tables.lending import grants, loan_items, loan_steps, loans
from archive_desk.domain.ids import FootageId, GrantId, LoanId, PersonId
from archive_desk.domain.loans import Grant, ItemKind, Loan, LoanAct, LoanItem, LoanState
from archive_desk.domain.people import Role


def make(
    session: Session,
    loan: Loan,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> None:
    """One grant for each act on each thing of a request, for the period approved or this one."""
    session.execute(
        insert(grants),
        [
            {
                "loan_id": loan.id,
                "person_id": loan.applicant_id,
                "act": act.value,
                "kind": item.kind.value,
                "item_id": item.item_id,
                "label": item.label,
                "valid_from": valid_from or loan.wanted_from,
                "valid_until": valid_until or loan.wanted_until,
                "uses": loan.particulars.uses,
                "used": 0,
            }
            for act in loan.acts
            for item in loan.items
        ],
    )


def confirm(session: Session, loan: Loan, at: datetime) -> None:
    """Let the grants of a loan that was used first last as long as was approved at the end.

    What the approvers took away ends; how often the rest was used still counts.
    """
    wanted = {(act.value, i.kind.value, i.item_id) for act in loan.acts for i in loan.items}
    statement = select(grants).where(grants.c.loan_id == loan.id)
    for row in session.execute(statement).all():
        if (row.act, row.kind, row.item_id) in wanted:
            values = {
                "valid_until": loan.wanted_until,
                "uses": loan.particulars.uses,
                "ended_at": None,
            }
        else:
            values = {"ended_at": row.ended_at or at}
        session.execute(update(grants).where(grants.c.id == row.id).values(**values))


def use(session: Session, grant_id: GrantId) -> bool:
    """Count one use of a grant; False where it has been used as often as was approved."""
    counted = session.execute(
        update(grants)
        .where(grants.c.id == grant_id, _unspent())
        .values(used=grants.c.used + 1)
        .returning(grants.c.id)
    )
    return counted.one_or_none() is not None


def end(session: Session, loan_id: LoanId, at: datetime, act: LoanAct | None = None) -> None:
    """End what is still live of a loan's grants, or of those for one `act`."""
    statement = update(grants).where(grants.c.loan_id == loan_id, grants.c.ended_at.is_(None))
    if act is not None:
        statement = statement.where(grants.c.act == act.value)
    session.execute(statement.values(ended_at=at))


def of_loans(session: Session, loan_ids: Sequence[int]) -> Mapping[int, Sequence[Grant]]:
    """All grants of some loans, live or not."""
    found: dict[int, list[Grant]] = {}
    for row in session.execute(
        _grants().where(grants.c.loan_id.in_(loan_ids)).order_by(grants.c.id)
    ):
        found.setdefault(row.loan_id, []).append(_grant(row))
    return found


def live(session: Session, person_id: PersonId, at: datetime) -> Sequence[Grant]:
    """Everything `person_id` has been granted that is live at `at`."""
    statement = _grants().where(grants.c.person_id == person_id, *_live(at)).order_by(grants.c.id)
    return [_grant(row) for row in session.execute(statement)]


def covering(
    session: Session,
    person_id: PersonId,
    act: LoanAct,
    footage_id: FootageId,
    at: datetime,
    loan_id: LoanId | None = None,
) -> Grant | None:
    """A live grant of `act` on the recording, on a case or on a disc that holds it.

    Of several the one that lasts longest; with `loan_id` only those of that loan.
    """
    wanted = [grants.c.act == act.value, _unspent()]
    if loan_id is not None:
        wanted.append(grants.c.loan_id == loan_id)
    return _one_of(session, person_id, footage_id, at, *wanted)


def expire(session: Session, at: datetime) -> None:
    """Write down the end of grants whose time is over; a clock set back wakes none of them."""
    session.execute(
        update(grants)
        .where(grants.c.ended_at.is_(None), grants.c.valid_until <= at)
        .values(ended_at=grants.c.valid_until)
    )


def spent(
    session: Session, person_id: PersonId, act: LoanAct, footage_id: FootageId, at: datetime
) -> Grant | None:
    """A grant of `act` whose time runs, but which has been used as often as was approved."""
    return _one_of(session, person_id, footage_id, at, grants.c.act == act.value, ~_unspent())


def other_act(
    session: Session, person_id: PersonId, footage_id: FootageId, at: datetime
) -> Grant | None:
    """A live grant of any act on the recording: what he may do instead."""
    return _one_of(session, person_id, footage_id, at, _unspent())


def _one_of(
    session: Session,
    person_id: PersonId,
    footage_id: FootageId,
    at: datetime,
    *further: ColumnElement[bool],
) -> Grant | None:
    statement = _grants().where(
        grants.c.person_id == person_id,
        *_live(at),
        *further,
        _covers(grants.c.kind, grants.c.item_id, footage_id),
    )
    row = session.execute(statement.order_by(grants.c.valid_until.desc()).limit(1)).one_or_none()
    return None if row is None else _grant(row)


def covering_case(
    session: Session, person_id: PersonId, act: LoanAct, case_id: int, at: datetime
) -> Grant | None:
    """A live grant of `act` on the case file itself."""
    statement = _grants().where(
        grants.c.person_id == person_id,
        grants.c.act == act.value,
        grants.c.kind == ItemKind.CASE.value,
        grants.c.item_id == case_id,
        *_live(at),
        _unspent(),
    )
    row = session.execute(statement.order_by(grants.c.valid_until.desc()).limit(1)).one_or_none()
    return None if row is None else _grant(row)


def waiting_request(
    session: Session,
    role: Role,
    holder_id: PersonId,
    person_id: PersonId,
    footage_id: FootageId,
) -> str | None:
    """The number of a request for the recording that waits for a signature of `role`.

    `holder_id` is who holds the role, `person_id` who would sign: the same, or a deputy.
    """
    earlier = loan_steps.alias()
    unsigned_before = (
        select(earlier.c.loan_id)
        .where(
            earlier.c.loan_id == loan_steps.c.loan_id,
            earlier.c.position < loan_steps.c.position,
            earlier.c.decision.is_(None),
        )
        .exists()
    )
    return session.scalar(
        select(loans.c.no)
        .join(loan_steps, loan_steps.c.loan_id == loans.c.id)
        .join(loan_items, loan_items.c.loan_id == loans.c.id)
        .where(
            loans.c.state == LoanState.SUBMITTED.value,
            loans.c.applicant_id.not_in((person_id, holder_id)),
            held_by(loan_steps.c.role, loan_steps.c.named_id, role, holder_id),
            loan_steps.c.decision.is_(None),
            ~unsigned_before,
            _covers(loan_items.c.kind, loan_items.c.item_id, footage_id),
        )
        .order_by(loans.c.id)
        .limit(1)
    )


def _covers(
    kind: ColumnElement[str], item_id: ColumnElement[int], footage_id: FootageId
) -> ColumnElement[bool]:
    cases = select(case_footage.c.case_id).where(case_footage.c.footage_id == footage_id)
    discs = select(disc_items.c.disc_id).where(disc_items.c.footage_id == footage_id)
    return or_(
        and_(kind == ItemKind.FOOTAGE.value, item_id == footage_id),
        and_(kind == ItemKind.CASE.value, item_id.in_(cases)),
        and_(kind == ItemKind.DISC.value, item_id.in_(discs)),
    )


def _live(at: datetime) -> list[ColumnElement[bool]]:
    return [
        grants.c.valid_from <= at,
        grants.c.valid_until > at,
        grants.c.ended_at.is_(None),
    ]


def _unspent() -> ColumnElement[bool]:
    return or_(grants.c.uses.is_(None), grants.c.used < grants.c.uses)


def _grants() -> Select[Any]:
    return select(grants, loans.c.no.label("loan_no")).join(loans, loans.c.id == grants.c.loan_id)


def _grant(row: Row[Any]) -> Grant:
    return Grant(
        id=GrantId(row.id),
        loan_id=LoanId(row.loan_id),
        loan_no=row.loan_no,
        person_id=PersonId(row.person_id),
        act=LoanAct(row.act),
        item=LoanItem(ItemKind(row.kind), row.item_id, row.label),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        ended_at=row.ended_at,
        uses=row.uses,
        used=row.used,
    )
