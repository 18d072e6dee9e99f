"""libVLC plays the sound and tells the time by it.

It is given one even stream of samples (`Soundtrack`), in which it cannot lose its way: every time
it tells is exact to a few milliseconds, at any speed and after any seek. Its methods are called
from the player's thread only; what libVLC calls back on its own threads never calls libVLC.
"""

import ctypes
import time
from collections.abc import Callable
from threading import Event
from typing import Any

from archive_desk.domain.errors import Unavailable
from archive_desk.domain.sentences import say
from archive_desk.media.libvlc import load_libvlc, shared_instance
from archive_desk.media.sound_reader import RATE
from archive_desk.media.soundtrack import Soundtrack

_OPTIONS = (
    ":demux=rawaud",
    ":rawaud-channels=2",
    f":rawaud-samplerate={RATE}",
    ":rawaud-fourcc=s16l",
    ":no-video",
    ":no-sub-autodetect-file",
    ":network-caching=100",
    # Sixteen mebibytes ahead unless told, which is a minute and a half of sound.
    ":prefetch-buffer-size=64",
    ":prefetch-read-size=16384",
)
_PATIENCE_SECONDS = 2.0
_ECHO_MS = 1

Tell = Callable[[float, float], None]
"""Told: the place in seconds that is heard, and `time.monotonic()` of that moment."""


class SoundEngine:
    """Plays a soundtrack from anywhere, at any speed libVLC has; thrown away at its end."""

    def __init__(self, soundtrack: Soundtrack, tell: Tell) -> None:
        """Make ready to play.

        Raises:
            Unavailable: libVLC is missing.
        """
        self._vlc = load_libvlc()
        instance = shared_instance()
        self._soundtrack, self._tell = soundtrack, tell
        self._asked_ms = -1
        self._begun = self._sounding = False
        self._running, self._broken = Event(), False
        self._kept = self._callbacks()
        media = instance.media_new_callbacks(*self._kept, None)
        for option in _OPTIONS:
            media.add_option(option)
        self._player: Any = instance.media_player_new()
        self._player.set_media(media)
        media.release()
        self._listen()

    def start(self, at_seconds: float, rate: float) -> None:
        """Sound from `at_seconds` of the programme on.

        Raises:
            Unavailable: libVLC refuses.
        """
        self._player.set_rate(rate)
        if not self._begun:
            self._begun = True
            self._soundtrack.seek(0)
            self._player.play()
            self._running.wait(_PATIENCE_SECONDS)
            if self._broken or not self._running.is_set():
                raise Unavailable(say("播放组件不能输出声音，只播放画面。"))
            if at_seconds < _ECHO_MS / 1000:
                self._sounding = True
                return
        self.seek(at_seconds)
        if not self._sounding:
            self._sounding = True
            self._player.set_pause(0)

    def seek(self, at_seconds: float) -> None:
        """Go on somewhere else."""
        self._asked_ms = round(at_seconds * 1000)
        self._player.set_time(self._asked_ms)

    def hush(self) -> None:
        """Stand still."""
        if self._sounding:
            self._sounding = False
            self._player.set_pause(1)

    def set_rate(self, rate: float) -> None:
        """Sound faster or slower, at the same pitch."""
        self._player.set_rate(rate)

    def set_volume(self, percent: int) -> None:
        """Sound at `percent` of its own loudness."""
        self._player.audio_set_volume(percent)

    def drop(self) -> None:
        """Stop and let go of everything; may block for a moment."""
        self._sounding = False
        self._player.stop()
        self._player.release()
        self._soundtrack.close()

    def _callbacks(self) -> tuple[Any, ...]:
        kinds, track = self._vlc.CallbackDecorators, self._soundtrack

        def opened(_: Any, data: Any, size: Any) -> int:
            size[0] = track.size
            return 0

        def read(_: Any, buffer: Any, most: int) -> int:
            sound = track.read(most)
            ctypes.memmove(buffer, sound, len(sound))
            return len(sound)

        def sought(_: Any, place: int) -> int:
            track.seek(place)
            return 0

        return (
            kinds.MediaOpenCb(opened),
            kinds.MediaReadCb(read),
            kinds.MediaSeekCb(sought),
            kinds.MediaCloseCb(lambda _: None),
        )

    def _listen(self) -> None:
        kinds = self._vlc.EventType
        manager = self._player.event_manager()
        for kind, heard in (
            (kinds.MediaPlayerPlaying, lambda _: self._running.set()),
            (kinds.MediaPlayerTimeChanged, self._on_time_changed),
            (kinds.MediaPlayerEncounteredError, self._on_error),
        ):
            manager.event_attach(kind, heard)

    def _on_time_changed(self, event: Any) -> None:
        told = int(event.u.new_time)
        # Its first word after a seek only repeats what it was asked.
        if self._sounding and abs(told - self._asked_ms) > _ECHO_MS:
            self._tell(told / 1000, time.monotonic())

    def _on_error(self, _: Any) -> None:
        self._broken = True
        self._running.set()
