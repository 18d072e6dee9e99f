"""Sidecars: which recording each belongs to, and what the small text ones say about it."""

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from itertools import takewhile
from xml.etree import ElementTree

from archive_desk.domain.footage import TimeClaim, TimeSource
from archive_desk.media.recorders.families import SidecarWords
from archive_desk.media.times import moment_in

LARGEST_READ = 1 << 20
"""Sidecars are read up to this size; longer ones are kept unread."""

_PAIR = re.compile(r"^\s*[\"']?([A-Za-z_][\w .-]{0,40}?)[\"']?\s*[=:：]\s*(.{1,200}?)\s*[;,]?\s*$")
# The first line of an ini file, which JSON could begin with too.
_SECTION = re.compile(r"\s*\[[^\]\[{}\",]{1,80}\]\s*[\r\n]")
_MOST_VALUES = 2000
_SHORTEST_COMMON = 8


@dataclass(frozen=True)
class SidecarFacts:
    """What a sidecar says; empty where it says nothing."""

    device: str = ""
    officer: str = ""
    start: TimeClaim | None = None

    def joined_with(self, other: "SidecarFacts") -> "SidecarFacts":
        """What both say; the first word counts."""
        return SidecarFacts(
            self.device or other.device,
            self.officer or other.officer,
            self.start if self.start is not None else other.start,
        )


class Companions:
    """Finds the recording that a sidecar accompanies.

    The same name but for the extension, or with one more, in the same folder; else the longest
    common beginning of at least eight characters there, unless another number follows on it; else
    the only recording of the folder.
    """

    def __init__(self, recordings: Iterable[str]) -> None:
        self._folders: dict[str, dict[str, str]] = {}
        for path in recordings:
            folder, _, name = path.rpartition("/")
            self._folders.setdefault(folder, {}).setdefault(_stem(name), path)
        self._sorted = {folder: sorted(stems) for folder, stems in self._folders.items()}

    def of(self, sidecar: str) -> str | None:
        """The path of the recording that `sidecar` belongs to; None if it stands alone."""
        folder, _, name = sidecar.rpartition("/")
        stems = self._folders.get(folder)
        if not stems:
            return None
        stem = _stem(name)
        for same in (stem, _stem(stem)):
            if same in stems:
                return stems[same]
        # In sorted order the longest common beginning is with a neighbour.
        ordered = self._sorted[folder]
        place = bisect_left(ordered, stem)
        best = max(ordered[max(0, place - 1) : place + 1], key=lambda other: _common(other, stem))
        common = _common(best, stem)
        if common >= _SHORTEST_COMMON:
            return None if _differ_in_number(best, stem, common) else stems[best]
        return stems[best] if len(ordered) == 1 else None


def _stem(name: str) -> str:
    return (name.rpartition(".")[0] or name).lower()


def _common(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _differ_in_number(one: str, other: str, common: int) -> bool:
    """Whether two names part within a number: then they are two files of one recorder."""
    digits = [text[common : common + 1].isdigit() for text in (one, other)]
    return all(digits) or (any(digits) and one[common - 1].isdigit())


def read_sidecar(content: bytes, words: SidecarWords, zone: tzinfo) -> SidecarFacts:
    """What a sidecar's text says, by the words the families know; nothing it says is an error."""
    text = _decoded(content)
    if text is None:
        return SidecarFacts()
    device = officer = ""
    start: TimeClaim | None = None
    for count, (key, value) in enumerate(_values(text)):
        if count >= _MOST_VALUES:
            break
        word = re.sub(r"[-_. ]", "", key).lower()
        if word in words.device and not device:
            device = value[:64]
        elif word in words.officer and not officer:
            officer = value[:64]
        elif word in words.start and start is None:
            start = _claim(value, zone)
    return SidecarFacts(device, officer, start)


def _decoded(content: bytes) -> str | None:
    # Chinese recorders write GBK where they do not write UTF-8.
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _values(text: str) -> Iterator[tuple[str, str]]:
    start = text.lstrip()[:1]
    if start in {"{", "["} and not _SECTION.match(text):
        yield from _json_text(text)
    elif start == "<":
        try:
            yield from _xml_values(ElementTree.fromstring(text.strip()))
        except ElementTree.ParseError:
            return
    else:
        for line in text.splitlines():
            if line.lstrip()[:1] == "{":
                # Subtitles of recorders hold an object for each second.
                yield from _json_text(line)
            elif pair := _PAIR.match(line):
                yield pair[1], pair[2]


def _json_text(text: str) -> Iterator[tuple[str, str]]:
    try:
        yield from _json_values("", json.loads(text))
    except (ValueError, RecursionError):
        return


def _json_values(key: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for inner_key, inner in value.items():
            yield from _json_values(str(inner_key), inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _json_values(key, inner)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield key, str(value)


def _xml_values(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for element in root.iter():
        yield from element.attrib.items()
        if element.text and element.text.strip():
            yield element.tag.rpartition("}")[2], element.text.strip()


def _claim(value: str, zone: tzinfo) -> TimeClaim | None:
    found = moment_in(value, zone)
    if found is None:
        return None
    at, zoned = found
    return TimeClaim(TimeSource.SIDECAR, at, raw=value[:64], zoned=zoned)
