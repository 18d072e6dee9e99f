"""Discs on the shelf: burned, read back, placed, retired; and what a reading leaves behind."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from archive_desk.domain.disc_health import Level, Occasion
from archive_desk.domain.discs import DiscState, Medium, Retired
from archive_desk.domain.errors import InvalidInput, Refused, Unavailable
from archive_desk.domain.work import Unwatched
from archive_desk.services.disc_keeping import DiscKeeping
from archive_desk.services.imaging import DiscRequest, Imaging
from tests.helpers.archives import Office, staffed_office
from tests.helpers.case_files import registered
from tests.helpers.stored import in_case, stored


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = staffed_office(tmp_path / "archive")
    in_case(office, registered(office), stored(office), stored(office, 3))
    return office


def built(office: Office) -> str:
    imaging, clerk = Imaging(office.desk), office["archivist"]
    (disc,) = imaging.plan(clerk, DiscRequest(Medium.DVD, ("西教罚〔2026〕1号",)))
    imaging.build(clerk, disc.no, Unwatched())
    return disc.no


def in_drive(office: Office, no: str, folder: Path) -> Path:
    """What lies in a drive after the image of a disc was burned there."""
    drive = folder / f"drive-{no}"
    shutil.copyfile(office.desk.folder.images / f"{no}.iso", drive)
    return drive


def state(office: Office, no: str) -> DiscState:
    return Imaging(office.desk).show(office["archivist"], no).disc.state


def test_the_wrong_disc_in_the_drive_is_said_and_not_marked(office: Office, tmp_path: Path) -> None:
    keeping, clerk = DiscKeeping(office.desk), office["archivist"]
    right, wrong = built(office), built(office)
    keeping.register_burned(clerk, right)
    with pytest.raises(Refused, match=f"{wrong}.*请放入 {right}"):
        keeping.read_back(clerk, right, in_drive(office, wrong, tmp_path), Unwatched())
    assert state(office, right) is DiscState.BURNED
    assert keeping.health(clerk, right).points == ()


def test_the_image_in_the_archive_is_no_disc(office: Office) -> None:
    keeping, clerk = DiscKeeping(office.desk), office["archivist"]
    no = built(office)
    keeping.register_burned(clerk, no)
    with pytest.raises(Refused, match="不是刻好的光盘"):
        keeping.read_back(clerk, no, office.desk.folder.images / f"{no}.iso", Unwatched())


def test_a_reading_is_the_first_point_of_the_curve(office: Office, tmp_path: Path) -> None:
    keeping, clerk = DiscKeeping(office.desk), office["archivist"]
    no = built(office)
    keeping.register_burned(clerk, no, brand="档案级", media_batch="2026-03")
    drive = in_drive(office, no, tmp_path)
    keeping.read_back(clerk, no, drive, Unwatched())
    office.clock.forward(days=400)
    data = bytearray(drive.read_bytes())
    data[-200_000] ^= 0xFF
    drive.write_bytes(data)
    assert keeping.read_back(clerk, no, drive, Unwatched()).findings
    health = keeping.health(clerk, no)
    first, second = (point.check for point in health.points)
    assert (first.occasion, second.occasion) == (Occasion.READ_BACK, Occasion.CHECK)
    assert (first.sound, second.sound) == (True, False)
    assert first.speeds
    assert first.operator == clerk.name
    assert second.findings
    assert health.level is Level.FAILING
    assert state(office, no) is DiscState.VERIFIED, "what was proved then stays proved"


def test_a_disc_pulled_out_while_it_is_read_is_not_verified(office: Office, tmp_path: Path) -> None:
    keeping, clerk = DiscKeeping(office.desk), office["archivist"]
    no = built(office)
    keeping.register_burned(clerk, no)
    drive = in_drive(office, no, tmp_path)

    class Pulling(Unwatched):
        def report(self, *_: object) -> None:
            drive.unlink(missing_ok=True)

    with pytest.raises(Unavailable, match="拔出"):
        keeping.read_back(clerk, no, drive, Pulling())
    assert state(office, no) is DiscState.BURNED


def test_a_disc_may_be_burned_in_the_minute_of_its_image(office: Office) -> None:
    keeping, clerk = DiscKeeping(office.desk), office["archivist"]
    office.clock.forward(seconds=40)
    no = built(office)
    whole_minute = office.clock().replace(second=0, microsecond=0)
    with pytest.raises(InvalidInput, match="制作映像之后"):
        keeping.register_burned(clerk, no, burned_at=whole_minute - timedelta(minutes=1))
    disc = keeping.register_burned(clerk, no, burned_at=whole_minute)
    assert disc.burned_at == disc.built_at


def test_a_place_does_not_make_a_disc_shelved_before_it_was_read(
    office: Office, tmp_path: Path
) -> None:
    keeping, clerk = DiscKeeping(office.desk), office["archivist"]
    no = built(office)
    keeping.register_burned(clerk, no)
    assert keeping.place(clerk, no, "一柜").state is DiscState.BURNED
    keeping.read_back(clerk, no, in_drive(office, no, tmp_path), Unwatched())
    assert keeping.place(clerk, no, "二柜").state is DiscState.SHELVED


def test_places_make_a_tree(office: Office) -> None:
    keeping, clerk = DiscKeeping(office.desk), office["archivist"]
    no = built(office)
    keeping.register_burned(clerk, no)
    assert keeping.place(clerk, no, "一号库/3柜 2格").location == "一号库 3柜 2格"
    assert keeping.places(clerk) == [("一号库", 0), ("一号库 3柜", 0), ("一号库 3柜 2格", 1)]
    with pytest.raises(InvalidInput):
        keeping.place(clerk, no, "库" * 61)


def test_a_plan_given_up_is_void_and_a_broken_disc_scrapped(office: Office) -> None:
    keeping, clerk = DiscKeeping(office.desk), office["archivist"]
    given_up, broken = built(office), built(office)
    keeping.register_burned(clerk, broken)
    assert keeping.retire(clerk, given_up, "改用 BD-R").retired_as is Retired.VOID
    disc = keeping.retire(clerk, broken, "划伤")
    assert (disc.retired_as, disc.retired_reason) == (Retired.SCRAPPED, "划伤")
    assert disc.retired_at == office.clock()
