import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import bagit
import pytest

from archive_desk.burn import layout
from archive_desk.burn.plan import Wanted, fixed_sectors, sectors_for
from archive_desk.domain.discs import SECTOR_BYTES
from tests.burn.conftest import CASE, DiscUnderTest


def test_the_root_has_the_official_layout(extracted: Path) -> None:
    names = {path.name for path in extracted.iterdir()}
    assert {"说明文件.TXT", "文件目录.XML", "电子档案", "其他", "index.html"} <= names
    assert all(path.parts[1:3] == ("2026", CASE) for path in relative(extracted, "电子档案"))


def relative(root: Path, below: str) -> list[Path]:
    return [path.relative_to(root) for path in (root / below).rglob("*") if path.is_file()]


def test_the_library_of_congress_validates_the_disc_as_a_bag(extracted: Path) -> None:
    bag = bagit.Bag(str(extracted))
    assert bag.validate()
    assert bag.info["External-Identifier"] == "G2026-0001"


def test_the_library_of_congress_notices_a_changed_recording(
    extracted: Path, tmp_path: Path, disc: DiscUnderTest
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(extracted, copy)
    victim = copy / disc.catalogue.entries[0].path
    victim.write_bytes(b"x" + victim.read_bytes()[1:])
    with pytest.raises(bagit.BagValidationError, match="DSJ-A1B2C3"):
        bagit.Bag(str(copy)).validate()


def test_sha256sum_checks_every_file_but_the_bags_own(extracted: Path, disc: DiscUnderTest) -> None:
    manifest = (extracted / layout.MANIFEST).read_text()
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", layout.MANIFEST],
        cwd=extracted,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    listed = {line.split("  ", 1)[1] for line in manifest.splitlines()}
    own = {"bagit.txt", "bag-info.txt", layout.MANIFEST, layout.MANIFEST_SM3, layout.TAG_MANIFEST}
    assert listed == set(disc.digests()) - own


def test_the_sm3_manifest_is_right(extracted: Path, disc: DiscUnderTest) -> None:
    lines = (extracted / layout.MANIFEST_SM3).read_text().splitlines()
    for line in lines:
        digest, path = line.split("  ", 1)
        assert hashlib.new("sm3", (extracted / path).read_bytes()).hexdigest() == digest
    assert {entry.path for entry in disc.catalogue.entries} <= {line[66:] for line in lines}


def test_the_description_is_a_text_for_windows_with_what_the_rules_ask(extracted: Path) -> None:
    data = (extracted / layout.DESCRIPTION).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")
    text = data.decode("utf-8-sig")
    for words in ("光盘编号：G2026-0001", "第 1 盘，共 2 盘", "保管单位：某区教育局", "UDF", CASE):
        assert words in text


def test_the_directory_names_every_recording(extracted: Path, disc: DiscUnderTest) -> None:
    root = ElementTree.parse(extracted / layout.DIRECTORY).getroot()
    assert [item.findtext("电子档案名称") for item in root] == [
        entry.path for entry in disc.catalogue.entries
    ]
    first = root[0]
    assert first.findtext("档号") == CASE
    assert first.findtext("摄录时间") == "2026-11-18T08:55:07+08:00"
    mark = first.find("时间标记")
    assert mark is not None
    assert (mark.get("位置"), mark.text) == ("00:05", "权利 <义务> & 回避")


def test_the_catalogue_has_the_whole_set(extracted: Path) -> None:
    catalogue = json.loads((extracted / "data/catalogue.json").read_text())
    assert len(catalogue["items"]) == 6
    assert [item["disc"] for item in catalogue["elsewhere"]] == ["G2026-0002"]
    assert "G2026-0002" in (extracted / "其他/全套目录.csv").read_text("utf-8-sig")


def test_the_index_page_carries_its_data_and_asks_no_network(extracted: Path) -> None:
    page = (extracted / layout.INDEX).read_text()
    body = page.split('id="catalogue">')[1].split("</script>")[0]
    data = json.loads(body)
    assert data["items"][0]["marks"][0]["note"] == "权利 <义务> & 回避"
    assert "<义务>" not in body
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in page


def test_the_plan_allows_for_what_the_image_really_takes(disc: DiscUnderTest) -> None:
    wanted = [
        Wanted(entry.footage_id, entry.name, entry.size_bytes, folder=CASE, extra_bytes=200)
        for entry in disc.catalogue.entries
    ]
    planned = fixed_sectors(wanted) + sum(map(sectors_for, wanted))
    real = disc.built.size_bytes // SECTOR_BYTES
    assert real <= planned <= real + 700
