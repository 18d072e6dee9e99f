"""Texts that belong to moments of a recording: subtitles and GPS trails beside it.

Recorders write them as WebVTT, SubRip or lines of NMEA 0183. What is not understood is left out.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_TIMES = re.compile(
    r"(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})\s*-->\s*(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
)
_TAGS = re.compile(r"<[^>]{0,80}>|\{[^}]{0,80}\}")
_LONGEST_LINES = 200_000
_LAST_MS = 5_000


@dataclass(frozen=True)
class TimedText:
    """A text from `from_ms` to `to_ms` after the recording's first picture."""

    from_ms: int
    to_ms: int
    text: str


def read_texts(content: bytes, name: str, started_at: datetime | None) -> tuple[TimedText, ...]:
    """The texts of a sidecar called `name`, in their order; none where it holds none.

    `started_at` is when the recording began by its recorder's clock: a GPS trail tells the time of
    day, which leads to a position only with it.
    """
    text = _decoded(content)
    if "-->" in text:
        found = _subtitles(text)
    elif "$G" in text or "$B" in text:
        found = _positions(text, started_at)
    else:
        found = []
    return tuple(sorted(found, key=lambda each: each.from_ms))


def texts_at(texts: tuple[TimedText, ...], at_ms: int) -> list[TimedText]:
    """Those that belong to a moment."""
    until = bisect_right(texts, at_ms, key=lambda each: each.from_ms)
    return [each for each in texts[:until] if at_ms < each.to_ms]


def _decoded(content: bytes) -> str:
    # Chinese recorders write GBK where they do not write UTF-8.
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _subtitles(text: str) -> list[TimedText]:
    found: list[TimedText] = []
    for block in re.split(r"\r?\n\s*\r?\n", text):
        lines = block.strip().splitlines()
        place = next((n for n, line in enumerate(lines[:3]) if _TIMES.search(line)), None)
        if place is None:
            continue
        times = _TIMES.search(lines[place])
        words = "\n".join(_TAGS.sub("", line).strip() for line in lines[place + 1 :]).strip()
        if times is not None and words:
            found.append(TimedText(_ms(times.groups()[:4]), _ms(times.groups()[4:]), words))
    return found


def _ms(parts: Iterable[str | None]) -> int:
    hours, minutes, seconds, rest = parts
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return whole * 1000 + int((rest or "0").ljust(3, "0"))


def _positions(text: str, started_at: datetime | None) -> list[TimedText]:
    """The points of an NMEA trail: each holds until the next."""
    if started_at is None:
        return []
    points: list[tuple[int, str]] = []
    for line in text.splitlines()[:_LONGEST_LINES]:
        point = _point(line.strip(), started_at.astimezone(UTC))
        if point is not None:
            points.append(point)
    points.sort()
    ends = [at for at, _ in points[1:]] + [points[-1][0] + _LAST_MS] if points else []
    return [
        TimedText(at, max(end, at + 1), words)
        for (at, words), end in zip(points, ends, strict=True)
    ]


def _point(line: str, begun: datetime) -> tuple[int, str] | None:
    fields = line.partition("*")[0].split(",")
    if not fields[0].endswith("RMC") or len(fields) < 9 or fields[2] != "A":
        return None
    try:
        clock = datetime.strptime(fields[1].partition(".")[0].zfill(6), "%H%M%S")  # noqa: DTZ007
        at = begun.replace(hour=clock.hour, minute=clock.minute, second=clock.second, microsecond=0)
        latitude = _degrees(fields[3], fields[4])
        longitude = _degrees(fields[5], fields[6])
        knots = float(fields[7] or 0)
    except ValueError:
        return None
    nearest = min(
        (at + timedelta(days=days) for days in (-1, 0, 1)), key=lambda each: abs(each - begun)
    )
    words = f"{latitude}  {longitude}  {knots * 1.852:.0f} km/h"
    return round((nearest - begun) / timedelta(milliseconds=1)), words


def _degrees(digits: str, side: str) -> str:
    point = digits.index(".")
    degrees = int(digits[: point - 2]) + float(digits[point - 2 :]) / 60
    return f"{degrees:.6f}°{side}"
