from datetime import UTC, datetime, timedelta

import pytest

from archive_desk.domain.errors import Cancelled, Damaged
from archive_desk.domain.work import Unwatched
from archive_desk.media.clock_code import code_of, moment_of, read_film, seen_in, squares
from tests.helpers.filmed import film_of_clock, screen, seen_slantingly
from tests.helpers.recordings import sound

NOON = datetime(2026, 11, 20, 4, 0, 0, 120_000, tzinfo=UTC)


def test_a_code_names_the_tenth_of_a_second_in_which_it_stands():
    assert moment_of(code_of(NOON)) == NOON.replace(microsecond=100_000)
    assert code_of(NOON) != code_of(NOON + timedelta(milliseconds=100))
    assert len({len(row) for row in squares(NOON)} | {len(squares(NOON))}) == 1


@pytest.mark.parametrize("text", ["", "ADCLOCK1/", "ADCLOCK1/1x", "https://example.org", "17"])
def test_other_codes_are_no_clock(text):
    assert moment_of(text) is None


def test_the_code_is_read_from_a_slanting_blurred_picture():
    assert seen_in(seen_slantingly(screen(NOON))) == NOON.replace(microsecond=100_000)


def test_a_film_gives_its_pictures_with_their_times(tmp_path):
    film = film_of_clock(tmp_path / "a.mp4", NOON, dark=timedelta(seconds=1))

    found = read_film(film, Unwatched())

    assert len(found) > 5
    assert timedelta(seconds=1) <= found[0].position < timedelta(seconds=1.5)
    for one in found:
        true = NOON + one.position - timedelta(milliseconds=20)
        assert timedelta(0) <= true - one.shown < timedelta(milliseconds=101)


def test_a_sound_recording_is_no_film(tmp_path):
    with pytest.raises(Damaged):
        read_film(sound(tmp_path / "a.wav"), Unwatched())


def test_reading_can_be_stopped(tmp_path):
    class Stopping:
        def report(self, done, total, note=""):
            raise Cancelled

    with pytest.raises(Cancelled):
        read_film(film_of_clock(tmp_path / "a.mp4", NOON, seconds=0.5), Stopping())
