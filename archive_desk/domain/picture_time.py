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


def position_named(footage: Footage, words: str, zone: tzinfo) -> int | None:
    """The position in milliseconds that a person names by the clock, as `9:31:05.5` or `9:31`.

    The clock is that of the pictures' true times in `zone`; of the days around the recording the
    one is meant whose moment lies nearest to it. None if it is no time of day, or the beginning of
    the recording is not known.
    """
    clock = _clock_of(words)
    if clock is None or footage.started_at is None:
        return None
    begun = footage.started_at.astimezone(zone)
    moments = [
        datetime.combine(begun.date() + timedelta(days=days), clock, zone) for days in (-1, 0, 1)
    ]
    after = min((moment - begun for moment in moments), key=abs)
    return round(after / timedelta(milliseconds=1))


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
