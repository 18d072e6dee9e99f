import itertools

from hypothesis import given
from hypothesis import strategies as st

from archive_desk.domain.watching import Interval, WatchLog, merged


def test_what_is_played_without_a_break_is_one_interval():
    log = WatchLog()
    for at_ms in (0, 100, 200, 950):
        log.at(at_ms)
    assert log.take() == [Interval(0, 950)]


def test_where_it_was_told_last_is_not_told_again_by_itself():
    log = WatchLog()
    log.at(0)
    log.at(1000)
    assert log.take() == [Interval(0, 1000)]
    assert log.take() == []
    log.jump()
    assert log.take() == []
    log.at(5000)
    assert log.take() == [Interval(5000, 5000)]


def test_pictures_stepped_through_were_watched():
    log = WatchLog()
    for number in range(10):
        log.passed(1000 + number * 40, 1040 + number * 40)
    assert log.take() == [Interval(1000, 1400)]


def test_a_jump_leaves_out_what_was_not_seen():
    log = WatchLog()
    log.at(0)
    log.at(2000)
    log.jump()
    log.at(60_000)
    log.at(61_000)
    assert log.take() == [Interval(0, 2000), Interval(60_000, 61_000)]


def test_watching_the_same_part_twice_tells_it_once():
    log = WatchLog()
    for start in (0, 500):
        log.jump()
        log.at(start)
        log.at(start + 1000)
    assert log.take() == [Interval(0, 1500)]


def test_what_is_taken_while_playing_is_not_told_again_and_nothing_is_lost():
    log = WatchLog()
    log.at(0)
    log.at(1000)
    assert log.take() == [Interval(0, 1000)]
    log.at(2000)
    assert log.take() == [Interval(1000, 2000)]


def test_nothing_watched_is_nothing_told():
    assert WatchLog().take() == []


intervals = st.builds(
    lambda start, length: Interval(start, start + length),
    st.integers(0, 100_000),
    st.integers(0, 20_000),
)


@given(st.lists(intervals))
def test_merged_intervals_are_in_order_apart_and_cover_the_same(given_ones):
    result = merged(given_ones)
    assert all(a.to_ms < b.from_ms for a, b in itertools.pairwise(result))
    for each in given_ones:
        assert any(r.from_ms <= each.from_ms and each.to_ms <= r.to_ms for r in result)
