"""The sound of a whole programme as one stream without end, seam or gap."""

from collections.abc import Callable
from fractions import Fraction
from threading import Lock

from archive_desk.domain.ids import FootageId
from archive_desk.domain.programmes import Programme
from archive_desk.media.reels import Reel
from archive_desk.media.sound_reader import FRAME_BYTES, RATE, SoundReader

_PIECE = RATE // 25
_FULL = 100


class Soundtrack:
    """What is heard of the chosen lane, as bytes from the programme's beginning.

    `read` is called from libVLC's thread; everything else from the player's.
    """

    def __init__(
        self, programme: Programme, reel_of: Callable[[FootageId], Reel | None], lane: str
    ) -> None:
        """The sound of `lane`; recordings are asked for when they come."""
        self._programme, self._reel_of, self._lane_key = programme, reel_of, lane
        self._lock = Lock()
        self._reader: SoundReader | None = None
        self._reading: FootageId | None = None
        self._left = self._right = _FULL
        self._place = 0

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return round(self._programme.length * RATE) * FRAME_BYTES

    def choose(self, lane: str) -> None:
        """Hear another lane from now on."""
        with self._lock:
            self._lane_key = lane

    def balance(self, shift: int) -> None:
        """Hear more of the left (negative) or right (positive) side, up to 100."""
        with self._lock:
            self._left, self._right = min(_FULL, _FULL - shift), min(_FULL, _FULL + shift)

    def seek(self, place: int) -> None:
        """Go on at byte `place`."""
        with self._lock:
            self._place = place - place % FRAME_BYTES

    def read(self, most: int) -> bytes:
        """The next bytes, at most `most`; nothing at the end."""
        with self._lock:
            sample = self._place // FRAME_BYTES
            left = self.size // FRAME_BYTES - sample
            count = min(_PIECE, most // FRAME_BYTES, left)
            if count <= 0:
                return b""
            sound = self._weighted(self._sound_at(sample, count))
            self._place += count * FRAME_BYTES
            return sound

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            if self._reader is not None:
                self._reader.close()
            self._reader, self._reading = None, None

    def _sound_at(self, sample: int, count: int) -> bytes:
        place = Fraction(sample, RATE)
        stretch = self._programme.stretch_at(place)
        lane = self._programme.timeline.lane(self._lane_key)
        if stretch.gap or lane is None:
            return bytes(count * FRAME_BYTES)
        moment = stretch.moment(place)
        segment = lane.at(moment, stretch.prefer).segment
        reel = None if segment is None else self._reel_of(segment.footage_id)
        if segment is None or reel is None or not reel.sounds or reel.trouble is not None:
            return bytes(count * FRAME_BYTES)
        if self._reading != reel.footage_id or self._reader is None:
            if self._reader is not None:
                self._reader.close()
            self._reader, self._reading = SoundReader(reel.path, reel.index), reel.footage_id
        inside = place - stretch.begins
        if stretch.prefer is None:
            inside = segment.position_of(moment)
        return self._reader.read(round(inside * RATE), count)

    def _weighted(self, sound: bytes) -> bytes:
        if self._left == self._right == _FULL:
            return sound
        samples = memoryview(bytearray(sound)).cast("h")
        for side, share in ((0, self._left), (1, self._right)):
            if share != _FULL:
                for place in range(side, len(samples), 2):
                    samples[place] = samples[place] * share // _FULL
        return samples.tobytes()
