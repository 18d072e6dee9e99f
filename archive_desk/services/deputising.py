"""Deputies: appointing who signs while an approver is away, and ending it."""

from collections.abc import Sequence
from datetime import datetime

from archive_desk.db import deputies, people
from archive_desk.domain.deputies import Deputy, check_appointment
from archive_desk.domain.errors import Conflict, NotFound, Refused
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right, Role
from archive_desk.domain.sentences import say
from archive_desk.services.desk import Desk, Transaction


class Deputising:
    """Deputyships. The five regulations name the approver's post; who fills it is the office's."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def appoint(
        self,
        actor: Person,
        principal: str,
        deputy: str,
        valid_from: datetime,
        valid_until: datetime,
        reason: str,
    ) -> Deputy:
        """Let the account `deputy` sign for `principal` for a time.

        Raises:
            Refused: not `actor`'s to give, or `principal` signs nothing.
            InvalidInput: the same person, no reason, or no such period.
            NotFound: there is no such account.
        """
        actor.require_inside()
        with self._desk.transaction(actor) as work:
            away, stand_in = _person(work, principal), _person(work, deputy)
            check_appointment(actor, away, stand_in, valid_from, valid_until, reason, work.at)
            period = (valid_from, valid_until)
            made = deputies.add(
                work.session, away.id, stand_in.id, period, reason.strip(), actor.id, work.at
            )
            item, detail = _entry(made)
            work.journal(Act("loan.deputy_appointed", item, detail=detail))
            return made

    def end(self, actor: Person, deputy_id: int) -> Deputy:
        """Let a deputyship end now.

        Raises:
            Refused: it is neither `actor`'s own nor is he the head of the agency.
            Conflict: it is over already.
            NotFound: there is none.
        """
        actor.require_inside()
        with self._desk.transaction(actor) as work:
            standing = deputies.get(work.session, deputy_id)
            own = actor.id in {standing.principal_id, standing.deputy_id}
            if not own and actor.role is not Role.AGENCY_HEAD:
                raise Refused(say("代理由本人或行政负责人结束。"))
            if standing.ended_at is not None or work.at >= standing.valid_until:
                raise Conflict(say("这项代理已经结束。"))
            deputies.end(work.session, deputy_id, work.at)
            item, detail = _entry(standing)
            work.journal(Act("loan.deputy_ended", item, detail=detail))
            return deputies.get(work.session, deputy_id)

    def everything(self, actor: Person) -> Sequence[Deputy]:
        """All deputyships for who reads the register; else those that concern `actor`."""
        actor.require_inside()
        with self._desk.reading() as session:
            found = deputies.everything(session)
        if actor.may(Right.READ_LEDGER) or actor.may(Right.READ_JOURNAL):
            return found
        return [each for each in found if actor.id in {each.principal_id, each.deputy_id}]


def _person(work: Transaction, account: str) -> Person:
    person = people.find(work.session, account)
    if person is None:
        raise NotFound(say("没有账号“{account}”。", account=account))
    return person


def _entry(deputy: Deputy) -> tuple[str, dict[str, object]]:
    """What the journal says of a deputyship, whatever became of it."""
    return f"deputy:{deputy.id}", {
        "principal": deputy.principal,
        "deputy": deputy.deputy,
        "from": deputy.valid_from.isoformat(),
        "until": deputy.valid_until.isoformat(),
        "reason": deputy.reason,
    }
