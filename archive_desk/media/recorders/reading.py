"""Reading a path: which recorder, which officer, when it began, or why it stays on the card."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from urllib.parse import unquote

from archive_desk.domain.arrivals import Identities, Recognised
from archive_desk.domain.footage import Kind, TimeClaim, TimeSource
from archive_desk.domain.sentences import Sentence
from archive_desk.media.recorders.families import Families, NamePattern

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DEVICE_LENGTH, _OFFICER_LENGTH = 7, 6
# Not strptime: its month names follow the process's locale.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Reader:
    """Reads names and folders by the families, in the archive's zone.

    `known` are the numbers in the registers; they decide which of two numbers is the device.
    """

    def __init__(self, families: Families, *, zone: tzinfo, known: Identities) -> None:
        self.families = families
        self._zone = zone
        self._known = self.known = known

    def read(self, path: str, above: str = "") -> Recognised:
        """What a file's name and folders say; `path` is relative to the source, with `/`.

        `above` is where the source itself lies: a clerk may choose any folder of a card.
        """
        folder, _, name = f"{above}/{path}".strip("/").rpartition("/")
        stem = name.rpartition(".")[0] or name
        by_name = _first_match(self.families.names, stem)
        # Every folder pattern that fits adds what the more trusted places left open.
        by_folder = _matches(self.families.folders, folder)
        device, officer, decided_by = self._identities(by_name, by_folder)
        claims: list[TimeClaim] = []
        if by_name is not None:
            claims += self._claim(TimeSource.NAME, *by_name, day=_day_of(by_folder))
        for pattern, match in by_folder:
            claims += self._claim(TimeSource.FOLDER, pattern, match)
        family = (by_name or (by_folder[0] if by_folder else (None, None)))[0]
        return Recognised(
            family="" if family is None else family.key,
            family_title="" if family is None else family.title,
            family_layout="" if family is None else family.layout,
            device=device,
            officer=officer,
            sequence=_sequence(by_name),
            important=any(
                _important(pattern, match)
                for pattern, match in [*([by_name] if by_name else []), *by_folder]
            ),
            claims=tuple(dict.fromkeys(claims)),
            decided_by=decided_by,
        )

    def why_skipped(self, path: str) -> Sentence | None:
        """Why a file should stay on the card; None if it is wanted."""
        *folders, name = path.split("/")
        recording = self.families.kind_of(name) is not Kind.SIDECAR
        for rule in self.families.skips:
            if recording and not rule.recordings_too:
                continue
            if rule.file is not None and rule.file.fullmatch(name):
                return rule.reason
            if rule.folder is not None and any(map(rule.folder.fullmatch, folders)):
                return rule.reason
        return None

    def _identities(
        self,
        by_name: tuple[NamePattern, re.Match[str]] | None,
        by_folder: Iterable[tuple[NamePattern, re.Match[str]]],
    ) -> tuple[str, str, str]:
        device = officer = decided_by = ""
        if by_name is not None:
            groups = by_name[1].groupdict()
            device, officer = groups.get("device") or "", groups.get("officer") or ""
            decided_by = "pattern" if device or officer else ""
            if groups.get("first") and groups.get("second_id"):
                device, officer, decided_by = self._in_order(groups["first"], groups["second_id"])
        for _, match in by_folder:
            groups = match.groupdict()
            if not decided_by and (groups.get("device") or groups.get("officer")):
                decided_by = "pattern"
            device = device or unquote(groups.get("device") or "")
            officer = officer or unquote(groups.get("officer") or "")
        return device, officer, decided_by

    def _in_order(self, first: str, second: str) -> tuple[str, str, str]:
        """Device and officer, by the registers, else by length, else as most firmware writes."""
        as_written = (first in self._known.devices) + (second in self._known.officers)
        reversed_ = (second in self._known.devices) + (first in self._known.officers)
        if as_written != reversed_:
            found = (first, second) if as_written > reversed_ else (second, first)
            return (*found, "register")
        as_written = _like_a_device(first) + _like_an_officer(second)
        reversed_ = _like_a_device(second) + _like_an_officer(first)
        if as_written != reversed_:
            found = (first, second) if as_written > reversed_ else (second, first)
            return (*found, "length")
        return first, second, "default"

    def _claim(
        self,
        source: TimeSource,
        pattern: NamePattern,
        match: re.Match[str],
        *,
        day: Mapping[str, str | None] | None = None,
    ) -> list[TimeClaim]:
        groups = match.groupdict()
        if groups.get("hour") and not groups.get("year") and day:
            groups |= day
        if not groups.get("year") and not groups.get("epoch"):
            return []
        try:
            at = _moment(groups, UTC if pattern.utc else self._zone)
        except ValueError:
            # 30 February: the digits were no date after all.
            return []
        return [
            TimeClaim(
                source,
                at,
                raw=match.string.rpartition("/")[2],
                zoned=pattern.utc,
                whole_day=not (groups.get("hour") or groups.get("epoch")),
                whole_minute=bool(groups.get("hour")) and not groups.get("second"),
            )
        ]


def _day_of(
    by_folder: Iterable[tuple[NamePattern, re.Match[str]]],
) -> Mapping[str, str | None] | None:
    """The day that a folder's name gives."""
    for _, match in by_folder:
        groups = match.groupdict()
        if groups.get("year"):
            return {part: groups.get(part) for part in ("year", "month", "day")}
    return None


def _like_a_device(number: str) -> bool:
    return len(number) == _DEVICE_LENGTH or not number.isdigit()


def _like_an_officer(number: str) -> bool:
    return len(number) == _OFFICER_LENGTH and number.isdigit()


def _moment(groups: dict[str, str | None], zone: tzinfo) -> datetime:
    if groups.get("epoch"):
        return _EPOCH + timedelta(milliseconds=int(groups["epoch"] or 0))
    month = groups.get("month") or "1"
    number = int(month) if month.isdigit() else _MONTHS.index(month.lower()) + 1
    fraction = (groups.get("fraction") or "").ljust(6, "0")
    return datetime(
        int(groups["year"] or 0),
        number,
        int(groups.get("day") or 1),
        int(groups.get("hour") or 0),
        int(groups.get("minute") or 0),
        int(groups.get("second") or 0),
        int(fraction),
        tzinfo=zone,
    )


def _first_match(
    patterns: Iterable[NamePattern], text: str
) -> tuple[NamePattern, re.Match[str]] | None:
    return next(iter(_matches(patterns, text)), None)


def _matches(patterns: Iterable[NamePattern], text: str) -> list[tuple[NamePattern, re.Match[str]]]:
    found = ((pattern, pattern.expression.fullmatch(text)) for pattern in patterns)
    return [(pattern, match) for pattern, match in found if match is not None]


def _sequence(by_name: tuple[NamePattern, re.Match[str]] | None) -> int | None:
    if by_name is None:
        return None
    text = by_name[1].groupdict().get("sequence")
    return int(text) if text else None


def _important(pattern: NamePattern, match: re.Match[str]) -> bool:
    groups = match.groupdict()
    return bool(groups.get("important")) or any(
        groups.get(group) in texts for group, texts in pattern.important_when.items()
    )
