from io import BytesIO

import pytest
from PIL import Image

from archive_desk.domain.errors import Cancelled, Damaged
from archive_desk.domain.work import Unwatched
from archive_desk.media.strips import StripMaker, read_pictures, read_strip, write_strip
from tests.helpers import recordings


@pytest.fixture
def maker():
    made = StripMaker(stays=True)
    yield made
    made.close()


def test_a_strip_has_pictures_and_sound_along_the_recording(tmp_path, maker):
    source = recordings.video(tmp_path / "a.mp4", seconds=9, sound=True)
    before = source.read_bytes()
    target = tmp_path / "kept" / "a.strip"
    maker.make(source, target, Unwatched(), sketch=False)

    strip = read_strip(target, "a")
    assert strip is not None
    assert strip.complete
    assert strip.pictures == (0, 2000, 4000, 6000)
    assert 170 <= len(strip.wave) <= 190
    assert max(strip.wave) > 100
    pictures = read_pictures(target, [2000, 99])
    assert list(pictures) == [2000]
    assert Image.open(BytesIO(pictures[2000])).size == (96, 72)
    assert source.read_bytes() == before
    assert [each.name for each in target.parent.iterdir()] == ["a.strip"]


def test_a_sketch_comes_first_and_is_told_from_the_whole(tmp_path, maker):
    source = recordings.video(tmp_path / "a.mp4", seconds=9, sound=True)
    maker.make(source, tmp_path / "a.strip", Unwatched(), sketch=True)

    strip = read_strip(tmp_path / "a.strip", "a")
    assert strip is not None
    assert not strip.complete
    assert strip.wave == b""


def test_sound_alone_has_a_waveform(tmp_path, maker):
    source = recordings.sound(tmp_path / "a.wav", seconds=2)
    maker.make(source, tmp_path / "a.strip", Unwatched(), sketch=False)

    strip = read_strip(tmp_path / "a.strip", "a")
    assert strip is not None
    assert strip.pictures == ()
    assert 38 <= len(strip.wave) <= 42


def test_a_recording_that_breaks_off_gives_what_can_be_read(tmp_path, maker):
    source = recordings.video(tmp_path / "a.mp4", seconds=9, faststart=True)
    recordings.cut(source, 0.5)
    maker.make(source, tmp_path / "a.strip", Unwatched(), sketch=False)

    strip = read_strip(tmp_path / "a.strip", "a")
    assert strip is not None
    assert strip.pictures


def test_what_cannot_be_read_is_said_to_be_damaged(tmp_path, maker):
    source = tmp_path / "a.mp4"
    source.write_bytes(b"nothing of the kind")

    with pytest.raises(Damaged):
        maker.make(source, tmp_path / "a.strip", Unwatched(), sketch=False)
    assert not (tmp_path / "a.strip").exists()
    maker.make(recordings.video(source), tmp_path / "a.strip", Unwatched(), sketch=False)
    assert (tmp_path / "a.strip").exists()


def test_stopping_ends_the_process_and_leaves_nothing(tmp_path, maker):
    class Stop:
        def report(self, done, total, note=""):
            if done:
                raise Cancelled

    source = recordings.video(tmp_path / "a.mp4", seconds=9, sound=True)
    with pytest.raises(Cancelled):
        maker.make(source, tmp_path / "kept" / "a.strip", Stop(), sketch=False)
    assert not (tmp_path / "kept" / "a.strip").exists()


def test_a_broken_strip_is_as_none(tmp_path):
    target = tmp_path / "a.strip"
    write_strip(target, [(0, b"one"), (5, b"two")], b"\x01\x02", complete=True)

    assert read_pictures(target, [0, 5]) == {0: b"one", 5: b"two"}
    whole = target.read_bytes()
    for size in (0, 5, 30, len(whole) - 1):
        target.write_bytes(whole[:size])
        assert read_strip(target, "a") is None
    assert read_strip(tmp_path / "none", "a") is None
