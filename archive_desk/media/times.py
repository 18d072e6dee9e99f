"""Moments as files, containers and sidecars write them."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_MS = re.compile(r"\d{13}")
_EPOCH_S = re.compile(r"1\d{9}")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d\d)(\d\d)[ T_]?(\d\d)(\d\d)(\d\d)")
_EXIF = re.compile(r"(\d{4}):(\d\d):(\d\d)[ T](\d\d):(\d\d):(\d\d)")


def from_nanoseconds(value: int) -> datetime | None:
    """A file time in UTC, to the microsecond; None for one that no calendar holds."""
    try:
        return _EPOCH + timedelta(microseconds=value // 1000)
    except OverflowError:
        return None


def moment_in(value: str, zone: tzinfo) -> tuple[datetime, bool] | None:
    """A moment written as ISO 8601, EXIF, compact digits or Unix time.

    Gives the moment and whether the text itself named its zone; None when it is no moment.
    """
    value = value.strip()
    try:
        if _EPOCH_MS.fullmatch(value):
            return _EPOCH + timedelta(milliseconds=int(value)), True
        if _EPOCH_S.fullmatch(value):
            return _EPOCH + timedelta(seconds=int(value)), True
        if digits := _COMPACT.fullmatch(value) or _EXIF.fullmatch(value):
            year, month, day, hour, minute, second = map(int, digits.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=zone), False
        at = datetime.fromisoformat(value.replace("/", "-"))
    except (ValueError, OverflowError):
        return None
    if at.tzinfo is None:
        return at.replace(tzinfo=zone), False
    return at, True
