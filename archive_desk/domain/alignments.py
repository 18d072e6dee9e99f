"""Moving a recorder's lane on the timeline so that it agrees with another; who did it, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import AlignmentId, FootageId
from archive_desk.domain.sentences import say

FARTHEST = timedelta(days=1)
"""A lane that would have to be moved farther has a wrong date, which is to be corrected instead."""

_LONGEST_REASON = 500


@dataclass(frozen=True)
class Alignment:
    """One word on where the take of `footage_id` lies: `offset` later than its recorded time."""

    id: AlignmentId
    footage_id: FootageId
    offset: timedelta
    reason: str
    author: str
    made_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""


def checked_alignment(offset: timedelta, reason: str) -> tuple[timedelta, str]:
    """The offset to the millisecond and the reason without spaces around it.

    Raises:
        InvalidInput: it is too far, or nobody says why.
    """
    reason = reason.strip()
    if not reason:
        raise InvalidInput(say("请写明为什么这样对齐，例如“两路录像中同一声响对齐”。"))
    if len(reason) > _LONGEST_REASON:
        raise InvalidInput(say("对齐的理由不能超过 {count} 个字。", count=_LONGEST_REASON))
    if abs(offset) > FARTHEST:
        raise InvalidInput(say("对齐不能超过一天；日期不对的，请更正摄录时间。"))
    millisecond = timedelta(milliseconds=1)
    return round(offset / millisecond) * millisecond, reason
