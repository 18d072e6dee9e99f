from archive_desk.media.arrival import Arrival, difference, print_of
from tests.helpers.numbered import SIZE, draw_number


def likeness(number):
    return print_of(*SIZE, draw_number(number).tobytes("raw", "BGRX"))


def test_a_picture_around_the_goal_is_recognised():
    arrival = Arrival({number: likeness(number) for number in range(20, 27)}, likeness(900))
    assert [arrival.recognise(likeness(number)) for number in (20, 23, 26)] == [20, 23, 26]


def test_a_picture_from_before_the_seek_is_not_taken_for_the_goal():
    arrival = Arrival({number: likeness(number) for number in range(20, 27)}, likeness(7))
    assert arrival.recognise(likeness(7)) is None
    assert arrival.recognise(likeness(8)) is None, "one bar apart from 24"


def test_nothing_is_recognised_before_the_goal_is_known():
    assert Arrival().recognise(likeness(3)) is None


def test_a_still_scene_is_at_its_goal_at_once():
    arrival = Arrival({30: likeness(5)}, likeness(5))
    assert arrival.recognise(likeness(5)) == 30


def test_a_likeness_is_small_and_the_same_picture_differs_by_nothing():
    assert len(likeness(1)) < 2000
    assert difference(likeness(1), likeness(1)) == 0
    assert difference(likeness(1), likeness(2)) > 0
