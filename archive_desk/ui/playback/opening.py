"""What is made ready beside the window before anything is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ids import FootageId
from archive_desk.domain.people import Person
from archive_desk.domain.timelines import Timeline, laid_out
from archive_desk.domain.work import Monitor
from archive_desk.media.player import LaneShown, Reel
from archive_desk.services.timelines import Timelines
from archive_desk.services.viewing import Opened, Viewing

MOST_LANES = 4
"""How many recorders are shown side by side."""


@dataclass(frozen=True)
class Position:
    """Where the leading recording stands.

    `number` is the picture on the screen (None for sound alone) and `time` its exact beginning in
    seconds after the first; `at_ms` is the first whole millisecond at which it is seen.
    """

    at_ms: int
    time: Fraction
    number: int | None


@dataclass(frozen=True)
class Start:
    """What is ready before the first picture: the line, the asked recording, known lengths."""

    line: Timeline
    reel: Reel
    lengths: Mapping[FootageId, Fraction]


class Opening:
    """Reads what playing needs; called on threads beside the window."""

    def __init__(self, actor: Person, viewing: Viewing, timelines: Timelines) -> None:
        self._actor, self._viewing, self._timelines = actor, viewing, timelines

    def start(
        self, opened: Opened, line: Timeline | None, monitor: Monitor, *, alone: bool
    ) -> Start:
        """The recording asked for, and the line it is played on: `line`, or its take's.

        Raises:
            Cancelled: the person stopped.
        """
        reel = self._viewing.reel(opened, monitor)
        if alone:
            line = laid_out([opened.footage])
        elif line is None:
            line = self._timelines.of_footage(self._actor, opened.footage.id)
        if line.segment_of(opened.footage.id) is None:
            line = laid_out([opened.footage])
        parts = [each.footage_id for lane in line.lanes for each in lane.segments]
        lengths = self._viewing.known_lengths(self._actor, parts)
        if reel.index is not None:
            lengths[reel.footage_id] = reel.index.length
        return Start(line, reel, lengths)

    def admit(self, footage_id: FootageId, monitor: Monitor) -> tuple[Opened | None, Reel]:
        """Another recording of the line; without a right to it, the words to say in its place."""
        try:
            opened = self._viewing.admit(self._actor, footage_id)
        except ArchiveDeskError as error:
            return None, self._viewing.refused_reel(footage_id, error)
        return opened, self._viewing.reel(opened, monitor, waited_for=False)


def position_of(lead: LaneShown) -> Position:
    """Where a lane stands."""
    return Position(lead.at_ms, lead.time, lead.number)


def at_most(line: Timeline, leading: FootageId) -> Timeline:
    """The line with as many lanes as there is room for, the leading one among them."""
    lanes = [lane for lane in line.lanes if lane.segments]
    own = line.lane_of(leading)
    if own is None or len(lanes) <= MOST_LANES:
        return line
    kept = {lane.key for lane in [own, *(each for each in lanes if each != own)][:MOST_LANES]}
    return Timeline(
        tuple(lane for lane in line.lanes if lane.key in kept), line.unplaced, line.timed
    )
