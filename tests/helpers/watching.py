"""Waiting for a player, and reading the numbers on its pictures."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from PIL import Image

from archive_desk.domain.footage import Kind
from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.ids import FootageId
from archive_desk.domain.programmes import GapPlay, Programme, programme_of
from archive_desk.domain.sentences import Sentence
from archive_desk.domain.timelines import Lane, Segment, Timeline, as_timedelta
from archive_desk.media.frames import read_frame_index
from archive_desk.media.player import Picture, Player, PlayerState, Reel, Shown
from tests.helpers.numbered import read_number

BEGUN = datetime(2026, 11, 19, 1, 30, 15, tzinfo=UTC)
ONLY = FootageId(1)


class Watcher:
    """Listens to a player and remembers everything."""

    def __init__(self) -> None:
        self.shown: list[Shown] = []
        self.states: list[PlayerState] = []
        self.troubles: list[Sentence] = []

    def shown_changed(self, shown: Shown) -> None:
        self.shown.append(shown)

    def state_changed(self, state: PlayerState) -> None:
        self.states.append(state)

    def trouble_came(self, what: Sentence) -> None:
        self.troubles.append(what)

    def next_shown(self, act: Callable[[], None]) -> Shown:
        """What is shown after `act`."""
        self.shown.clear()
        act()
        wait_until(lambda: bool(self.shown))
        return self.shown[-1]

    def next_numbers(self, act: Callable[[], None]) -> tuple[int, int | None]:
        """The number drawn on the picture after `act`, and the number told."""
        lead = self.next_shown(act).lead
        assert lead is not None
        return seen_number(lead.picture), lead.number


def wait_until(condition: Callable[[], bool], seconds: float = 12.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def seen_number(picture: Picture | None) -> int:
    """The number that is drawn on a picture; -1 without one."""
    if picture is None:
        return -1
    size = (picture.width, picture.height)
    return read_number(Image.frombytes("RGB", size, picture.data, "raw", "BGRX"))


def reel(path: Path, number: int = 1, *, sounds: bool = True, video: bool = True) -> Reel:
    """A recording ready to be played."""
    return Reel(FootageId(number), path, read_frame_index(path) if video else None, sounds)


def segment(reel: Reel, after: float = 0.0, length: Fraction | None = None) -> Segment:
    """A recording on the line, so many seconds after its beginning."""
    known = length if reel.index is None else reel.index.length
    return Segment(
        reel.footage_id,
        reel.path.name,
        Kind.AUDIO if reel.index is None else Kind.VIDEO,
        BEGUN + timedelta(seconds=after),
        as_timedelta(known or Fraction(0)),
    )


def line(*lanes: Sequence[Segment]) -> Timeline:
    """A timeline of lanes named `a`, `b`, …"""
    return Timeline(
        tuple(
            Lane("abcd"[number], "8810021", "林", Kind.VIDEO, tuple(segments))
            for number, segments in enumerate(lanes)
        )
    )


def alone(reel: Reel, length: Fraction | None = None) -> Programme:
    """A programme of one recording."""
    return programme_of(line([segment(reel, length=length)]), GapPlay.CARD)


def show_one(player: Player, path: Path, watcher: Watcher, *, sounds: bool = True) -> FrameIndex:
    """Open one recording and wait until it stands on its first picture."""
    made = reel(path, sounds=sounds)
    shown = watcher.next_shown(
        lambda: player.open(alone(made), {made.footage_id: made}, Fraction(0), "a")
    )
    wait_until(lambda: player.state is PlayerState.PAUSED)
    assert shown.lead is not None
    assert (shown.lead.number, seen_number(shown.lead.picture)) == (0, 0)
    assert made.index is not None
    return made.index


def play_for(player: Player, watcher: Watcher, seconds: float) -> list[Shown]:
    """Everything shown while it plays so long."""
    watcher.shown.clear()
    player.play()
    wait_until(lambda: player.state is PlayerState.PLAYING)
    time.sleep(seconds)
    player.pause()
    wait_until(lambda: player.state is not PlayerState.PLAYING)
    return list(watcher.shown)


def reels_of(*reels: Reel) -> Mapping[FootageId, Reel]:
    return {each.footage_id: each for each in reels}
