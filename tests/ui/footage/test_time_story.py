from dataclasses import replace
from datetime import timedelta

import pytest

from archive_desk.domain.footage import MediaFacts, TimeClaim, TimeSource
from archive_desk.ui.footage.time_story import against, clock_error, exact_span, told
from tests.domain.test_corrections import AT, BY_NAME, RECORDING

MINUTE = timedelta(minutes=1)


def test_the_source_believed_stands_first_and_the_others_are_compared_with_it():
    item = replace(
        RECORDING,
        media=MediaFacts(duration_ms=60_000),
        claims=(
            BY_NAME,
            TimeClaim(TimeSource.SIDECAR, AT + timedelta(milliseconds=400)),
            TimeClaim(TimeSource.CONTAINER, AT - timedelta(hours=8)),
            TimeClaim(TimeSource.MTIME, AT + MINUTE + timedelta(seconds=1)),
            TimeClaim(TimeSource.FOLDER, AT, whole_day=True),
        ),
    )
    first, *others = told(item)
    assert (first.source, first.believed, first.note) == ("文件名", True, "")
    assert [each.note for each in others] == ["一致", "早 8小时", "与录制结束的时间一致", ""]
    assert not any(each.believed for each in others)
    assert others[-1].time == "2026年11月18日"


def test_a_correction_tells_its_reason_and_the_clocks_error():
    claim = TimeClaim(TimeSource.PERSON, AT - 10 * MINUTE, "与笔录核对", zoned=True)
    item = replace(
        RECORDING,
        started_at=claim.at,
        started_by=TimeSource.PERSON,
        clock_offset=10 * MINUTE,
        claims=(claim, BY_NAME),
    )
    assert told(item)[0].note == "理由：与笔录核对"
    assert told(item)[1].note == "晚 10分钟"
    assert clock_error(item) == "设备时钟快 10分钟，当时显示 2026-11-18 09:00:00"
    assert "慢" in clock_error(replace(item, clock_offset=-MINUTE))
    assert clock_error(RECORDING) == ""


def test_doubts_are_said_as_sentences():
    assert against(RECORDING) == "时间晚于采集时刻，设备时钟不准"
    assert against(replace(RECORDING, doubts=())) == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0秒"),
        (59, "59秒"),
        (95, "1分钟35秒"),
        (3600, "1小时"),
        (3605, "1小时"),
        (8 * 3600 + 60, "8小时1分钟"),
        (2 * 86_400 + 3600, "2天1小时"),
    ],
)
def test_lengths_are_said_in_at_most_two_units(seconds, words):
    assert exact_span(timedelta(seconds=seconds)) == words


def test_english_keeps_its_spaces(english):
    assert exact_span(timedelta(seconds=95)) == "1 min 35 s"
