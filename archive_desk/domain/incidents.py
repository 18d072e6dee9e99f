"""Incidents (损坏、遗失登记): what came back damaged or not at all, and how it was settled."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.errors import Conflict, InvalidInput
from archive_desk.domain.loans import Condition, LoanItem
from archive_desk.domain.sentences import say


class Outcome(StrEnum):
    """How an incident ended."""

    FOUND = "found"
    RESTORED = "restored"
    REPLACED = "replaced"
    WRITTEN_OFF = "written_off"

    @property
    def label(self) -> str:
        """The outcome in Chinese."""
        return _TITLES[self]


_TITLES = {
    Outcome.FOUND: "已找回",
    Outcome.RESTORED: "已修复",
    Outcome.REPLACED: "已补制",
    Outcome.WRITTEN_OFF: "注销",
}


@dataclass(frozen=True)
class Incident:
    """Damage or loss of one thing under one loan; 000 Art. 25 makes it a matter of liability."""

    id: int
    no: str
    loan_no: str
    borrower: str
    item: LoanItem
    condition: Condition
    description: str
    reported_at: datetime
    reported_by: str
    outcome: Outcome | None = None
    settlement: str = ""
    settled_at: datetime | None = None
    settled_by: str = ""

    @property
    def open(self) -> bool:
        """Whether it still waits for its settlement."""
        return self.outcome is None


def check_settlement(incident: Incident, outcome: Outcome, words: str) -> None:
    """Refuse a settlement that does not fit.

    Raises:
        Conflict: it is settled already.
        InvalidInput: no words, or something found that was never lost.
    """
    if not incident.open:
        raise Conflict(say("{no} 已处理完毕。", no=incident.no))
    if not words.strip():
        raise InvalidInput(say("请写明处理情况。"))
    if outcome is Outcome.FOUND and incident.condition is not Condition.MISSING:
        raise InvalidInput(say("没有登记为缺失，不能写成找回。"))
