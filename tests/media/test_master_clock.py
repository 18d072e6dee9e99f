import pytest

from archive_desk.media.master_clock import MasterClock


@pytest.fixture
def clock():
    clock = MasterClock()
    clock.run(10.0, 100.0)
    return clock


def test_it_runs_with_the_wall_at_its_rate(clock):
    assert clock.now(102.0) == 12.0
    clock.set_rate(4.0, 102.0)
    assert clock.now(103.0) == 16.0
    clock.set_rate(-0.5, 103.0)
    assert clock.now(105.0) == 15.0


def test_a_little_that_the_sound_is_ahead_is_made_good_by_and_by_without_a_jump(clock):
    assert clock.hear(11.1, 101.0)
    assert clock.now(101.0) == pytest.approx(11.0)
    assert 11.5 < clock.now(101.5) <= 11.541
    assert clock.now(104.0) == pytest.approx(14.1)


def test_it_never_goes_back_for_a_sound_that_is_behind(clock):
    assert clock.hear(10.8, 101.0)
    times = [clock.now(101.0 + step / 10) for step in range(40)]
    assert times == sorted(times)
    assert times[-1] == pytest.approx(14.7)


def test_a_few_milliseconds_are_left_alone(clock):
    clock.hear(11.008, 101.0)
    assert clock.now(103.0) == 13.0


def test_what_is_far_off_is_not_believed(clock):
    assert not clock.hear(14.0, 101.0)
    assert clock.now(101.0) == 11.0


def test_standing_it_hears_nothing(clock):
    clock.stand(5.0)
    assert clock.hear(30.0, 101.0)
    assert clock.now(200.0) == 5.0
