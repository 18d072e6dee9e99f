from datetime import UTC, datetime, timedelta

import pytest

from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.hand_ins import HandInState
from archive_desk.domain.ids import FootageId
from archive_desk.domain.regulations import Event
from archive_desk.services.casework import CandidateFilter, Casework
from archive_desk.services.catalogue import Catalogue, FootageFilter
from archive_desk.services.hand_ins import HandIns
from archive_desk.services.importing import Importing
from archive_desk.services.setting_aside import SettingAside
from tests.helpers import recordings
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import registered
from tests.helpers.stored import in_case
from tests.helpers.taking_in import take_in, verbs

# Recorded at 09:00 and a second long; the office's clock stands at 09:30 two days later.
NAME = "DSJ-A1_20261118090000.mp4"
RECORDED = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)


@pytest.fixture
def office(tmp_path):
    made = staffed_office(tmp_path / "archive", "jinpu")
    yield made
    made.desk.close()


def card(tmp_path, name=NAME, folder="card"):
    recordings.video(tmp_path / folder / name, text=name)
    return tmp_path / folder


def test_a_batch_that_came_after_twenty_four_hours_is_late_until_the_reason_is_said(
    office, tmp_path
):
    no = take_in(office, card(tmp_path)).batch.no
    hand_ins, clerk = HandIns(office.desk), office["archivist"]

    clock = hand_ins.of_batch(clerk, no)

    assert (clock.state, clock.late) == (HandInState.LATE, 1)
    assert clock.basis.article == "第二十四条"
    (recording,) = clock.recordings
    assert recording.event is Event.RECORDING_ENDED
    assert timedelta(hours=24) <= recording.due - RECORDED < timedelta(hours=24, seconds=30)
    assert recording.steps
    with pytest.raises(InvalidInput):
        hand_ins.explain(clerk, no, " ")
    explained = hand_ins.explain(clerk, no, "存储卡遗留在车上")
    assert (explained.state, explained.reason) == (HandInState.EXPLAINED, "存储卡遗留在车上")
    assert "batch.late_explained" in verbs(office)


def test_the_clock_starts_at_the_return_to_the_unit_where_that_is_stated(office, tmp_path):
    returned = office.clock.now - timedelta(hours=2)
    no = take_in(
        office, card(tmp_path), returned_at=returned, return_reason="连续两日在外检查"
    ).batch.no
    clock = HandIns(office.desk).of_batch(office["officer"], no)
    assert clock.state is HandInState.IN_TIME
    assert clock.recordings[0].event is Event.RETURNED_TO_UNIT
    assert clock.recordings[0].due == returned + timedelta(hours=24)
    with pytest.raises(InvalidInput, match="没有超过"):
        HandIns(office.desk).explain(office["archivist"], no, "x")


def test_where_the_regulation_names_no_hours_none_are_counted(tmp_path):
    office = staffed_office(tmp_path / "archive", "xigang")
    no = take_in(office, card(tmp_path)).batch.no
    clock = HandIns(office.desk).of_batch(office["archivist"], no)
    assert (clock.state, clock.due, clock.late) == (HandInState.UNDECIDED, None, 0)
    assert "未写明" in clock.text
    office.desk.close()


def test_unrelated_footage_is_listed_apart_and_offered_to_no_case_file(office, tmp_path):
    take_in(office, card(tmp_path))
    take_in(office, card(tmp_path, "DSJ-A1_20261118100000.mp4", "second"))
    aside, clerk = SettingAside(office.desk), office["archivist"]
    catalogue, casework = Catalogue(office.desk), Casework(office.desk)
    case = registered(office)

    def shown(*, set_aside):
        found = catalogue.find(clerk, FootageFilter(set_aside=set_aside), 0, 10)
        return [each.id for each in found.footage]

    with pytest.raises(InvalidInput):
        aside.set_aside(clerk, [FootageId(1)], " ")
    with pytest.raises(Refused):
        aside.set_aside(office["officer"], [FootageId(1)], "误触开机")
    aside.set_aside(clerk, [FootageId(1)], "误触开机")

    assert (shown(set_aside=True), shown(set_aside=False), sorted(shown(set_aside=None))) == (
        [1],
        [2],
        [1, 2],
    )
    offered = casework.candidates(clerk, CandidateFilter(case.id), 0, 10)
    assert [each.footage_id for each in offered.footage] == [2]
    assert aside.standing(clerk, [FootageId(1)])[FootageId(1)].reason == "误触开机"
    aside.take_back(clerk, [FootageId(1)], "核实后属于检查现场")
    assert shown(set_aside=True) == []
    assert {"footage.set_aside", "footage.taken_back"} <= set(verbs(office))
    in_case(office, case, FootageId(1))
    with pytest.raises(Refused, match="在案卷"):
        aside.set_aside(clerk, [FootageId(1)], "误触开机")


def test_duplicates_are_told_with_every_name_under_which_they_came(office, tmp_path):
    take_in(office, card(tmp_path))
    source = tmp_path / "card" / NAME
    other = tmp_path / "copies" / "DCIM" / "副本.mp4"
    other.parent.mkdir(parents=True)
    other.write_bytes(source.read_bytes())
    no = take_in(office, tmp_path / "copies").batch.no
    names = Importing(office.desk).names(office["archivist"], no)
    assert names == {FootageId(1): (NAME, "DCIM/副本.mp4")}
