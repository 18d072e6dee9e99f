"""Signing: what a signature does, whether it is given at the desk or entered from paper."""

from dataclasses import replace

from archive_desk.db import deputies, grants, ledger, lending
from archive_desk.domain import approvals
from archive_desk.domain.ledger import LedgerEvent
from archive_desk.domain.loans import ApprovalStep, Loan, LoanState, Scope
from archive_desk.domain.people import Person
from archive_desk.services.desk import Transaction
from archive_desk.services.loan_changes import write
from archive_desk.services.loan_wishes import check_is_there


def approve(
    work: Transaction,
    before: Loan,
    signer: Person,
    opinion: str,
    scope: Scope | None = None,
    *,
    entered_by: str = "",
) -> Loan:
    """Sign the next step; the last signature makes the grants and the register's line.

    `entered_by` is the clerk who enters what `signer` signed on paper.

    Raises:
        Refused: the applicant himself, the wrong person, signed already, or too late.
        Conflict: somebody else was faster.
        InvalidInput: no opinion, a scope that is not narrower, or a thing destroyed meanwhile.
    """
    standing = deputies.in_force(work.session, signer.id, work.at)
    loan = approvals.approve(before, signer, opinion, work.at, scope=scope, deputies=standing)
    for item in loan.items:
        check_is_there(work.session, item)
    loan = _entered(loan, signer, entered_by)
    lending.save_changed(work.session, loan)
    step = _step_of(loan, signer)
    detail = {
        "opinion": opinion.strip(),
        "step": step.position,
        **_on_paper(signer, entered_by),
        **_narrowed(before, loan),
    }
    if step.deputy_for:
        detail["deputy_for"] = step.deputy_for
    write(work, "signed", loan, **detail)
    if loan.state is LoanState.APPROVED:
        _approved(work, loan, entered_by or signer.name)
    return lending.get(work.session, loan.id)


def refuse(
    work: Transaction, before: Loan, signer: Person, reason: str, *, entered_by: str = ""
) -> Loan:
    """Say no, with the reason.

    Raises:
        Refused: not the person to decide.
        Conflict: it is decided already.
        InvalidInput: no reason.
    """
    standing = deputies.in_force(work.session, signer.id, work.at)
    loan = approvals.refuse(before, signer, reason, work.at, deputies=standing)
    loan = _entered(loan, signer, entered_by)
    lending.save(work.session, loan)
    stop_using_first(work, before, loan)
    write(work, "refused", loan, reason=reason.strip(), **_on_paper(signer, entered_by))
    return lending.get(work.session, loan.id)


def stop_using_first(work: Transaction, before: Loan, loan: Loan) -> None:
    """End what was used before its approval, which has not come."""
    if before.release is None:
        return
    grants.end(work.session, loan.id, work.at)
    if loan.state is LoanState.REFUSED:
        clerk = "" if work.actor is None else work.actor.name
        refused = next(step for step in loan.steps if step.decision is not None)
        ledger.note(
            work.session,
            LedgerEvent.NOT_BACKFILLED,
            loan,
            clerk,
            work.at,
            remark=refused.opinion,
        )


def _approved(work: Transaction, loan: Loan, clerk: str) -> None:
    release = loan.release
    if release is None:
        grants.make(work.session, loan)
        line = ledger.register(work.session, loan, clerk, work.at)
        write(work, "approved", loan, line=line)
        return
    grants.confirm(work.session, loan, work.at)
    late = work.at > release.due_at
    line = ledger.note(
        work.session,
        LedgerEvent.BACKFILLED,
        loan,
        clerk,
        work.at,
        remark="逾期补批" if late else "已补批",
    )
    write(work, "approved", loan, line=line, late=late)


def _entered(loan: Loan, signer: Person, entered_by: str) -> Loan:
    if not entered_by:
        return loan
    steps = tuple(
        replace(step, entered_by=entered_by) if step.signer_id == signer.id else step
        for step in loan.steps
    )
    return replace(loan, steps=steps)


def _on_paper(signer: Person, entered_by: str) -> dict[str, object]:
    return {"signer": signer.name} if entered_by else {}


def _step_of(loan: Loan, signer: Person) -> ApprovalStep:
    return next(step for step in loan.steps if step.signer_id == signer.id)


def _narrowed(before: Loan, loan: Loan) -> dict[str, object]:
    """What an approver took away, for the journal."""
    found: dict[str, object] = {}
    if acts := [act.value for act in before.acts if act not in loan.acts]:
        found["without_acts"] = acts
    if items := [item.label for item in before.items if item not in loan.items]:
        found["without_items"] = items
    if loan.wanted_until != before.wanted_until:
        found["until"] = loan.wanted_until.isoformat()
    return found
