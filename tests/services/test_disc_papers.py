import shutil
from pathlib import Path

import pytest

from archive_desk.domain.discs import Medium
from archive_desk.domain.errors import InvalidInput, Refused, Unavailable
from archive_desk.domain.work import Unwatched
from archive_desk.services.disc_keeping import DiscKeeping
from archive_desk.services.disc_papers import Calibration, DiscPapers, FaceOptions, Paper
from archive_desk.services.imaging import DiscRequest, Imaging
from archive_desk.services.journalling import JournalFilter, Journalling
from tests.helpers.archives import Office, staffed_office
from tests.helpers.case_files import registered
from tests.helpers.printed import Printed
from tests.helpers.stored import in_case, stored


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = staffed_office(tmp_path / "archive")
    in_case(office, registered(office), stored(office), stored(office, 3))
    return office


@pytest.fixture
def disc(office: Office, tmp_path: Path) -> str:
    """A disc that was burned and read back."""
    imaging, keeping, clerk = Imaging(office.desk), DiscKeeping(office.desk), office["archivist"]
    (disc,) = imaging.plan(clerk, DiscRequest(Medium.DVD, ("西教罚〔2026〕1号",)))
    imaging.build(clerk, disc.no, Unwatched())
    keeping.register_burned(clerk, disc.no, location="一号库 3柜", brand="档案级")
    shutil.copyfile(office.desk.folder.images / f"{disc.no}.iso", tmp_path / "drive")
    keeping.read_back(clerk, disc.no, tmp_path / "drive", Unwatched())
    return disc.no


@pytest.mark.parametrize("paper", list(Paper))
def test_every_paper_of_a_disc_is_written_and_journalled(
    office: Office, disc: str, tmp_path: Path, paper: Paper
) -> None:
    out = tmp_path / "paper.pdf"
    DiscPapers(office.desk).write(office["archivist"], paper, disc, out)
    printed = Printed(out.read_bytes())
    assert disc in printed.text
    printed.require_embedded_fonts(tmp_path)
    where = JournalFilter(item=f"disc:{disc}", verb="disc.printed")
    (entry,) = Journalling(office.desk).page(office["auditor"], where, 0, 5).entries
    assert entry.detail["form"] == paper.value


def test_who_read_the_disc_back_stands_on_its_face(
    office: Office, disc: str, tmp_path: Path
) -> None:
    out = tmp_path / "face.pdf"
    options = FaceOptions(retention="30年")
    DiscPapers(office.desk).write(office["archivist"], Paper.FACE, disc, out, options)
    text = Printed(out.read_bytes()).text
    assert "检测2026-11-20示例archivist" in text
    assert "30年" in text


def test_what_was_measured_is_remembered_and_used(
    office: Office, disc: str, tmp_path: Path
) -> None:
    papers, clerk = DiscPapers(office.desk), office["archivist"]
    papers.proof_page(clerk, tmp_path / "page.pdf")
    assert "打印校准页" in Printed((tmp_path / "page.pdf").read_bytes()).text
    found = papers.calibrate(clerk, 31.0, 29.0, 150.0, 200.0)
    assert found == Calibration((-1.0, 1.0))
    assert papers.calibration(clerk) == found
    plain, moved = tmp_path / "plain.pdf", tmp_path / "moved.pdf"
    papers.write(clerk, Paper.CASE, disc, moved)
    papers.uncalibrate(clerk)
    papers.write(clerk, Paper.CASE, disc, plain)
    lefts = [Printed(file.read_bytes()).lines_across(165, 40, 60)[0] for file in (plain, moved)]
    assert lefts[0] - lefts[1] == pytest.approx(1.0, abs=0.15)


def test_what_no_printer_does_is_refused(office: Office) -> None:
    papers, clerk = DiscPapers(office.desk), office["archivist"]
    for measured in ((30, 30, 0, 200), (3, 3, 15, 20), (90, 30, 150, 200)):
        with pytest.raises(InvalidInput):
            papers.calibrate(clerk, *measured)
    assert papers.calibration(clerk) == Calibration()


def test_labels_need_discs_and_a_place_on_the_sheet(
    office: Office, disc: str, tmp_path: Path
) -> None:
    papers, clerk = DiscPapers(office.desk), office["archivist"]
    out = tmp_path / "labels.pdf"
    with pytest.raises(InvalidInput):
        papers.labels(clerk, [], out)
    with pytest.raises(InvalidInput):
        papers.labels(clerk, [disc], out, start=25)
    with pytest.raises(Unavailable):
        papers.labels(clerk, [disc], tmp_path / "missing" / "labels.pdf")
    with pytest.raises(Refused):
        papers.labels(office["officer"], [disc], out)
