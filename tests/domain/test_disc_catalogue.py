import pytest

from archive_desk.domain.disc_catalogue import duration_in_words, size_in_words
from archive_desk.domain.disc_register import resting_state
from archive_desk.domain.discs import DiscState


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 KB"),
        (999_949, "999.9 KB"),
        (999_999, "1.0 MB"),
        (4_700_372_992, "4.7 GB"),
        (128_001_771_520, "128.0 GB"),
    ],
)
def test_sizes_are_said_as_discs_are_sold(size: int, words: str) -> None:
    assert size_in_words(size) == words


@pytest.mark.parametrize(
    ("duration", "words"),
    [(None, ""), (0, "00:00"), (61_400, "01:01"), (3_599_600, "1:00:00"), (90_061_000, "25:01:01")],
)
def test_lengths_are_said_as_clocks_show_them(duration: int | None, words: str) -> None:
    assert duration_in_words(duration) == words


def test_a_place_counts_only_for_a_disc_that_was_read_back() -> None:
    assert resting_state(burned=True, verified=True, location="柜") is DiscState.SHELVED
    assert resting_state(burned=True, verified=True, location="") is DiscState.VERIFIED
    assert resting_state(burned=True, verified=False, location="柜") is DiscState.BURNED
    assert resting_state(burned=False, verified=False, location="柜") is DiscState.BUILT
