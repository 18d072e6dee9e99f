"""Playing one part over and over, between two ends or between two marks."""

from fractions import Fraction

from PySide6.QtCore import QObject, Signal

from archive_desk.ui.playback.session import PlaybackSession
from archive_desk.ui.playback.stops import Stops


class Loop(QObject):
    """The part A–B.

    Signals:
        changed: its ends, or whether it runs.
    """

    changed = Signal()

    def __init__(self, session: PlaybackSession, stops: Stops) -> None:
        super().__init__()
        self._session, self._stops = session, stops
        self.ends: list[Fraction | None] = [None, None]
        self.running = False

    def set_end(self, which: int) -> None:
        """What is on the screen is the first (0) or last (1) end; the other must fit."""
        shown = self._session.now
        if shown is None:
            return
        self.ends[which] = shown.place
        first, last = self.ends
        if first is not None and last is not None and first >= last:
            self.ends[1 - which] = None
        if self.running and not self._tell():
            self.end()
        self.changed.emit()

    def set_ends(self, first: Fraction | None, last: Fraction | None) -> None:
        """These are the ends."""
        self.ends = [first, last]
        if self.running and not self._tell():
            self.end()
        self.changed.emit()

    def begin(self) -> bool:
        """Play it over and over; without ends, between the marks around. False without those."""
        if None in self.ends:
            around = self._stops.around()
            if around is None:
                return False
            self.ends = list(around)
        self.running = True
        self._tell()
        shown = self._session.now
        first, last = self.ends
        outside = shown is not None and first is not None and last is not None
        if outside and shown is not None and not (first or 0) <= shown.place < (last or 0):
            self._session.seek_place(first)
        return True

    def end(self) -> None:
        """Play on."""
        self.running = False
        self._session.set_loop(None)

    def forget(self) -> None:
        """Something else is played."""
        self.ends = [None, None]
        self.running = False
        self.changed.emit()

    def _tell(self) -> bool:
        first, last = self.ends
        if first is None or last is None:
            return False
        self._session.set_loop((first, last))
        return True
