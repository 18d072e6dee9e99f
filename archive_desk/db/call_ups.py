"""Queries on call-ups: who may look at a case before its decision. Nothing here is changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, case, func, insert, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.base import Moment
from archive_desk.db.tables.cases import case_footage, cases, documents
from archive_desk.db.tables.outside import call_up_ends, call_ups
from archive_desk.domain.call_ups import DECISIONS, CallUp, CallUpEnd, CallUpState, ReviewDuty
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import CallUpId, CaseId, FootageId, PersonId
from archive_desk.domain.sentences import say


def add(session: Session, named: CallUp) -> None:
    """Write down that somebody was named; its own id is ignored."""
    session.execute(
        insert(call_ups).values(
            no=named.no,
            case_id=named.case_id,
            person_id=named.person_id,
            person=named.person,
            duty=named.duty.value,
            valid_from=named.valid_from,
            valid_until=named.valid_until,
            reason=named.reason,
            named_at=named.named_at,
            named_by=named.named_by,
        )
    )


def end(session: Session, call_up_id: CallUpId, ended: CallUpEnd) -> None:
    """Write down that it ended before the decision."""
    session.execute(
        insert(call_up_ends).values(
            call_up_id=call_up_id, at=ended.at, by=ended.by, reason=ended.reason
        )
    )


def get(session: Session, no: str) -> CallUp:
    """One call-up by its number.

    Raises:
        NotFound: there is none.
    """
    found = _read(session, _call_ups().where(call_ups.c.no == no))
    if not found:
        raise NotFound(say("没有调阅 {no}。", no=no))
    return found[0]


def everything(
    session: Session, *, case_id: CaseId | None = None, person_id: PersonId | None = None
) -> Sequence[CallUp]:
    """Call-ups, the newest first: of one case, of one person, or all."""
    statement = _call_ups().order_by(call_ups.c.id.desc())
    if case_id is not None:
        statement = statement.where(call_ups.c.case_id == case_id)
    if person_id is not None:
        statement = statement.where(call_ups.c.person_id == person_id)
    return _read(session, statement)


def covering(
    session: Session, person_id: PersonId, footage_id: FootageId, at: datetime
) -> tuple[CallUp | None, CallUp | None]:
    """The live call-up by which a person may look at a recording, and one that has ended."""
    mine = select(case_footage.c.case_id).where(case_footage.c.footage_id == footage_id)
    statement = _call_ups().where(call_ups.c.person_id == person_id, call_ups.c.case_id.in_(mine))
    return _live(_read(session, statement.order_by(call_ups.c.id.desc())), at)


def covering_case(
    session: Session, person_id: PersonId, case_id: CaseId, at: datetime
) -> tuple[CallUp | None, CallUp | None]:
    """The same for the papers of a case file."""
    return _live(everything(session, case_id=case_id, person_id=person_id), at)


def _live(found: Sequence[CallUp], at: datetime) -> tuple[CallUp | None, CallUp | None]:
    live = next((each for each in found if each.state(at) is CallUpState.LIVE), None)
    over = {CallUpState.ENDED, CallUpState.DECIDED}
    return live, next((each for each in found if each.state(at) in over), None)


def _call_ups() -> Select[Any]:
    # A decision without a time was taken before it was registered: at the latest with the naming.
    decided = (
        select(
            func.min(
                case(
                    (documents.c.started_at.is_(None), call_ups.c.valid_from),
                    else_=documents.c.started_at,
                ),
                type_=Moment,
            )
        )
        .where(documents.c.case_id == cases.c.id, documents.c.type.in_(DECISIONS))
        .correlate(cases, call_ups)
        .scalar_subquery()
    )
    return (
        select(
            call_ups,
            cases.c.no.label("case_no"),
            cases.c.party,
            cases.c.cause,
            cases.c.ended_at.label("case_ended_at"),
            cases.c.archived_at,
            decided.label("document_at"),
            call_up_ends.c.at.label("over_at"),
            call_up_ends.c.by.label("over_by"),
            call_up_ends.c.reason.label("over_reason"),
        )
        .join(cases, cases.c.id == call_ups.c.case_id)
        .outerjoin(call_up_ends, call_up_ends.c.call_up_id == call_ups.c.id)
    )


def _read(session: Session, statement: Select[Any]) -> list[CallUp]:
    return [_call_up(row) for row in session.execute(statement)]


def _call_up(row: Row[Any]) -> CallUp:
    ended = None
    if row.over_at is not None:
        ended = CallUpEnd(row.over_at, row.over_by, row.over_reason)
    moments = [row.case_ended_at, row.archived_at, row.document_at]
    decided = min((each for each in moments if each is not None), default=None)
    return CallUp(
        id=CallUpId(row.id),
        no=row.no,
        case_id=CaseId(row.case_id),
        case_no=row.case_no,
        case_name=f"{row.party}{row.cause}案",
        person_id=PersonId(row.person_id),
        person=row.person,
        duty=ReviewDuty(row.duty),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        reason=row.reason,
        named_at=row.named_at,
        named_by=row.named_by,
        ended=ended,
        decided_at=decided,
    )
