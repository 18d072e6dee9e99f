from dataclasses import replace
from datetime import timedelta

from archive_desk.domain.clock_errors import Withdrawal
from archive_desk.domain.corrected_time import basis_of, with_corrected_time
from archive_desk.domain.footage import Doubt, TimeSource
from archive_desk.domain.ids import FootageId, RulingId
from archive_desk.domain.time_rulings import Ruling, TimeFault
from tests.domain.test_clock_errors import error
from tests.domain.test_corrections import AT, NOW, RECORDING

FOUND = replace(RECORDING, doubts_found=RECORDING.doubts, device="8888888")
HOURS = timedelta(hours=8)


def ruling(number: int = 1, **changes) -> Ruling:
    values = {
        "id": RulingId(number),
        "footage_id": FootageId(1),
        "reason": "与笔录核对",
        "by": "示例",
        "made_at": AT + timedelta(minutes=number),
    }
    return Ruling(**values | changes)


def corrected(rulings=(), errors=(), item=FOUND):
    return with_corrected_time(item, basis_of(item, rulings, errors))


def test_without_any_word_the_device_is_believed_and_its_doubts_stay():
    assert corrected() == FOUND


def test_a_measured_error_moves_the_start_and_the_devices_time_stays():
    after = corrected(errors=[error(1, 95, made_at=AT)])

    assert after.device_time == AT
    assert after.started_at == AT - timedelta(seconds=95)
    assert after.clock_offset == timedelta(seconds=95)
    assert after.started_by is TimeSource.NAME
    # The clock was fast: that is why the start lay in the future, and no doubt any more.
    assert after.doubts == ()


def test_a_start_given_by_a_person_is_true_time_and_not_corrected_further():
    truth = AT + timedelta(hours=2)
    after = corrected([ruling(started_at=truth)], [error(1, 95)])

    assert (after.started_at, after.started_by) == (truth, TimeSource.PERSON)
    assert [claim.source for claim in after.claims] == [TimeSource.PERSON, TimeSource.NAME]


def test_a_confirmed_fault_moves_first_and_the_clocks_error_then():
    item = replace(FOUND, doubts_found=(Doubt.UTC_MISLABELLED.value, Doubt.CLOCK_JUMP.value))
    after = corrected([ruling(fault=TimeFault.UTC, shift=-HOURS)], [error(1, 60)], item)

    assert after.started_at == AT - HOURS - timedelta(seconds=60)
    assert after.doubts == (Doubt.CLOCK_JUMP.value,)


def test_the_clocks_error_is_chosen_by_the_reading_after_the_fault():
    span = {"valid_from": AT - HOURS, "valid_until": AT - HOURS + timedelta(hours=1)}
    fault = ruling(fault=TimeFault.UTC, shift=-HOURS)

    assert corrected([], [error(1, 60, **span)]).started_at == AT
    moved = corrected([fault], [error(1, 60, **span)])
    assert moved.started_at == AT - HOURS - timedelta(seconds=60)


def test_withdrawing_everything_leads_back_to_what_was_found():
    gone = Withdrawal("示例", NOW, "撤回")
    given = ruling(1, started_at=AT + HOURS, withdrawn=gone)
    fault = ruling(2, fault=TimeFault.END, shift=-HOURS, withdrawn=gone)
    moved = corrected([ruling(1, started_at=AT + HOURS)])

    assert corrected([given, fault], [error(1, 5, withdrawn=gone)], moved) == FOUND


def test_the_last_ruling_counts():
    first, second = ruling(1, started_at=AT + HOURS), ruling(2, started_at=AT - HOURS)

    assert corrected([second, first]).started_at == AT - HOURS


def test_a_recording_without_any_time_can_be_given_one_and_lose_it_again():
    nameless = replace(
        FOUND, device_time=None, started_at=None, claims=(), doubts_found=("no_time",)
    )
    named = corrected([ruling(started_at=AT)], item=nameless)
    gone = ruling(started_at=AT, withdrawn=Withdrawal("示例", NOW, "撤回"))

    assert (named.started_at, named.doubts) == (AT, ())
    back = corrected([gone], item=named)
    assert (back.started_at, back.started_by, back.doubts) == (None, TimeSource.NONE, ("no_time",))


def test_an_error_that_leaves_the_start_in_the_future_answers_no_doubt():
    slow = error(1, -(NOW - AT).total_seconds() - 7200)

    assert corrected(errors=[slow]).doubts == (Doubt.FUTURE.value,)
