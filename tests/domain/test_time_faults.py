from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from archive_desk.domain.device_time import settle_start
from archive_desk.domain.footage import Footage, Kind, MediaFacts, TimeClaim, TimeSource
from archive_desk.domain.ids import FootageId
from archive_desk.domain.time_faults import compare
from archive_desk.domain.time_rulings import TimeFault
from tests.domain.test_corrections import RECORDING
from tests.domain.test_device_time import NOW, SHANGHAI, START

LENGTH = timedelta(minutes=15)
HOURS = timedelta(hours=8)
FAULTS = {
    TimeFault.END: LENGTH,
    TimeFault.UTC: HOURS,
    TimeFault.UTC_END: HOURS + LENGTH,
}


def recorded(number: int, *claims: tuple[TimeSource, timedelta], **facts) -> Footage:
    """A recording whose sources say `START`, one hour later each, plus what is given."""
    begun = START + timedelta(hours=number)
    made = [TimeClaim(source, begun + off) for source, off in claims]
    now = NOW + timedelta(days=9)
    start = settle_start(made, length=LENGTH, zone=SHANGHAI, now=now)
    values = {
        "id": FootageId(number),
        "name": f"{number}.mp4",
        "device": "8888888",
        "imported_at": now,
        "device_time": start.at,
        "started_at": start.at,
        "started_by": start.source,
        "doubts": tuple(start.doubts),
        "doubts_found": tuple(start.doubts),
        "claims": start.claims,
        "media": MediaFacts(container="mp4", duration_ms=round(LENGTH.total_seconds() * 1000)),
    }
    return replace(RECORDING, **values | facts)


def named(number: int, inside: timedelta, **facts) -> Footage:
    return recorded(
        number, (TimeSource.NAME, timedelta(0)), (TimeSource.CONTAINER, inside), **facts
    )


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_inside_is_proposed_and_the_name_stays_believed(fault):
    found = compare([named(n, FAULTS[fault]) for n in range(1, 5)], SHANGHAI)

    proposal = found.proposals[0]
    assert (proposal.fault, proposal.device) == (fault, "8888888")
    assert (proposal.compared, proposal.fitting, len(proposal.evidence)) == (4, 4, 4)
    assert not proposal.moves_start
    assert proposal.evidence[0].difference == FAULTS[fault]
    assert proposal.evidence[0].left_over == timedelta(0)
    assert found.unexplained == ()


def test_eight_hours_may_also_be_a_name_in_world_time_and_the_clerk_chooses():
    inside_wrong, name_wrong = compare([named(1, HOURS)], SHANGHAI).proposals

    assert (inside_wrong.fault, inside_wrong.rival) == (TimeFault.UTC, TimeFault.NAME_UTC)
    assert (name_wrong.fault, name_wrong.rival) == (TimeFault.NAME_UTC, TimeFault.UTC)
    assert name_wrong.evidence[0].start == START + timedelta(hours=1) + HOURS


@pytest.mark.parametrize("fault", FAULTS)
def test_without_a_name_the_closing_of_the_file_shows_the_fault_and_the_start_is_moved(fault):
    item = recorded(
        1, (TimeSource.CONTAINER, FAULTS[fault]), (TimeSource.MTIME, LENGTH + timedelta(seconds=1))
    )

    (proposal,) = compare([item], SHANGHAI).proposals

    assert proposal.fault is fault
    assert proposal.moves_start
    assert proposal.evidence[0].start == START + timedelta(hours=1)


def test_a_recording_without_a_name_is_judged_by_the_habit_of_its_device():
    siblings = [named(n, HOURS + LENGTH) for n in range(1, 4)]
    renamed = recorded(9, (TimeSource.CONTAINER, HOURS + LENGTH))

    found = compare([*siblings, renamed], SHANGHAI)

    proposal = found.proposals[-1]
    assert (proposal.fault, proposal.fitting) == (TimeFault.UTC_END, 3)
    assert [one.footage_id for one in proposal.evidence] == [9]
    assert proposal.evidence[0].start == START + timedelta(hours=9)


def test_two_siblings_are_no_habit():
    siblings = [named(n, HOURS + LENGTH) for n in (1, 2)]
    renamed = recorded(9, (TimeSource.CONTAINER, HOURS + LENGTH))

    assert compare([*siblings, renamed], SHANGHAI).unexplained == (9,)


def test_what_fits_no_common_case_is_left_for_the_eye():
    odd = named(1, timedelta(minutes=7))

    found = compare([odd], SHANGHAI)

    assert (found.proposals, found.unexplained) == ((), (1,))


def test_agreement_is_no_proposal_and_what_is_ruled_counts_as_evidence_only():
    agreeing = named(1, timedelta(0))
    ruled = named(2, LENGTH, doubts=())
    waiting = named(3, LENGTH)

    (proposal,) = compare([agreeing, ruled, waiting], SHANGHAI).proposals

    assert (proposal.compared, proposal.fitting) == (3, 2)
    assert [one.footage_id for one in proposal.evidence] == [3]


def test_devices_and_containers_are_judged_apart_and_sidecars_not_at_all():
    other = named(2, LENGTH, device="7777777")
    sidecar = named(3, LENGTH, kind=Kind.SIDECAR)

    found = compare([named(1, LENGTH), other, sidecar], SHANGHAI)

    assert sorted(each.device for each in found.proposals) == ["7777777", "8888888"]


def test_the_offset_is_that_of_the_zone_on_that_day():
    paris = ZoneInfo("Europe/Paris")
    summer = named(1, timedelta(hours=1))
    winter_start = summer.device_time.replace(month=1)
    winter = replace(
        summer,
        id=FootageId(2),
        device_time=winter_start,
        claims=(
            TimeClaim(TimeSource.NAME, winter_start),
            TimeClaim(TimeSource.CONTAINER, winter_start + timedelta(hours=1)),
        ),
    )

    found = compare([winter], paris)

    assert found.proposals[0].fault is TimeFault.UTC
