"""The office's own holiday tables: entered, over the program's, withdrawn; dates settle."""

from datetime import date, datetime
from pathlib import Path

import pytest

from archive_desk.db import journal
from archive_desk.domain.errors import InvalidInput, NotFound, Refused, Unavailable
from archive_desk.domain.holiday_tables import WrongHolidays
from archive_desk.domain.holidays import DayKind
from archive_desk.domain.regulations import Clock
from archive_desk.domain.rule_tables import MistakenRules
from archive_desk.paths import resources
from archive_desk.services import rulebook
from archive_desk.services.holiday_keeping import HolidayKeeping
from archive_desk.services.rules import Rules
from tests.domain.test_holiday_tables import NOTICE_2027
from tests.helpers.archives import staffed_office

WHY = "国务院办公厅已发布"


@pytest.fixture
def archive(tmp_path):
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    file = tmp_path / "2027.csv"
    file.write_text(NOTICE_2027, encoding="utf-8")
    return file


def test_a_date_beyond_the_calendar_settles_when_the_table_comes(archive, notice) -> None:
    desk, clerk = archive.desk, archive["archivist"]
    zone = desk.office.zone
    start = datetime(2027, 2, 1, 9, tzinfo=zone)
    deadline = rulebook.of(desk).deadline(Clock.BURN)
    before = Rules(rulebook.calendar(desk)).count(deadline, start, zone)
    assert before is not None
    assert before.provisional
    keeping = HolidayKeeping(desk)
    keeping.enter(clerk, keeping.read(notice), WHY, source=notice.name)
    after = Rules(rulebook.calendar(desk)).count(deadline, start, zone)
    assert after is not None
    assert not after.provisional
    assert before.due.date() == date(2027, 2, 15)
    assert after.due.date() == date(2027, 2, 20)
    assert any("2027 年 2 月 20 日" in step for step in after.steps)


def test_the_offices_table_goes_before_the_programs_and_can_be_withdrawn(archive) -> None:
    desk, clerk = archive.desk, archive["archivist"]
    keeping = HolidayKeeping(desk)
    shipped = keeping.calendar(clerk).years[2026]
    lines = [
        ("2026-01-01", "休", "元旦"),
        ("2026-05-01", "休", "劳动节"),
        ("2026-05-02", "休", "劳动节"),
        ("2026-10-01", "休", "国庆节"),
        ("2026-10-02", "休", "国庆节"),
        ("2026-10-03", "休", "国庆节"),
    ]
    own = keeping.checked(lines, "本地通知", 2026)
    changes = {each.day: each for each in keeping.changes(clerk, own)}
    assert (changes["2026-02-17"].before, changes["2026-02-17"].after) == ("放假", "工作日")
    keeping.enter(clerk, own, "试用")
    assert keeping.calendar(clerk).kind(date(2026, 2, 17)) is DayKind.WORKDAY
    assert next(t for t in keeping.tables(clerk) if t.year.year == 2026).by == clerk.name
    keeping.withdraw(clerk, 2026, "录错了")
    assert keeping.calendar(clerk).years[2026] == shipped
    assert [each.withdrawn for each in keeping.history(clerk, 2026)] == [True, False]
    with pytest.raises(NotFound):
        keeping.withdraw(clerk, 2026, "再来")


def test_the_administrator_may_keep_the_calendar_and_an_officer_may_not(archive, notice) -> None:
    keeping = HolidayKeeping(archive.desk)
    table = keeping.read(notice)
    with pytest.raises(Refused):
        keeping.enter(archive["officer"], table, WHY)
    with pytest.raises(InvalidInput, match="原因"):
        keeping.enter(archive["archivist"], table, " ")
    keeping.enter(archive["archivist"], table, WHY)
    with pytest.raises(InvalidInput, match="没有变化"):
        keeping.enter(archive["archivist"], table, WHY)


def test_what_was_entered_is_in_the_journal(archive, notice) -> None:
    keeping = HolidayKeeping(archive.desk)
    keeping.enter(archive["archivist"], keeping.read(notice), WHY, source=notice.name)
    with archive.desk.reading() as session:
        *_, last = journal.entries(session)
    assert (last.verb, last.item) == ("rules.calendar_set", "calendar:2027")
    assert last.detail == {"document_no": "2027", "source": "2027.csv", "reason": WHY}


def test_files_that_cannot_be_used_are_refused_with_their_mistake(archive, tmp_path) -> None:
    read = HolidayKeeping.read
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    with pytest.raises(WrongHolidays, match="空的"):
        read(empty)
    toml = tmp_path / "2026.toml"
    text = (resources() / "holidays" / "2026.toml").read_text(encoding="utf-8")
    toml.write_text(text.replace("2026-02-14", "2026-02-13"), encoding="utf-8")
    with pytest.raises(MistakenRules, match=r"working"):
        read(toml)
    toml.write_text(text, encoding="utf-8")
    assert read(toml).year == 2026
    with pytest.raises(InvalidInput, match="2026"):
        read(toml, year=2027)
    with pytest.raises(Unavailable):
        read(tmp_path / "nowhere.csv")
