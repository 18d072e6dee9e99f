"""What a player tells: what is on the screen, and what it is doing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from archive_desk.domain.ids import FootageId
from archive_desk.domain.sentences import Sentence
from archive_desk.domain.timelines import Pause
from archive_desk.media.projector import Picture


class PlayerState(StrEnum):
    """What the player is doing."""

    EMPTY = "empty"
    PAUSED = "paused"
    PLAYING = "playing"
    ENDED = "ended"


@dataclass(frozen=True)
class LaneShown:
    """What is on one lane's place on the screen.

    `time` is where in the recording, exact, in seconds after its first picture, and `at_ms` the
    first whole millisecond of it. Without a picture there is a `pause`, a `trouble` in words, sound
    alone, or nothing because the recording is still being opened (`waiting`) or has not begun.
    """

    lane: str
    footage_id: FootageId | None = None
    time: Fraction = Fraction(0)
    number: int | None = None
    picture: Picture | None = None
    pause: Pause | None = None
    trouble: Sentence | None = None
    waiting: bool = False

    @property
    def at_ms(self) -> int:
        """The first whole millisecond at which this picture is seen."""
        return -int(-self.time * 1000 // 1)


@dataclass(frozen=True)
class Shown:
    """What is on the screen: a place of the programme, its moment on the line, and the lanes.

    `leading` is the lane that is heard and stepped.
    """

    place: Fraction
    moment: datetime
    lanes: tuple[LaneShown, ...]
    leading: str

    @property
    def lead(self) -> LaneShown | None:
        """The leading lane."""
        return next((lane for lane in self.lanes if lane.lane == self.leading), None)


class Listener(Protocol):
    """Whoever shows what is played. Called on foreign threads; must return at once."""

    def shown_changed(self, shown: Shown) -> None:
        """This is to be on the screen."""

    def state_changed(self, state: PlayerState) -> None:
        """The player does something else now, or stands somewhere else."""

    def trouble_came(self, what: Sentence) -> None:
        """Something could not be done; a sentence for the person."""
