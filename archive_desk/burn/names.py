"""Names on a disc: full ones in UDF, shortened and unique ones where a file system is narrower.

UDF holds 126 characters of 16 bits, Joliet 64, ISO 9660 31 of A-Z, 0-9 and `_`. Windows compares
without case and forbids more than any of them, so its rules count as well.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

UDF_LENGTH = 126
JOLIET_LENGTH = 64
_ISO_NAME_LENGTH = 30
_ISO_EXTENSION_LENGTH = 8
_SAFE_LENGTH = 120

_FORBIDDEN = re.compile(r'[<>:"/\\|?*;\x00-\x1f\x7f]')
# Marks that turn the writing direction can make one name look like another.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


def length(name: str) -> int:
    """The length as file systems on discs count it, in UTF-16 units."""
    return len(name.encode("utf-16-be")) // 2


def safe(name: str) -> str:
    """`name` with what no disc or Windows can hold replaced by `_`; safe names stay as they are."""
    normal = unicodedata.normalize("NFC", name)
    kept = "".join(
        "_" if unicodedata.category(character) in _INVISIBLE else character for character in normal
    )
    kept = _FORBIDDEN.sub("_", kept).rstrip(". ").lstrip(" ")
    if kept.startswith("."):
        kept = "_" + kept[1:]
    if not kept or _RESERVED.fullmatch(kept):
        kept = f"_{kept}"
    return kept if length(kept) <= _SAFE_LENGTH else _fit(kept, _SAFE_LENGTH)


def volume_label(identifier: str, limit: int) -> str:
    """What ISO 9660 can hold of a volume's identifier: printable ASCII, `limit` characters."""
    plain = unicodedata.normalize("NFKD", identifier)
    if plain.isascii() and len(plain) <= limit:
        return plain or "DISC"
    # The end is where numbers run on.
    kept = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[-limit:].strip("-")
    return kept or "DISC"


def folded(name: str) -> str:
    """What Windows and careful people take for the same name."""
    return unicodedata.normalize("NFC", name).casefold()


def joliet(names: Iterable[str]) -> dict[str, str]:
    """For the names of one folder: their Joliet names, unique without regard to case."""
    return _unique(names, lambda name: name, JOLIET_LENGTH, _fit)


def iso_files(names: Iterable[str]) -> dict[str, str]:
    """For the files of one folder: their ISO 9660 names of interchange level 3, with version."""
    short = _unique(names, _iso_file, _ISO_NAME_LENGTH, _fit)
    return {name: f"{iso if '.' in iso else iso + '.'};1" for name, iso in short.items()}


def iso_folders(names: Iterable[str]) -> dict[str, str]:
    """For the sub-folders of one folder: their ISO 9660 names."""
    return _unique(names, _d_characters, _ISO_NAME_LENGTH, _fit)


def _unique(
    names: Iterable[str],
    simplify: Callable[[str], str],
    limit: int,
    fit: Callable[[str, int], str],
) -> dict[str, str]:
    result: dict[str, str] = {}
    taken: set[str] = set()
    counters: dict[str, int] = {}
    # The order decides who keeps the plain name; sorted, so that it is the same next time.
    for name in sorted(names, key=lambda name: (length(name) > limit, name)):
        plain = fit(simplify(name), limit)
        candidate, number = plain, counters.get(folded(plain), 0)
        while folded(candidate) in taken:
            number += 1
            candidate = _with_suffix(plain, f"_{number}", limit, fit)
        counters[folded(plain)] = number
        taken.add(folded(candidate))
        result[name] = candidate
    return result


def _with_suffix(name: str, suffix: str, limit: int, fit: Callable[[str, int], str]) -> str:
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    shortened = fit(stem, limit - length(suffix) - length(dot + extension))
    return shortened + suffix + dot + extension


def _fit(name: str, limit: int) -> str:
    """The beginning of the name and its extension, `limit` units long at most."""
    if length(name) <= limit:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or length(extension) > _ISO_EXTENSION_LENGTH:
        stem, dot, extension = name, "", ""
    room = limit - length(dot + extension)
    kept = stem.encode("utf-16-be")[: 2 * room].decode("utf-16-be", errors="ignore")
    return kept.rstrip(". ") + dot + extension


def _d_characters(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).upper()
    return re.sub(r"[^A-Z0-9]+", "_", plain).strip("_") or "_"


def _iso_file(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    if not dot:
        return _d_characters(name)
    return f"{_d_characters(stem)}.{_d_characters(extension)[:_ISO_EXTENSION_LENGTH]}"
