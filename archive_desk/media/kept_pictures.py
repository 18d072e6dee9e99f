"""Which decoded pictures are kept, and how much memory all open recordings share for them.

A decoded picture takes 1.4 MB at 720p, 3 MB at 1080p and 12 MB at 4K; the pictures from one key
frame to the next are what makes stepping back as quick as stepping on. The room is one for the
whole program and parted evenly between the lanes that are open, so that four recorders side by
side take no more than one.
"""

import ctypes
import sys
import threading
from functools import cache
from typing import NamedTuple

from av.video.frame import VideoFrame

ROOM_BYTES = 256 * 1024 * 1024
FEWEST = 4
"""So many are kept however large they are: for stepping on the spot and over a seam."""

Box = tuple[int, int]


class SharedRoom:
    """So many bytes for all lanes together. May be used from any thread."""

    def __init__(self, size_bytes: int = ROOM_BYTES) -> None:
        """Share `size_bytes`."""
        self._size_bytes, self._lanes = size_bytes, 0
        self._lock = threading.Lock()

    def enter(self) -> None:
        """Another lane is open."""
        with self._lock:
            self._lanes += 1

    def leave(self) -> None:
        """A lane is closed."""
        with self._lock:
            self._lanes -= 1

    @property
    def share_bytes(self) -> int:
        """What each lane may keep at present."""
        return self._size_bytes // max(self._lanes, 1)


SHARED_ROOM = SharedRoom()


class Kept(NamedTuple):
    """A decoded picture, how far it is to be turned to the left, and the box it was made to fit.

    Without a box it is as it came from the decoder.
    """

    frame: VideoFrame
    turn: int
    box: Box | None = None


class KeptPictures:
    """The decoded pictures of one recording: those nearest to the one that was asked for last.

    Going backward those before it are nearer than those after it. Not to be used from two threads
    at once.
    """

    def __init__(self) -> None:
        """Keep the fewest."""
        self._kept: dict[int, Kept] = {}
        self._sizes: dict[int, int] = {}
        self._room_bytes = self._held_bytes = self._near = 0
        self._backward = False

    def __contains__(self, number: int) -> bool:
        """Whether the picture is kept."""
        return number in self._kept

    @property
    def held_bytes(self) -> int:
        """What the kept pictures take."""
        return self._held_bytes

    @property
    def capacity(self) -> int:
        """About how many pictures there is room for."""
        if not self._kept:
            return FEWEST
        return max(self._room_bytes * len(self._kept) // max(self._held_bytes, 1), FEWEST)

    def allow(self, room_bytes: int, box: Box | None, *, backward: bool) -> None:
        """Keep so much from now on; what was made for another box is of no use any more."""
        self._room_bytes, self._backward = room_bytes, backward
        for number in [n for n, kept in self._kept.items() if kept.box not in (None, box)]:
            self._drop(number)
        self._shrink()

    def stand_at(self, number: int) -> None:
        """This picture is wanted: what is near it is worth keeping."""
        self._near = number

    def find(self, number: int, box: Box | None = None) -> Kept | None:
        """The picture as it was decoded, or else made for this box."""
        kept = self._kept.get(number)
        return kept if kept is not None and kept.box in (None, box) else None

    def reach(self, number: int) -> int:
        """The first of the pictures that are kept without a hole up to the one before `number`."""
        while number - 1 in self._kept:
            number -= 1
        return number

    def add(self, number: int, kept: Kept) -> None:
        """Keep a picture; let go of what there is no room for."""
        self._held_bytes -= self._sizes.get(number, 0)
        self._kept[number] = kept
        self._sizes[number] = sum(plane.buffer_size for plane in kept.frame.planes)
        self._held_bytes += self._sizes[number]
        self._shrink()

    def clear(self) -> None:
        """Let go of all."""
        self._kept.clear()
        self._sizes.clear()
        self._held_bytes = 0

    def _shrink(self) -> None:
        while self._held_bytes > self._room_bytes and len(self._kept) > FEWEST:
            self._drop(max(self._kept, key=self._distance))

    def _distance(self, number: int) -> tuple[bool, int]:
        """How far a picture is from where it might be wanted next."""
        return self._backward and number > self._near + 1, abs(number - self._near)

    def _drop(self, number: int) -> None:
        del self._kept[number]
        self._held_bytes -= self._sizes.pop(number)


@cache
def _trim() -> "ctypes._NamedFuncPointer | None":
    found = None
    if sys.platform == "linux":
        found = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return found


def give_memory_back() -> None:
    """Hand memory that was let go of back to the system.

    glibc keeps what a thread has freed for that thread; after some recordings that is as much
    again as is in use. Elsewhere, and with another C library, there is nothing to do.
    """
    trim = _trim()
    if trim is not None:
        trim(0)
