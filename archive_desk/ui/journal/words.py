"""How an entry's details are written out for people."""

from collections.abc import Mapping
from enum import StrEnum

from archive_desk.domain.cases import CaseKind
from archive_desk.domain.footage import Health
from archive_desk.domain.journal import Entry
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.people import Role
from archive_desk.domain.verbs import detail_title
from archive_desk.ui import wording

_BRIEF = ("reason", "opinion", "purpose", "case", "source", "name", "type", "file", "location")
"""The details that tell most, in the order of their weight."""


def details_of(entry: Entry) -> list[tuple[str, str]]:
    """The details of an entry as pairs of name and value; a damaged line has none."""
    try:
        details = list(entry.detail.items())
    except (ValueError, KeyError, TypeError, AttributeError):
        return []
    changed = entry.verb.endswith("changed")
    pairs = []
    for key, value in details:
        words = _stretches(key, value) or _known_word(key, value)
        words = words or (_change(value) if changed else None)
        pairs.append((name_of(key), _value(value) if words is None else words))
    return pairs


def brief(entry: Entry) -> str:
    """Under which approval it was done, and what matters most of its details, in a few words."""
    approval = wording.tr("批准 {no}", no=entry.approval) if entry.approval else ""
    return " · ".join(part for part in (approval, _weightiest(entry)) if part)


def _weightiest(entry: Entry) -> str:
    try:
        detail = entry.detail
        stretches = _stretches("watched_ms", detail.get("watched_ms"))
        found = stretches or next((detail[key] for key in _BRIEF if detail.get(key)), "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    return _value(found)


def name_of(key: str) -> str:
    """What a detail is called, in the language of the window."""
    return first_upper(wording.sentence(detail_title(key)))


def first_upper(words: str) -> str:
    """`words` with a capital at the beginning, where the script has capitals."""
    return words[:1].upper() + words[1:]


_WORDS: Mapping[str, type[StrEnum]] = {
    "act": LoanAct,
    "acts": LoanAct,
    "health": Health,
    "kind": CaseKind,
    "role": Role,
}
"""Details whose values are words of ours."""


def _stretches(key: str, value: object) -> str | None:
    """What was watched, each part on a line of its own; None where it says something else."""
    if key != "watched_ms" or not isinstance(value, list):
        return None
    pairs = [each for each in value if isinstance(each, list) and len(each) == 2]
    return "\n".join(
        f"{wording.position(int(first))} – {wording.position(int(last))}" for first, last in pairs
    )


def _known_word(key: str, value: object) -> str | None:
    """The label of a word of ours, or of several; None where it is none."""
    kind = _WORDS.get(key)
    words = [each for each in (value if isinstance(value, list) else [value]) if type(each) is str]
    if kind is None or not words or any(word not in set(kind) for word in words):
        return None
    labels = [wording.sentence(str(getattr(kind(word), "label", word))) for word in words]
    return ("、" if key == "acts" else " → ").join(labels)


def _change(value: object) -> str | None:
    """Old and new, as `旧 → 新`; None if it is no such pair."""
    if isinstance(value, list) and len(value) == 2:
        return f"{_value(value[0]) or '—'} → {_value(value[1]) or '—'}"
    return None


def _value(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return wording.tr("是") if value else wording.tr("否")
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, list):
        return "、".join(_value(each) for each in value)
    return str(value)


def _mapping(value: Mapping[object, object]) -> str:
    lines = []
    for key, each in value.items():
        words = _change(each)
        lines.append(f"{name_of(str(key))} {_value(each) if words is None else words}")
    return "\n".join(lines)
