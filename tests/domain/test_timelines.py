from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from archive_desk.domain.footage import Footage, Kind, MediaFacts
from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.ids import BatchId, FootageId, TakeId
from archive_desk.domain.timelines import NOT_TIMED, Timeline, as_timedelta, laid_out

ZONE = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 3, 14, 9, 0, tzinfo=ZONE)
MINUTE = timedelta(minutes=1)


def part(number: int, start: datetime | None = NINE, minutes: float | None = 5, **facts) -> Footage:
    length = None if minutes is None else round(minutes * 60_000)
    values = {"device": "8810021", "officer": "012345", "take": TakeId(1), "kind": Kind.VIDEO}
    return Footage(
        id=FootageId(number),
        batch_id=BatchId(1),
        batch="PC-1",
        name=f"{number:04}.mp4",
        path=f"{number:04}.mp4",
        size_bytes=1,
        sha256=f"{number:064x}",
        sm3="",
        imported_at=NINE,
        started_at=start,
        sequence=number,
        media=MediaFacts(duration_ms=length),
        **values | facts,
    )


def an_hour_in_twelve() -> Timeline:
    """Twelve parts of about five minutes; after the 4th two minutes are missing, after the 9th
    45 seconds."""
    parts, at = [], NINE
    for number in range(1, 13):
        parts.append(part(number, at))
        at += 5 * MINUTE + {4: 2 * MINUTE, 9: timedelta(seconds=45)}.get(number, timedelta(0))
    return laid_out(parts)


def test_the_gaps_of_an_hour_lie_where_nothing_was_recorded():
    line = an_hour_in_twelve()

    first, second = line.gaps()
    assert (first.start, first.end) == (NINE + 20 * MINUTE, NINE + 22 * MINUTE)
    assert (first.after, first.before) == (4, 5)
    assert second.length == timedelta(seconds=45)
    assert first.asks
    assert line.length == 62 * MINUTE + timedelta(seconds=45)
    assert line.next_gap(NINE) == first
    assert line.next_gap(first.start) == second
    assert line.next_gap(second.start) is None
    assert line.previous_gap(second.start) == first
    assert line.previous_gap(first.start) is None


def test_a_moment_leads_to_a_recording_and_a_position_or_to_a_gap():
    line = an_hour_in_twelve()

    (inside,) = line.at(NINE + 7 * MINUTE)
    (border,) = line.at(NINE + 5 * MINUTE)
    (missing,) = line.at(NINE + 21 * MINUTE)
    (before,) = line.at(NINE - MINUTE)
    (after,) = line.at(line.end)
    assert inside.segment is not None
    assert (inside.segment.footage_id, inside.position) == (2, 120)
    assert border.segment is not None
    assert (border.segment.footage_id, border.position) == (2, 0)
    assert missing.segment is None
    assert missing.pause == line.gaps()[0]
    assert before.segment is before.pause is after.segment is after.pause is None


def test_a_pause_between_two_takes_asks_for_nothing():
    line = laid_out([part(1), part(2, NINE + 60 * MINUTE, take=TakeId(2))])

    (lane,) = line.lanes
    (pause,) = lane.pauses
    assert not pause.within_take
    assert not pause.asks
    assert line.gaps() == []
    assert lane.at(NINE + 30 * MINUTE).pause == pause


def test_an_explained_gap_asks_no_more():
    explained = [(FootageId(1), FootageId(2))]
    line = laid_out([part(1), part(2, NINE + 10 * MINUTE)], explained=explained)

    (gap,) = line.gaps()
    assert gap.explained
    assert not gap.asks


def test_each_recorder_has_a_lane_and_photos_lie_in_that_of_their_recorder():
    line = laid_out(
        [
            part(1, NINE + MINUTE),
            part(2, NINE, device="8810022", take=TakeId(2)),
            part(3, NINE + 2 * MINUTE, None, kind=Kind.PHOTO, take=None),
            part(4, None, take=None),
            part(5, kind=Kind.SIDECAR),
        ]
    )

    assert [lane.device for lane in line.lanes] == ["8810022", "8810021"]
    assert [photo.footage_id for photo in line.lanes[1].photos] == [3]
    assert line.unplaced == (4,)


def test_a_recorder_has_one_lane_unless_its_sound_ran_beside_its_pictures():
    pictures = part(1)
    later = part(2, NINE + 6 * MINUTE, kind=Kind.AUDIO, officer="999999", take=TakeId(2))
    beside = part(3, NINE + MINUTE, kind=Kind.AUDIO, take=TakeId(3))

    assert [lane.key for lane in laid_out([pictures, later]).lanes] == ["8810021"]
    keys = [lane.key for lane in laid_out([pictures, later, beside]).lanes]
    assert keys == ["8810021", "8810021/audio"]


def test_an_offset_moves_a_lane_and_leaves_the_recorded_time():
    two = part(2, NINE, device="8810022", take=TakeId(2))
    later = part(3, NINE + 5 * MINUTE, device="8810022", take=TakeId(2))
    moved = timedelta(seconds=-7)
    line = laid_out([part(1), two, later], offsets={two.id: moved})

    segment = line.segment_of(two.id)
    assert segment is not None
    assert segment.start == NINE + moved
    assert segment.started_at == NINE
    lane = line.lane_of(later.id)
    assert lane is not None
    assert [each.offset for each in lane.segments] == [moved, moved]
    assert lane.offset == moved


