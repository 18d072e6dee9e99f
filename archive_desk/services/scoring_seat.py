"""A reviewer in his seat: his own sheet within one transaction, and what may stand on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy.orm import Session

from archive_desk.db import (
    case_contents,
    evaluation,
    evaluation_drafts,
    evaluation_reviews,
    footage,
)
from archive_desk.db.evaluation_reviews import Review
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.evaluation import EvaluationRound, RoundCase, Seat
from archive_desk.domain.evaluation_sheet import (
    Deduction,
    DeductionDraft,
    Moment,
    ScoreSheet,
    SheetItem,
    answers_of,
    points,
    score,
)
from archive_desk.domain.ids import CaseId, DeductionId, RoundCaseId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person
from archive_desk.domain.picture_time import times_at
from archive_desk.domain.sentences import say
from archive_desk.services import score_sheets
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.evaluation_rights import require_seat
from archive_desk.services.evaluation_states import Sheet

LONGEST_TEXT = 500
LONGEST_OPINION = 4000
OPINION = "opinion"
"""The field of a draft of what is said of the whole file; deductions have their ids."""


@dataclass(frozen=True)
class SheetState:
    """A reviewer's own sheet as it is kept; `decided` are proposals taken or left aside."""

    sheet: Sheet
    decided: frozenset[str]

    @property
    def handed_in(self) -> bool:
        """Whether it is out of his hands."""
        return self.sheet.review.handed_in_at is not None


@contextmanager
def seated_at(desk: Desk, actor: Person, round_case_id: RoundCaseId) -> "Iterator[Seated]":
    """The reviewer in his seat, within one transaction.

    Raises:
        Refused: the case is not his to review, or the round is not under review.
        NotFound: there is no such case.
    """
    with desk.transaction(actor) as work:
        case = evaluation.case(work.session, round_case_id)
        found = evaluation.get(work.session, case.round_id)
        seat = require_seat(work.session, actor, found, case, work.at)
        sheet = score_sheets.of_round(work.session, found.sheet_id)
        yield Seated(work, actor, found, case, seat, sheet)


@contextmanager
def open_sheet(desk: Desk, actor: Person, round_case_id: RoundCaseId) -> "Iterator[Seated]":
    """The same with a sheet that may still be changed.

    Raises:
        Refused, NotFound: as `seated_at`; Refused: the sheet is handed in.
    """
    with seated_at(desk, actor, round_case_id) as found:
        evaluation_reviews.open_review(
            found.work.session, found.case.id, found.seat, actor.id, found.work.at
        )
        if found.review.handed_in_at is not None:
            raise Refused(say("评分已经提交，不能再改。"))
        yield found


@dataclass(frozen=True)
class Seated:
    """A reviewer in his seat, within one transaction."""

    work: Transaction
    actor: Person
    round: EvaluationRound
    case: RoundCase
    seat: Seat
    sheet: ScoreSheet

    @property
    def review(self) -> Review:
        """His sheet."""
        found = evaluation_reviews.find(self.work.session, self.case.id, self.actor.id)
        if found is None:
            raise Refused(say("这份评分还没有提交。"))
        return found

    def deductions(self) -> list[Deduction]:
        """What he deducted so far."""
        review_id = self.review.id
        return evaluation_reviews.deductions_of(self.work.session, [review_id])[review_id]

    def own(self, deduction_id: DeductionId) -> Deduction:
        """A deduction on his sheet.

        Raises:
            Refused: it stands on somebody else's.
            NotFound: there is none, or it was removed.
        """
        review_id, found = evaluation_reviews.deduction(self.work.session, deduction_id)
        if review_id != self.review.id:
            raise Refused(say("只能更改自己评分表上的扣分。"))
        return found

    def state(self) -> SheetState:
        """The sheet as it is kept now."""
        review, taken = self.review, self.deductions()
        said = evaluation_reviews.said(self.work.session, [review.id])[review.id]
        answers = answers_of(self.sheet, said, taken)
        decided = evaluation_reviews.dismissed(self.work.session, review.id)
        decided |= {each.origin for each in taken if each.origin}
        return SheetState(
            Sheet(review, answers, taken, score(self.sheet, answers)), frozenset(decided)
        )

    def write(self, verb: str, detail: dict[str, object]) -> None:
        """Write the act into the journal, with case and seat."""
        whole = {"case": self.case.case_no, "seat": self.seat.value, **detail}
        self.work.journal(Act(verb, f"evaluation:{self.round.no}", self.round.no, whole))

    def forget(self, field: str) -> None:
        """What was being typed in a field stands on the sheet now, or is gone with it."""
        evaluation_drafts.drop(self.work.session, self.review.id, field)


def checked(seated: Seated, draft: DeductionDraft) -> DeductionDraft:
    """A deduction with tidy words, whose evidence belongs to the case.

    Raises:
        InvalidInput: no reason, no or too many points, or evidence of another case.
    """
    item = item_of(seated.sheet, draft.item)
    words = draft.text.strip()
    if not words or len(words) > LONGEST_TEXT:
        raise InvalidInput(say("请写明扣分理由（不超过 {count} 个字）。", count=LONGEST_TEXT))
    if item.veto and draft.tenths:
        raise InvalidInput(say("一票否决项不计分值。"))
    if not item.veto and not 0 < draft.tenths <= item.tenths:
        raise InvalidInput(say("扣分应大于 0 且不超过本项分值 {most}。", most=points(item.tenths)))
    session, case = seated.work.session, seated.case
    moment = draft.moment
    if moment is not None:
        moment = checked_moment(session, case.case_id, moment)
    if draft.document_id is not None:
        case_contents.document(session, case.case_id, draft.document_id)
    return replace(draft, text=words, moment=moment)


def checked_moment(session: Session, case_id: CaseId, moment: Moment) -> Moment:
    """A moment of a recording of the case, with the true time where that is known.

    Raises:
        InvalidInput: the recording is not the case's, or is not that long.
    """
    linked = {each.footage_id for each in case_contents.footage_of(session, case_id)}
    if moment.footage_id not in linked:
        raise InvalidInput(say("所引音像不属于这个案卷。"))
    item = footage.get(session, moment.footage_id)
    length = item.media.duration_ms
    # A moment with its picture was on the screen; a file may be longer than it says itself.
    beyond = moment.frame is None and length is not None and moment.at_ms > length
    if moment.at_ms < 0 or beyond:
        raise InvalidInput(
            say("“{name}”长 {length} 毫秒，没有所引的位置。", name=item.name, length=length or 0)
        )
    wall = moment.wall_clock or times_at(item, Fraction(moment.at_ms, 1000)).true
    return replace(moment, name=item.name, wall_clock=wall)


def item_of(sheet: ScoreSheet, key: str) -> SheetItem:
    """The item of a sheet with this key.

    Raises:
        InvalidInput: there is none.
    """
    item = sheet.item(key)
    if item is None:
        raise InvalidInput(say("评分表没有代号为“{key}”的项目。", key=key))
    return item


def plain(draft: DeductionDraft) -> dict[str, object]:
    """A deduction as the journal keeps it."""
    moment = draft.moment
    return {
        "item": draft.item,
        "text": draft.text,
        "points": points(draft.tenths),
        "footage": None if moment is None else moment.footage_id,
        "at_ms": None if moment is None else moment.at_ms,
        "frame": None if moment is None else moment.frame,
        "document": draft.document_id,
        "origin": draft.origin,
    }
