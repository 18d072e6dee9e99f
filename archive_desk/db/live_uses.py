"""Queries on what recordings are in use for: loans, parties, complaints, disclosure, evaluation."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from archive_desk.db.chunks import chunks
from archive_desk.db.tables.cases import case_footage, cases
from archive_desk.db.tables.discs import disc_items
from archive_desk.db.tables.evaluation import round_cases, rounds
from archive_desk.db.tables.footage import footage
from archive_desk.db.tables.lending import grants, loan_items, loans
from archive_desk.db.tables.outside import (
    complaint_answers,
    complaints,
    disclosure_steps,
    disclosures,
    party_visits,
)
from archive_desk.domain.disclosure import StepKind
from archive_desk.domain.evaluation import RoundState
from archive_desk.domain.ids import FootageId
from archive_desk.domain.live_uses import LiveUse, UseKind
from archive_desk.domain.loans import ItemKind, LoanState

_WAITING = (LoanState.SUBMITTED.value, LoanState.INCOMPLETE.value)
_OVER = (StepKind.DELIVER.value, StepKind.ABANDONED.value, StepKind.WITHDRAWN.value)
_Things = dict[tuple[ItemKind, int], LiveUse]


def in_use(session: Session, ids: Iterable[FootageId], at: datetime) -> Mapping[FootageId, LiveUse]:
    """Which of these recordings are in use at the moment `at`, each with the first reason.

    A recording is in use with the case file or the disc that holds it, and what belongs to a
    recording (GPS, log) with that.
    """
    things = _things(session, at)
    found: dict[FootageId, LiveUse] = {}
    if not things:
        return found
    for some in chunks(ids):
        for number, thing in _belonging(session, some):
            use = things.get(thing)
            if use is not None:
                found.setdefault(number, use)
    return found


def _things(session: Session, at: datetime) -> _Things:
    """Everything that is in use: recordings, case files, discs, each with its first reason."""
    things: _Things = {}
    for kind, number, use in (
        *_lent(session, at),
        *_complaints(session),
        *_disclosures(session),
        *_evaluations(session),
    ):
        things.setdefault((kind, number), use)
    return things


def _belonging(
    session: Session, ids: list[FootageId]
) -> list[tuple[FootageId, tuple[ItemKind, int]]]:
    """The recordings with all that they are part of; sidecars with what their recording is in."""
    owners: dict[int, list[FootageId]] = {}
    rows = session.execute(select(footage.c.id, footage.c.parent_id).where(footage.c.id.in_(ids)))
    for row in rows:
        for owner in {row.id, row.parent_id} - {None}:
            owners.setdefault(owner, []).append(FootageId(row.id))
    found = [(one, (ItemKind.FOOTAGE, owner)) for owner, of in owners.items() for one in of]
    in_cases = select(case_footage.c.footage_id, case_footage.c.case_id)
    on_discs = select(disc_items.c.footage_id, disc_items.c.disc_id)
    for kind, statement, column in (
        (ItemKind.CASE, in_cases, case_footage.c.footage_id),
        (ItemKind.DISC, on_discs, disc_items.c.footage_id),
    ):
        for owner, thing in session.execute(statement.where(column.in_(owners))):
            found += [(one, (kind, thing)) for one in owners[owner]]
    return found


def _lent(session: Session, at: datetime) -> list[tuple[ItemKind, int, LiveUse]]:
    granted = (
        select(grants.c.loan_id)
        .where(grants.c.loan_id == loans.c.id, grants.c.ended_at.is_(None))
        .where(grants.c.valid_until > at)
        .exists()
    )
    approved = and_(loans.c.state == LoanState.APPROVED.value, granted)
    live = or_(loans.c.state.in_((*_WAITING, LoanState.LENT.value)), approved)
    rows = session.execute(
        select(loans.c.no, loans.c.state, loan_items.c.kind, loan_items.c.item_id, _party())
        .join(loan_items, loan_items.c.loan_id == loans.c.id)
        .where(live, loan_items.c.returned_at.is_(None))
        .order_by(loans.c.id)
    )
    found = []
    for row in rows:
        use = LiveUse(_kind_of(row.state), row.no)
        if row.party is not None and use.kind is not UseKind.LENT:
            use = LiveUse(UseKind.PARTY, row.party)
        found.append((ItemKind(row.kind), row.item_id, use))
    return found


def _party() -> ColumnElement[str]:
    return (
        select(party_visits.c.no)
        .where(party_visits.c.loan_id == loans.c.id)
        .limit(1)
        .scalar_subquery()
        .label("party")
    )


def _kind_of(state: str) -> UseKind:
    if state == LoanState.LENT.value:
        return UseKind.LENT
    return UseKind.REQUESTED if state in _WAITING else UseKind.GRANTED


def _complaints(session: Session) -> list[tuple[ItemKind, int, LiveUse]]:
    answered = select(complaint_answers.c.complaint_id)
    rows = session.execute(
        select(complaints.c.no, complaints.c.case_id)
        .where(complaints.c.id.not_in(answered))
        .order_by(complaints.c.id)
    )
    return [(ItemKind.CASE, row.case_id, LiveUse(UseKind.COMPLAINT, row.no)) for row in rows]


def _disclosures(session: Session) -> list[tuple[ItemKind, int, LiveUse]]:
    over = select(disclosure_steps.c.disclosure_id).where(disclosure_steps.c.kind.in_(_OVER))
    rows = session.execute(
        select(disclosures.c.no, cases.c.id.label("case_id"))
        .join(cases, cases.c.no == disclosures.c.case_no)
        .where(disclosures.c.id.not_in(over))
        .order_by(disclosures.c.id)
    )
    return [(ItemKind.CASE, row.case_id, LiveUse(UseKind.DISCLOSURE, row.no)) for row in rows]


def _evaluations(session: Session) -> list[tuple[ItemKind, int, LiveUse]]:
    rows = session.execute(
        select(rounds.c.no, round_cases.c.case_id)
        .join(round_cases, round_cases.c.round_id == rounds.c.id)
        .where(rounds.c.state != RoundState.CLOSED.value)
        .order_by(rounds.c.id)
    )
    return [(ItemKind.CASE, row.case_id, LiveUse(UseKind.EVALUATION, row.no)) for row in rows]
