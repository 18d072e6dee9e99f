from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from archive_desk.domain.device_time import settle_start
from archive_desk.domain.footage import Doubt, TimeClaim, TimeSource

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 14, 9, 30, 15, tzinfo=SHANGHAI)
NOW = datetime(2026, 3, 14, 18, 0, tzinfo=SHANGHAI)
LENGTH = timedelta(minutes=15)
HOURS = timedelta(hours=8)


def settle(*claims: tuple[TimeSource, datetime], length: timedelta | None = LENGTH, now=NOW):
    made = [TimeClaim(source, at) for source, at in claims]
    return settle_start(made, length=length, zone=SHANGHAI, now=now)


@pytest.mark.parametrize(
    ("container_off", "doubts"),
    [
        (timedelta(0), ()),
        (timedelta(seconds=3), ()),
        (LENGTH, (Doubt.END_INSTEAD_OF_START,)),
        (LENGTH + timedelta(seconds=2), (Doubt.END_INSTEAD_OF_START,)),
        (HOURS, (Doubt.UTC_MISLABELLED,)),
        (HOURS + LENGTH, (Doubt.UTC_MISLABELLED_END,)),
        (-HOURS, (Doubt.ZONE_DIFFERENCE,)),
        (LENGTH - HOURS, (Doubt.ZONE_DIFFERENCE, Doubt.END_INSTEAD_OF_START)),
        (timedelta(minutes=7), (Doubt.SOURCES_DISAGREE,)),
        (timedelta(days=-3), (Doubt.SOURCES_DISAGREE,)),
    ],
)
def test_the_name_wins_and_the_containers_fault_is_named(container_off, doubts):
    start = settle((TimeSource.CONTAINER, START + container_off), (TimeSource.NAME, START))

    assert start.at == START
    assert start.source is TimeSource.NAME
    assert start.doubts == doubts
    assert [claim.source for claim in start.claims] == [TimeSource.NAME, TimeSource.CONTAINER]


@pytest.mark.parametrize(
    ("closing_off", "doubts"),
    [
        (LENGTH, ()),
        (timedelta(0), (Doubt.END_INSTEAD_OF_START,)),
        (LENGTH - HOURS, (Doubt.UTC_MISLABELLED,)),
        (-HOURS, (Doubt.UTC_MISLABELLED_END,)),
        (timedelta(days=2), (Doubt.UNCONFIRMED,)),
    ],
)
def test_a_container_alone_is_judged_by_when_the_file_was_closed(closing_off, doubts):
    start = settle((TimeSource.CONTAINER, START), (TimeSource.MTIME, START + closing_off))

    assert (start.at, start.source, start.doubts) == (START, TimeSource.CONTAINER, doubts)


def test_the_time_of_closing_gives_the_start_by_the_length():
    closed = START + LENGTH + timedelta(seconds=1)
    start = settle((TimeSource.MTIME, closed))

    assert start.at == START + timedelta(seconds=1)
    assert start.doubts == (Doubt.FROM_CLOSING, Doubt.TWO_SECONDS)


def test_an_odd_second_was_not_written_by_fat():
    start = settle((TimeSource.MTIME, START), length=None)

    assert start.doubts == (Doubt.UNCONFIRMED,)


@pytest.mark.parametrize("year", [1904, 1970, 1980])
def test_an_unset_clock_in_the_container_neither_wins_nor_disturbs(year):
    unset = datetime(year, 1, 1, tzinfo=UTC)

    named = settle((TimeSource.CONTAINER, unset), (TimeSource.NAME, START))
    assert (named.at, named.doubts) == (START, ())
    unnamed = settle((TimeSource.CONTAINER, unset), (TimeSource.MTIME, START + LENGTH))
    assert (unnamed.at, unnamed.source) == (START, TimeSource.MTIME)


def test_a_recorder_that_lost_its_battery_is_doubted():
    reset = datetime(2015, 1, 1, 0, 3, 12, tzinfo=SHANGHAI)

    assert Doubt.CLOCK_RESET in settle((TimeSource.NAME, reset)).doubts
    assert Doubt.CLOCK_RESET in settle((TimeSource.CONTAINER, reset.replace(year=1970))).doubts


def test_new_years_day_itself_is_no_reset():
    new_year = datetime(2026, 1, 1, 0, 3, 12, tzinfo=SHANGHAI)

    start = settle((TimeSource.NAME, new_year), now=datetime(2026, 1, 2, tzinfo=SHANGHAI))

    assert start.doubts == ()


def test_a_start_after_the_import_is_doubted():
    assert settle((TimeSource.NAME, NOW + timedelta(hours=1))).doubts == (Doubt.FUTURE,)
    assert settle((TimeSource.NAME, NOW + timedelta(seconds=20))).doubts == ()


def test_a_days_folder_only_confirms_or_doubts_the_day():
    def day(at):
        midnight = at.replace(hour=0, minute=0, second=0)
        return TimeClaim(TimeSource.FOLDER, midnight, whole_day=True)

    name = TimeClaim(TimeSource.NAME, START)
    same = settle_start([day(START), name], length=LENGTH, zone=SHANGHAI, now=NOW)
    other = settle_start(
        [day(START - timedelta(days=1)), name], length=LENGTH, zone=SHANGHAI, now=NOW
    )

    assert same.doubts == ()
    assert other.doubts == (Doubt.SOURCES_DISAGREE,)


def test_nothing_known_is_said_plainly():
    start = settle()

    assert (start.at, start.source, start.doubts) == (None, TimeSource.NONE, (Doubt.NO_TIME,))


def test_a_later_part_does_not_disagree_with_the_folder_of_its_whole_recording():
    folder = (TimeSource.FOLDER, START - timedelta(minutes=30))

    assert settle((TimeSource.NAME, START), folder).doubts == ()
    earlier = settle((TimeSource.NAME, START - timedelta(hours=1)), folder)
    assert earlier.doubts == (Doubt.SOURCES_DISAGREE,)


def test_a_name_to_the_minute_gives_way_to_whatever_knows_the_second():
    minute = TimeClaim(TimeSource.NAME, START.replace(second=0), whole_minute=True)

    def beside(off):
        container = TimeClaim(TimeSource.CONTAINER, minute.at + off)
        return settle_start([minute, container], length=LENGTH, zone=SHANGHAI, now=NOW)

    exact = beside(timedelta(seconds=37))
    assert (exact.at, exact.source, exact.doubts) == (
        minute.at + timedelta(seconds=37),
        TimeSource.CONTAINER,
        (),
    )
    mislabelled = beside(HOURS + timedelta(seconds=37))
    assert (mislabelled.at, mislabelled.source) == (minute.at, TimeSource.NAME)
    assert mislabelled.doubts == (Doubt.WHOLE_MINUTE, Doubt.UTC_MISLABELLED)
    assert Doubt.SOURCES_DISAGREE in beside(timedelta(hours=3)).doubts
    alone = settle_start([minute], length=LENGTH, zone=SHANGHAI, now=NOW)
    assert alone.doubts == (Doubt.WHOLE_MINUTE,)
