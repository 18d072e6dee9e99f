from datetime import UTC, datetime, timedelta

import pytest

from archive_desk.domain.clock_errors import HowMeasured, Measurement
from archive_desk.domain.corrections import Correction
from archive_desk.domain.devices import Device
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.work import Unwatched
from archive_desk.services.casework import Casework
from archive_desk.services.catalogue import Catalogue
from archive_desk.services.clocks import Clocks, measurement_of
from archive_desk.services.journalling import Journalling
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import NINE, registered
from tests.helpers.filmed import film_of_clock
from tests.helpers.footage import catalogued
from tests.helpers.recordings import photo, video
from tests.helpers.taking_in import table, take_in, verbs

DEVICE = "8810021"
FAST = timedelta(seconds=95)


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


@pytest.fixture
def clocks(office):
    return Clocks(office.desk)


def recorded(office, after=timedelta(0), device=DEVICE, **facts):
    return catalogued(office, NINE + after, device=device, device_time=NINE + after, **facts)


def fast(**changes):
    values = {"device": DEVICE, "offset": FAST, "measured_at": NINE, "reason": "与电视台报时核对"}
    return Measurement(**values | changes)


def started(office, footage_id):
    return Catalogue(office.desk).show(office["officer"], footage_id).footage


def test_an_error_corrects_the_devices_recordings_of_its_span_and_no_others(office, clocks):
    mine, later = recorded(office), recorded(office, timedelta(days=1))
    strange = recorded(office, device="7777777")

    done = clocks.state(office["archivist"], fast(valid_until=NINE + timedelta(hours=20)))

    assert [effect.footage_id for effect in done.effects] == [mine]
    item = started(office, mine)
    assert (item.device_time, item.started_at, item.clock_offset) == (NINE, NINE - FAST, FAST)
    assert started(office, later).started_at == NINE + timedelta(days=1)
    assert started(office, strange).started_at == NINE
    assert (done.error.by, done.error.reason) == (office["archivist"].name, "与电视台报时核对")


def test_a_preview_says_the_same_and_keeps_nothing(office, clocks):
    mine = recorded(office)
    before = verbs(office)

    shown = clocks.preview(office["archivist"], fast())

    assert [(e.before, e.after) for e in shown.effects] == [(NINE, NINE - FAST)]
    assert started(office, mine).started_at == NINE
    assert clocks.history(office["officer"], DEVICE) == ()
    assert verbs(office) == before


def test_withdrawing_leads_back_and_the_measurement_stays_to_be_read(office, clocks):
    mine = recorded(office, doubts='["future"]', doubts_found='["future"]')
    error = clocks.state(office["archivist"], fast()).error
    assert started(office, mine).doubts == ()

    clocks.withdraw(office["archivist"], error.id, "读错了分针")

    assert (started(office, mine).started_at, started(office, mine).doubts) == (NINE, ("future",))
    (kept,) = clocks.history(office["officer"], DEVICE)
    assert (kept.withdrawn.reason, kept.offset) == ("读错了分针", FAST)
    assert verbs(office)[-2:] == ["device.clock_measured", "device.clock_withdrawn"]
    assert Journalling(office.desk).verify().findings == ()
    with pytest.raises(Refused):
        clocks.withdraw(office["archivist"], error.id, "再撤一次")


def test_the_journal_has_every_start_before_and_after(office, clocks):
    mine = recorded(office)
    clocks.state(office["archivist"], fast())

    (line,) = table(office, "SELECT line FROM journal WHERE verb = 'device.clock_measured'")
    assert f'"{mine}":["2026-11-18T01:00:00+00:00","2026-11-18T00:58:25+00:00"]' in line["line"]


def test_what_belongs_to_an_archived_case_stays_as_it_is(office, clocks):
    mine = recorded(office)
    case = registered(office)
    Casework(office.desk).link(office["archivist"], case.no, [mine])
    with office.desk.transaction(None) as work:
        work.session.connection().exec_driver_sql("UPDATE cases SET state = 'archived'")

    done = clocks.state(office["archivist"], fast())

    assert (done.effects, done.kept) == ((), 1)
    assert started(office, mine).started_at == NINE


def test_a_start_given_by_a_person_is_left_alone_and_a_new_device_brings_its_own_error(
    office, clocks
):
    given, moved = recorded(office), recorded(office, device="7777777")
    catalogue = Catalogue(office.desk)
    truth = NINE + timedelta(minutes=3)
    clerk = office["archivist"]
    catalogue.correct(clerk, given, Correction("与笔录核对", started_at=truth))

    clocks.state(clerk, fast())
    catalogue.correct(clerk, moved, Correction("设备登记有误", device=DEVICE))

    assert started(office, given).started_at == truth
    assert started(office, moved).started_at == NINE - FAST


