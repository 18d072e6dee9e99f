"""Queries on devices going out, coming back and being looked after. Nothing here is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, or_, select
from sqlalchemy.orm import Session

from archive_desk.db import register_corrections
from archive_desk.db.tables.devices import (
    device_care,
    device_issues,
    device_return_batches,
    device_returns,
)
from archive_desk.db.tables.footage import batches, footage
from archive_desk.domain.device_issues import (
    Check,
    DeviceIssue,
    DeviceReturn,
    IssueState,
    Maintenance,
    MaintenanceDraft,
    MaintenanceKind,
)
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import (
    BatchId,
    ClockErrorId,
    DeviceIssueId,
    MaintenanceId,
    PersonId,
)
from archive_desk.domain.sentences import say

REGISTER = "devices"
"""The name of the register of issues among those that are corrected by counter-entry."""

_SEARCHED = ("no", "device", "model", "holder", "section", "purpose", "case_no")
_CHUNK = 400
_MS = timedelta(milliseconds=1)


@dataclass(frozen=True)
class IssueFilter:
    """Which lines to show; empty fields do not narrow. `state` is judged at `at`."""

    device: str = ""
    holder_id: PersonId | None = None
    text: str = ""
    state: IssueState | None = None
    at: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class HandedIn:
    """An import that took in recordings of a device: its number, when, how many."""

    id: BatchId
    no: str
    started_at: datetime
    recordings: int


def turns(session: Session, device: str) -> int:
    """How many times a device has been issued."""
    last = select(func.max(device_issues.c.turn)).where(device_issues.c.device == device)
    return int(session.scalar(last) or 0)


def add(session: Session, issue: DeviceIssue, clock_error: ClockErrorId | None) -> DeviceIssueId:
    """Write an issue down; its own id is ignored."""
    new_id = session.execute(
        insert(device_issues)
        .values(
            no=issue.no,
            device=issue.device,
            kind=issue.kind,
            model=issue.model,
            turn=issue.turn,
            holder_id=issue.holder_id,
            holder=issue.holder,
            section=issue.section,
            certificate_no=issue.certificate_no,
            purpose=issue.purpose,
            case_no=issue.case_no,
            issued_at=issue.issued_at,
            issued_by=issue.issued_by,
            due_at=issue.due_at,
            fault=issue.check.fault,
            battery_percent=issue.check.battery_percent,
            free_bytes=issue.check.free_bytes,
            remark=issue.check.remark,
            clock_offset_ms=None if issue.clock_offset is None else round(issue.clock_offset / _MS),
            clock_error_id=clock_error,
        )
        .returning(device_issues.c.id)
    ).scalar_one()
    return DeviceIssueId(new_id)


def add_return(
    session: Session, issue_id: DeviceIssueId, back: DeviceReturn, taken_in: Sequence[BatchId]
) -> None:
    """Write down that an issued device came back."""
    session.execute(
        insert(device_returns).values(
            issue_id=issue_id,
            returned_at=back.at,
            received_by=back.by,
            fault=back.check.fault,
            battery_percent=back.check.battery_percent,
            free_bytes=back.check.free_bytes,
            remark=back.check.remark,
            no_footage=back.no_footage,
        )
    )
    if taken_in:
        rows = [{"issue_id": issue_id, "batch_id": batch_id} for batch_id in taken_in]
        session.execute(insert(device_return_batches), rows)


def last_issue(session: Session, device: str) -> DeviceIssue | None:
    """The latest issue of a device, if there was one."""
    statement = (
        _issues()
        .where(device_issues.c.device == device)
        .order_by(device_issues.c.turn.desc())
        .limit(1)
    )
    return next(iter(_read(session, statement)), None)


def last_issues(session: Session) -> dict[str, DeviceIssue]:
    """The latest issue of each device that has one, by number."""
    latest = select(func.max(device_issues.c.id)).group_by(device_issues.c.device)
    found = _read(session, _issues().where(device_issues.c.id.in_(latest)))
    return {issue.device: issue for issue in found}


def get(session: Session, no: str) -> DeviceIssue:
    """One line of the register by its number.

    Raises:
        NotFound: there is none.
    """
    found = _read(session, _issues().where(device_issues.c.no == no))
    if not found:
        raise NotFound(say("没有设备领用 {no}。", no=no))
    return found[0]


def page(
    session: Session,
    where: IssueFilter,
    offset: int = 0,
    limit: int | None = None,
    *,
    descending: bool = True,
) -> list[DeviceIssue]:
    """Lines that `where` selects, the newest first, or in the register's order."""
    order = device_issues.c.id.desc() if descending else device_issues.c.id
    statement = _issues().where(*_conditions(where)).order_by(order).offset(offset)
    return _read(session, statement if limit is None else statement.limit(limit))


def count(session: Session, where: IssueFilter) -> int:
    """How many lines `where` selects."""
    statement = (
        select(func.count())
        .select_from(device_issues)
        .outerjoin(device_returns, device_returns.c.issue_id == device_issues.c.id)
        .where(*_conditions(where))
    )
    return session.execute(statement).scalar_one()


