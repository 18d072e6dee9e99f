"""Signatures of a loan: who may take which step, and the state chart of a request.

    draft ──submit──> submitted      draft ──discard──> gone; a draft is its writer's own affair

    submitted ──approve (last)──> approved ──hand out──> lent ──take back (last)──> returned
     ^  │ approve (not last): stays     │ revoke ──> revoked   │ renew, recall, revoke: stays
     │  ├──refuse──> refused            └ withdraw ──> withdrawn
     │  ├──withdraw──> withdrawn
     │  ├──release (urgent, where the regulation allows it): stays
     │  └──send back──> incomplete ──withdraw──> withdrawn
     └──────resubmit─────────┘

Every function takes the request as it stands and gives it as it stands afterwards, or refuses in
words, with the article. What is not drawn is refused.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.deputies import Deputy
from archive_desk.domain.errors import Conflict, InvalidInput, Refused
from archive_desk.domain.loans import (
    ApprovalStep,
    Decision,
    Loan,
    LoanAct,
    LoanState,
    Scope,
    SentBack,
)
from archive_desk.domain.people import Person, Right
from archive_desk.domain.regulations import Chain
from archive_desk.domain.sentences import say


class Move(StrEnum):
    """What can be done with a request."""

    SUBMIT = "submit"
    DISCARD = "discard"
    RELEASE = "release"
    APPROVE = "approve"
    REFUSE = "refuse"
    SEND_BACK = "send_back"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    HAND_OUT = "hand_out"
    TAKE_BACK = "take_back"
    RENEW = "renew"
    RECALL = "recall"
    REVOKE = "revoke"

    @property
    def label(self) -> str:
        """The move in Chinese."""
        return _MOVE_TITLES[self]


_MOVE_TITLES = {
    Move.SUBMIT: "提交",
    Move.DISCARD: "删除",
    Move.RELEASE: "先行利用",
    Move.APPROVE: "审批",
    Move.REFUSE: "不予批准",
    Move.SEND_BACK: "退回补正",
    Move.RESUBMIT: "重新提交",
    Move.WITHDRAW: "撤回",
    Move.HAND_OUT: "办理借出",
    Move.TAKE_BACK: "办理归还",
    Move.RENEW: "续借",
    Move.RECALL: "催还",
    Move.REVOKE: "撤销批准",
}

CHART: dict[LoanState, frozenset[Move]] = {
    LoanState.DRAFT: frozenset({Move.SUBMIT, Move.DISCARD}),
    LoanState.SUBMITTED: frozenset(
        {Move.APPROVE, Move.REFUSE, Move.SEND_BACK, Move.WITHDRAW, Move.RELEASE}
    ),
    LoanState.INCOMPLETE: frozenset({Move.RESUBMIT, Move.WITHDRAW}),
    LoanState.APPROVED: frozenset({Move.HAND_OUT, Move.WITHDRAW, Move.REVOKE}),
    LoanState.LENT: frozenset({Move.TAKE_BACK, Move.RENEW, Move.RECALL, Move.REVOKE}),
    LoanState.REFUSED: frozenset(),
    LoanState.WITHDRAWN: frozenset(),
    LoanState.REVOKED: frozenset(),
    LoanState.RETURNED: frozenset(),
}
"""Which moves are drawn from which state."""


def steps_of(chain: Chain, acts: Sequence[LoanAct]) -> tuple[ApprovalStep, ...]:
    """The unsigned steps of a new request for `acts` under `chain`."""
    return tuple(
        ApprovalStep(position, step.role, step.title, in_person=step.in_person)
        for position, (_place, step) in enumerate(chain.steps_for(acts), 1)
    )


def check_move(loan: Loan, move: Move) -> None:
    """Refuse a move that the chart does not draw from the request's state.

    Raises:
        Conflict: with the state it is in by now.
    """
    if move not in CHART[loan.state]:
        raise Conflict(
            say(
                "借阅 {no} 现为“{state}”，不能{move}。请刷新后再看。",
                no=loan.no,
                state=say(loan.state.label),
                move=say(move.label),
            ),
            basis=loan.basis,
        )


def check_may_sign(
    loan: Loan, person: Person, deputies: Sequence[Deputy] = ()
) -> tuple[ApprovalStep, Deputy | None]:
    """The step that `person` may sign now, and the deputyship under which he signs it, if any.

    `deputies` are the deputyships in force; a deputy signs what the person he stands for might.

    Raises:
        Refused: the applicant himself, the wrong role, or somebody who has signed already.
        Conflict: no signature is wanted any more.
    """
    if person.id == loan.applicant_id:
        raise Refused(
            say("{name}是借阅 {no} 的申请人，不能审批自己的申请。", name=person.name, no=loan.no),
            basis=loan.basis,
        )
    step = loan.next_step
    if step is None:
        check_move(loan, Move.APPROVE)
        raise Conflict(say("借阅 {no} 已无待签的步骤。", no=loan.no), basis=loan.basis)
    if any(signed.signer_id == person.id for signed in loan.steps):
        raise Refused(
            say("{name}已在借阅 {no} 上签过一步，须由另一人审批。", name=person.name, no=loan.no),
            basis=loan.basis,
        )
    if _holds(step, person):
        if step.holder_id is None:
            person.require(Right.SIGN)
        elif not person.active:
            raise Refused(say("{name}的账号已停用，不能签署。", name=person.name))
        return step, None
    standing = _standing_in(loan, step, person, deputies)
    if standing is not None:
        return step, standing
    raise _not_his(loan, step, person)


def _holds(step: ApprovalStep, person: Person) -> bool:
    if step.holder_id is not None:
        return person.id == step.holder_id
    return person.role is step.role


def _not_his(loan: Loan, step: ApprovalStep, person: Person) -> Refused:
    done = next((each for each in loan.steps if each.role is person.role and each.signer), None)
    if done is not None:
        return Conflict(
            say(
                "借阅 {no} 的第 {position} 步“{title}”已由{signer}签署，请刷新后再看。",
                no=loan.no,
                position=done.position,
                title=say(done.title),
                signer=done.signer,
            ),
            basis=loan.basis,
        )
    if step.holder_id is not None:
        return Refused(
            say(
                "借阅 {no} 的第 {position} 步“{title}”由单位指定{named}签署，{name}不能代签。",
                no=loan.no,
                position=step.position,
                title=say(step.title),
                named=step.named,
                name=person.name,
            ),
            basis=loan.basis,
        )
    return Refused(
        say(
            "借阅 {no} 的第 {position} 步“{title}”须由{role}签署，{name}是{own}。",
            no=loan.no,
            position=step.position,
            title=say(step.title),
            role=say(step.role.label),
            name=person.name,
            own=say(person.role.label),
        ),
        basis=loan.basis,
    )


def _standing_in(
    loan: Loan, step: ApprovalStep, person: Person, deputies: Sequence[Deputy]
) -> Deputy | None:
    for deputy in deputies:
        wanted = deputy.role is step.role
        if step.holder_id is not None:
            wanted = deputy.principal_id == step.holder_id
        if person.active and deputy.deputy_id == person.id and wanted:
            if step.in_person:
                raise Refused(
                    say(
                        "借阅 {no} 的第 {position} 步“{title}”须由{name}本人签署，不能代签。",
                        no=loan.no,
                        position=step.position,
                        title=say(step.title),
                        name=deputy.principal,
                    ),
                    basis=loan.basis,
                )
            if deputy.principal_id == loan.applicant_id:
                raise Refused(
                    say(
                        "{name}是借阅 {no} 的申请人，不能由{deputy}代其审批。",
                        name=deputy.principal,
                        no=loan.no,
                        deputy=person.name,
                    ),
                    basis=loan.basis,
                )
            if all(signed.signer_id != deputy.principal_id for signed in loan.steps):
                return deputy
    return None


def may_sign(loan: Loan, person: Person, deputies: Sequence[Deputy] = ()) -> bool:
    """Whether the request waits for `person`'s signature, his own or as a deputy."""
    if loan.next_step is None:
        return False
    try:
        check_may_sign(loan, person, deputies)
    except Refused:
        return False
    return True


