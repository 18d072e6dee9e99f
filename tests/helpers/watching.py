"""Waiting for a player, and reading the numbers on its pictures."""

import time
from collections.abc import Callable

from PIL import Image

from archive_desk.domain.sentences import Sentence
from archive_desk.media.player import Picture, PlayerState
from tests.helpers.numbered import read_number


class Watcher:
    """Listens to a player and remembers everything."""

    def __init__(self) -> None:
        self.pictures: list[Picture] = []
        self.states: list[PlayerState] = []
        self.troubles: list[Sentence] = []

    def picture_came(self, picture: Picture) -> None:
        self.pictures.append(picture)

    def state_changed(self, state: PlayerState) -> None:
        self.states.append(state)

    def trouble_came(self, what: Sentence) -> None:
        self.troubles.append(what)

    def next_picture(self, act: Callable[[], None]) -> Picture:
        """What is shown after `act`."""
        self.pictures.clear()
        act()
        wait_until(lambda: bool(self.pictures))
        return self.pictures[-1]


def wait_until(condition: Callable[[], bool], seconds: float = 8.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def seen_number(picture: Picture) -> int:
    """The number that is drawn on a picture."""
    size = (picture.width, picture.height)
    return read_number(Image.frombytes("RGB", size, picture.data, "raw", "BGRX"))
