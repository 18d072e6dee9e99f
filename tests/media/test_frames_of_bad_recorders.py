"""What bad recorders leave: the index, each picture and the sound of it."""

from contextlib import suppress
from fractions import Fraction

import pytest

from archive_desk.domain.errors import Damaged
from archive_desk.media.frame_files import load_frame_index, save_frame_index
from archive_desk.media.frames import read_frame_index
from archive_desk.media.sound_reader import FRAME_BYTES, RATE, SoundReader
from archive_desk.media.still_reader import StillReader, decode_still
from tests.helpers import damaged
from tests.helpers.numbered import read_number


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("bad")


def numbers(path, index, wanted):
    with StillReader(path, index) as reader:
        return [read_number(reader.picture(number)) for number in wanted]


@pytest.mark.parametrize(
    "make",
    [damaged.clock_that_jumps_back, damaged.clock_that_jumps_on, damaged.size_that_changes],
)
def test_where_the_clock_jumps_time_runs_on_and_every_picture_is_found(make, folder):
    path = make(folder)
    index = read_frame_index(path)
    assert (index.count, float(index.length)) == (100, pytest.approx(4.0, abs=0.1))
    wanted = [0, 99, 49, 50, 3, 75, 51, 48]
    assert numbers(path, index, wanted) == wanted
    save_frame_index(index, folder / "kept.json")
    assert load_frame_index(folder / "kept.json") == index


def test_pictures_that_change_their_size_are_shown_each_in_its_own(folder):
    path = damaged.size_that_changes(folder)
    with StillReader(path, read_frame_index(path)) as reader:
        assert reader.painted(10)[:2] == (320, 180)
        assert reader.painted(80)[:2] == (640, 360)
        assert reader.painted(80, (400, 400))[:2] == (400, 225)


def test_a_codec_that_is_not_there_is_said_in_words(folder):
    path = damaged.codec_nobody_knows(folder)
    index = read_frame_index(path)
    with pytest.raises(Damaged, match="编码不受支持"):
        decode_still(path, index, 0)


def test_rotten_bytes_cost_few_pictures_and_the_rest_is_there(folder):
    path = damaged.bytes_gone_bad(folder)
    index = read_frame_index(path)
    right = 0
    with StillReader(path, index) as reader:
        for number in range(index.count):
            with suppress(Damaged):
                right += read_number(reader.picture(number)) == number
    assert right > 40
    assert len(SoundReader(path, index).read(0, 2 * RATE)) == 2 * RATE * FRAME_BYTES


def test_what_an_edit_list_hides_is_not_counted(folder):
    path = damaged.edit_list(folder)
    index = read_frame_index(path)
    assert index.count == 40
    assert numbers(path, index, [0, 39, 20]) == [10, 49, 30]


def test_without_an_index_and_cut_off_what_is_there_is_shown(folder):
    path = damaged.index_missing(folder)
    index = read_frame_index(path)
    assert 25 < index.count < 40
    assert numbers(path, index, [index.count - 2, 0, 20]) == [index.count - 2, 0, 20]


def test_four_times_the_points_are_painted_for_the_screen(folder):
    path = damaged.ultra_high_definition(folder)
    index = read_frame_index(path)
    assert numbers(path, index, [2, 0]) == [2, 0]
    with StillReader(path, index) as reader:
        assert reader.painted(1)[:2] == (1920, 1080)


def test_sound_lies_where_its_times_say(folder):
    damaged.plain(folder)
    path = folder / "plain.mp4"
    index = read_frame_index(path)
    whole = SoundReader(path, index).read(0, RATE)
    reader = SoundReader(path, index)
    assert any(whole)
    parts = [reader.read(at, 480) for at in (24_000, 0, 47_520)]
    for at, part in zip((24_000, 0, 47_520), parts, strict=True):
        there = whole[at * FRAME_BYTES : (at + 480) * FRAME_BYTES]
        assert _apart(part, there) < 200, at
    assert SoundReader(folder / "nowhere.mp4", None).read(0, 10) == bytes(40)
    assert Fraction(len(reader.read(10 * RATE, 100)), FRAME_BYTES) == 100


def _apart(one, other):
    """The mean difference of samples."""
    pairs = zip(memoryview(one).cast("h"), memoryview(other).cast("h"), strict=True)
    differences = [abs(a - b) for a, b in pairs]
    return sum(differences) / len(differences)


def test_pictures_before_the_containers_zero_are_left_out_and_the_rest_is_exact(folder):
    path = damaged.begun_before_zero(folder)
    index = read_frame_index(path)
    assert 0 < index.count < damaged.COUNT
    first = damaged.COUNT - index.count
    with StillReader(path, index) as reader:
        numbers = [read_number(reader.picture(number)) for number in range(index.count)]
    assert numbers == list(range(first, damaged.COUNT))
