from fractions import Fraction

import pytest

from archive_desk.domain.errors import Cancelled, Damaged
from archive_desk.domain.footage import Health
from archive_desk.domain.repairs import RepairMethod
from archive_desk.domain.work import Unwatched
from archive_desk.media.decoding import decode_through
from archive_desk.media.encoding import VideoFormat
from archive_desk.media.frames import read_frame_index
from archive_desk.media.repairing import repair
from archive_desk.media.still_reader import decode_still
from tests.helpers import recordings
from tests.helpers.damage import without_index
from tests.helpers.numbered import SIZE, even_times, read_number, record_kind, record_numbers

PLAIN = VideoFormat(*SIZE, Fraction(25), key_frame_every=25, b_frames=0)


def mended(source, folder, reference=None):
    folder.mkdir(exist_ok=True)
    return repair(source, folder, "copy", reference, Unwatched())


def through(path):
    return decode_through(path, lambda _done, _total: None)


def test_every_picture_of_a_lost_index_is_found_again_bit_by_bit(tmp_path):
    moments = even_times(60, Fraction(25))
    sibling = record_numbers(tmp_path / "sibling.mp4", PLAIN, moments, sound=True)
    other = record_numbers(tmp_path / "other.mp4", PLAIN, even_times(80, Fraction(25)), sound=True)
    broken = without_index(other.path, tmp_path / "broken.mp4")
    before = broken.read_bytes()

    made = mended(broken, tmp_path / "out", sibling.path)

    assert made.method is RepairMethod.RESCUED
    found = through(made.path)
    assert (found.health, found.pictures) == (Health.SOUND, 80)
    index = read_frame_index(made.path, None)
    for number in (0, 31, 79):
        assert read_number(decode_still(made.path, index, number)) == number
    assert broken.read_bytes() == before
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["copy.mp4"]


@pytest.mark.parametrize("kind", ["h264 25", "h265 30"])
def test_reordered_pictures_are_encoded_anew_in_their_order(kind, tmp_path):
    whole = record_kind(kind, tmp_path, count=40)
    broken = without_index(whole.path, tmp_path / "broken.mp4")

    made = mended(broken, tmp_path / "out", whole.path)

    assert made.method is RepairMethod.RECODED
    found = through(made.path)
    assert (found.health, found.pictures) == (Health.SOUND, 40)


@pytest.mark.parametrize(
    "kind", ["mjpeg avi", "transport stream", "fragmented", "matroska", "h264 avi"]
)
def test_what_was_cut_short_is_copied_as_far_as_it_goes(kind, tmp_path):
    whole = record_kind(kind, tmp_path, count=50)
    cut = recordings.cut(whole.path, 0.6)
    expected = through(cut)

    made = mended(cut, tmp_path / "out")

    assert made.method is RepairMethod.REINDEXED
    found = through(made.path)
    assert found.health is Health.SOUND
    assert found.pictures >= expected.pictures - 1 > 10


def test_without_a_sibling_or_with_a_strange_one_nothing_is_pretended(tmp_path):
    whole = record_numbers(tmp_path / "a.mp4", PLAIN, even_times(30, Fraction(25)))
    broken = without_index(whole.path, tmp_path / "broken.mp4")
    strange = record_kind("h265 30", tmp_path, count=10).path
    sound = recordings.sound(tmp_path / "a.wav")
    (tmp_path / "junk.mp4").write_bytes(b"x" * 5000)

    for source, reference in (
        (broken, None),
        (broken, strange),
        (broken, sound),
        (tmp_path / "junk.mp4", whole.path),
    ):
        with pytest.raises(Damaged):
            mended(source, tmp_path / "out", reference)
    assert list((tmp_path / "out").iterdir()) == []


def test_repairing_can_be_stopped(tmp_path):
    class Stopping:
        def report(self, done, total, note=""):
            raise Cancelled

    whole = record_numbers(tmp_path / "a.mp4", PLAIN, even_times(30, Fraction(25)))
    (tmp_path / "out").mkdir()
    with pytest.raises(Cancelled):
        repair(whole.path, tmp_path / "out", "copy", None, Stopping())
