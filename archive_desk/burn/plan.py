"""The plan: which recordings go on which disc. Pure; capacities in sectors of 2,048 bytes.

A recording that fits a disc is never split; one that fits none is split into parts that fill discs.
A take stays on one disc if it fits one. Within that, as few discs as can be found, then as few torn
cases, then the order in which they were given. A person may then move recordings to other discs.
"""

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from archive_desk.burn.recovery import room_for_data
from archive_desk.domain.discs import SECTOR_BYTES, WHOLE, Medium, Part, Protection
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.ids import FootageId
from archive_desk.domain.sentences import say

# What the file systems, the documents and the index of the set take, at most. Held against real
# images in tests/burn/test_plan.py.
_FIXED_SECTORS = 640
_SECTORS_PER_FILE = 2
_SECTORS_PER_FOLDER = 8
_DOCUMENT_BYTES_PER_ITEM = 4_096
_INDEX_BYTES_PER_ITEM_OF_SET = 1_536
_PART_STEP = 1024 * 1024
# How far the slower search for full discs goes.
_MOST_TRIED, _MOST_TRIES = 500, 4_000


@dataclass(frozen=True)
class Wanted:
    """A recording that is to go on a disc, or a part of one.

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
    part: Part = WHOLE


@dataclass(frozen=True)
class PlannedDisc:
    """One disc of a plan and the sectors it needs at most, everything included."""

    items: tuple[Wanted, ...]
    sectors: int


@dataclass(frozen=True)
class Plan:
    """Discs as they are to be made. `room` is what each has for data, `fixed` what each needs."""

    medium: Medium
    protection: Protection
    room: int
    fixed: int
    discs: tuple[PlannedDisc, ...]

    @property
    def reserve_sectors(self) -> int:
        """What is kept free on each disc, for recovery data and for the journal."""
        return self.medium.sectors - self.room - self.fixed

    def items(self) -> frozenset[Wanted]:
        """All that is planned."""
        return frozenset(item for disc in self.discs for item in disc.items)

    def moved(self, footage_ids: Collection[FootageId], source: int, target: int) -> "Plan":
        """With these recordings taken from one disc (counted from 0) to another, or to a new one.

        A new one is `target` equal to the number of discs. Discs left empty go.

        Raises:
            Refused: they do not fit there, or the other part of a recording lies there.
            InvalidInput: there is no such disc, or nothing of this on it.
        """
        groups = [list(disc.items) for disc in self.discs] + [[]]
        if not (0 <= source < len(self.discs) and 0 <= target < len(groups)):
            raise InvalidInput(say("没有这张光盘。"))
        moving = [item for item in groups[source] if item.footage_id in footage_ids]
        if not moving:
            raise InvalidInput(say("第 {number} 盘上没有要移动的音像。", number=source + 1))
        if source == target:
            return self
        there = {item.footage_id for item in groups[target]}
        twice = [item.name for item in moving if item.footage_id in there]
        if twice:
            raise Refused(
                say("“{name}”的两个分段不能放在同一张光盘上。", name=twice[0]),
            )
        groups[source] = [item for item in groups[source] if item not in moving]
        groups[target] = sorted([*groups[target], *moving], key=self._place)
        self._require_room(groups[target], target)
        return replace(self, discs=self._discs(group for group in groups if group))

    def _require_room(self, items: Sequence[Wanted], number: int) -> None:
        missing = sum(map(sectors_for, items)) - self.room
        if missing > 0:
            raise Refused(
                say(
                    "第 {number} 盘放不下：还差 {size} MB。",
                    number=number + 1,
                    size=-(-missing * SECTOR_BYTES // 1_000_000),
                )
            )

    def _place(self, item: Wanted) -> tuple[int, int]:
        """Where an item stands now; moved ones keep their order among themselves."""
        for number, disc in enumerate(self.discs):
            if item in disc.items:
                return number, disc.items.index(item)
        return len(self.discs), 0

    def _discs(self, groups: Iterable[Sequence[Wanted]]) -> tuple[PlannedDisc, ...]:
        return tuple(
            PlannedDisc(tuple(group), self.fixed + sum(map(sectors_for, group))) for group in groups
        )


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
    wanted: Sequence[Wanted],
    medium: Medium,
    *,
    reserve_sectors: int = 0,
    protection: Protection = Protection.NONE,
) -> Plan:
    """Distribute `wanted` over discs of `medium`, leaving room for `protection` on each.

    `reserve_sectors` stay free on each disc besides.

    Raises:
        InvalidInput: there is nothing to plan, or such a disc has no room beside its own index.
    """
    if not wanted:
        raise InvalidInput(say("没有可以刻录的音像：请先选择案卷或音像。"))
    # Parts are lines of the index like any other; how many there will be is not known yet.
    likely = sum(1 + item.size_bytes // medium.capacity_bytes * 2 for item in wanted)
    more = -(-(likely - len(wanted)) * _INDEX_BYTES_PER_ITEM_OF_SET // SECTOR_BYTES)
    fixed = fixed_sectors(wanted) + more
    room = room_for_data(medium, protection) - reserve_sectors - fixed
    parted = _parted(wanted, medium, room)
    units = _units(parted, room)
    candidates = [
        _in_order(units, room),
        _best_fit(_by_case(units, room), room),
        _best_fit([[unit] for unit in units], room),
    ]
    fewest = -(-sum(unit.sectors for unit in units) // room)
    if min(map(len, candidates)) > fewest and len(units) <= _MOST_TRIED:
        candidates.append(_fullest(units, room))
    best = min(candidates, key=_cost)
    discs = [sorted(disc, key=lambda unit: unit.first) for disc in best]
    discs.sort(key=lambda disc: disc[0].first)
    return Plan(
        medium,
        protection,
        room,
        fixed,
        tuple(
            PlannedDisc(
                tuple(item for unit in disc for item in unit.items),
                fixed + sum(unit.sectors for unit in disc),
            )
            for disc in discs
        ),
    )


def _parted(wanted: Sequence[Wanted], medium: Medium, room: int) -> list[Wanted]:
    """`wanted`, with parts in place of what fits no disc; all but the last part fill one."""
    parted: list[Wanted] = []
    for item in wanted:
        if sectors_for(item) <= room:
            parted.append(item)
            continue
        free = (room - sectors_for(replace(item, size_bytes=0))) * SECTOR_BYTES
        # A step that direct reading and the extents of ISO 9660 like.
        length = free // _PART_STEP * _PART_STEP
        if length <= 0:
            raise InvalidInput(
                say(
                    "{medium} 的容量放不下这些内容的目录，请选用更大的光盘或分批制作。",
                    medium=medium.label,
                )
            )
        count = -(-item.size_bytes // length)
        for number in range(count):
            start = number * length
            last = number == count - 1
            parted.append(
                replace(
                    item,
                    size_bytes=min(length, item.size_bytes - start),
                    # Only the last part leaves room for the rest of its take.
                    take=item.take if last else "",
                    part=Part(number + 1, count, start),
                )
            )
    return parted


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


def _fullest(units: Sequence[_Unit], room: int) -> list[list[_Unit]]:
    """Disc after disc, the largest unit left and those that fill the rest of its disc best.

    Slower than best fit, and better where a few sizes hardly fit beside each other.
    """
    left = sorted(units, key=lambda unit: (-unit.sectors, unit.first))
    discs: list[list[_Unit]] = []
    while left:
        largest = left.pop(0)
        chosen = _filling([unit.sectors for unit in left], room - largest.sectors)
        discs.append([largest, *(left[number] for number in chosen)])
        left = [unit for number, unit in enumerate(left) if number not in chosen]
    return discs


def _filling(sizes: Sequence[int], room: int) -> frozenset[int]:
    """Which of `sizes`, in falling order, fill `room` best; the best of those that were tried.

    A search in depth that takes the larger first, so that a few large ones go before many small.
    """
    rest = [*reversed([*accumulate(reversed(sizes))]), 0]
    best: tuple[int, ...] = ()
    filled = -1
    tries = _MOST_TRIES
    stack: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
    while stack and tries and filled < room:
        tries -= 1
        start, used, chosen = stack.pop()
        if used > filled:
            best, filled = chosen, used
        # The first that still fits; without it, and with it (looked at first).
        number = bisect_left(sizes, used - room, lo=start, key=lambda size: -size)
        if number == len(sizes) or used + rest[number] <= filled:
            continue
        stack.append((number + 1, used, chosen))
        stack.append((number + 1, used + sizes[number], (*chosen, number)))
    return frozenset(best)


def _cost(discs: Sequence[Sequence[_Unit]]) -> tuple[int, int]:
    on = {(unit.items[0].case, number) for number, disc in enumerate(discs) for unit in disc}
    cases = {case for case, _ in on if case}
    torn = sum(1 for case, _ in on if case) - len(cases)
    return len(discs), torn
