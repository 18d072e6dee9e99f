"""The lending register (借阅登记簿): entries that never change, and the lines they make up."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.ids import LoanId
from archive_desk.domain.loans import Loan, LoanAct


class LedgerEvent(StrEnum):
    """What an entry writes down."""

    REGISTERED = "registered"
    HANDED_OUT = "handed_out"
    RENEWED = "renewed"
    RECALLED = "recalled"
    PARTLY_RETURNED = "partly_returned"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    BACKFILLED = "backfilled"
    NOT_BACKFILLED = "not_backfilled"
    EFFECT = "effect"
    CORRECTED = "corrected"

    @property
    def label(self) -> str:
        """The event in Chinese."""
        return _EVENT_TITLES[self]


_EVENT_TITLES = {
    LedgerEvent.REGISTERED: "登记",
    LedgerEvent.HANDED_OUT: "借出",
    LedgerEvent.RENEWED: "续借",
    LedgerEvent.RECALLED: "催还",
    LedgerEvent.PARTLY_RETURNED: "部分归还",
    LedgerEvent.REVOKED: "撤销批准",
    LedgerEvent.WITHDRAWN: "撤回",
    LedgerEvent.RETURNED: "归还",
    LedgerEvent.BACKFILLED: "补批",
    LedgerEvent.NOT_BACKFILLED: "未获补批",
    LedgerEvent.EFFECT: "利用效果",
    LedgerEvent.CORRECTED: "更正",
}


class LineState(StrEnum):
    """Where a line of the register stands at a moment."""

    WAITING = "waiting"
    OUT = "out"
    OVERDUE = "overdue"
    RETURNED = "returned"
    CLOSED = "closed"
    CORRECTED = "corrected"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _LINE_TITLES[self]


_LINE_TITLES = {
    LineState.WAITING: "待借出",
    LineState.OUT: "借出中",
    LineState.OVERDUE: "逾期",
    LineState.RETURNED: "已归还",
    LineState.CLOSED: "未借出",
    LineState.CORRECTED: "已更正",
}


@dataclass(frozen=True)
class LedgerLine:
    """One line of the register, out and in side by side.

    `no` is the running number. `closed_at` is when an approved request was withdrawn or revoked
    before anything went out. All texts are as they were when written down. `effect` is what came
    of the use. A line that corrects another names it (`corrects`), and is named by it
    (`corrected_by`); the old one stays as it was.
    """

    no: int
    loan_id: LoanId
    loan_no: str
    registered_at: datetime
    items: str
    acts: tuple[LoanAct, ...]
    borrower: str
    section: str
    purpose: str
    approvers: str
    handed_out_at: datetime | None = None
    handed_out_by: str = ""
    due_at: datetime | None = None
    renewals: int = 0
    returned_at: datetime | None = None
    returned_to: str = ""
    condition: str = ""
    closed_at: datetime | None = None
    remark: str = ""
    effect: str = ""
    corrects: int | None = None
    corrected_by: int | None = None

    def state(self, at: datetime) -> LineState:
        """Where the line stands at the moment `at`."""
        if self.corrected_by is not None:
            return LineState.CORRECTED
        if self.returned_at is not None:
            return LineState.RETURNED
        if self.handed_out_at is None:
            return LineState.WAITING if self.closed_at is None else LineState.CLOSED
        if self.due_at is not None and at > self.due_at:
            return LineState.OVERDUE
        return LineState.OUT

    @property
    def returned_late(self) -> bool:
        """Whether it came back after the day it was due."""
        return (
            self.returned_at is not None
            and self.due_at is not None
            and self.returned_at > self.due_at
        )


@dataclass(frozen=True)
class SectionTotal:
    """What one section borrowed, has out, has kept too long, and brought back too late."""

    section: str
    lines: int
    out: int
    overdue: int
    late: int


@dataclass(frozen=True)
class LedgerEntry:
    """What was written down once: the facts of the loan as they were, the event, and by whom."""

    no: int
    line: int
    at: datetime
    event: LedgerEvent
    loan_id: LoanId
    loan_no: str
    items: str
    acts: tuple[LoanAct, ...]
    borrower: str
    section: str
    purpose: str
    approvers: str
    clerk: str
    due_at: datetime | None = None
    remark: str = ""


_CLOSING = {LedgerEvent.WITHDRAWN, LedgerEvent.REVOKED, LedgerEvent.NOT_BACKFILLED}


def following(line: LedgerLine | None, entry: LedgerEntry) -> LedgerLine:
    """The line as it is after `entry`; None is a line that begins with it."""
    if line is None:
        return LedgerLine(
            no=entry.line,
            loan_id=entry.loan_id,
            loan_no=entry.loan_no,
            registered_at=entry.at,
            items=entry.items,
            acts=entry.acts,
            borrower=entry.borrower,
            section=entry.section,
            purpose=entry.purpose,
            approvers=entry.approvers,
            remark=entry.remark,
        )
    if entry.due_at is not None:
        line = replace(line, due_at=entry.due_at)
    match entry.event:
        case LedgerEvent.HANDED_OUT:
            return replace(line, handed_out_at=entry.at, handed_out_by=entry.clerk)
        case LedgerEvent.RENEWED:
            return replace(line, renewals=line.renewals + 1)
        case LedgerEvent.RETURNED:
            return replace(
                line, returned_at=entry.at, returned_to=entry.clerk, condition=entry.remark
            )
        case LedgerEvent.EFFECT:
            return replace(line, effect=entry.remark)
        case LedgerEvent.BACKFILLED:
            return replace(line, approvers=entry.approvers, remark=_joined(line, entry))
        case closing if closing in _CLOSING:
            return replace(line, closed_at=entry.at, remark=_joined(line, entry))
    return line


def _joined(line: LedgerLine, entry: LedgerEntry) -> str:
    return "；".join(filter(None, (line.remark, entry.remark)))


def items_text(loan: Loan) -> str:
    """The things of a loan as the register names them."""
    return "；".join(f"{item.kind.label} {item.label}" for item in loan.items)


def approvers_text(loan: Loan) -> str:
    """Who signed, as the register names them."""
    return "、".join(f"{step.signer}（{step.title}）" for step in loan.steps if step.signer)
