"""Burning with libburn's own program to files that it takes for drives."""

import os
import shutil
from pathlib import Path

import pytest

from archive_desk.burn.burning import burn
from archive_desk.burn.drives import drive_at, find, medium_in
from archive_desk.burn.verify import verify
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
def test_a_drive_says_what_lies_in_it(tmp_path: Path) -> None:
    medium = medium_in(drive_at(f"stdio:{tmp_path / 'drive'}"))
    assert medium.blank
    assert medium.writable_bytes > 0
    assert "stdio" in medium.kind


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
