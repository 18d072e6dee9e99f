"""Archived files: supplements, and opening them again under somebody else's word."""

from collections.abc import Sequence

from archive_desk.db import cases, supplements
from archive_desk.db.cases import CaseFilter
from archive_desk.domain.case_entry import ARCHIVES_LAW_TAMPERING
from archive_desk.domain.cases import CaseFile
from archive_desk.domain.errors import Conflict, NotFound, Refused
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.supplements import Reopening, Supplement, checked_text
from archive_desk.services.desk import Desk, Transaction

__all__ = ["CaseFilter", "Supplementing"]


class Supplementing:
    """What is done with a file that is archived already."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def add(self, actor: Person, no: str, text: str) -> Supplement:
        """Say what was forgotten or wrong; the file itself stays as it is.

        Raises:
            Refused: `actor` does not keep case files, or the file is still open.
            InvalidInput: the text says nothing, or is too long.
            NotFound: there is no such file.
        """
        actor.require(Right.EDIT_CASES)
        words = checked_text(text)
        with self._desk.transaction(actor) as work:
            case = _archived(work, no)
            made = supplements.add(work.session, case.id, words, actor.name, work.at)
            detail = {"number": made.no, "text": words}
            work.journal(Act("case.supplemented", f"case:{no}", detail=detail))
        return made

    def of_case(self, actor: Person, no: str) -> Sequence[Supplement]:
        """What was added to a file.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such file.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return supplements.of_case(session, cases.get(session, no).id)

    def reopenings(self, actor: Person, no: str) -> Sequence[Reopening]:
        """All requests to open a file again, with what was said of them.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such file.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return supplements.reopenings(session, cases.get(session, no).id)

    def ask(self, actor: Person, no: str, reason: str) -> Reopening:
        """Ask for an archived file to be opened again, because a supplement does not do.

        Raises:
            Refused: `actor` does not keep case files, or the file is still open.
            InvalidInput: no reason is given.
            Conflict: somebody has asked already.
            NotFound: there is no such file.
        """
        actor.require(Right.EDIT_CASES)
        words = checked_text(reason)
        with self._desk.transaction(actor) as work:
            case = _archived(work, no)
            if supplements.waiting(work.session, case.id) is not None:
                raise Conflict(say("案卷 {no} 已有待审批的重新打开申请。", no=no))
            archived_at = case.archived_at or work.at
            asker = (actor.id, actor.name)
            supplements.ask(work.session, case.id, words, asker, work.at, archived_at)
            work.journal(Act("case.reopening_asked", f"case:{no}", detail={"reason": words}))
            return _waiting(work, case)

    def decide(self, actor: Person, no: str, *, agreed: bool, opinion: str) -> Reopening:
        """Agree to or decline a request; agreed to, the file is open until it is archived again.

        Raises:
            Refused: `actor` does not sign for the office, or asked for it himself.
            InvalidInput: no opinion is given.
            NotFound: there is no such file, or nobody asked.
        """
        actor.require(Right.SIGN)
        words = checked_text(opinion)
        with self._desk.transaction(actor) as work:
            case = cases.get(work.session, no)
            request = _waiting(work, case)
            if request.asked_by_id == actor.id:
                raise Refused(say("重新打开须由申请人以外的人审批。"), basis=ARCHIVES_LAW_TAMPERING)
            supplements.decide(
                work.session, request, agreed=agreed, by=actor.name, opinion=words, at=work.at
            )
            verb = "case.reopened" if agreed else "case.reopening_declined"
            detail = {
                "reason": request.reason,
                "opinion": words,
                "archived_at": request.archived_at.isoformat(),
            }
            work.journal(Act(verb, f"case:{no}", detail=detail))
            return supplements.reopenings(work.session, case.id)[-1]


def _archived(work: Transaction, no: str) -> CaseFile:
    case = cases.get(work.session, no)
    if not case.locked:
        raise Refused(say("案卷 {no} 还没有归档，可以直接更改。", no=no))
    return case


def _waiting(work: Transaction, case: CaseFile) -> Reopening:
    request = supplements.waiting(work.session, case.id)
    if request is None:
        raise NotFound(say("案卷 {no} 没有待审批的重新打开申请。", no=case.no))
    return request
