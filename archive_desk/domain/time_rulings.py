"""What a person has ruled about the start of a recording, and the faults there are to rule on.

A fault is recognised by comparing the sources of a recording, and proposed; it is applied to the
recordings that a person chose, never silently. A ruling carries who and why; it can be withdrawn,
and stays to be read.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from archive_desk.domain.clock_errors import Withdrawal
from archive_desk.domain.footage import Doubt
from archive_desk.domain.ids import FootageId, RulingId


class TimeFault(StrEnum):
    """How a recorder writes the time into its files; the four common cases, and a name in UTC."""

    NONE = "none"
    END = "end"
    UTC = "utc"
    UTC_END = "utc_end"
    NAME_UTC = "name_utc"

    @property
    def label(self) -> str:
        """The fault in Chinese."""
        return _FAULT_TITLES[self]


_FAULT_TITLES = {
    TimeFault.NONE: "各处时间一致",
    TimeFault.END: "文件内部写的是结束时间",
    TimeFault.UTC: "文件内部的当地时间标成了世界时",
    TimeFault.UTC_END: "文件内部写的是结束时间，并且标成了世界时",
    TimeFault.NAME_UTC: "文件名写的是世界时",
}

ANSWERED = frozenset(
    {
        Doubt.END_INSTEAD_OF_START,
        Doubt.UTC_MISLABELLED,
        Doubt.UTC_MISLABELLED_END,
        Doubt.ZONE_DIFFERENCE,
        Doubt.UNCONFIRMED,
        Doubt.FROM_CLOSING,
        Doubt.SOURCES_DISAGREE,
    }
)
"""The doubts that a ruling on a fault answers."""


@dataclass(frozen=True)
class Ruling:
    """What one person ruled about one recording.

    With `started_at` the true start itself was given; else `fault` was confirmed, and `shift` is
    added to the device's time as found. `group` is the same for all that was ruled in one act.
    """

    id: RulingId
    footage_id: FootageId
    reason: str
    by: str
    made_at: datetime
    started_at: datetime | None = None
    fault: TimeFault | None = None
    shift: timedelta = timedelta(0)
    group: int = 0
    withdrawn: Withdrawal | None = None
