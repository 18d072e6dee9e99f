import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_desk.burn.plan import PlannedDisc, Wanted, fixed_sectors, plan_discs, sectors_for
from archive_desk.domain.discs import Medium
from archive_desk.domain.errors import InvalidInput
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


def test_what_fits_one_disc_goes_on_one_disc_in_the_given_order() -> None:
    (disc,) = plan_discs([want(2, 900 * MIB), want(1, 900 * MIB)], Medium.DVD)
    assert ids(disc) == [2, 1]
    assert disc.sectors <= Medium.DVD.sectors


def test_a_case_of_twelve_gibibytes_takes_three_dvds() -> None:
    wanted = [want(number, 768 * MIB, case="甲") for number in range(16)]
    discs = plan_discs(wanted, Medium.DVD)
    assert [len(disc.items) for disc in discs] == [5, 5, 5, 1]
    wanted = [want(number, 600 * MIB, case="甲") for number in range(20)]
    assert len(plan_discs(wanted, Medium.DVD)) == 3


def test_a_take_is_kept_together() -> None:
    wanted = [want(0, 2 * GIB), *(want(number, GIB, take="t") for number in range(1, 4))]
    discs = plan_discs(wanted, Medium.DVD)
    assert [ids(disc) for disc in discs] == [[0], [1, 2, 3]]


def test_a_take_larger_than_a_disc_is_parted_between_its_recordings() -> None:
    wanted = [want(number, GIB, take="t") for number in range(6)]
    assert [ids(disc) for disc in plan_discs(wanted, Medium.DVD)] == [[0, 1, 2, 3], [4, 5]]


def test_cases_are_kept_together_where_that_costs_no_disc() -> None:
    wanted = [
        *(want(number, GIB, case="甲") for number in range(3)),
        *(want(number, GIB, case="乙") for number in range(3, 6)),
    ]
    assert [ids(disc) for disc in plan_discs(wanted, Medium.DVD)] == [[0, 1, 2], [3, 4, 5]]


def test_a_recording_larger_than_the_medium_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match=r"7\.mp4.*CD-R"):
        plan_discs([want(7, 700 * 1000 * 1000 * 2)], Medium.CD)


def test_nothing_to_plan_is_said() -> None:
    with pytest.raises(InvalidInput):
        plan_discs([], Medium.DVD)


def test_a_reserve_is_left_free() -> None:
    wanted = [want(number, GIB) for number in range(4)]
    assert len(plan_discs(wanted, Medium.DVD)) == 1
    assert len(plan_discs(wanted, Medium.DVD, reserve_sectors=GIB // 2048)) == 2


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
    discs = plan_discs(wanted, Medium.CD)
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
        assert len(plan_discs(wanted, Medium.DVD)) <= lower_bound(wanted, Medium.DVD) + 1


def test_many_recordings_are_planned_in_a_moment() -> None:
    wanted = [want(number, 3 * MIB, case=str(number // 50)) for number in range(20_000)]
    discs = plan_discs(wanted, Medium.BD25)
    assert len(discs) == lower_bound(wanted, Medium.BD25)
