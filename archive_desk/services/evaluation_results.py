"""Results of an evaluation: both sheets beside each other, what was settled, how far they agree.

Neither reviewer sees the other's sheet before both have handed in, and nobody else sees one before.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from archive_desk.db import evaluation, evaluation_reviews
from archive_desk.domain.errors import InvalidInput, NotFound, Refused
from archive_desk.domain.evaluation import EvaluationRound, RoundCase, Seat
from archive_desk.domain.evaluation_results import (
    Agreement,
    Choice,
    Comparison,
    Settlement,
    Way,
    agreement,
)
from archive_desk.domain.evaluation_sheet import (
    Answer,
    Deduction,
    Score,
    ScoreSheet,
    Verdict,
    points,
    score,
)
from archive_desk.domain.ids import DeductionId, RoundCaseId, RoundId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say
from archive_desk.services import score_sheets
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.evaluation_rights import require_lead, require_seen
from archive_desk.services.evaluation_states import (
    CaseSheets,
    Sheet,
    bring_up_to_date,
    sheets_of,
)


@dataclass(frozen=True)
class CaseResult:
    """What came of a case; `score` is for now until it is settled.

    `deductions` are those that count, with their moments; `opinions` what the reviewers say.
    """

    case: RoundCase
    sheet: ScoreSheet
    sheets: dict[Seat, Sheet]
    comparisons: Sequence[Comparison]
    answers: dict[str, Answer]
    deductions: Sequence[Deduction]
    score: Score

    @property
    def settled(self) -> bool:
        """Whether nothing is open between the reviewers."""
        return self.case.settled_at is not None

    @property
    def differences(self) -> list[Comparison]:
        """The items on which the reviewers differ."""
        return [each for each in self.comparisons if not each.same]


@dataclass(frozen=True)
class RoundResults:
    """What came of a round so far: the cases that both reviewers have handed in."""

    round: EvaluationRound
    sheet: ScoreSheet
    results: Sequence[CaseResult]
    agreement: Agreement

    @property
    def settled(self) -> list[CaseResult]:
        """The cases that have their result."""
        return [each for each in self.results if each.settled]


class Results:
    """What reviewers, lead and organiser do once sheets are handed in."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def of_case(self, actor: Person, round_case_id: RoundCaseId) -> CaseResult:
        """Both sheets of a case beside each other.

        Raises:
            Refused: a sheet is still open, or the case is none of his business.
            NotFound: there is no such case.
        """
        with self._desk.reading() as session:
            case = evaluation.case(session, round_case_id)
            found = evaluation.get(session, case.round_id)
            require_seen(session, actor, found, self._desk.clock())
            _require_own(actor, case)
            return _result(session, found, case)

    def of_round(self, actor: Person, round_id: RoundId) -> RoundResults:
        """All results of a round so far, and how far its reviewers agree.

        Raises:
            Refused: it is none of his business.
            NotFound: there is none.
        """
        with self._desk.reading() as session:
            found = evaluation.get(session, round_id)
            require_seen(session, actor, found, self._desk.clock())
            return round_results(session, found, actor)

    def settle(
        self,
        actor: Person,
        round_case_id: RoundCaseId,
        item: str,
        choice: Choice,
        reason: str,
        *,
        verdict: Verdict = Verdict.DEDUCTED,
        lost: int = 0,
    ) -> CaseResult:
        """Decide on an item where the reviewers differ.

        A reviewer proposes, and the other agrees with `agree`; the lead decides alone. With
        `Choice.OTHER` the verdict and the points lost (in tenths) are given.

        Raises:
            Refused: neither a reviewer of the case nor the lead, or nothing is open on it.
            InvalidInput: there is no reason, or the points make no sense.
        """
        reason = reason.strip()
        if not reason:
            raise InvalidInput(say("请写明理由。"))
        with self._desk.transaction(actor) as work:
            found, case, comparison = self._difference(work, actor, round_case_id, item)
            way = Way.DISCUSSION
            if case.seat_of(actor.id) is None:
                require_lead(work.session, actor, found, case)
                way = Way.LEAD
            if choice is Choice.OTHER:
                _check_other(comparison, verdict, lost)
            settlement = Settlement(
                item, choice, way, reason, actor.id, actor.name, work.at, verdict, lost
            )
            evaluation_reviews.settle(work.session, round_case_id, settlement)
            detail: dict[str, object] = {
                "case": case.case_no,
                "item": item,
                "choice": choice.value,
                "way": way.value,
                "reason": reason,
            }
            if choice is Choice.OTHER:
                detail |= {"verdict": verdict.value, "points": points(lost)}
            work.journal(Act("evaluation.settled", f"evaluation:{found.no}", detail=detail))
            return self._after(work, round_case_id)

    def agree(self, actor: Person, round_case_id: RoundCaseId, item: str) -> CaseResult:
        """Agree with what the other reviewer proposed for an item.

        Raises:
            Refused: not a reviewer of the case, or it is his own proposal.
            NotFound: nothing was proposed.
        """
        with self._desk.transaction(actor) as work:
            found, case, comparison = self._difference(work, actor, round_case_id, item)
            if comparison.settlement is None:
                raise NotFound(say("这一项还没有人提出处理意见。"))
            if case.seat_of(actor.id) is None or comparison.settlement.by_id == actor.id:
                raise Refused(say("处理意见须由另一名评查员同意。"))
            evaluation_reviews.agree(work.session, round_case_id, item, actor.id, work.at)
            detail = {"case": case.case_no, "item": item, "agreed": True}
            work.journal(Act("evaluation.settled", f"evaluation:{found.no}", detail=detail))
            return self._after(work, round_case_id)

    def _difference(
        self, work: Transaction, actor: Person, round_case_id: RoundCaseId, item: str
    ) -> tuple[EvaluationRound, RoundCase, Comparison]:
        case = evaluation.case(work.session, round_case_id)
        found = evaluation.get(work.session, case.round_id)
        require_seen(work.session, actor, found, work.at)
        if not found.state.under_review:
            raise Refused(
                say(
                    "评查 {no}“{state}”，不能再处理分歧。",
                    no=found.no,
                    state=say(found.state.label),
                )
            )
        result = _result(work.session, found, case)
        comparison = next((c for c in result.differences if c.item.key == item), None)
        if comparison is None:
            raise Refused(say("这一项两人评分一致，没有分歧。"))
        return found, case, comparison

    def _after(self, work: Transaction, round_case_id: RoundCaseId) -> CaseResult:
        case = evaluation.case(work.session, round_case_id)
        found = bring_up_to_date(work, case.round_id, round_case_id)
        return _result(work.session, found, evaluation.case(work.session, round_case_id))


