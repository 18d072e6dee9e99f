"""What a player plays of a timeline, one thing after the other.

A timeline has hours in which nobody recorded; a person who watches does not wait for them. A
programme is the order in which the line is played: its *stretches* follow each other without a
stop, and a gap among them is passed on a card that stands for a moment. Places in a programme are
exact seconds after its beginning; each leads to a moment on the line and back.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from archive_desk.domain.ids import FootageId
from archive_desk.domain.takes import GAP_FROM
from archive_desk.domain.timelines import (
    Lane,
    Pause,
    Segment,
    Timeline,
    as_seconds,
    as_timedelta,
)

_CARD_SECONDS = Fraction(5, 2)
_SKIP_SECONDS = Fraction(1, 1000)


class GapPlay(StrEnum):
    """How a gap is passed: on a card for a moment, at once, or in its true length."""

    CARD = "card"
    SKIP = "skip"
    WHOLE = "whole"


@dataclass(frozen=True)
class Stretch:
    """A part of a programme: `length` seconds from `begins`, which on the line are from `start`.

    `prefer` is the recording that is meant where two of a lane overlap. A stretch without a
    recording is a gap: `span` on the line passes in `length` of the programme.
    """

    begins: Fraction
    length: Fraction
    start: datetime
    span: timedelta
    prefer: FootageId | None = None
    gap: bool = False

    @property
    def ends(self) -> Fraction:
        """Where it ends in the programme."""
        return self.begins + self.length

    def moment(self, place: Fraction) -> datetime:
        """The moment on the line; rounded up to the microsecond, as pictures' moments are."""
        inside = place - self.begins
        if self.gap and self.length:
            inside = inside / self.length * as_seconds(self.span)
        elif not self.span:
            inside = Fraction(0)
        return self.start + as_timedelta(inside)

    def place(self, moment: datetime) -> Fraction:
        """The place in the programme of a moment of this stretch."""
        inside = as_seconds(moment - self.start)
        if self.gap:
            inside = inside / as_seconds(self.span) * self.length if self.span else Fraction(0)
        return self.begins + inside

    def holds(self, moment: datetime) -> bool:
        """Whether the moment lies in it."""
        return self.start <= moment < self.start + self.span or (
            not self.span and moment == self.start
        )


@dataclass(frozen=True)
class Programme:
    """A timeline and the order in which it is played."""

    timeline: Timeline
    stretches: tuple[Stretch, ...]

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """The lanes that have something to play."""
        return tuple(lane for lane in self.timeline.lanes if lane.segments)

    @cached_property
    def length(self) -> Fraction:
        """How long it takes, in seconds at the usual speed."""
        return self.stretches[-1].ends if self.stretches else Fraction(0)

    @cached_property
    def _begins(self) -> list[Fraction]:
        return [stretch.begins for stretch in self.stretches]

    def stretch_at(self, place: Fraction) -> Stretch:
        """The stretch of a place; the first or last one outside."""
        found = bisect_right(self._begins, place) - 1
        return self.stretches[min(max(found, 0), len(self.stretches) - 1)]

    def moment_at(self, place: Fraction) -> datetime:
        """The moment on the line of a place."""
        place = min(max(place, Fraction(0)), self.length)
        return self.stretch_at(place).moment(place)

    def place_of(self, moment: datetime, prefer: FootageId | None = None) -> Fraction | None:
        """Where a moment is played; None outside the programme."""
        holding = [stretch for stretch in self.stretches if stretch.holds(moment)]
        if not holding:
            last = self.stretches[-1] if self.stretches else None
            ends = last is not None and moment == last.start + last.span
            return self.length if ends else self._nearest(moment)
        chosen = next((each for each in holding if each.prefer == prefer), holding[0])
        return chosen.place(moment)

    def place_in(self, footage_id: FootageId, position: Fraction) -> Fraction | None:
        """Where a position in a recording is played; exact to the fraction of a second."""
        segment = self.timeline.segment_of(footage_id)
        if segment is None:
            return None
        own = next((each for each in self.stretches if each.prefer == footage_id), None)
        if own is not None:
            return own.begins + min(max(position, Fraction(0)), own.length)
        inside = as_seconds(segment.start - self.timeline.start) + position
        for stretch in self.stretches:
            after = inside - as_seconds(stretch.start - self.timeline.start)
            if not stretch.gap and 0 <= after <= stretch.length:
                return stretch.begins + after
        return None

    def _nearest(self, moment: datetime) -> Fraction | None:
        """The beginning after a moment that lies in none, between two parts that nearly touch."""
        for before, after in pairwise(self.stretches):
            if before.start + before.span <= moment < after.start:
                return after.begins
        return None


def programme_of(
    timeline: Timeline,
    gaps: GapPlay = GapPlay.CARD,
    lengths: Mapping[FootageId, Fraction] | None = None,
) -> Programme:
    """The programme of `timeline`.

    Of one recorder each recording is played whole, one after the other, even where its clock lets
    them overlap a little. Of several recorders the line's own time is played. `lengths` are those
    that are known better than the line knows them.
    """
    line = _measured(timeline, lengths or {})
    lanes = [lane for lane in line.lanes if lane.segments]
    parts: list[tuple[datetime, timedelta, FootageId | None]]
    if len(lanes) == 1:
        parts = [(each.start, each.length, each.footage_id) for each in lanes[0].segments]
    else:
        parts = [(start, end - start, None) for start, end in _covered(lanes)]
    stretches: list[Stretch] = []
    reached: datetime | None = None
    place = Fraction(0)
    for start, span, prefer in parts:
        if not span and prefer is None:
            continue
        if reached is not None and start - reached > GAP_FROM:
            pause = start - reached
            length = _gap_length(pause, gaps)
            stretches.append(Stretch(place, length, reached, pause, gap=True))
            place += length
        # A recording that nothing can be read of has a moment of its own, to say so.
        length = as_seconds(span) or _CARD_SECONDS
        stretches.append(Stretch(place, length, start, span, prefer))
        place += length
        reached = start + span if reached is None else max(reached, start + span)
    return Programme(line, tuple(stretches))


def pause_at(lane: Lane, moment: datetime) -> Pause | None:
    """The pause of a lane at a moment."""
    return lane.at(moment).pause


def _gap_length(pause: timedelta, gaps: GapPlay) -> Fraction:
    true = as_seconds(pause)
    if gaps is GapPlay.WHOLE:
        return true
    return min(true, _CARD_SECONDS if gaps is GapPlay.CARD else _SKIP_SECONDS)


def _covered(lanes: list[Lane]) -> list[tuple[datetime, datetime]]:
    """When any of the lanes has something, parts that nearly touch made one."""
    pieces = sorted((each.start, each.end) for lane in lanes for each in lane.segments)
    found: list[tuple[datetime, datetime]] = []
    for start, end in pieces:
        if found and start - found[-1][1] <= GAP_FROM:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _measured(timeline: Timeline, lengths: Mapping[FootageId, Fraction]) -> Timeline:
    if not lengths:
        return timeline

    def measured(segment: Segment) -> Segment:
        known = lengths.get(segment.footage_id)
        return segment if known is None else replace(segment, length=as_timedelta(known))

    return replace(
        timeline,
        lanes=tuple(
            replace(lane, segments=tuple(measured(each) for each in lane.segments))
            for lane in timeline.lanes
        ),
    )
