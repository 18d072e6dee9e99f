"""One libVLC media player: pictures into memory, times into the play clock.

The methods are called from one worker thread. What libVLC calls back on its own threads only notes
what it hears and passes it on; libVLC is never called from there.
"""

import ctypes
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from archive_desk.domain.errors import Unavailable
from archive_desk.domain.sentences import say
from archive_desk.media.arrival import Arrival, print_of
from archive_desk.media.libvlc import load_libvlc, shared_instance
from archive_desk.media.play_clock import PlayClock

_PATIENCE_SECONDS = 4.0
_Address = ctypes.c_void_p
_LOCK = ctypes.CFUNCTYPE(_Address, _Address, ctypes.POINTER(_Address))
_DISPLAY = ctypes.CFUNCTYPE(None, _Address, _Address)


@dataclass(frozen=True)
class Picture:
    """A picture to paint: `data` is `height` rows of `width` pixels, each blue, green, red, unused.

    `number` is its place in the frame index, None where there is none.
    """

    width: int
    height: int
    data: bytes
    number: int | None

    @property
    def likeness(self) -> bytes:
        """A small likeness, to compare pictures by."""
        return print_of(self.width, self.height, self.data)


@dataclass(frozen=True)
class EngineEvents:
    """Whom to tell what. Called on libVLC's threads; must return at once and not call libVLC."""

    picture: Callable[[Picture], None]
    ended: Callable[[], None]
    failed: Callable[[], None]
    sounding: Callable[[], None]


class VlcEngine:
    """Plays one file from its beginning on; thrown away at its end."""

    def __init__(
        self, path: Path, size: tuple[int, int] | None, clock: PlayClock, events: EngineEvents
    ) -> None:
        """Make ready to play `path`; `size` is that of the painted pictures, None for sound alone.

        Raises:
            Unavailable: libVLC is missing.
        """
        instance = shared_instance()
        self._vlc = load_libvlc()
        self._clock, self._events = clock, events
        self._running, self._standing = threading.Event(), threading.Event()
        self._broken = self._told = False
        self._arrival: Arrival | None = None
        self._last: Picture | None = None
        self._player: Any = instance.media_player_new()
        media = instance.media_new_path(str(path))
        if size is None:
            media.add_option(":no-video")
        else:
            self._paint_into_memory(size)
        self._player.set_media(media)
        media.release()
        self._listen()

    def start(self, arrival: Arrival | None) -> None:
        """Begin to play from the first picture, known by `arrival`; returns when libVLC does.

        Raises:
            Unavailable: libVLC refuses the file.
        """
        self._arrival = arrival
        self._player.play()
        self._running.wait(_PATIENCE_SECONDS)
        if self._broken or not self._running.is_set():
            raise Unavailable(say("播放组件不能播放这个文件，可以逐帧查看画面。"))

    def resume(self) -> None:
        """Play on after a pause."""
        self._standing.clear()
        self._player.set_pause(0)

    def pause(self) -> None:
        """Stand still; returns when libVLC does."""
        self._player.set_pause(1)
        self._standing.wait(1.0)

    def go_to(self, at_ms: float, arrival: Arrival | None = None) -> None:
        """Go to a position in milliseconds after the first picture, known by `arrival`."""
        if arrival is not None and self._last is not None:
            arrival.before = self._last.likeness
        self._arrival = arrival
        self._player.set_time(round(at_ms + self._clock.lead_ms))

    def set_rate(self, rate: float) -> None:
        """Play at `rate` times the usual speed."""
        self._player.set_rate(rate)

    def set_volume(self, percent: int) -> None:
        """Sound at `percent` of its own loudness."""
        self._player.audio_set_volume(percent)

    def drop(self) -> None:
        """Stop and let go of everything; may block for a moment."""
        self._player.stop()
        self._player.release()

    def _paint_into_memory(self, size: tuple[int, int]) -> None:
        width, height = size
        length = width * height * 4
        memory = ctypes.create_string_buffer(length)
        address = ctypes.addressof(memory)

        def lock(_: int, planes: Any) -> None:
            planes[0] = address

        def display(_: int, __: int) -> None:
            wall = time.monotonic()
            picture = Picture(width, height, ctypes.string_at(address, length), None)
            number = self._number_of(picture, wall)
            if number is not None:
                self._events.picture(replace(picture, number=number))

        # libVLC keeps bare addresses: memory and functions must live as long as the player.
        self._kept = (memory, _LOCK(lock), _DISPLAY(display))
        self._player.video_set_callbacks(self._kept[1], None, self._kept[2], None)
        self._player.video_set_format("RV32", width, height, width * 4)

    def _number_of(self, picture: Picture, wall: float) -> int | None:
        arrival = self._arrival
        if arrival is None or arrival.late:
            self._arrival = None
            fresh = self._last is None or picture.data != self._last.data
            self._last = picture
            return self._clock.show(wall, fresh=fresh)
        number = arrival.recognise(picture.likeness)
        if number is not None:
            self._arrival, self._last = None, picture
            self._clock.arrive(number, wall)
            return self._clock.number
        return None

    def _listen(self) -> None:
        kinds = self._vlc.EventType
        manager = self._player.event_manager()
        for kind, heard in (
            (kinds.MediaPlayerPlaying, lambda _: self._running.set()),
            (kinds.MediaPlayerPaused, lambda _: self._standing.set()),
            (kinds.MediaPlayerTimeChanged, self._on_time_changed),
            (kinds.MediaPlayerEndReached, lambda _: self._events.ended()),
            (kinds.MediaPlayerEncounteredError, self._on_error),
        ):
            manager.event_attach(kind, heard)

    def _on_time_changed(self, event: Any) -> None:
        self._clock.tell(int(event.u.new_time), time.monotonic())
        if not self._told:
            self._told = True
            self._events.sounding()

    def _on_error(self, _: Any) -> None:
        self._broken = True
        self._running.set()
        self._events.failed()
