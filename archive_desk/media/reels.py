"""A recording as the player is given it."""

from dataclasses import dataclass
from pathlib import Path

from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.ids import FootageId
from archive_desk.domain.sentences import Sentence


@dataclass(frozen=True)
class Reel:
    """One recording, ready to be played.

    `index` is None for sound alone; `sounds` says whether there is any sound. With `trouble` it
    cannot be shown at all, and the sentence says why; the rest of the timeline goes on.
    """

    footage_id: FootageId
    path: Path
    index: FrameIndex | None = None
    sounds: bool = False
    trouble: Sentence | None = None
