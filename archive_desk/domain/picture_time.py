"""When a picture was taken: by the recorder's clock, and truly, as far as is known."""

from dataclasses import dataclass
from datetime import datetime, timedelta
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
