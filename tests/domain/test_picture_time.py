from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from archive_desk.domain.footage import Footage, Kind
from archive_desk.domain.ids import BatchId, FootageId
from archive_desk.domain.picture_time import still_name, times_at

BEGUN = datetime(2026, 11, 19, 1, 30, 15, tzinfo=UTC)


def footage(**facts):
    return Footage(
        id=FootageId(1),
        batch_id=BatchId(1),
        batch="2026-0001",
        name="8810021_012345_20261119093015_0001.mp4",
        path="x",
        kind=Kind.VIDEO,
        size_bytes=1,
        sha256="0" * 64,
        sm3="0" * 64,
        imported_at=BEGUN,
        device="8810021",
        **facts,
    )


def test_a_picture_has_the_time_of_the_recorder_and_the_true_one():
    slow = footage(
        device_time=BEGUN - timedelta(minutes=3),
        started_at=BEGUN,
        clock_offset=timedelta(minutes=-3),
    )
    times = times_at(slow, Fraction(1001, 30_000) * 90)
    assert times.true == BEGUN + timedelta(microseconds=3_003_000)
    assert times.true - times.recorder == timedelta(minutes=3)


def test_a_recording_without_a_beginning_has_no_times():
    times = times_at(footage(), Fraction(3))
    assert (times.true, times.recorder) == (None, None)


def test_a_still_carries_its_true_local_time_to_the_millisecond():
    local = (BEGUN + timedelta(milliseconds=2480)).astimezone(ZoneInfo("Asia/Shanghai"))
    name = still_name(footage(), 62, local)
    assert name == "20261119_093017_480_8810021_8810021_012345_20261119093015_0001_f62.png"
    assert still_name(footage(), 62, None) == "8810021_012345_20261119093015_0001_f62.png"
