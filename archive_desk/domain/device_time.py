"""When a recording began: choosing among what its sources say, and doubting the choice.

Five clocks, all suspect. The winner is the most trusted source; the others are
compared with it, and the common faults are named: the end given for the start, local time
labelled UTC, and both at once. Nothing is corrected here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from archive_desk.domain.footage import Doubt, TimeClaim, TimeSource

TOLERANCE = timedelta(seconds=5)
"""How far two sources of the same moment lie apart: whole seconds, FAT's two, a slow muxer."""

_AHEAD = timedelta(minutes=1)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_LONG_AGO = timedelta(days=180)
_OLDEST_YEAR = 2005
_RESET_DAYS = 2
_TRUST = tuple(TimeSource)


@dataclass(frozen=True)
class Start:
    """The chosen start, the source it came from, every claim (winner first) and the doubts."""

    at: datetime | None
    source: TimeSource
    claims: tuple[TimeClaim, ...]
    doubts: tuple[Doubt, ...]


def settle_start(
    claims: Iterable[TimeClaim], *, length: timedelta | None, zone: tzinfo, now: datetime
) -> Start:
    """Choose the start of a recording.

    Args:
        claims: what the sources say, in any order.
        length: how long the recording is; zero for a photo, None if unknown.
        zone: the zone of the recorder's clock.
        now: the moment of import, by the workstation's clock.
    """
    ranked = _exact_first(sorted(claims, key=lambda claim: _rank(claim, now)))
    if not ranked or ranked[0].whole_day:
        return Start(None, TimeSource.NONE, tuple(ranked), (Doubt.NO_TIME,))
    winner, losers = ranked[0], ranked[1:]
    at, doubts = winner.at, list[Doubt]()
    if winner.source is TimeSource.MTIME:
        at, doubts = _from_closing(winner, length)
    elif winner.source is TimeSource.CONTAINER:
        doubts += _container_against_closing(winner, losers, length, zone)
    doubts += [Doubt.WHOLE_MINUTE] if winner.whole_minute else []
    doubts += [
        doubt
        for loser in losers
        if loser.source is not TimeSource.MTIME
        for doubt in _compare(replace(winner, at=at), loser, length, zone)
    ]
    doubts += _implausible(at, now, zone)
    return Start(at, winner.source, tuple(ranked), tuple(dict.fromkeys(doubts)))


def _rank(claim: TimeClaim, now: datetime) -> tuple[bool, bool, int]:
    unset = claim.at.year < _OLDEST_YEAR and claim.source is not TimeSource.NAME
    return (claim.whole_day, unset and claim.at < now, _TRUST.index(claim.source))


def _exact_first(ranked: list[TimeClaim]) -> list[TimeClaim]:
    """The claims with one that says the second before a winner that only says the minute."""
    rough = ranked[0] if ranked and ranked[0].whole_minute else None
    exact = next((claim for claim in ranked if rough and _within_minute(rough, claim)), None)
    return ranked if exact is None else sorted(ranked, key=lambda claim: claim is not exact)


def _within_minute(rough: TimeClaim, claim: TimeClaim) -> bool:
    plain = not (claim.whole_minute or claim.whole_day or claim.source is TimeSource.MTIME)
    return plain and timedelta(0) <= claim.at - rough.at < _MINUTE


def _near(difference: timedelta) -> bool:
    return abs(difference) <= TOLERANCE


def _compare(
    winner: TimeClaim, other: TimeClaim, length: timedelta | None, zone: tzinfo
) -> tuple[Doubt, ...]:
    """What `other` being off from the start that `winner` gives means.

    A name in world time and a container in local time look alike: local time labelled UTC is by
    far the commoner, and is what the doubt says.
    """
    at = winner.at
    if other.whole_day:
        same_day = at.astimezone(zone).date() == other.at.astimezone(zone).date()
        return () if same_day else (Doubt.SOURCES_DISAGREE,)
    if other.at.year < _OLDEST_YEAR:
        return ()
    offset = at.astimezone(zone).utcoffset() or timedelta(0)
    meanings: list[tuple[timedelta, tuple[Doubt, ...]]] = [
        (timedelta(0), ()),
        (offset, (Doubt.UTC_MISLABELLED,)),
        (-offset, (Doubt.ZONE_DIFFERENCE,)),
    ]
    if length is not None:
        meanings += [
            (length, (Doubt.END_INSTEAD_OF_START,)),
            (offset + length, (Doubt.UTC_MISLABELLED_END,)),
            (length - offset, (Doubt.ZONE_DIFFERENCE, Doubt.END_INSTEAD_OF_START)),
        ]
    difference = other.at - at
    if winner.whole_minute != other.whole_minute:
        # The rough one is up to a minute early, half of it on the average.
        difference += _MINUTE / 2 if other.whole_minute else -_MINUTE / 2
        tolerance = TOLERANCE + _MINUTE / 2
    else:
        tolerance = TOLERANCE
    expected, doubts = min(meanings, key=lambda meaning: abs(difference - meaning[0]))
    if abs(difference - expected) <= tolerance:
        return doubts
    # A folder named by a whole recording also holds its later parts.
    later_part = other.source is TimeSource.FOLDER and timedelta(0) < at - other.at < _DAY
    return () if later_part else (Doubt.SOURCES_DISAGREE,)


def _container_against_closing(
    winner: TimeClaim, losers: list[TimeClaim], length: timedelta | None, zone: tzinfo
) -> list[Doubt]:
    """Judge a container's time by the moment the file was closed, when no better source exists.

    A copy may have reset the file's time, so a difference that fits no known fault proves nothing:
    the start is then merely unconfirmed.
    """
    closing = next((claim for claim in losers if claim.source is TimeSource.MTIME), None)
    others = [claim for claim in losers if claim.source is not TimeSource.MTIME]
    if closing is None or length is None:
        return [] if others else [Doubt.UNCONFIRMED]
    offset = winner.at.astimezone(zone).utcoffset() or timedelta(0)
    difference = closing.at - winner.at
    meanings: list[tuple[timedelta, list[Doubt]]] = [
        (length, []),
        (timedelta(0), [Doubt.END_INSTEAD_OF_START]),
        (length - offset, [Doubt.UTC_MISLABELLED]),
        (-offset, [Doubt.UTC_MISLABELLED_END]),
    ]
    expected, doubts = min(meanings, key=lambda meaning: abs(difference - meaning[0]))
    if _near(difference - expected):
        return doubts
    return [] if others else [Doubt.UNCONFIRMED]


def _from_closing(winner: TimeClaim, length: timedelta | None) -> tuple[datetime, list[Doubt]]:
    """The start by the file's modification time, which is the moment it was closed."""
    doubts = []
    at = winner.at
    if length:
        at -= length
        doubts.append(Doubt.FROM_CLOSING)
    else:
        doubts.append(Doubt.UNCONFIRMED)
    if winner.at.microsecond == 0 and winner.at.second % 2 == 0:
        doubts.append(Doubt.TWO_SECONDS)
    return at, doubts


def _implausible(at: datetime, now: datetime, zone: tzinfo) -> list[Doubt]:
    if at > now + _AHEAD:
        return [Doubt.FUTURE]
    local = at.astimezone(zone)
    new_year = local.month == 1 and local.day <= _RESET_DAYS
    if local.year < _OLDEST_YEAR or (new_year and now - at > _LONG_AGO):
        return [Doubt.CLOCK_RESET]
    return []
