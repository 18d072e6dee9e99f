"""Takes: the segments of one continuous act of recording, and the gaps between them.

A recorder writes a long recording as many files. They belong together when device, officer and
kind are the same and each begins about where the one before ended. A pause longer than
`BREAK_AFTER` starts another take; shorter pauses stay inside, listed as gaps to be explained
(001 Arts. 11, 12; 000 Art. 11(2)).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from archive_desk.domain.ids import FootageId

BREAK_AFTER = timedelta(minutes=30)
"""A longer pause than this is another act of recording. Our choice; no regulation says."""

GAP_FROM = timedelta(seconds=1)
"""Measured pauses above this are gaps.

Recorders name files to the whole second, so a measured pause is within one second of the true
one: above one second no true pause over two seconds is missed, and parts that truly follow each
other never show one.
"""


@dataclass(frozen=True)
class Segment:
    """One file of a take. `started_at` by the recorder's clock; `length` None if unknown."""

    footage_id: FootageId
    device: str
    officer: str
    kind: str
    started_at: datetime
    length: timedelta | None
    sequence: int | None = None

    @property
    def ended_at(self) -> datetime | None:
        """Where the segment ends, if its length is known."""
        return None if self.length is None else self.started_at + self.length


@dataclass(frozen=True)
class Gap:
    """Time without a picture between two segments.

    `missing` are sequence numbers that no file has; `certain` is False when the segment before has
    no known end, so that the gap may begin later than stated. `note` is the number of the note that
    explains it, if one does.
    """

    after: FootageId
    before: FootageId
    start: datetime
    end: datetime
    missing: tuple[int, ...] = ()
    certain: bool = True
    explained: bool = False
    note: str = ""

    @property
    def length(self) -> timedelta:
        """How long nothing was recorded."""
        return self.end - self.start


@dataclass(frozen=True)
class Hole:
    """Sequence numbers between two parts that no part has, whether or not time is missing too."""

    after: FootageId
    before: FootageId
    missing: tuple[int, ...]


@dataclass(frozen=True)
class Take:
    """Segments in the order of their recording, with the gaps among them."""

    segments: tuple[Segment, ...]
    gaps: tuple[Gap, ...]

    @property
    def started_at(self) -> datetime:
        """When the first segment began."""
        return self.segments[0].started_at

    @property
    def ended_at(self) -> datetime | None:
        """When the last segment ended, if known."""
        return self.segments[-1].ended_at


def group(segments: Iterable[Segment], *, break_after: timedelta = BREAK_AFTER) -> tuple[Take, ...]:
    """Sort segments into takes, ordered by their start."""
    takes: list[Take] = []
    by_recorder: dict[tuple[str, str, str], list[Segment]] = {}
    for segment in segments:
        key = (segment.device, segment.officer, segment.kind)
        by_recorder.setdefault(key, []).append(segment)
    for own in by_recorder.values():
        takes += _takes_of_one_recorder(own, break_after)
    return tuple(sorted(takes, key=lambda take: take.started_at))


def _takes_of_one_recorder(segments: list[Segment], break_after: timedelta) -> list[Take]:
    ordered = sorted(
        segments,
        key=lambda segment: (
            segment.started_at,
            -1 if segment.sequence is None else segment.sequence,
            segment.footage_id,
        ),
    )
    runs: list[list[Segment]] = []
    covered: datetime | None = None
    for segment in ordered:
        # Without a device nothing says that two files are of one recorder.
        apart = covered is None or not segment.device or segment.started_at - covered > break_after
        if apart:
            runs.append([])
            covered = None
        runs[-1].append(segment)
        end = segment.ended_at or segment.started_at
        covered = end if covered is None else max(covered, end)
    return [Take(tuple(run), gaps_between(run)) for run in runs]


def gaps_between(segments: Sequence[Segment]) -> tuple[Gap, ...]:
    """The gaps among segments that are in the order of their recording."""
    gaps: list[Gap] = []
    covered: Segment | None = None
    for segment in segments:
        if covered is not None:
            gap = _gap(covered, segment)
            if gap is not None:
                gaps.append(gap)
        if covered is None or _reaches_beyond(segment, covered):
            covered = segment
    return tuple(gaps)


def _reaches_beyond(segment: Segment, covered: Segment) -> bool:
    return (segment.ended_at or segment.started_at) >= (covered.ended_at or covered.started_at)


def _gap(before: Segment, after: Segment) -> Gap | None:
    ended = before.ended_at
    missing = _missing_numbers(before.sequence, after.sequence)
    start = before.started_at if ended is None else ended
    pause = after.started_at - start
    if pause <= GAP_FROM:
        return None
    return Gap(
        after=before.footage_id,
        before=after.footage_id,
        start=start,
        end=after.started_at,
        missing=missing,
        certain=ended is not None,
    )


def holes_between(segments: Sequence[Segment]) -> tuple[Hole, ...]:
    """The holes in the numbers of segments that are in the order of their recording.

    Photos share the counter of many recorders: whoever knows them takes their numbers out.
    """
    holes = []
    for before, after in pairwise(segments):
        missing = _missing_numbers(before.sequence, after.sequence)
        if missing:
            holes.append(Hole(before.footage_id, after.footage_id, missing))
    return tuple(holes)


def _missing_numbers(before: int | None, after: int | None) -> tuple[int, ...]:
    longest_list = 100
    if before is None or after is None or not 1 < after - before <= longest_list:
        return ()
    return tuple(range(before + 1, after))


def shifted(gap: Gap, by: timedelta) -> Gap:
    """The gap on another clock, `by` later."""
    return replace(gap, start=gap.start + by, end=gap.end + by)


def clock_jumps(segments: Iterable[Segment]) -> frozenset[FootageId]:
    """Segments whose number is later than their predecessor's and whose time is earlier.

    Within one device and day-spanning run of numbers a clock that went backward shows as a start
    before the start of a lower number.
    """
    jumped: set[FootageId] = set()
    by_device: dict[tuple[str, str], list[Segment]] = {}
    for segment in segments:
        if segment.device and segment.sequence is not None:
            by_device.setdefault((segment.device, segment.officer), []).append(segment)
    for own in by_device.values():
        own.sort(key=lambda segment: segment.sequence or 0)
        for before, after in pairwise(own):
            same_run = after.sequence == (before.sequence or 0) + 1
            if same_run and after.started_at < before.started_at - GAP_FROM:
                jumped.add(after.footage_id)
    return frozenset(jumped)
