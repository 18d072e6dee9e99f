"""The families of names, folders and sidecars, read from data files (`resources/recorders`)."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.footage import Kind
from archive_desk.domain.sentences import Sentence, say

_PART = re.compile(r"(?<!\?P)<([a-z_]+)>")


@dataclass(frozen=True)
class NamePattern:
    """One way of naming files or folders. Higher `priority` is tried first.

    `title` is the make, `layout` how the name is put together, both for people.
    `utc` tells that the time in the name is not local. `important_when` lists, by group, the texts
    that mean the recorder's own mark. `samples` are names with what must be read from them.
    """

    key: str
    title: str
    priority: int
    expression: re.Pattern[str]
    layout: str = ""
    utc: bool = False
    important_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    samples: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class SkipRule:
    """Files that stay on the card, by their own name or a folder above them.

    Without `recordings_too` the rule spares what is a recording or a photo by its extension.
    """

    reason: Sentence
    file: re.Pattern[str] | None = None
    folder: re.Pattern[str] | None = None
    recordings_too: bool = True


@dataclass(frozen=True)
class SidecarWords:
    """What sidecars call the things looked for, without case, hyphens and underscores."""

    device: frozenset[str] = frozenset()
    officer: frozenset[str] = frozenset()
    start: frozenset[str] = frozenset()
    extensions: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Families:
    """Everything that is known of recorders' habits, in order of priority."""

    names: tuple[NamePattern, ...]
    folders: tuple[NamePattern, ...]
    skips: tuple[SkipRule, ...]
    kinds: Mapping[str, Kind]
    sidecars: SidecarWords

    def kind_of(self, name: str) -> Kind:
        """What a file is, by its extension; unknown ones are sidecars."""
        return self.kinds.get(name.rpartition(".")[2].lower(), Kind.SIDECAR)


def read_families(folder: Path) -> Families:
    """Read all data files of `folder`, in the order of their names.

    Raises:
        InvalidInput: a file cannot be understood; the sentence names it and the entry.
    """
    tables = [(path, _table(path)) for path in sorted(folder.glob("*.toml"))]
    parts = {name: text for _, table in tables for name, text in table.get("parts", {}).items()}
    names: list[NamePattern] = []
    folders: list[NamePattern] = []
    skips: list[SkipRule] = []
    kinds: dict[str, Kind] = {}
    words: dict[str, frozenset[str]] = {}
    for path, table in tables:
        names += [_pattern(path, entry, parts) for entry in table.get("names", [])]
        folders += [_pattern(path, entry, parts, "(?:.*/)?") for entry in table.get("folders", [])]
        skips += [_skip(path, entry) for entry in table.get("skips", [])]
        for kind, extensions in table.get("kinds", {}).items():
            kinds.update(dict.fromkeys(extensions, Kind(kind)))
        for subject, texts in table.get("sidecars", {}).items():
            words[subject] = words.get(subject, frozenset()) | frozenset(texts)
    return Families(
        names=tuple(sorted(names, key=lambda pattern: -pattern.priority)),
        folders=tuple(sorted(folders, key=lambda pattern: -pattern.priority)),
        skips=tuple(skips),
        kinds=kinds,
        sidecars=SidecarWords(**words),
    )


def _table(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, ValueError) as error:
        raise InvalidInput(
            say("记录仪规则文件“{file}”无法读取：{error}", file=path.name, error=str(error))
        ) from error


def _pattern(
    path: Path, entry: Mapping[str, Any], parts: Mapping[str, str], prefix: str = ""
) -> NamePattern:
    key = str(entry.get("key", "?"))
    try:
        return NamePattern(
            key=key,
            title=entry["title"],
            priority=int(entry["priority"]),
            expression=re.compile(prefix + _assemble(entry["pattern"], parts), re.IGNORECASE),
            layout=str(entry.get("layout", "")),
            utc=bool(entry.get("utc", False)),
            important_when={
                group: tuple(texts) for group, texts in entry.get("important_when", {}).items()
            },
            samples=tuple(entry.get("samples", ())),
        )
    except (KeyError, re.error) as error:
        raise _mistake(path, key, error) from error


def _assemble(pattern: str, parts: Mapping[str, str]) -> str:
    """Replace `<part>` by its expression, as often as parts stand within parts."""
    while found := _PART.search(pattern):
        pattern = pattern[: found.start()] + parts[found[1]] + pattern[found.end() :]
    return pattern


def _skip(path: Path, entry: Mapping[str, Any]) -> SkipRule:
    try:
        compiled = {
            place: re.compile(entry[place], re.IGNORECASE)
            for place in ("file", "folder")
            if place in entry
        }
        return SkipRule(
            reason=say(entry["reason"]),
            recordings_too=bool(entry.get("recordings_too", True)),
            **compiled,
        )
    except (KeyError, re.error) as error:
        raise _mistake(path, str(entry.get("reason", "?")), error) from error


def _mistake(path: Path, key: str, error: Exception) -> InvalidInput:
    return InvalidInput(
        say(
            "记录仪规则文件“{file}”中的“{key}”有误：{error}",
            file=path.name,
            key=key,
            error=str(error),
        )
    )
