"""The small texts of a bag and of the official layout: the same on discs and in packages."""

import hashlib
from collections.abc import Iterable, Mapping

BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
BOM = "\ufeff"


def sm3_of(data: bytes) -> str:
    """SM3 of some bytes; empty where this build of OpenSSL is without the Chinese digests."""
    if not data:
        return ""
    try:
        return hashlib.new("sm3", data).hexdigest()
    except ValueError:
        return ""


def manifest(digests: Mapping[str, str]) -> bytes:
    """A manifest as `sha256sum -c` reads it: digest, two spaces, path."""
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode()


def bag_info(lines: Iterable[tuple[str, str]]) -> bytes:
    """`bag-info.txt`: labels with values, those without one left out."""
    return "".join(f"{label}: {one_line(value)}\n" for label, value in lines if value).encode()


def one_line(text: str) -> str:
    """A text without line ends."""
    return " ".join(text.split())


def notepad(lines: Iterable[str]) -> bytes:
    """A text that Notepad of every Windows shows right."""
    return (BOM + "".join(f"{line}\r\n" for line in lines)).encode()


def xml_safe(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold."""
    return (
        "".join(character for character in text if character >= " " or character in "\t\n\r")
        .replace("\ufffe", "")
        .replace("\uffff", "")
    )
