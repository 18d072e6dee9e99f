"""A holiday notice as a table: what is taken, and what is refused with line and expectation."""

import csv
import io
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.holiday_tables import (
    HEADINGS,
    WrongHolidays,
    holiday_year,
    table_of,
)
from archive_desk.domain.holidays import DayKind, WorkCalendar
from archive_desk.domain.table_files import rows_of
from archive_desk.services.rulebook import work_calendar

NOTICE_2027 = """日期,休/班,名称
2027-01-01,休,元旦
2027-01-02,休,元旦
2027-01-03,休,元旦
2027-02-05,休,春节
2027-02-06,休,春节
2027-02-07,休,春节
2027-02-08,休,春节
2027-02-09,休,春节
2027-02-10,休,春节
2027-02-11,休,春节
2027-01-31,班,春节
2027-02-20,班,春节
2027-05-01,休,劳动节
2027-05-02,休,劳动节
2027-10-01,休,国庆节
2027-10-02,休,国庆节
2027-10-03,休,国庆节
"""


def read(text: str, year: int | None = None, encoding: str = "utf-8"):
    return holiday_year(rows_of(text.encode(encoding)), "国办发明电〔2026〕9号", year)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_notice_as_a_table_becomes_a_year(encoding: str) -> None:
    found = read(NOTICE_2027, encoding=encoding)
    assert found.year == 2027
    assert [h.name for h in found.holidays] == ["元旦", "春节", "劳动节", "国庆节"]
    spring = found.holidays[1]
    assert (spring.first, spring.last) == (date(2027, 2, 5), date(2027, 2, 11))
    assert spring.make_up == (date(2027, 1, 31), date(2027, 2, 20))
    calendar = WorkCalendar.of([found])
    assert calendar.kind(date(2027, 2, 20)) is DayKind.MAKE_UP
    assert calendar.kind(date(2027, 2, 8)) is DayKind.HOLIDAY


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_a_year_written_out_and_read_again_is_the_same_calendar(year: int) -> None:
    shipped = work_calendar().years[year]
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *table_of(shipped)])
    again = read(text.getvalue(), year)
    one, two = WorkCalendar.of([shipped]), WorkCalendar.of([again])
    days = [
        date.fromordinal(n)
        for n in range(date(year - 1, 12, 25).toordinal(), date(year + 1, 1, 10).toordinal())
    ]
    assert [one.kind(day) for day in days] == [two.kind(day) for day in days]


@pytest.mark.parametrize(
    "written", ["2027/2/5", "2027年2月5日", "2027.02.05", "2027-2-5", "2月5日"]
)
def test_dates_are_read_as_offices_write_them(written: str) -> None:
    found = read(NOTICE_2027.replace("2027-02-05", written), 2027)
    assert found.holidays[1].first == date(2027, 2, 5)


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("2027-02-05,休", "2027-02-30,休"), 5, "应为日期"),
        (("2027-02-05,休", "二月五日,休"), 5, "应为日期"),
        (("2027-02-05,休", "2027-02-05,歇"), 5, "应为“休”或“班”"),
        (("2027-02-05,休,春节", "2027-02-05,休,"), 5, "缺少节日名称"),
        (("2027-02-06,休", "2027-02-05,休"), 6, "已经写过"),
        (("2027-01-31,班", "2027-02-01,班"), 12, "不是周六或周日"),
        (("2027-05-01,休", "2028-05-01,休"), 14, "不属于 2027 年"),
        (("2027-10-01,休,国庆节\n", ""), 0, "缺少国庆节"),
        (("2027-01-01,休,元旦\n", ""), 0, "缺少元旦"),
    ],
)
def test_a_wrong_table_is_refused_with_line_and_what_is_expected(
    change: tuple[str, str], line: int, words: str
) -> None:
    assert change[0] in NOTICE_2027
    with pytest.raises(WrongHolidays) as caught:
        read(NOTICE_2027.replace(*change))
    assert (line, True) in {(f.line, words in f.expected) for f in caught.value.faults}
    assert words in caught.value.message


def test_all_mistakes_of_a_table_are_found_at_once() -> None:
    text = NOTICE_2027.replace("2027-01-02,休", "x,休").replace("2027-02-06,休", "2027-02-06,?")
    with pytest.raises(WrongHolidays) as caught:
        read(text)
    assert [fault.line for fault in caught.value.faults] == [3, 6]


@pytest.mark.parametrize("text", ["", "\n\n", "日期,休/班,名称\n", "# 空\n"])
def test_an_empty_table_is_refused(text: str) -> None:
    with pytest.raises(WrongHolidays, match="空的"):
        read(text)


def test_a_holiday_of_weeks_is_refused() -> None:
    extra = "".join(f"2027-02-{day},休,春节\n" for day in range(12, 24) if day != 20)
    extra = extra.replace("2027-02-20", "2027-02-19")
    with pytest.raises(WrongHolidays, match="超过 15 天"):
        read(NOTICE_2027.replace("2027-02-20,班,春节\n", "2027-02-20,休,春节\n") + extra)


def test_a_workbook_is_read_with_its_dates_and_texts(tmp_path: Path) -> None:
    file = tmp_path / "notice.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("2027年")
        as_date = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADINGS)
        for at, line in enumerate(NOTICE_2027.splitlines()[1:], 1):
            day, kind, name = line.split(",")
            moment = datetime.fromisoformat(day)
            sheet.write_datetime(at, 0, moment, as_date)
            sheet.write_row(at, 1, (kind, name))
    found = holiday_year(rows_of(file.read_bytes()), "号")
    assert found.holidays == read(NOTICE_2027).holidays


def test_a_file_that_is_no_table_is_refused_in_words() -> None:
    for data in (b"PK\x03\x04 not a workbook", bytes(range(256)), b"a\0b"):
        with pytest.raises(InvalidInput):
            rows_of(data)


def test_semicolons_and_tabs_separate_as_well() -> None:
    for separator in (";", "\t"):
        assert read(NOTICE_2027.replace(",", separator)).year == 2027
