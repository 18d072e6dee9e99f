"""Recordings that our own encoder would never write: every picture at its time, by any way."""

import random
from fractions import Fraction

import av
import pytest

from archive_desk.domain.errors import Damaged
from archive_desk.media.encoding import VideoFormat
from archive_desk.media.frame_files import load_frame_index, save_frame_index
from archive_desk.media.frames import read_frame_index
from archive_desk.media.still_reader import StillReader
from tests.helpers import outsiders
from tests.helpers.numbered import SIZE, even_times, read_number, record_numbers

KINDS = {
    "dvd": (outsiders.dvd, "a.vob", 60, Fraction(60, 25)),
    "dvd begun anew": (outsiders.dvd_begun_anew, "b.vob", 120, Fraction(120, 25)),
    "few times": (outsiders.few_times, "c.mpg", 80, None),
    "long pause": (outsiders.long_pause, "d.ts", 80, Fraction(80, 25) + 12),
    "index astray": (outsiders.index_astray, "f.avi", 60, Fraction(60, 25)),
    "packed divx": (outsiders.packed_divx, "e.avi", None, None),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_is_found_in_order_backward_and_by_leaps(kind, tmp_path):
    make, name, count, length = KINDS[kind]
    path = make(tmp_path / name)
    index = read_frame_index(path)
    assert count is None or index.count == count
    assert length is None or index.length == length
    numbers = range(index.count)
    leaps = random.Random(4).sample(numbers, 40)
    for wanted in (numbers, reversed(numbers), leaps):
        with StillReader(path, index) as reader:
            for number in wanted:
                assert read_number(reader.picture(number)) == number
    save_frame_index(index, tmp_path / "kept.json")
    assert load_frame_index(tmp_path / "kept.json") == index


def test_a_pause_of_the_pictures_is_no_jump_of_the_clock(tmp_path):
    index = read_frame_index(outsiders.long_pause(tmp_path / "pause.ts"))
    assert index.time_of(39) == Fraction(39, 25)
    assert index.time_of(40) == Fraction(40, 25) + 12


def test_after_a_picture_that_is_lost_the_ones_at_the_beginning_are_still_shown(tmp_path):
    video = VideoFormat(*SIZE, Fraction(25), key_frame_every=5, b_frames=0)
    path = record_numbers(tmp_path / "lost.mp4", video, even_times(60, Fraction(25))).path
    with av.open(str(path)) as container:
        places = [packet.pos for packet in container.demux(video=0) if packet.pos]
    whole = path.read_bytes()
    path.write_bytes(whole[: places[20]] + bytes(places[50] - places[20]) + whole[places[50] :])
    index = read_frame_index(path)
    with StillReader(path, index) as reader:
        with pytest.raises(Damaged):
            reader.picture(40)
        assert [read_number(reader.picture(number)) for number in (2, 3)] == [2, 3]
        assert read_number(reader.picture(55)) == 55
