"""When a recording truly began: the one place that decides it.

`Footage.started_at` is what this module says, written down by `db.corrected_times.renew` each time
something it rests on changes. Everybody else (lists, player, timeline, comparisons with documents,
discs) reads `started_at` and computes nothing. What it rests on is never overwritten:

1. `claims`, every time that was found, and `device_time`, the one that was believed;
2. rulings: a person gave the start itself, or confirmed how this recorder writes its times;
3. the measured error of the device's clock, for recordings of its span.

A start given by a person is true time and is not corrected further. Otherwise the device's time is
moved by the confirmed fault and then by the clock's error.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from archive_desk.domain.clock_errors import AppliedError, ClockError, error_at
from archive_desk.domain.footage import Doubt, Footage, TimeClaim, TimeSource
from archive_desk.domain.time_rulings import ANSWERED, Ruling

_CLOCK_DOUBTS = frozenset({Doubt.FUTURE, Doubt.CLOCK_RESET})
_OLDEST_PLAUSIBLE = timedelta(days=10 * 366)
_AHEAD = timedelta(minutes=1)


@dataclass(frozen=True)
class Basis:
    """What the start of one recording rests on; None and 0 where nobody said anything."""

    ruling: Ruling | None = None
    error: AppliedError | None = None

    @property
    def shift(self) -> timedelta:
        """What a confirmed fault adds to the device's time."""
        return timedelta(0) if self.ruling is None else self.ruling.shift


def basis_of(item: Footage, rulings: Iterable[Ruling], errors: Iterable[ClockError]) -> Basis:
    """What counts for `item`: of its rulings the last, of its device's errors the one that fits."""
    counting = [ruling for ruling in rulings if ruling.withdrawn is None]
    ruling = max(counting, key=lambda one: (one.made_at, one.id), default=None)
    if (ruling is not None and ruling.started_at is not None) or item.device_time is None:
        return Basis(ruling)
    shift = timedelta(0) if ruling is None else ruling.shift
    return Basis(ruling, error_at(item.device_time + shift, errors))


def with_corrected_time(item: Footage, basis: Basis) -> Footage:
    """`item` with its start, its doubts and its first claim as `basis` has them."""
    found = tuple(claim for claim in item.claims if claim.source is not TimeSource.PERSON)
    ruling = basis.ruling
    if ruling is not None and ruling.started_at is not None:
        said = TimeClaim(TimeSource.PERSON, ruling.started_at, ruling.reason, zoned=True)
        return _started(item, ruling.started_at, TimeSource.PERSON, (), (said, *found))
    if item.device_time is None:
        source = TimeSource.NONE
        return _started(item, None, source, _remaining(item, basis, None), found)
    at = item.device_time + basis.shift
    if basis.error is not None:
        at -= basis.error.offset
    source = found[0].source if found else item.started_by
    return _started(item, at, source, _remaining(item, basis, at), found)


def _started(
    item: Footage,
    at: datetime | None,
    source: TimeSource,
    doubts: tuple[str, ...],
    claims: tuple[TimeClaim, ...],
) -> Footage:
    offset = timedelta(0)
    if item.device_time is not None and at is not None:
        offset = item.device_time - at
    return replace(
        item, started_at=at, started_by=source, doubts=doubts, claims=claims, clock_offset=offset
    )


def _remaining(item: Footage, basis: Basis, at: datetime | None) -> tuple[str, ...]:
    """The doubts found at import, without those that a ruling or a measurement has answered."""
    answered: set[str] = set()
    if basis.ruling is not None:
        answered |= ANSWERED
    if basis.error is not None and at is not None and _plausible(at, item.imported_at):
        answered |= _CLOCK_DOUBTS
    return tuple(doubt for doubt in item.doubts_found if doubt not in answered)


def _plausible(at: datetime, imported_at: datetime) -> bool:
    return imported_at - _OLDEST_PLAUSIBLE <= at <= imported_at + _AHEAD
