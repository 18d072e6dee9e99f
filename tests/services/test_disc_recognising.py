import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from archive_desk.domain.errors import InvalidInput, NotFound, Refused
from archive_desk.domain.work import Unwatched
from archive_desk.services.disc_keeping import DiscKeeping
from archive_desk.services.disc_recognising import Kind, Recognising
from tests.helpers.archives import Office, staffed_office
from tests.helpers.case_files import registered
from tests.helpers.kept_discs import built, in_drive
from tests.helpers.stored import in_case, stored


def office_in(folder: Path) -> Office:
    office = staffed_office(folder)
    in_case(office, registered(office), stored(office), stored(office, 3))
    return office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return office_in(tmp_path / "here" / "archive")


def test_one_of_our_discs_is_recognised_and_shown(office: Office) -> None:
    (no,) = built(office)
    found = Recognising(office.desk).identify(office["archivist"], f"stdio:{in_drive(office, no)}")
    assert (found.kind, found.disc.no if found.disc else "") == (Kind.OURS, no)
    assert f"本库的光盘 {no}" in str(found.words)
    assert found.leaflet is not None
    assert len(found.leaflet.items) == 2


def test_an_older_build_of_a_disc_is_told_from_the_registered_one(office: Office) -> None:
    (no,) = built(office)
    old = in_drive(office, no)
    data = bytearray(old.read_bytes())
    data[data.index(b"  index.html\n") - 1] ^= 1
    old.write_bytes(data)
    found = Recognising(office.desk).identify(office["archivist"], old)
    assert found.kind is Kind.OLD_BUILD
    assert "重做映像之前" in str(found.words)


def test_a_disc_of_another_archive_is_read_and_its_index_offered(
    office: Office, tmp_path: Path
) -> None:
    other = office_in(tmp_path / "there" / "archive")
    elsewhere = replace(other.desk.office, archive_id="another", organisation="别的单位")
    other = replace(other, desk=replace(other.desk, office=elsewhere))
    (no,) = built(other)
    recognising, clerk = Recognising(office.desk), office["archivist"]
    path = in_drive(other, no)
    found = recognising.identify(clerk, path)
    assert found.kind is Kind.OTHER_ARCHIVE
    assert "别的单位" in str(found.words)
    assert b"<html" in recognising.index_page(clerk, path)[:300]
    (ours,) = built(office)
    keeping = DiscKeeping(office.desk)
    keeping.register_burned(clerk, ours)
    with pytest.raises(Refused, match=r"别的单位.*请放入"):
        keeping.read_back(clerk, ours, path, Unwatched())


def test_what_is_no_archive_disc_is_said(office: Office, tmp_path: Path) -> None:
    recognising, clerk = Recognising(office.desk), office["archivist"]
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "letter.txt").write_text("hello")
    data = tmp_path / "data.iso"
    subprocess.run(
        [
            "xorriso",
            "-outdev",
            f"stdio:{data}",
            "-volid",
            "HOLIDAY",
            "-map",
            tmp_path / "files",
            "/",
        ],
        check=True,
        capture_output=True,
    )
    rubbish = tmp_path / "rubbish"
    rubbish.write_bytes(b"\x55" * 400_000)
    empty = tmp_path / "empty"
    empty.touch()
    for target, kind, words in (
        (data, Kind.FOREIGN, "普通数据盘"),
        (rubbish, Kind.DAMAGED, "读不出来"),
        (f"stdio:{tmp_path / 'nothing'}", Kind.EMPTY, "没有光盘"),
        (f"stdio:{empty}", Kind.BLANK, "空白盘"),
    ):
        found = recognising.identify(clerk, target)
        assert (found.kind, words in str(found.words)) == (kind, True), target
    with pytest.raises(NotFound):
        recognising.index_page(clerk, data)
    with pytest.raises(InvalidInput):
        recognising.identify(clerk, "/etc/passwd")
    with pytest.raises(Refused):
        recognising.identify(office["officer"], data)
