from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.filmed_clock import CODE_LASTS, Sighting, judge
from archive_desk.domain.footage import TimeSource

TRUE = datetime(2026, 11, 20, 1, 0, 0, 370_000, tzinfo=UTC)


def filmed(true: datetime, *, rate: int = 25, count: int = 30, lag: float = 0.03) -> list[Sighting]:
    """What a camera sees of a clock whose screen lags; its first picture is taken at `true`."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    seen = []
    for number in range(count):
        position = timedelta(seconds=number / rate)
        drawn = true + position - timedelta(seconds=lag)
        seen.append(Sighting(position, epoch + (drawn - epoch) // CODE_LASTS * CODE_LASTS))
    return seen


@given(
    milliseconds=st.integers(0, 86_400_000),
    error=st.integers(-10_000_000, 10_000_000),
    rate=st.sampled_from([12, 15, 25, 30]),
    lag=st.floats(0, 0.049),
)
def test_the_error_is_found_within_its_own_bounds(milliseconds, error, rate, lag):
    true = TRUE + timedelta(milliseconds=milliseconds)
    device = true + timedelta(milliseconds=error, microseconds=1)

    found = judge(filmed(true, rate=rate, lag=lag), device, TimeSource.NAME)

    assert found.steady
    assert abs(found.offset - (device - true)) <= found.uncertainty + timedelta(milliseconds=6)
    assert found.uncertainty <= timedelta(milliseconds=90)


def test_a_start_in_whole_seconds_leaves_a_second_open_and_a_cards_time_two():
    device = TRUE.replace(microsecond=0) + timedelta(seconds=95)

    by_name = judge(filmed(TRUE), device, TimeSource.NAME)
    by_card = judge(filmed(TRUE), device, TimeSource.MTIME)

    assert timedelta(seconds=1) < by_name.uncertainty < timedelta(seconds=1.1)
    assert timedelta(seconds=2) < by_card.uncertainty < timedelta(seconds=2.1)
    assert abs(by_name.offset - timedelta(seconds=94.63)) <= timedelta(milliseconds=60)


def test_pictures_that_contradict_each_other_are_told():
    seen = filmed(TRUE)
    seen[-1] = Sighting(seen[-1].position, seen[-1].shown + timedelta(seconds=3))

    found = judge(seen, TRUE, TimeSource.NAME)

    assert not found.steady
    assert found.exactness > timedelta(seconds=2)
    assert abs(found.true_start - TRUE) < timedelta(milliseconds=200)


def test_a_reading_by_hand_counts_as_read():
    sighting = Sighting(timedelta(seconds=5), TRUE + timedelta(seconds=5))

    found = judge([sighting], TRUE + timedelta(seconds=90), TimeSource.NAME, lasts=timedelta(0))

    assert abs(found.offset - timedelta(seconds=90)) <= timedelta(milliseconds=30)


def test_nothing_seen_is_said():
    with pytest.raises(InvalidInput):
        judge([], TRUE, TimeSource.NAME)
