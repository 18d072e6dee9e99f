"""A small disc set made once: recordings with difficult names, and the image of its first disc."""

import hashlib
import random
import shutil
import subprocess
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from archive_desk.burn import contents, image, structure
from archive_desk.burn.image import BuiltImage
from archive_desk.burn.layout import Entry
from archive_desk.burn.structure import Volume
from archive_desk.domain.disc_catalogue import CatalogueEntry, CatalogueMark, DiscCatalogue
from archive_desk.domain.discs import CopySet, Disc, DiscState, Medium
from archive_desk.domain.footage import Kind
from archive_desk.domain.ids import DiscId, FootageId
from archive_desk.domain.work import Unwatched

ZONE = ZoneInfo("Asia/Shanghai")
MADE_AT = datetime(2026, 11, 20, 9, 5, 7, tzinfo=ZONE)
LONG_NAME = "0004_" + "执" * 75 + ".mp4"
"""As long as a Linux file system lets 7-Zip extract it."""
CASE = "西综罚〔2026〕12号"


@dataclass(frozen=True)
class DiscUnderTest:
    """A disc's files on this machine, its catalogue, entries and image."""

    sources: dict[FootageId, Path]
    catalogue: DiscCatalogue
    entries: list[Entry]
    built: BuiltImage

    @property
    def volume(self) -> Volume:
        return volume_of(self.catalogue)

    def digests(self) -> dict[str, str]:
        return {entry.path: entry.sha256 for entry in self.entries}


def volume_of(catalogue: DiscCatalogue) -> Volume:
    disc = catalogue.disc
    return Volume(disc.no, disc.set_no, disc.number, disc.of, catalogue.made_at)


def make_catalogue(folder: Path) -> tuple[DiscCatalogue, dict[FootageId, Path]]:
    chance = random.Random(12)
    names = {
        "0001_DSJ-A1B2C3_20261118093000_0001.mp4": 70_001,
        "0002_询问笔录（一）𠀀.MP4": 2048,
        "0003_empty.avi": 0,
        LONG_NAME: 5_000_000,
        "0005_" + "执" * 74 + "乙.mp4": 3,
        "0006_a'b & c=;%.jpg": 4096,
    }
    sources: dict[FootageId, Path] = {}
    entries = []
    for number, (name, size) in enumerate(names.items(), start=1):
        data = chance.randbytes(size)
        source = folder / f"source-{number}"
        source.write_bytes(data)
        sources[FootageId(number)] = source
        sm3 = hashlib.new("sm3", data).hexdigest()
        entries.append(
            CatalogueEntry(
                FootageId(number),
                "G2026-0001",
                f"电子档案/2026/{CASE}/{name}",
                name.removeprefix(f"000{number}_"),
                Kind.PHOTO if name.endswith("jpg") else Kind.VIDEO,
                size,
                hashlib.sha256(data).hexdigest(),
                sm3,
                case_no=CASE,
                case_name="某公司未按规定公示案",
                stage="调查取证",
                officer="王一",
                device="DSJ-A1B2C3",
                section="综合股",
                started_at=MADE_AT - timedelta(days=2, minutes=10 * number),
                time_source="文件名",
                duration_ms=61_000,
                format="mp4 h264 aac",
                marks=(CatalogueMark(5000, "告知", "权利 <义务> & 回避"),) if number == 1 else (),
            )
        )
    disc = Disc(
        DiscId(1),
        "G2026-0001",
        "GS2026-001",
        CopySet.SEALED,
        1,
        2,
        Medium.DVD,
        "西综罚〔2026〕12号 某公司未按规定公示案",
        DiscState.PLANNED,
        MADE_AT,
        0,
    )
    elsewhere = (replace(entries[0], footage_id=FootageId(99), disc_no="G2026-0002", marks=()),)
    catalogue = DiscCatalogue(
        disc, "某区教育局", MADE_AT, "王敏", tuple(entries), elsewhere, "archive-1", "ab" * 32
    )
    return catalogue, sources


@pytest.fixture(scope="session")
def disc(tmp_path_factory: pytest.TempPathFactory) -> DiscUnderTest:
    folder = tmp_path_factory.mktemp("disc")
    catalogue, sources = make_catalogue(folder)
    thumbnail = b"\xff\xd8\xff\xe0 not looked at \xff\xd9"
    entries = contents.entries_of(catalogue, sources, {FootageId(1): thumbnail}, b"journal\n")
    laid_out = structure.lay_out(entries, volume_of(catalogue))
    built = image.build(laid_out, folder / "G2026-0001.iso", Unwatched())
    return DiscUnderTest(sources, catalogue, entries, built)


def digests_below(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="session")
def extracted(disc: DiscUnderTest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The disc as 7-Zip extracts it through UDF."""
    return extract_by_7zip(disc.built.path, "udf", tmp_path_factory.mktemp("udf"))


def extract_by_7zip(iso: Path, view: str, target: Path) -> Path:
    program = shutil.which("7z")
    if program is None:
        pytest.skip("7z is not installed")
    subprocess.run(
        [program, "x", "-y", f"-t{view}", f"-o{target}", str(iso)], check=True, capture_output=True
    )
    return target
