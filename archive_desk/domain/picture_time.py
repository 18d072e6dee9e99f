"""When a picture was taken: by the recorder's clock, and truly, as far as is known."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from fractions import Fraction

from archive_desk.domain.footage import Footage


@dataclass(frozen=True)
class PictureTime:
    """Both times of one picture; None where the beginning of the recording is not known.

    `true` is what the recorder's clock said, corrected by its known error.
    """

    true: datetime | None
    recorder: datetime | None


def times_at(footage: Footage, seconds: Fraction) -> PictureTime:
    """The times of the picture that begins `seconds` after the first one."""
    after = timedelta(microseconds=round(seconds * 1_000_000))
    return PictureTime(
        true=None if footage.started_at is None else footage.started_at + after,
        recorder=None if footage.device_time is None else footage.device_time + after,
    )


def still_name(footage: Footage, number: int | None, true: datetime | None) -> str:
    """A file name for a still: its true local time to the millisecond, device, frame, original.

    `true` is in the office's zone. Without a time the original's name has to do.
    """
    stem = footage.name.rsplit(".", 1)[0]
    parts = [stem] if true is None else [true.strftime("%Y%m%d_%H%M%S_") + f"{_ms(true):03}"]
    if true is not None:
        parts += [footage.device] if footage.device else []
        parts.append(stem)
    if number is not None:
        parts.append(f"f{number}")
    return "_".join(parts) + ".png"


def _ms(moment: datetime) -> int:
    return moment.microsecond // 1000


@dataclass(frozen=True)
class Goal:
    """Where a person wants to go: a time of day, a position in the recording, or a picture."""

    clock: time | None = None
    at_ms: int | None = None
    number: int | None = None


def goal_named(words: str) -> Goal | None:
    """What a person names: `9:31:05.5` by the clock, `+1:05.5` a position, `#62` a picture."""
    words = words.strip().replace("＋", "+").replace("＃", "#")
    if words.startswith("#"):
        digits = words[1:].strip()
        return Goal(number=int(digits)) if digits.isdecimal() else None
    if words.startswith("+"):
        at_ms = _length_of(words[1:])
        return None if at_ms is None else Goal(at_ms=at_ms)
    clock = _clock_of(words)
    return None if clock is None else Goal(clock=clock)


def moment_named(clock: time, around: datetime, zone: tzinfo) -> datetime:
    """The moment with this time of day in `zone` that lies nearest to `around`."""
    day = around.astimezone(zone).date()
    moments = [datetime.combine(day + timedelta(days=days), clock, zone) for days in (-1, 0, 1)]
    return min(moments, key=lambda moment: abs(moment - around))


def _length_of(words: str) -> int | None:
    parts = words.strip().replace("：", ":").split(":")
    if not 1 <= len(parts) <= 3:
        return None
    try:
        seconds = Fraction(parts[-1])
        for place, part in enumerate(reversed(parts[:-1]), 1):
            seconds += int(part) * 60**place
    except ValueError:
        return None
    return round(seconds * 1000) if seconds >= 0 else None


def _clock_of(words: str) -> time | None:
    parts = words.strip().replace("：", ":").split(":")
    if not 2 <= len(parts) <= 3:
        return None
    try:
        hours, minutes = int(parts[0]), int(parts[1])
        seconds = Fraction(parts[2]) if len(parts) == 3 else Fraction(0)
        whole = int(seconds)
        return time(hours, minutes, whole, int((seconds - whole) * 1_000_000))
    except ValueError:
        return None
