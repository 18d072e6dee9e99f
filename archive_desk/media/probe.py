"""What a recording is, whether it is whole, and when it says it began, read from its bytes."""

import logging
import os
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path
from typing import BinaryIO

from archive_desk.domain.footage import Health, Kind, MediaFacts, TimeClaim
from archive_desk.domain.sentences import say
from archive_desk.media import photos, recordings
from archive_desk.media.copying import open_source

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Probed:
    """What the bytes say. `device` is a serial number found inside; `picture` a small JPEG."""

    facts: MediaFacts
    claims: tuple[TimeClaim, ...] = ()
    device: str = ""
    picture: bytes = b""


def probe(path: Path, kind: Kind, zone: tzinfo) -> Probed:
    """Look into a file of `kind`; whatever is wrong with it becomes its health, never an error.

    Raises:
        OSError: the file itself cannot be read.
    """
    with path.open("rb") as file:
        return probe_open(file, kind, zone)


def probe_source(path: Path, kind: Kind, zone: tzinfo) -> Probed:
    """The same for a file that is still on its card, which is opened with a source's care.

    Raises:
        OSError: the file itself cannot be read.
        Damaged: it is not a regular file.
    """
    with os.fdopen(open_source(path), "rb") as file:
        return probe_open(file, kind, zone)


def probe_open(file: BinaryIO, kind: Kind, zone: tzinfo) -> Probed:
    """The same for an open file."""
    if kind is Kind.SIDECAR:
        return Probed(MediaFacts(health=Health.NOT_MEDIA))
    length = file.seek(0, os.SEEK_END)
    if length == 0:
        return Probed(MediaFacts(health=Health.EMPTY, health_note=say("文件长度为零。")))
    try:
        return _looked_into(file, length, kind, zone)
    except OSError:
        raise
    except Exception:  # noqa: BLE001 - the original comes in, whatever reading it brings to light
        _log.exception("A file that came in could not be looked into.")
        return Probed(MediaFacts(health=Health.UNREADABLE, health_note=say("文件无法识别为音像。")))


def _looked_into(file: BinaryIO, length: int, kind: Kind, zone: tzinfo) -> Probed:
    file.seek(0)
    photo = photos.look(file, zone) if kind is Kind.PHOTO else None
    if photo is not None:
        return Probed(photo.facts, photo.claims, photo.device, photo.picture)
    # FFmpeg reads some photo formats that Pillow does not.
    found = recordings.look(file, length, kind, zone)
    facts = found.facts
    if kind is not Kind.PHOTO:
        return Probed(facts, found.claims, "", found.picture)
    facts = replace(facts, duration_ms=None, frame_rate=None)
    claims, device = photos.claims_of_heif(file, length, zone)
    return Probed(facts, claims or found.claims, device, found.picture)
