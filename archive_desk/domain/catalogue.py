"""What the catalogue tells of a recording beyond its own facts: its case files, its take."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from archive_desk.domain.cases import CaseState
from archive_desk.domain.footage import Footage, Kind
from archive_desk.domain.ids import CaseId, TakeId
from archive_desk.domain.notes import Note, explained
from archive_desk.domain.takes import Gap, Hole, Segment, gaps_between, holes_between, shifted


@dataclass(frozen=True)
class CaseLink:
    """A case file that a recording belongs to, and where it belongs there."""

    case_id: CaseId
    no: str
    name: str
    state: CaseState
    stage: str = ""
    document: str = ""


@dataclass(frozen=True)
class RecordedTake:
    """One act of recording: its parts as the recorder made them, and the gaps in true time.

    `holes` are numbers that no part has; some may be those of photos, see `without_numbers`.
    """

    id: TakeId
    footage: tuple[Footage, ...]
    gaps: tuple[Gap, ...]
    holes: tuple[Hole, ...] = ()

    @property
    def started_at(self) -> datetime | None:
        """When the first part began."""
        return self.footage[0].started_at if self.footage else None

    @property
    def recorded_ms(self) -> int:
        """How long was recorded, without the gaps."""
        return sum(each.media.duration_ms or 0 for each in self.footage)


def recorded_take(
    take_id: TakeId, parts: Sequence[Footage], notes: Sequence[Note] = ()
) -> RecordedTake:
    """The take of `parts`, which are in the order of their recording.

    Gaps are measured on the device's clock, so that a corrected part does not tear one open. Those
    that one of `notes` explains are marked.
    """
    segments = [segment for part in parts if (segment := _segment(part)) is not None]
    offsets = {part.id: part.clock_offset for part in parts if part.device_time is not None}
    gaps = tuple(
        shifted(gap, -offsets.get(gap.after, timedelta(0))) for gap in gaps_between(segments)
    )
    return RecordedTake(take_id, tuple(parts), explained(gaps, notes), holes_between(segments))


def without_numbers(take: RecordedTake, held: Container[int]) -> RecordedTake:
    """The take when the numbers that are `held` by other files are no holes."""
    holes = []
    for hole in take.holes:
        missing = tuple(number for number in hole.missing if number not in held)
        if missing:
            holes.append(replace(hole, missing=missing))
    return replace(take, holes=tuple(holes))


def _segment(part: Footage) -> Segment | None:
    if part.kind not in {Kind.VIDEO, Kind.AUDIO}:
        return None
    started_at = part.device_time or part.started_at
    if started_at is None:
        return None
    length = part.media.duration_ms
    return Segment(
        footage_id=part.id,
        device=part.device,
        officer=part.officer,
        kind=part.kind.value,
        started_at=started_at,
        length=None if length is None else timedelta(milliseconds=length),
        sequence=part.sequence,
    )
