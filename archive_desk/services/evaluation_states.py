"""Moving rounds on, and keeping what follows from the reviewers' sheets up to date."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from archive_desk.db import evaluation, evaluation_reviews
from archive_desk.db.evaluation_reviews import Review
from archive_desk.domain.evaluation import (
    EvaluationRound,
    RoundCase,
    RoundEvent,
    RoundState,
    Seat,
    following,
)
from archive_desk.domain.evaluation_results import Comparison, Settlement, compare, final_answers
from archive_desk.domain.evaluation_sheet import (
    Answer,
    Deduction,
    Score,
    ScoreSheet,
    answers_of,
    score,
)
from archive_desk.domain.ids import RoundCaseId, RoundId
from archive_desk.services import score_sheets
from archive_desk.services.desk import Transaction


@dataclass(frozen=True)
class Sheet:
    """A reviewer's sheet with its answers, deductions and score."""

    review: Review
    answers: dict[str, Answer]
    deductions: list[Deduction]
    score: Score


@dataclass(frozen=True)
class CaseSheets:
    """Both sheets of a case, as far as they are begun, and what was settled."""

    case: RoundCase
    sheets: dict[Seat, Sheet]
    settlements: dict[str, Settlement]

    def complete(self, *, second_review: bool) -> bool:
        """Whether every seat has handed in."""
        wanted = {Seat.FIRST, Seat.SECOND} if second_review else {Seat.FIRST}
        return wanted <= self.case.handed_in

    def comparisons(self, sheet: ScoreSheet) -> list[Comparison]:
        """Every item as the reviewers saw it; without a second sheet the first stands for both."""
        first = self.sheets[Seat.FIRST].answers
        second = self.sheets[Seat.SECOND].answers if Seat.SECOND in self.sheets else first
        return compare(sheet, first, second, self.settlements)

    def final(self, sheet: ScoreSheet) -> dict[str, Answer]:
        """The answers that count."""
        return final_answers(self.comparisons(sheet))


def move(
    work: Transaction, found: EvaluationRound, event: RoundEvent, *, why: str = ""
) -> RoundState:
    """Move a round on; `why` is kept where it is called off.

    Raises:
        Refused: it takes no such step now.
    """
    state = following(found.state, event)
    evaluation.set_state(
        work.session,
        found.id,
        state,
        sent_at=work.at if event is RoundEvent.SEND_FINDINGS else None,
        closed_at=work.at if event is RoundEvent.CLOSE else None,
        withdrawn=(work.at, why) if event is RoundEvent.WITHDRAW else None,
    )
    return state


def sheets_of(session: Session, cases: list[RoundCase], sheet: ScoreSheet) -> list[CaseSheets]:
    """The sheets of those who have seats in the cases now."""
    ids = [case.id for case in cases]
    found = evaluation_reviews.in_force(session, ids)
    review_ids = [review.id for review in found]
    said = evaluation_reviews.said(session, review_ids)
    taken = evaluation_reviews.deductions_of(session, review_ids)
    settled = evaluation_reviews.settlements_of(session, ids)
    known = {int(case.id): case for case in cases}
    by_case: dict[int, dict[Seat, Sheet]] = {key: {} for key in known}
    for review in found:
        seat = known[review.round_case_id].seat_of(review.person_id)
        assert seat is not None
        answers = answers_of(sheet, said[review.id], taken[review.id])
        result = score(sheet, answers)
        by_case[review.round_case_id][seat] = Sheet(review, answers, taken[review.id], result)
    return [CaseSheets(case, by_case[case.id], settled[case.id]) for case in cases]


def bring_up_to_date(
    work: Transaction, round_id: RoundId, only: RoundCaseId | None = None
) -> EvaluationRound:
    """After a sheet or a seat has changed: which cases have their result, and where it stands.

    `only` is the case that changed; None looks at all of them.
    """
    found = evaluation.get(work.session, round_id)
    sheet = score_sheets.of_round(work.session, found.sheet_id)
    cases = list(evaluation.cases_of(work.session, round_id))
    changed = [case for case in cases if only is None or case.id == only]
    for each in sheets_of(work.session, changed, sheet):
        settled = each.complete(second_review=found.plan.second_review) and not any(
            comparison.open for comparison in each.comparisons(sheet)
        )
        if settled != (each.case.settled_at is not None):
            evaluation.set_settled(work.session, each.case.id, work.at if settled else None)
    all_in = all(Seat.FIRST in case.handed_in for case in cases)
    if found.state is RoundState.REVIEWING and all_in:
        move(work, found, RoundEvent.FIRST_REVIEWS_IN)
    elif found.state is RoundState.SECOND_REVIEW and not all_in:
        move(work, found, RoundEvent.TAKEN_BACK)
    return evaluation.get(work.session, round_id)
