"""Queries on appraisals: what may be appraised, rounds and their items."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db import holds, live_uses
from archive_desk.db.chunks import chunks
from archive_desk.db.retention import keep_of
from archive_desk.db.tables.cases import case_footage, cases
from archive_desk.db.tables.footage import footage
from archive_desk.db.tables.retention import (
    appraisal_items,
    appraisals,
    destruction_items,
    destruction_lists,
    retention_proposals,
    retentions,
)
from archive_desk.domain.appraisal import (
    Appraisal,
    AppraisalItem,
    AppraisalState,
    Candidate,
    Group,
    Opinion,
)
from archive_desk.domain.destruction import ListState
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import AppraisalId, FootageId
from archive_desk.domain.sentences import say

_UNDER_WAY = (
    ListState.PROPOSED.value,
    ListState.APPROVED.value,
    ListState.DESTROYING.value,
)


def candidate_ids(
    session: Session, at: datetime, *, proposed: bool, offset: int = 0, limit: int = 100
) -> list[FootageId]:
    """Recordings that may be appraised, the longest ended first; not those that are already."""
    statement = (
        _candidates(footage.c.id, at, proposed=proposed)
        .order_by(retentions.c.until, footage.c.id)
        .offset(offset)
        .limit(limit)
    )
    return [FootageId(each) for each in session.scalars(statement)]


def candidate_count(session: Session, at: datetime, *, proposed: bool) -> int:
    """How many may be appraised."""
    return int(session.execute(_candidates(func.count(), at, proposed=proposed)).scalar_one())


def _candidates(column: Any, at: datetime, *, proposed: bool) -> Select[Any]:
    judged = select(appraisal_items.c.footage_id).join(
        appraisals, appraisals.c.id == appraisal_items.c.appraisal_id
    )
    in_round = judged.where(appraisals.c.state == AppraisalState.OPEN.value)
    on_list = (
        select(destruction_items.c.footage_id)
        .join(destruction_lists, destruction_lists.c.id == destruction_items.c.list_id)
        .where(destruction_lists.c.state.in_(_UNDER_WAY))
    )
    statement = (
        select(column)
        .select_from(retentions)
        .join(footage, footage.c.id == retentions.c.footage_id)
        .where(
            footage.c.destroyed_at.is_(None),
            footage.c.id.not_in(in_round),
            footage.c.id.not_in(on_list),
        )
    )
    if proposed:
        of_it = retention_proposals.c.retention_id == retentions.c.id
        return statement.join(retention_proposals, of_it)
    return statement.where(*_ended(at))


def _ended(at: datetime) -> list[ColumnElement[bool]]:
    return [retentions.c.until < at, retentions.c.permanent.is_(False)]


def candidates(session: Session, ids: Iterable[FootageId], at: datetime) -> list[Candidate]:
    """Recordings with all that a group needs to judge them at `at`, in the order of `ids`."""
    wanted = list(dict.fromkeys(ids))
    used = live_uses.in_use(session, wanted, at)
    found: dict[int, Candidate] = {}
    for some in chunks(wanted):
        held = holds.held(session, some)
        numbers = case_numbers(session, some)
        shorter = _proposed(session, some)
        columns = (footage.c.name, footage.c.started_at, footage.c.size_bytes)
        rows = session.execute(
            select(retentions, *columns)
            .join(footage, footage.c.id == retentions.c.footage_id)
            .where(retentions.c.footage_id.in_(some))
        )
        for row in rows:
            number = FootageId(row.footage_id)
            found[number] = Candidate(
                number,
                row.name,
                tuple(numbers.get(number, ())),
                row.started_at,
                row.size_bytes,
                keep_of(row),
                shorter.get(row.id),
                held.get(number, ""),
                used.get(number),
            )
    return [found[number] for number in wanted if number in found]


def _proposed(session: Session, ids: Sequence[int]) -> Mapping[int, Any]:
    rows = session.execute(
        select(retention_proposals)
        .join(retentions, retentions.c.id == retention_proposals.c.retention_id)
        .where(retentions.c.footage_id.in_(ids))
    )
    return {row.retention_id: keep_of(row) for row in rows}


def case_numbers(session: Session, ids: Sequence[int]) -> Mapping[int, list[str]]:
    """The numbers of the case files that recordings are in."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(case_footage.c.footage_id, cases.c.no)
        .join(cases, cases.c.id == case_footage.c.case_id)
        .where(case_footage.c.footage_id.in_(ids))
        .order_by(cases.c.no)
    )
    for row in rows:
        found[row.footage_id].append(row.no)
    return found


