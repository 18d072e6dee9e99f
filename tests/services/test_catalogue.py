from datetime import timedelta

import pytest
from PIL import Image

from archive_desk.domain.arrivals import HandOver
from archive_desk.domain.corrections import Correction
from archive_desk.domain.errors import Damaged, NotFound, Refused
from archive_desk.domain.footage import TimeSource
from archive_desk.domain.ids import FootageId
from archive_desk.domain.work import Unwatched
from archive_desk.services.casework import Casework
from archive_desk.services.catalogue import Catalogue, FootageFilter, FootageSort
from archive_desk.services.importing import Importing
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.originals import picture_path
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import NINE, registered
from tests.helpers.footage import catalogued, new_take, stored
from tests.helpers.recordings import video


@pytest.fixture
def office(tmp_path):
    made = staffed_office(tmp_path / "archive")
    yield made
    made.desk.close()


@pytest.fixture
def catalogue(office):
    return Catalogue(office.desk)


def test_officers_browse_and_those_without_content_do_not(office, catalogue):
    made = catalogued(office, officer="林知远")
    found = catalogue.find(office["officer"], FootageFilter(text="知远"), 0, 10)
    assert ([each.id for each in found.footage], found.total) == ([made], 1)
    assert catalogue.count(office["reviewer"], FootageFilter()) == 1
    for account in ("admin", "auditor"):
        for verb in (
            lambda who: catalogue.find(who, FootageFilter(), 0, 10),
            lambda who: catalogue.page(who, FootageFilter(), 0, 10),
            lambda who: catalogue.count(who, FootageFilter()),
            lambda who: catalogue.show(who, made),
            lambda who: catalogue.takes(who, FootageFilter(), 0, 10),
            lambda who: catalogue.facets(who),
            lambda who: catalogue.frame(who, made, 0),
        ):
            with pytest.raises(Refused):
                verb(office[account])


def test_the_newest_comes_first(office, catalogue):
    old, new = catalogued(office, NINE), catalogued(office, NINE + timedelta(hours=1))
    listed = catalogue.page(office["officer"], FootageFilter(), 0, 10)
    assert [each.id for each in listed] == [new, old]
    by_name = catalogue.find(
        office["officer"], FootageFilter(), 0, 1, sort=FootageSort.NAME, descending=False
    )
    assert ([each.id for each in by_name.footage], by_name.total) == ([old], 2)


def test_a_recording_is_shown_with_all_that_belongs_to_it(office, catalogue):
    take = new_take(office)
    first = catalogued(office, NINE, take_id=take, device="12", device_time=NINE)
    later = NINE + timedelta(hours=1, minutes=2)
    second = catalogued(office, later, take_id=take, device="12", device_time=later)
    sidecar = catalogued(office, kind="sidecar", health="not_media", parent_id=first)
    case = registered(office)
    Casework(office.desk).link(office["archivist"], case.no, [first], stage="调查取证")
    report = catalogue.show(office["officer"], first)
    assert [(link.no, link.name, link.stage) for link in report.links] == [
        (case.no, case.name, "调查取证")
    ]
    assert [each.id for each in report.attached] == [sidecar]
    assert report.take is not None
    assert [part.id for part in report.take.footage] == [first, second]
    assert [gap.length for gap in report.take.gaps] == [timedelta(minutes=2)]
    beside = catalogue.show(office["officer"], sidecar)
    assert beside.parent is not None
    assert beside.parent.id == first
    with pytest.raises(NotFound):
        catalogue.show(office["officer"], FootageId(99))


def test_the_takes_of_a_case_are_whole(office, catalogue):
    take, other = new_take(office), new_take(office)
    first = catalogued(office, NINE, take_id=take)
    second = catalogued(office, NINE + timedelta(hours=1), take_id=take)
    catalogued(office, NINE, take_id=other)
    case = registered(office)
    Casework(office.desk).link(office["archivist"], case.no, [first])
    (found,) = catalogue.takes(office["officer"], FootageFilter(case_no=case.no), 0, 10)
    assert found.id == take
    assert [part.id for part in found.footage] == [first, second]
    assert len(catalogue.takes(office["officer"], FootageFilter(), 0, 10)) == 2


def test_a_lost_picture_is_made_anew_from_the_original(office, catalogue, tmp_path):
    made = stored(office, video(tmp_path / "a.mp4"))
    item = catalogue.show(office["officer"], made).footage
    place = catalogue.picture(office["officer"], item)
    assert place == picture_path(office.desk.folder, item.sha256)
    with Image.open(place) as picture:
        assert picture.format == "JPEG"
    written = place.stat().st_mtime_ns
    assert catalogue.picture(office["officer"], item) == place
    assert place.stat().st_mtime_ns == written
    assert [each.name for each in place.parent.iterdir()] == [place.name]


