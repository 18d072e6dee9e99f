"""Queries on reviewers' sheets: what was said of each item, deductions, and what was settled."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.cases import documents
from archive_desk.db.tables.evaluation import (
    answers,
    deductions,
    dismissals,
    reviews,
    seats,
    settlements,
)
from archive_desk.db.tables.footage import footage
from archive_desk.db.tables.office import people
from archive_desk.domain.errors import NotFound
from archive_desk.domain.evaluation import Seat
from archive_desk.domain.evaluation_results import Choice, Settlement, Way
from archive_desk.domain.evaluation_sheet import (
    Deduction,
    DeductionDraft,
    Moment,
    Verdict,
    timed,
)
from archive_desk.domain.ids import (
    DeductionId,
    DocumentId,
    FootageId,
    PersonId,
    RoundCaseId,
    SheetId,
)
from archive_desk.domain.sentences import say


@dataclass(frozen=True)
class Review:
    """One reviewer's sheet on one case."""

    id: SheetId
    round_case_id: RoundCaseId
    seat: Seat
    person_id: PersonId
    person: str
    opened_at: datetime
    handed_in_at: datetime | None
    opinion: str


def open_review(
    session: Session,
    round_case_id: RoundCaseId,
    seat: Seat,
    person_id: PersonId,
    at: datetime,
) -> Review:
    """The sheet of a reviewer on a case, begun if it is not there yet."""
    known = find(session, round_case_id, person_id)
    if known is not None:
        return known
    session.execute(
        insert(reviews).values(
            round_case_id=round_case_id, seat=seat.value, person_id=person_id, opened_at=at
        )
    )
    found = find(session, round_case_id, person_id)
    assert found is not None
    return found


def find(session: Session, round_case_id: RoundCaseId, person_id: PersonId) -> Review | None:
    """The sheet of a reviewer on a case, if he has begun one."""
    row = session.execute(
        select(reviews, people.c.name)
        .join(people, people.c.id == reviews.c.person_id)
        .where(reviews.c.round_case_id == round_case_id, reviews.c.person_id == person_id)
    ).one_or_none()
    return None if row is None else _review(row)


def in_force(session: Session, round_case_ids: Collection[int]) -> Sequence[Review]:
    """The sheets of those who have a seat in the cases now."""
    rows = session.execute(
        select(reviews, people.c.name)
        .join(people, people.c.id == reviews.c.person_id)
        .join(
            seats,
            (seats.c.round_case_id == reviews.c.round_case_id)
            & (seats.c.person_id == reviews.c.person_id)
            & seats.c.ended_at.is_(None),
        )
        .where(reviews.c.round_case_id.in_(round_case_ids))
        .order_by(reviews.c.round_case_id, reviews.c.seat)
    )
    return [_review(row) for row in rows]


def _review(row: Row[Any]) -> Review:
    return Review(
        SheetId(row.id),
        RoundCaseId(row.round_case_id),
        Seat(row.seat),
        PersonId(row.person_id),
        row.name,
        row.opened_at,
        row.handed_in_at,
        row.opinion,
    )


def set_handed_in(session: Session, review_id: SheetId, at: datetime | None) -> None:
    """Hand a sheet in, or take it back."""
    session.execute(update(reviews).where(reviews.c.id == review_id).values(handed_in_at=at))


def set_opinion(session: Session, review_id: SheetId, opinion: str) -> None:
    """Keep what a reviewer says of the whole."""
    session.execute(update(reviews).where(reviews.c.id == review_id).values(opinion=opinion))


def set_answer(
    session: Session, review_id: SheetId, item: str, verdict: Verdict, at: datetime
) -> None:
    """Keep what is said of an item; `UNSEEN` takes it back."""
    session.execute(delete(answers).where(answers.c.review_id == review_id, answers.c.item == item))
    if verdict is not Verdict.UNSEEN:
        session.execute(
            insert(answers).values(review_id=review_id, item=item, verdict=verdict.value, at=at)
        )


def said(session: Session, review_ids: Collection[int]) -> Mapping[int, dict[str, Verdict]]:
    """What was said of items, by sheet."""
    found: dict[int, dict[str, Verdict]] = {key: {} for key in review_ids}
    for row in session.execute(select(answers).where(answers.c.review_id.in_(review_ids))):
        found[row.review_id][row.item] = Verdict(row.verdict)
    return found


def add_deduction(
    session: Session, review_id: SheetId, draft: DeductionDraft, at: datetime
) -> DeductionId:
    """Keep a deduction."""
    return DeductionId(
        session.execute(
            insert(deductions)
            .values(**_columns(draft), review_id=review_id, made_at=at)
            .returning(deductions.c.id)
        ).scalar_one()
    )


def change_deduction(session: Session, deduction_id: DeductionId, draft: DeductionDraft) -> None:
    """Write a deduction over the old one."""
    session.execute(
        update(deductions).where(deductions.c.id == deduction_id).values(**_columns(draft))
    )


def remove_deduction(session: Session, deduction_id: DeductionId, at: datetime) -> None:
    """Take a deduction off its sheet; the row stays."""
    session.execute(update(deductions).where(deductions.c.id == deduction_id).values(removed_at=at))


def removed_from(session: Session, deduction_id: DeductionId) -> SheetId:
    """The sheet from which a deduction was removed.

    Raises:
        NotFound: there is none, or it stands on its sheet.
    """
    found = session.scalar(
        select(deductions.c.review_id).where(
            deductions.c.id == deduction_id, deductions.c.removed_at.is_not(None)
        )
    )
    if found is None:
        raise NotFound(say("没有这条已删除的扣分。"))
    return SheetId(found)


