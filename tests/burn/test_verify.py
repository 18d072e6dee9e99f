import shutil
import subprocess
from pathlib import Path

import pytest

from archive_desk.burn.verify import parse_manifest, verify
from archive_desk.burn.volume import open_volume
from archive_desk.domain.errors import Cancelled, Damaged, Unavailable
from archive_desk.domain.work import Unwatched
from tests.burn.conftest import LONG_NAME, DiscUnderTest
from tests.burn.test_image import Watcher


def codes(path: Path) -> list[tuple[str, str]]:
    return [(finding.code, finding.item) for finding in verify(path, Unwatched()).findings]


@pytest.fixture
def copy(disc: DiscUnderTest, tmp_path: Path) -> Path:
    return Path(shutil.copy(disc.built.path, tmp_path / "copy.iso"))


def flip(path: Path, offset: int) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ 0x40]))


def place_of(disc: DiscUnderTest, name: str) -> int:
    files = open_volume(disc.built.path).best.files
    return next(stored.runs[0][0] for path, stored in files.items() if path.endswith(name))


def test_a_sound_image_has_no_findings(disc: DiscUnderTest) -> None:
    result = verify(disc.built.path, Unwatched())
    assert result.findings == ()
    assert result.sha256 == disc.built.sha256
    assert result.identifier == "G2026-0001"
    assert result.files == len(disc.entries) - 1  # all but the tag manifest itself
    assert result.bad_sectors == 0


def test_all_three_file_systems_point_at_the_same_files(disc: DiscUnderTest) -> None:
    volume = open_volume(disc.built.path)
    assert [view.file_system for view in volume.views] == ["udf", "joliet", "iso9660"]
    places = [sorted(file.runs for file in view.files.values()) for view in volume.views]
    assert places[0] == places[1] == places[2]


def test_the_names_read_are_the_names_written(disc: DiscUnderTest) -> None:
    assert set(open_volume(disc.built.path).best.files) == set(disc.digests())


def test_a_changed_byte_in_a_recording_is_named(disc: DiscUnderTest, copy: Path) -> None:
    flip(copy, place_of(disc, LONG_NAME) + 1_000_000)
    ((code, item),) = codes(copy)
    assert code == "altered"
    assert item.endswith(LONG_NAME)


def test_a_changed_byte_in_the_catalogue_is_named(disc: DiscUnderTest, copy: Path) -> None:
    flip(copy, place_of(disc, "文件目录.XML") + 10)
    assert codes(copy) == [("altered", "文件目录.XML")]


def test_a_damaged_udf_is_said_and_the_files_are_checked_all_the_same(copy: Path) -> None:
    flip(copy, 257 * 2048 + 40)
    assert ("file_system", "udf") in codes(copy)


def test_an_image_cut_short_names_what_is_lost(disc: DiscUnderTest, copy: Path) -> None:
    with copy.open("r+b") as file:
        file.truncate(place_of(disc, LONG_NAME) + 4096)
    found = codes(copy)
    assert any(code == "unreadable" and item.endswith(LONG_NAME) for code, item in found)
    assert verify(copy, Unwatched()).bad_sectors > 0


def test_a_disc_of_somebody_elses_is_checked_by_its_own_manifest(
    extracted: Path, tmp_path: Path
) -> None:
    if shutil.which("xorriso") is None:
        pytest.skip("xorriso is not installed")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_text("hello")
    (folder / "b.txt").write_text("not listed")
    (folder / "manifest-sha256.txt").write_text(
        "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824  a.txt\n"
        + "0" * 64
        + "  c.txt\n"
    )
    iso = tmp_path / "other.iso"
    subprocess.run(
        ["xorriso", "-as", "mkisofs", "-J", "-o", str(iso), str(folder)],
        check=True,
        capture_output=True,
    )
    assert codes(iso) == [("missing", "c.txt"), ("extra", "b.txt")]


def test_a_disc_without_a_manifest_is_a_finding_not_a_success(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.txt").write_text("hello")
    iso = tmp_path / "other.iso"
    subprocess.run(
        ["xorriso", "-as", "mkisofs", "-J", "-o", str(iso), str(tmp_path / "folder")],
        check=True,
        capture_output=True,
    )
    assert codes(iso) == [("no_manifest", "manifest-sha256.txt")]


def test_what_is_no_disc_is_said(tmp_path: Path) -> None:
    (tmp_path / "no.iso").write_bytes(b"x" * 1_000_000)
    with pytest.raises(Damaged, match="不是光盘映像"):
        verify(tmp_path / "no.iso", Unwatched())
    with pytest.raises(Unavailable):
        verify(tmp_path / "missing.iso", Unwatched())


def test_verifying_can_be_stopped(disc: DiscUnderTest) -> None:
    with pytest.raises(Cancelled):
        verify(disc.built.path, Watcher(stop_at=1))


def test_manifests_of_both_kinds_are_read() -> None:
    text = "\ufeffAB12 *a b.txt\ncd34  电子档案/100%25.mp4\n\n"
    assert parse_manifest(text.encode()) == {"a b.txt": "ab12", "电子档案/100%.mp4": "cd34"}
