"""Who may see what of an evaluation.

The right to look comes with the seat and ends with it: a reviewer sees his cases while the round is
under review. One from outside (司法局) sees them as long as his account lasts, and nothing else.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from archive_desk.db import evaluation, evaluation_seats, people
from archive_desk.domain.errors import NotFound, Refused
from archive_desk.domain.evaluation import EvaluationRound, RoundCase, Seat
from archive_desk.domain.evaluation_assigning import require_unbiased
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say


def require_present(session: Session, actor: Person, at: datetime) -> None:
    """Refuse a reviewer from outside whose account has ended, also in the middle of his work.

    Raises:
        Refused: it has ended or was closed.
    """
    if not actor.external:
        return
    now = people.get(session, actor.id)
    if not now.active or now.lapsed(at):
        raise Refused(say("账号已过有效期或者已停用，不能继续评查。"))


def require_seen(session: Session, actor: Person, found: EvaluationRound, at: datetime) -> None:
    """Refuse whoever neither arranges evaluations nor has a seat in the round.

    Raises:
        Refused: it is none of his business.
    """
    require_present(session, actor, at)
    if actor.may(Right.ARRANGE_EVALUATION):
        return
    actor.require(Right.EVALUATE)
    mine = any(each.seat_of(actor.id) for each in evaluation.cases_of(session, found.id))
    if not mine or (actor.external and not found.state.under_review):
        raise Refused(say("您没有参加评查 {no}，或者评查已经结束。", no=found.no))


def require_seat(
    session: Session, actor: Person, found: EvaluationRound, case: RoundCase, at: datetime
) -> Seat:
    """The seat of `actor` in a case that is under review.

    Raises:
        Refused: he has none, or the round is not under review.
    """
    require_present(session, actor, at)
    actor.require(Right.EVALUATE)
    seat = case.seat_of(actor.id)
    if seat is None:
        raise Refused(say("案卷 {no} 没有指派给您评查。", no=case.case_no))
    if not found.state.under_review:
        raise Refused(
            say("评查 {no}“{state}”，现在不能评分。", no=found.no, state=say(found.state.label))
        )
    return seat


def require_own_conscience(
    session: Session, actor: Person, found: EvaluationRound, case: RoundCase
) -> None:
    """Refuse whoever had a hand in the case, also where that came about after the assignment.

    Raises:
        Refused: with the reason for which he is barred (回避).
    """
    (hands,) = evaluation_seats.hands_of(session, [case])
    # Sections are barred for reviewers only: the lead may decide on a case of his own section.
    bar = found.plan.bar_same_section and case.seat_of(actor.id) is not None
    require_unbiased(actor, hands, bar_same_section=bar)


def require_lead(session: Session, actor: Person, found: EvaluationRound, case: RoundCase) -> None:
    """Refuse whoever is not the lead of the round, reviews the case, or had a hand in it.

    Raises:
        Refused: with the reason.
    """
    if found.plan.lead_id is None:
        raise NotFound(say("这一轮评查没有指定组长，请由两名评查员合议。"))
    if actor.id != found.plan.lead_id:
        raise Refused(say("分歧只能由评查组长裁定。"))
    require_own_conscience(session, actor, found, case)
    if case.seat_of(actor.id) is not None:
        raise Refused(say("组长本人评查了这个案卷，不能裁定；请由两名评查员合议。"))
