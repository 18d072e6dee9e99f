"""Makes the pictures of one lane ready before they are due.

Each lane has a projector with a thread of its own. It is told which pictures are wanted, the most
urgent first; it decodes and scales them in this order and keeps what is still wanted. Decoding and
scaling leave Python's lock alone, so that four lanes use what processors there are.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PIL import Image

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ids import FootageId
from archive_desk.domain.sentences import Sentence, say
from archive_desk.media.kept_pictures import SHARED_ROOM, SharedRoom, give_memory_back
from archive_desk.media.reels import Reel
from archive_desk.media.still_reader import StillReader

_READERS_KEPT = 3
_PATIENCE_SECONDS = 5.0


class Key(NamedTuple):
    """A picture of a recording."""

    footage_id: FootageId
    number: int


@dataclass(frozen=True)
class Picture:
    """A picture to paint: `data` is `height` rows of `width` pixels, each blue, green, red, unused.

    `number` is its place in the frame index.
    """

    width: int
    height: int
    data: bytes
    number: int | None

    def toned(self, brightness: int, contrast: int) -> "Picture":
        """The same picture lighter or darker, softer or harder; both from -100 to 100."""
        if not brightness and not contrast:
            return self
        slope = (100 + contrast) / 100 if contrast < 0 else 1 + contrast / 100 * 3
        shift = 127.5 + brightness * 1.275
        tones = [min(max(round((tone - 127.5) * slope + shift), 0), 255) for tone in range(256)]
        image = Image.frombuffer("RGBX", (self.width, self.height), self.data, "raw", "RGBX", 0, 1)
        data = image.point(tones * 4).tobytes()
        return Picture(self.width, self.height, data, self.number)


class Projector:
    """The pictures of one lane. All methods may be called from any thread."""

    def __init__(
        self,
        reel_of: Callable[[FootageId], Reel | None],
        ready: Callable[[], None],
        room: SharedRoom = SHARED_ROOM,
    ) -> None:
        """Ask `reel_of` for recordings; call `ready` after each picture that is made.

        Decoded pictures are kept in this lane's share of `room`.
        """
        self._reel_of, self._ready, self._room = reel_of, ready, room
        self._wake = threading.Condition()
        self._wanted: tuple[Key, ...] = ()
        self._ahead: tuple[Key, ...] = ()
        self._box: tuple[int, int] | None = None
        self._done: dict[tuple[Key, tuple[int, int] | None], Picture] = {}
        self._troubles: dict[Key, Sentence] = {}
        self._warmed: set[Key] = set()
        self._readers: OrderedDict[FootageId, StillReader] = OrderedDict()
        self._main: FootageId | None = None
        self._ended = False
        room.enter()
        self._thread = threading.Thread(target=self._work, name="projector", daemon=False)
        self._thread.start()

    def want(
        self,
        keys: Sequence[Key],
        *,
        ahead: Sequence[Key] = (),
        box: tuple[int, int] | None = None,
    ) -> None:
        """Make these pictures ready, the first one first, to fit into `box`.

        Then be prepared to go on at `ahead`: at the first picture of the next recording; going
        backward, before a picture that is on the screen, and at the last of the recording before.
        """
        wanted, ahead = tuple(keys), tuple(ahead)
        with self._wake:
            if (wanted, ahead, box) == (self._wanted, self._ahead, self._box):
                return
            self._wanted, self._ahead, self._box = wanted, ahead, box
            self._done = {
                (key, size): made
                for (key, size), made in self._done.items()
                if size == box and key in wanted
            }
            self._warmed.intersection_update(ahead)
            if len(self._troubles) > len(wanted):
                self._troubles = {k: v for k, v in self._troubles.items() if k in wanted}
            self._wake.notify()

    def picture(self, key: Key) -> Picture | None:
        """The picture, if it is ready."""
        with self._wake:
            return self._done.get((key, self._box))

    def trouble(self, key: Key) -> Sentence | None:
        """Why this picture cannot be shown."""
        with self._wake:
            return self._troubles.get(key)

    def settled(self, key: Key) -> bool:
        """Whether the picture is ready, or never will be."""
        with self._wake:
            return (key, self._box) in self._done or key in self._troubles

    def close(self) -> None:
        """Let go of the files and end."""
        with self._wake:
            self._ended = True
            self._wake.notify()
        self._thread.join(_PATIENCE_SECONDS)

    # On the thread ------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._ended or self._next() is not None)
                if self._ended:
                    break
                key, box, shown = self._next() or (Key(FootageId(0), 0), None, False)
                main = self._wanted[0].footage_id if self._wanted else self._main
            self._give_room(main)
            if shown:
                self._make(key, box)
                self._ready()
            else:
                self._warm(key)
        for reader in self._readers.values():
            reader.close()
        self._room.leave()
        give_memory_back()

    def _next(self) -> tuple[Key, tuple[int, int] | None, bool] | None:
        for key in self._wanted:
            if (key, self._box) not in self._done and key not in self._troubles:
                return key, self._box, True
        for key in self._ahead:
            if key not in self._warmed and key not in self._troubles:
                return key, None, False
        return None

    def _give_room(self, main: FootageId | None) -> None:
        """Let the recording on the screen have the room; the others get along with a few."""
        former = None if self._main in (None, main) else self._readers.get(self._main)
        if former is not None:
            former.rest()
        self._main = main
        reader = None if main is None else self._readers.get(main)
        if reader is not None:
            self._allow(reader)

    def _allow(self, reader: StillReader) -> None:
        # Playing backward, pictures are kept no larger than they are painted; standing still and
        # playing on, whole, because standing still is in full size.
        backward = any(key.footage_id == self._main for key in self._ahead)
        reader.allow(self._room.share_bytes, self._box if backward else None, backward=backward)

    def _make(self, key: Key, box: tuple[int, int] | None) -> None:
        try:
            reader = self._reader(key.footage_id)
            made = Picture(*reader.painted(key.number, box), key.number)
        except ArchiveDeskError as error:
            with self._wake:
                self._troubles[key] = error.message
            return
        with self._wake:
            if key in self._wanted and box == self._box:
                self._done[key, box] = made

    def _warm(self, key: Key) -> None:
        try:
            reader = self._reader(key.footage_id)
            if key.footage_id != self._main:
                reader.ready(key.number)
            elif reader.warm(key.number):
                return
        except ArchiveDeskError as error:
            with self._wake:
                self._troubles[key] = error.message
        self._warmed.add(key)

    def _reader(self, footage_id: FootageId) -> StillReader:
        reader = self._readers.get(footage_id)
        if reader is not None:
            self._readers.move_to_end(footage_id)
            return reader
        reel = self._reel_of(footage_id)
        if reel is None or reel.index is None:
            raise ArchiveDeskError(
                say("没有可以显示的画面。")
                if reel is None or reel.trouble is None
                else reel.trouble
            )
        reader = StillReader(reel.path, reel.index)
        if footage_id == self._main:
            self._allow(reader)
        self._readers[footage_id] = reader
        while len(self._readers) > _READERS_KEPT:
            self._readers.popitem(last=False)[1].close()
            give_memory_back()
        return reader
