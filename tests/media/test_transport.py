import io

import pytest

from archive_desk.domain.examinations import Remark
from archive_desk.media.decoding import decode_through
from archive_desk.media.transport import broken_packets
from tests.helpers.numbered import record_kind


def packets(count, size=188):
    before = size - 188 if size == 192 else 0
    behind = size - 188 - before
    return b"".join(
        bytes(before) + b"\x47" + bytes([number % 251] * 187) + bytes(behind)
        for number in range(count)
    )


def broken(content):
    return broken_packets(io.BytesIO(content), len(content))


@pytest.mark.parametrize("size", [188, 192, 204])
def test_a_whole_stream_has_no_broken_packets(size):
    assert broken(packets(20_000, size)) == ()


def test_other_files_are_not_looked_through():
    assert broken(b"") == ()
    assert broken(b"RIFF" + bytes(4_000)) == ()
    assert broken(b"\x47" + bytes(4_000)) == ()


def test_a_packet_without_its_sign_is_named_where_it_lies():
    content = bytearray(packets(100))
    content[188 * 40] = 0

    assert broken(bytes(content)) == ((188 * 40, 188 * 41),)


def test_bytes_that_are_missing_shift_what_follows():
    content = packets(100)
    shorter = content[: 188 * 40 + 50] + content[188 * 40 + 90 :]

    ((start, end),) = broken(shorter)

    assert start == 188 * 41
    assert end == 188 * 42 - 40


def test_zeros_at_the_end_are_one_broken_part():
    content = packets(9_000)

    assert broken(content[: 188 * 50] + bytes(188 * 8_950)) == ((188 * 50, 188 * 9_000),)


def test_a_cut_in_the_middle_of_the_last_packet_is_no_broken_packet():
    assert broken(packets(100)[:-30]) == ()


def test_a_lost_frame_of_sound_is_told_though_everything_else_decodes(tmp_path):
    recording = record_kind("transport stream", tmp_path, count=100)
    content = bytearray(recording.path.read_bytes())
    sound = [
        at
        for at in range(188 * 100, len(content) - 188 * 20, 188)
        if content[at + 1] & 0x5F == 0x41 and content[at + 2] == 1
    ]
    content[sound[0]] = 0
    damaged = tmp_path / "damaged.ts"
    damaged.write_bytes(content)

    found = decode_through(damaged, lambda _done, _total: None)

    assert found.pictures == 100
    (stretch,) = [one for one in found.stretches if one.remark.damage]
    assert stretch.remark is Remark.PACKETS_BROKEN
    assert 0 < stretch.from_ms < stretch.to_ms < found.decoded_ms
