from datetime import UTC, datetime, timedelta

import pytest

from archive_desk.domain.corrections import Correction, corrected, differences
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.footage import Doubt, Footage, Kind, TimeClaim, TimeSource
from archive_desk.domain.ids import BatchId, FootageId

AT = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
NOW = AT + timedelta(days=2)
BY_NAME = TimeClaim(TimeSource.NAME, AT, "20261118090000")
RECORDING = Footage(
    id=FootageId(1),
    batch_id=BatchId(1),
    batch="PC-1",
    name="a.mp4",
    path="PC-1/data/a.mp4",
    kind=Kind.VIDEO,
    size_bytes=1,
    sha256="0" * 64,
    sm3="0" * 64,
    imported_at=NOW,
    device="12",
    officer="林知远",
    device_time=AT,
    started_by=TimeSource.NAME,
    started_at=AT,
    doubts=(Doubt.FUTURE.value,),
    claims=(BY_NAME,),
)


def test_a_corrected_start_keeps_what_the_device_said():
    truth = AT - timedelta(minutes=10)
    after = corrected(RECORDING, Correction("设备时钟快十分钟", started_at=truth), NOW)
    assert (after.started_at, after.started_by) == (truth, TimeSource.PERSON)
    assert after.device_time == AT
    assert after.clock_offset == timedelta(minutes=10)
    assert after.doubts == ()
    assert after.claims == (
        TimeClaim(TimeSource.PERSON, truth, "设备时钟快十分钟", zoned=True),
        BY_NAME,
    )


def test_a_confirmed_start_ends_the_doubt():
    after = corrected(RECORDING, Correction("与文书核对一致", started_at=AT), NOW)
    assert (after.started_at, after.doubts) == (AT, ())
    assert set(differences(RECORDING, after)) == {"started_by", "doubts"}


def test_only_what_is_said_changes_and_the_journal_has_both():
    after = corrected(RECORDING, Correction("登记有误", officer=" 周 明朗 ", section="甲科"), NOW)
    assert differences(RECORDING, after) == {
        "officer": ["林知远", "周 明朗"],
        "section": ["", "甲科"],
    }
    assert after.doubts == RECORDING.doubts
    assert differences(RECORDING, corrected(RECORDING, Correction("没有更改"), NOW)) == {}


@pytest.mark.parametrize(
    "correction",
    [
        Correction("  ", officer="周明朗"),
        Correction("理由", device="x" * 81),
        Correction("理由", started_at=NOW + timedelta(seconds=1)),
    ],
)
def test_corrections_that_make_no_sense_are_turned_away(correction):
    with pytest.raises(InvalidInput):
        corrected(RECORDING, correction, NOW)
