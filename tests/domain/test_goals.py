from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_desk.domain.goals import Goal, goal_named, moments_named

ZONE = ZoneInfo("Asia/Shanghai")
NIGHT = datetime(2026, 11, 30, 23, 59, 45, tzinfo=ZONE)


def clock(hours, minutes=0, seconds=0.0):
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("9:31:05.5", clock(9, 31, 5.5)),
        ("９：３１：０５", clock(9, 31, 5)),
        (" 09:31 ", clock(9, 31)),
        ("9:31:05,5", clock(9, 31, 5.5)),
        ("上午九点", clock(9)),
        ("上午9点", clock(9)),
        ("九点半", clock(9, 30)),
        ("九点一刻", clock(9, 15)),
        ("下午三点四十五分", clock(15, 45)),
        ("十点零五分", clock(10, 5)),
        ("10点05分07秒", clock(10, 5, 7)),
        ("10时5分", clock(10, 5)),
        ("二十三点五十九分五十八秒", clock(23, 59, 58)),
        ("下午2:05", clock(14, 5)),
        ("下午14:05", clock(14, 5)),
        ("晚上十二点", clock(24)),
        ("晚上11点", clock(23)),
        ("夜里两点", clock(2)),
        ("凌晨12点", clock(0)),
        ("中午12点", clock(12)),
        ("中午一点", clock(13)),
        ("9:31 pm", clock(21, 31)),
        ("12:00 AM", clock(0)),
        ("093105", clock(9, 31, 5)),
        ("0931", clock(9, 31)),
        ("24:00", clock(24)),
        ("24:00:20", clock(24, 0, 20)),
        ("00:00", clock(0)),
    ],
)
def test_a_time_of_day_is_understood_as_people_write_it(words, wanted):
    assert goal_named(words) == Goal(wanted)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("+1:05.5", Goal(at_ms=65_500)),
        ("＋５", Goal(at_ms=5_000)),
        ("+1:00:00", Goal(at_ms=3_600_000)),
        ("#62", Goal(number=62)),
        ("＃６２", Goal(number=62)),
    ],
)
def test_positions_and_pictures_are_understood(words, wanted):
    assert goal_named(words) == wanted


@pytest.mark.parametrize(
    "words",
    [
        *(
            "",
            "  ",
            "25:00",
            "9:60",
            "9:31:60",
            "上午15点",
            "1/0:00:00",
            "+1/0",
            "+-5",
            "+1e9",
            "#",
        ),
        *("#" + "9" * 5000, "+" + "9" * 5000, "九", "9", "13月1日 9:00", "12月32日 9:00", "#-1"),
    ],
)
def test_what_is_no_time_is_not_guessed(words):
    assert goal_named(words) is None


@given(st.text(alphabet="0123456789:：.#+上午下半点分秒十一二月日 -/年eE", max_size=24))
def test_no_words_break_it(words):
    goal = goal_named(words)
    if goal is not None:
        for moment in moments_named(goal, NIGHT, ZONE):
            assert moment.tzinfo is not None


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("23:59:50", "2026-11-30 23:59:50"),
        ("0:00:20", "2026-12-01 00:00:20"),
        ("24:00", "2026-12-01 00:00:00"),
        ("12月1日 0:10", "2026-12-01 00:10:00"),
        ("1日0点10分", "2026-12-01 00:10:00"),
        ("2026-12-01 00:10", "2026-12-01 00:10:00"),
        ("20261201001000", "2026-12-01 00:10:00"),
        ("30日 晚上12点", "2026-12-01 00:00:00"),
    ],
)
def test_over_midnight_and_the_end_of_a_month_the_right_day_is_meant(words, wanted):
    goal = goal_named(words)
    assert goal is not None
    assert f"{moments_named(goal, NIGHT, ZONE)[0]:%Y-%m-%d %H:%M:%S}" == wanted


def test_a_day_that_does_not_exist_is_no_moment():
    goal = goal_named("2026年2月30日 9:00")
    assert goal is not None
    assert moments_named(goal, NIGHT, ZONE) == []
