import os
import sys
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from archive_desk.domain.arrivals import Identities
from archive_desk.domain.errors import Cancelled, Unavailable
from archive_desk.domain.footage import Kind, TimeSource
from archive_desk.domain.work import Unwatched
from archive_desk.media.recorders.families import read_families
from archive_desk.media.recorders.reading import Reader
from archive_desk.media.scanning import located, scan
from archive_desk.paths import resources

READER = Reader(
    read_families(resources() / "recorders"), zone=ZoneInfo("Asia/Shanghai"), known=Identities()
)
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="names only POSIX allows")


def listing(card):
    return scan(card, READER, Unwatched())


def test_recordings_come_first_and_the_skipped_last(tmp_path):
    for name in ("b.xml", "c.mp4", "a.jpg", ".thumb.jpg"):
        (tmp_path / name).write_bytes(b"x")

    assert [item.path for item in listing(tmp_path).found] == [
        "a.jpg",
        "c.mp4",
        "b.xml",
        ".thumb.jpg",
    ]


def test_a_file_is_seen_with_its_size_kind_and_time(tmp_path):
    path = tmp_path / "DCIM" / "8888888_012345_20230214093015_0001.mp4"
    path.parent.mkdir()
    path.write_bytes(b"12345")
    os.utime(path, (1_676_338_216, 1_676_338_216))

    (item,) = listing(tmp_path).wanted

    assert (item.size_bytes, item.kind) == (5, Kind.VIDEO)
    assert item.recognised.device == "8888888"
    sources = [claim.source for claim in item.recognised.claims]
    assert sources == [TimeSource.NAME, TimeSource.MTIME]
    assert item.recognised.claims[1].at == datetime.fromtimestamp(1_676_338_216, UTC)


def test_links_are_refused_and_never_followed(tmp_path):
    secret = tmp_path / "outside"
    secret.mkdir()
    (secret / "secret.mp4").write_bytes(b"x")
    card = tmp_path / "card"
    card.mkdir()
    (card / "link.mp4").symlink_to(secret / "secret.mp4")
    (card / "folder").symlink_to(secret)
    (card / "loop").symlink_to(card)

    found = listing(card).found

    assert sorted(item.path for item in found) == ["folder", "link.mp4", "loop"]
    assert all("链接" in str(item.skipped) for item in found)


@posix_only
def test_pipes_are_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")

    (item,) = listing(tmp_path).found

    assert "不是普通文件" in str(item.skipped)


@posix_only
def test_hostile_names_are_found_and_lead_back_to_their_files(tmp_path):
    names = [
        "换行\n.mp4".encode(),
        b"\xff\xfe.mp4",
        "e\u0301.mp4".encode(),
        "\u00e9.mp4".encode(),
        "👩‍👧.mp4".encode(),
        b"CON.mp4",
        b"con.mp4",
        "字".encode() * 84 + b".m",
        b"a\\b.mp4",
        "\u202e4pm.exe.mp4".encode(),
    ]
    for number, name in enumerate(names):
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:  # noqa: PTH118, PTH123
            file.write(bytes([number]))

    wanted = listing(tmp_path).wanted

    assert sorted(item.raw for item in wanted) == sorted(names)
    for item in wanted:
        assert located(tmp_path, item).read_bytes() == bytes([names.index(item.raw)])
        item.path.encode()
        assert "\n" not in item.path
        assert "\u202e" not in item.path


def test_a_card_that_is_gone_is_said_in_words(tmp_path):
    with pytest.raises(Unavailable, match="请检查存储卡"):
        listing(tmp_path / "gone")


def test_ten_thousand_files_are_listed_in_seconds(tmp_path):
    for folder in range(10):
        (tmp_path / f"2023-02-{folder + 10}").mkdir()
        for number in range(200):
            name = f"8888888_012345_20230214{number // 60:02d}{number % 60:02d}15_{number:04d}.mp4"
            (tmp_path / f"2023-02-{folder + 10}" / name).touch()

    began = time.perf_counter()
    assert len(listing(tmp_path).wanted) == 2_000
    # A fifth of the card in a tenth of the time that ten thousand files may take.
    assert time.perf_counter() - began < 3


def test_a_scan_can_be_stopped(tmp_path):
    (tmp_path / "a.mp4").touch()

    class Impatient:
        def report(self, done, total, note=""):
            raise Cancelled

    with pytest.raises(Cancelled):
        scan(tmp_path, READER, Impatient())
