from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from archive_desk.domain.frames import FrameIndex


@st.composite
def indexes(draw):
    start = draw(st.integers(-90_000, 90_000))
    lengths = draw(st.lists(st.integers(90, 20_000), min_size=1, max_size=60))
    ticks = [start]
    for length in lengths[:-1]:
        ticks.append(ticks[-1] + length)
    unit = draw(st.sampled_from([Fraction(1, 90_000), Fraction(1, 30_000), Fraction(1001, 90_000)]))
    keys = tuple(sorted({0, *draw(st.lists(st.integers(0, len(ticks) - 1), max_size=5))}))
    return FrameIndex(tuple(ticks), unit, ticks[-1] + lengths[-1], keys)


@given(indexes())
def test_the_millisecond_of_a_picture_leads_back_to_it(index):
    for number in range(index.count):
        assert index.frame_at(index.ms_of(number)) == number


@given(indexes(), st.integers(-100, 20_000))
def test_the_picture_at_a_time_has_begun_and_the_next_has_not(index, at_ms):
    number = index.frame_at(at_ms)
    at = Fraction(at_ms, 1000)
    assert index.time_of(number) <= max(at, 0)
    assert number + 1 == index.count or index.time_of(number + 1) > at


@given(indexes())
def test_the_first_picture_is_the_beginning_whatever_the_container_says(index):
    assert index.time_of(0) == 0
    assert index.ms_of(0) == 0
    assert index.frame_at(-5) == 0


@given(indexes(), st.data())
def test_decoding_begins_at_a_key_frame_that_is_not_later(index, data):
    number = data.draw(st.integers(0, index.count - 1))
    key = index.key_before(number)
    assert key in index.keys
    assert key <= number
    assert not any(key < other <= number for other in index.keys)


def test_a_rate_of_29_97_stays_exact_after_an_hour():
    count = 108_000
    index = FrameIndex(tuple(n * 1001 for n in range(count)), Fraction(1, 30_000), count * 1001)
    assert index.time_of(count - 1) == Fraction((count - 1) * 1001, 30_000)
    assert index.frame_at(index.ms_of(count - 1)) == count - 1


def test_the_nearest_picture_may_be_the_next_one():
    index = FrameIndex((0, 1, 2), Fraction(1, 25), 3)
    assert [index.nearest(Fraction(n, 1000)) for n in (0, 19, 21, 61, 900)] == [0, 0, 1, 2, 2]
