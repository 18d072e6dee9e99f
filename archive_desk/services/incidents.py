"""Incidents: what came back damaged or not at all, followed to its settlement."""

from collections.abc import Sequence

from archive_desk.db import incidents, loan_items
from archive_desk.domain.incidents import Incident, Outcome, check_settlement
from archive_desk.domain.journal import Act
from archive_desk.domain.loans import Condition
from archive_desk.domain.people import Person, Right
from archive_desk.services.desk import Desk


class Incidents:
    """The register of damage and loss; incidents are made when things are taken back."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def everything(self, actor: Person, *, open_only: bool = False) -> Sequence[Incident]:
        """All incidents, the newest first.

        Raises:
            Refused: `actor` may not read the register.
        """
        actor.require(Right.READ_LEDGER)
        with self._desk.reading() as session:
            return incidents.everything(session, open_only=open_only)

    def settle(self, actor: Person, no: str, outcome: Outcome, words: str) -> Incident:
        """Write down how an incident ended; what was found again may be lent again.

        Raises:
            Refused: not the clerk's right.
            Conflict: it is settled already.
            InvalidInput: no words, or something found that was never lost.
            NotFound: there is none.
        """
        actor.require(Right.CIRCULATE)
        with self._desk.transaction(actor) as work:
            incident = incidents.find(work.session, no)
            check_settlement(incident, outcome, words)
            settled = incidents.settle(
                work.session, incident, outcome, words.strip(), actor.name, work.at
            )
            back = outcome in {Outcome.FOUND, Outcome.REPLACED}
            if incident.condition is Condition.MISSING and back:
                loan_items.mark_back(work.session, [incident.item])
            detail = {"outcome": outcome.value, "text": settled.settlement}
            work.journal(Act("loan.incident_settled", f"incident:{no}", incident.loan_no, detail))
            return settled
