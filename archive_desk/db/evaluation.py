"""Queries on evaluation rounds: the plan, the draw, the cases and who reviews them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.cases import cases
from archive_desk.db.tables.evaluation import (
    population,
    recusals,
    reviews,
    round_cases,
    rounds,
    score_sheets,
    seats,
)
from archive_desk.db.tables.office import people
from archive_desk.domain.cases import CaseKind, CaseState
from archive_desk.domain.errors import NotFound
from archive_desk.domain.evaluation import (
    Assignment,
    EvaluationRound,
    RoundCase,
    RoundPlan,
    RoundState,
    SamplingRule,
    Scope,
    Seat,
)
from archive_desk.domain.evaluation_sampling import Candidate, Draw, Ranked
from archive_desk.domain.ids import CaseId, PersonId, RoundCaseId, RoundId
from archive_desk.domain.sentences import say

# -- rounds --------------------------------------------------------------------------------------


def add(
    session: Session,
    no: str,
    plan: RoundPlan,
    *,
    sheet_id: int,
    regulation: str,
    by: PersonId,
    at: datetime,
) -> RoundId:
    """Keep a new round, a draft."""
    return RoundId(
        session.execute(
            insert(rounds)
            .values(
                **_columns(plan),
                no=no,
                sheet_id=sheet_id,
                state=RoundState.DRAFT.value,
                regulation=regulation,
                made_at=at,
                made_by_id=by,
            )
            .returning(rounds.c.id)
        ).scalar_one()
    )


def change(session: Session, round_id: RoundId, plan: RoundPlan, sheet_id: int) -> None:
    """Write `plan` over the old one."""
    session.execute(
        update(rounds).where(rounds.c.id == round_id).values(**_columns(plan), sheet_id=sheet_id)
    )


def set_state(
    session: Session,
    round_id: RoundId,
    state: RoundState,
    *,
    sent_at: datetime | None = None,
    closed_at: datetime | None = None,
    withdrawn: tuple[datetime, str] | None = None,
) -> None:
    """Move a round on; `withdrawn` is when and why it was called off."""
    values: dict[str, object] = {"state": state.value}
    if withdrawn is not None:
        values |= {"withdrawn_at": withdrawn[0], "withdrawn_why": withdrawn[1]}
    if sent_at is not None:
        values["sent_at"] = sent_at
    if closed_at is not None:
        values["closed_at"] = closed_at
    session.execute(update(rounds).where(rounds.c.id == round_id).values(**values))


def get(session: Session, round_id: RoundId) -> EvaluationRound:
    """One round.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(_rounds().where(rounds.c.id == round_id)).one_or_none()
    if row is None:
        raise NotFound(say("没有编号为“{no}”的评查。", no=round_id))
    return _round(row)


def find(session: Session, no: str) -> EvaluationRound:
    """The round with this number, or with this id.

    Raises:
        NotFound: there is none.
    """
    condition = rounds.c.no == no
    if no.isascii() and no.isdigit() and len(no) < 10:
        condition = condition | (rounds.c.id == int(no))
    row = session.execute(_rounds().where(condition)).first()
    if row is None:
        raise NotFound(say("没有编号为“{no}”的评查。", no=no))
    return _round(row)


def page(
    session: Session, *, reviewer: PersonId | None = None, states: Iterable[RoundState] = ()
) -> Sequence[EvaluationRound]:
    """Rounds, the newest first; those in which `reviewer` has a seat or is the lead."""
    statement = _rounds().order_by(rounds.c.id.desc())
    wanted = [state.value for state in states]
    if wanted:
        statement = statement.where(rounds.c.state.in_(wanted))
    if reviewer is not None:
        mine = (
            select(round_cases.c.round_id)
            .join(seats, seats.c.round_case_id == round_cases.c.id)
            .where(seats.c.person_id == reviewer, seats.c.ended_at.is_(None))
        )
        statement = statement.where(rounds.c.id.in_(mine) | (rounds.c.lead_id == reviewer))
    return [_round(row) for row in session.execute(statement)]


def _rounds() -> Select[Any]:
    count = (
        select(func.count())
        .where(round_cases.c.round_id == rounds.c.id)
        .correlate(rounds)
        .scalar_subquery()
    )
    settled = (
        select(func.count())
        .where(round_cases.c.round_id == rounds.c.id, round_cases.c.settled_at.is_not(None))
        .correlate(rounds)
        .scalar_subquery()
    )
    return (
        select(
            rounds,
            people.c.name.label("made_by"),
            score_sheets.c.key.label("sheet_key"),
            score_sheets.c.title.label("sheet_title"),
            score_sheets.c.version.label("sheet_version"),
            count.label("case_count"),
            settled.label("settled_count"),
        )
        .join(people, people.c.id == rounds.c.made_by_id)
        .join(score_sheets, score_sheets.c.id == rounds.c.sheet_id)
    )