def approve(
    loan: Loan,
    person: Person,
    opinion: str,
    at: datetime,
    *,
    scope: Scope | None = None,
    deputies: Sequence[Deputy] = (),
) -> Loan:
    """Sign the next step; the last one makes the request approved.

    `scope` is what the approver consents to, where it is less than what was asked for.
    """
    step, deputy = check_may_sign(loan, person, deputies)
    if at >= loan.wanted_until:
        raise Refused(
            say("借阅 {no} 申请的期限已过，不能再批准，请申请人重新申请。", no=loan.no),
            basis=loan.basis,
        )
    said = _said(opinion, Move.APPROVE)
    if scope is not None and scope != scope_of(loan):
        _check_scope(loan, scope, at)
        loan = replace(loan, acts=scope.acts, items=scope.items, wanted_until=scope.until)
    signed = _signed(step, person, Decision.APPROVED, said, at, deputy)
    steps = _with(loan.steps, signed)
    done = all(each.decision is Decision.APPROVED for each in steps)
    return replace(loan, steps=steps, state=LoanState.APPROVED if done else LoanState.SUBMITTED)


def scope_of(loan: Loan) -> Scope:
    """What the request asks for now."""
    return Scope(loan.acts, loan.items, loan.wanted_until)


def _check_scope(loan: Loan, scope: Scope, at: datetime) -> None:
    narrower = (
        set(scope.acts) <= set(loan.acts)
        and set(scope.items) <= set(loan.items)
        and scope.until <= loan.wanted_until
    )
    if not narrower:
        raise InvalidInput(say("审批时只能缩小范围，不能增加内容、方式或延长期限。"))
    if not scope.acts or not scope.items or scope.until <= max(at, loan.wanted_from):
        raise InvalidInput(say("缩小后没有可利用的内容、方式或期限；不同意的，请不予批准。"))


