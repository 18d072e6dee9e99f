from datetime import timedelta

import pytest

from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.services.casework import Casework
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.timelines import Timelines
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import NINE, recording, registered
from tests.helpers.footage import new_take

MINUTE = timedelta(minutes=1)


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


def part(office, start, take, *, device="8810021", minutes=5):
    return recording(
        office,
        start,
        device_time=start,
        device=device,
        take_id=take,
        duration_ms=minutes * 60_000,
    )


def two_recorders(office):
    """Two recorders that ran together in one case, and one of them again hours later."""
    first, second, later = new_take(office), new_take(office), new_take(office)
    ids = [
        part(office, NINE, first),
        part(office, NINE + 7 * MINUTE, first),
        part(office, NINE + 3 * MINUTE, second, device="8810022"),
        part(office, NINE + 300 * MINUTE, later),
    ]
    case = registered(office)
    # One part of each take is enough: the take belongs together.
    Casework(office.desk).link(office["archivist"], case.no, [ids[0], ids[2], ids[3]])
    return case, ids


def test_a_recording_is_shown_with_its_whole_take(office):
    _, ids = two_recorders(office)

    line = Timelines(office.desk).of_footage(office["archivist"], ids[0])
    (lane,) = line.lanes
    assert [each.footage_id for each in lane.segments] == ids[:2]
    (gap,) = lane.gaps
    assert gap.length == 2 * MINUTE


def test_an_operation_is_all_recorders_that_ran_then(office):
    _, ids = two_recorders(office)

    line = Timelines(office.desk).of_operation(office["archivist"], ids[2])
    assert [lane.device for lane in line.lanes] == ["8810021", "8810022"]
    assert line.segment_of(ids[3]) is None
    assert line.length == 12 * MINUTE


def test_a_case_shows_everything_in_it(office):
    case, ids = two_recorders(office)

    line = Timelines(office.desk).of_case(office["archivist"], case.no)
    assert all(line.segment_of(each) is not None for each in ids)


def test_a_recording_without_a_take_stands_alone(office):
    alone = recording(office, None)

    line = Timelines(office.desk).of_operation(office["archivist"], alone)
    assert not line.timed
    assert line.segment_of(alone) is not None


def test_a_moved_lane_stays_moved_with_who_and_why_until_it_is_withdrawn(office):
    _, ids = two_recorders(office)
    service, officer = Timelines(office.desk), office["reviewer"]
    lane = service.of_operation(officer, ids[0]).lanes[1]

    (made,) = service.align(officer, lane, timedelta(seconds=-3.5), "两路中同一声关门响")
    line = service.of_operation(officer, ids[0])
    assert line.lanes[1].offset == timedelta(seconds=-3.5)
    segment = line.segment_of(ids[2])
    assert segment is not None
    assert segment.started_at == NINE + 3 * MINUTE
    service.align(officer, lane, timedelta(seconds=-4), "再听一遍")
    office.clock.forward(minutes=1)
    newest = service.alignments_of(officer, lane)[0]
    service.withdraw_alignment(office["archivist"], newest.id)
    assert service.of_operation(officer, ids[0]).lanes[1].offset == timedelta(seconds=-3.5)
    history = service.alignments_of(officer, lane)
    assert [each.reason for each in history] == ["再听一遍", "两路中同一声关门响"]
    assert history[0].withdrawn_by == office["archivist"].name
    assert history[1] == made
    with pytest.raises(InvalidInput, match="已经撤回"):
        service.withdraw_alignment(officer, newest.id)


def test_moving_a_lane_is_journalled_and_needs_a_reason_and_a_right(office):
    _, ids = two_recorders(office)
    service = Timelines(office.desk)
    lane = service.of_operation(office["archivist"], ids[0]).lanes[0]

    with pytest.raises(InvalidInput, match="为什么"):
        service.align(office["archivist"], lane, timedelta(seconds=1), "  ")
    with pytest.raises(InvalidInput, match="一天"):
        service.align(office["archivist"], lane, timedelta(days=2), "错")
    with pytest.raises(Refused):
        service.align(office["auditor"], lane, timedelta(seconds=1), "同一声响")
    service.align(office["archivist"], lane, timedelta(seconds=1), "同一声响")
    page = Journalling(office.desk).page(office["auditor"], JournalFilter(), 0, 5)
    (entry,) = [each for each in page.entries if each.verb == "footage.aligned"]
    assert entry.item == f"footage:{ids[0]}"
