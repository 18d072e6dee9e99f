import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from archive_desk.burn.drives import drive_at
from archive_desk.domain.disc_burns import Outcome
from archive_desk.domain.discs import DiscState, Medium
from archive_desk.domain.errors import Cancelled, Conflict, Damaged, Refused, Unavailable
from archive_desk.domain.work import Unwatched
from archive_desk.services.burning import STDIO_DRIVES, Burning, BurnOptions
from archive_desk.services.disc_keeping import DiscKeeping
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


def test_a_drive_that_fails_midway_spoils_a_medium_and_marks_nothing(
    office: Office, disc: str
) -> None:
    clerk, keeping = office["archivist"], DiscKeeping(office.desk)
    options = BurnOptions(brand="档案级", media_batch="2026-03")
    with pytest.raises(Unavailable, match="刻录中途失败"):
        Burning(office.desk).burn(clerk, disc, "stdio:/dev/full", Unwatched(), options)
    assert state(office, disc) is DiscState.BUILT
    (attempt,) = keeping.attempts(clerk, disc)
    assert (attempt.outcome, attempt.waste_no) == (Outcome.FAILED, "F2026-0001")
    assert "No space left" in attempt.reason
    assert (attempt.brand, attempt.media_batch) == ("档案级", "2026-03")
    assert keeping.wastes(clerk) == [attempt]
    assert keeping.media_used(clerk) == [("档案级", "2026-03")]


class Interfering(Unwatched):
    """Does something once the burn has begun."""

    def __init__(self, drive: Path, then: Callable[[], None]) -> None:
        self.drive, self.then, self.done = drive, then, False

    def report(self, done: int, total: int, note: object = "") -> None:
        if not self.done and self.drive.exists():
            self.done = True
            self.then()


def test_a_drive_pulled_midway_marks_nothing(office: Office, disc: str, tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    pulled = Interfering(drive, drive.unlink)
    with pytest.raises(Unavailable):
        Burning(office.desk).burn(office["archivist"], disc, f"stdio:{drive}", pulled)
    assert pulled.done
    assert state(office, disc) is DiscState.BUILT
    (attempt,) = DiscKeeping(office.desk).attempts(office["archivist"], disc)
    assert (attempt.outcome, attempt.waste_no) == (Outcome.FAILED, "F2026-0001")


def test_a_burn_that_was_stopped_leaves_a_waste(office: Office, disc: str, tmp_path: Path) -> None:
    def stop() -> None:
        raise Cancelled

    drive, clerk = tmp_path / "drive", office["archivist"]
    with pytest.raises(Cancelled):
        Burning(office.desk).burn(clerk, disc, f"stdio:{drive}", Interfering(drive, stop))
    assert state(office, disc) is DiscState.BUILT
    (attempt,) = DiscKeeping(office.desk).attempts(clerk, disc)
    assert (attempt.outcome, attempt.waste_no) == (Outcome.CANCELLED, "F2026-0001")
    drive.unlink()
    assert Burning(office.desk).burn(clerk, disc, f"stdio:{drive}", Unwatched()).burned_at
    outcomes = [each.outcome for each in DiscKeeping(office.desk).attempts(clerk, disc)]
    assert outcomes == [Outcome.CANCELLED, Outcome.BURNED]


def test_one_drive_and_one_disc_serve_one_burn_at_a_time(
    office: Office, disc: str, tmp_path: Path
) -> None:
    drive, clerk, said = tmp_path / "drive", office["archivist"], []

    def again() -> None:
        for address in (f"stdio:{drive}", f"stdio:{tmp_path / 'other'}"):
            with pytest.raises(Conflict) as refusal:
                Burning(office.desk).burn(clerk, disc, address, Unwatched())
            said.append(str(refusal.value.message))

    Burning(office.desk).burn(clerk, disc, f"stdio:{drive}", Interfering(drive, again))
    assert len(said) == 2
    assert state(office, disc) is DiscState.BURNED
    assert not list(office.desk.folder.images.glob(".burning*"))


def test_an_attempt_left_by_a_killed_program_is_settled(
    office: Office, disc: str, tmp_path: Path
) -> None:
    burning, clerk = Burning(office.desk), office["archivist"]
    known = Imaging(office.desk).show(clerk, disc).disc
    burning._begin(clerk, known, drive_at(f"stdio:{tmp_path / 'gone'}"), BurnOptions())
    burning.burn(clerk, disc, f"stdio:{tmp_path / 'drive'}", Unwatched())
    left, done = DiscKeeping(office.desk).attempts(clerk, disc)
    assert (left.outcome, left.waste_no, done.outcome) == (
        Outcome.FAILED,
        "F2026-0001",
        Outcome.BURNED,
    )


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
