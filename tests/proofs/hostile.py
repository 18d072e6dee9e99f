"""A card of names that no recorder should write and some do."""

import os
import random
import unicodedata
from pathlib import Path

MIXED = (
    *("执法记录", "询问室一楼", "西藏ལྷ་ས", "日本語", "한국어", "Ünïcödé", "עברית", "العربية"),
    *("👮", "👩‍👧‍👦", "🇨🇳", "📹🎞", "e\u0301t\u00e9", "\u00e9te\u0301", "\u1e9b\u0323", "Ａ１", "ﬁ"),
    *(
        "\u202egp4.exe",
        "\u2066x\u2069",
        "\ufeffbom",
        "a\u200bb",
        "a\u00a0b",
        "\u3000全角",
        "\ue000",
    ),
    *("a\nb", "a\r\nb", "a\tb", "a\x01b", "a\x1b[31mb", "a\x7fb", "\u2028line", "\u0085nel"),
    *("..mp4", "...", ".hidden", "..hidden", "-rf", "--help", "-", "~x", "$(reboot)", "`id`"),
    *("a;b", "a|b", "a>b", 'a"b', "a'b", "a\\b", "..\\..\\up", "C:\\x", "%2e%2e%2f", "a%0ab", "*?"),
    *("=1+1", "+1", "@x", "#x", "a:b", "a::$DATA", " lead", "trail ", "trail.", "a  b", "{x}"),
)
RESERVED = ("CON", "con", "PRN", "aux", "NUL", "COM1", "com¹", "LPT9", "CONIN$", "nul.tar")
RAW = (b"\xff\xfe", b"\x80abc", b"a\xc3", b"\xed\xa0\x80", b"\xc0\xaf", "记录".encode("gb18030"))


def write(card: Path, count: int, every: int = 1) -> dict[bytes, bytes]:
    """Write regular files, links and odd things beside them; the contents by raw path.

    Of `count` hostile names each `every`-th is taken.
    """
    root = os.fsencode(card)
    held: dict[bytes, bytes] = {}
    for number, raw in enumerate(_paths(count)[::every]):
        content = b"%06d" % number + raw
        path = root + b"/" + raw
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        with open(path, "xb") as file:  # noqa: PTH123
            file.write(content)
        held[raw] = content
    (card / "link.mp4").symlink_to("/etc/hostname")
    (card / "dangling.mp4").symlink_to("nowhere")
    (card / "up").symlink_to("..")
    os.mkfifo(card / "pipe.mp4")
    return held


LINKS = 3
PIPES = 1


def _paths(count: int) -> list[bytes]:
    """Raw paths, all different, of files that a recorder's owner would want."""
    chance = random.Random(20261119)
    found: dict[bytes, None] = {}
    for text in (*MIXED, *RESERVED):
        for suffix in (".mp4", ".MP4", ".jpg", ".log", ""):
            found.setdefault(_fitting((text + suffix).encode()))
        # The same name as another file system would write it, and as it would take it for another.
        for twin in (unicodedata.normalize(form, text) for form in ("NFC", "NFD")):
            found.setdefault(_fitting((twin + ".mp4").encode()))
        found.setdefault(_fitting((text.swapcase() + ".mp4").encode()))
    for raw in RAW:
        for suffix in (b".mp4", b".MP4", b""):
            found.setdefault(raw + suffix)
    for length in range(236, 256):
        found.setdefault(b"x" * (length - 4) + b".mp4")
        found.setdefault("字".encode() * ((length - 4) // 3) + b".mp4")
    found.pop(b"", None)
    plain = [raw for raw in found if raw not in {b".", b".."}]
    while len(plain) < count:
        folder = _fitting(chance.choice(MIXED).encode()) if chance.random() < 0.5 else b"DCIM"
        if folder.startswith((b".", b"~")):
            folder = b"d" + folder
        parts = [chance.choice(MIXED) for _ in range(chance.randint(1, 3))]
        plain.append(
            b"dir-" + folder + b"/" + _fitting(f"{''.join(parts)}{len(plain)}.mp4".encode())
        )
    return plain[:count]


def _fitting(raw: bytes) -> bytes:
    """What one folder entry can hold."""
    return raw.replace(b"/", b"_").replace(b"\x00", b"")[:255]
