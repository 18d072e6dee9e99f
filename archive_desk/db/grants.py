"""Queries on grants: the live rights that approvals have made."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, insert, or_, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.cases import case_footage
from archive_desk.db.tables.discs import disc_items
from archive_desk.db.tables.lending import grants, loan_items, loan_steps, loans
from archive_desk.domain.ids import FootageId, GrantId, LoanId, PersonId
from archive_desk.domain.loans import Grant, ItemKind, Loan, LoanAct, LoanItem, LoanState
from archive_desk.domain.people import Role


def make(session: Session, loan: Loan) -> None:
    """One grant for each act on each thing of an approved request."""
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
                "valid_from": loan.wanted_from,
                "valid_until": loan.wanted_until,
            }
            for act in loan.acts
            for item in loan.items
        ],
    )


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
    session: Session, person_id: PersonId, act: LoanAct, footage_id: FootageId, at: datetime
) -> Grant | None:
    """A live grant of `act` on the recording, on a case or on a disc that holds it.

    Of several the one that lasts longest.
    """
    statement = (
        _grants()
        .where(
            grants.c.person_id == person_id,
            grants.c.act == act.value,
            *_live(at),
            _covers(grants.c.kind, grants.c.item_id, footage_id),
        )
        .order_by(grants.c.valid_until.desc())
        .limit(1)
    )
    row = session.execute(statement).one_or_none()
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
            loan_steps.c.role == role.value,
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
        or_(grants.c.ended_at.is_(None), grants.c.ended_at > at),
    ]


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
    )