def refuse(
    loan: Loan, person: Person, reason: str, at: datetime, *, deputies: Sequence[Deputy] = ()
) -> Loan:
    """Say no, with the reason; the request ends."""
    step, deputy = check_may_sign(loan, person, deputies)
    signed = _signed(step, person, Decision.REFUSED, _said(reason, Move.REFUSE), at, deputy)
    return replace(loan, steps=_with(loan.steps, signed), state=LoanState.REFUSED)


def send_back(
    loan: Loan, person: Person, reason: str, at: datetime, *, deputies: Sequence[Deputy] = ()
) -> Loan:
    """Return the request to its applicant for completion.

    Signatures given so far fall away: what they stood under will be changed.
    """
    check_may_sign(loan, person, deputies)
    check_move(loan, Move.SEND_BACK)
    sent_back = SentBack(person.name, at, _said(reason, Move.SEND_BACK))
    return replace(loan, state=LoanState.INCOMPLETE, sent_back=sent_back, steps=_blank(loan.steps))


def resubmit(loan: Loan, person: Person, at: datetime) -> Loan:
    """The applicant hands the completed request in again, and all signatures begin anew."""
    if person.id not in loan.writers:
        raise Refused(
            say("只有申请人{name}能补正借阅 {no}。", name=loan.applicant, no=loan.no),
            basis=loan.basis,
        )
    check_move(loan, Move.RESUBMIT)
    return replace(loan, state=LoanState.SUBMITTED, submitted_at=at)


def withdraw(loan: Loan, person: Person) -> Loan:
    """The applicant takes the request back, before anything was handed out."""
    if person.id not in loan.writers:
        raise Refused(
            say("只有申请人{name}能撤回借阅 {no}。", name=loan.applicant, no=loan.no),
            basis=loan.basis,
        )
    check_move(loan, Move.WITHDRAW)
    return replace(loan, state=LoanState.WITHDRAWN)


def revoke(loan: Loan, person: Person, reason: str, at: datetime) -> Loan:
    """Take an approval back: its grants end, and what is out is due at once."""
    check_move(loan, Move.REVOKE)
    if person.id not in {step.signer_id for step in loan.steps}:
        raise Refused(say("只有签过借阅 {no} 的审批人能撤销批准。", no=loan.no), basis=loan.basis)
    if loan.revoked_at is not None:
        raise Conflict(say("借阅 {no} 的批准已撤销。", no=loan.no), basis=loan.basis)
    said = _said(reason, Move.REVOKE)
    if loan.state is LoanState.LENT:
        return replace(loan, revoked_at=at, revocation=said, due_at=at)
    return replace(loan, revoked_at=at, revocation=said, state=LoanState.REVOKED)


def _said(words: str, move: Move) -> str:
    said = words.strip()
    if not said:
        raise InvalidInput(say("{move}须写明意见或理由。", move=say(move.label)))
    return said


def _signed(
    step: ApprovalStep,
    person: Person,
    decision: Decision,
    opinion: str,
    at: datetime,
    deputy: Deputy | None,
) -> ApprovalStep:
    return replace(
        step,
        signer_id=person.id,
        signer=person.name,
        decision=decision,
        opinion=opinion,
        decided_at=at,
        deputy_for="" if deputy is None else deputy.principal,
    )


def _blank(steps: Sequence[ApprovalStep]) -> tuple[ApprovalStep, ...]:
    return tuple(
        ApprovalStep(
            step.position,
            step.role,
            step.title,
            named_id=step.named_id,
            named=step.named,
            named_active=step.named_active,
        )
        for step in steps
    )


def _with(steps: tuple[ApprovalStep, ...], signed: ApprovalStep) -> tuple[ApprovalStep, ...]:
    return tuple(signed if step.position == signed.position else step for step in steps)
