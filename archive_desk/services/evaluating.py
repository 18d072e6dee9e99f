"""Arranging evaluation rounds (案卷评查): planning, beginning, closing, calling off.

Every step is journalled. How the sample is drawn stands in `evaluation_drawing`.
"""

from collections.abc import Iterable, Sequence

from archive_desk.db import counters, evaluation, evaluation_notices, people
from archive_desk.domain.basis import Basis
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.evaluation import (
    EvaluationRound,
    RoundCase,
    RoundEvent,
    RoundPlan,
    RoundState,
    Seat,
    checked_plan,
    evaluation_basis,
    following,
    plan_like,
)
from archive_desk.domain.evaluation_findings import NoticeState
from archive_desk.domain.ids import RoundId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.services import rulebook, score_sheets
from archive_desk.services.desk import Transaction
from archive_desk.services.evaluation_assigning import require_all_unbiased, written
from archive_desk.services.evaluation_drawing import Drawing
from archive_desk.services.evaluation_rights import require_present, require_seen
from archive_desk.services.evaluation_states import move


class Evaluating(Drawing):
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
            InvalidInput: the plan makes no sense, or its lead cannot see rounds.
            NotFound: there is no such score sheet.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        plan = checked_plan(plan)
        with self._desk.transaction(actor) as work:
            self._require_lead(work, plan)
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
            self._require_lead(work, plan)
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

    def next_plan(self, actor: Person, round_id: RoundId, name: str = "") -> RoundPlan:
        """The plan of a round once more, from today on, to be looked at and kept with `add`.

        Raises: as `get`; Refused: `actor` does not arrange evaluations.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        found = self.get(actor, round_id)
        today = self._desk.clock().astimezone(self._desk.office.zone).date()
        return plan_like(found.plan, name.strip() or found.name, today)

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

    # -- beginning and ending ----------------------------------------------------------------

    def begin(self, actor: Person, round_id: RoundId) -> EvaluationRound:
        """Let the reviewers begin: from now on they may look at their cases.

        Raises:
            Refused: no right, a case lacks a reviewer, or one has come to be barred from it.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        with self._desk.transaction(actor) as work:
            found = evaluation.get(work.session, round_id)
            following(found.state, RoundEvent.BEGIN)
            seats = (Seat.FIRST, Seat.SECOND) if found.plan.second_review else (Seat.FIRST,)
            cases = evaluation.cases_of(work.session, round_id)
            for case in cases:
                missing = [seat for seat in seats if case.holder(seat) is None]
                if missing:
                    raise Refused(
                        say(
                            "案卷 {no} 还没有{seat}评查员，请先分派。",
                            no=case.case_no,
                            seat=say(missing[0].label),
                        )
                    )
            require_all_unbiased(work.session, found, cases)
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

    def withdraw(self, actor: Person, round_id: RoundId, reason: str) -> EvaluationRound:
        """Call a round off, with the reason; it keeps its number, and nobody looks any more.

        Raises:
            Refused: no right, or its findings are out: then it is brought to its end.
            InvalidInput: there is no reason.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        reason = written(reason)
        with self._desk.transaction(actor) as work:
            found = evaluation.get(work.session, round_id)
            move(work, found, RoundEvent.WITHDRAW, why=reason)
            detail = {"reason": reason, "was": found.state.value, "seed": found.seed}
            work.journal(Act("evaluation.withdrawn", f"evaluation:{found.no}", detail=detail))
            return evaluation.get(work.session, round_id)

    def _require_lead(self, work: Transaction, plan: RoundPlan) -> None:
        """A lead must be able to see what he decides on."""
        if plan.lead_id is None:
            return
        lead = people.get(work.session, plan.lead_id)
        if not lead.active or not lead.may(Right.ARRANGE_EVALUATION):
            raise InvalidInput(
                say("{name}不能担任评查组长：没有“组织案卷评查”的权限。", name=lead.name)
            )


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
