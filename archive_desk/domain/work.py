"""Long work: how it tells its progress, and the only place where it can be stopped."""

from dataclasses import dataclass
from typing import Protocol

from archive_desk.domain.sentences import Sentence


@dataclass(frozen=True)
class Progress:
    """How far a piece of work is: `done` of `total` (bytes where bytes are moved), and at what."""

    done: int
    total: int
    note: Sentence | str = ""


class Monitor(Protocol):
    """Watches long work."""

    def report(self, done: int, total: int, note: Sentence | str = "") -> None:
        """Take note of progress.

        Work calls this at least twice a second, by bytes rather than by files.

        Raises:
            Cancelled: the person wants the work to stop here.
        """


class Unwatched:
    """A monitor for work that nobody watches or stops."""

    def report(self, done: int, total: int, note: Sentence | str = "") -> None:
        """Ignore the progress."""
