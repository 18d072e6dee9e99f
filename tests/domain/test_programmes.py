from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_desk.domain.footage import Kind
from archive_desk.domain.ids import FootageId
from archive_desk.domain.programmes import GapPlay, programme_of
from archive_desk.domain.timelines import Lane, Segment, Timeline
from tests.helpers.watching import BEGUN


def segment(number, after, seconds):
    return Segment(
        FootageId(number),
        f"{number}.mp4",
        Kind.VIDEO,
        BEGUN + timedelta(seconds=after),
        timedelta(seconds=seconds),
    )


def line(*lanes):
    return Timeline(
        tuple(
            Lane("abcd"[n], "8810021", "林", Kind.VIDEO, tuple(parts))
            for n, parts in enumerate(lanes)
        )
    )


def test_segments_that_nearly_touch_follow_each_other_whole():
    programme = programme_of(line([segment(1, 0, 10), segment(2, 9.6, 10), segment(3, 20.4, 5)]))
    assert [float(each.begins) for each in programme.stretches] == [0, 10, 20]
    assert programme.length == 25
    assert programme.place_in(FootageId(2), Fraction(3)) == 13
    assert programme.moment_at(Fraction(10)) == BEGUN + timedelta(seconds=9.6)


@pytest.mark.parametrize(
    ("gaps", "length"), [(GapPlay.CARD, 22.5), (GapPlay.WHOLE, 80), (GapPlay.SKIP, 20.001)]
)
def test_a_gap_is_passed_as_it_was_chosen(gaps, length):
    programme = programme_of(line([segment(1, 0, 10), segment(2, 70, 10)]), gaps)
    assert float(programme.length) == length
    middle = programme.place_of(BEGUN + timedelta(seconds=40))
    assert programme.stretch_at(middle).gap
    assert programme.moment_at(middle) == BEGUN + timedelta(seconds=40)


def test_of_several_recorders_the_line_itself_is_played():
    programme = programme_of(line([segment(1, 0, 10)], [segment(2, 4, 10), segment(3, 60, 5)]))
    assert [each.gap for each in programme.stretches] == [False, True, False]
    assert programme.place_in(FootageId(2), Fraction(1)) == 5
    assert programme.place_of(BEGUN + timedelta(seconds=12)) == 12
    assert programme.place_of(BEGUN + timedelta(hours=2)) is None


def test_what_nothing_can_be_read_of_has_a_moment_to_say_so():
    programme = programme_of(line([segment(1, 0, 10), segment(2, 10, 0), segment(3, 10, 5)]))
    assert programme.length == Fraction(35, 2)
    assert programme.place_in(FootageId(2), Fraction(0)) == 10


@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 60)), min_size=1, max_size=8),
    st.fractions(0, 1),
)
def test_each_place_leads_to_a_moment_and_back(parts, share):
    after, segments = 0, []
    for number, (pause, seconds) in enumerate(parts, 1):
        after += pause
        segments.append(segment(number, after, seconds))
        after += seconds
    programme = programme_of(line(segments))
    place = Fraction(round(programme.length * share * 1000), 1000)
    stretch = programme.stretch_at(place)
    back = programme.place_of(programme.moment_at(place), stretch.prefer)
    assert back is not None
    assert abs(back - place) < Fraction(1, 1000)
