"""BagIt (RFC 8493): the text files that make a folder of originals verifiable by anybody's tool."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

PAYLOAD = "data"
SM3_MANIFEST = "manifest-sm3.txt"
SHA256_MANIFEST = "manifest-sha256.txt"
SOURCE_NAMES = "source-names.csv"
DESTROYED = "destroyed.csv"
"""Originals that were destroyed by an approved list; there only where some were."""


@dataclass(frozen=True)
class BagEntry:
    """One stored original: its path in the bag (`data/…`), size, digests, and where it came from.

    `sm3` is empty where the office does without it.

    `sources` are pairs of the path as shown and the raw bytes of the path, of which the second may
    not be text.
    """

    path: str
    size_bytes: int
    sha256: str
    sm3: str
    sources: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True)
class DestroyedEntry:
    """An original that was in the bag: its path there, digests, the list and the time (ISO)."""

    path: str
    size_bytes: int
    sha256: str
    sm3: str
    list_no: str
    destroyed_at: str


@dataclass(frozen=True)
class BagRecord:
    """What is written beside a bag's payload. `info` holds the lines of `bag-info.txt`."""

    entries: tuple[BagEntry, ...]
    info: Mapping[str, str] = field(default_factory=dict)
    destroyed: tuple[DestroyedEntry, ...] = ()


def tag_files(record: BagRecord) -> dict[str, bytes]:
    """All tag files of a bag by name, the tag manifest last."""
    entries = sorted(record.entries, key=lambda entry: entry.path)
    # A bag whose files were all destroyed still is a bag, with nothing in it.
    octets = sum(entry.size_bytes for entry in entries)
    info = {**record.info, "Payload-Oxum": f"{octets}.{len(entries)}"}
    files = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": "".join(_info_line(*item) for item in info.items()).encode(),
        SHA256_MANIFEST: _manifest((entry.sha256, entry.path) for entry in entries),
        SOURCE_NAMES: _source_names(entries),
    }
    if record.destroyed:
        files[DESTROYED] = _destroyed(record.destroyed)
    if lists_sm3(entries):
        files[SM3_MANIFEST] = _manifest((entry.sm3, entry.path) for entry in entries)
    digests = sorted((name, hashlib.sha256(content).hexdigest()) for name, content in files.items())
    files["tagmanifest-sha256.txt"] = _manifest((digest, name) for name, digest in digests)
    return files


def lists_sm3(entries: Iterable[BagEntry]) -> bool:
    """Whether a bag has a manifest of SM3: a manifest has to list every file (RFC 8493, 2.1.3)."""
    return all(entry.sm3 for entry in entries)


def _info_line(label: str, value: str) -> str:
    return f"{label}: {' '.join(value.split())}\n"


def _manifest(lines: Iterable[tuple[str, str]]) -> bytes:
    # Stored names hold no line break and no per cent sign, so nothing needs encoding.
    return "".join(f"{digest}  {path}\n" for digest, path in lines).encode()


def _source_names(entries: Iterable[BagEntry]) -> bytes:
    lines = ["stored,source,source_bytes_hex\r\n"]
    for entry in entries:
        lines += [
            f"{_quoted(entry.path)},{_quoted(shown)},{raw.hex()}\r\n"
            for shown, raw in entry.sources
        ]
    return "\ufeff".encode() + "".join(lines).encode()


def _destroyed(entries: Iterable[DestroyedEntry]) -> bytes:
    lines = ["stored,size_bytes,sha256,sm3,destruction_list,destroyed_at\r\n"]
    lines += [
        f"{_quoted(each.path)},{each.size_bytes},{each.sha256},{each.sm3},"
        f"{_quoted(each.list_no)},{each.destroyed_at}\r\n"
        for each in sorted(entries, key=lambda entry: entry.path)
    ]
    return "\ufeff".encode() + "".join(lines).encode()


def _quoted(text: str) -> str:
    # A cell that begins like a formula must stay text in a spreadsheet.
    guarded = "'" + text if text[:1] in "=+-@\t" else text
    return '"' + guarded.replace('"', '""') + '"'
