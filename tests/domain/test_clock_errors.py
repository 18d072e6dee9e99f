from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_desk.domain.clock_errors import (
    ClockError,
    HowMeasured,
    Measurement,
    Withdrawal,
    checked,
    error_at,
)
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import ClockErrorId

AT = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def error(number: int, seconds: float, day: int = 0, **changes) -> ClockError:
    values = {
        "id": ClockErrorId(number),
        "device": "8888888",
        "offset": timedelta(seconds=seconds),
        "uncertainty": timedelta(seconds=1),
        "measured_at": AT + day * DAY,
        "how": HowMeasured.ENTERED,
        "reason": "对表",
        "by": "示例",
        "made_at": AT + day * DAY,
    }
    return ClockError(**values | changes)


def test_a_measurement_applies_from_its_beginning_until_before_its_end():
    one = error(1, 90, valid_from=AT, valid_until=AT + DAY)

    assert error_at(AT - timedelta(seconds=1), [one]) is None
    assert error_at(AT, [one]).offset == timedelta(seconds=90)
    assert error_at(AT + DAY - timedelta(seconds=1), [one]).error is one
    assert error_at(AT + DAY, [one]) is None


def test_of_two_that_overlap_the_one_made_last_counts_until_it_is_withdrawn():
    old, new = error(1, 90), error(2, 30, day=1)
    taken_back = error(2, 30, day=1, withdrawn=Withdrawal("示例", AT, "量错了"))

    assert error_at(AT, [new, old]).error is new
    assert error_at(AT, [taken_back, old]).error is old


def test_between_two_measurements_a_drift_is_interpolated_and_says_so():
    first = error(1, 10)
    second = error(2, 30, day=10, drift_from=first.id)
    half = AT + timedelta(seconds=10) + timedelta(days=5, seconds=10)

    middle = error_at(half, [first, second])
    assert middle.interpolated
    assert middle.offset == timedelta(seconds=20)
    before, after = error_at(AT - DAY, [first, second]), error_at(AT + 20 * DAY, [first, second])
    assert (before.offset, before.interpolated) == (timedelta(seconds=10), False)
    assert (after.offset, after.interpolated) == (timedelta(seconds=30), False)


@given(
    first=st.integers(-86_400, 86_400),
    drift=st.integers(-600, 600),
    share=st.floats(0, 1, allow_nan=False),
)
def test_an_interpolated_error_lies_between_the_two_and_leads_back(first, drift, share):
    earlier = error(1, first)
    later = error(2, first + drift, day=30, drift_from=earlier.id)
    true = AT + share * 30 * DAY
    reading = true + timedelta(seconds=first + drift * share)

    found = error_at(reading, [earlier, later])

    low, high = sorted((first, first + drift))
    assert timedelta(seconds=low) <= found.offset <= timedelta(seconds=high)
    assert abs(reading - found.offset - true) <= timedelta(milliseconds=2)


@pytest.mark.parametrize(
    "changes",
    [
        {"device": "  "},
        {"reason": " "},
        {"measured_at": AT + timedelta(hours=1)},
        {"offset": timedelta(days=100_000)},
        {"uncertainty": timedelta(seconds=-1)},
        {"valid_from": AT, "valid_until": AT},
        {"drift_from": ClockErrorId(9)},
        {"drift_from": ClockErrorId(2)},
    ],
)
def test_a_measurement_that_makes_no_sense_is_turned_away(changes):
    values = {
        "device": "8888888",
        "offset": timedelta(seconds=5),
        "measured_at": AT,
        "reason": "对表",
    }
    with pytest.raises(InvalidInput):
        checked(Measurement(**values | changes), [error(1, 5), error(2, 5, day=2)], AT)
