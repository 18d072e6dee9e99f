"""The player as other screens see it: a picture with its controls, to be put on any page.

Screens do not know each other, so that a page which wants footage beside its own matter asks
`context.player()` for a pane and speaks with it through this class only.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from archive_desk.domain.ids import FootageId
from archive_desk.domain.timelines import Timeline


@dataclass(frozen=True)
class PlayerMoment:
    """What is on the screen.

    `at_ms` is the first whole millisecond after the recording's first picture at which this picture
    is seen, `number` the picture, counted from 0 (None for sound and photos). `wall` is when it was
    taken, corrected by the clock's known error, `recorder` what the recorder's clock said; None
    where the recording's beginning is not known.
    """

    footage_id: FootageId
    at_ms: int
    number: int | None
    wall: datetime | None
    recorder: datetime | None


class PlayerPane(QWidget):
    """Plays one recording, or all recordings of a timeline, for the person at the desk.

    The right to look is asked for and what was watched is journalled by the pane itself. Call
    `shut` when the page closes.

    Signals:
        moved: the `PlayerMoment` that is on the screen now.
        in_gap: nothing was recorded at the moment on the line (a `datetime`) that is passed now.
        opened: the `FootageId` that is on the screen now; on a timeline, at each new segment.
        closed: nothing is shown any more.
        playing_changed: whether it runs.
    """

    moved = Signal(object)
    in_gap = Signal(object)
    opened = Signal(object)
    closed = Signal()
    playing_changed = Signal(bool)

    @property
    def moment(self) -> PlayerMoment | None:
        """What is on the screen; None while nothing is."""
        raise NotImplementedError

    @property
    def playing(self) -> bool:
        """Whether it runs."""
        raise NotImplementedError

    @property
    def keys(self) -> Mapping[str, Callable[[], object]]:
        """What its keys do, for a page that wants some of them to work beside the picture too."""
        raise NotImplementedError

    def show_footage(self, footage_id: FootageId, at_ms: int = 0, *, play: bool = False) -> None:
        """Show a recording from `at_ms` after its first picture, if the person may see it."""
        raise NotImplementedError

    def go_to_footage(self, footage_id: FootageId, at_ms: int) -> None:
        """Go to a position in a recording; it is opened if it is not on the screen yet."""
        raise NotImplementedError

    def go_to(self, wall: datetime) -> bool:
        """Go to a moment by the true time; False where nothing was recorded then."""
        raise NotImplementedError

    def show_line(self, line: Timeline, lanes: Sequence[str]) -> None:
        """Play these lanes of a timeline side by side, up to four; the moment shown stays."""
        raise NotImplementedError

    def set_marks(self, marks: Sequence[tuple[FootageId, int]]) -> None:
        """Let these marks be jumped to: recording, and position in milliseconds."""
        raise NotImplementedError

    def set_documents(self, moments: Sequence[datetime]) -> None:
        """Let these times, which documents tell, be jumped to."""
        raise NotImplementedError

    def play(self) -> None:
        """Run."""
        raise NotImplementedError

    def pause(self) -> None:
        """Stand still."""
        raise NotImplementedError

    def clear(self, words: str = "") -> None:
        """Put away what is shown and say `words` on the picture's place."""
        raise NotImplementedError

    def set_locked(self, *, locked: bool) -> None:
        """The curtain falls or opens: nothing plays behind it."""
        raise NotImplementedError

    def shut(self) -> None:
        """Stop for good and let go of everything."""
        raise NotImplementedError
