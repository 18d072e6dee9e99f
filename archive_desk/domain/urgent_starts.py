"""Urgent cases (紧急立案): begun before they were approved, to be back-filled (003 Art. 9)."""

from dataclasses import dataclass
from datetime import datetime

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import CaseId, UrgentStartId
from archive_desk.domain.sentences import say

APPROVAL = "立案审批表"
"""The document of the case whose time ends the clock; nothing else does."""


@dataclass(frozen=True)
class UrgentStart:
    """That a case was begun at `started_at` without its approval, and when it was approved."""

    id: UrgentStartId
    no: str
    case_id: CaseId
    case_no: str
    case_name: str
    section: str
    reason: str
    started_at: datetime
    registered_by: str
    registered_at: datetime
    approved_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawal: str = ""

    @property
    def open(self) -> bool:
        """Whether its clock still runs."""
        return self.approved_at is None and self.withdrawn_at is None


def checked_start(reason: str, started_at: datetime, now: datetime) -> str:
    """The reason tidied, if a case can have been begun so.

    Raises:
        InvalidInput: there is no reason, or the beginning lies ahead.
    """
    reason = reason.strip()
    if not reason:
        raise InvalidInput(say("请写明情况紧急的理由。"))
    if started_at > now:
        raise InvalidInput(say("程序启动时间不能晚于现在。"))
    return reason