def test_recordings_that_come_in_later_are_corrected_by_what_is_known(office, clocks, tmp_path):
    clocks.state(office["archivist"], fast())
    video(tmp_path / "card" / f"{DEVICE}_012345_20261119093015_0001.mp4")

    take_in(office, tmp_path / "card")

    (row,) = table(office, "SELECT device_time, started_at, clock_offset_ms FROM footage")
    assert row["device_time"] == "2026-11-19T01:30:15.000000+00:00"
    assert row["started_at"] == "2026-11-19T01:28:40.000000+00:00"
    assert row["clock_offset_ms"] == 95_000


def test_a_registered_number_is_a_device_in_the_next_import(office, clocks, tmp_path):
    clerk = office["archivist"]
    clocks.keep(clerk, Device("765432", "DSJ-X"))
    video(tmp_path / "card" / "1234567_765432_20261119093015_0001.mp4")

    take_in(office, tmp_path / "card")

    (row,) = table(office, "SELECT device, officer FROM footage")
    assert (row["device"], row["officer"]) == ("765432", "1234567")
    known = {each.device.number: each for each in clocks.devices(office["officer"])}
    assert known["765432"].registered
    assert known["765432"].recordings == 1
    with pytest.raises(InvalidInput):
        clocks.keep(clerk, Device("  "))


def test_a_film_of_the_clock_on_a_card_says_how_far_the_recorder_is_off(office, clocks, tmp_path):
    true = datetime(2026, 11, 20, 1, 20, 0, 400_000, tzinfo=UTC)
    # By its name the film began 95 s later than it did.
    path = tmp_path / "card" / f"{DEVICE}_012345_20261120092135_0001.mp4"
    film_of_clock(path, true)
    clerk = office["archivist"]

    film = clocks.film_on_card(clerk, path)
    found = clocks.read_film(clerk, film, Unwatched())
    said = measurement_of(film, found, "拍摄校时画面", by_hand=False)
    error = clocks.state(clerk, said).error

    assert film.device == DEVICE
    assert abs(error.offset - timedelta(seconds=94.6)) <= timedelta(milliseconds=80)
    assert timedelta(seconds=1) < error.uncertainty < timedelta(seconds=1.1)
    assert (error.how, error.film_name) == (HowMeasured.FILMED, path.name)
    assert abs(error.measured_at - true) < timedelta(seconds=1)


def test_a_film_that_was_taken_in_can_be_read_by_hand(office, clocks, tmp_path):
    video(tmp_path / "card" / f"{DEVICE}_012345_20261119093015_0001.mp4")
    receipt = take_in(office, tmp_path / "card")
    clerk = office["archivist"]
    film = clocks.film(clerk, receipt.arrivals[0].footage_id)

    with pytest.raises(InvalidInput):
        clocks.read_film(clerk, film, Unwatched())
    shown = datetime(2026, 11, 19, 1, 31, 0, tzinfo=UTC)
    found = clocks.read_by_hand(clerk, film, timedelta(seconds=5), shown)

    assert abs(found.offset + timedelta(seconds=40)) <= timedelta(milliseconds=30)


def test_only_who_keeps_the_footage_states_errors(office, clocks):
    recorded(office)
    for account in ("officer", "unit_head", "reviewer", "admin"):
        for verb in (
            lambda who: clocks.state(who, fast()),
            lambda who: clocks.preview(who, fast()),
            lambda who: clocks.keep(who, Device("1")),
            lambda who: clocks.withdraw(who, 1, "理由"),
        ):
            with pytest.raises(Refused):
                verb(office[account])
    with pytest.raises(Refused):
        clocks.devices(office["admin"])


def test_a_recording_of_another_device_goes_to_that_devices_take(office, tmp_path):
    card = tmp_path / "card"
    names = [
        f"{d}_012345_202611190930{s}_000{n}.mp4"
        for d, s, n in (("8810021", "15", 1), ("8810021", "17", 2), ("8810034", "19", 3))
    ]
    for number, name in enumerate(names):
        video(card / name, seconds=2, text=str(number))
    ids = [line.footage_id for line in take_in(office, card).arrivals]
    catalogue = Catalogue(office.desk)

    catalogue.correct(office["archivist"], ids[2], Correction("卡装错了机器", device="8810021"))

    take = catalogue.show(office["officer"], ids[0]).take
    assert [part.id for part in take.footage] == ids
    assert take.gaps == ()


def test_a_hole_in_the_numbers_is_told_unless_a_photo_has_the_number(office, tmp_path):
    card = tmp_path / "card"
    for second, number in (("15", 1), ("17", 4)):
        name = f"8810021_012345_202611190930{second}_000{number}.mp4"
        video(card / name, seconds=2, text=second)
    photo(card / "8810021_012345_20261119093016_0002.jpg")
    ids = [line.footage_id for line in take_in(office, card).arrivals]

    take = Catalogue(office.desk).show(office["officer"], ids[0]).take

    assert take.gaps == ()
    (hole,) = take.holes
    assert hole.missing == (3,)
