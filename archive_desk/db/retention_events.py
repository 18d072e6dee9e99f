"""Events, choices and case classes that people stated: what raises, or decides, a retention."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, insert, or_, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.cases import case_footage, cases
from archive_desk.db.tables.office import people
from archive_desk.db.tables.retention import case_classes, retention_choices, retention_events
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import CaseId, EventId, FootageId, PersonId
from archive_desk.domain.keeping import Activity
from archive_desk.domain.records_schedule import FileClass
from archive_desk.domain.retention import Procedure
from archive_desk.domain.sentences import say


@dataclass(frozen=True)
class Event:
    """A situation somebody entered about a recording or a whole case file."""

    id: EventId
    code: str
    title: str
    on: date
    reason: str
    by: str
    entered_at: datetime
    case_no: str = ""
    footage_id: FootageId | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    withdrawn_reason: str = ""


@dataclass(frozen=True)
class Choice:
    """What somebody chose for a recording; None: this time he chose nothing of the kind."""

    activity: Activity | None
    evidence: bool | None
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class CaseClass:
    """What somebody stated of a case file; no `file_class`: the schedule says."""

    procedure: Procedure
    file_class: FileClass | None
    reason: str
    by: str
    at: datetime


def add(
    session: Session,
    about: tuple[CaseId | None, FootageId | None],
    code: str,
    title: str,
    on: date,
    reason: str,
    author_id: PersonId,
    at: datetime,
) -> EventId:
    """Enter an event about a case file or a recording."""
    statement = insert(retention_events).values(
        case_id=about[0],
        footage_id=about[1],
        code=code,
        title=title,
        on_day=on,
        reason=reason,
        author_id=author_id,
        entered_at=at,
        withdrawn_by="",
        withdrawn_reason="",
    )
    return EventId(session.execute(statement.returning(retention_events.c.id)).scalar_one())


def withdraw(session: Session, event_id: EventId, by: str, reason: str, at: datetime) -> None:
    """Take an event back; it stays to be read."""
    session.execute(
        update(retention_events)
        .where(retention_events.c.id == event_id)
        .values(withdrawn_at=at, withdrawn_by=by, withdrawn_reason=reason)
    )


def get(session: Session, event_id: EventId) -> Event:
    """One event.

    Raises:
        NotFound: there is none.
    """
    found = _read(session, retention_events.c.id == event_id)
    if not found:
        raise NotFound(say("没有编号为 {id} 的登记。", id=event_id))
    return found[0]


def of_footage(session: Session, footage_id: FootageId) -> Sequence[Event]:
    """The events of a recording and of the case files it is in."""
    in_case = select(case_footage.c.case_id).where(case_footage.c.footage_id == footage_id)
    return _read(
        session,
        or_(retention_events.c.footage_id == footage_id, retention_events.c.case_id.in_(in_case)),
    )


def of_case(session: Session, case_id: CaseId) -> Sequence[Event]:
    """The events of a case file itself."""
    return _read(session, retention_events.c.case_id == case_id)


def _read(session: Session, where: ColumnElement[bool]) -> list[Event]:
    statement: Select[Any] = (
        select(retention_events, people.c.name.label("author"), cases.c.no)
        .join(people, people.c.id == retention_events.c.author_id)
        .outerjoin(cases, cases.c.id == retention_events.c.case_id)
        .where(where)
        .order_by(retention_events.c.on_day, retention_events.c.id)
    )
    return [
        Event(
            EventId(row.id),
            row.code,
            row.title,
            row.on_day,
            row.reason,
            row.author,
            row.entered_at,
            row.no or "",
            None if row.footage_id is None else FootageId(row.footage_id),
            row.withdrawn_at,
            row.withdrawn_by,
            row.withdrawn_reason,
        )
        for row in session.execute(statement)
    ]


def choose(
    session: Session,
    footage_id: FootageId,
    activity: Activity | None,
    evidence: bool | None,
    reason: str,
    author_id: PersonId,
    at: datetime,
) -> None:
    """Write down what somebody chose for a recording."""
    session.execute(
        insert(retention_choices).values(
            footage_id=footage_id,
            activity="" if activity is None else activity.value,
            evidence={True: "yes", False: "no", None: ""}[evidence],
            reason=reason,
            author_id=author_id,
            made_at=at,
        )
    )


def choices_of(session: Session, footage_id: FootageId) -> Sequence[Choice]:
    """What was chosen for a recording, the last first."""
    rows = session.execute(
        select(retention_choices, people.c.name)
        .join(people, people.c.id == retention_choices.c.author_id)
        .where(retention_choices.c.footage_id == footage_id)
        .order_by(retention_choices.c.id.desc())
    )
    return [
        Choice(
            Activity(row.activity) if row.activity else None,
            {"yes": True, "no": False}.get(row.evidence),
            row.reason,
            row.name,
            row.made_at,
        )
        for row in rows
    ]


def class_case(
    session: Session,
    case_id: CaseId,
    procedure: Procedure,
    file_class: FileClass | None,
    reason: str,
    author_id: PersonId,
    at: datetime,
) -> None:
    """Write down the procedure of a case and a class of its own."""
    session.execute(
        insert(case_classes).values(
            case_id=case_id,
            procedure=procedure.value,
            file_class="" if file_class is None else file_class.value,
            reason=reason,
            author_id=author_id,
            made_at=at,
        )
    )


def class_of(session: Session, case_id: CaseId) -> CaseClass | None:
    """What was stated last of a case file."""
    row = session.execute(
        select(case_classes, people.c.name)
        .join(people, people.c.id == case_classes.c.author_id)
        .where(case_classes.c.case_id == case_id)
        .order_by(case_classes.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    own = FileClass(row.file_class) if row.file_class else None
    return CaseClass(Procedure(row.procedure), own, row.reason, row.name, row.made_at)
