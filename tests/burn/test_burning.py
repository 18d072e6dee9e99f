"""Burning with libburn's own program to files that it takes for drives."""

import os
import shutil
from pathlib import Path

import pytest

from archive_desk.burn.burner import Drive, Family, Load, Medium, Writing
from archive_desk.burn.burning import burn, require_fit
from archive_desk.burn.drives import drive_at, find, medium_in, signs
from archive_desk.burn.verify import verify
from archive_desk.burn.xorriso import speeds_in
from archive_desk.domain.discs import Medium as DiscMedium
from archive_desk.domain.errors import Cancelled, InvalidInput, Refused, Unavailable
from archive_desk.domain.work import Unwatched
from tests.burn.conftest import DiscUnderTest
from tests.burn.test_image import Watcher

needs_burner = pytest.mark.skipif(
    shutil.which("xorriso") is None, reason="xorriso is not installed"
)


@needs_burner
def test_a_burned_disc_reads_back_as_its_image(disc: DiscUnderTest, tmp_path: Path) -> None:
    drive = drive_at(f"stdio:{tmp_path / 'drive'}")
    watcher = Watcher()
    burn(disc.built.path, drive, watcher)
    assert watcher.seen[-1] == (disc.built.size_bytes, disc.built.size_bytes)
    result = verify(drive.device, Unwatched())
    assert result.findings == ()
    assert result.sha256 == disc.built.sha256


@needs_burner
def test_a_used_disc_is_refused_and_left_alone(disc: DiscUnderTest, tmp_path: Path) -> None:
    drive = drive_at(f"stdio:{tmp_path / 'drive'}")
    burn(disc.built.path, drive, Unwatched())
    before = drive.device.read_bytes()
    with pytest.raises(Refused, match="不是空白盘"):
        burn(disc.built.path, drive, Unwatched())
    assert drive.device.read_bytes() == before


@needs_burner
def test_stopping_ends_the_program(disc: DiscUnderTest, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        burn(disc.built.path, drive_at(f"stdio:{tmp_path / 'drive'}"), Watcher(stop_at=0))


@needs_burner
def test_a_drive_that_cannot_be_written_is_said(disc: DiscUnderTest, tmp_path: Path) -> None:
    drive = drive_at(f"stdio:{tmp_path / 'missing' / 'drive'}")
    with pytest.raises((Unavailable, Refused)):
        burn(disc.built.path, drive, Unwatched())


@needs_burner
def test_a_medium_smaller_than_it_claims_fails_in_words(disc: DiscUnderTest) -> None:
    writing = Writing()
    with pytest.raises(Unavailable, match="No space left"):
        burn(disc.built.path, drive_at("stdio:/dev/full"), Unwatched(), writing=writing)
    assert writing.began


@needs_burner
def test_a_program_that_only_says_it_wrote_is_not_believed(
    disc: DiscUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a stick that takes everything and keeps nothing."""
    liar = tmp_path / "bin" / "xorriso"
    liar.parent.mkdir()
    liar.write_text(
        "#!/bin/sh\n"
        'case "$*" in *-toc*) echo "Media current: DVD-R sequential recording"; '
        'echo "Media status : is blank"; echo "Media blocks : 0 readable , 2295104 writable";; '
        "*) echo Beginning to write data track.; : > '" + str(tmp_path / "drive") + "';; esac\n"
    )
    liar.chmod(0o755)
    monkeypatch.setenv("PATH", f"{liar.parent}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(Unavailable, match="不是映像的内容"):
        burn(disc.built.path, drive_at(f"stdio:{tmp_path / 'drive'}"), Unwatched())


REAL = Drive("/dev/sr0", Path("/dev/sr0"), "ASUS DRW", real=True)
ROOM = 2_295_104 * 2048


@pytest.mark.parametrize(
    ("medium", "planned", "words"),
    [
        (Medium("", Load.ABSENT, 0), DiscMedium.DVD, "没有光盘"),
        (Medium("?", Load.UNUSABLE, 0, Family.DVD), DiscMedium.DVD, "认不出"),
        (Medium("DVD-R", Load.CLOSED, 0, Family.DVD), DiscMedium.DVD, "不是空白盘"),
        (Medium("DVD-R", Load.APPENDABLE, ROOM, Family.DVD), DiscMedium.DVD, "不是空白盘"),
        (Medium("DVD+RW", Load.BLANK, ROOM, Family.DVD, write_once=False), DiscMedium.DVD, "擦写"),
        (Medium("BD-R", Load.BLANK, 25 * 10**9, Family.BD), DiscMedium.DVD, "放的是 BD-R"),
        (Medium("CD-R", Load.BLANK, 700 * 10**6, Family.CD), DiscMedium.CD, "只能写 700,000,000"),
    ],
)
def test_a_medium_that_does_not_serve_is_refused_in_words(
    medium: Medium, planned: DiscMedium, words: str
) -> None:
    with pytest.raises((Refused, Unavailable), match=words):
        require_fit(REAL, medium, 4_000_000_000, planned)
    require_fit(REAL, Medium("DVD-R", Load.BLANK, ROOM, Family.DVD), 4 * 10**9, DiscMedium.DVD)


def test_speeds_are_read_from_the_answer_of_a_drive() -> None:
    report = """Write speed  :   5540k ,  4.0xD
Write speed  :  22160k , 16.0xD
Write speed L:   5540k ,  4.0xD
Write speed  :  22160k , 16.0xD
"""
    assert [(speed.factor, speed.kb_per_second) for speed in speeds_in(report)] == [
        (16.0, 22160),
        (4.0, 5540),
    ]


@needs_burner
def test_a_drive_says_what_lies_in_it(tmp_path: Path) -> None:
    medium = medium_in(drive_at(f"stdio:{tmp_path / 'drive'}"))
    assert medium.blank
    assert medium.writable_bytes > 0
    assert "stdio" in medium.kind
    assert medium.family is Family.FILE


def test_without_the_program_it_is_said_in_words(
    disc: DiscUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="没有安装刻录程序"):
        burn(disc.built.path, drive_at(f"stdio:{tmp_path / 'drive'}"), Unwatched())


def test_drives_are_those_of_the_machine_and_those_offered(tmp_path: Path) -> None:
    offered = os.pathsep.join([f"stdio:{tmp_path / 'a'}", str(tmp_path / "b")])
    found = find(offered, tmp_path / "no-such-system")
    assert [drive.address for drive in found] == [
        f"stdio:{tmp_path / 'a'}",
        f"stdio:{tmp_path / 'b'}",
    ]
    assert find("", tmp_path) == []


@pytest.mark.parametrize("address", ["", "stdio:", "/etc/passwd", "/dev/sda", "sr0"])
def test_what_is_no_drive_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput):
        drive_at(address)


def test_another_disc_in_a_drive_shows(tmp_path: Path) -> None:
    drive = drive_at(f"stdio:{tmp_path / 'drive'}")
    assert signs(drive) == ()
    drive.device.write_bytes(b"one")
    first = signs(drive)
    assert first
    drive.device.write_bytes(b"another")
    assert signs(drive) not in {(), first}
