import io
import struct
from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from archive_desk.domain.footage import Health, Kind, TimeSource
from archive_desk.media.boxes import structure
from archive_desk.media.probe import probe, probe_source
from archive_desk.media.wholeness import fault_of
from tests.helpers import recordings

SHANGHAI = ZoneInfo("Asia/Shanghai")
CREATED = datetime(2023, 2, 14, 1, 30, 15, tzinfo=UTC)


def look(path, kind=Kind.VIDEO):
    return probe(path, kind, SHANGHAI)


def size_of(picture: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(picture)).size


def test_a_sound_recording_gives_its_facts_and_a_picture(tmp_path):
    found = look(recordings.video(tmp_path / "a.mp4", seconds=2, created=CREATED, sound=True))

    facts = found.facts
    assert (facts.container, facts.video_codec, facts.audio_codec) == ("mp4", "h264", "aac")
    assert (facts.width, facts.height, facts.frame_rate) == (64, 48, Fraction(10))
    assert facts.duration_ms == pytest.approx(2000, abs=130)
    assert (facts.health, facts.health_note) == (Health.SOUND, "")
    assert size_of(found.picture) == (64, 48)
    (claim,) = found.claims
    assert (claim.source, claim.at, claim.zoned) == (TimeSource.CONTAINER, CREATED, True)


@pytest.mark.parametrize("suffix", [".avi", ".mkv", ".mov", ".flv", ".ts", ".3gp"])
def test_other_containers_are_sound_too(tmp_path, suffix):
    found = look(recordings.video(tmp_path / f"a{suffix}", seconds=2))

    assert found.facts.health is Health.SOUND
    assert found.facts.duration_ms == pytest.approx(2000, abs=150)
    assert found.picture


def test_fragments_are_no_damage_and_their_length_is_counted(tmp_path):
    path = recordings.video(tmp_path / "a.mp4", seconds=2, fragmented=True)
    whole = path.read_bytes()
    # The muxer's summary at the end, which a recorder that lost power never wrote.
    path.write_bytes(whole[: whole.rindex(b"mfra") - 4])

    facts = look(path).facts

    assert facts.health is Health.SOUND
    assert facts.duration_ms == 2000


def test_a_missing_index_is_named(tmp_path):
    facts = look(recordings.cut(recordings.video(tmp_path / "a.mp4"), 0.6)).facts

    assert facts.health is Health.MISSING_INDEX
    assert facts.duration_ms is None


def test_a_cut_recording_lasts_only_as_long_as_its_bytes(tmp_path):
    path = recordings.video(tmp_path / "a.mp4", seconds=3, faststart=True)

    facts = look(recordings.cut(path, 0.7)).facts

    assert facts.health is Health.TRUNCATED
    assert facts.duration_ms is not None
    assert 0 < facts.duration_ms < 2500


@pytest.mark.parametrize("suffix", [".avi", ".mkv", ".flv"])
def test_other_containers_cut_short_are_found_out(tmp_path, suffix):
    path = recordings.video(tmp_path / f"a{suffix}", seconds=3)

    assert look(recordings.cut(path, 0.8)).facts.health is Health.TRUNCATED


def test_a_tail_of_zeros_is_found_and_not_counted(tmp_path):
    path = recordings.video(tmp_path / "a.mp4", seconds=3, faststart=True)
    content = path.read_bytes()
    kept = len(content) * 7 // 10
    path.write_bytes(content[:kept] + bytes(len(content) - kept))

    facts = look(path).facts

    assert facts.health is Health.ZERO_TAIL
    assert facts.duration_ms is not None
    assert facts.duration_ms < 2500


def test_nothing_and_nothing_but_zeros_are_told_apart(tmp_path):
    empty, zero = tmp_path / "a.mp4", tmp_path / "b.mp4"
    empty.touch()
    zero.write_bytes(bytes(200_000))

    assert look(empty).facts.health is Health.EMPTY
    assert look(zero).facts.health is Health.UNREADABLE
    assert "零" in look(zero).facts.health_note


