"""One act on one wall-clock line: every recorder a lane, its recordings where they truly lie.

A lane shows a recording at its corrected start plus the lane's *offset*: how far a person moved the
lane so that two recorders agree. The offset is a way of looking; no recorded time changes by it.
Between two recordings of a lane is a `Pause`: inside one take it is a gap that asks for an
explanation (001 Arts. 11, 12), between two takes only the time in which nobody recorded.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from fractions import Fraction
from functools import cached_property

from archive_desk.domain.footage import Footage, Health, Kind
from archive_desk.domain.ids import FootageId, TakeId
from archive_desk.domain.takes import GAP_FROM, gaps_between
from archive_desk.domain.takes import Segment as Recorded

_RECORDED = (Kind.VIDEO, Kind.AUDIO)
_MICROSECOND = timedelta(microseconds=1)
NOT_TIMED = datetime(1970, 1, 1, tzinfo=UTC)
"""Where a recording lies whose beginning nobody knows; see `Timeline.timed`."""


@dataclass(frozen=True)
class Segment:
    """One recording on the line.

    `started_at` is its corrected start as the register has it, `offset` how far its lane was
    moved; it is shown from `start` to `end`. A length that is not known counts as none.
    """

    footage_id: FootageId
    name: str
    kind: Kind
    started_at: datetime
    length: timedelta
    offset: timedelta = timedelta(0)
    take: TakeId | None = None
    sequence: int | None = None
    sha256: str = ""
    health: Health = Health.SOUND

    @property
    def start(self) -> datetime:
        """Where it begins on the line."""
        return self.started_at + self.offset

    @property
    def end(self) -> datetime:
        """Where it ends on the line."""
        return self.start + self.length

    def moment_of(self, position: Fraction | timedelta) -> datetime:
        """The moment on the line of a position, in seconds after the first picture.

        Rounded up to the microsecond, so that the moment at which a picture appears leads back to
        that picture.
        """
        return self.start + as_timedelta(position)

    def position_of(self, moment: datetime) -> Fraction:
        """The position at a moment, in seconds after the first picture; outside not cut off."""
        return as_seconds(moment - self.start)

    def contains(self, moment: datetime) -> bool:
        """Whether something of it is seen at this moment; its end belongs to what follows."""
        return self.start <= moment < self.end or moment == self.start


@dataclass(frozen=True)
class Photo:
    """A photo on the line."""

    footage_id: FootageId
    name: str
    started_at: datetime
    offset: timedelta = timedelta(0)
    sha256: str = ""

    @property
    def moment(self) -> datetime:
        """Where it lies on the line."""
        return self.started_at + self.offset


@dataclass(frozen=True)
class Pause:
    """Time in a lane without a recording, between two of them.

    `within_take` ones are gaps; `missing` are sequence numbers that no file has; not `certain` is
    a pause whose beginning is not known, because the recording before has no known end.
    """

    after: FootageId
    before: FootageId
    start: datetime
    end: datetime
    within_take: bool
    missing: tuple[int, ...] = ()
    certain: bool = True
    explained: bool = False

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.start

    @property
    def asks(self) -> bool:
        """Whether somebody still has to explain it."""
        return self.within_take and not self.explained


@dataclass(frozen=True)
class Spot:
    """What a lane has at a moment: a recording and the position in it, or a pause, or neither.

    `position` is in seconds after the recording's first picture. Without segment and pause the
    moment lies before the lane's beginning or after its end.
    """

    lane: str
    segment: Segment | None = None
    position: Fraction = Fraction(0)
    pause: Pause | None = None


@dataclass(frozen=True)
class Lane:
    """What one recorder made, in the order of the line. `key` is the same from call to call."""

    key: str
    device: str
    officer: str
    kind: Kind
    segments: tuple[Segment, ...]
    pauses: tuple[Pause, ...] = ()
    photos: tuple[Photo, ...] = ()

    @property
    def offset(self) -> timedelta:
        """How far the lane was moved; of several takes the first one's."""
        if self.segments:
            return self.segments[0].offset
        return self.photos[0].offset if self.photos else timedelta(0)

    @property
    def gaps(self) -> tuple[Pause, ...]:
        """The pauses inside takes."""
        return tuple(pause for pause in self.pauses if pause.within_take)

    @cached_property
    def start(self) -> datetime:
        """Where the first thing of the lane begins."""
        return min([s.start for s in self.segments] + [p.moment for p in self.photos])

    @cached_property
    def end(self) -> datetime:
        """Where the last thing of the lane ends."""
        return max([s.end for s in self.segments] + [p.moment for p in self.photos])

    def at(self, moment: datetime, prefer: FootageId | None = None) -> Spot:
        """What is there at a moment.

        Where two recordings overlap, it is `prefer` if that is one of them, else the one that
        began first: what is recorded is seen to its end before the next begins.
        """
        found: Segment | None = None
        for place in range(bisect_right(self._starts, moment) - 1, -1, -1):
            segment = self.segments[place]
            if segment.contains(moment):
                found = segment
                if segment.footage_id == prefer:
                    break
            if self._reaches[place] <= moment and segment.start != moment:
                break
        if found is not None:
            return Spot(self.key, found, found.position_of(moment))
        return Spot(self.key, pause=self._pause_at(moment))

    def between(self, start: datetime, end: datetime) -> Sequence[Segment]:
        """The recordings of which something lies between two moments."""
        last = bisect_left(self._starts, end)
        first = bisect_right(self._reaches, start, 0, last)
        return [each for each in self.segments[first:last] if each.end >= start]

    @cached_property
    def _starts(self) -> list[datetime]:
        return [segment.start for segment in self.segments]

    @cached_property
    def _reaches(self) -> list[datetime]:
        """For each recording how far it and all before it reach."""
        reaches: list[datetime] = []
        for segment in self.segments:
            reaches.append(max(segment.end, reaches[-1]) if reaches else segment.end)
        return reaches

    @cached_property
    def _pause_starts(self) -> list[datetime]:
        return [pause.start for pause in self.pauses]

    def _pause_at(self, moment: datetime) -> Pause | None:
        place = bisect_right(self._pause_starts, moment) - 1
        if place >= 0 and moment < self.pauses[place].end:
            return self.pauses[place]
        return None


