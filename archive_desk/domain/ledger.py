"""The lending register (借阅登记簿): entries that never change, and the lines they make up."""

from dataclasses import dataclass
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
}


@dataclass(frozen=True)
class LedgerLine:
    """One line of the register, out and in side by side.

    `no` is the running number. `closed_at` is when an approved request was withdrawn or revoked
    before anything went out. All texts are as they were when written down.
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

    def state(self, at: datetime) -> LineState:
        """Where the line stands at the moment `at`."""
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


def items_text(loan: Loan) -> str:
    """The things of a loan as the register names them."""
    return "；".join(f"{item.kind.label} {item.label}" for item in loan.items)


def approvers_text(loan: Loan) -> str:
    """Who signed, as the register names them."""
    return "、".join(f"{step.signer}（{step.title}）" for step in loan.steps if step.signer)
