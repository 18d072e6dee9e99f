import random
from fractions import Fraction

import pytest
from PIL import Image

from archive_desk.domain.errors import Cancelled, Damaged, Unavailable
from archive_desk.media.encoding import VideoFormat
from archive_desk.media.frames import read_frame_index
from archive_desk.media.still_reader import StillReader, decode_still
from tests.helpers.numbered import KINDS, even_times, read_number, record_kind, record_numbers


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("numbered")
    made = {}

    def record(kind):
        if kind not in made:
            made[kind] = record_kind(kind, folder)
        return made[kind]

    return record


@pytest.mark.parametrize("kind", KINDS)
def test_the_index_has_every_picture_at_its_exact_time(recorded, kind):
    recording = recorded(kind)
    index = read_frame_index(recording.path)
    assert index.count == len(recording.times)
    unit = index.time_base
    for number, at in enumerate(recording.times):
        assert abs(index.time_of(number) - at) <= unit / 2


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_that_is_asked_for_is_the_one_that_comes(recorded, kind):
    recording = recorded(kind)
    index = read_frame_index(recording.path)
    order = list(range(index.count))
    random.Random(7).shuffle(order)
    with StillReader(recording.path, index) as reader:
        wrong = [n for n in order if read_number(reader.picture(n)) != n]
    assert wrong == []


def test_stepping_to_the_end_and_back_meets_each_picture_once(recorded):
    recording = recorded("h264 29.97")
    index = read_frame_index(recording.path)
    there = list(range(index.count))
    with StillReader(recording.path, index) as reader:
        seen = [read_number(reader.picture(n)) for n in [*there, *reversed(there)]]
    assert seen == [*there, *reversed(there)]


def test_a_recording_cut_off_gives_what_is_before_the_break(tmp_path):
    container = {"movflags": "frag_keyframe+empty_moov"}
    video = VideoFormat(320, 180, Fraction(25), key_frame_every=25, container=container)
    recording = record_numbers(tmp_path / "cut.mp4", video, even_times(75, Fraction(25)))
    content = recording.path.read_bytes()
    recording.path.write_bytes(content[: len(content) * 3 // 5])
    index = read_frame_index(recording.path)
    assert 25 <= index.count < 75
    assert read_number(decode_still(recording.path, index, 20)) == 20


def test_a_file_without_pictures_says_so(tmp_path):
    (tmp_path / "words.mp4").write_bytes(b"this is not a recording" * 50)
    with pytest.raises(Damaged):
        read_frame_index(tmp_path / "words.mp4")
    with pytest.raises(Unavailable):
        read_frame_index(tmp_path / "nowhere.mp4")


def test_reading_the_index_can_be_stopped(recorded):
    class Impatient:
        def report(self, done, total, note=""):
            raise Cancelled

    with pytest.raises(Cancelled):
        read_frame_index(recorded("h264 25").path, Impatient())


def test_a_still_has_the_size_of_the_recording(recorded):
    recording = recorded("h264 25")
    still = decode_still(recording.path, read_frame_index(recording.path), 3)
    assert isinstance(still, Image.Image)
    assert (still.size, still.mode) == ((320, 180), "RGB")
