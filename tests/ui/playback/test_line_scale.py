from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_desk.ui.playback.line_scale import LineScale

ZONE = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 3, 14, 9, 0, tzinfo=ZONE)
HOUR = timedelta(hours=1)


def scale(length: timedelta = HOUR, width: float = 1000) -> LineScale:
    made = LineScale()
    made.show(NINE, NINE + length)
    made.set_width(width)
    return made


def test_the_whole_line_is_seen_first():
    line = scale()

    assert line.fitted
    assert 0 < line.x_of(NINE) < 30
    assert 970 < line.x_of(NINE + HOUR) < 1000


@given(st.floats(0, 1000), st.floats(1.05, 900))
def test_zooming_holds_the_moment_under_the_hand(x, factor):
    line = scale()
    moment = line.moment_at(x)

    line.zoom(factor, x)
    held = line.moment_at(x)
    if NINE < moment < NINE + HOUR:
        assert abs((held - moment).total_seconds()) < 1e-3 or line.x_of(moment) == pytest.approx(x)


def test_it_can_be_looked_at_to_the_second_and_no_farther_than_the_line():
    line = scale(timedelta(hours=8))

    line.zoom(1e9, 500)
    assert line.span == timedelta(seconds=4)
    assert line.px_per_s == 250
    line.zoom(1e-9, 500)
    assert line.fitted
    line.pan(1e9)
    assert line.shown[1] <= NINE + timedelta(hours=8, minutes=10)


def test_ticks_lie_at_round_times_and_apart():
    for length in (timedelta(seconds=20), timedelta(minutes=7), HOUR, timedelta(days=9)):
        line = scale(length)
        ticks = [tick for tick in line.ticks(ZONE) if tick.labelled]
        assert 2 <= len(ticks) <= 13
        assert all(tick.moment.microsecond == 0 for tick in ticks)
        gaps = [b.x - a.x for a, b in pairwise(ticks)]
        assert all(gap > 80 for gap in gaps)


def test_midnight_is_told_on_the_ruler():
    line = LineScale()
    line.show(NINE.replace(hour=23, minute=50), NINE.replace(hour=23, minute=50) + HOUR)
    line.set_width(1000)

    assert [tick.moment.hour for tick in line.ticks(ZONE) if tick.day] == [0]


def test_the_page_turns_when_the_hand_leaves_it():
    line = scale()
    line.zoom(12, 500)
    first, last = line.shown

    assert not line.reveal(first + (last - first) / 2)
    assert line.reveal(last + timedelta(seconds=1))
    assert 0 <= line.x_of(last + timedelta(seconds=1)) < 100