def restore_deduction(session: Session, deduction_id: DeductionId) -> None:
    """Put a removed deduction back on its sheet."""
    session.execute(
        update(deductions).where(deductions.c.id == deduction_id).values(removed_at=None)
    )


def deduction(session: Session, deduction_id: DeductionId) -> tuple[SheetId, Deduction]:
    """One deduction and the sheet it stands on.

    Raises:
        NotFound: there is none, or it was removed.
    """
    rows = _deduction_rows(session, deductions.c.id == deduction_id)
    if not rows:
        raise NotFound(say("这条扣分不存在，可能已被删除。"))
    return SheetId(rows[0].review_id), _deduction(rows[0])


def deductions_of(session: Session, review_ids: Collection[int]) -> Mapping[int, list[Deduction]]:
    """The deductions of sheets, in the order in which they were made."""
    found: dict[int, list[Deduction]] = {key: [] for key in review_ids}
    for row in _deduction_rows(session, deductions.c.review_id.in_(review_ids)):
        found[row.review_id].append(_deduction(row))
    return found


def _deduction_rows(session: Session, condition: Any) -> Sequence[Row[Any]]:
    return session.execute(
        select(
            deductions,
            footage.c.name.label("footage_name"),
            footage.c.started_at.label("footage_started_at"),
            documents.c.type.label("document_type"),
            documents.c.number.label("document_number"),
        )
        .outerjoin(footage, footage.c.id == deductions.c.footage_id)
        .outerjoin(documents, documents.c.id == deductions.c.document_id)
        .where(condition, deductions.c.removed_at.is_(None))
        .order_by(deductions.c.id)
    ).all()


def _columns(draft: DeductionDraft) -> dict[str, object]:
    moment = draft.moment
    return {
        "item": draft.item,
        "rule": draft.rule,
        "text": draft.text,
        "tenths": draft.tenths,
        "footage_id": None if moment is None else moment.footage_id,
        "at_ms": None if moment is None else moment.at_ms,
        "frame": None if moment is None else moment.frame,
        "wall_clock": None if moment is None else moment.noted or moment.wall_clock,
        "document_id": draft.document_id,
        "origin": draft.origin,
    }


def _deduction(row: Row[Any]) -> Deduction:
    moment = None
    if row.footage_id is not None:
        moment = Moment(FootageId(row.footage_id), row.footage_name, row.at_ms, row.frame)
        moment = timed(moment, row.footage_started_at, row.wall_clock)
    document = " ".join(filter(None, (row.document_type, row.document_number)))
    return Deduction(
        item=row.item,
        text=row.text,
        tenths=row.tenths,
        rule=row.rule,
        moment=moment,
        document_id=None if row.document_id is None else DocumentId(row.document_id),
        document=document,
        origin=row.origin,
        id=DeductionId(row.id),
    )


def dismiss(session: Session, review_id: SheetId, proposal: str, at: datetime) -> None:
    """Leave a proposed deduction aside."""
    here = (dismissals.c.review_id == review_id, dismissals.c.proposal == proposal)
    if session.scalar(select(dismissals.c.at).where(*here)) is None:
        session.execute(insert(dismissals).values(review_id=review_id, proposal=proposal, at=at))


def dismissed(session: Session, review_id: SheetId) -> set[str]:
    """The proposals that were left aside on a sheet."""
    return set(
        session.scalars(select(dismissals.c.proposal).where(dismissals.c.review_id == review_id))
    )


def settle(session: Session, round_case_id: RoundCaseId, settlement: Settlement) -> None:
    """Keep what was decided on an item, over what was decided before."""
    session.execute(
        delete(settlements).where(
            settlements.c.round_case_id == round_case_id, settlements.c.item == settlement.item
        )
    )
    session.execute(
        insert(settlements).values(
            round_case_id=round_case_id,
            item=settlement.item,
            choice=settlement.choice.value,
            way=settlement.way.value,
            verdict=settlement.verdict.value,
            lost=settlement.lost,
            reason=settlement.reason,
            by_id=settlement.by_id,
            at=settlement.at,
        )
    )


def agree(
    session: Session, round_case_id: RoundCaseId, item: str, person_id: PersonId, at: datetime
) -> None:
    """Keep that the other reviewer agrees."""
    session.execute(
        update(settlements)
        .where(settlements.c.round_case_id == round_case_id, settlements.c.item == item)
        .values(agreed_by_id=person_id, agreed_at=at)
    )


def unsettle(session: Session, round_case_id: RoundCaseId) -> None:
    """Forget what was settled on a case: a sheet under it has changed."""
    session.execute(delete(settlements).where(settlements.c.round_case_id == round_case_id))


def settlements_of(
    session: Session, round_case_ids: Collection[int]
) -> Mapping[int, dict[str, Settlement]]:
    """What was settled, by case and item."""
    found: dict[int, dict[str, Settlement]] = {key: {} for key in round_case_ids}
    other = people.alias()
    rows = session.execute(
        select(settlements, people.c.name, other.c.name.label("agreed_by"))
        .join(people, people.c.id == settlements.c.by_id)
        .outerjoin(other, other.c.id == settlements.c.agreed_by_id)
        .where(settlements.c.round_case_id.in_(round_case_ids))
    )
    for row in rows:
        found[row.round_case_id][row.item] = Settlement(
            row.item,
            Choice(row.choice),
            Way(row.way),
            row.reason,
            PersonId(row.by_id),
            row.name,
            row.at,
            Verdict(row.verdict),
            row.lost,
            row.agreed_by or "",
        )
    return found
