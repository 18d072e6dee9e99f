"""How a request begins: handing in a draft, and using first what is urgent."""

from dataclasses import replace
from datetime import datetime

from archive_desk.domain.approvals import Move, check_move
from archive_desk.domain.basis import Basis
from archive_desk.domain.errors import Conflict, InvalidInput, Refused
from archive_desk.domain.loan_requests import Release, Urgency
from archive_desk.domain.loans import ApprovalStep, Loan, LoanAct, LoanState
from archive_desk.domain.people import Person, Right
from archive_desk.domain.regulations import Deadline
from archive_desk.domain.sentences import say

RELEASABLE = frozenset({LoanAct.VIEW, LoanAct.COPY, LoanAct.BURN})
"""What may be used before it is approved, where the regulation allows it at all."""


def submit(loan: Loan, person: Person, at: datetime) -> Loan:
    """A draft is handed in, and waits for its first signature."""
    check_draft(loan, person, Move.SUBMIT)
    return replace(loan, state=LoanState.SUBMITTED, submitted_at=at)


def numbered(loan: Loan, no: str, basis: Basis, steps: tuple[ApprovalStep, ...]) -> Loan:
    """A request that was a draft, with its number, its article and the steps it begins under."""
    return replace(loan, no=no, basis=basis, steps=steps)


def check_draft(loan: Loan, person: Person, move: Move) -> None:
    """Refuse to touch somebody else's draft, or what is no draft any more.

    Raises:
        Refused: somebody else's.
        Conflict: it has been handed in.
    """
    if person.id not in loan.writers:
        raise Refused(say("草稿只有申请人{name}能更改或提交。", name=loan.applicant))
    check_move(loan, move)


def release(
    loan: Loan, person: Person, reason: str, deadline: Deadline, due: datetime | None, at: datetime
) -> Loan:
    """The clerk lets an urgent request be used before it is approved.

    Only where the regulation lets what is urgent come first (003 Art. 9): `deadline` is its clock
    of the back-filling, `due` its end counted from now. What would leave the house waits
    for its signature.

    Raises:
        Refused: the regulation knows no such thing, or the request is not of this kind.
        Conflict: it is decided by now, or has been used first already.
        InvalidInput: no reason.
    """
    person.require(Right.CIRCULATE)
    check_move(loan, Move.RELEASE)
    if due is None:
        raise Refused(
            say("本单位的制度没有先行利用、事后补批的规定，须先批准后利用。"), basis=loan.basis
        )
    if person.id == loan.applicant_id:
        raise Refused(say("不能给自己的申请办理先行利用。"), basis=deadline.basis)
    if loan.particulars.urgency is not Urgency.URGENT:
        raise Refused(
            say("借阅 {no} 不是紧急申请，须先批准后利用。", no=loan.no), basis=deadline.basis
        )
    leaving = [act for act in loan.acts if act not in RELEASABLE]
    if leaving:
        raise Refused(
            say("先行利用只限查阅、复制、刻录；{act}须先批准。", act=say(leaving[0].label)),
            basis=loan.basis,
        )
    if loan.release is not None:
        raise Conflict(say("借阅 {no} 已办理先行利用。", no=loan.no), basis=deadline.basis)
    if not reason.strip():
        raise InvalidInput(say("{move}须写明意见或理由。", move=say(Move.RELEASE.label)))
    return replace(loan, release=Release(at, person.name, reason.strip(), due))
