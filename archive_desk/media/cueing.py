"""What of a programme is due: which picture in each lane, and what comes next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.ids import FootageId
from archive_desk.domain.programmes import Programme
from archive_desk.domain.sentences import Sentence
from archive_desk.domain.timelines import Lane, Pause, Segment
from archive_desk.media.projector import Key
from archive_desk.media.reels import Reel

_MICROSECOND = timedelta(microseconds=1)
_BEAT = 20
"""How often a second something without pictures tells its time."""


@dataclass(frozen=True)
class Cue:
    """What one lane has at a place.

    `position` is exact: the beginning of the picture `key` in its recording, or the place itself
    where there are no pictures. `waiting` is a recording that nothing is known about yet.
    """

    lane: str
    segment: Segment | None = None
    position: Fraction = Fraction(0)
    key: Key | None = None
    pause: Pause | None = None
    trouble: Sentence | None = None
    waiting: bool = False


@dataclass(frozen=True)
class Cues:
    """What all lanes have at a place."""

    place: Fraction
    moment: datetime
    lanes: tuple[Cue, ...]

    @property
    def keys(self) -> tuple[object, ...]:
        """What distinguishes these from others: the pictures; without any, the beat."""
        keys = tuple((cue.key, cue.segment and cue.segment.footage_id) for cue in self.lanes)
        seen = any(cue.key is not None for cue in self.lanes)
        return keys if seen else (*keys, int(self.place * _BEAT))

    @property
    def waiting(self) -> bool:
        """Whether something is not known yet."""
        return any(cue.waiting for cue in self.lanes)

    def of(self, lane: str) -> Cue | None:
        """What a lane has."""
        return next((cue for cue in self.lanes if cue.lane == lane), None)


class Cueing:
    """Finds what is due in a programme."""

    def __init__(self, programme: Programme, reel_of: Callable[[FootageId], Reel | None]) -> None:
        """Look recordings up with `reel_of`."""
        self.programme, self._reel_of = programme, reel_of

    def at(self, place: Fraction, pictures_a_second: float = 0.0, rate: float = 1.0) -> Cues:
        """What is due at `place`.

        With `pictures_a_second`, only so many are shown at this rate: each lane's numbers fall on
        even steps, which `upcoming` knows as well.
        """
        stretch = self.programme.stretch_at(place)
        place = min(max(place, Fraction(0)), self.programme.length)
        moment = stretch.moment(place)
        # The end of the line belongs to nothing; there the last pictures stand.
        sought = moment - _MICROSECOND if place == self.programme.length else moment
        cues = []
        for lane in self.programme.lanes:
            if stretch.prefer is not None:
                segment = self.programme.timeline.segment_of(stretch.prefer)
                position = place - stretch.begins
            else:
                spot = lane.at(sought)
                segment, position = spot.segment, spot.position
            if stretch.gap or segment is None:
                cues.append(Cue(lane.key, pause=lane.at(sought).pause))
            else:
                cues.append(self._cue(lane, segment, position, pictures_a_second, rate))
        return Cues(place, moment, tuple(cues))

    def _cue(
        self, lane: Lane, segment: Segment, position: Fraction, most: float, rate: float
    ) -> Cue:
        reel = self._reel_of(segment.footage_id)
        if reel is None:
            return Cue(lane.key, segment, position, waiting=True)
        if reel.index is None or reel.trouble is not None:
            whole = Fraction(position * 1000 // 1, 1000)
            return Cue(lane.key, segment, whole, trouble=reel.trouble)
        index = reel.index
        number = index.frame_at_time(position)
        number -= number % stride(index, most, rate)
        return Cue(lane.key, segment, index.time_of(number), Key(segment.footage_id, number))

    def until_next(self, cues: Cues, rate: float, most: float) -> float:
        """How many seconds of the wall pass until something else is due."""
        waits = [1 / _BEAT]
        stretch = self.programme.stretch_at(cues.place)
        edge = stretch.ends if rate > 0 else stretch.begins
        waits.append(abs(float(edge - cues.place) / rate))
        for cue in cues.lanes:
            reel = None if cue.key is None else self._reel_of(cue.key.footage_id)
            if cue.key is None or cue.segment is None or reel is None or reel.index is None:
                continue
            index, number = reel.index, cue.key.number
            at = self._position_at(cues, cue.segment)
            if rate > 0:
                following = number + stride(index, most, rate)
                due = index.time_of(following) if following < index.count else index.length
            else:
                due = index.time_of(number)
            waits.append(max(float(due - at) / rate, 0.0))
        return min(waits)

    def _position_at(self, cues: Cues, segment: Segment) -> Fraction:
        stretch = self.programme.stretch_at(cues.place)
        if stretch.prefer is not None:
            return cues.place - stretch.begins
        return segment.position_of(cues.moment)

    def upcoming(self, cue: Cue, count: int, rate: float, most: float) -> list[Key]:
        """The next pictures of a lane after `cue`."""
        key, found = cue.key, list[Key]()
        while key is not None and len(found) < count:
            reel = self._reel_of(key.footage_id)
            if reel is None or reel.index is None:
                break
            step = stride(reel.index, most, rate)
            number = key.number + (step if rate > 0 else -step)
            if 0 <= number < reel.index.count:
                key = Key(key.footage_id, number)
            else:
                key = self.beside(key.footage_id, 1 if rate > 0 else -1, step)
            if key is not None:
                found.append(key)
        return found

    def beside(self, footage_id: FootageId, direction: int, step: int = 1) -> Key | None:
        """The first picture of the recording after this one, or the last of the one before."""
        line = self.programme.timeline
        other = line.following(footage_id) if direction > 0 else line.preceding(footage_id)
        reel = None if other is None else self._reel_of(other.footage_id)
        if reel is None or reel.index is None or reel.trouble is not None:
            return None
        last = reel.index.count - 1
        return Key(reel.footage_id, 0 if direction > 0 else last - last % step)

    def stepped(self, place: Fraction, lane: str, count: int) -> Fraction:
        """The place of the picture that is `count` further in a lane, over gaps and seams."""
        direction = 1 if count > 0 else -1
        cue = self.at(place).of(lane)
        key = None if cue is None else cue.key
        reel = None if key is None else self._reel_of(key.footage_id)
        if key is None or reel is None or reel.index is None:
            return self._over_the_edge(place, direction)
        number = key.number + count
        goal: Key | None = Key(key.footage_id, number)
        if not 0 <= number < reel.index.count:
            goal = self.beside(key.footage_id, direction)
        if goal is None:
            goal = Key(key.footage_id, min(max(number, 0), reel.index.count - 1))
        found = self.place_of_picture(goal)
        return place if found is None else found

    def _over_the_edge(self, place: Fraction, direction: int) -> Fraction:
        """From a gap to where the pictures go on, or to where they ended."""
        stretch = self.programme.stretch_at(place)
        edge = stretch.ends if direction > 0 else stretch.begins - Fraction(1, 1_000_000)
        return min(max(edge, Fraction(0)), self.programme.length)

    def prepared(self, cue: Cue, rate: float) -> list[Key]:
        """What to open or decode beforehand.

        Playing on, that is the recording after this one; backward, what lies before this picture,
        and near the beginning of its recording the one before.
        """
        if cue.key is None:
            return []
        reel = self._reel_of(cue.key.footage_id)
        if reel is None or reel.index is None:
            return []
        if rate > 0:
            following = self.beside(cue.key.footage_id, 1)
            return [] if following is None else [following]
        near = reel.index.key_before(cue.key.number) == reel.index.keys[0]
        before = self.beside(cue.key.footage_id, -1) if near else None
        return [cue.key] if before is None else [cue.key, before]

    def place_of_picture(self, key: Key) -> Fraction | None:
        """Where a picture is shown in the programme."""
        reel = self._reel_of(key.footage_id)
        if reel is None or reel.index is None:
            return None
        return self.programme.place_in(key.footage_id, reel.index.time_of(key.number))


def stride(index: FrameIndex, most: float, rate: float) -> int:
    """Every how many-th picture is shown, so that at `rate` there are at most `most` a second."""
    if not most or not index.length:
        return 1
    asked = index.count / float(index.length) * abs(rate)
    return max(-int(-asked // most), 1)
