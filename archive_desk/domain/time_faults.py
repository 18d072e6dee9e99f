"""Recognising how a recorder writes its times, by comparing the sources over many recordings.

Four cases are common (§ «five clocks» of the field guide): the container says the start, the end,
the local start labelled UTC, or both faults. One recording may fit by chance; a device that fits
again and again does not. What is found is proposed with its evidence, and applied by nobody here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from archive_desk.domain.device_time import TOLERANCE
from archive_desk.domain.footage import Footage, Kind, TimeClaim, TimeSource
from archive_desk.domain.ids import FootageId
from archive_desk.domain.time_rulings import ANSWERED, TimeFault

_LEAST_SIBLINGS, _SHARE_OF_SIBLINGS = 3, 0.8
_OLDEST_YEAR = 2005
_WRITTEN = (TimeSource.NAME, TimeSource.FOLDER, TimeSource.SIDECAR)
_INSIDE = (TimeSource.CONTAINER, TimeSource.EXIF)


@dataclass(frozen=True)
class Evidence:
    """One recording that speaks for a fault.

    `other` is the time that `believed` was compared with (None where only its siblings speak),
    `difference` other minus believed, `left_over` what the fault does not explain of it. `start`
    is what the start would be by the device's clock if the fault is confirmed.
    """

    footage_id: FootageId
    name: str
    believed: TimeClaim
    other: TimeClaim | None
    length: timedelta | None
    difference: timedelta | None
    left_over: timedelta | None
    shift: timedelta
    start: datetime


@dataclass(frozen=True)
class Proposal:
    """A fault that the recordings of one device show, with what speaks for it.

    `compared` is how many recordings of the device have both sources, `fitting` how many of them
    show this fault; `evidence` holds those that nobody has ruled on yet. `rival` is another
    reading of the same differences; a person has to choose between the two.
    """

    key: str
    device: str
    container: str
    believed: TimeSource
    other: TimeSource
    fault: TimeFault
    compared: int
    fitting: int
    evidence: tuple[Evidence, ...]
    rival: TimeFault | None = None

    @property
    def moves_start(self) -> bool:
        """Whether confirming it changes any start, or only ends the doubt."""
        return any(one.shift for one in self.evidence)


@dataclass(frozen=True)
class Compared:
    """What a comparison found: proposals, and the recordings that fit no common case."""

    proposals: tuple[Proposal, ...]
    unexplained: tuple[FootageId, ...]


@dataclass(frozen=True)
class _Pair:
    """A recording whose two sources were compared; without a fault they fit no common case."""

    item: Footage
    believed: TimeClaim
    other: TimeClaim
    fault: TimeFault | None
    difference: timedelta
    left_over: timedelta


def compare(items: Iterable[Footage], zone: tzinfo) -> Compared:
    """Compare the sources of recordings and propose what their recorders do.

    Args:
        items: recordings and photos of one batch, device or case.
        zone: the zone of the recorders' clocks.
    """
    pairs: dict[tuple[str, str, TimeSource, TimeSource], list[_Pair]] = defaultdict(list)
    alone: list[Footage] = []
    for item in items:
        if item.kind is Kind.SIDECAR or item.device_time is None:
            continue
        pair = _pair(item, zone)
        if pair is not None:
            key = (item.device, item.media.container, pair.believed.source, pair.other.source)
            pairs[key].append(pair)
        if (pair is None or pair.fault is None) and _open(item):
            alone.append(item)
    proposals = [
        proposal
        for key, found in sorted(pairs.items())
        for proposal in _proposals(key, found, zone)
    ]
    by_siblings = _by_siblings(pairs, alone, zone)
    proposed = {one.footage_id for each in (*proposals, *by_siblings) for one in each.evidence}
    unexplained = tuple(item.id for item in alone if item.id not in proposed)
    return Compared((*proposals, *by_siblings), unexplained)


def shift_of(fault: TimeFault, *, length: timedelta | None, offset: timedelta) -> timedelta:
    """What has to be added to a start from inside the file that has this fault.

    `offset` is the zone's distance from UTC.
    """
    match fault:
        case TimeFault.END:
            return -(length or timedelta(0))
        case TimeFault.UTC:
            return -offset
        case TimeFault.UTC_END:
            return -offset - (length or timedelta(0))
        case TimeFault.NAME_UTC:
            return offset
    return timedelta(0)


def _open(item: Footage) -> bool:
    return not ANSWERED.isdisjoint(item.doubts)


def _length(item: Footage) -> timedelta | None:
    if item.kind is Kind.PHOTO:
        return timedelta(0)
    return (
        None if item.media.duration_ms is None else timedelta(milliseconds=item.media.duration_ms)
    )


def _offset(at: datetime, zone: tzinfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _pair(item: Footage, zone: tzinfo) -> _Pair | None:
    """The two sources of a recording that can be held against each other."""
    claims = [claim for claim in item.claims if _usable(claim)]
    if not claims:
        return None
    believed = claims[0]
    if believed.source in _WRITTEN:
        other = _first(claims[1:], _INSIDE)
        return None if other is None else _against_inside(item, believed, other, zone)
    if believed.source in _INSIDE:
        other = _first(claims[1:], (TimeSource.MTIME,))
        return None if other is None else _against_closing(item, believed, other, zone)
    return None


def _usable(claim: TimeClaim) -> bool:
    person = claim.source is TimeSource.PERSON
    return not (person or claim.whole_day or claim.at.year < _OLDEST_YEAR)


def _first(claims: Sequence[TimeClaim], sources: tuple[TimeSource, ...]) -> TimeClaim | None:
    return next((claim for claim in claims if claim.source in sources), None)


def _against_inside(item: Footage, believed: TimeClaim, other: TimeClaim, zone: tzinfo) -> _Pair:
    """Name or sidecar says the start; what does the inside of the file say?"""
    offset, length = _offset(believed.at, zone), _length(item)
    expected = {TimeFault.NONE: timedelta(0), TimeFault.UTC: offset}
    if length is not None:
        expected[TimeFault.END] = length
        expected[TimeFault.UTC_END] = offset + length
    return _fitted(item, believed, other, expected)


def _against_closing(item: Footage, believed: TimeClaim, other: TimeClaim, zone: tzinfo) -> _Pair:
    """Only the inside says a start; when was the file closed?"""
    offset, length = _offset(believed.at, zone), _length(item)
    if length is None:
        expected = {TimeFault.END: timedelta(0), TimeFault.UTC_END: -offset}
    else:
        expected = {
            TimeFault.NONE: length,
            TimeFault.END: timedelta(0),
            TimeFault.UTC: length - offset,
            TimeFault.UTC_END: -offset,
        }
    return _fitted(item, believed, other, expected)


def _fitted(
    item: Footage, believed: TimeClaim, other: TimeClaim, expected: Mapping[TimeFault, timedelta]
) -> _Pair:
    difference = other.at - believed.at
    fault = min(expected, key=lambda each: abs(difference - expected[each]))
    left_over = difference - expected[fault]
    fits = abs(left_over) <= TOLERANCE
    return _Pair(item, believed, other, fault if fits else None, difference, left_over)


def _proposals(
    key: tuple[str, str, TimeSource, TimeSource], found: Sequence[_Pair], zone: tzinfo
) -> list[Proposal]:
    device, container, believed, other = key
    made = []
    for fault in (TimeFault.NONE, TimeFault.END, TimeFault.UTC, TimeFault.UTC_END):
        fitting = [pair for pair in found if pair.fault is fault]
        evidence = [_evidence(pair, fault, zone) for pair in fitting if _open(pair.item)]
        if not evidence:
            continue
        in_world_time = fault is TimeFault.UTC and believed in _WRITTEN
        proposal = Proposal(
            key=f"{device}/{container}/{believed}/{other}/{fault}",
            device=device,
            container=container,
            believed=believed,
            other=other,
            fault=fault,
            compared=len(found),
            fitting=len(fitting),
            evidence=tuple(evidence),
            rival=TimeFault.NAME_UTC if in_world_time else None,
        )
        made.append(proposal)
        if in_world_time:
            made.append(_turned(proposal, fitting, zone))
    return made


def _turned(proposal: Proposal, fitting: Sequence[_Pair], zone: tzinfo) -> Proposal:
    """The other reading of the same differences: the name is in world time, the inside is right."""
    fault = TimeFault.NAME_UTC
    return replace(
        proposal,
        key=proposal.key.rpartition("/")[0] + f"/{fault}",
        fault=fault,
        rival=proposal.fault,
        evidence=tuple(_evidence(pair, fault, zone) for pair in fitting if _open(pair.item)),
    )


def _evidence(pair: _Pair, fault: TimeFault, zone: tzinfo) -> Evidence:
    item, length = pair.item, _length(pair.item)
    at = item.device_time or pair.believed.at
    # What is written outside the file is believed; only the time from inside has to be moved.
    moves = pair.believed.source in _INSIDE or fault is TimeFault.NAME_UTC
    offset = _offset(at, zone)
    shift = shift_of(fault, length=length, offset=offset) if moves else timedelta(0)
    return Evidence(
        footage_id=item.id,
        name=item.name,
        believed=pair.believed,
        other=pair.other,
        length=length,
        difference=pair.difference,
        left_over=pair.left_over,
        shift=shift,
        start=at + shift,
    )


def _by_siblings(
    pairs: Mapping[tuple[str, str, TimeSource, TimeSource], Sequence[_Pair]],
    alone: Sequence[Footage],
    zone: tzinfo,
) -> list[Proposal]:
    """What recordings without a name of their own are likely to have, by others of the device."""
    habits = _habits(pairs)
    waiting: dict[tuple[str, str, TimeSource], list[Footage]] = defaultdict(list)
    for item in alone:
        source = next((claim.source for claim in item.claims if _usable(claim)), None)
        if source in _INSIDE and item.device:
            waiting[item.device, item.media.container, source].append(item)
    made = []
    for (device, container, source), items in sorted(waiting.items()):
        habit = habits.get((device, container, source))
        if habit is None:
            continue
        fault, fitting, compared = habit
        evidence = tuple(_sibling(item, fault, zone) for item in items)
        made.append(
            Proposal(
                key=f"{device}/{container}/{source}/siblings/{fault}",
                device=device,
                container=container,
                believed=source,
                other=TimeSource.NONE,
                fault=fault,
                compared=compared,
                fitting=fitting,
                evidence=evidence,
            )
        )
    return made


def _habits(
    pairs: Mapping[tuple[str, str, TimeSource, TimeSource], Sequence[_Pair]],
) -> dict[tuple[str, str, TimeSource], tuple[TimeFault, int, int]]:
    """What a device's container does in nearly all recordings whose names tell the start."""
    habits = {}
    for (device, container, believed, other), found in pairs.items():
        if believed not in _WRITTEN or not device:
            continue
        for fault in TimeFault:
            fitting = sum(pair.fault is fault for pair in found)
            if fitting >= _LEAST_SIBLINGS and fitting >= _SHARE_OF_SIBLINGS * len(found):
                habits[device, container, other] = (fault, fitting, len(found))
    return habits


def _sibling(item: Footage, fault: TimeFault, zone: tzinfo) -> Evidence:
    believed = next(claim for claim in item.claims if _usable(claim))
    length, at = _length(item), item.device_time or believed.at
    shift = shift_of(fault, length=length, offset=_offset(at, zone))
    return Evidence(item.id, item.name, believed, None, length, None, None, shift, at + shift)