def test_what_cannot_be_pictured_has_no_picture(office, catalogue, tmp_path):
    nonsense = tmp_path / "b.mp4"
    nonsense.write_bytes(b"nonsense" * 100)
    items = (stored(office, nonsense), catalogued(office), catalogued(office, size_bytes=0))
    for made in items:
        item = catalogue.show(office["officer"], made).footage
        assert catalogue.picture(office["officer"], item) is None
    with pytest.raises(Refused):
        catalogue.picture(office["admin"], item)


def test_frames_are_counted_and_found_by_time(office, catalogue, tmp_path):
    made = stored(office, video(tmp_path / "a.mp4", seconds=1.0))
    seen = catalogue.frame(office["officer"], made, 350)
    assert (seen.frames, seen.frame, seen.time_ms) == (10, 3, 300)
    assert seen.time * 10 == 3
    assert catalogue.frame(office["officer"], made, 10**9).frame == 9
    nonsense = tmp_path / "b.mp4"
    nonsense.write_bytes(b"nonsense" * 100)
    with pytest.raises(Damaged):
        catalogue.frame(office["officer"], stored(office, nonsense), 0)


def test_what_there_is_to_filter_by(office, catalogue):
    catalogued(office, section="甲科", device="12", officer="林知远")
    registered(office)
    facets = catalogue.facets(office["officer"])
    assert facets.sections == ["甲科"]
    assert facets.devices == ["12"]
    assert facets.officers == ["林知远"]
    assert facets.parties == ["示例培训中心"]
    assert facets.causes == ["无证办学"]


def test_a_correction_is_written_down_with_what_was_there(office, catalogue):
    made = catalogued(office, officer="林知远", device_time=NINE, doubts='["clock_reset"]')
    truth = NINE - timedelta(minutes=7)
    after = catalogue.correct(
        office["archivist"], made, Correction("核对文书", officer="周明朗", started_at=truth)
    )
    assert (after.officer, after.started_at, after.doubts) == ("周明朗", truth, ())
    assert (after.device_time, after.started_by) == (NINE, TimeSource.PERSON)
    assert after.clock_offset == timedelta(minutes=7)
    found = catalogue.find(office["officer"], FootageFilter(text="明朗"), 0, 10)
    assert [each.id for each in found.footage] == [made]
    where = JournalFilter(verb="footage.corrected")
    (entry,) = Journalling(office.desk).page(office["auditor"], where, 0, 10).entries
    assert entry.item == f"footage:{made}"
    assert entry.detail["reason"] == "核对文书"
    changes = entry.detail["changes"]
    assert isinstance(changes, dict)
    assert changes["officer"] == ["林知远", "周明朗"]
    assert changes["doubts"] == [["clock_reset"], []]


def test_nothing_changed_is_not_written_down(office, catalogue):
    made = catalogued(office, officer="林知远")
    catalogue.correct(office["archivist"], made, Correction("没有更改", officer="林知远"))
    page = Journalling(office.desk).page(
        office["auditor"], JournalFilter(verb="footage.corrected"), 0, 10
    )
    assert page.total == 0


def test_what_is_in_an_archived_case_is_corrected_no_more(office, catalogue):
    made = catalogued(office)
    case = registered(office)
    casework, clerk = Casework(office.desk), office["archivist"]
    casework.link(clerk, case.no, [made])
    casework.archive(clerk, case.no, reason="示例")
    with pytest.raises(Refused, match="已归档"):
        catalogue.correct(clerk, made, Correction("理由", officer="周明朗"))
    with pytest.raises(Refused):
        catalogue.correct(office["officer"], made, Correction("理由", officer="周明朗"))


def test_what_was_imported_is_found_by_the_names_it_came_under(office, catalogue, tmp_path):
    source = tmp_path / "card"
    video(source / "现场检查一.mp4", text="a")
    video(source / "备份" / "copy.mp4", text="a")
    importing, clerk = Importing(office.desk), office["archivist"]
    listing = importing.scan(clerk, source, Unwatched())
    receipt = importing.take_in(clerk, listing, Unwatched(), HandOver(officer="林知远"))
    assert receipt.clean
    (found,) = catalogue.page(office["officer"], FootageFilter(text="现场"), 0, 10)
    assert catalogue.page(office["officer"], FootageFilter(text="copy 知远"), 0, 10) == [found]
    assert len(found.names) == 2
    assert catalogue.picture(office["officer"], found) is not None
