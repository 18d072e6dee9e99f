"""Queries on who reviews which case of a round, who is barred from it, and what a seat opens."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, delete, insert, literal, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.cases import case_footage, case_officers
from archive_desk.db.tables.evaluation import recusals, round_cases, rounds, seats
from archive_desk.db.tables.footage import footage
from archive_desk.db.tables.lending import loan_items, loan_steps
from archive_desk.db.tables.office import journal, people
from archive_desk.domain.cases import CaseOfficer
from archive_desk.domain.evaluation import Recusal, RoundCase, RoundState, Seat
from archive_desk.domain.evaluation_assigning import CaseHands
from archive_desk.domain.ids import CaseId, PersonId, RoundCaseId, RoundId

_FILING_VERBS = (
    "case.registered",
    "case.changed",
    "case.document_added",
    "case.document_changed",
    "case.document_removed",
    "case.explained",
    "case.scan_added",
    "case.scan_removed",
    "case.binding_described",
    "case.binding_order_set",
    "case.begun_urgently",
    "case.archived",
    "case.reopening_asked",
    "case.reopened",
    "case.supplemented",
)
"""What a clerk does to a case file; who did it does not review it."""


def take_seat(
    session: Session, round_case_id: RoundCaseId, seat: Seat, person_id: PersonId, at: datetime
) -> None:
    """Give a seat to somebody."""
    session.execute(
        insert(seats).values(
            round_case_id=round_case_id, seat=seat.value, person_id=person_id, assigned_at=at
        )
    )


def end_seat(
    session: Session, round_case_id: RoundCaseId, seat: Seat, reason: str, at: datetime
) -> None:
    """Take a seat away, with the reason."""
    session.execute(
        update(seats)
        .where(
            seats.c.round_case_id == round_case_id,
            seats.c.seat == seat.value,
            seats.c.ended_at.is_(None),
        )
        .values(ended_at=at, reason=reason)
    )


def clear_seats(session: Session, round_id: RoundId) -> None:
    """Take all seats of a round away, before its reviewers are drawn anew."""
    mine = select(round_cases.c.id).where(round_cases.c.round_id == round_id)
    session.execute(delete(seats).where(seats.c.round_case_id.in_(mine)))


def recuse(
    session: Session, round_case_id: RoundCaseId, person_id: PersonId, reason: str, at: datetime
) -> None:
    """Keep that somebody declared himself barred from a case."""
    here = (
        recusals.c.round_case_id == round_case_id,
        recusals.c.person_id == person_id,
    )
    if session.scalar(select(recusals.c.at).where(*here)) is None:
        session.execute(
            insert(recusals).values(
                round_case_id=round_case_id, person_id=person_id, reason=reason, at=at
            )
        )


def recusals_of(session: Session, round_id: RoundId) -> Sequence[Recusal]:
    """Everybody who declared himself barred from a case of a round."""
    rows = session.execute(
        select(recusals, people.c.name)
        .join(people, people.c.id == recusals.c.person_id)
        .join(round_cases, round_cases.c.id == recusals.c.round_case_id)
        .where(round_cases.c.round_id == round_id)
        .order_by(recusals.c.at)
    )
    return [
        Recusal(RoundCaseId(r.round_case_id), PersonId(r.person_id), r.name, r.reason, r.at)
        for r in rows
    ]


def hands_of(session: Session, wanted: Sequence[RoundCase]) -> Sequence[CaseHands]:
    """Everybody who had a hand in each of the cases."""
    case_ids = [each.case_id for each in wanted]
    officers: dict[int, list[CaseOfficer]] = defaultdict(list)
    for row in session.execute(
        select(case_officers)
        .where(case_officers.c.case_id.in_(case_ids))
        .order_by(case_officers.c.case_id, case_officers.c.position)
    ):
        person_id = None if row.person_id is None else PersonId(row.person_id)
        officers[row.case_id].append(CaseOfficer(row.name, row.certificate_no, person_id))
    approvers = _approvers(session, case_ids)
    clerks = _clerks(session, [each.case_no for each in wanted])
    filming, linked_by = _filming(session, case_ids)
    declared: dict[int, set[PersonId]] = defaultdict(set)
    for row in session.execute(
        select(recusals).where(recusals.c.round_case_id.in_([each.id for each in wanted]))
    ):
        declared[row.round_case_id].add(PersonId(row.person_id))
    return [
        CaseHands(
            each.id,
            each.case_no,
            each.section,
            tuple(officers[each.case_id]),
            frozenset(approvers[each.case_id]),
            frozenset(clerks[each.case_no] | linked_by[each.case_id]),
            frozenset(declared[each.id]),
            frozenset(filming[each.case_id]),
        )
        for each in wanted
    ]


def _approvers(session: Session, case_ids: Sequence[int]) -> Mapping[int, set[PersonId]]:
    found: dict[int, set[PersonId]] = defaultdict(set)
    for row in session.execute(
        select(loan_items.c.item_id, loan_steps.c.signer_id)
        .join(loan_steps, loan_steps.c.loan_id == loan_items.c.loan_id)
        .where(
            loan_items.c.kind == "case",
            loan_items.c.item_id.in_(case_ids),
            loan_steps.c.signer_id.is_not(None),
        )
        .distinct()
    ):
        found[row.item_id].add(PersonId(row.signer_id))
    return found


def _filming(
    session: Session, case_ids: Sequence[int]
) -> tuple[Mapping[int, set[str]], Mapping[int, set[PersonId]]]:
    """By case: the officers named on its recordings, and who put these into the case file."""
    names: dict[int, set[str]] = defaultdict(set)
    hands: dict[int, set[PersonId]] = defaultdict(set)
    for row in session.execute(
        select(case_footage.c.case_id, footage.c.officer, journal.c.actor_id)
        .join(footage, footage.c.id == case_footage.c.footage_id)
        .outerjoin(
            journal,
            (journal.c.item == literal("footage:").concat(cast(footage.c.id, String)))
            & (journal.c.verb == "case.footage_linked"),
        )
        .where(case_footage.c.case_id.in_(case_ids))
    ):
        if row.officer:
            names[row.case_id].add(row.officer)
        if row.actor_id is not None:
            hands[row.case_id].add(PersonId(row.actor_id))
    return names, hands


def _clerks(session: Session, numbers: Sequence[str]) -> Mapping[str, set[PersonId]]:
    found: dict[str, set[PersonId]] = defaultdict(set)
    items = {f"case:{no}": no for no in numbers}
    for row in session.execute(
        select(journal.c.item, journal.c.actor_id)
        .where(
            journal.c.item.in_(list(items)),
            journal.c.verb.in_(_FILING_VERBS),
            journal.c.actor_id.is_not(None),
        )
        .distinct()
    ):
        found[items[row.item]].add(PersonId(row.actor_id))
    return found


def covering(session: Session, person_id: PersonId, footage_id: int) -> str | None:
    """The number of a round under review in which the person reviews a case with the recording."""
    return _covering(session, person_id, _with_footage(footage_id))


def covering_case(session: Session, person_id: PersonId, case_id: CaseId) -> str | None:
    """The number of a round under review in which the person reviews the case."""
    return _covering(session, person_id, round_cases.c.case_id == case_id)


def _with_footage(footage_id: int) -> ColumnElement[bool]:
    return round_cases.c.case_id.in_(
        select(case_footage.c.case_id).where(case_footage.c.footage_id == footage_id)
    )


def _covering(session: Session, person_id: PersonId, condition: ColumnElement[bool]) -> str | None:
    states = [state.value for state in RoundState if state.under_review]
    return session.scalar(
        select(rounds.c.no)
        .join(round_cases, round_cases.c.round_id == rounds.c.id)
        .join(seats, seats.c.round_case_id == round_cases.c.id)
        .where(
            seats.c.person_id == person_id,
            seats.c.ended_at.is_(None),
            rounds.c.state.in_(states),
            condition,
        )
        .order_by(rounds.c.id.desc())
        .limit(1)
    )
