"""Queries on notices of rectification and their answers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db import attachments
from archive_desk.db.tables.cases import case_officers, cases
from archive_desk.db.tables.evaluation import notice_steps, notices, round_cases, rounds
from archive_desk.db.tables.office import people
from archive_desk.domain.errors import NotFound
from archive_desk.domain.evaluation_findings import Notice, NoticeState, NoticeStep
from archive_desk.domain.ids import NoticeId, PersonId, RoundCaseId, RoundId
from archive_desk.domain.sentences import say

OWNER = "notice_step"
"""What attachments of an answer belong to."""


def add(
    session: Session,
    no: str,
    round_case_id: RoundCaseId,
    *,
    sent_at: datetime,
    due_at: datetime,
    provisional: bool,
) -> NoticeId:
    """Keep a new notice."""
    return NoticeId(
        session.execute(
            insert(notices)
            .values(
                no=no,
                round_case_id=round_case_id,
                state=NoticeState.SENT.value,
                sent_at=sent_at,
                due_at=due_at,
                provisional=provisional,
            )
            .returning(notices.c.id)
        ).scalar_one()
    )


def add_step(
    session: Session,
    notice_id: NoticeId,
    event: str,
    text: str,
    by: PersonId,
    at: datetime,
    due_at: datetime | None = None,
) -> int:
    """Keep what somebody said about a notice, and the deadline it set; gives the step's id."""
    step_id: int = session.execute(
        insert(notice_steps)
        .values(notice_id=notice_id, event=event, text=text, by_id=by, at=at, due_at=due_at)
        .returning(notice_steps.c.id)
    ).scalar_one()
    return step_id


def set_state(
    session: Session,
    notice_id: NoticeId,
    state: NoticeState,
    *,
    due_at: datetime | None = None,
    provisional: bool = False,
) -> None:
    """Move a notice on; with a new deadline if one is given."""
    values: dict[str, object] = {"state": state.value}
    if due_at is not None:
        values |= {"due_at": due_at, "provisional": provisional}
    session.execute(update(notices).where(notices.c.id == notice_id).values(**values))


def get(session: Session, notice_id: NoticeId) -> Notice:
    """One notice with its story.

    Raises:
        NotFound: there is none.
    """
    found = _read(session, _notices().where(notices.c.id == notice_id))
    if not found:
        raise NotFound(say("没有编号为“{no}”的整改通知。", no=notice_id))
    return found[0]


def find(session: Session, no: str) -> Notice:
    """The notice with this number.

    Raises:
        NotFound: there is none.
    """
    found = _read(session, _notices().where(notices.c.no == no))
    if not found:
        raise NotFound(say("没有编号为“{no}”的整改通知。", no=no))
    return found[0]


def of_step(session: Session, step_id: int) -> Notice:
    """The notice that a step belongs to.

    Raises:
        NotFound: there is none.
    """
    notice_id = session.scalar(select(notice_steps.c.notice_id).where(notice_steps.c.id == step_id))
    return get(session, NoticeId(notice_id or 0))


def of_round(session: Session, round_id: RoundId) -> Sequence[Notice]:
    """The notices of a round in the order of its cases."""
    return _read(
        session,
        _notices().where(round_cases.c.round_id == round_id).order_by(round_cases.c.position),
    )


def open_ones(session: Session, states: Iterable[NoticeState]) -> Sequence[Notice]:
    """All notices in these states, the most pressing first."""
    wanted = [state.value for state in states]
    return _read(session, _notices().where(notices.c.state.in_(wanted)).order_by(notices.c.due_at))


def _notices() -> Select[Any]:
    return (
        select(
            notices,
            rounds.c.no.label("round_no"),
            cases.c.id.label("case_id"),
            cases.c.no.label("case_no"),
            cases.c.party,
            cases.c.cause,
            cases.c.section,
        )
        .join(round_cases, round_cases.c.id == notices.c.round_case_id)
        .join(rounds, rounds.c.id == round_cases.c.round_id)
        .join(cases, cases.c.id == round_cases.c.case_id)
    )


def _read(session: Session, statement: Select[Any]) -> list[Notice]:
    rows = session.execute(statement).all()
    told = _steps(session, [row.id for row in rows])
    officers: dict[int, set[PersonId]] = defaultdict(set)
    for officer in session.execute(
        select(case_officers.c.case_id, case_officers.c.person_id).where(
            case_officers.c.case_id.in_([row.case_id for row in rows]),
            case_officers.c.person_id.is_not(None),
        )
    ):
        officers[officer.case_id].add(PersonId(officer.person_id))
    return [
        Notice(
            id=NoticeId(row.id),
            no=row.no,
            round_case_id=RoundCaseId(row.round_case_id),
            round_no=row.round_no,
            case_no=row.case_no,
            case_name=f"{row.party}{row.cause}案",
            section=row.section,
            state=NoticeState(row.state),
            sent_at=row.sent_at,
            due_at=row.due_at,
            provisional=row.provisional,
            unit_ids=frozenset(officers[row.case_id]),
            steps=told.get(row.id, ()),
        )
        for row in rows
    ]


def _steps(session: Session, ids: Sequence[int]) -> Mapping[int, tuple[NoticeStep, ...]]:
    rows: Sequence[Row[Any]] = session.execute(
        select(notice_steps, people.c.name)
        .join(people, people.c.id == notice_steps.c.by_id)
        .where(notice_steps.c.notice_id.in_(ids))
        .order_by(notice_steps.c.id)
    ).all()
    files = attachments.of_owners(session, OWNER, [row.id for row in rows])
    found: dict[int, list[NoticeStep]] = defaultdict(list)
    for row in rows:
        found[row.notice_id].append(
            NoticeStep(row.event, row.text, row.name, row.at, tuple(files[row.id]), row.due_at)
        )
    return {key: tuple(each) for key, each in found.items()}
