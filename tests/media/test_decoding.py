from fractions import Fraction

import pytest
from PIL import Image

from archive_desk.domain.examinations import Remark
from archive_desk.domain.footage import Health
from archive_desk.domain.work import Unwatched
from archive_desk.media.decoding import decode_through
from archive_desk.media.encoding import Sound, VideoFormat, encode_video, synthesise_voice
from archive_desk.media.examining import examine
from tests.helpers import recordings
from tests.helpers.damage import mutated, without_index, zeroed
from tests.helpers.numbered import KINDS, record_kind, record_numbers

SMALL = VideoFormat(64, 48, Fraction(5), key_frame_every=5)


def through(path):
    return decode_through(path, lambda _done, _total: None)


def kinds(found):
    return {one.remark for one in found.stretches}


def pictures(count, colour_of, rate=5):
    return [(Fraction(n, rate), Image.new("RGB", (64, 48), colour_of(n))) for n in range(count)]


@pytest.mark.parametrize("kind", KINDS)
def test_sound_recordings_of_every_kind_are_sound(kind, tmp_path):
    recording = record_kind(kind, tmp_path, count=40)

    found = through(recording.path)

    assert found.health is Health.SOUND
    assert found.pictures == 40
    assert not any(one.remark.damage for one in found.stretches)
    assert (Remark.NO_SOUND in kinds(found)) == (not KINDS[kind][2])
    assert (Remark.FRAGMENTED in kinds(found)) == (kind == "fragmented")


@pytest.mark.parametrize(
    "kind", ["h264 25", "h265 30", "mjpeg avi", "transport stream", "h264 avi"]
)
def test_bytes_turned_over_show_as_a_stretch_where_they_are(kind, tmp_path):
    recording = record_kind(kind, tmp_path, count=100)
    damaged = mutated(recording.path, tmp_path / f"damaged{recording.path.suffix}")

    found = through(damaged)

    assert found.health is Health.UNDECODABLE
    assert found.pictures < 100 or kinds(found) & {
        Remark.SOUND_UNDECODABLE,
        Remark.PACKETS_BROKEN,
    }
    broken = [one for one in found.stretches if one.remark.damage]
    assert broken
    half = found.decoded_ms / 2
    assert all(abs(one.from_ms - half) < half for one in broken)
    assert broken[0].to_ms > broken[0].from_ms > 0


def test_a_lost_index_a_cut_and_zeros_are_told_apart(tmp_path):
    whole = recordings.video(tmp_path / "a.mp4", seconds=4, faststart=True)
    plain = recordings.video(tmp_path / "b.mp4", seconds=4)

    lost = through(without_index(plain, tmp_path / "c.mp4"))
    cut = through(
        recordings.cut(recordings.video(tmp_path / "d.mp4", seconds=4, faststart=True), 0.6)
    )
    zeros = through(zeroed(whole, tmp_path / "e.mp4"))

    assert lost.health is Health.MISSING_INDEX
    assert cut.health is Health.TRUNCATED
    assert 0 < cut.decoded_ms < 4_000
    assert zeros.health is Health.UNDECODABLE
    assert zeros.stretches[-1].remark is Remark.UNDECODABLE or zeros.decoded_ms < 4_000


def test_an_index_that_is_itself_cut_off_is_none(tmp_path):
    plain = recordings.video(tmp_path / "b.mp4", seconds=4)
    content = plain.read_bytes()
    plain.write_bytes(content[: content.rindex(b"moov") + 40])

    assert through(plain).health is Health.MISSING_INDEX


def test_black_and_frozen_pictures_are_noted_with_their_times(tmp_path):
    def colour(number):
        if 50 <= number < 75:
            return (0, 0, 0)
        return (120, 60, 60) if number >= 75 else (number * 4 % 200 + 30, 80, 160)

    encode_video(tmp_path / "a.mp4", SMALL, pictures(150, colour))

    found = through(tmp_path / "a.mp4")

    assert found.health is Health.SOUND
    (black,) = [one for one in found.stretches if one.remark is Remark.BLACK]
    (frozen,) = [one for one in found.stretches if one.remark is Remark.FROZEN]
    assert abs(black.from_ms - 10_000) <= 600
    assert abs(black.to_ms - 15_000) <= 600
    assert abs(frozen.from_ms - 15_400) <= 600
    assert frozen.to_ms == 30_000


def test_silence_and_a_hole_are_noted(tmp_path):
    voice = synthesise_voice(3, 14.0)
    for index in range(voice.rate * 2, voice.rate * 13):
        voice.samples[index] = 0
    moments = [number for number in range(70) if not 20 <= number < 40]
    shown = [
        (Fraction(n, 5), Image.new("RGB", (64, 48), (n * 3 % 200 + 40, 90, 120))) for n in moments
    ]
    encode_video(tmp_path / "a.mp4", SMALL, shown, sound=Sound(voice.samples, voice.rate))

    found = through(tmp_path / "a.mp4")

    (silent,) = [one for one in found.stretches if one.remark is Remark.SILENT]
    assert abs(silent.from_ms - 2_000) <= 300
    assert abs(silent.to_ms - 13_000) <= 300
    (hole,) = [one for one in found.stretches if one.remark is Remark.PICTURES_MISSING]
    assert (hole.from_ms, hole.to_ms) == (3_800, 8_000)


def test_what_is_no_recording_at_all(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"")
    (tmp_path / "b.mp4").write_bytes(bytes(100_000))
    (tmp_path / "c.mp4").write_bytes(b"nothing of the kind" * 1000)

    assert through(tmp_path / "a.mp4").health is Health.EMPTY
    assert through(tmp_path / "b.mp4").health is Health.UNREADABLE
    assert through(tmp_path / "c.mp4").health is Health.UNREADABLE


@pytest.mark.parametrize("seed", range(6))
def test_no_damage_of_any_kind_brings_the_examination_down(seed, tmp_path):
    kind = list(KINDS)[seed % len(KINDS)]
    recording = record_kind(kind, tmp_path, count=20)
    spread = mutated(
        recording.path, tmp_path / f"x{recording.path.suffix}", at=0.0, count=400, seed=seed
    )

    found = through(spread)

    assert found.decoded_ms >= 0


def test_the_process_of_its_own_finds_the_same(tmp_path):
    recording = record_numbers(tmp_path / "a.mp4", SMALL, [Fraction(n, 5) for n in range(20)])
    damaged = mutated(recording.path, tmp_path / "b.mp4", at=0.3)

    assert examine(damaged, Unwatched()) == through(damaged)
    assert examine(recording.path, Unwatched(), gently=True).health is Health.SOUND