@dataclass(frozen=True)
class Timeline:
    """All lanes of one act, the one that began first by the register on top.

    `unplaced` are recordings whose beginning nobody knows. A lone recording of that kind has a
    line of its own that begins at `NOT_TIMED`; such a line is not `timed`, and only positions in
    it mean anything.
    """

    lanes: tuple[Lane, ...]
    unplaced: tuple[FootageId, ...] = ()
    timed: bool = True

    @cached_property
    def start(self) -> datetime:
        """Where the line begins."""
        return min((lane.start for lane in self.lanes), default=NOT_TIMED)

    @cached_property
    def end(self) -> datetime:
        """Where the line ends."""
        return max((lane.end for lane in self.lanes), default=NOT_TIMED)

    @property
    def length(self) -> timedelta:
        """How long the line is."""
        return self.end - self.start

    @cached_property
    def _places(self) -> Mapping[FootageId, tuple[Lane, Segment]]:
        return {
            segment.footage_id: (lane, segment) for lane in self.lanes for segment in lane.segments
        }

    def lane(self, key: str) -> Lane | None:
        """The lane with this key."""
        return next((lane for lane in self.lanes if lane.key == key), None)

    def lane_of(self, footage_id: FootageId) -> Lane | None:
        """The lane a recording lies in; None if it is not on the line."""
        found = self._places.get(footage_id)
        return None if found is None else found[0]

    def segment_of(self, footage_id: FootageId) -> Segment | None:
        """A recording's place; None if it is not on the line."""
        found = self._places.get(footage_id)
        return None if found is None else found[1]

    def at(self, moment: datetime, prefer: FootageId | None = None) -> tuple[Spot, ...]:
        """What each lane has at a moment, in the order of the lanes."""
        return tuple(lane.at(moment, prefer) for lane in self.lanes)

    def moment_of(self, footage_id: FootageId, position: Fraction | timedelta) -> datetime | None:
        """The moment of a position in a recording; None if the recording is not on the line."""
        segment = self.segment_of(footage_id)
        return None if segment is None else segment.moment_of(position)

    def following(self, footage_id: FootageId) -> Segment | None:
        """What comes after a recording in its lane."""
        return self._beside(footage_id, 1)

    def preceding(self, footage_id: FootageId) -> Segment | None:
        """What comes before a recording in its lane."""
        return self._beside(footage_id, -1)

    def gaps(self, lane: str | None = None) -> list[Pause]:
        """The gaps of one lane, or of all, by their beginning."""
        lanes = [each for each in self.lanes if lane is None or each.key == lane]
        return sorted((gap for each in lanes for gap in each.gaps), key=lambda gap: gap.start)

    def next_gap(self, moment: datetime, lane: str | None = None) -> Pause | None:
        """The first gap that begins after a moment."""
        return next((gap for gap in self.gaps(lane) if gap.start > moment), None)

    def previous_gap(self, moment: datetime, lane: str | None = None) -> Pause | None:
        """The last gap that begins before a moment."""
        return next((gap for gap in reversed(self.gaps(lane)) if gap.start < moment), None)

    def days(self, zone: tzinfo) -> list[datetime]:
        """The midnights that lie on the line."""
        day = self.start.astimezone(zone).date()
        found: list[datetime] = []
        while True:
            day += timedelta(days=1)
            midnight = datetime.combine(day, datetime.min.time(), zone)
            if midnight >= self.end:
                return found
            found.append(midnight)

    def _beside(self, footage_id: FootageId, by: int) -> Segment | None:
        found = self._places.get(footage_id)
        if found is None:
            return None
        lane, segment = found
        place = lane.segments.index(segment) + by
        return lane.segments[place] if 0 <= place < len(lane.segments) else None


