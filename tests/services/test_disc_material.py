"""Recordings larger than a disc, and recovery data, from the plan to what stands on the discs."""

import hashlib
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from archive_desk.db import case_contents, cases
from archive_desk.db import discs as register
from archive_desk.db.tables.cases import case_footage
from archive_desk.domain import discs
from archive_desk.domain.discs import DiscState, Medium, Protection
from archive_desk.domain.errors import Conflict, Damaged, Refused
from archive_desk.domain.ids import FootageId
from archive_desk.domain.work import Unwatched
from archive_desk.services.disc_keeping import DiscKeeping
from archive_desk.services.imaging import DiscRequest, Imaging
from tests.helpers.archives import Office, staffed_office
from tests.helpers.case_files import registered
from tests.helpers.recordings import video
from tests.helpers.stored import in_case, stored, vault_file_of
from tests.helpers.taking_in import take_in

CASE = "西教罚〔2026〕1号"
REQUEST = DiscRequest(Medium.CD, (CASE,))


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A case of two recordings, of which the first is larger than two discs of 6 MB."""
    monkeypatch.setitem(discs._SECTORS, Medium.CD, 3000)
    office = staffed_office(tmp_path / "archive")
    in_case(office, registered(office), stored(office, 9_500_000), stored(office, 2000))
    return office


def extracted(office: Office, folder: Path) -> list[Path]:
    imaging, clerk = Imaging(office.desk), office["archivist"]
    folders = []
    for disc in imaging.plan(clerk, REQUEST):
        built = imaging.build(clerk, disc.no, Unwatched())
        assert imaging.verify(clerk, disc.no, Unwatched()).findings == ()
        target = folder / disc.no
        words = ["7z", "x", "-y", "-tudf", f"-o{target}", imaging.image_file(built)]
        subprocess.run(words, check=True, capture_output=True)
        folders.append(target)
    return folders


def test_parts_are_joined_by_the_command_that_stands_on_each_disc(
    office: Office, tmp_path: Path
) -> None:
    folders = extracted(office, tmp_path / "out")
    assert len(folders) == 3
    original = vault_file_of(office, FootageId(1))
    desk = tmp_path / "desk"
    desk.mkdir()
    for folder in folders:
        for part in folder.rglob(f"{original.name}.*"):
            shutil.copy(part, desk)
        subprocess.run(
            ["sha256sum", "-c", "--quiet", "manifest-sha256.txt"], cwd=folder, check=True
        )
    for folder in folders:
        text = (folder / "其他/合并说明.TXT").read_text(encoding="utf-8-sig")
        assert all(other.name in text for other in folders)
        line = next(line for line in text.splitlines() if "cat '" in line)
        command = line.partition("：")[2]
        check = next(line for line in text.splitlines() if "sha256sum -c" in line).strip("　 ")
        subprocess.run(f"{command} && {check}", shell=True, cwd=desk, check=True)
        assert f'copy /b "{original.name}.001"+"{original.name}.002"' in text
        assert (desk / original.name).read_bytes() == original.read_bytes()
        (desk / original.name).unlink()


def test_parts_know_their_whole_in_every_catalogue(office: Office, tmp_path: Path) -> None:
    extracted(office, tmp_path)
    show = Imaging(office.desk).show
    original = vault_file_of(office, FootageId(1)).read_bytes()
    catalogues = [show(office["archivist"], f"G2026-000{number}") for number in (1, 2, 3)]
    parts = [
        entry for each in catalogues for entry in each.entries if entry.footage_id == FootageId(1)
    ]
    assert [(each.part.number, each.part.of) for each in parts] == [(1, 3), (2, 3), (3, 3)]
    for entry in parts:
        start = entry.part.offset_bytes
        data = original[start : start + entry.size_bytes]
        assert entry.sha256 == hashlib.sha256(data).hexdigest()
        assert entry.whole_sha256 == hashlib.sha256(original).hexdigest()
    assert [len(each.elsewhere) for each in catalogues] == [3, 3, 2]


def test_a_recording_in_parts_is_on_disc_only_with_its_last_part(
    office: Office, tmp_path: Path
) -> None:
    extracted(office, tmp_path)
    imaging, keeping, clerk = Imaging(office.desk), DiscKeeping(office.desk), office["archivist"]
    with office.desk.reading() as session:
        case_id = cases.get(session, CASE).id
    for number in (1, 2, 3):
        with office.desk.reading() as session:
            states = case_contents.disc_states(session, case_id)[FootageId(1)]
            assert states == {DiscState.BUILT}
        assert FootageId(1) not in complete(office)
        burned = keeping.register_burned(clerk, f"G2026-000{number}")
        copy = tmp_path / burned.no
        shutil.copy(imaging.image_file(burned), copy.with_suffix(".iso"))
        reading = keeping.read_back(clerk, burned.no, copy.with_suffix(".iso"), Unwatched())
        assert reading.findings == ()
    with office.desk.reading() as session:
        states = case_contents.disc_states(session, case_id)[FootageId(1)]
    assert states == {DiscState.VERIFIED}
    assert complete(office) == {FootageId(1), FootageId(2)}


def complete(office: Office) -> set[FootageId]:
    """The recordings that discs which were read back carry as a whole."""
    column = case_footage.c.footage_id
    with office.desk.reading() as session:
        found = session.scalars(select(column).where(register.complete_on_read_back(column)))
        return {FootageId(number) for number in found}


def test_an_original_altered_before_it_was_parted_stops_the_disc(office: Office) -> None:
    imaging, clerk = Imaging(office.desk), office["archivist"]
    disc = imaging.plan(clerk, REQUEST)[2]
    file = vault_file_of(office, FootageId(1))
    data = file.read_bytes()
    file.write_bytes(b"x" + data[1:])
    with pytest.raises(Damaged, match="DSJ-询问_0001"):
        imaging.build(clerk, disc.no, Unwatched())
    file.write_bytes(data)
    imaging.build(clerk, disc.no, Unwatched())


def test_the_clerks_own_arrangement_is_registered(office: Office) -> None:
    imaging, clerk = Imaging(office.desk), office["archivist"]
    proposal = imaging.propose(clerk, REQUEST)
    assert [len(disc.entries) for disc in proposal.discs] == [1, 1, 2]
    arranged = proposal.moved([FootageId(2)], 2, 3)
    assert [len(disc.entries) for disc in arranged.discs] == [1, 1, 1, 1]
    planned = imaging.plan(clerk, REQUEST, arranged)
    assert [disc.item_count for disc in planned] == [1, 1, 1, 1]
    stored_later = stored(office, 5)
    with office.desk.reading() as session:
        case = cases.get(session, CASE)
    in_case(office, case, stored_later)
    with pytest.raises(Conflict):
        imaging.plan(clerk, REQUEST, arranged)


@pytest.mark.skipif(shutil.which("par2") is None, reason="par2 is not installed")
def test_a_disc_is_built_with_the_recovery_data_it_was_planned_for(
    office: Office, tmp_path: Path
) -> None:
    imaging, clerk = Imaging(office.desk), office["archivist"]
    request = replace(REQUEST, cases=(), footage=(FootageId(2),), protection=Protection.PAR2)
    proposal = imaging.propose(clerk, request)
    assert proposal.reserve_bytes > 300_000
    assert Protection.PAR2 in imaging.protections(proposal)
    (disc,) = imaging.plan(clerk, request)
    built = imaging.build(clerk, disc.no, Unwatched())
    assert built.protection is Protection.PAR2
    image = imaging.image_file(built)
    assert imaging.verify(clerk, disc.no, Unwatched()).findings == ()
    listed = subprocess.run(["7z", "l", "-tudf", image], capture_output=True, text=True).stdout
    assert "恢复数据/G2026-0001.iso.par2" in listed
    assert "其他/恢复说明.TXT" in listed
    assert image.with_name("G2026-0001.iso.par2").exists()
    built = imaging.build(clerk, disc.no, Unwatched(), protection=Protection.NONE)
    assert built.protection is Protection.NONE
    assert not image.with_name("G2026-0001.iso.par2").exists()


@pytest.mark.skipif(shutil.which("dvdisaster") is None, reason="dvdisaster is not installed")
def test_a_full_disc_takes_no_recovery_data(office: Office) -> None:
    imaging, clerk = Imaging(office.desk), office["archivist"]
    disc = imaging.plan(clerk, REQUEST)[0]
    with pytest.raises(Refused, match="放不下"):
        imaging.build(clerk, disc.no, Unwatched(), protection=Protection.RS03)
    assert list(office.desk.folder.images.iterdir()) == []


def test_a_disc_carries_the_whole_name_that_the_vault_shortens(tmp_path: Path) -> None:
    office = staffed_office(tmp_path / "archive")
    long = "汉" * 80
    for number in range(2):
        video(tmp_path / "card" / f"{long}{number}.mp4", text=str(number))
    receipt = take_in(office, tmp_path / "card")
    ids = tuple(line.footage_id for line in receipt.arrivals if line.footage_id is not None)
    imaging, clerk = Imaging(office.desk), office["archivist"]

    (disc,) = imaging.plan(clerk, DiscRequest(Medium.CD, (), ids))
    built = imaging.build(clerk, disc.no, Unwatched())

    target = tmp_path / "out"
    words = ["7z", "x", "-y", "-tudf", f"-o{target}", imaging.image_file(built)]
    subprocess.run(words, check=True, capture_output=True)
    names = sorted(path.name for path in (target / "电子档案").rglob("*.mp4"))
    assert names == [f"0001_{long}0.mp4", f"0002_{long}1.mp4"]
    subprocess.run(["sha256sum", "-c", "--quiet", "manifest-sha256.txt"], cwd=target, check=True)
    office.desk.close()
