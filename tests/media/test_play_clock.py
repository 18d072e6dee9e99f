from fractions import Fraction

from archive_desk.domain.frames import FrameIndex
from archive_desk.media.play_clock import PlayClock, expected_lead_ms

INDEX = FrameIndex(tuple(range(500)), Fraction(1, 25), 500, (0,))


def running(rate=1.0, lead_ms=0.0):
    """A clock at picture 10, told at wall 0."""
    clock = PlayClock(INDEX, lead_ms)
    clock.set_rate(rate, 0)
    clock.start(400, 0)
    clock.tell(400 + round(lead_ms), 0)
    return clock


def test_between_two_words_of_libvlc_the_time_runs_on():
    assert running().position_ms(0.2) == 600
    assert running(rate=4).position_ms(0.2) == 1200


def test_a_picture_is_the_one_of_the_index_though_it_comes_a_little_early_or_late():
    for lateness in (-0.006, 0.0, 0.005, 0.03):
        clock = running()
        assert clock.show(0.2 + lateness) == 15


def test_a_drift_is_corrected_by_the_next_word():
    clock = running()
    clock.tell(900, 0.49)
    assert clock.position_ms(0.49) == 900


def test_after_a_seek_time_stands_at_the_goal_until_libvlc_is_there():
    clock = running()
    clock.seek(8000, 1.0)
    clock.tell(8000, 1.001)
    assert clock.show(1.01) is None, "this picture is still one from before"
    assert clock.position_ms(1.2) == 8000
    clock.tell(8040, 1.3)
    assert clock.show(1.305) == 201


def test_after_a_recognised_picture_time_runs_from_the_next_one():
    clock = running()
    clock.seek(8000, 1.0)
    clock.arrive(201, 1.05)
    assert clock.show(1.13, fresh=False) == 201, "the same picture over again"
    assert clock.show(1.3, fresh=True) == 202
    assert clock.position_ms(1.34) == 8120


def test_a_pause_holds_the_time():
    clock = running()
    clock.hold(0.1)
    clock.tell(777, 0.5)
    assert clock.position_ms(9.0) == 500


def test_the_lead_is_learnt_from_the_first_pictures():
    clock = PlayClock(INDEX, 25, learns=True)
    clock.begin(0)
    clock.arrive(1, 0.05)
    for number in range(2, 13):
        clock.show(0.01 + number * 0.04)
    clock.tell(600 + 105, 0.01 + 15 * 0.04)
    assert clock.lead_ms == 105
    assert clock.show(0.01 + 16 * 0.04) == 16


def test_a_recording_without_movement_starts_all_the_same():
    clock = PlayClock(INDEX)
    clock.begin(0)
    clock.arrive(0, 0.05)
    clock.show(0.09, fresh=False)
    clock.tell(320, 0.4)
    assert clock.position_ms(0.5) == 420


def test_an_avi_is_read_ahead_and_a_container_may_begin_before_its_pictures():
    none, some = Fraction(0), Fraction(2, 25)
    assert expected_lead_ms(".AVI", none, none) == 25
    assert expected_lead_ms(".mp4", some, none) == 80
    assert expected_lead_ms(".mp4", -some, none) == 0
    assert expected_lead_ms(".mkv", none, -some) == 80