def laid_out(
    parts: Iterable[Footage],
    *,
    offsets: Mapping[FootageId, timedelta] | None = None,
    explained: Iterable[tuple[FootageId, FootageId]] = (),
) -> Timeline:
    """The timeline of `parts`.

    `offsets` says how far recordings were moved; those of a take move together, so that one
    recording's offset serves the others of its take. `explained` are the gaps somebody has
    explained, each as the recordings before and after it.
    """
    items = [item for item in parts if item.kind is not Kind.SIDECAR]
    moved = _moved(items, offsets or {})
    timed = [item for item in items if item.started_at is not None]
    if not timed and len(items) == 1 and items[0].kind in _RECORDED:
        alone = _segment(items[0], NOT_TIMED, timedelta(0))
        return Timeline((_lane(_key(items[0]), items, [alone], [], frozenset()),), timed=False)
    by_recorder: dict[str, list[Footage]] = {}
    for item in timed:
        by_recorder.setdefault(_key(item), []).append(item)
    lanes = [
        _placed(key, own, moved, frozenset(explained))
        for recorder, items_of_it in sorted(by_recorder.items())
        for key, own in _apart(recorder, items_of_it).items()
    ]
    unplaced = tuple(item.id for item in items if item.started_at is None)
    # Where a lane was moved to does not change its place among the others.
    return Timeline(tuple(sorted(lanes, key=lambda lane: lane.start - lane.offset)), unplaced)


