"""Which requests a list shows, and whose signature they wait for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true

from archive_desk.db.tables.lending import loan_items, loan_steps, loans
from archive_desk.db.tables.office import people
from archive_desk.domain.ids import PersonId
from archive_desk.domain.loans import ItemKind, LoanState
from archive_desk.domain.people import Role


@dataclass(frozen=True)
class Signer:
    """Who may sign: a person, his own roles, and those in whose stead he signs.

    `stands_for` are pairs of a role and the person who holds it; that person must not be the
    applicant nor have signed before.
    """

    person_id: PersonId
    role: Role
    stands_for: tuple[tuple[Role, PersonId], ...] = ()


@dataclass(frozen=True)
class LoanFilter:
    """Which requests to show; empty fields do not narrow.

    `waits_for` is the `Signer` whose signature is next. `viewer` sees his own drafts as well;
    nobody sees those of others.
    `item` narrows to requests for one thing. `text` looks into numbers, names, purposes and items.
    """

    states: tuple[LoanState, ...] = ()
    applicant_id: PersonId | None = None
    waits_for: Signer | None = None
    item: tuple[ItemKind, int] | None = None
    overdue_at: datetime | None = None
    text: str = ""
    viewer: PersonId | None = None
    section: str = ""


def conditions(where: LoanFilter) -> list[ColumnElement[bool]]:
    """What `where` asks of a row of `loans`."""
    found: list[ColumnElement[bool]] = [_visible(where.viewer)]
    if where.section:
        found.append(loans.c.section == where.section)
    if where.states:
        found.append(loans.c.state.in_([state.value for state in where.states]))
    if where.applicant_id is not None:
        found.append(loans.c.applicant_id == where.applicant_id)
    if where.waits_for is not None:
        signer = where.waits_for
        own = _waiting_for(signer.role, signer.person_id, signer.person_id)
        others = [
            _waiting_for(*standing, signer.person_id, as_deputy=True)
            for standing in signer.stands_for
        ]
        found.append(or_(own, *others))
    if where.item is not None:
        kind, item_id = where.item
        found.append(
            loans.c.id.in_(
                select(loan_items.c.loan_id).where(
                    loan_items.c.kind == kind.value, loan_items.c.item_id == item_id
                )
            )
        )
    if where.overdue_at is not None:
        found += [loans.c.state == LoanState.LENT.value, loans.c.due_at < where.overdue_at]
    if where.text:
        found.append(_contains(where.text))
    return found


def _visible(viewer: PersonId | None) -> ColumnElement[bool]:
    """A draft is its writer's own affair."""
    handed_in = loans.c.state != LoanState.DRAFT.value
    if viewer is None:
        return handed_in
    return or_(handed_in, loans.c.applicant_id == viewer, loans.c.entered_by_id == viewer)


def _waiting_for(
    role: Role, holder_id: PersonId, person_id: PersonId, *, as_deputy: bool = False
) -> ColumnElement[bool]:
    """Whether `person_id` may sign next for the `role` that `holder_id` holds."""
    steps, following = loan_steps.alias("signed"), loan_steps.alias("following")
    first_open = (
        select(func.min(steps.c.position))
        .where(steps.c.loan_id == loans.c.id, steps.c.decision.is_(None))
        .correlate(loans)
        .scalar_subquery()
    )
    next_is_his = (
        select(following.c.loan_id)
        .where(
            following.c.loan_id == loans.c.id,
            following.c.position == first_open,
            held_by(following.c.role, following.c.named_id, role, holder_id),
            ~following.c.in_person if as_deputy else true(),
        )
        .correlate(loans)
        .exists()
    )
    signed_before = (
        select(steps.c.loan_id)
        .where(steps.c.loan_id == loans.c.id, steps.c.signer_id.in_((person_id, holder_id)))
        .correlate(loans)
        .exists()
    )
    return and_(
        loans.c.state == LoanState.SUBMITTED.value,
        loans.c.applicant_id.not_in((person_id, holder_id)),
        next_is_his,
        ~signed_before,
    )


def how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows of a selection hold `condition`."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def held_by(
    step_role: ColumnElement[str],
    named_id: ColumnElement[int],
    role: Role,
    holder_id: PersonId,
) -> ColumnElement[bool]:
    """Whether a step is `holder_id`'s: named for it, or of his `role` where nobody is named.

    Whoever was named and has left is named no more.
    """
    named = select(people.c.id).where(people.c.id == named_id, people.c.active).exists()
    return or_(and_(step_role == role.value, ~named), and_(named_id == holder_id, named))


def _contains(text: str) -> ColumnElement[bool]:
    in_items = (
        select(loan_items.c.loan_id)
        .where(
            loan_items.c.loan_id == loans.c.id,
            loan_items.c.label.contains(text, autoescape=True),
        )
        .exists()
    )
    columns = (loans.c.no, loans.c.applicant, loans.c.section, loans.c.purpose)
    return or_(in_items, *[column.contains(text, autoescape=True) for column in columns])
