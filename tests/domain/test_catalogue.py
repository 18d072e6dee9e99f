from dataclasses import replace
from datetime import timedelta

from archive_desk.domain.catalogue import recorded_take
from archive_desk.domain.footage import Kind, MediaFacts
from archive_desk.domain.ids import FootageId, TakeId
from tests.domain.test_corrections import AT, RECORDING

MINUTE = timedelta(minutes=1)


def part(number, begins, *, minutes=1, **facts):
    return replace(
        RECORDING,
        id=FootageId(number),
        device_time=AT + begins,
        started_at=AT + begins,
        sequence=number,
        media=MediaFacts(duration_ms=minutes * 60_000),
        **facts,
    )


def test_parts_that_follow_each_other_have_no_gap():
    take = recorded_take(TakeId(1), [part(1, 0 * MINUTE), part(2, MINUTE), part(3, 2 * MINUTE)])
    assert take.gaps == ()
    assert take.recorded_ms == 180_000
    assert take.started_at == AT


def test_a_gap_is_told_with_the_missing_numbers():
    take = recorded_take(TakeId(1), [part(1, 0 * MINUTE), part(4, 3 * MINUTE)])
    (gap,) = take.gaps
    assert (gap.after, gap.before, gap.missing) == (1, 4, (2, 3))
    assert (gap.start, gap.end) == (AT + MINUTE, AT + 3 * MINUTE)
    assert gap.explained is False


def test_a_gap_is_told_in_true_time():
    late = {"clock_offset": 10 * MINUTE}
    take = recorded_take(TakeId(1), [part(1, 0 * MINUTE, **late), part(2, 2 * MINUTE, **late)])
    assert take.gaps[0].start == AT - 9 * MINUTE


def test_one_corrected_part_does_not_tear_a_take_open():
    fixed = replace(part(2, MINUTE), started_at=AT + 30 * MINUTE, clock_offset=-29 * MINUTE)
    assert recorded_take(TakeId(1), [part(1, 0 * MINUTE), fixed]).gaps == ()


def test_photos_leave_no_gaps_between_them():
    photos = [part(n, n * 5 * MINUTE, kind=Kind.PHOTO) for n in (1, 2)]
    assert recorded_take(TakeId(1), photos).gaps == ()
