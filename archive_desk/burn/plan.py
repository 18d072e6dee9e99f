"""The plan: which recordings go on which disc. Pure; capacities in sectors of 2,048 bytes.

A recording that fits a disc is never split. A take stays on one disc if it fits one. Within that,
as few discs as can be found, then as few torn cases, then the order in which they were given.
"""

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass

from archive_desk.domain.discs import SECTOR_BYTES, Medium
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import FootageId
from archive_desk.domain.sentences import say

# What the file systems, the documents and the index of the set take, at most. Held against real
# images in tests/burn/test_plan.py.
_FIXED_SECTORS = 640
_SECTORS_PER_FILE = 2
_SECTORS_PER_FOLDER = 8
_DOCUMENT_BYTES_PER_ITEM = 4_096
_INDEX_BYTES_PER_ITEM_OF_SET = 1_536


@dataclass(frozen=True)
class Wanted:
    """A recording that is to go on a disc.

    Items of the same `take` or `case` (empty: of none) belong together. `folder` is where it will
    lie on the disc. `extra_bytes` is what its pictures and marks take in the catalogue.
    """

    footage_id: FootageId
    name: str
    size_bytes: int
    take: str = ""
    case: str = ""
    folder: str = ""
    extra_bytes: int = 0


@dataclass(frozen=True)
class PlannedDisc:
    """One disc of a plan and the sectors it needs at most, everything included."""

    items: tuple[Wanted, ...]
    sectors: int


@dataclass(frozen=True)
class _Unit:
    """Items that must lie on one disc; `first` is the place of the earliest in the given order."""

    items: tuple[Wanted, ...]
    sectors: int
    first: int


def sectors_for(item: Wanted) -> int:
    """Sectors one item takes at most: its data, its entries, its lines in the documents."""
    data = -(-item.size_bytes // SECTOR_BYTES)
    written = item.extra_bytes + _DOCUMENT_BYTES_PER_ITEM
    # A picture is a file of its own.
    return data + 2 * _SECTORS_PER_FILE + -(-written // SECTOR_BYTES)


def fixed_sectors(wanted: Sequence[Wanted]) -> int:
    """Sectors each disc of a set takes before any recording is on it."""
    index = -(-len(wanted) * _INDEX_BYTES_PER_ITEM_OF_SET // SECTOR_BYTES)
    folders = _SECTORS_PER_FOLDER * len({item.folder for item in wanted})
    return _FIXED_SECTORS + index + folders


def plan_discs(
    wanted: Sequence[Wanted], medium: Medium, *, reserve_sectors: int = 0
) -> tuple[PlannedDisc, ...]:
    """Distribute `wanted` over discs of `medium`, leaving `reserve_sectors` free on each.

    Raises:
        InvalidInput: there is nothing to plan, or a recording is larger than such a disc.
    """
    if not wanted:
        raise InvalidInput(say("没有可以刻录的音像：请先选择案卷或音像。"))
    fixed = fixed_sectors(wanted)
    room = medium.sectors - reserve_sectors - fixed
    too_large = [item for item in wanted if sectors_for(item) > room]
    if too_large:
        raise InvalidInput(
            say(
                "“{name}”大于一张 {medium} 的容量，请选用更大的光盘。共有 {count} 个这样的文件。",
                name=too_large[0].name,
                medium=medium.label,
                count=len(too_large),
            )
        )
    units = _units(wanted, room)
    candidates = [
        _in_order(units, room),
        _best_fit(_by_case(units, room), room),
        _best_fit([[unit] for unit in units], room),
    ]
    best = min(candidates, key=_cost)
    discs = [sorted(disc, key=lambda unit: unit.first) for disc in best]
    discs.sort(key=lambda disc: disc[0].first)
    return tuple(
        PlannedDisc(
            tuple(item for unit in disc for item in unit.items),
            fixed + sum(unit.sectors for unit in disc),
        )
        for disc in discs
    )


def _units(wanted: Sequence[Wanted], room: int) -> list[_Unit]:
    takes: dict[str, list[tuple[int, Wanted]]] = {}
    for place, item in enumerate(wanted):
        key = item.take and f"take {item.take}"
        takes.setdefault(key or f"item {place}", []).append((place, item))
    units = []
    for members in takes.values():
        sectors = sum(sectors_for(item) for _, item in members)
        if sectors <= room:
            units.append(_Unit(tuple(item for _, item in members), sectors, members[0][0]))
        else:
            units += [_Unit((item,), sectors_for(item), place) for place, item in members]
    return sorted(units, key=lambda unit: unit.first)


def _by_case(units: Sequence[_Unit], room: int) -> list[list[_Unit]]:
    """Bundles that are whole cases where a case fits a disc, single units otherwise."""
    cases: dict[str, list[_Unit]] = {}
    for unit in units:
        cases.setdefault(unit.items[0].case, []).append(unit)
    bundles: list[list[_Unit]] = []
    for case, members in cases.items():
        if case and sum(unit.sectors for unit in members) <= room:
            bundles.append(members)
        else:
            bundles += [[unit] for unit in members]
    return bundles


def _in_order(units: Sequence[_Unit], room: int) -> list[list[_Unit]]:
    """Fill disc after disc in the given order: what a person would find most natural."""
    discs: list[list[_Unit]] = []
    left = -1
    for unit in units:
        if unit.sectors > left:
            discs.append([])
            left = room
        discs[-1].append(unit)
        left -= unit.sectors
    return discs


def _best_fit(bundles: Sequence[Sequence[_Unit]], room: int) -> list[list[_Unit]]:
    """Best fit decreasing: each bundle, large ones first, to the fullest disc that can hold it."""
    sized = [(sum(unit.sectors for unit in bundle), bundle) for bundle in bundles]
    sized.sort(key=lambda pair: (-pair[0], pair[1][0].first))
    discs: list[list[_Unit]] = []
    free: list[tuple[int, int]] = []
    for sectors, bundle in sized:
        place = bisect_left(free, (sectors, -1))
        if place == len(free):
            discs.append(list(bundle))
            insort(free, (room - sectors, len(discs) - 1))
            continue
        left, disc = free.pop(place)
        discs[disc] += bundle
        insort(free, (left - sectors, disc))
    return discs


def _cost(discs: Sequence[Sequence[_Unit]]) -> tuple[int, int]:
    on = {(unit.items[0].case, number) for number, disc in enumerate(discs) for unit in disc}
    cases = {case for case, _ in on if case}
    torn = sum(1 for case, _ in on if case) - len(cases)
    return len(discs), torn
