"""What a disc says of itself, read quickly: its label, its bag's facts, its catalogue.

Anybody's disc may lie in the drive, so nothing here trusts what it reads.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from archive_desk.burn.contents import CATALOGUE
from archive_desk.burn.layout import INDEX, MANIFEST
from archive_desk.burn.sectors import StoredFile
from archive_desk.burn.volume import DiscVolume, open_volume, read_file

_LIMIT = 512 * 1024 * 1024
_LISTED = 5000


@dataclass(frozen=True)
class LeafletItem:
    """A recording as the disc's own catalogue has it."""

    path: str
    name: str
    case_no: str
    size_bytes: int
    started_at: str


@dataclass(frozen=True)
class Leaflet:
    """What stands on a disc about the disc.

    `catalogued` where it has a catalogue of ours, whoever's; `number` 0 where it does not say.
    `file_system` names the view it was read through, `files` how many there are.
    """

    identifier: str
    file_system: str
    files: int
    size_bytes: int
    catalogued: bool = False
    disc_no: str = ""
    set_no: str = ""
    number: int = 0
    of: int = 0
    title: str = ""
    organisation: str = ""
    made_at: str = ""
    archive_id: str = ""
    manifest_sha256: str = ""
    has_index: bool = False
    items: tuple[LeafletItem, ...] = ()


def read_leaflet(path: Path) -> Leaflet:
    """Read what the disc, image or device at `path` says of itself, and nothing else.

    Raises:
        Unavailable: it cannot be read at all.
        Damaged: there is no file system that could be read.
    """
    volume = open_volume(path)
    files = volume.best.files
    facts = _facts(volume)
    manifest = _small(volume, MANIFEST)
    return Leaflet(
        identifier=volume.best.identifier,
        file_system=volume.best.file_system,
        files=len(files),
        size_bytes=sum(stored.size_bytes for stored in files.values()),
        catalogued=bool(facts),
        disc_no=_word(facts, "disc"),
        set_no=_word(facts, "set"),
        number=_number(facts, "number"),
        of=_number(facts, "of"),
        title=_word(facts, "title"),
        organisation=_word(facts, "organisation"),
        made_at=_word(facts, "made_at"),
        archive_id=_word(facts, "archive_id"),
        manifest_sha256=hashlib.sha256(manifest).hexdigest() if manifest else "",
        has_index=INDEX in files,
        items=_items(facts),
    )


def extract(path: Path, name: str) -> bytes:
    """The bytes of the small file `name` on the disc at `path`; empty where there is none.

    Raises:
        Unavailable: it cannot be read. Damaged: there is no file system.
    """
    return _small(open_volume(path), name)


def _small(volume: DiscVolume, name: str) -> bytes:
    stored = volume.best.files.get(name, StoredFile(0, ()))
    return read_file(volume.path, stored) if stored.size_bytes <= _LIMIT else b""


def _facts(volume: DiscVolume) -> Mapping[str, object]:
    try:
        facts = json.loads(_small(volume, CATALOGUE) or b"{}")
    except (ValueError, RecursionError):
        return {}
    return facts if isinstance(facts, dict) and facts.get("disc") else {}


def _word(facts: Mapping[str, object], key: str) -> str:
    value = facts.get(key)
    return value if isinstance(value, str) else ""


def _number(facts: Mapping[str, object], key: str) -> int:
    value = facts.get(key)
    return value if isinstance(value, int) else 0


def _items(facts: Mapping[str, object]) -> tuple[LeafletItem, ...]:
    listed = facts.get("items")
    if not isinstance(listed, list):
        return ()
    return tuple(
        LeafletItem(
            _word(item, "path"),
            _word(item, "name"),
            _word(item, "case"),
            _number(item, "size_bytes"),
            _word(item, "started_at"),
        )
        for item in listed[:_LISTED]
        if isinstance(item, dict)
    )
