from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from archive_desk.domain.ids import FootageId
from archive_desk.domain.takes import Segment, clock_jumps, group

START = datetime(2026, 3, 14, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PART = timedelta(minutes=10)


def segment(number: int, after_start: timedelta, *, length: timedelta | None = PART, **changes):
    values = {"device": "8888888", "officer": "012345", "kind": "video", "sequence": number}
    values |= changes
    return Segment(FootageId(number), started_at=START + after_start, length=length, **values)


def ids(take):
    return [part.footage_id for part in take.segments]


def test_parts_that_follow_each_other_are_one_take_without_gaps():
    (take,) = group([segment(2, PART), segment(1, timedelta(0)), segment(3, 2 * PART)])

    assert ids(take) == [1, 2, 3]
    assert take.gaps == ()


def test_a_pause_inside_a_take_is_a_gap_with_its_missing_numbers():
    late = PART + timedelta(minutes=2)
    (take,) = group([segment(1, timedelta(0)), segment(4, late)])

    (gap,) = take.gaps
    assert (gap.start, gap.end) == (START + PART, START + late)
    assert (gap.after, gap.before) == (1, 4)
    assert gap.missing == (2, 3)
    assert gap.certain


def test_a_long_pause_begins_another_take():
    first, second = group([segment(1, timedelta(0)), segment(2, PART + timedelta(minutes=31))])

    assert (ids(first), ids(second)) == ([1], [2])


def test_each_recorder_officer_and_kind_has_its_own_takes():
    takes = group(
        [
            segment(1, timedelta(0)),
            segment(2, PART, device="7777777"),
            segment(3, PART, officer="054321"),
            segment(4, PART, kind="audio"),
        ]
    )

    assert len(takes) == 4


def test_files_of_no_known_recorder_are_not_joined():
    parts = [segment(1, timedelta(0), device=""), segment(2, PART, device="")]

    assert len(group(parts)) == 2


def test_an_unknown_end_leaves_the_gap_uncertain():
    (take,) = group([segment(1, timedelta(0), length=None), segment(2, PART)])

    (gap,) = take.gaps
    assert not gap.certain
    assert (gap.start, gap.end) == (START, START + PART)


def test_a_short_part_inside_a_longer_one_makes_no_gap():
    (take,) = group(
        [
            segment(1, timedelta(0)),
            segment(2, timedelta(minutes=1), length=timedelta(minutes=1)),
            segment(3, PART),
        ]
    )

    assert take.gaps == ()


@given(
    parts=st.lists(
        st.tuples(
            st.integers(min_value=5_000, max_value=900_000),
            st.one_of(st.just(0), st.integers(min_value=2_001, max_value=1_700_000)),
        ),
        min_size=2,
        max_size=12,
    ),
    fraction=st.integers(min_value=0, max_value=999),
)
def test_names_in_whole_seconds_hide_no_gap_over_two_seconds_and_invent_none(parts, fraction):
    at = START + timedelta(milliseconds=fraction)
    segments, expected = [], []
    for number, (length_ms, pause_ms) in enumerate(parts, start=1):
        length = timedelta(milliseconds=length_ms)
        segments.append(segment(number, at.replace(microsecond=0) - START, length=length))
        if pause_ms and number < len(parts):
            expected.append(number)
        at += length + timedelta(milliseconds=pause_ms)

    found = [gap.after for take in group(segments) for gap in take.gaps]

    assert found == expected


def test_a_clock_that_went_backward_is_seen_by_the_numbers():
    parts = [segment(1, timedelta(0)), segment(2, timedelta(hours=-2)), segment(3, -PART * 11)]

    assert clock_jumps(parts) == {2}
