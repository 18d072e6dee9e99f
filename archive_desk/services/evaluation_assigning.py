"""Who reviews which case of a round: drawn evenly, recused, replaced with a reason."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from archive_desk.db import evaluation, evaluation_seats, people
from archive_desk.domain.errors import InvalidInput, NotFound, Refused
from archive_desk.domain.evaluation import EvaluationRound, Recusal, RoundCase, RoundState, Seat
from archive_desk.domain.evaluation_assigning import assign, require_unbiased
from archive_desk.domain.ids import RoundCaseId, RoundId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.services.desk import Desk
from archive_desk.services.evaluation_rights import require_seen
from archive_desk.services.evaluation_states import bring_up_to_date

_BEFORE_FINDINGS = frozenset(
    {RoundState.DRAFT, RoundState.DRAWN, RoundState.REVIEWING, RoundState.SECOND_REVIEW}
)


class Assigning:
    """What is done with the seats of a round."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`, under its office's regulation."""
        self._desk = desk

    def reviewers(self, actor: Person) -> Sequence[Person]:
        """Everybody who may be drawn as a reviewer, those from outside too.

        Raises:
            Refused: `actor` does not arrange evaluations.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        at = self._desk.clock()
        with self._desk.reading() as session:
            everybody = people.all_people(session)
        return [p for p in everybody if p.may(Right.EVALUATE) and not p.lapsed(at)]

    def assign(
        self, actor: Person, round_id: RoundId, accounts: Sequence[str]
    ) -> Sequence[RoundCase]:
        """Draw the reviewers of every case among `accounts`, evenly and with recusal.

        Raises:
            Refused: no right, the review has begun, or a case has too few who are not barred.
            NotFound: an account is not a reviewer's.
        """
        reviewers = self._named(actor, accounts)
        with self._desk.transaction(actor) as work:
            found = evaluation.get(work.session, round_id)
            if found.state is not RoundState.DRAWN:
                raise Refused(say("抽样之后、开始评查之前才能分派；评查中请逐案改派。"))
            cases = evaluation.cases_of(work.session, round_id)
            drawn = assign(
                evaluation_seats.hands_of(work.session, cases),
                reviewers,
                found.seed,
                second_review=found.plan.second_review,
                bar_same_section=found.plan.bar_same_section,
            )
            evaluation_seats.clear_seats(work.session, round_id)
            names = {person.id: person.account for person in reviewers}
            detail: dict[str, object] = {}
            for case in cases:
                for seat, person_id in drawn[case.id].items():
                    evaluation_seats.take_seat(work.session, case.id, seat, person_id, work.at)
                detail[case.case_no] = {s.value: names[p] for s, p in drawn[case.id].items()}
            work.journal(
                Act("evaluation.assigned", f"evaluation:{found.no}", detail={"seats": detail})
            )
            return evaluation.cases_of(work.session, round_id)

    def _named(self, actor: Person, accounts: Sequence[str]) -> list[Person]:
        known = {person.account: person for person in self.reviewers(actor)}
        unknown = [account for account in accounts if account not in known]
        if unknown:
            raise NotFound(say("“{accounts}”不是评查员。", accounts="、".join(unknown)))
        return [known[account] for account in dict.fromkeys(accounts)]

    def recuse(
        self, actor: Person, round_case_id: RoundCaseId, reason: str, account: str = ""
    ) -> RoundCase:
        """Declare oneself barred from a case (the organiser: somebody else); the seat falls free.

        Raises:
            Refused: somebody else's business, or the case has its result.
            InvalidInput: there is no reason.
            NotFound: there is no such case or reviewer.
        """
        reason = written(reason)
        with self._desk.transaction(actor) as work:
            case = evaluation.case(work.session, round_case_id)
            found = evaluation.get(work.session, case.round_id)
            require_seen(work.session, actor, found, work.at)
            person = actor
            if account and account != actor.account:
                actor.require(Right.ARRANGE_EVALUATION)
                known = people.find(work.session, account)
                if known is None:
                    raise NotFound(say("没有账号“{account}”。", account=account))
                person = known
            if found.state not in _BEFORE_FINDINGS:
                raise Refused(say("整改通知已经下发，不能再回避。"))
            evaluation_seats.recuse(work.session, round_case_id, person.id, reason, work.at)
            seat = case.seat_of(person.id)
            if seat is not None:
                evaluation_seats.end_seat(work.session, round_case_id, seat, reason, work.at)
            detail = {"case": case.case_no, "reviewer": person.account, "reason": reason}
            work.journal(Act("evaluation.recused", f"evaluation:{found.no}", detail=detail))
            bring_up_to_date(work, case.round_id, round_case_id)
            return evaluation.case(work.session, round_case_id)

    def recusals(self, actor: Person, round_id: RoundId) -> Sequence[Recusal]:
        """Who declared himself barred from which case.

        Raises:
            Refused: `actor` does not arrange evaluations.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        with self._desk.reading() as session:
            return evaluation_seats.recusals_of(session, round_id)

    def reassign(
        self, actor: Person, round_case_id: RoundCaseId, seat: Seat, account: str, reason: str
    ) -> RoundCase:
        """Give a seat to somebody else, with the reason; what was entered stays on record.

        Raises:
            Refused: no right, the person must stay out of the case, or has its other seat.
            InvalidInput: there is no reason.
            NotFound: there is no such case or reviewer.
        """
        reason = written(reason)
        (person,) = self._named(actor, [account])
        with self._desk.transaction(actor) as work:
            case = evaluation.case(work.session, round_case_id)
            found = evaluation.get(work.session, case.round_id)
            if found.state not in _BEFORE_FINDINGS or found.state is RoundState.DRAFT:
                raise Refused(say("这一轮评查“{state}”，不能改派。", state=say(found.state.label)))
            if seat is Seat.SECOND and not found.plan.second_review:
                raise Refused(say("这一轮评查不设复评。"))
            (hands,) = evaluation_seats.hands_of(work.session, [case])
            require_unbiased(person, hands, bar_same_section=found.plan.bar_same_section)
            if case.seat_of(person.id) is not None:
                raise Refused(
                    say("{name}已经评查这个案卷，初评和复评应由两人担任。", name=person.name)
                )
            old = case.holder(seat)
            evaluation_seats.end_seat(work.session, round_case_id, seat, reason, work.at)
            evaluation_seats.take_seat(work.session, round_case_id, seat, person.id, work.at)
            detail = {
                "case": case.case_no,
                "seat": seat.value,
                "from": "" if old is None else old.person,
                "reviewer": person.account,
                "reason": reason,
            }
            work.journal(Act("evaluation.reassigned", f"evaluation:{found.no}", detail=detail))
            bring_up_to_date(work, case.round_id, round_case_id)
            return evaluation.case(work.session, round_case_id)


def require_all_unbiased(
    session: Session, found: EvaluationRound, cases: Sequence[RoundCase]
) -> None:
    """Refuse where somebody holds a seat in a case from which he has come to be barred.

    Raises:
        Refused: naming the first.
    """
    holders = {each.person_id for case in cases for each in case.seats if each.ended_at is None}
    known = {key: people.get(session, key) for key in holders}
    for case, hands in zip(cases, evaluation_seats.hands_of(session, cases), strict=True):
        for each in case.seats:
            if each.ended_at is None:
                require_unbiased(
                    known[each.person_id], hands, bar_same_section=found.plan.bar_same_section
                )


def written(words: str) -> str:
    """A reason without the blanks around it.

    Raises:
        InvalidInput: there is none.
    """
    words = words.strip()
    if not words:
        raise InvalidInput(say("请写明理由。"))
    return words
