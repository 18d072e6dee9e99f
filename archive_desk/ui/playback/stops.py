"""Where one can jump to on what is played: marks, gaps, times that documents tell."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from archive_desk.domain.ids import FootageId
from archive_desk.domain.programmes import Stretch
from archive_desk.ui.playback.session import PlaybackSession
from archive_desk.ui.playback.transport import Stop

_NEAR = Fraction(1, 100)


class Stops:
    """Finds the next one of a kind."""

    def __init__(self, session: PlaybackSession) -> None:
        self._session = session
        self._marks: tuple[tuple[FootageId, int], ...] = ()
        self._documents: tuple[datetime, ...] = ()

    def set_marks(self, marks: Sequence[tuple[FootageId, int]]) -> None:
        """These are the marks: recording and position in milliseconds."""
        self._marks = tuple(marks)

    def set_documents(self, moments: Sequence[datetime]) -> None:
        """These are the times that documents tell."""
        self._documents = tuple(moments)

    @property
    def gaps(self) -> list[Stretch]:
        """The parts of the programme in which nothing was recorded."""
        programme = self._session.programme
        return [] if programme is None else [each for each in programme.stretches if each.gap]

    def neighbour(self, by: int, playlist: Sequence[FootageId]) -> FootageId | None:
        """The recording beside the leading one, in the list or in its lane."""
        current, programme = self._session.current, self._session.programme
        if current is None:
            return None
        if current.footage.id in playlist:
            place = playlist.index(current.footage.id) + by
            return playlist[place] if 0 <= place < len(playlist) else None
        if programme is None:
            return None
        line = programme.timeline
        beside = line.following if by > 0 else line.preceding
        found = beside(current.footage.id)
        return None if found is None else found.footage_id

    def places(self, stop: Stop) -> list[Fraction]:
        """Where they lie in the programme, in order."""
        programme = self._session.programme
        if programme is None:
            return []
        if stop is Stop.GAP:
            found = [each.begins for each in self.gaps]
            pauses = [pause.start for lane in programme.lanes for pause in lane.gaps]
            if len(programme.lanes) > 1:
                found += [place for at in pauses for place in [programme.place_of(at)] if place]
            return sorted(set(found))
        if stop is Stop.MARK:
            sought = [
                programme.place_in(footage_id, self._time_of(footage_id, at_ms))
                for footage_id, at_ms in self._marks
            ]
        else:
            sought = [programme.place_of(moment) for moment in self._documents]
        return sorted({place for place in sought if place is not None})

    def around(self) -> tuple[Fraction, Fraction] | None:
        """The mark before and the mark after what is on the screen."""
        shown = self._session.now
        if shown is None:
            return None
        places = self.places(Stop.MARK)
        before = [place for place in places if place <= shown.place + _NEAR]
        after = [place for place in places if place > shown.place + _NEAR]
        return (before[-1], after[0]) if before and after else None

    def go(self, stop: Stop, direction: int) -> bool:
        """Go to the next one, or the one before; False if there is none."""
        shown = self._session.now
        if shown is None:
            return False
        places = self.places(stop)
        if direction > 0:
            goal = next((place for place in places if place > shown.place + _NEAR), None)
        else:
            goal = next((p for p in reversed(places) if p < shown.place - _NEAR), None)
        self._session.seek_place(goal)
        return goal is not None

    def _time_of(self, footage_id: FootageId, at_ms: int) -> Fraction:
        """The exact time of the picture that a mark stands on."""
        reel = self._session.reels.get(footage_id)
        if reel is None or reel.index is None:
            return Fraction(at_ms, 1000)
        return reel.index.time_of(reel.index.frame_at(at_ms))
