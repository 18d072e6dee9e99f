"""A reviewer at his sheet: every word is kept the moment it is said.

Each verb is one transaction, written down with the case and the item, so that whatever happens to
the machine nothing that was entered is lost. Nothing is seen of the other reviewer's sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from archive_desk.db import (
    evaluation,
    evaluation_drafts,
    evaluation_phrases,
    evaluation_reviews,
    footage,
)
from archive_desk.domain.basis import Basis
from archive_desk.domain.catalogue import recorded_take
from archive_desk.domain.completeness import Dossier
from archive_desk.domain.errors import ArchiveDeskError, InvalidInput, Refused
from archive_desk.domain.evaluation import EvaluationRound, RoundCase, Seat, evaluation_basis
from archive_desk.domain.evaluation_hints import Proposal, proposals
from archive_desk.domain.evaluation_sheet import (
    Deduction,
    DeductionDraft,
    Moment,
    ScoreSheet,
    Verdict,
    points,
)
from archive_desk.domain.findings import Finding
from archive_desk.domain.ids import DeductionId, FootageId, RoundCaseId, RoundId, TakeId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Unwatched
from archive_desk.services import rulebook
from archive_desk.services.casework import Casework
from archive_desk.services.desk import Desk
from archive_desk.services.evaluation_rights import require_own_conscience, require_seen
from archive_desk.services.evaluation_states import bring_up_to_date
from archive_desk.services.frame_indexes import index_of
from archive_desk.services.originals import vault_of
from archive_desk.services.scoring_seat import (
    LONGEST_OPINION,
    LONGEST_TEXT,
    OPINION,
    Seated,
    SheetState,
    checked,
    checked_moment,
    item_of,
    open_sheet,
    plain,
    seated_at,
)

_PHRASES = 12


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


class Scoring:
    """What a reviewer does with his cases."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._casework = Casework(desk)

    def mine(self, actor: Person, round_id: RoundId) -> Sequence[RoundCase]:
        """The cases of a round in which `actor` has a seat, in their order.

        Raises:
            Refused: the round is none of his business.
            NotFound: there is none.
        """
        with self._desk.reading() as session:
            found = evaluation.get(session, round_id)
            require_seen(session, actor, found, self._desk.clock())
            cases = evaluation.cases_of(session, round_id)
        return [case for case in cases if case.seat_of(actor.id) is not None]

    def open(self, actor: Person, round_case_id: RoundCaseId) -> tuple[Assignment, SheetState]:
        """Take a case on the desk: its documents, its footage, and one's own sheet.

        Raises:
            Refused: it is not his to review, or the round is not under review.
            NotFound: there is no such case.
        """
        with seated_at(self._desk, actor, round_case_id) as seated:
            work, found, case, seat = seated.work, seated.round, seated.case, seated.seat
            require_own_conscience(work.session, actor, found, case)
            evaluation_reviews.open_review(work.session, case.id, seat, actor.id, work.at)
            _recover(seated)
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
        with open_sheet(self._desk, actor, round_case_id) as seated:
            item_of(seated.sheet, item)
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
        with open_sheet(self._desk, actor, round_case_id) as seated:
            draft = checked(seated, draft)
            session, review = seated.work.session, seated.review
            key = evaluation_reviews.add_deduction(session, review.id, draft, seated.work.at)
            evaluation_reviews.set_answer(
                session, review.id, draft.item, Verdict.UNSEEN, seated.work.at
            )
            seated.write("evaluation.deducted", {"deduction": key, **plain(draft)})
            made = evaluation_reviews.deduction(session, key)[1]
            return made, seated.state()

    def moment(
        self, actor: Person, round_case_id: RoundCaseId, footage_id: FootageId, at_ms: int
    ) -> Moment:
        """What is seen `at_ms` after the first picture of a recording, as evidence.

        The picture's number is left out where no picture can be read.

        Raises:
            Refused: as `open`.
            InvalidInput: the recording is not the case's, or is not that long.
            NotFound: there is no such case.
        """
        with seated_at(self._desk, actor, round_case_id) as seated:
            session = seated.work.session
            asked = Moment(footage_id, "", at_ms)
            found = checked_moment(session, seated.case.case_id, asked)
            item = footage.get(session, footage_id)
        try:
            pictures = index_of(
                self._desk, item, vault_of(self._desk).locate(item.path), Unwatched()
            )
        except ArchiveDeskError:
            return found
        return found if pictures is None else replace(found, frame=pictures.frame_at(at_ms))

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
        with open_sheet(self._desk, actor, round_case_id) as seated:
            old = seated.own(deduction_id)
            draft = checked(seated, draft)
            before, after = plain(old), plain(draft)
            detail = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
            seated.forget(str(deduction_id))
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
        with open_sheet(self._desk, actor, round_case_id) as seated:
            old = seated.own(deduction_id)
            evaluation_reviews.remove_deduction(seated.work.session, deduction_id, seated.work.at)
            seated.forget(str(deduction_id))
            seated.write("evaluation.deduction_removed", {"deduction": deduction_id, **plain(old)})
            return seated.state()

    def restore_deduction(
        self, actor: Person, round_case_id: RoundCaseId, deduction_id: DeductionId
    ) -> SheetState:
        """Put a deduction back that was taken off one's own sheet.

        Raises:
            Refused: as `answer`, or it was not on his sheet.
            NotFound: there is none, or it stands on the sheet.
        """
        with open_sheet(self._desk, actor, round_case_id) as seated:
            session, review = seated.work.session, seated.review
            if evaluation_reviews.removed_from(session, deduction_id) != review.id:
                raise Refused(say("只能更改自己评分表上的扣分。"))
            evaluation_reviews.restore_deduction(session, deduction_id)
            back = seated.own(deduction_id)
            evaluation_reviews.set_answer(
                session, review.id, back.item, Verdict.UNSEEN, seated.work.at
            )
            detail = {"deduction": deduction_id, **plain(back)}
            seated.write("evaluation.deduction_restored", detail)
            return seated.state()

    def phrases(self, actor: Person, round_case_id: RoundCaseId, item: str) -> Sequence[str]:
        """Words that were used before for deductions on an item, the most frequent first.

        One's own from every sheet, and those of rounds whose findings are out; a reviewer from
        outside gets his own only. Nothing of a sheet that is still being written by somebody else.

        Raises:
            Refused, NotFound: as `open`.
        """
        with seated_at(self._desk, actor, round_case_id) as seated:
            return evaluation_phrases.of_item(
                seated.work.session, item, actor.id, others=not actor.external, most=_PHRASES
            )

    def keep_draft(self, actor: Person, round_case_id: RoundCaseId, field: str, text: str) -> None:
        """Keep words while they are being typed: `opinion`, or the id of a deduction.

        They are no statement yet and stand on the sheet once they are set; after a crash the next
        `open` sets them.

        Raises:
            Refused: as `answer`, or the deduction is not on his sheet.
            InvalidInput: this is too long.
        """
        most = LONGEST_OPINION if field == OPINION else LONGEST_TEXT
        if len(text) > most:
            raise InvalidInput(say("文字不能超过 {count} 个字。", count=most))
        with open_sheet(self._desk, actor, round_case_id) as seated:
            if field != OPINION:
                seated.own(DeductionId(int(field)))
            session = seated.work.session
            evaluation_drafts.keep(session, seated.review.id, field, text, seated.work.at)

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
        with open_sheet(self._desk, actor, round_case_id) as seated:
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
        if len(opinion) > LONGEST_OPINION:
            raise InvalidInput(say("评语不能超过 {count} 个字。", count=LONGEST_OPINION))
        with open_sheet(self._desk, actor, round_case_id) as seated:
            seated.forget(OPINION)
            if opinion != seated.review.opinion:
                evaluation_reviews.set_opinion(seated.work.session, seated.review.id, opinion)
                seated.write("evaluation.scored", {"opinion": opinion})
            return seated.state()

    def hand_in(self, actor: Person, round_case_id: RoundCaseId) -> SheetState:
        """Hand one's sheet in: nothing on it changes any more.

        Raises:
            Refused: as `answer`, or items are left without an answer.
        """
        with open_sheet(self._desk, actor, round_case_id) as seated:
            unseen = seated.state().sheet.score.unseen
            require_own_conscience(seated.work.session, actor, seated.round, seated.case)
            if unseen:
                raise Refused(say("还有 {count} 项没有评，评完后才能提交。", count=unseen))
            session, work = seated.work.session, seated.work
            evaluation_reviews.set_handed_in(session, seated.review.id, work.at)
            result = seated.state().sheet.score
            seated.write(
                "evaluation.handed_in",
                {"points": points(result.tenths), "grade": result.grade.name},
            )
            bring_up_to_date(work, seated.round.id, seated.case.id)
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
        with seated_at(self._desk, actor, round_case_id) as seated:
            if seated.review.handed_in_at is None:
                raise Refused(say("这份评分还没有提交。"))
            other = Seat.SECOND if seated.seat is Seat.FIRST else Seat.FIRST
            if other in seated.case.handed_in or not seated.round.plan.second_review:
                raise Refused(say("双方都已提交，不能再撤回；有分歧的请合议。"))
            evaluation_reviews.set_handed_in(seated.work.session, seated.review.id, None)
            evaluation_reviews.unsettle(seated.work.session, seated.case.id)
            seated.write("evaluation.taken_back", {"reason": reason})
            bring_up_to_date(seated.work, seated.round.id, seated.case.id)
            return seated.state()


def _recover(seated: Seated) -> None:
    """Set the words that were being typed when the desk was killed."""
    session, review = seated.work.session, seated.review
    kept = evaluation_drafts.of_review(session, review.id)
    if review.handed_in_at is not None:
        return
    for field, text in kept.items():
        words = text.strip()
        seated.forget(field)
        if field == OPINION and words != review.opinion:
            evaluation_reviews.set_opinion(session, review.id, words)
            seated.write("evaluation.scored", {"opinion": words, "recovered": True})
        elif field != OPINION and words:
            _recover_words(seated, DeductionId(int(field)), words)


def _recover_words(seated: Seated, deduction_id: DeductionId, words: str) -> None:
    old = next((each for each in seated.deductions() if each.id == deduction_id), None)
    if old is not None and old.text != words:
        new = replace(old, text=words)
        evaluation_reviews.change_deduction(seated.work.session, deduction_id, new)
        detail = {"deduction": deduction_id, "text": [old.text, words], "recovered": True}
        seated.write("evaluation.deduction_changed", detail)


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
