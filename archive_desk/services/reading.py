"""Progress over many files, counted in bytes."""

from archive_desk.domain.sentences import Sentence
from archive_desk.domain.work import Monitor


class Reading:
    """How far the reading of bytes has come."""

    def __init__(self, monitor: Monitor, total: int) -> None:
        self._monitor = monitor
        self._total = total
        self._note: Sentence | str = ""
        self.done = 0

    def begin(self, note: Sentence | str) -> None:
        """Say what is read next."""
        self._note = note
        self._monitor.report(self.done, self._total, note)

    def advance(self, count: int) -> None:
        """So many bytes more have been read."""
        self.done += count
        self._monitor.report(min(self.done, self._total), self._total, self._note)

    def end(self) -> None:
        """All is read."""
        self._monitor.report(self._total, self._total, self._note)
