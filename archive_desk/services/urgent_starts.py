"""Registering urgent cases, whose approval has to be back-filled in time (紧急立案补报)."""

from collections.abc import Sequence
from datetime import datetime

from archive_desk.db import cases, counters, urgent_starts
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.urgent_starts import UrgentStart, checked_start
from archive_desk.services.desk import Desk


class UrgentStarts:
    """What the clerk does with cases that were begun before they were approved."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def register(
        self, actor: Person, case_no: str, started_at: datetime, reason: str
    ) -> UrgentStart:
        """Write down that a case was begun at once; the clock of its approval runs from then.

        Raises:
            Refused: `actor` does not keep case files.
            InvalidInput: there is no reason, or the beginning lies ahead.
            NotFound: there is no such case.
        """
        actor.require(Right.EDIT_CASES)
        with self._desk.transaction(actor) as work:
            reason = checked_start(reason, started_at, work.at)
            case = cases.get(work.session, case_no.strip())
            year = work.at.astimezone(self._desk.office.zone).year
            no = f"JJ-{year}-{counters.next_value(work.session, f'urgent-{year}'):04}"
            urgent_starts.add(work.session, no, case.id, reason, started_at, actor.name, work.at)
            detail = {"no": no, "started_at": started_at.isoformat(), "reason": reason}
            work.journal(Act("case.begun_urgently", f"case:{case.no}", detail=detail))
            return urgent_starts.get(work.session, no)

    def withdraw(self, actor: Person, no: str, reason: str) -> UrgentStart:
        """Take one out that was entered by mistake.

        Raises:
            Refused: no right, or its clock has ended.
            InvalidInput: there is no reason.
            NotFound: there is no such entry.
        """
        actor.require(Right.EDIT_CASES)
        if not reason.strip():
            raise InvalidInput(say("请写明撤回的理由。"))
        with self._desk.transaction(actor) as work:
            start = urgent_starts.get(work.session, no)
            if not start.open:
                raise Refused(say("紧急立案 {no} 已经补报或撤回。", no=no))
            urgent_starts.withdraw(work.session, start.id, reason.strip(), work.at)
            detail = {"no": no, "reason": reason.strip()}
            work.journal(Act("case.urgency_withdrawn", f"case:{start.case_no}", detail=detail))
            return urgent_starts.get(work.session, no)

    def all(self, actor: Person, *, only_open: bool = False) -> Sequence[UrgentStart]:
        """The register, the earliest first.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return urgent_starts.page(session, only_open=only_open)