def add(session: Session, no: str, title: str, group: Group, by: str, at: datetime) -> AppraisalId:
    """Begin a round."""
    statement = insert(appraisals).values(
        no=no,
        title=title,
        state=AppraisalState.OPEN.value,
        leader=group.leader,
        members=json.dumps(group.members, ensure_ascii=False),
        begun_by=by,
        begun_at=at,
        report="",
        concluded_by="",
    )
    return AppraisalId(session.execute(statement.returning(appraisals.c.id)).scalar_one())


def put_in(
    session: Session, appraisal_id: AppraisalId, items: Sequence[tuple[Candidate, str]]
) -> None:
    """Put recordings into a round, each with its term in words."""
    rows = [
        {
            "appraisal_id": appraisal_id,
            "footage_id": each.footage_id,
            "was": was,
            "until": each.keep.until,
            "opinion": "",
            "reason": "",
            "given_by": "",
        }
        for each, was in items
    ]
    if rows:
        session.execute(insert(appraisal_items), rows)


def take_out(session: Session, appraisal_id: AppraisalId, ids: Iterable[FootageId]) -> None:
    """Take recordings out of a round."""
    for some in chunks(ids):
        session.execute(
            delete(appraisal_items).where(
                appraisal_items.c.appraisal_id == appraisal_id,
                appraisal_items.c.footage_id.in_(some),
            )
        )


def judge(
    session: Session, appraisal_id: AppraisalId, item: AppraisalItem, by: str, at: datetime
) -> None:
    """Write the group's opinion on an item down."""
    session.execute(
        update(appraisal_items)
        .where(
            appraisal_items.c.appraisal_id == appraisal_id,
            appraisal_items.c.footage_id == item.candidate.footage_id,
        )
        .values(
            opinion="" if item.opinion is None else item.opinion.value,
            years=item.years,
            reason=item.reason,
            given_by=by,
            given_at=at,
        )
    )


def end(
    session: Session,
    appraisal_id: AppraisalId,
    state: AppraisalState,
    report: str,
    by: str,
    at: datetime,
) -> None:
    """Conclude or drop a round."""
    session.execute(
        update(appraisals)
        .where(appraisals.c.id == appraisal_id)
        .values(state=state.value, report=report, concluded_by=by, concluded_at=at)
    )


def get(session: Session, no: str) -> Appraisal:
    """The round with this number.

    Raises:
        NotFound: there is none.
    """
    found = list(_read(session, _selection().where(appraisals.c.no == no)))
    if not found:
        raise NotFound(say("没有编号为“{no}”的鉴定。", no=no))
    return found[0]


def page(session: Session) -> Sequence[Appraisal]:
    """All rounds, the newest first."""
    return list(_read(session, _selection().order_by(appraisals.c.id.desc())))


def items_of(session: Session, appraisal_id: AppraisalId, at: datetime) -> Sequence[AppraisalItem]:
    """The items of a round as they are at `at`, by their recordings."""
    rows = session.execute(
        select(appraisal_items)
        .where(appraisal_items.c.appraisal_id == appraisal_id)
        .order_by(appraisal_items.c.footage_id)
    ).all()
    known = {
        each.footage_id: each
        for each in candidates(session, [FootageId(row.footage_id) for row in rows], at)
    }
    return [
        AppraisalItem(
            known[FootageId(row.footage_id)],
            row.was,
            row.until,
            Opinion(row.opinion) if row.opinion else None,
            row.years,
            row.reason,
            row.given_by,
            row.given_at,
        )
        for row in rows
    ]


def _selection() -> Select[Any]:
    own = appraisal_items.c.appraisal_id == appraisals.c.id
    count = select(func.count()).where(own).correlate(appraisals).scalar_subquery()
    judged = (
        select(func.count())
        .where(own, appraisal_items.c.opinion != "")
        .correlate(appraisals)
        .scalar_subquery()
    )
    return select(
        appraisals,
        count.label("items"),
        judged.label("judged"),
        destruction_lists.c.no.label("list_no"),
    ).outerjoin(destruction_lists, destruction_lists.c.appraisal_id == appraisals.c.id)


def _read(session: Session, statement: Select[Any]) -> Iterator[Appraisal]:
    for row in session.execute(statement):
        yield Appraisal(
            AppraisalId(row.id),
            row.no,
            row.title,
            AppraisalState(row.state),
            Group(row.leader, tuple(json.loads(row.members))),
            row.begun_by,
            row.begun_at,
            row.items,
            row.judged,
            row.report,
            row.concluded_by,
            row.concluded_at,
            row.list_no or "",
        )
