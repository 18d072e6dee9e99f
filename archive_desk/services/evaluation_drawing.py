"""Drawing the sample of a round, so that anyone can redo it, and the cases added by hand.

Seed, population and result of each draw stand in the journal, those taken back too. The organiser
draws; he cannot choose.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from archive_desk.db import cases as case_files
from archive_desk.db import evaluation
from archive_desk.domain.errors import Conflict, InvalidInput, Refused
from archive_desk.domain.evaluation import (
    EvaluationRound,
    RoundCase,
    RoundEvent,
    RoundState,
    SamplingRule,
    Scope,
    following,
)
from archive_desk.domain.evaluation_sampling import (
    DrawRecord,
    Ranked,
    Redraw,
    StratumShare,
    check_draw,
    draw,
)
from archive_desk.domain.ids import RoundCaseId, RoundId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.services.desk import Transaction
from archive_desk.services.evaluation_assigning import Assigning, written
from archive_desk.services.evaluation_draws import draws_of
from archive_desk.services.evaluation_rights import require_seen
from archive_desk.services.evaluation_states import move

_LONGEST_SEED = 200


@dataclass(frozen=True)
class Preview:
    """What a draw would be made from and how many it would bring, by stratum."""

    population: int
    wanted: int
    shares: Sequence[StratumShare]


class Drawing(Assigning):
    """What the organiser of a round does to draw its cases, and what shows that it was fair."""

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
            InvalidInput: nothing lies in the scope, or the seed is no single line.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        given = seed.strip()
        if len(given) > _LONGEST_SEED or not given.isprintable():
            raise InvalidInput(say("种子应为一行，不超过 {count} 个字。", count=_LONGEST_SEED))
        seed = given or secrets.token_hex(8)
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
                "seed_given": bool(given),
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

    def draws(self, actor: Person, round_id: RoundId) -> Sequence[DrawRecord]:
        """Every draw of a round as the journal has it, those that were taken back too.

        Raises: as `get`.
        """
        with self._desk.reading() as session:
            found = evaluation.get(session, round_id)
            require_seen(session, actor, found, self._desk.clock())
            if actor.external:
                actor.require(Right.ARRANGE_EVALUATION)
            return draws_of(session, found)

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
