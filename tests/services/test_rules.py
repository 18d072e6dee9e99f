"""When things are due under each regulation, to the minute, with the article."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.regulations import Clock, Event, Standing
from archive_desk.services.rules import Rules

ZONE = ZoneInfo("Asia/Shanghai")
RULES = Rules()


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("key", "clock", "start", "due", "article"),
    [
        ("xigang", Clock.BURN, "2026-02-06T10:00", "2026-02-27T23:59:59", "第二十条"),
        ("xigang", Clock.BURN, "2026-09-30T18:00", "2026-10-20T23:59:59", "第二十条"),
        ("jinpu", Clock.HAND_IN, "2026-02-14T16:20", "2026-02-15T16:20:00", "第二十四条"),
        ("jinpu", Clock.BACKFILL, "2026-09-30T23:05", "2026-10-01T23:05:00", "第九条"),
        ("jinpu", Clock.ARCHIVE, "2026-01-16T09:00", "2026-02-24T23:59:59", "第二十三条"),
        ("fushun", Clock.DISCLOSURE, "2026-02-02T09:00", "2026-03-06T23:59:59", "第三十三条"),
        ("shuncheng", Clock.REVIEW_ANSWER, "2026-04-30T09:00", "2026-05-18T23:59:59", "第四十八条"),
        ("dawukou", Clock.COURT_ANSWER, "2026-09-18T09:00", "2026-10-08T23:59:59", "第六十七条"),
    ],
)
def test_each_clock_ends_where_its_article_says(
    key: str, clock: Clock, start: str, due: str, article: str
) -> None:
    found = RULES.due(key, clock, local(start), ZONE)
    assert found.due == local(due)
    assert found.basis is not None
    assert found.basis.article == article
    assert found.basis.article in found.steps[0]


def test_being_back_at_the_unit_may_start_the_hand_in_under_003_only() -> None:
    start, back = local("2026-11-20T09:00"), Event.RETURNED_TO_UNIT
    assert RULES.due("jinpu", Clock.HAND_IN, start, ZONE, event=back).due
    with pytest.raises(InvalidInput):
        RULES.due("jinpu", Clock.ARCHIVE, start, ZONE, event=back)


@pytest.mark.parametrize(
    ("key", "clock", "standing", "words"),
    [
        ("xigang", Clock.HAND_IN, Standing.UNDECIDED, "制度未定"),
        ("fushun", Clock.BURN, Standing.UNDECIDED, "制度未定"),
        ("jinpu", Clock.BURN, Standing.SILENT, "没有规定"),
    ],
)
def test_what_is_not_decided_is_said_and_not_guessed(
    key: str, clock: Clock, standing: Standing, words: str
) -> None:
    found = RULES.due(key, clock, local("2026-11-20T09:00"), ZONE)
    assert (found.due, found.standing) == (None, standing)
    assert words in found.steps[0]


def test_a_stated_term_becomes_a_date_and_never_a_destruction() -> None:
    kept = RULES.retention("xigang", start=local("2023-10-01T09:00"), zone=ZONE)
    assert kept.until == local("2026-10-01T23:59:59")
    assert "不自动销毁" in kept.steps[-1]
    longer = RULES.retention(
        "xigang", triggers=("objection",), start=local("2023-10-01T09:00"), zone=ZONE
    )
    assert longer.until is None


def test_an_unknown_situation_is_invalid() -> None:
    with pytest.raises(InvalidInput, match="obstruction"):
        RULES.retention("xigang", triggers=("rain",))
