import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from archive_desk.forms import workbook
from archive_desk.forms.workbook import Column, Ledger, Type, Value


def sheet_of(*rows: list[Value], alerts: frozenset[int] = frozenset()) -> Worksheet:
    columns = [
        Column("名称"),
        Column("份数", Type.NUMBER),
        Column("应还", Type.DATE),
        Column("办理", Type.MOMENT),
    ]
    ledger = Ledger("借阅登记簿", "某区教育局", columns, rows, alerts)
    return openpyxl.load_workbook(io.BytesIO(workbook.render(ledger))).active


def test_values_keep_their_types() -> None:
    at = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
    sheet = sheet_of(["甲", 2, date(2026, 11, 20), at])
    assert sheet["A4"].value == "甲"
    assert sheet["B4"].value == 2
    assert sheet["C4"].value.isoformat() == "2026-11-20T00:00:00"
    assert sheet["D4"].value.isoformat() == "2026-11-20T09:05:00"


@pytest.mark.parametrize("words", ["=1+1", "=cmd|'/c calc'!A0", "http://example.org", "0012", "+1"])
def test_text_stays_text(words: str) -> None:
    cell = sheet_of([words, None, None, None])["A4"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (words, "s", None)


def test_the_header_is_frozen_and_repeated_on_landscape_pages() -> None:
    sheet = sheet_of(["甲", 1, None, None])
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.page_setup.orientation == "landscape"


def test_lines_to_be_noticed_are_red() -> None:
    sheet = sheet_of(["甲", 1, None, None], ["乙", 1, None, None], alerts=frozenset({1}))
    assert sheet["A5"].font.color.rgb == "FFB3261E"
    assert sheet["A4"].font.color is None or sheet["A4"].font.color.rgb != "FFB3261E"


def test_a_title_with_forbidden_characters_still_names_a_sheet() -> None:
    ledger = Ledger("a/b[c]:" + "长" * 40, "", [Column("一")], [])
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(ledger)))
    assert book.sheetnames == ["a b c  " + "长" * 24]


def test_the_same_ledger_is_the_same_bytes() -> None:
    ledger = Ledger("簿", "", [Column("一")], [["甲"]])
    assert workbook.render(ledger) == workbook.render(ledger)
