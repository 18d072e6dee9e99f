from hypothesis import given
from hypothesis import strategies as st

from archive_desk.domain.filmstrips import WAVE_STEP_MS, Filmstrip


def test_the_picture_nearest_to_a_position_is_found():
    strip = Filmstrip("a", (0, 2000, 4000))

    assert [strip.nearest(at) for at in (-5, 900, 1100, 3100, 9000)] == [0, 0, 2000, 4000, 4000]
    assert Filmstrip("a", ()).nearest(5) is None


@given(st.binary(min_size=1, max_size=4000), st.integers(1, 40))
def test_the_loudest_moment_is_seen_from_any_distance(wave, count):
    strip = Filmstrip("a", (), wave)

    shown = strip.loudness(0, len(wave) * WAVE_STEP_MS, count)
    assert len(shown) == count
    assert max(shown) == max(wave)


def test_where_there_is_no_sound_nothing_is_loud():
    strip = Filmstrip("a", (), bytes([200] * 20))

    assert strip.loudness(5000, 6000, 3) == [0, 0, 0]
    assert strip.loudness(-2000, -1000, 2) == [0, 0]
    assert Filmstrip("a", ()).loudness(0, 1000, 2) == [0, 0]
