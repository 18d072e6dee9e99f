"""Call-up (调阅, 004 item 9(2)): who reviews a case may look at its footage before the decision.

A right that comes with a part in the case, named person by person, and no loan: it lets nobody
copy, take home or give out, and it ends with the decision.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.ids import CallUpId, CaseId, PersonId

DECISIONS = ("行政处罚决定书",)
"""Documents by which a case is decided; archiving or ending the case decides it as well."""


class ReviewDuty(StrEnum):
    """What somebody reviews a case for."""

    REVIEW = "review"
    LEGAL_REVIEW = "legal_review"

    @property
    def label(self) -> str:
        """The part in Chinese."""
        return {"review": "审核", "legal_review": "法制审核"}[self.value]


class CallUpState(StrEnum):
    """Where a call-up stands."""

    COMING = "coming"
    LIVE = "live"
    ENDED = "ended"
    DECIDED = "decided"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _STATE_TITLES[self]


_STATE_TITLES = {
    CallUpState.COMING: "未开始",
    CallUpState.LIVE: "可调阅",
    CallUpState.ENDED: "已结束",
    CallUpState.DECIDED: "决定已作出",
}


@dataclass(frozen=True)
class CallUpEnd:
    """That a call-up was ended before the decision: when, by whom, why."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class CallUp:
    """One person named to review one case.

    `valid_until` is None where only the decision ends it; `decided_at` is when the case was
    decided, None before.
    """

    id: CallUpId
    no: str
    case_id: CaseId
    case_no: str
    case_name: str
    person_id: PersonId
    person: str
    duty: ReviewDuty
    valid_from: datetime
    valid_until: datetime | None
    reason: str
    named_at: datetime
    named_by: str
    ended: CallUpEnd | None = None
    decided_at: datetime | None = None

    def state(self, at: datetime) -> CallUpState:
        """Where it stands at the moment `at`."""
        if self.ended is not None:
            return CallUpState.ENDED
        if self.decided_at is not None and at >= self.decided_at:
            return CallUpState.DECIDED
        if at < self.valid_from:
            return CallUpState.COMING
        if self.valid_until is not None and at > self.valid_until:
            return CallUpState.ENDED
        return CallUpState.LIVE
