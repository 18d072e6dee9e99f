"""A reviewer at his sheet: every word is kept the moment it is said.

Each verb is one transaction, written down with the case and the item, so that whatever happens to
the machine nothing that was entered is lost. Nothing is seen of the other reviewer's sheet.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from archive_desk.db import case_contents, evaluation, evaluation_reviews, footage
from archive_desk.db.evaluation_reviews import Review
from archive_desk.domain.basis import Basis
from archive_desk.domain.catalogue import recorded_take
from archive_desk.domain.completeness import Dossier
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.evaluation import EvaluationRound, RoundCase, Seat, evaluation_basis
from archive_desk.domain.evaluation_hints import Proposal, proposals
from archive_desk.domain.evaluation_sheet import (
    Deduction,
    DeductionDraft,
    ScoreSheet,
    SheetItem,
    Verdict,
    answers_of,
    points,
    score,
)
from archive_desk.domain.findings import Finding
from archive_desk.domain.ids import DeductionId, RoundCaseId, TakeId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say
from archive_desk.services import rulebook, score_sheets
from archive_desk.services.casework import Casework
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.evaluation_rights import require_seat
from archive_desk.services.evaluation_states import Sheet, bring_up_to_date

_LONGEST_TEXT = 500
_LONGEST_OPINION = 4000


@dataclass(frozen=True)
class Assignment:
    """A case on a reviewer's desk: what it is, what is in it, and by which sheet it is scored."""

    round: EvaluationRound
    case: RoundCase
    seat: Seat
    sheet: ScoreSheet
    dossier: Dossier
    findings: Sequence[Finding]
    basis: Basis


@dataclass(frozen=True)
class SheetState:
    """A reviewer's own sheet as it is kept; `decided` are proposals taken or left aside."""

    sheet: Sheet
    decided: frozenset[str]

    @property
    def handed_in(self) -> bool:
        """Whether it is out of his hands."""
        return self.sheet.review.handed_in_at is not None


