"""Figures of an archive whose contents are known: each number right, each fault found, no other."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import insert, update

from archive_desk.db.tables.cases import case_footage, cases
from archive_desk.db.tables.footage import footage
from archive_desk.domain.annual import ReportStep
from archive_desk.domain.errors import Conflict, InvalidInput, NotFound, Refused
from archive_desk.domain.figures import Facet, Fault
from archive_desk.domain.ids import CaseId
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.notes import Ground, NoteDraft, NoteKind
from archive_desk.domain.worklist import Task, WorkFilter
from archive_desk.services.explaining import Explaining
from archive_desk.services.figure_papers import FigurePapers
from archive_desk.services.figures import Figures
from archive_desk.services.worklist import Worklist
from tests.helpers.printed import Printed
from tests.services.test_lending import Counter, counter_at

_ZONED = datetime(2026, 9, 1, 2, tzinfo=UTC)


@pytest.fixture
def jinpu(tmp_path: Path) -> Iterator[Counter]:
    made = counter_at(tmp_path / "archive", "jinpu")
    made.office.clock.now = datetime(2026, 12, 15, 2, tzinfo=UTC)
    yield made
    made.office.desk.close()


def add_case(counter: Counter, no: int, **facts: object) -> int:
    values = {
        "no": f"F-{no}",
        "cause": "无证办学",
        "party": f"示例{no}号中心",
        "kind": "penalty",
        "section": "安全科",
        "state": "open",
        "opened_on": date(2026, 8, 1),
        "note": "",
        "registered_at": _ZONED,
        **facts,
    }
    with counter.office.desk.transaction(None) as work:
        statement = insert(cases).values(**values).returning(cases.c.id)
        return int(work.session.execute(statement).scalar_one())


def every_recording(counter: Counter, **values: object) -> None:
    with counter.office.desk.transaction(None) as work:
        work.session.execute(update(footage).values(**values))


def test_cases_are_counted_by_kind_and_by_what_happened_in_the_year(jinpu: Counter) -> None:
    ended = datetime(2026, 9, 1, 2, tzinfo=UTC)
    add_case(jinpu, 1, ended_at=ended, state="archived", archived_at=ended + timedelta(days=5))
    add_case(jinpu, 2, kind="inspection", ended_at=ended)
    add_case(jinpu, 3, kind="inspection")
    add_case(jinpu, 4, kind="licence", opened_on=date(2025, 12, 31))
    # Opened and ended at the very edges of the year, in the office's zone.
    add_case(jinpu, 5, kind="coercion", opened_on=date(2026, 1, 1))
    add_case(
        jinpu,
        6,
        kind="coercion",
        opened_on=date(2025, 6, 1),
        ended_at=datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC),
    )
    report = Figures(jinpu.office.desk).year(jinpu.office["leader"], 2026)
    known = {
        figure.key: figure.value
        for figure in report.tables[0].figures
        if figure.key.startswith("cases.") and figure.value
    }
    holding = jinpu.holdings.case.item_id
    assert holding
    # The penalty of the holdings was opened this year too, and is under way.
    assert known == {
        "cases.penalty.opened": 2,
        "cases.penalty.ended": 1,
        "cases.penalty.archived": 1,
        "cases.penalty.open": 1,
        "cases.inspection.opened": 2,
        "cases.inspection.ended": 1,
        "cases.inspection.open": 1,
        "cases.licence.open": 1,
        "cases.coercion.opened": 1,
        "cases.coercion.open": 1,
    }


def test_what_the_archive_cannot_know_stays_to_be_filled_in_until_it_is(jinpu: Counter) -> None:
    figures, clerk = Figures(jinpu.office.desk), jinpu.office["archivist"]
    assert figures.year(clerk, 2026).figure("penalty.fine").words == "待填"
    figures.enter(clerk, 2026, "penalty.fine", " 1,200 ")
    assert figures.year(clerk, 2026).figure("penalty.fine").words == "1200"
    assert figures.year(clerk, 2025).figure("penalty.fine").words == "待填"
    figures.enter(clerk, 2026, "penalty.fine", "")
    assert figures.year(clerk, 2026).figure("penalty.fine").words == "待填"
    for key, value in (("penalty.fine", "很多"), ("penalty.fine", "-3"), ("imported.files", "3")):
        with pytest.raises(InvalidInput):
            figures.enter(clerk, 2026, key, value)
    with pytest.raises(Refused):
        figures.enter(jinpu.office["leader"], 2026, "penalty.fine", "3")


def test_hours_files_and_timeliness_are_those_of_the_recordings(jinpu: Counter) -> None:
    taken = datetime(2026, 9, 1, 2, tzinfo=UTC)
    every_recording(
        jinpu,
        imported_at=taken,
        started_at=taken - timedelta(hours=3),
        duration_ms=5_400_000,
        size_bytes=2_500_000_000,
        section="安全科",
        kind="video",
    )
    clerk, figures = jinpu.office["archivist"], Figures(jinpu.office.desk)
    report = figures.year(clerk, 2026)
    count = report.figure("imported.files").value
    assert count
    assert report.figure("imported.hours").value == pytest.approx(count * 1.5)
    assert report.figure("imported.gb").value == pytest.approx(count * 2.5)
    assert report.figure("imported.video").value == count
    assert report.figure("imported.section.安全科").value == count
    assert report.figure("hand_in.rate").value == 100
    assert report.months["2026-09"] == pytest.approx(count * 1.5)
    assert len(report.months) == 12
    assert figures.rows(clerk, report, "imported.video").total == count
    # The first day of the year in the office's zone is still the old year in UTC.
    every_recording(jinpu, imported_at=datetime(2025, 12, 31, 16, tzinfo=UTC))
    assert figures.year(clerk, 2026).figure("imported.files").value == count
    every_recording(jinpu, imported_at=datetime(2025, 12, 31, 15, 59, tzinfo=UTC))
    assert figures.year(clerk, 2026).figure("imported.files").value == 0


def test_each_planted_fault_is_found_where_it_belongs_and_nothing_else(jinpu: Counter) -> None:
    """A late recording, a case without footage, a late archiving, an interruption, a loan."""
    clerk, desk = jinpu.office["archivist"], jinpu.office.desk
    taken = datetime(2026, 9, 1, 2, tzinfo=UTC)
    every_recording(
        jinpu,
        imported_at=taken,
        started_at=taken - timedelta(hours=20),
        duration_ms=0,
        officer="示例甲",
        device="DSJ-1",
        section="安全科",
    )
    assert Figures(desk).year(clerk, 2026).weak == ()
    with desk.transaction(None) as work:
        first = work.session.execute(footage.select().limit(1)).one().id
        work.session.execute(
            update(footage)
            .where(footage.c.id == first)
            .values(started_at=taken - timedelta(hours=24, minutes=1))
        )
    late = add_case(
        jinpu,
        11,
        ended_at=datetime(2026, 9, 1, 2, tzinfo=UTC),
        state="archived",
        archived_at=datetime(2026, 10, 9, 2, tzinfo=UTC),
    )
    with desk.transaction(None) as work:
        values = {"case_id": late, "footage_id": first, "linked_at": work.at, "stage": ""}
        work.session.execute(insert(case_footage).values(**values))
    add_case(
        jinpu,
        12,
        section="综合科",
        ended_at=datetime(2026, 11, 30, 2, tzinfo=UTC),
        state="archived",
        archived_at=datetime(2026, 12, 1, 2, tzinfo=UTC),
    )
    Explaining(desk).write(
        clerk,
        NoteDraft(
            NoteKind.INTERRUPTION,
            Ground.WEATHER,
            "暴雨。",
            "示例乙",
            case_id=CaseId(jinpu.holdings.case.item_id),
        ),
    )
    loan = jinpu.sign(jinpu.request(LoanAct.BORROW, items=(jinpu.holdings.disc,), days=3))
    jinpu.circulating.hand_out(clerk, loan.id)
    jinpu.office.clock.forward(days=8)
    report = Figures(desk).year(clerk, 2026)
    found = {(each.fault, each.row.item, each.month) for each in report.weak}
    batch = next(each.row.item for each in report.weak if each.fault is Fault.LATE_HAND_IN)
    assert batch.startswith("batch:")
    note = next(each.row.item for each in report.weak if each.fault is Fault.INTERRUPTED)
    assert found == {
        (Fault.LATE_HAND_IN, batch, "2026-09"),
        (Fault.LATE_ARCHIVE, "case:F-11", "2026-10"),
        (Fault.UNCOVERED, "case:F-12", "2026-11"),
        (Fault.INTERRUPTED, note, "2026-12"),
        (Fault.OVERDUE_LOAN, f"loan:{loan.no}", "2026-12"),
    }
    by_section = dict(report.weak_by(Facet.SECTION))
    assert by_section["综合科"] == {
        Fault.UNCOVERED: 1,
        Fault.INTERRUPTED: 1,
        Fault.OVERDUE_LOAN: 1,
    }
    assert dict(report.weak_by(Facet.DEVICE))["DSJ-1"][Fault.LATE_ARCHIVE] == 1
    assert [month for month, _ in report.weak_by(Facet.MONTH)] == [
        "2026-09",
        "2026-10",
        "2026-11",
        "2026-12",
    ]
    assert report.figure("coverage.none").value == 1
    assert report.figure("coverage.rate").value == 50
    assert report.figure("notes.interruption").value == 1
    assert report.figure("loans.times").value == 1
    assert report.figure("loans.overdue").value == 1
    assert report.figure("clock.archive.late").value == 1
    assert report.figure("hand_in.late").value == 1


def test_every_number_opens_into_as_many_rows_as_it_says(jinpu: Counter) -> None:
    figures, clerk = Figures(jinpu.office.desk), jinpu.office["archivist"]
    report = figures.period(clerk, date(2026, 1, 1), date(2026, 12, 31))
    counted = ("percent", "hours", "gigabytes", "points", "people")
    for table in report.tables:
        for figure in table.figures:
            rows = figures.rows(clerk, report, figure.key)
            amounts = figure.key in {"loans.items", "provisions.items"}
            if not figure.asked and figure.measure.value not in counted and not amounts:
                assert rows.total == figure.value, figure.key
                assert len(rows.rows) == min(rows.total, 500)
    with pytest.raises(NotFound):
        figures.rows(clerk, report, "no.such")


def test_the_report_is_handed_in_by_its_paper_and_its_clock_stops(tmp_path: Path) -> None:
    counter = counter_at(tmp_path / "dawukou", "dawukou")
    counter.office.clock.now = datetime(2027, 1, 4, 2, tzinfo=UTC)
    clerk, figures = counter.office["archivist"], Figures(counter.office.desk)
    worklist, tasks = Worklist(counter.office.desk), WorkFilter(tasks=frozenset({Task.STATISTICS}))
    assert len(worklist.items(clerk, tasks)) == 2
    with pytest.raises(InvalidInput):
        figures.hand_in(clerk, 2026, ReportStep.HANDED_IN, " ")
    with pytest.raises(Refused):
        figures.hand_in(counter.office["officer"], 2026, ReportStep.HANDED_IN, "报1号")
    figures.hand_in(clerk, 2026, ReportStep.HANDED_IN, "报1号")
    with pytest.raises(Conflict):
        figures.hand_in(clerk, 2026, ReportStep.HANDED_IN, "报2号")
    (left,) = worklist.items(clerk, tasks)
    assert left.item == "figures:2026:published"
    assert "报1号" in figures.year(clerk, 2026).papers["handed_in"]
    counter.office.desk.close()


def test_the_report_goes_on_paper_and_into_a_workbook(jinpu: Counter, tmp_path: Path) -> None:
    add_case(jinpu, 21, ended_at=datetime(2026, 9, 1, 2, tzinfo=UTC))
    clerk, papers = jinpu.office["archivist"], FigurePapers(jinpu.office.desk)
    report = Figures(jinpu.office.desk).year(clerk, 2026)
    book, pdf = papers.write(clerk, report, tmp_path / "年报.pdf", ("xlsx", "pdf"))
    assert (book.name, pdf.name) == ("年报.xlsx", "年报.pdf")
    words = Printed(pdf.read_bytes()).text
    for expected in ("统计年报", "2026年度", "计数口径", "待填", "薄弱环节", "归档超时", "F-21"):
        assert expected in words
    sheets = openpyxl.load_workbook(book)
    assert len(sheets.sheetnames) == 3
    rows = {row[1].value: row[2].value for row in sheets.worksheets[0].iter_rows(min_row=4)}
    assert rows["行政处罚：办结"] == 1
    assert rows["罚没金额"] == "待填"
    weak = [row[1].value for row in sheets.worksheets[2].iter_rows(min_row=4)]
    assert "case:F-21" in weak
    with pytest.raises(InvalidInput):
        papers.write(clerk, report, tmp_path / "年报", ("docx",))


def test_figures_are_for_those_who_answer_for_them(jinpu: Counter) -> None:
    figures = Figures(jinpu.office.desk)
    for account in ("archivist", "unit_head", "leader", "agency_head", "auditor"):
        assert figures.year(jinpu.office[account], 2026).tables
    for account in ("officer", "reviewer"):
        with pytest.raises(Refused):
            figures.year(jinpu.office[account], 2026)
    with pytest.raises(InvalidInput):
        figures.year(jinpu.office["leader"], 12)
    with pytest.raises(InvalidInput):
        figures.period(jinpu.office["leader"], date(2026, 2, 1), date(2026, 1, 1))
