from datetime import UTC, datetime, timedelta

import pytest

from archive_desk.domain.corrections import Correction
from archive_desk.domain.errors import Conflict, InvalidInput, NotFound, Refused
from archive_desk.domain.time_rulings import TimeFault
from archive_desk.services.catalogue import Catalogue
from archive_desk.services.time_faults import FootageFilter, TimeFaults
from tests.helpers.archives import staffed_office
from tests.helpers.recordings import video
from tests.helpers.taking_in import take_in, verbs

LENGTH = timedelta(seconds=12)


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


@pytest.fixture
def faults(office):
    return TimeFaults(office.desk)


@pytest.fixture
def taken(office, tmp_path):
    """Three named recordings whose container has the local end as UTC, and one without a name."""
    begun = datetime(2026, 11, 19, 1, 30, 15, tzinfo=UTC)
    for number in range(4):
        start = begun + number * timedelta(hours=1)
        name = f"8810021_012345_{start + timedelta(hours=8):%Y%m%d%H%M%S}_000{number}.mp4"
        if number == 3:
            name = "8810021/现场.mp4"
        inside = start + timedelta(hours=8) + LENGTH
        video(tmp_path / "card" / name, seconds=12, created=inside, text=str(number))
    receipt = take_in(office, tmp_path / "card", device="8810021")
    return {line.source: line.footage_id for line in receipt.arrivals}


def started(office, footage_id):
    return Catalogue(office.desk).show(office["officer"], footage_id).footage


def by_key(faults, office, text):
    found = faults.compare(office["archivist"], FootageFilter())
    return next(each for each in found.proposals if text in each.key)


def test_the_habit_of_a_recorder_is_proposed_confirmed_and_taken_back(office, faults, taken):
    clerk, nameless = office["archivist"], taken["8810021/现场.mp4"]
    before = started(office, nameless)
    siblings = by_key(faults, office, "siblings")
    assert siblings.fault is TimeFault.UTC_END

    ruled = faults.confirm(clerk, siblings, [nameless], "同一记录仪均如此")

    after = started(office, nameless)
    assert after.started_at == datetime(2026, 11, 19, 4, 30, 15, tzinfo=UTC)
    assert (after.device_time, after.doubts) == (before.device_time, ())
    story = faults.story(office["officer"], nameless)
    assert (story.basis.ruling.by, story.basis.ruling.reason) == (clerk.name, "同一记录仪均如此")
    faults.withdraw(clerk, ruled.act, "弄错了")
    assert started(office, nameless) == before
    assert verbs(office)[-2:] == ["footage.times_confirmed", "footage.times_withdrawn"]
    assert faults.story(office["officer"], nameless).rulings[0].withdrawn.reason == "弄错了"


def test_confirming_a_fault_of_the_inside_ends_the_doubt_and_moves_nothing(office, faults, taken):
    clerk = office["archivist"]
    proposal = by_key(faults, office, "name/container/utc_end")
    chosen = [one.footage_id for one in proposal.evidence][:2]
    starts = [started(office, number).started_at for number in chosen]

    ruled = faults.confirm(clerk, proposal, chosen, "说明书如此")

    assert ruled.footage == tuple(chosen)
    assert [started(office, number).started_at for number in chosen] == starts
    assert [started(office, number).doubts for number in chosen] == [(), ()]
    left = by_key(faults, office, "name/container/utc_end")
    assert (len(left.evidence), left.fitting) == (1, 3)


def test_nothing_is_applied_without_choice_reason_or_right(office, faults, taken):
    proposal = by_key(faults, office, "name/container/utc_end")
    every = [one.footage_id for one in proposal.evidence]

    with pytest.raises(InvalidInput):
        faults.confirm(office["archivist"], proposal, [], "理由")
    with pytest.raises(InvalidInput):
        faults.confirm(office["archivist"], proposal, every, "  ")
    with pytest.raises(Refused):
        faults.confirm(office["officer"], proposal, every, "理由")
    with pytest.raises(NotFound):
        faults.withdraw(office["archivist"], 99, "理由")
    assert all(started(office, number).doubts for number in every)


def test_a_start_that_was_given_by_hand_can_be_withdrawn(office, faults, taken):
    clerk, one = office["archivist"], next(iter(taken.values()))
    before = started(office, one)
    truth = before.started_at + timedelta(minutes=5)
    Catalogue(office.desk).correct(clerk, one, Correction("与笔录核对", started_at=truth))
    assert started(office, one).started_at == truth

    faults.withdraw_from(clerk, one, "笔录写错")

    assert started(office, one) == before


def test_evidence_that_is_out_of_date_is_not_applied(office, faults, taken):
    siblings = by_key(faults, office, "siblings")
    nameless = taken["8810021/现场.mp4"]
    with office.desk.transaction(None) as work:
        statement = "UPDATE footage SET device_time = '2026-11-19T00:00:00.000000+00:00'"
        work.session.connection().exec_driver_sql(f"{statement} WHERE id = {nameless}")

    with pytest.raises(Conflict):
        faults.confirm(office["archivist"], siblings, [nameless], "理由")
