"""The sound of what is played: there where it can be heard, silent where it cannot."""

from collections.abc import Callable

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.sentences import Sentence
from archive_desk.media.sound_engine import SoundEngine, Tell
from archive_desk.media.soundtrack import Soundtrack

_HEARD_FROM, _HEARD_TO = 0.25, 4.0


class Sounding:
    """One soundtrack and the engine that plays it, made when it is first needed.

    Without libVLC the pictures play on in silence; that is said once.
    """

    def __init__(
        self,
        track: Soundtrack,
        sounds: Callable[[], bool],
        tell: Tell,
        trouble: Callable[[Sentence], None],
    ) -> None:
        """Play `track` where `sounds` says there is anything; tell the time and the trouble."""
        self._track, self._sounds = track, sounds
        self._tell, self._trouble = tell, trouble
        self._engine: SoundEngine | None = None
        self._silent = False
        self._volume = 100

    def make_ready(self) -> None:
        """Load libVLC if there is any sound."""
        if self._engine is not None or self._silent or not self._sounds():
            return
        try:
            self._engine = SoundEngine(self._track, self._tell)
        except ArchiveDeskError as error:
            self._fall_silent(error.message)

    def start(self, at_seconds: float, rate: float) -> None:
        """Sound from `at_seconds` of the programme on; backward and very fast there is none."""
        if not _HEARD_FROM <= rate <= _HEARD_TO or not self._sounds():
            self.hush()
            return
        self.make_ready()
        if self._engine is None:
            return
        try:
            self._engine.start(at_seconds, rate)
        except ArchiveDeskError as error:
            self.drop()
            self._fall_silent(error.message)
            return
        self._engine.set_volume(self._volume)

    def hush(self) -> None:
        """Be silent, and remember where."""
        if self._engine is not None:
            self._engine.hush()

    def choose(self, lane: str) -> None:
        """Hear another lane."""
        self._track.choose(lane)

    def set_volume(self, percent: int) -> None:
        """Be louder or softer."""
        self._volume = percent
        if self._engine is not None:
            self._engine.set_volume(percent)

    def set_balance(self, shift: int) -> None:
        """Hear more of one side."""
        self._track.balance(shift)

    def drop(self) -> None:
        """Let go of everything."""
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.drop()

    def _fall_silent(self, why: Sentence) -> None:
        self._silent = True
        self._trouble(why)
