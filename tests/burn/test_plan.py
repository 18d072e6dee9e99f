import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_desk.burn.plan import (
    Plan,
    PlannedDisc,
    Wanted,
    fixed_sectors,
    plan_discs,
    sectors_for,
)
from archive_desk.burn.recovery import possible
from archive_desk.domain.discs import Medium, Protection
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.ids import FootageId

MIB = 1024**2
GIB = 1024**3


def want(number: int, size: int, take: str = "", case: str = "") -> Wanted:
    return Wanted(FootageId(number), f"{number}.mp4", size, take, case, case)


def ids(disc: PlannedDisc) -> list[int]:
    return [item.footage_id for item in disc.items]


def lower_bound(wanted: list[Wanted], medium: Medium) -> int:
    """Martello and Toth's L2: no packing, however clever, takes fewer discs."""
    room = medium.sectors - fixed_sectors(wanted)
    sizes = [sectors_for(item) for item in wanted]
    bounds = []
    for small in {0, *(size for size in sizes if size <= room // 2)}:
        large = [size for size in sizes if size > room - small]
        middle = [size for size in sizes if room // 2 < size <= room - small]
        rest = [size for size in sizes if small <= size <= room // 2]
        left = len(middle) * room - sum(middle)
        bounds.append(len(large) + len(middle) + max(0, -(-(sum(rest) - left) // room)))
    return max(bounds)


def planned(wanted: list[Wanted], medium: Medium, **options: object) -> tuple[PlannedDisc, ...]:
    return plan_discs(wanted, medium, **options).discs  # type: ignore[arg-type]


def test_what_fits_one_disc_goes_on_one_disc_in_the_given_order() -> None:
    (disc,) = planned([want(2, 900 * MIB), want(1, 900 * MIB)], Medium.DVD)
    assert ids(disc) == [2, 1]
    assert disc.sectors <= Medium.DVD.sectors


def test_a_case_of_twelve_gibibytes_takes_three_dvds() -> None:
    wanted = [want(number, 768 * MIB, case="甲") for number in range(16)]
    discs = planned(wanted, Medium.DVD)
    assert [len(disc.items) for disc in discs] == [5, 5, 5, 1]
    wanted = [want(number, 600 * MIB, case="甲") for number in range(20)]
    assert len(planned(wanted, Medium.DVD)) == 3


def test_a_take_is_kept_together() -> None:
    wanted = [want(0, 2 * GIB), *(want(number, GIB, take="t") for number in range(1, 4))]
    discs = planned(wanted, Medium.DVD)
    assert [ids(disc) for disc in discs] == [[0], [1, 2, 3]]


def test_a_take_larger_than_a_disc_is_parted_between_its_recordings() -> None:
    wanted = [want(number, GIB, take="t") for number in range(6)]
    assert [ids(disc) for disc in planned(wanted, Medium.DVD)] == [[0, 1, 2, 3], [4, 5]]


def test_cases_are_kept_together_where_that_costs_no_disc() -> None:
    wanted = [
        *(want(number, GIB, case="甲") for number in range(3)),
        *(want(number, GIB, case="乙") for number in range(3, 6)),
    ]
    assert [ids(disc) for disc in planned(wanted, Medium.DVD)] == [[0, 1, 2], [3, 4, 5]]


def test_a_recording_that_fits_no_disc_is_parted_into_full_discs_and_a_rest() -> None:
    big, small = want(7, 1_600_000_000, take="t"), want(8, 20 * MIB, take="t")
    discs = planned([big, small], Medium.CD)
    assert [ids(disc) for disc in discs] == [[7], [7], [7, 8]]
    parts = [disc.items[0].part for disc in discs]
    assert [(part.number, part.of) for part in parts] == [(1, 3), (2, 3), (3, 3)]
    assert parts[0].offset_bytes == 0
    assert parts[1].offset_bytes == discs[0].items[0].size_bytes
    assert parts[2].offset_bytes == 2 * discs[0].items[0].size_bytes
    assert sum(disc.items[0].size_bytes for disc in discs) == big.size_bytes
    assert all(disc.sectors <= Medium.CD.sectors for disc in discs)
    assert discs[0].sectors > Medium.CD.sectors - 1024


def test_what_fits_a_disc_alone_is_never_parted() -> None:
    room = plan_discs([want(1, 1)], Medium.CD).room
    whole = want(1, (room - sectors_for(want(1, 0))) * 2048)
    assert [disc.items[0].part.of for disc in planned([whole], Medium.CD)] == [1]
    more = want(1, whole.size_bytes + 1)
    assert [disc.items[0].part.of for disc in planned([more], Medium.CD)] == [2, 2]


def test_a_disc_that_its_own_index_fills_is_said() -> None:
    with pytest.raises(InvalidInput, match="目录"):
        planned([want(number, 1) for number in range(600_000)], Medium.CD)


@pytest.mark.parametrize("protection", [Protection.PAR2, Protection.RS03])
def test_the_room_for_recovery_data_is_counted(protection: Protection) -> None:
    wanted = [want(number, GIB) for number in range(4)]
    assert len(planned(wanted, Medium.DVD)) == 1
    assert len(planned(wanted, Medium.DVD, protection=protection)) == 2
    for disc in planned(wanted, Medium.DVD, protection=protection):
        assert protection in possible(Medium.DVD, disc.sectors)


def two_discs() -> Plan:
    plan = plan_discs([want(number, 300 * MIB) for number in range(4)], Medium.CD)
    assert [ids(disc) for disc in plan.discs] == [[0, 1], [2, 3]]
    return plan


def test_a_person_moves_recordings_to_other_discs_and_to_a_new_one() -> None:
    plan = two_discs().moved([FootageId(1)], 0, 2)
    assert [ids(disc) for disc in plan.discs] == [[0], [2, 3], [1]]
    plan = plan.moved([FootageId(3)], 1, 0)
    assert [ids(disc) for disc in plan.discs] == [[0, 3], [2], [1]]
    plan = plan.moved([FootageId(2)], 1, 2)
    assert [ids(disc) for disc in plan.discs] == [[0, 3], [2, 1]]
    assert plan.items() == two_discs().items()
    assert [disc.sectors for disc in plan.discs] == [disc.sectors for disc in two_discs().discs]


def test_what_does_not_fit_is_not_moved() -> None:
    with pytest.raises(Refused, match="第 2 盘放不下：还差 2"):
        two_discs().moved([FootageId(0)], 0, 1)
    with pytest.raises(InvalidInput):
        two_discs().moved([FootageId(0)], 1, 0)
    with pytest.raises(InvalidInput):
        two_discs().moved([FootageId(0)], 0, 3)


def test_two_parts_of_a_recording_do_not_share_a_disc() -> None:
    plan = plan_discs([want(7, 1000 * MIB)], Medium.CD)
    with pytest.raises(Refused, match="分段"):
        plan.moved([FootageId(7)], 1, 0)


def test_nothing_to_plan_is_said() -> None:
    with pytest.raises(InvalidInput):
        planned([], Medium.DVD)


def test_a_reserve_is_left_free() -> None:
    wanted = [want(number, GIB) for number in range(4)]
    assert len(planned(wanted, Medium.DVD)) == 1
    assert len(planned(wanted, Medium.DVD, reserve_sectors=GIB // 2048)) == 2


@given(
    st.lists(
        st.builds(
            want,
            st.integers(0, 10**6),
            st.integers(0, 640 * MIB),
            st.sampled_from(["", "t1", "t2", "t3"]),
            st.sampled_from(["", "甲", "乙"]),
        ),
        min_size=1,
        max_size=40,
        unique_by=lambda item: item.footage_id,
    )
)
def test_every_recording_is_on_exactly_one_disc_and_no_disc_is_too_full(
    wanted: list[Wanted],
) -> None:
    discs = planned(wanted, Medium.CD)
    assert sorted(item.footage_id for disc in discs for item in disc.items) == sorted(
        item.footage_id for item in wanted
    )
    assert all(disc.items and disc.sectors <= Medium.CD.sectors for disc in discs)


def test_on_200_random_cases_no_plan_is_more_than_one_disc_above_the_lower_bound() -> None:
    chance = random.Random(20261120)
    for _ in range(200):
        count = chance.randint(1, 60)
        wanted = [
            want(number, int(min(chance.lognormvariate(19.5, 1.2), 4 * GIB)), case="甲")
            for number in range(count)
        ]
        assert len(planned(wanted, Medium.DVD)) <= lower_bound(wanted, Medium.DVD) + 1


def test_sizes_that_hardly_fit_beside_each_other_take_no_more_discs_than_they_must() -> None:
    chance = random.Random(20261130)
    for _ in range(10):
        wanted: list[Wanted] = []
        discs = chance.randint(15, 40)
        for _disc in range(discs):
            # Three that fill a disc to a few megabytes.
            first, second = (chance.uniform(0.30, 0.36) * 4400 for _ in range(2))
            for size in (first, second, 4400 - first - second):
                wanted.append(want(len(wanted) + 1, int(size * MIB)))
        chance.shuffle(wanted)
        assert len(planned(wanted, Medium.DVD)) == discs


def test_many_recordings_are_planned_in_a_moment() -> None:
    wanted = [want(number, 3 * MIB, case=str(number // 50)) for number in range(20_000)]
    discs = planned(wanted, Medium.BD25)
    assert len(discs) == lower_bound(wanted, Medium.BD25)
