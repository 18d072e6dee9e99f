"""Arranging evaluation rounds (案卷评查): planning, drawing, assigning reviewers, closing.

Every step is journalled, the seed and the digest of the population with the draw, so that anyone
can redo it. The organiser draws; he cannot choose.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive_desk.db import cases as case_files
from archive_desk.db import counters, evaluation, evaluation_notices
from archive_desk.domain.basis import Basis
from archive_desk.domain.errors import Conflict, InvalidInput, Refused
from archive_desk.domain.evaluation import (
    EvaluationRound,
    RoundCase,
    RoundEvent,
    RoundPlan,
    RoundState,
    SamplingRule,
    Scope,
    Seat,
    checked_plan,
    evaluation_basis,
    following,
)
from archive_desk.domain.evaluation_findings import NoticeState
from archive_desk.domain.evaluation_sampling import Ranked, Redraw, StratumShare, check_draw, draw
from archive_desk.domain.ids import RoundCaseId, RoundId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.services import rulebook, score_sheets
from archive_desk.services.desk import Transaction
from archive_desk.services.evaluation_assigning import Assigning, written
from archive_desk.services.evaluation_rights import require_present, require_seen
from archive_desk.services.evaluation_states import move


@dataclass(frozen=True)
class Preview:
    """What a draw would be made from and how many it would bring, by stratum."""

    population: int
    wanted: int
    shares: Sequence[StratumShare]


class Evaluating(Assigning):
    """What the organiser of a round does, and what its reviewers may see of it."""

    @property
    def basis(self) -> Basis:
        """The article under which case files are evaluated here."""
        return evaluation_basis(rulebook.of(self._desk))

    # -- planning ----------------------------------------------------------------------------

    def add(self, actor: Person, plan: RoundPlan) -> EvaluationRound:
        """Plan a round.

        Raises:
            Refused: `actor` does not arrange evaluations.
            InvalidInput: the plan makes no sense.
            NotFound: there is no such score sheet.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        plan = checked_plan(plan)
        with self._desk.transaction(actor) as work:
            year = work.at.astimezone(self._desk.office.zone).year
            no = f"PC-{year}-{counters.next_value(work.session, f'evaluation-{year}'):02}"
            round_id = evaluation.add(
                work.session,
                no,
                plan,
                sheet_id=score_sheets.kept(work, plan.sheet).id,
                regulation=self._desk.office.regulation,
                by=actor.id,
                at=work.at,
            )
            work.journal(Act("evaluation.added", f"evaluation:{no}", detail=_plain(plan)))
            return evaluation.get(work.session, round_id)

    def change(self, actor: Person, round_id: RoundId, plan: RoundPlan) -> EvaluationRound:
        """Change a round that has not been drawn yet.

        Raises:
            Refused: `actor` does not arrange evaluations, or it was drawn.
            InvalidInput, NotFound: as `add`.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        plan = checked_plan(plan)
        with self._desk.transaction(actor) as work:
            old = evaluation.get(work.session, round_id)
            if old.state is not RoundState.DRAFT:
                raise Refused(say("已经抽样，方案不能再改；确需更改的，请先作废抽样。"))
            before, after = _plain(old.plan), _plain(plan)
            detail = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
            evaluation.change(work.session, round_id, plan, score_sheets.kept(work, plan.sheet).id)
            work.journal(Act("evaluation.changed", f"evaluation:{old.no}", detail=detail))
            return evaluation.get(work.session, round_id)

    def rounds(self, actor: Person, states: Iterable[RoundState] = ()) -> Sequence[EvaluationRound]:
        """The rounds that `actor` may see, the newest first.

        Raises:
            Refused: he has nothing to do with evaluation, or his account has ended.
        """
        with self._desk.reading() as session:
            require_present(session, actor, self._desk.clock())
            if actor.may(Right.ARRANGE_EVALUATION):
                return evaluation.page(session, states=states)
            actor.require(Right.EVALUATE)
            found = evaluation.page(session, reviewer=actor.id, states=states)
            if actor.external:
                return [each for each in found if each.state.under_review]
            return found

    def get(self, actor: Person, round_id: RoundId) -> EvaluationRound:
        """One round.

        Raises:
            Refused: it is none of his business.
            NotFound: there is none.
        """
        with self._desk.reading() as session:
            found = evaluation.get(session, round_id)
            require_seen(session, actor, found, self._desk.clock())
            return found

    def find(self, actor: Person, no: str) -> EvaluationRound:
        """The round with this number or id.

        Raises: as `get`.
        """
        with self._desk.reading() as session:
            require_present(session, actor, self._desk.clock())
            found = evaluation.find(session, no)
            require_seen(session, actor, found, self._desk.clock())
            return found

    def cases(self, actor: Person, round_id: RoundId) -> Sequence[RoundCase]:
        """The cases of a round; a reviewer from outside sees those he reviews.

        Raises: as `get`.
        """
        with self._desk.reading() as session:
            found = evaluation.get(session, round_id)
            require_seen(session, actor, found, self._desk.clock())
            cases = evaluation.cases_of(session, round_id)
            if actor.external:
                return [each for each in cases if each.seat_of(actor.id) is not None]
            return cases

    # -- drawing -----------------------------------------------------------------------------

    def preview(self, actor: Person, scope: Scope, rule: SamplingRule) -> Preview:
        """How many cases a scope holds now, and how many a rule would draw from each stratum.

        Raises:
            Refused: `actor` does not arrange evaluations.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        with self._desk.reading() as session:
            found = evaluation.candidates(session, scope, self._desk.office.zone)
        made = draw(found, rule, "")
        return Preview(len(found), len(made.drawn), made.shares)

    def draw(self, actor: Person, round_id: RoundId, seed: str = "") -> EvaluationRound:
        """Draw the sample. Without a seed one is made; a public one (a lottery's) may be given.

        Raises:
            Refused: `actor` does not arrange evaluations, or it was drawn already.
            InvalidInput: nothing lies in the scope.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        seed = seed.strip() or secrets.token_hex(8)
        with self._desk.transaction(actor) as work:
            found = evaluation.get(work.session, round_id)
            following(found.state, RoundEvent.DRAW)
            population = evaluation.candidates(
                work.session, found.plan.scope, self._desk.office.zone
            )
            if not population:
                raise InvalidInput(
                    say("评查范围内没有已办结的案卷，请放宽股室、类型或者办结日期。")
                )
            made = draw(population, found.plan.sampling, seed)
            evaluation.keep_draw(work.session, round_id, made, work.at)
            move(work, found, RoundEvent.DRAW)
            detail = {
                "seed": seed,
                "population": len(made.ranked),
                "population_sha256": made.digest,
                "drawn": [each.no for each in made.drawn],
                "draw": found.draws + 1,
            }
            work.journal(Act("evaluation.drawn", f"evaluation:{found.no}", detail=detail))
            return evaluation.get(work.session, round_id)

    def discard_draw(self, actor: Person, round_id: RoundId, reason: str) -> EvaluationRound:
        """Take a draw back before anybody reviews; the journal keeps it with the reason.

        Raises:
            Refused: no right, or the review has begun.
            InvalidInput: there is no reason.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        reason = written(reason)
        with self._desk.transaction(actor) as work:
            found = evaluation.get(work.session, round_id)
            move(work, found, RoundEvent.DISCARD_DRAW)
            evaluation.discard_draw(work.session, round_id)
            detail = {"reason": reason, "seed": found.seed, "population_sha256": found.digest}
            work.journal(Act("evaluation.draw_discarded", f"evaluation:{found.no}", detail=detail))
            return evaluation.get(work.session, round_id)

    def population(self, actor: Person, round_id: RoundId) -> Sequence[Ranked]:
        """What the sample was drawn from, with everybody's rank.

        Raises: as `get`.
        """
        with self._desk.reading() as session:
            found = evaluation.get(session, round_id)
            require_seen(session, actor, found, self._desk.clock())
            if actor.external:
                actor.require(Right.ARRANGE_EVALUATION)
            return evaluation.drawn_from(session, round_id)

    def redraw(self, actor: Person, round_id: RoundId) -> Redraw:
        """Draw again with the seed on record and compare: whether the sample is the fair one.

        Raises:
            Refused: it is none of his business, or nothing was drawn yet.
            NotFound: there is none.
        """
        with self._desk.reading() as session:
            found = evaluation.get(session, round_id)
            require_seen(session, actor, found, self._desk.clock())
            if actor.external:
                actor.require(Right.ARRANGE_EVALUATION)
            if found.drawn_at is None:
                raise Refused(say("这一轮评查还没有抽样。"))
            kept = evaluation.drawn_from(session, round_id)
            sample = [c.case_id for c in evaluation.cases_of(session, round_id) if c.drawn]
        return check_draw(kept, found.plan.sampling, found.seed, found.digest, sample)

    # -- cases added by hand -----------------------------------------------------------------

    def add_case(
        self, actor: Person, round_id: RoundId, case_no: str, reason: str
    ) -> Sequence[RoundCase]:
        """Add a case that was not drawn, with the reason.

        Raises:
            Refused: no right, or the round is not at this step.
            InvalidInput: there is no reason.
            Conflict: the case is in the round already.
            NotFound: there is no such case.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        reason = written(reason)
        with self._desk.transaction(actor) as work:
            found = self._drawn(work, round_id)
            case = case_files.get(work.session, case_no)
            here = evaluation.cases_of(work.session, round_id)
            if any(each.case_id == case.id for each in here):
                raise Conflict(say("案卷 {no} 已在这一轮评查中。", no=case_no))
            evaluation.add_case(work.session, round_id, case.id, reason=reason)
            detail = {"case": case_no, "reason": reason}
            work.journal(Act("evaluation.case_added", f"evaluation:{found.no}", detail=detail))
            return evaluation.cases_of(work.session, round_id)

    def remove_case(
        self, actor: Person, round_case_id: RoundCaseId, reason: str
    ) -> Sequence[RoundCase]:
        """Take a case out again that was added by hand. What was drawn stays.

        Raises:
            Refused: no right, it was drawn, or the round is not at this step.
            InvalidInput: there is no reason.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        reason = written(reason)
        with self._desk.transaction(actor) as work:
            case = evaluation.case(work.session, round_case_id)
            found = self._drawn(work, case.round_id)
            if case.drawn:
                raise Refused(say("案卷 {no} 由抽样产生，不能移出。", no=case.case_no))
            evaluation.remove_case(work.session, round_case_id)
            detail = {"case": case.case_no, "reason": reason}
            work.journal(Act("evaluation.case_removed", f"evaluation:{found.no}", detail=detail))
            return evaluation.cases_of(work.session, case.round_id)

    def _drawn(self, work: Transaction, round_id: RoundId) -> EvaluationRound:
        found = evaluation.get(work.session, round_id)
        if found.state is not RoundState.DRAWN:
            raise Refused(say("只有抽样之后、开始评查之前，才能增减案卷。"))
        return found

    # -- beginning and ending ----------------------------------------------------------------

    def begin(self, actor: Person, round_id: RoundId) -> EvaluationRound:
        """Let the reviewers begin: from now on they may look at their cases.

        Raises:
            Refused: no right, or a case lacks a reviewer.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        with self._desk.transaction(actor) as work:
            found = evaluation.get(work.session, round_id)
            following(found.state, RoundEvent.BEGIN)
            seats = (Seat.FIRST, Seat.SECOND) if found.plan.second_review else (Seat.FIRST,)
            for case in evaluation.cases_of(work.session, round_id):
                missing = [seat for seat in seats if case.holder(seat) is None]
                if missing:
                    raise Refused(
                        say(
                            "案卷 {no} 还没有{seat}评查员，请先分派。",
                            no=case.case_no,
                            seat=say(missing[0].label),
                        )
                    )
            move(work, found, RoundEvent.BEGIN)
            work.journal(Act("evaluation.begun", f"evaluation:{found.no}"))
            return evaluation.get(work.session, round_id)

    def close(self, actor: Person, round_id: RoundId) -> EvaluationRound:
        """End a round once every notice is settled; the reviewers' right to look ended before.

        Raises:
            Refused: no right, or rectification is under way.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        with self._desk.transaction(actor) as work:
            found = evaluation.get(work.session, round_id)
            following(found.state, RoundEvent.CLOSE)
            left = [
                each
                for each in evaluation_notices.of_round(work.session, round_id)
                if each.state is not NoticeState.ACCEPTED
            ]
            if left:
                raise Refused(
                    say(
                        "还有 {count} 份整改通知没有办结，第一份：{no}（{case}）。",
                        count=len(left),
                        no=left[0].no,
                        case=left[0].case_no,
                    )
                )
            move(work, found, RoundEvent.CLOSE)
            work.journal(Act("evaluation.closed", f"evaluation:{found.no}"))
            return evaluation.get(work.session, round_id)


def _plain(plan: RoundPlan) -> dict[str, object]:
    """A plan as the journal keeps it."""
    scope, rule = plan.scope, plan.sampling
    return {
        "name": plan.name,
        "period": [plan.period_from.isoformat(), plan.period_until.isoformat()],
        "sections": list(scope.sections),
        "kinds": [kind.value for kind in scope.kinds],
        "closed": [
            "" if day is None else day.isoformat()
            for day in (scope.closed_from, scope.closed_until)
        ],
        "archived_only": scope.archived_only,
        "share_percent": rule.share_percent,
        "count": rule.number,
        "each_stratum": rule.each_stratum,
        "sheet": plan.sheet,
        "second_review": plan.second_review,
        "bar_same_section": plan.bar_same_section,
        "rectification_days": plan.rectification_days,
        "lead": plan.lead_id,
    }