def _columns(plan: RoundPlan) -> dict[str, object]:
    scope, rule = plan.scope, plan.sampling
    return {
        "name": plan.name,
        "period_from": plan.period_from,
        "period_until": plan.period_until,
        "sections": json.dumps(list(scope.sections), ensure_ascii=False),
        "kinds": json.dumps([kind.value for kind in scope.kinds]),
        "closed_from": scope.closed_from,
        "closed_until": scope.closed_until,
        "archived_only": scope.archived_only,
        "share_percent": rule.share_percent,
        "number": rule.number,
        "each_stratum": rule.each_stratum,
        "second_review": plan.second_review,
        "bar_same_section": plan.bar_same_section,
        "rectification_days": plan.rectification_days,
        "lead_id": plan.lead_id,
    }


def _round(row: Row[Any]) -> EvaluationRound:
    plan = RoundPlan(
        row.name,
        row.period_from,
        row.period_until,
        Scope(
            tuple(json.loads(row.sections)),
            tuple(CaseKind(kind) for kind in json.loads(row.kinds)),
            row.closed_from,
            row.closed_until,
            row.archived_only,
        ),
        SamplingRule(row.share_percent, row.number, row.each_stratum),
        row.sheet_key,
        row.second_review,
        row.bar_same_section,
        row.rectification_days,
        None if row.lead_id is None else PersonId(row.lead_id),
    )
    return EvaluationRound(
        id=RoundId(row.id),
        no=row.no,
        plan=plan,
        state=RoundState(row.state),
        regulation=row.regulation,
        made_at=row.made_at,
        made_by=row.made_by,
        sheet_id=row.sheet_id,
        sheet_title=row.sheet_title,
        sheet_version=row.sheet_version,
        seed=row.seed,
        digest=row.digest,
        population=row.population,
        drawn_at=row.drawn_at,
        draws=row.draws,
        sent_at=row.sent_at,
        closed_at=row.closed_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_why=row.withdrawn_why,
        case_count=row.case_count,
        settled_count=row.settled_count,
    )


# -- the draw ------------------------------------------------------------------------------------


def candidates(session: Session, scope: Scope, zone: tzinfo) -> Sequence[Candidate]:
    """The case files that `scope` is about; days are those of `zone`."""
    conditions: list[ColumnElement[bool]] = []
    if scope.sections:
        conditions.append(cases.c.section.in_(scope.sections))
    if scope.kinds:
        conditions.append(cases.c.kind.in_([kind.value for kind in scope.kinds]))
    if scope.archived_only:
        conditions.append(cases.c.state == CaseState.ARCHIVED.value)
    if scope.closed_from is not None:
        start = datetime.combine(scope.closed_from, time(), zone)
        conditions.append(cases.c.ended_at >= start)
    if scope.closed_until is not None:
        end = datetime.combine(scope.closed_until + timedelta(days=1), time(), zone)
        conditions.append(cases.c.ended_at < end)
    conditions.append(cases.c.ended_at.is_not(None))
    rows = session.execute(
        select(cases.c.id, cases.c.no, cases.c.section, cases.c.kind)
        .where(*conditions)
        .order_by(cases.c.no)
    )
    return [Candidate(CaseId(r.id), r.no, r.section, CaseKind(r.kind)) for r in rows]


def keep_draw(session: Session, round_id: RoundId, draw: Draw, at: datetime) -> None:
    """Keep a draw: its population in order, its digest, and the cases it brought."""
    session.execute(
        update(rounds)
        .where(rounds.c.id == round_id)
        .values(
            seed=draw.seed,
            digest=draw.digest,
            population=len(draw.ranked),
            drawn_at=at,
            draws=rounds.c.draws + 1,
        )
    )
    session.execute(
        insert(population),
        [
            {
                "round_id": round_id,
                "position": position,
                "case_id": each.candidate.case_id,
                "no": each.candidate.no,
                "section": each.candidate.section,
                "kind": each.candidate.kind.value,
                "rank": each.rank,
                "drawn": each.drawn,
            }
            for position, each in enumerate(draw.ranked, 1)
        ],
    )
    for position, candidate in enumerate(draw.drawn, 1):
        add_case(session, round_id, candidate.case_id, position=position)


def discard_draw(session: Session, round_id: RoundId) -> None:
    """Take a draw back, with everything that came of it."""
    mine = select(round_cases.c.id).where(round_cases.c.round_id == round_id)
    session.execute(delete(seats).where(seats.c.round_case_id.in_(mine)))
    session.execute(delete(recusals).where(recusals.c.round_case_id.in_(mine)))
    session.execute(delete(round_cases).where(round_cases.c.round_id == round_id))
    session.execute(delete(population).where(population.c.round_id == round_id))
    session.execute(
        update(rounds)
        .where(rounds.c.id == round_id)
        .values(seed="", digest="", population=0, drawn_at=None)
    )


