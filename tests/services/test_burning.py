import shutil
from pathlib import Path

import pytest

from archive_desk.domain.discs import DiscState, Medium
from archive_desk.domain.errors import Damaged, Refused
from archive_desk.domain.work import Unwatched
from archive_desk.services.burning import STDIO_DRIVES, Burning
from archive_desk.services.imaging import DiscRequest, Imaging
from tests.helpers.archives import Office, staffed_office
from tests.helpers.case_files import registered
from tests.helpers.stored import in_case, stored

pytestmark = pytest.mark.skipif(shutil.which("xorriso") is None, reason="xorriso is not installed")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = staffed_office(tmp_path / "archive")
    in_case(office, registered(office), stored(office), stored(office, 3))
    return office


@pytest.fixture
def disc(office: Office) -> str:
    """A disc whose image is built."""
    imaging, clerk = Imaging(office.desk), office["archivist"]
    (disc,) = imaging.plan(clerk, DiscRequest(Medium.DVD, ("西教罚〔2026〕1号",)))
    imaging.build(clerk, disc.no, Unwatched())
    return disc.no


def state(office: Office, no: str) -> DiscState:
    return Imaging(office.desk).show(office["archivist"], no).disc.state


def test_a_disc_is_burned_and_counts_after_it_was_read_back(
    office: Office, disc: str, tmp_path: Path
) -> None:
    burning, clerk = Burning(office.desk), office["archivist"]
    drive = f"stdio:{tmp_path / 'drive'}"
    burned = burning.burn(clerk, disc, drive, Unwatched())
    assert (burned.state, burned.burned_by) == (DiscState.BURNED, clerk.name)
    reading = burning.read_back(clerk, disc, drive, Unwatched())
    assert reading.findings == ()
    assert state(office, disc) is DiscState.VERIFIED


def test_an_image_altered_since_it_was_built_is_not_burned(
    office: Office, disc: str, tmp_path: Path
) -> None:
    image = office.desk.folder.images / f"{disc}.iso"
    data = bytearray(image.read_bytes())
    data[-3000] ^= 1
    image.write_bytes(data)
    with pytest.raises(Damaged):
        Burning(office.desk).burn(
            office["archivist"], disc, f"stdio:{tmp_path / 'drive'}", Unwatched()
        )
    assert state(office, disc) is DiscState.BUILT
    assert not (tmp_path / "drive").exists()


def test_a_used_disc_leaves_the_register_as_it_was(
    office: Office, disc: str, tmp_path: Path
) -> None:
    used = tmp_path / "drive"
    used.write_bytes((office.desk.folder.images / f"{disc}.iso").read_bytes())
    with pytest.raises(Refused):
        Burning(office.desk).burn(office["archivist"], disc, f"stdio:{used}", Unwatched())
    assert state(office, disc) is DiscState.BUILT


def test_only_the_clerk_burns(office: Office, disc: str, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        Burning(office.desk).burn(office["officer"], disc, f"stdio:{tmp_path / 'd'}", Unwatched())


def test_drives_are_offered_by_the_environment(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STDIO_DRIVES, str(tmp_path / "drive"))
    reports = Burning(office.desk).report(office["archivist"])
    (report,) = [each for each in reports if not each.drive.real]
    assert report.drive.address == f"stdio:{tmp_path / 'drive'}"
    assert report.medium is not None
    assert report.medium.blank
