"""Circulation of what was approved: handing out, taking back, renewing, recalling.

Every function takes the request as it stands and gives it as it stands afterwards, or refuses in
words, with the article. What `approvals.CHART` does not draw is refused.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from archive_desk.domain.approvals import Move, check_move
from archive_desk.domain.errors import Conflict, InvalidInput, Refused
from archive_desk.domain.loans import (
    Condition,
    Inspection,
    ItemReturn,
    Loan,
    LoanAct,
    LoanState,
)
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say


def hand_out(loan: Loan, person: Person, due: datetime, at: datetime) -> Loan:
    """The clerk gives it out, due back at `due`."""
    person.require(Right.CIRCULATE)
    check_move(loan, Move.HAND_OUT)
    if at >= loan.wanted_until:
        raise Refused(say("借阅 {no} 批准的期限已过，请重新申请。", no=loan.no), basis=loan.basis)
    return replace(loan, state=LoanState.LENT, handed_out_at=at, due_at=due)


def take_back(loan: Loan, person: Person, inspections: Sequence[Inspection], at: datetime) -> Loan:
    """The clerk takes things back, each with what its inspection found.

    The request is over when the last thing is accounted for; until then it stays lent.
    """
    person.require(Right.CIRCULATE)
    check_move(loan, Move.TAKE_BACK)
    out = loan.still_out
    wanted = [inspection.item for inspection in inspections]
    if not wanted:
        raise InvalidInput(say("请选择归还的内容。"))
    for inspection in inspections:
        if inspection.item not in out or wanted.count(inspection.item) > 1:
            raise Conflict(
                say("{item}不在借阅 {no} 的借出内容中。", item=inspection.item.label, no=loan.no),
                basis=loan.basis,
            )
        if inspection.condition is not Condition.INTACT and not inspection.note.strip():
            raise InvalidInput(say("请写明{item}损坏或缺失的情况。", item=inspection.item.label))
    returns = loan.returns + tuple(
        ItemReturn(each.item, at, each.condition, each.note.strip()) for each in inspections
    )
    if len(inspections) < len(out):
        return replace(loan, returns=returns)
    return replace(
        loan,
        returns=returns,
        state=LoanState.RETURNED,
        returned_at=at,
        condition=condition_in_words(returns),
    )


def condition_in_words(returns: Sequence[ItemReturn]) -> str:
    """What the inspections found, in a line; part of the record, so in the archive's language."""
    notes = [
        f"{each.item.label}：{each.condition.label}；{each.note}"
        for each in returns
        if each.condition is not Condition.INTACT
    ]
    if notes:
        return "。".join(notes)
    return "；".join(dict.fromkeys(each.note or each.condition.label for each in returns))


def return_in_words(returns: Sequence[ItemReturn]) -> str:
    """Which things came back, and how each looked; part of the record."""
    return "；".join(
        "，".join(filter(None, (f"{each.item.label}{each.condition.label}", each.note)))
        for each in returns
    )


def recall(loan: Loan, person: Person, due: datetime, at: datetime) -> Loan:
    """The clerk asks for what is out before its date, or again after it; due at `due` at last."""
    person.require(Right.CIRCULATE)
    check_move(loan, Move.RECALL)
    earlier = due if loan.due_at is None else min(due, loan.due_at)
    return replace(loan, recalled_at=at, due_at=earlier)


def renew(
    loan: Loan, person: Person, due: datetime, at: datetime, *, limit: int, waiting: Sequence[str]
) -> Loan:
    """Move the return date of what was borrowed on; its grants end when they were approved to.

    Refused when overdue, renewed too often, revoked, or when somebody waits.

    `limit` is the office's number of renewals, `waiting` the requests that want the same thing.
    """
    person.require(Right.CIRCULATE)
    check_move(loan, Move.RENEW)
    if LoanAct.BORROW not in loan.acts:
        raise Refused(
            say(
                "借阅 {no} 没有借出实物。查阅、复制等的期限由审批人批准，延长须重新申请。",
                no=loan.no,
            ),
            basis=loan.basis,
        )
    if loan.revoked_at is not None:
        raise Refused(
            say("借阅 {no} 的批准已撤销，不能续借，应立即归还。", no=loan.no), basis=loan.basis
        )
    if loan.overdue(at):
        raise Refused(say("借阅 {no} 已逾期，请先归还，再重新申请。", no=loan.no), basis=loan.basis)
    if loan.renewals >= limit:
        raise Refused(
            say("借阅 {no} 已续借 {count} 次，不能再续。", no=loan.no, count=loan.renewals),
            basis=loan.basis,
        )
    if waiting:
        raise Refused(
            say("有人等待借用（{numbers}），不能续借。", numbers="、".join(waiting)),
            basis=loan.basis,
        )
    if loan.due_at is not None and due <= loan.due_at:
        raise InvalidInput(say("续借后的应还日期须晚于现在的应还日期。"))
    return replace(loan, due_at=due, renewals=loan.renewals + 1)