def test_a_text_named_like_a_video_is_unreadable(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_text("this is no video at all" * 50)

    assert look(path).facts.health is Health.UNREADABLE


def test_every_cut_gives_an_answer(tmp_path):
    whole = recordings.video(tmp_path / "whole.mp4", faststart=True).read_bytes()
    path = tmp_path / "a.mp4"
    for length in range(1, len(whole), 97):
        path.write_bytes(whole[:length])
        assert look(path).facts.health is not Health.SOUND


def test_sound_gets_a_wave_and_silence_at_its_end_is_no_damage(tmp_path):
    path = recordings.sound(tmp_path / "a.wav", seconds=2)
    quiet = tmp_path / "quiet.wav"
    content = bytearray(path.read_bytes())
    content[len(content) // 4 :] = bytes(len(content) - len(content) // 4)
    quiet.write_bytes(content)

    found = look(path, Kind.AUDIO)

    assert found.facts.health is Health.SOUND
    assert found.facts.audio_codec == "pcm_s16le"
    assert found.facts.duration_ms == pytest.approx(2000, abs=150)
    assert size_of(found.picture) == (320, 180)
    assert look(quiet, Kind.AUDIO).facts.health is Health.SOUND
    assert look(recordings.cut(path, 0.5), Kind.AUDIO).facts.health is Health.TRUNCATED


def test_a_photo_gives_its_exif_and_stands_upright(tmp_path):
    path = recordings.photo(
        tmp_path / "a.jpg", taken="2023:02:14 09:30:15", serial="C123", orientation=6
    )

    found = look(path, Kind.PHOTO)

    assert (found.facts.width, found.facts.height) == (80, 60)
    assert found.facts.health is Health.SOUND
    assert found.device == "C123"
    assert size_of(found.picture) == (60, 80)
    (claim,) = found.claims
    assert claim.at == datetime(2023, 2, 14, 9, 30, 15, tzinfo=SHANGHAI)
    assert not claim.zoned


def test_a_photo_that_knows_its_zone_is_believed(tmp_path):
    path = recordings.photo(tmp_path / "a.jpg", taken="2023:02:14 09:30:15", offset="+09:00")

    (claim,) = look(path, Kind.PHOTO).claims

    assert claim.zoned
    assert claim.at == datetime(2023, 2, 14, 0, 30, 15, tzinfo=UTC)


def test_a_cut_photo_is_truncated(tmp_path):
    path = recordings.cut(recordings.photo(tmp_path / "a.jpg", size=(640, 480)), 0.6)

    assert look(path, Kind.PHOTO).facts.health is Health.TRUNCATED


def test_the_exif_of_a_telephones_heic_gives_its_time(tmp_path):
    exif = Image.Exif()
    exif.get_ifd(0x8769)[36867] = "2026:11:20 09:30:15"
    path = tmp_path / "IMG_1234.HEIC"
    path.write_bytes(_heic(exif.tobytes()))

    (claim,) = look(path, Kind.PHOTO).claims

    assert claim.source is TimeSource.EXIF
    assert claim.at == datetime(2026, 11, 20, 9, 30, 15, tzinfo=SHANGHAI)


def test_a_heic_cut_or_turned_over_anywhere_gives_an_answer(tmp_path):
    exif = Image.Exif()
    exif.get_ifd(0x8769)[36867] = "2026:11:20 09:30:15"
    whole = _heic(exif.tobytes())
    path = tmp_path / "IMG_1234.HEIC"
    for place in range(len(whole)):
        path.write_bytes(whole[:place])
        assert look(path, Kind.PHOTO).facts.health is not Health.SOUND
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        assert look(path, Kind.PHOTO).facts.health is not Health.SOUND


def _heic(exif: bytes) -> bytes:
    """A HEIC file that holds nothing but its lists and EXIF."""

    def box(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(body), kind) + body

    item = (6).to_bytes(4, "big") + exif
    entry = box(b"infe", b"\x02\x00\x00\x00" + struct.pack(">HH4sx", 7, 0, b"Exif"))
    listed = box(b"iinf", bytes(4) + struct.pack(">H", 1) + entry)

    def with_place(at: int) -> bytes:
        row = struct.pack(">HHHII", 7, 0, 1, at, len(item))
        place = box(b"iloc", bytes(4) + b"\x44\x00" + struct.pack(">H", 1) + row)
        head = box(b"ftyp", b"heic" + bytes(4) + b"mif1heic")
        return head + box(b"meta", bytes(4) + listed + place)

    return with_place(len(with_place(0)) + 8) + box(b"mdat", item)


def test_a_sidecar_is_not_opened(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text("<a/>")

    assert look(path, Kind.SIDECAR).facts.health is Health.NOT_MEDIA


def test_looking_at_a_card_leaves_no_trace(tmp_path):
    import os

    path = recordings.video(tmp_path / "a.mp4")
    os.utime(path, ns=(10**18, 10**18))

    assert probe_source(path, Kind.VIDEO, SHANGHAI).facts.health is Health.SOUND
    assert path.stat().st_atime_ns == 10**18


def test_a_title_that_is_no_utf_8_is_no_reason_to_fail(tmp_path):
    title = "执法记录".encode("gb18030")
    info = b"INFOINAM" + struct.pack("<I", len(title)) + title
    form = struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16)
    chunks = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    chunks += b"LIST" + struct.pack("<I", len(info)) + info
    chunks += b"data" + struct.pack("<I", 16000) + bytes(range(250)) * 64
    file = tmp_path / "a.wav"
    file.write_bytes(b"RIFF" + struct.pack("<I", len(chunks)) + chunks)

    probed = probe(file, Kind.AUDIO, UTC)

    assert probed.facts.health is Health.SOUND
    assert probed.facts.duration_ms == 1000


def test_whatever_goes_wrong_while_looking_is_the_health_of_the_file(tmp_path, monkeypatch, caplog):
    def failing(*_args):
        raise RuntimeError("a library's own mistake")

    monkeypatch.setattr("archive_desk.media.recordings.look", failing)
    file = tmp_path / "a.mp4"
    file.write_bytes(b"x" * 100)

    assert probe(file, Kind.VIDEO, UTC).facts.health is Health.UNREADABLE
    assert "could not be looked into" in caplog.text


def test_a_broadcast_wave_gives_its_day_and_its_time(tmp_path):
    content = recordings.sound(tmp_path / "a.wav").read_bytes()
    extension = bytearray(602)
    extension[320:338] = b"2026-11-2009:30:15"
    chunk = b"bext" + len(extension).to_bytes(4, "little") + bytes(extension)
    size = (len(content) - 8 + len(chunk)).to_bytes(4, "little")
    path = tmp_path / "b.wav"
    path.write_bytes(b"RIFF" + size + content[8:12] + chunk + content[12:])

    (claim,) = look(path, Kind.AUDIO).claims

    assert claim.at == datetime(2026, 11, 20, 9, 30, 15, tzinfo=SHANGHAI)
    assert not claim.whole_day


def test_an_index_that_went_with_the_end_does_not_hide_the_zeros(tmp_path):
    path = recordings.video(tmp_path / "a.avi", seconds=4)
    content = path.read_bytes()
    kept = len(content) // 2
    path.write_bytes(content[:kept] + bytes(len(content) - kept))

    assert look(path).facts.health is Health.ZERO_TAIL


def test_a_file_that_declares_more_bytes_than_it_has_was_cut(tmp_path):
    for name, header in (("a.wmv", _asf(4_000)), ("a.mp3", _first_frame(4_000))):
        whole, cut = header.ljust(4_000, b"\x00"), header.ljust(3_000, b"\x00")
        for length, content in ((4_000, whole), (3_000, cut)):
            (tmp_path / name).write_bytes(content)
            with (tmp_path / name).open("rb") as file:
                fault = fault_of(file, length, structure(file, length))
            assert (fault is not None) == (length == 3_000)
            assert fault is None or fault.health is Health.TRUNCATED


def _asf(size: int) -> bytes:
    """The head of an ASF file whose properties declare `size`."""
    properties = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365") + (104).to_bytes(8, "little")
    properties += b"\x01" * 16 + size.to_bytes(8, "little") + b"\x00" * 56
    return bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + b"\x01" * 14 + properties


def _first_frame(size: int) -> bytes:
    """The head of an MP3 with a title in front, whose first frame declares `size` bytes."""
    title = b"ID3\x04\x00\x00\x00\x00\x00\x0a" + b"\x01" * 10
    frame = b"\xff\xfb\x50\xc4" + bytes(32) + b"Xing" + (3).to_bytes(4, "big")
    return title + frame + b"\x01" * 4 + (size - len(title)).to_bytes(4, "big")
