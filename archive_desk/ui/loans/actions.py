"""What a person can do with a request, as far as the window offers it."""

from collections.abc import Sequence
from enum import StrEnum

from archive_desk.domain import approvals
from archive_desk.domain.deputies import Deputy
from archive_desk.domain.loan_requests import Urgency
from archive_desk.domain.loans import Loan, LoanAct, LoanState
from archive_desk.domain.people import Person, Right


class Action(StrEnum):
    """Buttons below a request."""

    APPROVE = "approve"
    REFUSE = "refuse"
    SEND_BACK = "send_back"
    COMPLETE = "complete"
    GO_ON = "go_on"
    DISCARD = "discard"
    RELEASE = "release"
    PAPER = "paper"
    ATTACH = "attach"
    REMIND = "remind"
    EFFECT = "effect"
    HAND_OUT = "hand_out"
    TAKE_BACK = "take_back"
    RENEW = "renew"
    COPY = "copy"
    PROVIDE = "provide"
    BURN = "burn"
    WITHDRAW = "withdraw"
    REVOKE = "revoke"
    RECALL = "recall"
    PRINT = "print"
    SLIP = "slip"
    NOTICE = "notice"


def actions_for(
    loan: Loan,
    actor: Person,
    deputies: Sequence[Deputy] = (),
    *,
    overdue: bool = False,
) -> list[Action]:
    """The buttons that are of use to `actor`; whether a verb is allowed, the service decides.

    `deputies` are the deputyships under which he signs for others.
    """
    found: list[Action] = []
    if approvals.may_sign(loan, actor, deputies):
        found += [Action.APPROVE, Action.SEND_BACK, Action.REFUSE]
    if actor.may(Right.CIRCULATE):
        found += _of_the_clerk(loan)
    granted = (
        (Action.COPY, _may_copy),
        (Action.PROVIDE, _may_provide),
        (Action.BURN, _may_burn),
    )
    found += [action for action, may in granted if may(loan, actor)]
    if actor.id in loan.writers:
        found += _of_the_applicant(loan)
    if loan.state is LoanState.DRAFT:
        return found
    if _may_revoke(loan, actor):
        found.append(Action.REVOKE)
    found.append(Action.PRINT)
    if loan.state is LoanState.LENT and LoanAct.BORROW in loan.acts:
        found += [Action.SLIP, Action.NOTICE]
    if overdue and actor.may(Right.CIRCULATE) and LoanAct.BORROW in loan.acts:
        found.insert(0, Action.REMIND)
    return found + _of_papers(loan, actor)


def _of_papers(loan: Loan, actor: Person) -> list[Action]:
    clerk, own = actor.may(Right.CIRCULATE), actor.id in loan.writers
    found = [Action.EFFECT] if (clerk or own) and loan.handed_out_at is not None else []
    if clerk and loan.state is LoanState.SUBMITTED and actor.id != loan.applicant_id:
        found.append(Action.PAPER)
    signed = actor.id in {step.signer_id for step in loan.steps}
    return [*found, Action.ATTACH] if clerk or own or signed else found


def _of_the_applicant(loan: Loan) -> list[Action]:
    drawn = approvals.CHART[loan.state]
    if approvals.Move.DISCARD in drawn:
        return [Action.GO_ON, Action.DISCARD]
    found = [Action.COMPLETE] if approvals.Move.RESUBMIT in drawn else []
    return [*found, Action.WITHDRAW] if approvals.Move.WITHDRAW in drawn else found


def _of_the_clerk(loan: Loan) -> list[Action]:
    if loan.state is LoanState.APPROVED:
        return [Action.HAND_OUT]
    if _may_be_used_first(loan):
        return [Action.RELEASE]
    if loan.state is not LoanState.LENT:
        return []
    if LoanAct.BORROW not in loan.acts:
        return [Action.TAKE_BACK]
    return [Action.TAKE_BACK, Action.RENEW, Action.RECALL]


def _may_be_used_first(loan: Loan) -> bool:
    urgent = loan.particulars.urgency is Urgency.URGENT
    return urgent and loan.state is LoanState.SUBMITTED and loan.release is None


def _may_revoke(loan: Loan, actor: Person) -> bool:
    signed = actor.id in {step.signer_id for step in loan.steps}
    open_still = loan.state in {LoanState.APPROVED, LoanState.LENT}
    return signed and open_still and loan.revoked_at is None


def _may_provide(loan: Loan, actor: Person) -> bool:
    open_still = loan.state in {LoanState.APPROVED, LoanState.LENT} and loan.revoked_at is None
    return open_still and actor.may(Right.CIRCULATE) and LoanAct.PROVIDE in loan.acts


def _may_burn(loan: Loan, actor: Person) -> bool:
    open_still = loan.state in {LoanState.APPROVED, LoanState.LENT} and loan.revoked_at is None
    return open_still and actor.may(Right.KEEP_DISCS) and LoanAct.BURN in loan.acts


def _may_copy(loan: Loan, actor: Person) -> bool:
    open_still = loan.state in {LoanState.APPROVED, LoanState.LENT} and loan.revoked_at is None
    concerned = loan.applicant_id == actor.id or actor.may(Right.CIRCULATE)
    return open_still and concerned and LoanAct.COPY in loan.acts
