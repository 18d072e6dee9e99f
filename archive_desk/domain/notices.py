"""Notices to bring something back (催还): first, second, then to the head of the section."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.errors import Refused
from archive_desk.domain.loans import Loan, LoanAct, LoanState
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say


class NoticeLevel(StrEnum):
    """How far the notices have come; each is sent when the one before has led to nothing."""

    FIRST = "first"
    SECOND = "second"
    SECTION_HEAD = "section_head"

    @property
    def label(self) -> str:
        """The step in Chinese."""
        return {
            "first": "第一次催还",
            "second": "第二次催还",
            "section_head": "通报股室负责人",
        }[self.value]

    @property
    def working_days(self) -> int:
        """How long the borrower has, in working days; no regulation says, so it is our default."""
        return {"first": 3, "second": 2, "section_head": 1}[self.value]


@dataclass(frozen=True)
class OverdueNotice:
    """A notice that was sent: which, when, by whom, and until when it gives."""

    level: NoticeLevel
    sent_at: datetime
    sent_by: str
    due_at: datetime
    note: str = ""


def next_level(sent: Sequence[OverdueNotice]) -> NoticeLevel:
    """The notice that comes next; the last is repeated."""
    levels = list(NoticeLevel)
    return levels[min(len(sent), len(levels) - 1)]


def check_notice(
    loan: Loan, person: Person, sent: Sequence[OverdueNotice], at: datetime
) -> NoticeLevel:
    """The notice that the clerk may send now.

    Raises:
        Refused: nothing is overdue, or the last notice still gives time.
    """
    person.require(Right.CIRCULATE)
    if loan.state is not LoanState.LENT or LoanAct.BORROW not in loan.acts:
        raise Refused(say("借阅 {no} 没有借出的实物，不需催还。", no=loan.no), basis=loan.basis)
    if not loan.overdue(at):
        raise Refused(
            say("借阅 {no} 尚未到期；需要提前收回的，请办理催还。", no=loan.no), basis=loan.basis
        )
    if sent and at <= sent[-1].due_at:
        raise Refused(
            say(
                "{level}的期限尚未届满，届满后仍未归还的再发下一次。",
                level=say(sent[-1].level.label),
            ),
            basis=loan.basis,
        )
    return next_level(sent)
