"""The process that decodes one recording: `python -m archive_desk.media.decoding_process SOURCE`.

It reads the recording and writes nothing but lines: how far it is, and at the end what it found as
one line of JSON. With `--gently` it works half the time.
"""

import json
import os
import sys
import time
from pathlib import Path

import av

from archive_desk.domain.examinations import Decoded
from archive_desk.media.decoding import decode_through

_NICE = 10
_TELL_EVERY_S = 0.2
_REST_AFTER_S = 0.05


def main(words: list[str]) -> int:
    """Decode the recording and print what was found; 1 if it cannot be read."""
    gently = "--gently" in words
    (source,) = (Path(word) for word in words if not word.startswith("--"))
    if hasattr(os, "nice"):
        os.nice(_NICE)
    av.logging.set_level(None)
    try:
        found = decode_through(source, _Teller(gently=gently))
    except OSError:
        return 1
    sys.stdout.write(to_line(found) + "\n")
    sys.stdout.flush()
    return 0


class _Teller:
    """Tells how far it is, and rests in between if it should be gentle."""

    def __init__(self, *, gently: bool) -> None:
        self._gently = gently
        self._told = 0.0
        self._worked_since = time.monotonic()

    def __call__(self, done_ms: int, total_ms: int) -> None:
        now = time.monotonic()
        worked = now - self._worked_since
        if self._gently and worked >= _REST_AFTER_S:
            time.sleep(worked)
            self._worked_since = now = time.monotonic()
        if now - self._told >= _TELL_EVERY_S:
            self._told = now
            sys.stdout.write(f"{done_ms} {total_ms}\n")
            sys.stdout.flush()


def to_line(found: Decoded) -> str:
    """What was found as one line of JSON."""
    return json.dumps(
        {
            "fault": None if found.fault is None else found.fault.value,
            "note": found.note,
            "declared_ms": found.declared_ms,
            "decoded_ms": found.decoded_ms,
            "pictures": found.pictures,
            "stretches": [[one.remark.value, one.from_ms, one.to_ms] for one in found.stretches],
        },
        ensure_ascii=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
