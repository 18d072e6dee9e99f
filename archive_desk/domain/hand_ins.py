"""Whether footage was handed in in time (移交时限), recording by recording."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.ids import FootageId
from archive_desk.domain.regulations import Event, Standing
from archive_desk.domain.sentences import Sentence


class HandInState(StrEnum):
    """How a hand-in stands to its clock."""

    IN_TIME = "in_time"
    LATE = "late"
    EXPLAINED = "explained"
    UNKNOWN = "unknown"
    UNDECIDED = "undecided"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _TITLES[self]


_TITLES = {
    HandInState.IN_TIME: "按时交存",
    HandInState.LATE: "超过时限",
    HandInState.EXPLAINED: "超时已说明",
    HandInState.UNKNOWN: "时间不详",
    HandInState.UNDECIDED: "制度未定时限",
}


@dataclass(frozen=True)
class HandIn:
    """One recording's clock: from what and when it ran, until when, and when it was met.

    `due` is None where the end of the recording is not known or no time is set; `steps` explain.
    """

    footage_id: FootageId
    name: str
    start: datetime | None
    event: Event | None
    due: datetime | None
    met_at: datetime
    state: HandInState
    steps: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class BatchClock:
    """A batch's clock: that of its recordings, `due` the earliest, `reason` if it was late why."""

    state: HandInState
    standing: Standing
    basis: Basis | None
    text: str
    due: datetime | None
    met_at: datetime
    late: int
    recordings: Sequence[HandIn]
    reason: str = ""


def state_of_batch(recordings: Sequence[HandIn], standing: Standing, reason: str) -> HandInState:
    """How the whole batch stands: late if one recording is, unless a reason was given."""
    if standing is not Standing.SET:
        return HandInState.UNDECIDED
    states = {each.state for each in recordings}
    if HandInState.LATE in states:
        return HandInState.EXPLAINED if reason else HandInState.LATE
    return HandInState.IN_TIME if HandInState.IN_TIME in states else HandInState.UNKNOWN
