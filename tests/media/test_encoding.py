import wave
from datetime import UTC, datetime
from fractions import Fraction

import av
import pytest
from PIL import Image, ImageOps

from archive_desk.domain.errors import Unavailable
from archive_desk.media.encoding import (
    PhotoFacts,
    Sound,
    VideoFormat,
    encode_sound,
    encode_video,
    synthesise_voice,
    write_photo,
)

SIZE = (96, 64)


def pictures(times):
    for number, at in enumerate(times):
        yield at, Image.new("RGB", SIZE, (number * 12 % 256, 80, 160))


def even(count, rate):
    return [number / Fraction(rate) for number in range(count)]


def times_of(path):
    with av.open(str(path)) as container:
        frames = container.decode(video=0)
        return [frame.pts * frame.time_base for frame in frames]


@pytest.mark.parametrize(
    ("name", "codec", "options"),
    [
        ("a.mp4", "libx264", {}),
        ("a.avi", "mjpeg", {"pixel_format": "yuvj420p"}),
        ("a.mkv", "libx265", {}),
        ("b.mp4", "libx264", {"container": {"movflags": "frag_keyframe+empty_moov"}}),
    ],
)
def test_every_picture_and_the_sound_are_in_the_file(tmp_path, name, codec, options):
    video = VideoFormat(*SIZE, Fraction(10), codec, key_frame_every=5, **options)
    voice = synthesise_voice(1, 1)
    sound = Sound(voice.samples, voice.rate, "pcm_s16le" if name.endswith("avi") else "aac")
    encode_video(tmp_path / name, video, pictures(even(10, 10)), sound=sound)
    times = times_of(tmp_path / name)
    assert [at - times[0] for at in times] == even(10, 10)
    with av.open(str(tmp_path / name)) as container:
        heard = sum(frame.samples for frame in container.decode(audio=0))
    assert heard >= len(voice.samples)


def test_a_variable_rate_keeps_the_exact_times(tmp_path):
    times = [Fraction(n, 90_000) for n in (0, 3003, 9009, 12_012, 30_030, 45_045)]
    video = VideoFormat(
        *SIZE,
        Fraction(30),
        time_base=Fraction(1, 90_000),
        container={"video_track_timescale": "90000"},
    )
    encode_video(tmp_path / "v.mp4", video, pictures(times))
    assert times_of(tmp_path / "v.mp4") == times


def test_the_container_says_when_it_was_made(tmp_path):
    made = datetime(2026, 11, 20, 1, 30, 15, tzinfo=UTC)
    video = VideoFormat(*SIZE)
    encode_video(tmp_path / "t.mp4", video, pictures(even(3, 15)), creation_time=made)
    with av.open(str(tmp_path / "t.mp4")) as container:
        assert container.metadata["creation_time"].startswith("2026-11-20T01:30:15")


def test_the_same_recording_has_the_same_bytes(tmp_path):
    for name in ("one.mp4", "two.mp4"):
        voice = synthesise_voice(4, 1)
        encode_video(tmp_path / name, VideoFormat(*SIZE), pictures(even(15, 15)), sound=voice)
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


def test_a_recording_that_fails_leaves_nothing_behind(tmp_path):
    def broken():
        yield from pictures(even(3, 15))
        raise OSError(28, "No space left on device")

    with pytest.raises(Unavailable):
        encode_video(tmp_path / "x.mp4", VideoFormat(*SIZE), broken())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "codec"), [("s.mp3", "libmp3lame"), ("s.aac", "aac")])
def test_sound_alone_can_be_heard_again(tmp_path, name, codec):
    voice = synthesise_voice(2, 1.5)
    encode_sound(tmp_path / name, Sound(voice.samples, voice.rate, codec))
    with av.open(str(tmp_path / name)) as container:
        heard = sum(frame.samples for frame in container.decode(audio=0))
    assert abs(heard - len(voice.samples)) < voice.rate / 5


def test_a_wave_file_holds_exactly_the_samples(tmp_path):
    voice = synthesise_voice(2, 1)
    encode_sound(tmp_path / "s.wav", Sound(voice.samples, voice.rate, "pcm_s16le"))
    with wave.open(str(tmp_path / "s.wav")) as heard:
        assert heard.readframes(heard.getnframes()) == voice.samples.tobytes()


def test_a_photo_is_stored_turned_and_says_so(tmp_path):
    upright = Image.new("RGB", (40, 60), "white")
    upright.paste("red", (0, 0, 40, 20))
    taken = datetime.fromisoformat("2026-11-20T14:11:52")
    write_photo(tmp_path / "p.jpg", upright, PhotoFacts(taken, "Make", "Model", "S1", 6))
    with Image.open(tmp_path / "p.jpg") as stored:
        assert stored.size == (60, 40)
        assert stored.getexif().get_ifd(0x8769)[0x9003] == "2026:11:20 14:11:52"
        seen = ImageOps.exif_transpose(stored)
        red, green, _ = seen.getpixel((20, 5))
    assert seen.size == (40, 60)
    assert red > 200 > 60 > green
