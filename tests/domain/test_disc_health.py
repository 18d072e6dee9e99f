from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive_desk.domain.disc_health import DiscCheck, Level, Occasion, health_of

START = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
SOUND = DiscCheck(
    1,
    "G2026-0001",
    START,
    Occasion.READ_BACK,
    "甲",
    "光驱一",
    sound=True,
    files=9,
    size_bytes=4_000_000_000,
    sha256="",
    bad_sectors=0,
    retries=0,
    read_ms=400_000,
    speeds=(10_000_000,) * 100,
)


def later(years: float, **facts: object) -> DiscCheck:
    return replace(SOUND, at=START + YEAR * years, **facts)  # type: ignore[arg-type]


def test_a_disc_read_without_a_hitch_is_sound() -> None:
    health = health_of([SOUND, later(4)], YEAR)
    assert [point.strain for point in health.points] == [0, 0]
    assert (health.level, health.crossing) == (Level.SOUND, None)
    assert health_of([], YEAR).level is Level.SOUND


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({"retries": 20}, Level.WATCHED),
        ({"retries": 5000}, Level.PREPARING),
        ({"speeds": (10_000_000,) * 84 + (1_000_000,) * 16}, Level.PREPARING),
        ({"read_ms": 800_000}, Level.PREPARING),
        ({"bad_sectors": 1}, Level.FAILING),
        ({"sound": False}, Level.FAILING),
    ],
)
def test_what_makes_a_disc_a_worry(facts: dict[str, object], level: Level) -> None:
    assert health_of([SOUND, later(4, **facts)], YEAR).points[-1].level is level


def test_another_drive_is_no_decline() -> None:
    slow = later(4, drive="光驱二", read_ms=1_600_000)
    assert health_of([SOUND, slow], YEAR).level is Level.SOUND


def test_a_steady_decline_is_warned_of_before_it_fails() -> None:
    checks = [SOUND, later(1, retries=6), later(2, retries=13), later(3, retries=18)]
    health = health_of(checks, YEAR * 10)
    assert health.points[-1].level is Level.SOUND
    assert health.level is Level.WATCHED
    assert health.crossing is not None
    assert START + YEAR * 9 < health.crossing < START + YEAR * 12
    assert health_of(checks, YEAR).crossing is None, "beyond the horizon"


def test_small_discs_are_not_judged_by_their_speed() -> None:
    tiny = replace(SOUND, size_bytes=1_000_000, read_ms=1)
    later_tiny = replace(tiny, at=START + YEAR, read_ms=90, speeds=(10, 900_000) * 50)
    assert health_of([tiny, later_tiny], YEAR).level is Level.SOUND
