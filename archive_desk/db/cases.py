"""Queries on case files and their officers."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from archive_desk.db import footage_search
from archive_desk.db.tables.cases import case_footage, case_officers, cases, documents
from archive_desk.domain.cases import (
    CaseDraft,
    CaseFile,
    CaseKind,
    CaseOfficer,
    CaseState,
    ReviewGround,
)
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import CaseId, FootageId, PersonId
from archive_desk.domain.sentences import say

_CHUNK = 400


@dataclass(frozen=True)
class CaseFilter:
    """Which case files to show; empty fields do not narrow. Days are inclusive.

    `text` is looked for in number, cause, party and officers; several words must all be there.
    """

    text: str = ""
    kind: CaseKind | None = None
    section: str = ""
    state: CaseState | None = None
    officer: str = ""
    party: str = ""
    opened_from: date | None = None
    opened_until: date | None = None
    footage_id: FootageId | None = None


class CaseSort(StrEnum):
    """By what the list is sorted."""

    NO = "no"
    CAUSE = "cause"
    PARTY = "party"
    KIND = "kind"
    SECTION = "section"
    OPENED_ON = "opened_on"
    ENDED_AT = "ended_at"
    STATE = "state"
    REGISTERED = "registered"


_footage_count = (
    select(func.count())
    .where(case_footage.c.case_id == cases.c.id)
    .correlate(cases)
    .scalar_subquery()
    .label("footage_count")
)
_document_count = (
    select(func.count())
    .where(documents.c.case_id == cases.c.id)
    .correlate(cases)
    .scalar_subquery()
    .label("document_count")
)


def add(session: Session, draft: CaseDraft, at: datetime) -> CaseId:
    """Register a case file."""
    case_id = CaseId(
        session.execute(
            insert(cases)
            .values(**_columns(draft), state=CaseState.OPEN.value, registered_at=at)
            .returning(cases.c.id)
        ).scalar_one()
    )
    _write_officers(session, case_id, draft.officers)
    return case_id


def change(session: Session, case_id: CaseId, draft: CaseDraft) -> None:
    """Write the facts of `draft` over the old ones."""
    session.execute(update(cases).where(cases.c.id == case_id).values(**_columns(draft)))
    session.execute(delete(case_officers).where(case_officers.c.case_id == case_id))
    _write_officers(session, case_id, draft.officers)
    footage_search.index_case(session, case_id)


def archive(session: Session, case_id: CaseId, at: datetime) -> None:
    """Lock a case file."""
    session.execute(
        update(cases)
        .where(cases.c.id == case_id)
        .values(state=CaseState.ARCHIVED.value, archived_at=at)
    )


def _columns(draft: CaseDraft) -> dict[str, object]:
    return {
        "no": draft.no,
        "cause": draft.cause,
        "party": draft.party,
        "kind": draft.kind.value,
        "section": draft.section,
        "opened_on": draft.opened_on,
        "ended_at": draft.ended_at,
        "note": draft.note,
        "review": "" if draft.review is None else draft.review.value,
        "major": draft.major,
    }


def _write_officers(session: Session, case_id: CaseId, officers: Sequence[CaseOfficer]) -> None:
    session.execute(
        insert(case_officers),
        [
            {
                "case_id": case_id,
                "position": position,
                "name": officer.name,
                "certificate_no": officer.certificate_no,
                "person_id": officer.person_id,
            }
            for position, officer in enumerate(officers, 1)
        ],
    )


def find(session: Session, no: str) -> CaseFile | None:
    """The case file with this number, if there is one."""
    found = _read(session, _selection().where(cases.c.no == no))
    return found[0] if found else None


def get(session: Session, no: str) -> CaseFile:
    """The case file with this number.

    Raises:
        NotFound: there is none.
    """
    case = find(session, no)
    if case is None:
        raise NotFound(say("没有编号为“{no}”的案卷。", no=no))
    return case


def of_numbers(session: Session, numbers: Sequence[str]) -> Sequence[CaseFile]:
    """The case files with these numbers, as far as there are any."""
    found: list[CaseFile] = []
    for start in range(0, len(numbers), _CHUNK):
        some = cases.c.no.in_(numbers[start : start + _CHUNK])
        found += _read(session, _selection().where(some))
    return found


def by_id(session: Session, case_id: CaseId) -> CaseFile:
    """The case file with this id.

    Raises:
        NotFound: there is none.
    """
    found = _read(session, _selection().where(cases.c.id == case_id))
    if not found:
        raise NotFound(say("没有编号为“{no}”的案卷。", no=case_id))
    return found[0]


def latest_no(session: Session, kind: CaseKind) -> str:
    """The number of the case file of a kind that was registered last; empty if there is none."""
    statement = (
        select(cases.c.no)
        .where(cases.c.kind == kind.value)
        .order_by(cases.c.registered_at.desc(), cases.c.id.desc())
        .limit(1)
    )
    return session.scalar(statement) or ""


def page(
    session: Session,
    where: CaseFilter,
    *,
    sort: CaseSort = CaseSort.REGISTERED,
    descending: bool = True,
    offset: int = 0,
    limit: int = 100,
) -> Sequence[CaseFile]:
    """`limit` case files from `offset` of those that `where` selects."""
    column = cases.c.registered_at if sort is CaseSort.REGISTERED else cases.c[sort.value]
    statement = (
        _selection()
        .where(*_conditions(where))
        .order_by(*(each.desc() if descending else each for each in (column, cases.c.id)))
        .offset(offset)
        .limit(limit)
    )
    return _read(session, statement)


def count(session: Session, where: CaseFilter) -> int:
    """How many case files `where` selects."""
    return session.execute(
        select(func.count()).select_from(cases).where(*_conditions(where))
    ).scalar_one()


def of_footage(session: Session, footage_id: FootageId) -> Sequence[CaseFile]:
    """The case files that a recording belongs to."""
    return page(session, CaseFilter(footage_id=footage_id), sort=CaseSort.NO, descending=False)


def of_many(session: Session, footage_ids: Collection[FootageId]) -> Sequence[CaseFile]:
    """The case files that hold any of these recordings, by their numbers."""
    holding: set[int] = set()
    ids = sorted(footage_ids)
    for start in range(0, len(ids), _CHUNK):
        some = case_footage.c.footage_id.in_(ids[start : start + _CHUNK])
        holding |= set(session.scalars(select(case_footage.c.case_id).where(some)))
    statement = _selection().where(cases.c.id.in_(sorted(holding))).order_by(cases.c.no)
    return _read(session, statement)


def suggestions(session: Session, column: str, limit: int = 200) -> Sequence[str]:
    """What has been entered as `column` (`section`, `cause`, `party`) before, the usual first."""
    chosen = {"section": cases.c.section, "cause": cases.c.cause, "party": cases.c.party}[column]
    rows = session.execute(
        select(chosen).group_by(chosen).order_by(func.count().desc(), chosen).limit(limit)
    )
    return [row[0] for row in rows]


def _selection() -> Select[Any]:
    return select(cases, _footage_count, _document_count)


def _conditions(where: CaseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_mentions(word) for word in where.text.split()]
    if where.kind is not None:
        conditions.append(cases.c.kind == where.kind.value)
    if where.section:
        conditions.append(cases.c.section == where.section)
    if where.state is not None:
        conditions.append(cases.c.state == where.state.value)
    if where.party:
        conditions.append(cases.c.party == where.party)
    if where.officer:
        conditions.append(cases.c.id.in_(_with_officer(case_officers.c.name == where.officer)))
    if where.opened_from is not None:
        conditions.append(cases.c.opened_on >= where.opened_from)
    if where.opened_until is not None:
        conditions.append(cases.c.opened_on <= where.opened_until)
    if where.footage_id is not None:
        linked = select(case_footage.c.case_id).where(case_footage.c.footage_id == where.footage_id)
        conditions.append(cases.c.id.in_(linked))
    return conditions


def _mentions(word: str) -> ColumnElement[bool]:
    columns = (cases.c.no, cases.c.cause, cases.c.party)
    return or_(
        *(column.icontains(word, autoescape=True) for column in columns),
        cases.c.id.in_(_with_officer(case_officers.c.name.icontains(word, autoescape=True))),
    )


def _with_officer(condition: ColumnElement[bool]) -> Select[tuple[int]]:
    return select(case_officers.c.case_id).where(condition)


def _read(session: Session, statement: Select[Any]) -> list[CaseFile]:
    rows = session.execute(statement).all()
    officers = _officers(session, [row.id for row in rows])
    return [_case(row, officers.get(row.id, ())) for row in rows]


def _officers(session: Session, case_ids: Sequence[int]) -> Mapping[int, tuple[CaseOfficer, ...]]:
    found: dict[int, list[CaseOfficer]] = defaultdict(list)
    rows = session.execute(
        select(case_officers)
        .where(case_officers.c.case_id.in_(case_ids))
        .order_by(case_officers.c.case_id, case_officers.c.position)
    )
    for row in rows:
        person_id = None if row.person_id is None else PersonId(row.person_id)
        found[row.case_id].append(CaseOfficer(row.name, row.certificate_no, person_id))
    return {case_id: tuple(each) for case_id, each in found.items()}


def _case(row: Row[Any], officers: tuple[CaseOfficer, ...]) -> CaseFile:
    return CaseFile(
        id=CaseId(row.id),
        no=row.no,
        cause=row.cause,
        party=row.party,
        kind=CaseKind(row.kind),
        section=row.section,
        officers=officers,
        opened_on=row.opened_on,
        ended_at=row.ended_at,
        note=row.note,
        review=ReviewGround(row.review) if row.review else None,
        major=bool(row.major),
        state=CaseState(row.state),
        archived_at=row.archived_at,
        footage_count=row.footage_count,
        document_count=row.document_count,
    )
