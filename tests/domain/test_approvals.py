"""Chains of the five regulations: who may sign, who may not, and the state chart of a request."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_desk.domain import approvals, circulation, loan_beginnings
from archive_desk.domain.approvals import CHART, Move
from archive_desk.domain.deputies import Deputy
from archive_desk.domain.errors import ArchiveDeskError, Conflict, InvalidInput, Refused
from archive_desk.domain.ids import LoanId, PersonId
from archive_desk.domain.loan_requests import Particulars, Urgency
from archive_desk.domain.loans import (
    Inspection,
    ItemKind,
    Loan,
    LoanAct,
    LoanItem,
    LoanState,
    Scope,
)
from archive_desk.domain.people import Person, Role
from archive_desk.domain.regulations import Clock
from archive_desk.services.rulebook import KEYS, regulation

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=7)


def person(number: int, role: Role) -> Person:
    return Person(PersonId(number), f"u{number}", f"人{number}", role)


OFFICER = person(1, Role.OFFICER)
EVERYBODY = (
    [OFFICER]
    + [person(2 + at, role) for at, role in enumerate(Role)]
    + [
        person(20, Role.UNIT_HEAD),
        person(21, Role.LEADER_IN_CHARGE),
    ]
)
BY_ROLE = {each.role: each for each in EVERYBODY[1:10]}
CLERK = BY_ROLE[Role.ARCHIVIST]


def request(key: str = "xigang", applicant: Person = OFFICER) -> Loan:
    chain = regulation(key).chain
    return Loan(
        LoanId(1),
        "JY-2026-0001",
        applicant.id,
        applicant.name,
        "",
        (LoanAct.VIEW, LoanAct.BORROW),
        (LoanItem(ItemKind.CASE, 1, "案"),),
        "办案",
        NOW,
        LATER,
        LoanState.SUBMITTED,
        NOW,
        chain.basis,
        approvals.steps_of(chain, (LoanAct.VIEW,)),
    )


def approved(key: str = "xigang") -> Loan:
    loan = request(key)
    for step in loan.steps:
        loan = approvals.approve(loan, BY_ROLE[step.role], "同意", NOW)
    return loan


def everything(loan: Loan) -> list[Inspection]:
    return [Inspection(item) for item in loan.still_out]


def lent() -> Loan:
    return circulation.hand_out(approved(), CLERK, LATER, NOW)


@pytest.mark.parametrize("key", KEYS)
def test_only_the_right_role_may_sign_each_step(key: str) -> None:
    loan = request(key)
    while (step := loan.next_step) is not None:
        for somebody in BY_ROLE.values():
            assert approvals.may_sign(loan, somebody) == (somebody.role is step.role)
        loan = approvals.approve(loan, BY_ROLE[step.role], "同意", NOW)
    assert loan.state is LoanState.APPROVED


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.LEADER_IN_CHARGE, Role.AGENCY_HEAD])
def test_nobody_signs_his_own_request(key: str, role: Role) -> None:
    applicant = BY_ROLE[role]
    with pytest.raises(Refused) as caught:
        approvals.approve(request(key, applicant), applicant, "同意", NOW)
    assert "不能审批自己的申请" in caught.value.message
    assert caught.value.basis == regulation(key).chain.basis


def test_steps_are_signed_in_order() -> None:
    with pytest.raises(Refused, match="第 1 步“同意”须由执法单位负责人签署"):
        approvals.approve(request(), BY_ROLE[Role.LEADER_IN_CHARGE], "同意", NOW)


def test_nobody_signs_twice_even_with_a_new_role() -> None:
    head = BY_ROLE[Role.UNIT_HEAD]
    loan = approvals.approve(request(), head, "同意", NOW)
    promoted = person(int(head.id), Role.LEADER_IN_CHARGE)
    with pytest.raises(Refused, match="须由另一人审批"):
        approvals.approve(loan, promoted, "批准", NOW)


def test_an_inactive_account_signs_nothing() -> None:
    gone = replace(BY_ROLE[Role.UNIT_HEAD], active=False)
    with pytest.raises(Refused):
        approvals.approve(request(), gone, "同意", NOW)


@pytest.mark.parametrize("words", ["", "   ", "\n"])
def test_an_opinion_or_reason_must_be_written(words: str) -> None:
    head = BY_ROLE[Role.UNIT_HEAD]
    with pytest.raises(InvalidInput):
        approvals.approve(request(), head, words, NOW)
    with pytest.raises(InvalidInput):
        approvals.refuse(request(), head, words, NOW)


def test_a_refusal_ends_the_request_and_keeps_the_reason() -> None:
    loan = approvals.refuse(request(), BY_ROLE[Role.UNIT_HEAD], " 与工作无关 ", NOW)
    assert loan.state is LoanState.REFUSED
    assert loan.steps[0].opinion == "与工作无关"
    assert loan.next_step is None
    with pytest.raises(Conflict):
        approvals.approve(loan, BY_ROLE[Role.LEADER_IN_CHARGE], "批准", NOW)


def test_only_the_applicant_withdraws_and_only_before_it_is_handed_out() -> None:
    assert approvals.withdraw(request(), OFFICER).state is LoanState.WITHDRAWN
    assert approvals.withdraw(approved(), OFFICER).state is LoanState.WITHDRAWN
    with pytest.raises(Refused, match="只有申请人"):
        approvals.withdraw(request(), CLERK)
    with pytest.raises(Conflict):
        approvals.withdraw(lent(), OFFICER)


def test_only_the_clerk_circulates() -> None:
    for somebody in BY_ROLE.values():
        if somebody is not CLERK:
            with pytest.raises(Refused):
                circulation.hand_out(approved(), somebody, LATER, NOW)
            with pytest.raises(Refused):
                circulation.take_back(lent(), somebody, everything(lent()), NOW)


def test_nothing_is_handed_out_unapproved_or_after_its_time() -> None:
    with pytest.raises(Conflict, match="待审批"):
        circulation.hand_out(request(), CLERK, LATER, NOW)
    with pytest.raises(Refused, match="期限已过"):
        circulation.hand_out(approved(), CLERK, LATER, LATER)


def test_a_renewal_moves_the_date_and_is_refused_for_each_reason() -> None:
    due = LATER + timedelta(days=7)
    renewed = circulation.renew(lent(), CLERK, due, NOW, limit=1, waiting=[])
    assert (renewed.due_at, renewed.renewals) == (due, 1)
    with pytest.raises(Refused, match="已续借 1 次"):
        circulation.renew(renewed, CLERK, due + timedelta(days=7), NOW, limit=1, waiting=[])
    with pytest.raises(Refused, match="有人等待"):
        circulation.renew(lent(), CLERK, due, NOW, limit=1, waiting=["JY-2026-0002"])
    with pytest.raises(Refused, match="逾期"):
        circulation.renew(lent(), CLERK, due, LATER + timedelta(seconds=1), limit=1, waiting=[])
    with pytest.raises(InvalidInput, match="晚于"):
        circulation.renew(lent(), CLERK, LATER, NOW, limit=1, waiting=[])


def test_what_was_only_viewed_is_not_renewed_by_the_clerk() -> None:
    viewed = replace(lent(), acts=(LoanAct.VIEW, LoanAct.COPY))
    with pytest.raises(Refused, match="重新申请"):
        circulation.renew(viewed, CLERK, LATER + timedelta(days=1), NOW, limit=1, waiting=[])


def test_nothing_is_approved_after_its_time() -> None:
    with pytest.raises(Refused, match="期限已过"):
        approvals.approve(request(), BY_ROLE[Role.UNIT_HEAD], "同意", LATER)


def test_a_slower_head_is_told_who_signed() -> None:
    loan = approvals.approve(request(), BY_ROLE[Role.UNIT_HEAD], "同意", NOW)
    with pytest.raises(Conflict, match="已由人"):
        approvals.approve(loan, person(20, Role.UNIT_HEAD), "同意", NOW)


def test_a_revocation_by_a_signer_ends_it_or_calls_it_back() -> None:
    head = BY_ROLE[Role.UNIT_HEAD]
    assert approvals.revoke(approved(), head, "案件终止", NOW).state is LoanState.REVOKED
    recalled = approvals.revoke(lent(), head, "案件终止", NOW)
    assert (recalled.state, recalled.due_at) == (LoanState.LENT, NOW)
    assert recalled.overdue(NOW + timedelta(seconds=1))
    with pytest.raises(Conflict):
        approvals.revoke(recalled, head, "再撤一次", NOW)
    with pytest.raises(Refused, match="已撤销"):
        circulation.renew(recalled, CLERK, LATER, NOW, limit=1, waiting=[])
    with pytest.raises(Refused, match="审批人"):
        approvals.revoke(approved(), CLERK, "不放心", NOW)
    assert (
        circulation.take_back(recalled, CLERK, everything(recalled), NOW).state
        is LoanState.RETURNED
    )


def standing_in(deputy: Person, principal: Person) -> Deputy:
    return Deputy(
        1,
        principal.id,
        principal.name,
        principal.role,
        deputy.id,
        deputy.name,
        NOW,
        LATER,
        "外出开会",
    )


def test_a_deputy_signs_and_it_says_for_whom() -> None:
    head, stand_in = BY_ROLE[Role.UNIT_HEAD], person(30, Role.OFFICER)
    with pytest.raises(Refused):
        approvals.approve(request(), stand_in, "同意", NOW)
    signed = approvals.approve(
        request(), stand_in, "同意", NOW, deputies=[standing_in(stand_in, head)]
    )
    assert (signed.steps[0].signer, signed.steps[0].deputy_for) == (stand_in.name, head.name)
    leader = BY_ROLE[Role.LEADER_IN_CHARGE]
    with pytest.raises(Refused, match="已在借阅"):
        approvals.approve(signed, stand_in, "同意", NOW, deputies=[standing_in(stand_in, leader)])


def test_a_deputy_signs_neither_his_own_request_nor_that_of_the_one_he_stands_for() -> None:
    head = BY_ROLE[Role.UNIT_HEAD]
    with pytest.raises(Refused, match="自己的申请"):
        approvals.approve(request(), OFFICER, "同意", NOW, deputies=[standing_in(OFFICER, head)])
    stand_in = person(30, Role.OFFICER)
    of_the_head = request(applicant=head)
    with pytest.raises(Refused, match="不能由"):
        approvals.approve(
            of_the_head, stand_in, "同意", NOW, deputies=[standing_in(stand_in, head)]
        )
    assert not approvals.may_sign(of_the_head, stand_in, [standing_in(stand_in, head)])


def test_an_approver_may_consent_to_less_but_never_to_more() -> None:
    head = BY_ROLE[Role.UNIT_HEAD]
    less = Scope((LoanAct.VIEW,), request().items, LATER - timedelta(days=2))
    narrowed = approvals.approve(request(), head, "只同意查阅", NOW, scope=less)
    assert (narrowed.acts, narrowed.wanted_until) == ((LoanAct.VIEW,), less.until)
    more = [
        Scope((LoanAct.VIEW, LoanAct.BURN), request().items, LATER),
        Scope((LoanAct.VIEW,), (LoanItem(ItemKind.CASE, 2, "别的案"),), LATER),
        Scope((LoanAct.VIEW,), request().items, LATER + timedelta(seconds=1)),
    ]
    for scope in more:
        with pytest.raises(InvalidInput, match="只能缩小"):
            approvals.approve(request(), head, "同意", NOW, scope=scope)
    nothing = [
        Scope((), request().items, LATER),
        Scope((LoanAct.VIEW,), (), LATER),
        Scope((LoanAct.VIEW,), request().items, NOW),
    ]
    for scope in nothing:
        with pytest.raises(InvalidInput, match="缩小后没有"):
            approvals.approve(request(), head, "同意", NOW, scope=scope)


def test_what_is_sent_back_is_completed_by_its_applicant_and_signed_anew() -> None:
    loan = approvals.approve(request(), BY_ROLE[Role.UNIT_HEAD], "同意", NOW)
    back = approvals.send_back(loan, BY_ROLE[Role.LEADER_IN_CHARGE], "请写明案由", NOW)
    assert back.state is LoanState.INCOMPLETE
    assert back.next_step is None
    assert all(step.signer_id is None for step in back.steps)
    assert back.sent_back is not None
    assert back.sent_back.reason == "请写明案由"
    with pytest.raises(Refused, match="只有申请人"):
        approvals.resubmit(back, CLERK, NOW)
    again = approvals.resubmit(back, OFFICER, NOW + timedelta(hours=1))
    assert (again.state, again.submitted_at) == (LoanState.SUBMITTED, NOW + timedelta(hours=1))
    assert approvals.may_sign(again, BY_ROLE[Role.UNIT_HEAD])
    with pytest.raises(Conflict):
        approvals.resubmit(again, OFFICER, NOW)


MOVES = st.tuples(st.sampled_from(list(Move)), st.sampled_from(EVERYBODY), st.integers(0, 20 * 24))


BEGINNINGS = st.tuples(st.booleans(), st.sampled_from(list(Urgency)))


def beginning(loan: Loan, begins: tuple[bool, Urgency]) -> Loan:
    """A draft or a request, of some urgency, for what may be used first."""
    draft, urgency = begins
    state = LoanState.DRAFT if draft else LoanState.SUBMITTED
    acts = (LoanAct.VIEW,) if urgency is Urgency.URGENT else loan.acts
    return replace(loan, state=state, acts=acts, particulars=Particulars(urgency=urgency))


@given(st.sampled_from(KEYS), BEGINNINGS, st.lists(MOVES, max_size=25))
def test_random_moves_by_random_people_never_leave_the_chart(
    key: str, begins: tuple[bool, Urgency], moves: list[tuple[Move, Person, int]]
) -> None:
    loan, at = beginning(request(key), begins), NOW
    for move, somebody, hours in moves:
        at += timedelta(hours=hours)
        before = loan
        try:
            loan = PLAYS[move](loan, somebody, at)
        except ArchiveDeskError:
            assert loan is before
            continue
        assert move in CHART[before.state]
        check(loan, at)


BACKFILL = regulation("jinpu").deadline(Clock.BACKFILL)
Play = Callable[[Loan, Person, datetime], Loan]

PLAYS: dict[Move, Play] = {
    Move.SUBMIT: loan_beginnings.submit,
    Move.DISCARD: lambda loan, who, _at: discarded(loan, who),
    Move.RELEASE: lambda loan, who, at: loan_beginnings.release(
        loan, who, "急用", BACKFILL, at + timedelta(hours=24), at
    ),
    Move.APPROVE: lambda loan, who, at: approvals.approve(loan, who, "同意", at),
    Move.REFUSE: lambda loan, who, at: approvals.refuse(loan, who, "不同意", at),
    Move.SEND_BACK: lambda loan, who, at: approvals.send_back(loan, who, "请补充", at),
    Move.RESUBMIT: approvals.resubmit,
    Move.WITHDRAW: lambda loan, who, _at: approvals.withdraw(loan, who),
    Move.HAND_OUT: lambda loan, who, at: circulation.hand_out(
        loan, who, at + timedelta(days=7), at
    ),
    Move.TAKE_BACK: lambda loan, who, at: circulation.take_back(loan, who, everything(loan), at),
    Move.RENEW: lambda loan, who, at: circulation.renew(
        loan, who, (loan.due_at or at) + timedelta(days=1), at, limit=1, waiting=[]
    ),
    Move.RECALL: lambda loan, who, at: circulation.recall(loan, who, at + timedelta(days=1), at),
    Move.REVOKE: lambda loan, who, at: approvals.revoke(loan, who, "撤销", at),
}


def discarded(loan: Loan, who: Person) -> Loan:
    loan_beginnings.check_draft(loan, who, Move.DISCARD)
    return loan


def test_every_move_of_the_chart_is_played() -> None:
    assert set(PLAYS) == set(Move)


def check(loan: Loan, at: datetime) -> None:
    """What holds of any request that was reached by allowed moves."""
    signed = [step for step in loan.steps if step.signer_id is not None]
    signers = [step.signer_id for step in signed]
    assert loan.applicant_id not in signers
    assert len(set(signers)) == len(signers)
    for step in signed:
        assert step.role in {each.role for each in EVERYBODY if each.id == step.signer_id}
    if loan.state in {LoanState.APPROVED, LoanState.LENT, LoanState.RETURNED, LoanState.REVOKED}:
        assert len(signed) == len(loan.steps)
    assert (loan.handed_out_at is not None) == (loan.state in {LoanState.LENT, LoanState.RETURNED})
    assert loan.renewals <= 1


NAMED = replace(BY_ROLE[Role.LEADER_IN_CHARGE], id=PersonId(77), name="指定人", role=Role.OFFICER)


def named(loan: Loan, *, active: bool = True) -> Loan:
    """The first step is for `NAMED` alone."""
    first = replace(loan.steps[0], named_id=NAMED.id, named=NAMED.name, named_active=active)
    return replace(loan, steps=(first, *loan.steps[1:]))


@pytest.mark.parametrize("key", KEYS)
def test_a_named_person_signs_and_nobody_else_of_the_role(key: str) -> None:
    loan = named(request(key))
    step = loan.steps[0]
    with pytest.raises(Refused, match="指定指定人签署") as refused:
        approvals.approve(loan, BY_ROLE[step.role], "同意", NOW)
    assert refused.value.basis == loan.basis
    signed = approvals.approve(loan, NAMED, "同意", NOW)
    assert signed.steps[0].signer_id == NAMED.id
    with pytest.raises(Refused):
        approvals.approve(loan, replace(NAMED, active=False), "同意", NOW)


def test_once_the_named_person_has_left_whoever_holds_the_role_signs() -> None:
    loan = named(request(), active=False)
    assert not approvals.may_sign(loan, NAMED)
    assert approvals.approve(loan, BY_ROLE[Role.UNIT_HEAD], "同意", NOW).steps[0].signer


def test_a_deputy_stands_in_for_the_named_person_only() -> None:
    loan = named(request())
    stand_in = person(90, Role.OFFICER)
    for principal, may in ((NAMED, True), (BY_ROLE[Role.UNIT_HEAD], False)):
        deputy = Deputy(
            1,
            principal.id,
            principal.name,
            principal.role,
            stand_in.id,
            stand_in.name,
            NOW,
            LATER,
            "出差",
        )
        assert approvals.may_sign(loan, stand_in, [deputy]) is may


def urgent(key: str, *acts: LoanAct) -> Loan:
    said = Particulars(urgency=Urgency.URGENT)
    return replace(request(key), acts=acts or (LoanAct.VIEW,), particulars=said)


@pytest.mark.parametrize("key", KEYS)
def test_what_is_urgent_comes_first_only_where_the_regulation_says_so(key: str) -> None:
    deadline = regulation(key).deadline(Clock.BACKFILL)
    due = None if deadline.period is None else NOW + timedelta(hours=24)
    loan = urgent(key)
    if key == "jinpu":
        first = loan_beginnings.release(loan, CLERK, "现场急需", deadline, due, NOW)
        assert first.state is LoanState.SUBMITTED
        assert first.release is not None
        assert first.release.due_at == due
        with pytest.raises(Conflict):
            loan_beginnings.release(first, CLERK, "现场急需", deadline, due, NOW)
        return
    with pytest.raises(Refused, match="先批准后利用") as refused:
        loan_beginnings.release(loan, CLERK, "现场急需", deadline, due, NOW)
    assert refused.value.basis == loan.basis


@pytest.mark.parametrize(
    ("loan", "who", "reason", "error"),
    [
        (urgent("jinpu", LoanAct.BORROW), CLERK, "急用", Refused),
        (urgent("jinpu", LoanAct.PROVIDE), CLERK, "急用", Refused),
        (urgent("jinpu"), BY_ROLE[Role.UNIT_HEAD], "急用", Refused),
        (urgent("jinpu"), replace(CLERK, id=OFFICER.id), "急用", Refused),
        (replace(request("jinpu"), acts=(LoanAct.VIEW,)), CLERK, "急用", Refused),
        (urgent("jinpu"), CLERK, " ", InvalidInput),
    ],
)
def test_what_may_not_come_first(
    loan: Loan, who: Person, reason: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        loan_beginnings.release(loan, who, reason, BACKFILL, NOW + timedelta(hours=24), NOW)
