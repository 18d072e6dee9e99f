"""What a request says beside things, acts, purpose and period; and how it may be used first."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import say

_LONGEST_PLACE = 200


class Urgency(StrEnum):
    """How soon an applicant needs an answer."""

    ORDINARY = "ordinary"
    PRESSING = "pressing"
    URGENT = "urgent"

    @property
    def label(self) -> str:
        """The urgency in Chinese; only the last may be used before it is approved."""
        return {"ordinary": "一般", "pressing": "加急", "urgent": "紧急"}[self.value]


@dataclass(frozen=True)
class Particulars:
    """Where the things are used, how urgent it is, and how many times they are wanted.

    `uses` is how often each act may be done to each thing; None where only the period limits it.
    """

    place: str = ""
    urgency: Urgency = Urgency.ORDINARY
    uses: int | None = None

    def check(self) -> None:
        """Refuse what makes no sense.

        Raises:
            InvalidInput: no times at all, or a place too long to print.
        """
        if self.uses is not None and not 1 <= self.uses <= 999:
            raise InvalidInput(say("利用次数应为 1 至 999，不限次数的请留空。"))
        if len(self.place) > _LONGEST_PLACE:
            raise InvalidInput(say("使用地点请不超过 {count} 字。", count=_LONGEST_PLACE))


NOTHING_ELSE = Particulars()
"""A request that says nothing more."""


@dataclass(frozen=True)
class Release:
    """A request that was used first: who let it be, why, and until when it must be approved."""

    at: datetime
    by: str
    reason: str
    due_at: datetime