def test_a_lane_that_was_moved_keeps_its_row():
    one, two = part(1), part(2, NINE + MINUTE, device="8810022", take=TakeId(2))
    moved = laid_out([one, two], offsets={one.id: 3 * MINUTE})
    assert [lane.device for lane in moved.lanes] == ["8810021", "8810022"]
    assert moved.start == NINE + MINUTE


def test_a_lone_recording_without_a_beginning_has_a_line_without_a_clock():
    line = laid_out([part(1, None, take=None)])

    assert not line.timed
    assert line.start == NOT_TIMED
    assert line.moment_of(FootageId(1), Fraction(3)) == NOT_TIMED + timedelta(seconds=3)


def test_where_two_overlap_the_first_is_seen_to_its_end():
    line = laid_out([part(1), part(2, NINE + 4 * MINUTE)])
    moment = NINE + timedelta(minutes=4.5)

    (spot,) = line.at(moment)
    (wanted,) = line.at(moment, FootageId(2))
    assert spot.segment is not None
    assert wanted.segment is not None
    assert spot.segment.footage_id == 1
    assert wanted.segment.footage_id == 2
    assert line.following(FootageId(1)) == wanted.segment
    assert line.preceding(FootageId(2)) == spot.segment
    assert line.following(FootageId(2)) is None


def test_midnights_of_the_office_lie_on_the_line():
    line = laid_out([part(1, NINE.replace(hour=23, minute=58))])

    assert line.days(ZONE) == [datetime(2026, 3, 15, 0, 0, tzinfo=ZONE)]


def test_a_recording_of_unknown_length_leaves_an_uncertain_gap():
    line = laid_out([part(1, minutes=None), part(2, NINE + 5 * MINUTE)])

    (gap,) = line.gaps()
    assert not gap.certain
    assert gap.start == NINE


STARTS = st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 900)), min_size=1, max_size=12)


def lines(starts) -> Timeline:
    return laid_out(
        part(number, NINE + timedelta(seconds=begin), length / 60)
        for number, (begin, length) in enumerate(starts, 1)
    )


@given(STARTS, st.integers(-100, 5_000))
def test_every_moment_is_a_recording_or_a_pause_or_outside(starts, seconds):
    line = lines(starts)
    moment = NINE + timedelta(seconds=seconds)
    (lane,) = line.lanes

    spot = lane.at(moment)
    here = [each for each in lane.segments if each.contains(moment)]
    if here:
        assert spot.segment == here[0]
        assert spot.segment.moment_of(spot.position) == moment
    elif line.start <= moment < line.end:
        shortest = timedelta(seconds=1)
        assert spot.pause is not None or any(
            abs(moment - each.end) <= shortest for each in lane.segments
        )
    else:
        assert spot.segment is spot.pause is None


@given(STARTS, st.data())
def test_a_position_leads_to_its_moment_and_back(starts, data):
    line = lines(starts)
    segment = data.draw(st.sampled_from(line.lanes[0].segments))
    position = data.draw(st.fractions(0, 900, max_denominator=90_000))

    moment = line.moment_of(segment.footage_id, position)
    assert moment is not None
    back = segment.position_of(moment)
    assert position <= back < position + Fraction(1, 1_000_000)


@given(st.integers(0, 100_000), st.sampled_from([Fraction(1, 25), Fraction(1001, 30_000)]))
def test_the_moment_of_a_picture_leads_back_to_that_picture(number, length):
    ticks = tuple(range(number + 2))
    index = FrameIndex(ticks, length, number + 2)
    line = laid_out([part(1, minutes=120)])

    moment = line.moment_of(FootageId(1), index.time_of(number))
    assert moment is not None
    (spot,) = line.at(moment)
    assert index.frame_at_time(spot.position) == number


@given(STARTS, st.integers(0, 4_000), st.integers(1, 900))
def test_what_lies_between_two_moments_is_what_a_search_finds(starts, begin, length):
    line = lines(starts)
    (lane,) = line.lanes
    start = NINE + timedelta(seconds=begin)
    end = start + timedelta(seconds=length)

    wanted = [each for each in lane.segments if each.start < end and each.end > start]
    found = lane.between(start, end)
    assert [each for each in found if each.end > start] == wanted


@given(STARTS)
def test_pauses_are_in_order_and_touch_no_recording(starts):
    (lane,) = lines(starts).lanes

    for before, after in pairwise(lane.pauses):
        assert before.end <= after.start
    for pause in lane.pauses:
        assert all(each.end <= pause.start or each.start >= pause.end for each in lane.segments)


def test_positions_are_rounded_up_to_the_microsecond():
    assert as_timedelta(Fraction(1, 3)) == timedelta(microseconds=333_334)
    assert as_timedelta(Fraction(1, 2)) == timedelta(microseconds=500_000)
