"""Two hours of footage on the timeline: all is made in the background, the pauses are told."""

import pytest

from benchmarks.timeline import measure


@pytest.mark.proof
@pytest.mark.timeout(1500)
def test_two_hours_get_their_pictures_and_sound_while_the_window_lives(tmp_path, qapp):
    figures = measure(tmp_path, minutes=120, size=(1280, 720))

    assert figures.recordings == 12
    assert figures.minutes == 120
    print(f"\nall strips in {figures.seconds:.0f} s")  # noqa: T201
    print("\n".join(figures.rows()))  # noqa: T201
