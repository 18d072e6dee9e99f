"""Clips without encoding: the pictures that are said to be in them, in every container."""

from fractions import Fraction

import av
import pytest

from archive_desk.domain.errors import Unavailable
from archive_desk.domain.work import Unwatched
from archive_desk.media.clip_copying import copy_clip
from archive_desk.media.clips import encode_clip
from archive_desk.media.encoding import VideoFormat
from archive_desk.media.frames import read_frame_index
from archive_desk.media.still_reader import decode_still
from tests.helpers import damaged, outsiders
from tests.helpers.numbered import SIZE, even_times, read_number, record_numbers

RATE = Fraction(25)


def numbers_in(path):
    with av.open(str(path)) as container:
        return [read_number(frame.to_image()) for frame in container.decode(video=0)]


@pytest.mark.parametrize("suffix", ["mp4", "ts", "mkv", "avi"])
@pytest.mark.parametrize("frames", [range(40, 61), range(30), range(70, 99)])
def test_a_copied_clip_holds_exactly_the_pictures_it_says(suffix, frames, tmp_path):
    b_frames = 0 if suffix == "avi" else 3
    unit = Fraction(1, 90_000) if suffix == "ts" else None
    video = VideoFormat(*SIZE, RATE, key_frame_every=12, b_frames=b_frames, time_base=unit)
    source, sound = tmp_path / f"a.{suffix}", suffix != "avi"
    record_numbers(source, video, even_times(100, RATE), sound=sound)
    target = tmp_path / f"clip.{suffix}"
    index = read_frame_index(source)
    written = copy_clip(source, target, index, frames, Unwatched())
    assert written.start == index.key_before(frames[0])
    assert frames[-1] <= written[-1] <= frames[-1] + 4
    assert numbers_in(target) == list(written)


@pytest.mark.parametrize("make", [outsiders.dvd, outsiders.dvd_begun_anew])
def test_where_times_lead_astray_only_an_exact_clip_is_made(make, tmp_path):
    path = make(tmp_path / "a.vob")
    index, frames = read_frame_index(path), range(40, 52)
    with pytest.raises(Unavailable, match="精确到帧"):
        copy_clip(path, tmp_path / "clip.vob", index, frames, Unwatched())
    encode_clip(path, tmp_path / "clip.mp4", index, frames, Unwatched())
    assert numbers_in(tmp_path / "clip.mp4") == list(frames)


def test_pictures_that_change_their_size_are_whole_in_an_exact_clip(tmp_path):
    path = damaged.size_that_changes(tmp_path)
    index, frames = read_frame_index(path), range(45, 56)
    encode_clip(path, tmp_path / "clip.mp4", index, frames, Unwatched())
    assert numbers_in(tmp_path / "clip.mp4") == list(frames)


def test_a_still_has_square_points(tmp_path):
    path = outsiders.wide_points(tmp_path / "a.mp4")
    still = decode_still(path, read_frame_index(path), 7)
    assert (still.size, read_number(still)) == ((640, 180), 7)
