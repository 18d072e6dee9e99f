"""Frame indexes kept in small files, so that a recording's packets are read only once.

An index is written as JSON with its steps run together: a recording of even rate takes a few dozen
bytes, whatever its length. The files can be made again at any time.
"""

import json
import os
import tempfile
from contextlib import suppress
from fractions import Fraction
from itertools import accumulate, groupby, pairwise
from pathlib import Path

from archive_desk.domain.frames import FrameIndex

_VERSION = 3


def save_frame_index(index: FrameIndex, place: Path) -> None:
    """Write `index` to `place`, whole or not at all; that it cannot be kept stops nobody."""
    steps = [
        [step, len(list(run))]
        for step, run in groupby(after - before for before, after in pairwise(index.ticks))
    ]
    words = {
        "version": _VERSION,
        "time_base": str(index.time_base),
        "first": index.ticks[0],
        "end": index.end,
        "steps": steps,
        "keys": list(index.keys),
        "places": list(index.places),
        "sizes": list(index.sizes),
        "order": list(index.order),
    }
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(words, file, separators=(",", ":"))
        Path(name).replace(place)


def load_frame_index(place: Path) -> FrameIndex | None:
    """The index at `place`; None if there is none, or none that can be used."""
    try:
        words = json.loads(place.read_text("utf-8"))
        if words["version"] != _VERSION:
            return None
        steps = (step for step, count in words["steps"] for _ in range(count))
        return FrameIndex(
            ticks=tuple(accumulate(steps, initial=words["first"])),
            time_base=Fraction(words["time_base"]),
            end=words["end"],
            keys=tuple(words["keys"]),
            places=tuple(words["places"]),
            sizes=tuple(words["sizes"]),
            order=tuple(words["order"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