def as_seconds(span: timedelta) -> Fraction:
    """A span as exact seconds."""
    return Fraction(span // _MICROSECOND, 1_000_000)


def as_timedelta(position: Fraction | timedelta) -> timedelta:
    """A position as a span, rounded up to the microsecond."""
    if isinstance(position, timedelta):
        return position
    return timedelta(microseconds=-int(-position * 1_000_000 // 1))


def _key(item: Footage) -> str:
    if not item.device:
        # Without a device nothing says that two files are of one recorder, but for one take.
        return f"footage-{item.id}" if item.take is None else f"take-{item.take}"
    return item.device


def _apart(recorder: str, items: Sequence[Footage]) -> dict[str, list[Footage]]:
    """One lane for a recorder; sound and pictures that ran at the same time have each their own.

    Photos lie in the lane of the pictures.
    """
    sounds = [item for item in items if item.kind is Kind.AUDIO]
    others = [item for item in items if item.kind is not Kind.AUDIO]
    if any(_overlap(one, other) for one in sounds for other in others):
        return {recorder: others, f"{recorder}/audio": sounds}
    return {recorder: list(items)}


def _overlap(one: Footage, other: Footage) -> bool:
    if one.started_at is None or other.started_at is None:
        return False
    ends = (one.ended_at or one.started_at, other.ended_at or other.started_at)
    return max(one.started_at, other.started_at) + GAP_FROM < min(ends)


def _moved(
    items: Sequence[Footage], offsets: Mapping[FootageId, timedelta]
) -> dict[FootageId, timedelta]:
    of_take = {
        item.take: offsets[item.id]
        for item in items
        if item.id in offsets and item.take is not None
    }
    return {
        item.id: offsets.get(item.id, of_take.get(item.take, timedelta(0)))
        if item.take is not None
        else offsets.get(item.id, timedelta(0))
        for item in items
    }


def _placed(
    key: str,
    items: Sequence[Footage],
    moved: Mapping[FootageId, timedelta],
    explained: frozenset[tuple[FootageId, FootageId]],
) -> Lane:
    segments: list[Segment] = []
    photos: list[Photo] = []
    for item in items:
        if item.started_at is None:
            continue
        if item.kind is Kind.PHOTO:
            photos.append(Photo(item.id, item.name, item.started_at, moved[item.id], item.sha256))
        else:
            segments.append(_segment(item, item.started_at, moved[item.id]))
    segments.sort(key=lambda each: (each.start, each.sequence or -1, each.footage_id))
    photos.sort(key=lambda each: (each.moment, each.footage_id))
    return _lane(key, items, segments, photos, explained)


def _lane(
    key: str,
    items: Sequence[Footage],
    segments: Sequence[Segment],
    photos: Sequence[Photo],
    explained: frozenset[tuple[FootageId, FootageId]],
) -> Lane:
    first = next((item for item in items if item.kind in _RECORDED), items[0])
    return Lane(
        key,
        first.device,
        first.officer,
        first.kind if first.kind in _RECORDED else Kind.PHOTO,
        tuple(segments),
        _pauses({item.id: item for item in items}, segments, explained),
        tuple(photos),
    )


def _segment(item: Footage, started_at: datetime, offset: timedelta) -> Segment:
    return Segment(
        footage_id=item.id,
        name=item.name,
        kind=item.kind,
        started_at=started_at,
        length=timedelta(milliseconds=item.media.duration_ms or 0),
        offset=offset,
        take=item.take,
        sequence=item.sequence,
        sha256=item.sha256,
        health=item.media.health,
    )


def _pauses(
    items: Mapping[FootageId, Footage],
    segments: Sequence[Segment],
    explained: frozenset[tuple[FootageId, FootageId]],
) -> tuple[Pause, ...]:
    recorded = [
        Recorded(
            each.footage_id,
            items[each.footage_id].device,
            items[each.footage_id].officer,
            each.kind.value,
            each.start,
            None if items[each.footage_id].media.duration_ms is None else each.length,
            each.sequence,
        )
        for each in segments
    ]
    takes = {each.footage_id: each.take for each in segments}
    return tuple(
        Pause(
            after=gap.after,
            before=gap.before,
            start=gap.start,
            end=gap.end,
            within_take=takes[gap.after] is not None and takes[gap.after] == takes[gap.before],
            missing=gap.missing,
            certain=gap.certain,
            explained=(gap.after, gap.before) in explained,
        )
        for gap in gaps_between(recorded)
        if gap.length > GAP_FROM
    )
