from fractions import Fraction

import pytest

from archive_desk.domain.frames import FrameIndex
from archive_desk.media.frame_files import load_frame_index, save_frame_index


@pytest.mark.parametrize(
    "index",
    [
        FrameIndex(tuple(range(0, 90_000, 1001)), Fraction(1, 30_000), 90_090, (0, 30, 60)),
        FrameIndex((-5, 0, 7, 8, 20), Fraction(1, 90), 25, (0,)),
        FrameIndex((3,), Fraction(1, 25), 4, (0,)),
    ],
)
def test_what_is_kept_comes_back_the_same(index, tmp_path):
    place = tmp_path / "ab" / "index.json"
    save_frame_index(index, place)
    assert load_frame_index(place) == index
    assert [path.name for path in place.parent.iterdir()] == ["index.json"]


def test_a_recording_of_even_rate_takes_hardly_any_room(tmp_path):
    index = FrameIndex(tuple(range(0, 360_000, 4)), Fraction(1, 100), 360_000, (0,))
    save_frame_index(index, tmp_path / "index.json")
    assert (tmp_path / "index.json").stat().st_size < 200


@pytest.mark.parametrize("words", ["", "{}", '{"version": 99}', "not json"])
def test_a_file_that_cannot_be_used_is_as_good_as_none(words, tmp_path):
    (tmp_path / "index.json").write_text(words, "utf-8")
    assert load_frame_index(tmp_path / "index.json") is None
    assert load_frame_index(tmp_path / "nowhere.json") is None
