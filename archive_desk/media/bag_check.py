"""Holding the lists of a stored bag against what the archive knows of it.

The payload itself is read elsewhere; here it is only made sure that somebody who has nothing but
the folder, and somebody else's tool, would check the same files for the same digests.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from archive_desk.domain.errors import reason_of
from archive_desk.media.bags import SHA256_MANIFEST, SM3_MANIFEST, BagEntry, lists_sm3

TAG_MANIFEST = "tagmanifest-sha256.txt"


class Fault(StrEnum):
    """What is wrong with a list of a bag."""

    MISSING = "missing"
    ALTERED = "altered"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class BagFault:
    """A list of a bag that cannot be relied on; `reason` is the system's word, if it had one."""

    name: str
    fault: Fault
    reason: str = ""


def bag_faults(folder: Path, entries: Iterable[BagEntry]) -> Iterator[BagFault]:
    """What is wrong with the lists of the bag in `folder`, which holds `entries`."""
    listed = tuple(entries)
    try:
        tags = _manifest((folder / TAG_MANIFEST).read_bytes())
    except FileNotFoundError:
        yield BagFault(TAG_MANIFEST, Fault.MISSING)
        tags = {}
    except (OSError, ValueError) as error:
        yield BagFault(TAG_MANIFEST, *_broken(error))
        tags = {}
    names = {SHA256_MANIFEST, "bagit.txt", "bag-info.txt", *tags}
    if lists_sm3(listed):
        names.add(SM3_MANIFEST)
    for name in sorted(names):
        fault = _fault_of(folder, name, tags.get(name), listed)
        if fault is not None:
            yield fault


def _fault_of(
    folder: Path, name: str, digest: str | None, entries: tuple[BagEntry, ...]
) -> BagFault | None:
    try:
        content = (folder / name).read_bytes()
        if digest is not None and hashlib.sha256(content).hexdigest() != digest:
            return BagFault(name, Fault.ALTERED)
        expected = _expected(name, entries)
        if expected is not None and _manifest(content) != expected:
            return BagFault(name, Fault.ALTERED)
    except FileNotFoundError:
        return BagFault(name, Fault.MISSING)
    except (OSError, ValueError) as error:
        return BagFault(name, *_broken(error))
    return None


def _expected(name: str, entries: tuple[BagEntry, ...]) -> Mapping[str, str] | None:
    if name == SHA256_MANIFEST:
        return {entry.path: entry.sha256 for entry in entries}
    if name == SM3_MANIFEST:
        return {entry.path: entry.sm3 for entry in entries}
    return None


def _broken(error: OSError | ValueError) -> tuple[Fault, str]:
    """A list that cannot be read is out of reach; one that makes no sense has been altered."""
    if isinstance(error, OSError):
        return Fault.UNREACHABLE, reason_of(error)
    return Fault.ALTERED, ""


def _manifest(content: bytes) -> Mapping[str, str]:
    """The digests of a manifest by path.

    Raises:
        ValueError: it is no manifest.
    """
    found: dict[str, str] = {}
    for line in content.decode().splitlines():
        digest, gap, path = line.partition("  ")
        if not gap or path in found:
            raise ValueError("not a manifest")
        found[path] = digest
    return found