def round_results(
    session: Session, found: EvaluationRound, actor: Person | None = None
) -> RoundResults:
    """The results of a round, read within `session`; for one from outside only his own cases."""
    sheet = score_sheets.of_round(session, found.sheet_id)
    cases = list(evaluation.cases_of(session, found.id))
    if actor is not None and actor.external:
        cases = [each for each in cases if each.seat_of(actor.id) is not None]
    second = found.plan.second_review
    results = [
        _made(each, sheet)
        for each in sheets_of(session, cases, sheet)
        if each.complete(second_review=second)
    ]
    pairs = [
        (comparison.first.verdict, comparison.second.verdict)
        for result in results
        if second
        for comparison in result.comparisons
    ]
    return RoundResults(found, sheet, results, agreement(pairs))


def result_of(session: Session, found: EvaluationRound, case: RoundCase) -> CaseResult:
    """The result of one case, read within `session`.

    Raises:
        Refused: a sheet is still open.
    """
    return _result(session, found, case)


def _result(session: Session, found: EvaluationRound, case: RoundCase) -> CaseResult:
    sheet = score_sheets.of_round(session, found.sheet_id)
    (both,) = sheets_of(session, [case], sheet)
    if not both.complete(second_review=found.plan.second_review):
        raise Refused(say("双方提交之前，评分互不可见。"))
    return _made(both, sheet)


def _made(both: CaseSheets, sheet: ScoreSheet) -> CaseResult:
    comparisons = both.comparisons(sheet)
    answers = both.final(sheet)
    return CaseResult(
        both.case,
        sheet,
        both.sheets,
        comparisons,
        answers,
        [each for comparison in comparisons for each in _counting(both, comparison)],
        score(sheet, answers),
    )


def _counting(both: CaseSheets, comparison: Comparison) -> list[Deduction]:
    """The deductions on an item that count in the end."""
    key, settled = comparison.item.key, comparison.settlement
    seat = Seat.FIRST
    if not comparison.same and settled is not None and settled.stands:
        if settled.choice is Choice.OTHER:
            if settled.verdict not in {Verdict.DEDUCTED, Verdict.VETOED}:
                return []
            return [Deduction(key, settled.reason, settled.lost, id=DeductionId(0))]
        if settled.choice is Choice.SECOND:
            seat = Seat.SECOND
    sheet = both.sheets.get(seat)
    return [] if sheet is None else [each for each in sheet.deductions if each.item == key]


def _require_own(actor: Person, case: RoundCase) -> None:
    if actor.external and case.seat_of(actor.id) is None:
        raise Refused(say("案卷 {no} 没有指派给您评查。", no=case.case_no))


def _check_other(comparison: Comparison, verdict: Verdict, lost: int) -> None:
    item = comparison.item
    if verdict is Verdict.UNSEEN or (verdict is Verdict.VETOED) is not (
        item.veto and verdict is not Verdict.FULL and verdict is not Verdict.NOT_APPLICABLE
    ):
        raise InvalidInput(say("这一项不能这样认定。"))
    if verdict is Verdict.DEDUCTED and not 0 < lost <= item.tenths:
        raise InvalidInput(say("扣分应大于 0 且不超过本项分值 {most}。", most=points(item.tenths)))
    if verdict is not Verdict.DEDUCTED and lost:
        raise InvalidInput(say("这一项不能这样认定。"))
