"""What the public is told of a decision (行政执法公示), and when it was taken back (004 item 4(2)).

Publishing is done elsewhere; here stand the days, so that the clocks can be kept.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from archive_desk.domain.cases import CaseKind
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import CaseId
from archive_desk.domain.regulations import Clock
from archive_desk.domain.sentences import say

_LONGEST = 500


class Published(StrEnum):
    """What is made public."""

    RESULT = "result"
    DECISION = "decision"

    @property
    def label(self) -> str:
        """What it is in Chinese."""
        return {"result": "执法结果", "decision": "许可、处罚决定"}[self.value]

    @property
    def clock(self) -> Clock:
        """The clock of the regulation."""
        return {"result": Clock.PUBLISH_RESULT, "decision": Clock.PUBLISH_DECISION}[self.value]

    @property
    def kinds(self) -> tuple[CaseKind, ...]:
        """The kinds of cases it is asked of; all where there is none."""
        return (CaseKind.PENALTY, CaseKind.LICENCE) if self is Published.DECISION else ()

    def concerns(self, kind: CaseKind) -> bool:
        """Whether it is asked of cases of this kind."""
        return not self.kinds or kind in self.kinds


@dataclass(frozen=True)
class Publication:
    """One publication: what, on which day, where, entered by whom; and how it was taken back."""

    id: int
    case_id: CaseId
    what: Published
    on: date
    place: str
    by: str
    at: datetime
    withdrawn_on: date | None = None
    withdrawal: str = ""
    withdrawn_by: str = ""


def checked_publication(on: date, place: str, today: date, decided: date | None) -> str:
    """Where it was published, if it can have been published then.

    Raises:
        InvalidInput: no place, or a day in the future or before the decision.
    """
    place = place.strip()
    if not place or len(place) > _LONGEST:
        raise InvalidInput(say("请填写公示的网站或平台。"))
    if on > today:
        raise InvalidInput(say("公示日期在将来，请核对。"))
    if decided is not None and on < decided:
        raise InvalidInput(say("公示日期早于作出决定的 {day}，请核对。", day=decided.isoformat()))
    return place


def checked_withdrawal(found: Publication, on: date, reason: str, today: date) -> str:
    """Why it was taken back, if it can have been then.

    Raises:
        InvalidInput: no reason, or a day in the future or before the publication.
    """
    reason = reason.strip()
    if not reason or len(reason) > _LONGEST:
        raise InvalidInput(say("请写明撤下的理由。"))
    if not found.on <= on <= today:
        raise InvalidInput(say("撤下的日期应在公示之后，且不在将来。"))
    return reason