def drawn_from(session: Session, round_id: RoundId) -> Sequence[Ranked]:
    """The population on record, in its order."""
    rows = session.execute(
        select(population).where(population.c.round_id == round_id).order_by(population.c.position)
    )
    return [
        Ranked(Candidate(CaseId(r.case_id), r.no, r.section, CaseKind(r.kind)), r.rank, r.drawn)
        for r in rows
    ]


# -- cases of a round ----------------------------------------------------------------------------


def add_case(
    session: Session, round_id: RoundId, case_id: CaseId, *, position: int = 0, reason: str = ""
) -> RoundCaseId:
    """Put a case into a round; `reason` where it was not drawn."""
    if not position:
        last = session.scalar(
            select(func.max(round_cases.c.position)).where(round_cases.c.round_id == round_id)
        )
        position = (last or 0) + 1
    return RoundCaseId(
        session.execute(
            insert(round_cases)
            .values(round_id=round_id, case_id=case_id, position=position, reason=reason)
            .returning(round_cases.c.id)
        ).scalar_one()
    )


def remove_case(session: Session, round_case_id: RoundCaseId) -> None:
    """Take a case out that was added by hand."""
    session.execute(delete(seats).where(seats.c.round_case_id == round_case_id))
    session.execute(delete(recusals).where(recusals.c.round_case_id == round_case_id))
    session.execute(delete(round_cases).where(round_cases.c.id == round_case_id))


def cases_of(session: Session, round_id: RoundId) -> Sequence[RoundCase]:
    """The cases of a round in their order."""
    return _read(
        session,
        _cases().where(round_cases.c.round_id == round_id).order_by(round_cases.c.position),
    )


def case(session: Session, round_case_id: RoundCaseId) -> RoundCase:
    """One case of a round.

    Raises:
        NotFound: there is none.
    """
    found = _read(session, _cases().where(round_cases.c.id == round_case_id))
    if not found:
        raise NotFound(say("评查中没有这个案卷。"))
    return found[0]


def set_settled(session: Session, round_case_id: RoundCaseId, at: datetime | None) -> None:
    """Say that a case has its result, or has lost it again."""
    session.execute(
        update(round_cases).where(round_cases.c.id == round_case_id).values(settled_at=at)
    )


def _cases() -> Select[Any]:
    return select(
        round_cases, cases.c.no, cases.c.party, cases.c.cause, cases.c.section, cases.c.kind
    ).join(cases, cases.c.id == round_cases.c.case_id)


def _read(session: Session, statement: Select[Any]) -> list[RoundCase]:
    rows = session.execute(statement).all()
    ids = [row.id for row in rows]
    held = _seats(session, ids)
    done = _handed_in(session, ids)
    return [
        RoundCase(
            id=RoundCaseId(row.id),
            round_id=RoundId(row.round_id),
            case_id=CaseId(row.case_id),
            case_no=row.no,
            case_name=f"{row.party}{row.cause}案",
            section=row.section,
            kind=CaseKind(row.kind),
            position=row.position,
            reason=row.reason,
            settled_at=row.settled_at,
            seats=held.get(row.id, ()),
            handed_in=done.get(row.id, frozenset()),
        )
        for row in rows
    ]


def _seats(session: Session, ids: Sequence[int]) -> Mapping[int, tuple[Assignment, ...]]:
    found: dict[int, list[Assignment]] = defaultdict(list)
    rows = session.execute(
        select(seats, people.c.name)
        .join(people, people.c.id == seats.c.person_id)
        .where(seats.c.round_case_id.in_(ids))
        .order_by(seats.c.id)
    )
    for row in rows:
        found[row.round_case_id].append(
            Assignment(
                Seat(row.seat),
                PersonId(row.person_id),
                row.name,
                row.assigned_at,
                row.ended_at,
                row.reason,
            )
        )
    return {key: tuple(each) for key, each in found.items()}


def _handed_in(session: Session, ids: Sequence[int]) -> Mapping[int, frozenset[Seat]]:
    """Which seats have handed in: a sheet counts while its reviewer has the seat."""
    found: dict[int, set[Seat]] = defaultdict(set)
    rows = session.execute(
        select(reviews.c.round_case_id, seats.c.seat)
        .join(
            seats,
            (seats.c.round_case_id == reviews.c.round_case_id)
            & (seats.c.person_id == reviews.c.person_id)
            & seats.c.ended_at.is_(None),
        )
        .where(reviews.c.round_case_id.in_(ids), reviews.c.handed_in_at.is_not(None))
    )
    for row in rows:
        found[row.round_case_id].add(Seat(row.seat))
    return {key: frozenset(each) for key, each in found.items()}
