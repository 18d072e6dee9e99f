"""Call-up (调阅): naming who reviews a case before its decision, and ending it.

004 item 9(2): before the decision each reviewing link can call up the footage beside the text. A
right that comes with the part in the case, no loan; `services.access` lets the person look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from archive_desk.db import call_ups, case_contents, cases, counters, people
from archive_desk.domain.basis import Basis
from archive_desk.domain.call_ups import CallUp, CallUpEnd, CallUpState, ReviewDuty
from archive_desk.domain.cases import CaseFile
from archive_desk.domain.errors import Conflict, InvalidInput, NotFound, Refused
from archive_desk.domain.ids import CallUpId, CaseId, FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.people import Person, Right, Role
from archive_desk.domain.regulations import Regulation
from archive_desk.domain.rule_values import Matter
from archive_desk.domain.sentences import say
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk, Transaction


@dataclass(frozen=True)
class CallUpWish:
    """Who is to review which case, as what, until when at most and why."""

    case_no: str
    person: str
    duty: ReviewDuty = ReviewDuty.REVIEW
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    reason: str = ""


class CallingUp:
    """What clerk and unit head arrange for those who review a case."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    # -- reading -----------------------------------------------------------------------------

    def everything(self, actor: Person, case_no: str = "") -> Sequence[CallUp]:
        """Call-ups, the newest first, of one case or all; others than arrangers see their own.

        Raises:
            Refused: `actor` may neither browse nor read registers.
            NotFound: there is no such case.
        """
        if not actor.may(Right.READ_LEDGER):
            actor.require(Right.BROWSE)
        mine = None if arranges(actor) or actor.may(Right.READ_LEDGER) else actor.id
        with self._desk.reading() as session:
            case_id = cases.get(session, case_no).id if case_no else None
            return call_ups.everything(session, case_id=case_id, person_id=mine)

    def candidates(self, actor: Person) -> Sequence[Person]:
        """Those who can be named.

        Raises:
            Refused: `actor` does not arrange call-ups.
        """
        _require_arranger(actor)
        at = self._desk.clock()
        with self._desk.reading() as session:
            everybody = people.all_people(session)
        return [each for each in everybody if _may_review(each, at) and each.id != actor.id]

    def footage_of(self, actor: Person, case_id: CaseId) -> Sequence[FootageId]:
        """The recordings of a case, in its order, for whoever calls them up.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return [each.footage_id for each in case_contents.footage_of(session, case_id)]

    @property
    def basis(self) -> Basis | None:
        """The article that gives the right; None where the regulation has no call-up."""
        return call_up_basis(rulebook.of(self._desk))

    # -- verbs -------------------------------------------------------------------------------

    def name(self, actor: Person, wish: CallUpWish) -> CallUp:
        """Let somebody look at the footage of a case until it is decided.

        Raises:
            Refused: not `actor`'s to arrange, the regulation has no call-up, the case is decided,
                or the person works on the case himself.
            Conflict: he may look already.
            InvalidInput: a period that cannot be.
            NotFound: no such case or person.
        """
        _require_arranger(actor)
        regulation = rulebook.of(self._desk)
        basis = call_up_basis(regulation)
        if basis is None:
            raise Refused(
                say("本单位的制度没有规定审核调阅，查阅音像须先申请借阅。"),
                basis=regulation.chain.basis_of(LoanAct.VIEW),
            )
        with self._desk.transaction(actor) as work:
            case = cases.get(work.session, wish.case_no.strip())
            person = _found(work, wish.person)
            _check_person(actor, person, case, basis, work.at)
            begins = wish.valid_from or work.at
            if wish.valid_until is not None and wish.valid_until <= max(begins, work.at):
                raise InvalidInput(say("结束时间应在开始之后，且在将来。"))
            live, _ = call_ups.covering_case(work.session, person.id, case.id, work.at)
            if live is not None:
                raise Conflict(
                    say("{name}已可调阅这个案卷（{no}）。", name=person.name, no=live.no)
                )
            year = work.at.astimezone(self._desk.office.zone).year
            no = f"DY-{year}-{counters.next_value(work.session, f'call-up-{year}'):04}"
            call_ups.add(
                work.session,
                CallUp(
                    CallUpId(0),
                    no,
                    case.id,
                    case.no,
                    case.name,
                    person.id,
                    person.name,
                    wish.duty,
                    begins,
                    wish.valid_until,
                    wish.reason.strip(),
                    work.at,
                    actor.name,
                ),
            )
            made = call_ups.get(work.session, no)
            if made.state(work.at) is CallUpState.DECIDED:
                raise Refused(
                    say("案卷 {no} 已作出决定，不能再指定审核调阅。", no=case.no), basis=basis
                )
            detail = {"name": person.name, "role": wish.duty.value, "basis": str(basis)}
            work.journal(Act("case.call_up_named", f"case:{case.no}", no, detail))
            return made

    def end(self, actor: Person, no: str, reason: str) -> CallUp:
        """End a call-up before the decision.

        Raises:
            Refused: not `actor`'s to arrange, or it has ended.
            InvalidInput: there is no reason.
            NotFound: there is no such call-up.
        """
        _require_arranger(actor)
        reason = reason.strip()
        if not reason:
            raise InvalidInput(say("请写明结束的理由。"))
        with self._desk.transaction(actor) as work:
            found = call_ups.get(work.session, no)
            if found.state(work.at) in {CallUpState.ENDED, CallUpState.DECIDED}:
                raise Conflict(say("调阅 {no} 已经结束。", no=no), basis=self.basis)
            call_ups.end(work.session, found.id, CallUpEnd(work.at, actor.name, reason))
            detail = {"name": found.person, "reason": reason}
            work.journal(Act("case.call_up_ended", f"case:{found.case_no}", no, detail))
            return call_ups.get(work.session, no)


def arranges(actor: Person) -> bool:
    """Whether `actor` names who reviews a case: the clerk and the heads of units."""
    return actor.may(Right.EDIT_CASES) or (actor.role is Role.UNIT_HEAD and actor.may(Right.SIGN))


def call_up_basis(regulation: Regulation) -> Basis | None:
    """The article of a regulation that knows the call-up."""
    rule = regulation.matters.get(Matter.CALL_UP)
    return None if rule is None else rule.basis


def _require_arranger(actor: Person) -> None:
    if not arranges(actor):
        actor.require(Right.EDIT_CASES)


def _found(work: Transaction, words: str) -> Person:
    person = people.find(work.session, words.strip())
    if person is None:
        raise NotFound(say("没有账号 {account}。", account=words))
    return person


def _may_review(person: Person, at: datetime) -> bool:
    return person.may(Right.BROWSE) and not person.lapsed(at)


def _check_person(
    actor: Person, person: Person, case: CaseFile, basis: Basis, at: datetime
) -> None:
    if person.id == actor.id:
        raise Refused(say("不能指定自己审核调阅。"), basis=basis)
    if not _may_review(person, at):
        raise Refused(
            say("{name}（{role}）不能审核调阅。", name=person.name, role=say(person.role.label)),
            basis=basis,
        )
    for officer in case.officers:
        same = officer.certificate_no and officer.certificate_no == person.certificate_no
        if officer.person_id == person.id or same or officer.name == person.name:
            raise Refused(
                say("{name}是本案执法人员，不能审核自己承办的案件。", name=person.name),
                basis=basis,
            )
