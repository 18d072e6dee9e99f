"""The register: lines with out and in side by side, and what leaves the archive."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from archive_desk.domain.errors import Conflict, InvalidInput, NotFound, Refused, Unavailable
from archive_desk.domain.ledger import LedgerLine, LineState
from archive_desk.domain.ledger_corrections import Correction
from archive_desk.domain.loans import LoanAct
from archive_desk.services.ledger import Format, Ledger, LedgerFilter
from tests.services.test_lending import Counter, counter_at


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    counter = counter_at(tmp_path / "archive")
    yield counter
    counter.office.desk.close()


def lines(counter: Counter, **where: object) -> list[LedgerLine]:
    wanted = LedgerFilter(at=counter.now, **where)  # type: ignore[arg-type]
    return list(Ledger(counter.office.desk).page(counter.office["archivist"], wanted).lines)


def go_through_a_week(counter: Counter) -> None:
    """Five requests: returned late, out, overdue, waiting, withdrawn; and one refused."""
    clerk = counter.office["archivist"]
    disc = (counter.holdings.disc,)
    loans = [
        counter.sign(counter.request(LoanAct.VIEW, days=1)),
        counter.sign(counter.request(LoanAct.VIEW, days=9)),
        counter.sign(counter.request(LoanAct.BORROW, items=disc, days=3, applicant="officer2")),
        counter.sign(counter.request(LoanAct.COPY, days=9)),
        counter.sign(counter.request(LoanAct.COPY, days=9)),
    ]
    refused = counter.request()
    counter.lending.refuse(counter.office["unit_head"], refused.id, "不需要")
    for loan in loans[:3]:
        counter.circulating.hand_out(clerk, loan.id)
    counter.lending.withdraw(counter.office["officer"], loans[4].id)
    counter.office.clock.forward(days=5)
    counter.circulating.take_back(clerk, loans[0].id, "完好")


def test_each_registered_loan_has_one_line_with_out_and_in(counter: Counter) -> None:
    go_through_a_week(counter)
    found = lines(counter)
    assert [line.no for line in found] == [5, 4, 3, 2, 1]
    assert [line.state(counter.now) for line in reversed(found)] == [
        LineState.RETURNED,
        LineState.OUT,
        LineState.OVERDUE,
        LineState.WAITING,
        LineState.CLOSED,
    ]
    first = found[-1]
    assert first.returned_late
    assert first.items == "案卷 2026-001 示例培训中心无证办学案"
    assert first.approvers == "示例unit_head（同意）、示例leader（批准）"
    assert (first.handed_out_by, first.returned_to, first.condition) == (
        "示例archivist",
        "示例archivist",
        "完好",
    )


@pytest.mark.parametrize("state", list(LineState))
def test_lines_are_found_by_state(counter: Counter, state: LineState) -> None:
    go_through_a_week(counter)
    Ledger(counter.office.desk).correct(
        counter.office["archivist"], 1, Correction({"purpose": "行政复议"}, "登记笔误")
    )
    found = lines(counter, state=state)
    assert [line.state(counter.now) for line in found] == [state]


def test_lines_are_found_by_words_and_days(counter: Counter) -> None:
    go_through_a_week(counter)
    assert [line.no for line in lines(counter, text="officer2")] == [3]
    assert [line.no for line in lines(counter, text="GP-2026")] == [3]
    assert len(lines(counter, text="无证办学")) == 4
    assert lines(counter, since=counter.now) == []
    assert len(lines(counter, until=counter.now)) == 5


def test_a_renewal_and_a_recall_move_the_due_date_of_the_line(counter: Counter) -> None:
    loan = counter.sign(counter.request(LoanAct.BORROW, items=(counter.holdings.disc,)))
    counter.circulating.hand_out(counter.office["archivist"], loan.id)
    renewed = counter.circulating.renew(counter.office["archivist"], loan.id)
    assert [(line.due_at, line.renewals) for line in lines(counter)] == [(renewed.due_at, 1)]
    counter.lending.revoke(counter.office["leader"], loan.id, "移送")
    assert [line.due_at for line in lines(counter)] == [counter.now]
    counter.office.clock.forward(minutes=1)
    assert [line.no for line in lines(counter, state=LineState.OVERDUE)] == [1]


def test_the_register_stays_as_it_was_written_when_names_change(counter: Counter) -> None:
    counter.sign(counter.request())
    from archive_desk.services.accounts import Accounts

    Accounts(counter.office.desk).change(counter.office["admin"], "officer", name="改名后")
    assert lines(counter)[0].borrower == "示例officer"


@pytest.mark.parametrize("account", ["officer", "reviewer", "admin"])
def test_others_do_not_read_the_register(counter: Counter, account: str, tmp_path: Path) -> None:
    ledger = Ledger(counter.office.desk)
    with pytest.raises(Refused):
        ledger.page(counter.office[account], LedgerFilter())
    with pytest.raises(Refused):
        ledger.export(counter.office[account], Format.CSV, tmp_path / "l.csv")


def test_the_workbook_has_dates_as_dates_and_numbers_as_numbers(
    counter: Counter, tmp_path: Path
) -> None:
    go_through_a_week(counter)
    out = tmp_path / "借阅登记簿.xlsx"
    ledger = Ledger(counter.office.desk)
    assert ledger.export(counter.office["archivist"], Format.XLSX, out) == 5
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in rows] == [1, 2, 3, 4, 5]
    assert rows[0][1] == datetime(2026, 11, 20)  # noqa: DTZ001  # a spreadsheet has no zones
    assert rows[2][3] == "光盘 GP-2026-001 示例"
    assert isinstance(rows[1][9], datetime)
    red = [row[0].font.color.rgb for row in sheet.iter_rows(min_row=4) if row[0].font.color]
    assert "FFB3261E" in red


def test_the_csv_opens_in_a_chinese_spreadsheet(counter: Counter, tmp_path: Path) -> None:
    go_through_a_week(counter)
    loan = counter.lending.request(
        counter.office["officer"],
        (LoanAct.VIEW,),
        (counter.holdings.case,),
        "=1+1",
        counter.now,
        counter.now + timedelta(days=1),
    )
    counter.sign(loan)
    out = tmp_path / "l.csv"
    Ledger(counter.office.desk).export(counter.office["archivist"], Format.CSV, out)
    data = out.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0][:3] == ["序号", "登记日期", "借阅单号"]
    assert rows[1][1] == date(2026, 11, 20).isoformat()
    assert rows[6][7] == "'=1+1"


def test_the_paper_register_shows_every_line_with_its_number(
    counter: Counter, tmp_path: Path
) -> None:
    go_through_a_week(counter)
    out = tmp_path / "l.pdf"
    Ledger(counter.office.desk).export(counter.office["archivist"], Format.PDF, out)
    words = text_of(out)
    assert "音像档案借阅登记簿" in words
    assert all(f"JY-2026-000{number}" in words for number in range(1, 6))
    assert "逾期归还" in words
    assert "第 1 页 共 1 页" in words


def test_the_request_form_shows_opinions_and_article(counter: Counter, tmp_path: Path) -> None:
    loan = counter.sign(counter.request(LoanAct.VIEW, LoanAct.COPY), "unit_head")
    ledger = Ledger(counter.office.desk)
    words = text_of(ledger.print_request(counter.office["officer"], loan.id, tmp_path / "f.pdf"))
    assert "音像档案借阅审批表" in words
    assert "第二十二条" in words
    assert "【同意】同意" in words
    assert "■ 查阅" in words
    with pytest.raises(Refused):
        ledger.print_request(counter.office["officer2"], loan.id, tmp_path / "g.pdf")


def text_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_a_file_that_cannot_be_written_is_said_in_words(counter: Counter, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="无法写入"):
        Ledger(counter.office.desk).export(
            counter.office["archivist"], Format.CSV, tmp_path / "nowhere" / "l.csv"
        )


def test_a_correction_is_a_line_of_its_own_and_the_old_one_stays(counter: Counter) -> None:
    go_through_a_week(counter)
    book, clerk = Ledger(counter.office.desk), counter.office["archivist"]
    before, _ = book.line(clerk, 1)
    assert before.returned_at is not None
    earlier = before.returned_at - timedelta(days=4)
    new = book.correct(
        clerk, 1, Correction({"returned_at": earlier, "purpose": before.purpose}, "实际早还")
    )
    assert (new.no, new.corrects, new.returned_at) == (6, 1, earlier)
    assert not new.returned_late
    assert new.remark == "更正第 1 号的实还时间：实际早还"
    old, entries = book.line(clerk, 1)
    assert (old.corrected_by, old.returned_at) == (6, before.returned_at)
    assert [entry.event.label for entry in entries] == ["登记", "借出", "归还"]
    assert book.disagreements() == []
    with pytest.raises(Conflict, match="第 6 号"):
        book.correct(clerk, 1, Correction({"purpose": "又错"}, "笔误"))
    again = book.correct(clerk, 6, Correction({"borrower": "另一人"}, "笔误"))
    assert (again.no, again.returned_at) == (7, earlier)
    assert book.disagreements() == []


def test_what_happens_after_a_correction_is_written_into_the_new_line(counter: Counter) -> None:
    loan = counter.sign(counter.request())
    clerk = counter.office["archivist"]
    book = Ledger(counter.office.desk)
    book.correct(clerk, 1, Correction({"section": "执法一科"}, "股室写错"))
    counter.circulating.hand_out(clerk, loan.id)
    counter.circulating.take_back(clerk, loan.id, "完好", "作为证据使用")
    old, new = book.line(clerk, 1)[0], book.line(clerk, 2)[0]
    assert (old.handed_out_at, old.section) == (None, "综合科")
    assert (new.section, new.condition, new.effect) == ("执法一科", "完好", "作为证据使用")
    assert book.disagreements() == []


@pytest.mark.parametrize(
    ("changes", "reason", "error"),
    [
        ({"purpose": "办案需要"}, "笔误", InvalidInput),
        ({"purpose": ""}, "笔误", InvalidInput),
        ({"purpose": "别的"}, " ", InvalidInput),
        ({"returned_at": datetime(2026, 1, 1, tzinfo=UTC)}, "笔误", InvalidInput),
        ({"returned_at": datetime(2036, 1, 1, tzinfo=UTC)}, "笔误", InvalidInput),
    ],
)
def test_what_corrects_nothing_or_cannot_be_is_refused(
    counter: Counter, changes: dict[str, str | datetime], reason: str, error: type[Exception]
) -> None:
    go_through_a_week(counter)
    book = Ledger(counter.office.desk)
    with pytest.raises(error):
        book.correct(counter.office["archivist"], 1, Correction(changes, reason))
    with pytest.raises(NotFound):
        book.correct(counter.office["archivist"], 99, Correction({"purpose": "x"}, "y"))
    for account in ("officer", "leader", "auditor"):
        with pytest.raises(Refused):
            book.correct(counter.office[account], 1, Correction({"purpose": "x"}, "y"))


def test_the_register_counts_by_state_and_section_and_finds_histories(counter: Counter) -> None:
    go_through_a_week(counter)
    book, clerk = Ledger(counter.office.desk), counter.office["archivist"]
    assert sum(book.standing(clerk).values()) == 5
    (total,) = book.by_section(clerk)
    assert (total.lines, total.out, total.overdue, total.late) == (5, 2, 1, 1)
    assert len(lines(counter, borrower="示例officer2")) == 1
    assert len(lines(counter, item="2026-001 示例培训中心")) == 4
    assert len(lines(counter, loan=lines(counter)[0].loan_no)) == 1
    assert len(lines(counter, act=LoanAct.BORROW)) == 1
    assert len(lines(counter, late=True)) == 2
    assert book.sections(clerk) == ["综合科"]


def test_a_workbook_ends_with_its_totals(counter: Counter, tmp_path: Path) -> None:
    go_through_a_week(counter)
    out = tmp_path / "登记簿.xlsx"
    Ledger(counter.office.desk).export(counter.office["archivist"], Format.XLSX, out)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames[1] == "汇总"
    assert [cell.value for cell in book["汇总"][5]] == ["合计", 5, 2, 1, 1]


@pytest.mark.parametrize("words", ["=1+1", " =1+1", "＝1+1", "\t=1", "@x", "-1", "\r=1"])
def test_no_text_of_a_csv_becomes_a_formula(counter: Counter, tmp_path: Path, words: str) -> None:
    counter.sign(counter.request())
    book, clerk = Ledger(counter.office.desk), counter.office["archivist"]
    book.correct(clerk, 1, Correction({"borrower": words}, "笔误"))
    out = tmp_path / "登记簿.csv"
    book.export(clerk, Format.CSV, out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[1]["借阅人"] == f"'{words.strip()}"