def handed_in(session: Session, device: str, since: datetime) -> list[HandedIn]:
    """Imports since a moment that took in recordings of a device."""
    statement = (
        select(batches.c.id, batches.c.no, batches.c.started_at, func.count())
        .join(footage, footage.c.batch_id == batches.c.id)
        .where(footage.c.device == device, footage.c.imported_at >= since)
        .group_by(batches.c.id, batches.c.no, batches.c.started_at)
        .order_by(batches.c.id)
    )
    return [HandedIn(BatchId(a), b, c, d) for a, b, c, d in session.execute(statement)]


def taken_in_later(session: Session, issue: DeviceIssue) -> list[HandedIn]:
    """Imports of a device's recordings since it went out, up to its return if it is back."""
    until = None if issue.returned is None else issue.returned.at
    found = handed_in(session, issue.device, issue.issued_at)
    return [each for each in found if until is None or each.started_at <= until]


def add_care(session: Session, device: str, draft: MaintenanceDraft, at: datetime, by: str) -> None:
    """Write a line into the maintenance log."""
    session.execute(
        insert(device_care).values(
            device=device,
            done_on=draft.done_on,
            kind=draft.kind.value,
            content=draft.content,
            sound=draft.sound,
            done_by=draft.done_by,
            next_on=draft.next_on,
            note=draft.note,
            entered_at=at,
            entered_by=by,
        )
    )


def care(session: Session, device: str = "") -> list[Maintenance]:
    """The maintenance log of a device, or of all, in the order of its writing."""
    statement = select(device_care).order_by(device_care.c.id)
    if device:
        statement = statement.where(device_care.c.device == device)
    return [_maintenance(row) for row in session.execute(statement)]


def last_care(session: Session) -> dict[str, Maintenance]:
    """The latest line of maintenance of each device that has one, by number."""
    latest = select(func.max(device_care.c.id)).group_by(device_care.c.device)
    rows = session.execute(select(device_care).where(device_care.c.id.in_(latest)))
    return {row.device: _maintenance(row) for row in rows}


def _issues() -> Select[Any]:
    back = device_returns
    return select(
        device_issues,
        back.c.returned_at,
        back.c.received_by,
        back.c.fault.label("back_fault"),
        back.c.battery_percent.label("back_battery"),
        back.c.free_bytes.label("back_free"),
        back.c.remark.label("back_remark"),
        back.c.no_footage,
    ).outerjoin(back, back.c.issue_id == device_issues.c.id)


def _conditions(where: IssueFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    table, back = device_issues, device_returns
    if where.device:
        found.append(table.c.device == where.device)
    if where.holder_id is not None:
        found.append(table.c.holder_id == where.holder_id)
    if where.since is not None:
        found.append(table.c.issued_at >= where.since)
    if where.until is not None:
        found.append(table.c.issued_at < where.until)
    if where.text:
        columns = [table.c[name] for name in _SEARCHED]
        found.append(or_(*[column.contains(where.text, autoescape=True) for column in columns]))
    if where.state is IssueState.RETURNED:
        found.append(back.c.returned_at.is_not(None))
    elif where.state is not None and where.at is not None:
        late = where.state is IssueState.OVERDUE
        found.append(back.c.returned_at.is_(None))
        found.append(table.c.due_at < where.at if late else table.c.due_at >= where.at)
    return found


def _read(session: Session, statement: Select[Any]) -> list[DeviceIssue]:
    rows = session.execute(statement).all()
    taken: dict[int, list[str]] = {}
    for start in range(0, len(rows), _CHUNK):
        ids = [row.id for row in rows[start : start + _CHUNK]]
        links = (
            select(device_return_batches.c.issue_id, batches.c.no)
            .join(batches, batches.c.id == device_return_batches.c.batch_id)
            .where(device_return_batches.c.issue_id.in_(ids))
            .order_by(batches.c.id)
        )
        for issue_id, no in session.execute(links):
            taken.setdefault(issue_id, []).append(no)
    corrections = register_corrections.of_lines(session, REGISTER, [row.no for row in rows])
    return [_issue(row, tuple(taken.get(row.id, ())), corrections.get(row.no, ())) for row in rows]


def _issue(row: Row[Any], taken: tuple[str, ...], corrections: tuple[str, ...]) -> DeviceIssue:
    back = None
    if row.returned_at is not None:
        look = Check(row.back_fault, row.back_battery, row.back_free, row.back_remark)
        back = DeviceReturn(row.returned_at, row.received_by, look, taken, row.no_footage)
    offset = row.clock_offset_ms
    return DeviceIssue(
        id=DeviceIssueId(row.id),
        no=row.no,
        device=row.device,
        kind=row.kind,
        model=row.model,
        turn=row.turn,
        holder_id=PersonId(row.holder_id),
        holder=row.holder,
        section=row.section,
        certificate_no=row.certificate_no,
        purpose=row.purpose,
        case_no=row.case_no,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        due_at=row.due_at,
        check=Check(row.fault, row.battery_percent, row.free_bytes, row.remark),
        clock_offset=None if offset is None else offset * _MS,
        returned=back,
        corrections=corrections,
    )


def _maintenance(row: Row[Any]) -> Maintenance:
    return Maintenance(
        done_on=row.done_on,
        kind=MaintenanceKind(row.kind),
        content=row.content,
        sound=row.sound,
        done_by=row.done_by,
        next_on=row.next_on,
        note=row.note,
        id=MaintenanceId(row.id),
        device=row.device,
        entered_at=row.entered_at,
        entered_by=row.entered_by,
    )
