"""Safe stored names: any file system takes them, and nobody's terminal or shell is misled."""

import re
import unicodedata

LONGEST_BYTES = 80

_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?")
# The per cent sign is legal everywhere, but BagIt tools disagree on how a manifest writes it.
_FORBIDDEN = set('<>:"/\\|?*%')
_DROPPED_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_LONGEST_SUFFIX = 12
_NUMBER = re.compile(r"^\d{4,}_(?=.)")


def stored_name(number: int, name: str) -> str:
    """`nnnn_` and a safe form of `name`, at most 80 bytes; `number` makes it unique in its bag."""
    prefix = f"{number:04d}_"
    return prefix + safe_name(name, LONGEST_BYTES - len(prefix))


def told_name(stored: str) -> str:
    """A stored name as a person knows it: without the number that makes it unique."""
    return _NUMBER.sub("", stored)


def safe_name(name: str, longest: int = LONGEST_BYTES) -> str:
    """A safe form of `name`: NFC, no leading dot or dash, no control or direction signs.

    What no file system or shell should meet becomes `_`; the extension survives shortening.
    """
    text = unicodedata.normalize("NFC", name)
    signs = (
        "_" if sign in _FORBIDDEN or unicodedata.category(sign) in _DROPPED_CATEGORIES else sign
        for sign in text
    )
    clean = "".join(" " if sign.isspace() else sign for sign in signs)
    # Windows drops trailing dots and blanks; a leading dot hides, a leading dash is an option.
    clean = clean.strip(" .").lstrip("-. ~") or "_"
    if _RESERVED.fullmatch(clean):
        clean = "_" + clean
    return _shortened(clean, longest)


def _shortened(name: str, longest: int) -> str:
    if len(name.encode()) <= longest:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix.encode()) > _LONGEST_SUFFIX:
        stem, dot, suffix = name, "", ""
    room = longest - len((dot + suffix).encode())
    cut = stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .")
    return (cut or "_") + dot + suffix