class Scoring:
    """What a reviewer does with his cases."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._casework = Casework(desk)

    def mine(self, actor: Person, round_found: EvaluationRound) -> Sequence[RoundCase]:
        """The cases of a round in which `actor` has a seat."""
        with self._desk.reading() as session:
            cases = evaluation.cases_of(session, round_found.id)
        return [case for case in cases if case.seat_of(actor.id) is not None]

    def open(self, actor: Person, round_case_id: RoundCaseId) -> tuple[Assignment, SheetState]:
        """Take a case on the desk: its documents, its footage, and one's own sheet.

        Raises:
            Refused: it is not his to review, or the round is not under review.
            NotFound: there is no such case.
        """
        with self._seated(actor, round_case_id) as seated:
            work, found, case, seat = seated.work, seated.round, seated.case, seated.seat
            evaluation_reviews.open_review(work.session, case.id, seat, actor.id, work.at)
            report = self._casework.report(work, case.case_no)
            findings = [*report.shortfalls, *_gaps(work.session, report.dossier)]
            basis = evaluation_basis(rulebook.named(work.session, found.regulation))
            detail = {"case": case.case_no, "seat": seat.value, "basis": str(basis)}
            work.journal(Act("evaluation.opened", f"evaluation:{found.no}", found.no, detail))
            assignment = Assignment(
                found, case, seat, seated.sheet, report.dossier, findings, basis
            )
            return assignment, seated.state()

    def proposals(self, assignment: Assignment, state: SheetState) -> list[Proposal]:
        """What the desk found that might cost points; nothing of it is deducted by itself."""
        return proposals(assignment.sheet, assignment.findings, state.decided)

    def answer(
        self, actor: Person, round_case_id: RoundCaseId, item: str, verdict: Verdict
    ) -> SheetState:
        """Say that an item is in order, or does not apply; `UNSEEN` takes that back.

        Raises:
            Refused: as `open`, the sheet is handed in, or the item has deductions.
            InvalidInput: the sheet has no such item, or this is not to be said of it.
        """
        with self._open_sheet(actor, round_case_id) as seated:
            _item(seated.sheet, item)
            if verdict not in {Verdict.FULL, Verdict.NOT_APPLICABLE, Verdict.UNSEEN}:
                raise InvalidInput(say("扣分和一票否决请写明扣分理由。"))
            if any(each.item == item for each in seated.deductions()):
                raise Refused(say("这一项已有扣分，请先删除扣分。"))
            evaluation_reviews.set_answer(
                seated.work.session, seated.review.id, item, verdict, seated.work.at
            )
            seated.write("evaluation.scored", {"item": item, "verdict": verdict.value})
            return seated.state()

    def deduct(
        self, actor: Person, round_case_id: RoundCaseId, draft: DeductionDraft
    ) -> tuple[Deduction, SheetState]:
        """Take points from an item, or fail a veto item, with the reason and what shows it.

        Raises:
            Refused: as `answer`.
            InvalidInput: no reason, no points, too many points, or evidence of another case.
        """
        with self._open_sheet(actor, round_case_id) as seated:
            draft = self._checked(seated, draft)
            session, review = seated.work.session, seated.review
            key = evaluation_reviews.add_deduction(session, review.id, draft, seated.work.at)
            evaluation_reviews.set_answer(
                session, review.id, draft.item, Verdict.UNSEEN, seated.work.at
            )
            seated.write("evaluation.deducted", {"deduction": key, **_plain(draft)})
            made = evaluation_reviews.deduction(session, key)[1]
            return made, seated.state()

    def change_deduction(
        self,
        actor: Person,
        round_case_id: RoundCaseId,
        deduction_id: DeductionId,
        draft: DeductionDraft,
    ) -> SheetState:
        """Change one's own deduction: the words, the points, the moment.

        Raises:
            Refused: as `answer`, or it is not on his sheet.
            InvalidInput, NotFound: as `deduct`.
        """
        with self._open_sheet(actor, round_case_id) as seated:
            old = seated.own(deduction_id)
            draft = self._checked(seated, draft)
            before, after = _plain(old), _plain(draft)
            detail = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
            if detail:
                evaluation_reviews.change_deduction(seated.work.session, deduction_id, draft)
                seated.write("evaluation.deduction_changed", {"deduction": deduction_id, **detail})
            return seated.state()

    def remove_deduction(
        self, actor: Person, round_case_id: RoundCaseId, deduction_id: DeductionId
    ) -> SheetState:
        """Take one's own deduction back; the journal keeps what it was.

        Raises:
            Refused: as `answer`, or it is not on his sheet.
            NotFound: it is gone already.
        """
        with self._open_sheet(actor, round_case_id) as seated:
            old = seated.own(deduction_id)
            evaluation_reviews.remove_deduction(seated.work.session, deduction_id, seated.work.at)
            seated.write("evaluation.deduction_removed", {"deduction": deduction_id, **_plain(old)})
            return seated.state()

    def take(
        self, actor: Person, round_case_id: RoundCaseId, proposal: Proposal
    ) -> tuple[Deduction, SheetState]:
        """Take a proposed deduction over, as one's own.

        Raises: as `deduct`.
        """
        rule = proposal.rule
        document = proposal.document_id
        return self.deduct(
            actor,
            round_case_id,
            DeductionDraft(
                item=proposal.item.key,
                text=str(proposal.message),
                tenths=proposal.tenths,
                rule="" if rule is None else rule.key,
                document_id=document,
                origin=proposal.key,
            ),
        )

    def dismiss(self, actor: Person, round_case_id: RoundCaseId, proposal: Proposal) -> SheetState:
        """Leave a proposed deduction aside.

        Raises:
            Refused: as `answer`.
        """
        with self._open_sheet(actor, round_case_id) as seated:
            evaluation_reviews.dismiss(
                seated.work.session, seated.review.id, proposal.key, seated.work.at
            )
            seated.write("evaluation.scored", {"item": proposal.item.key, "left": proposal.key})
            return seated.state()

    def set_opinion(self, actor: Person, round_case_id: RoundCaseId, opinion: str) -> SheetState:
        """Keep what one says of the whole file.

        Raises:
            Refused: as `answer`.
            InvalidInput: it is too long.
        """
        opinion = opinion.strip()
        if len(opinion) > _LONGEST_OPINION:
            raise InvalidInput(say("评语不能超过 {count} 个字。", count=_LONGEST_OPINION))
        with self._open_sheet(actor, round_case_id) as seated:
            if opinion != seated.review.opinion:
                evaluation_reviews.set_opinion(seated.work.session, seated.review.id, opinion)
                seated.write("evaluation.scored", {"opinion": opinion})
            return seated.state()

    def hand_in(self, actor: Person, round_case_id: RoundCaseId) -> SheetState:
        """Hand one's sheet in: nothing on it changes any more.

        Raises:
            Refused: as `answer`, or items are left without an answer.
        """
        with self._open_sheet(actor, round_case_id) as seated:
            unseen = seated.state().sheet.score.unseen
            if unseen:
                raise Refused(say("还有 {count} 项没有评，评完后才能提交。", count=unseen))
            session, work = seated.work.session, seated.work
            evaluation_reviews.set_handed_in(session, seated.review.id, work.at)
            result = seated.state().sheet.score
            seated.write(
                "evaluation.handed_in",
                {"points": points(result.tenths), "grade": result.grade.name},
            )
            bring_up_to_date(work, seated.round.id)
            return seated.state()

    def take_back(self, actor: Person, round_case_id: RoundCaseId, reason: str) -> SheetState:
        """Take one's sheet back to correct it, while the other reviewer still writes his.

        Raises:
            Refused: the other has handed in, so that both know each other's; or as `open`.
            InvalidInput: there is no reason.
        """
        reason = reason.strip()
        if not reason:
            raise InvalidInput(say("请写明理由。"))
        with self._seated(actor, round_case_id) as seated:
            if seated.review.handed_in_at is None:
                raise Refused(say("这份评分还没有提交。"))
            other = Seat.SECOND if seated.seat is Seat.FIRST else Seat.FIRST
            if other in seated.case.handed_in or not seated.round.plan.second_review:
                raise Refused(say("双方都已提交，不能再撤回；有分歧的请合议。"))
            evaluation_reviews.set_handed_in(seated.work.session, seated.review.id, None)
            evaluation_reviews.unsettle(seated.work.session, seated.case.id)
            seated.write("evaluation.taken_back", {"reason": reason})
            bring_up_to_date(seated.work, seated.round.id)
            return seated.state()

    # -- inside ------------------------------------------------------------------------------

    @contextmanager
    def _seated(self, actor: Person, round_case_id: RoundCaseId) -> "Iterator[_Seated]":
        with self._desk.transaction(actor) as work:
            case = evaluation.case(work.session, round_case_id)
            found = evaluation.get(work.session, case.round_id)
            seat = require_seat(work.session, actor, found, case, work.at)
            sheet = score_sheets.of_round(work.session, found.sheet_id)
            yield _Seated(work, actor, found, case, seat, sheet)

    @contextmanager
    def _open_sheet(self, actor: Person, round_case_id: RoundCaseId) -> "Iterator[_Seated]":
        with self._seated(actor, round_case_id) as seated:
            evaluation_reviews.open_review(
                seated.work.session, seated.case.id, seated.seat, actor.id, seated.work.at
            )
            if seated.review.handed_in_at is not None:
                raise Refused(say("评分已经提交，不能再改。"))
            yield seated

    def _checked(self, seated: "_Seated", draft: DeductionDraft) -> DeductionDraft:
        item = _item(seated.sheet, draft.item)
        words = draft.text.strip()
        if not words or len(words) > _LONGEST_TEXT:
            raise InvalidInput(say("请写明扣分理由（不超过 {count} 个字）。", count=_LONGEST_TEXT))
        if item.veto and draft.tenths:
            raise InvalidInput(say("一票否决项不计分值。"))
        if not item.veto and not 0 < draft.tenths <= item.tenths:
            raise InvalidInput(
                say("扣分应大于 0 且不超过本项分值 {most}。", most=points(item.tenths))
            )
        session, case = seated.work.session, seated.case
        if draft.moment is not None:
            linked = {f.footage_id for f in case_contents.footage_of(session, case.case_id)}
            if draft.moment.footage_id not in linked:
                raise InvalidInput(say("所引音像不属于这个案卷。"))
        if draft.document_id is not None:
            case_contents.document(session, case.case_id, draft.document_id)
        return replace(draft, text=words)


@dataclass(frozen=True)
class _Seated:
    """A reviewer in his seat, within one transaction."""

    work: Transaction
    actor: Person
    round: EvaluationRound
    case: RoundCase
    seat: Seat
    sheet: ScoreSheet

    @property
    def review(self) -> Review:
        found = evaluation_reviews.find(self.work.session, self.case.id, self.actor.id)
        if found is None:
            raise Refused(say("这份评分还没有提交。"))
        return found

    def deductions(self) -> list[Deduction]:
        review_id = self.review.id
        return evaluation_reviews.deductions_of(self.work.session, [review_id])[review_id]

    def own(self, deduction_id: DeductionId) -> Deduction:
        review_id, found = evaluation_reviews.deduction(self.work.session, deduction_id)
        if review_id != self.review.id:
            raise Refused(say("只能更改自己评分表上的扣分。"))
        return found

    def state(self) -> SheetState:
        review, taken = self.review, self.deductions()
        said = evaluation_reviews.said(self.work.session, [review.id])[review.id]
        answers = answers_of(self.sheet, said, taken)
        decided = evaluation_reviews.dismissed(self.work.session, review.id)
        decided |= {each.origin for each in taken if each.origin}
        return SheetState(
            Sheet(review, answers, taken, score(self.sheet, answers)), frozenset(decided)
        )

    def write(self, verb: str, detail: dict[str, object]) -> None:
        whole = {"case": self.case.case_no, "seat": self.seat.value, **detail}
        self.work.journal(Act(verb, f"evaluation:{self.round.no}", self.round.no, whole))


def _item(sheet: ScoreSheet, key: str) -> SheetItem:
    item = sheet.item(key)
    if item is None:
        raise InvalidInput(say("评分表没有代号为“{key}”的项目。", key=key))
    return item


def _gaps(session: Session, dossier: Dossier) -> list[Finding]:
    """Gaps in the takes of a case that nobody has explained."""
    ids = {each.footage_id for each in dossier.footage}
    takes = {
        found.take
        for footage_id in ids
        if (found := footage.get(session, footage_id)).take is not None
    }
    parts = footage.of_takes(session, [take for take in takes if take is not None])
    findings = []
    for take_id, members in sorted(parts.items()):
        for gap in recorded_take(TakeId(take_id), members).gaps:
            if not gap.explained and not dossier.explained and gap.after in ids:
                name = next(each.name for each in members if each.id == gap.after)
                seconds = max(1, round(gap.length.total_seconds()))
                words = say("{name} 之后中断 {seconds} 秒，没有说明。", name=name, seconds=seconds)
                findings.append(Finding("gap_unexplained", f"footage:{gap.after}", words))
    return findings


def _plain(draft: DeductionDraft) -> dict[str, object]:
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
