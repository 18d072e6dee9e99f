"""Papers and tables of a round, read back by tools that are not ours."""

import re
import subprocess
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import update

from archive_desk.db.tables.footage import footage
from archive_desk.domain.errors import Refused
from archive_desk.domain.evaluation import Seat
from archive_desk.domain.evaluation_results import Choice
from archive_desk.domain.evaluation_sheet import DeductionDraft
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.evaluation_papers import EvaluationPapers
from archive_desk.services.evaluation_results import Results
from archive_desk.services.rectifying import Rectifying
from archive_desk.services.scoring import Scoring
from tests.helpers.case_files import NINE
from tests.helpers.evaluations import (
    PLAN,
    evaluation_office,
    fill,
    missed_credentials,
    round_under_review,
)
from tests.helpers.printed import Printed


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    made = evaluation_office(tmp_path_factory.mktemp("papers") / "archive")
    yield made
    made.desk.close()


@pytest.fixture(scope="module")
def reviewed(office):
    """Two cases: on one the reviewers differed and the lead decided; its notice is out."""
    found = round_under_review(office, replace(PLAN, lead_id=office["leader"].id))
    scoring = Scoring(office.desk)
    for number, case in enumerate(Evaluating(office.desk).cases(office["leader"], found.id)):
        for seat, tenths in ((Seat.FIRST, 20), (Seat.SECOND, 30)):
            person_id = case.holder(seat).person_id
            reviewer = next(p for p in office.people.values() if p.id == person_id)
            fill(
                office,
                reviewer,
                case,
                *([] if number else [missed_credentials(office, case, tenths)]),
            )
            scoring.set_opinion(reviewer, case.id, "程序规范。")
            scoring.hand_in(reviewer, case.id)
        if not number:
            Results(office.desk).settle(
                office["leader"], case.id, "credentials", Choice.SECOND, "两次均未出示"
            )
    Rectifying(office.desk).send(office["leader"], found.id)
    return Evaluating(office.desk).get(office["leader"], found.id)


@pytest.fixture
def papers(office):
    return EvaluationPapers(office.desk)


def text_of(file):
    printed = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    return re.sub(r"\s", "", printed.stdout.decode())


def test_the_sheet_of_a_case_names_every_deduction_with_its_moment(
    office, reviewed, papers, tmp_path
):
    case = Evaluating(office.desk).cases(office["leader"], reviewed.id)[0]
    words = text_of(papers.case_sheet(office["leader"], case.id, tmp_path / "sheet.pdf"))
    for part in (
        case.case_no,
        "97分",
        "优秀",
        "未见出示执法证件（-3）",
        "00:01:30.000",
        "2026-11-1809:01:30",
        "组长裁定：采纳复评。两次均未出示",
        "制度》第五条",
        "程序规范。",
    ):
        assert part in words, part


def test_the_report_says_how_the_round_went_and_how_to_redo_the_draw(
    office, reviewed, papers, tmp_path
):
    words = text_of(papers.report(office["leader"], reviewed.id, tmp_path / "report.pdf"))
    for part in ("共评定案卷2件", "平均98.5分", "一致率100%", reviewed.seed.replace(" ", "")):
        assert part in words, part
    assert reviewed.digest in words
    # All of it, so that nobody needs another paper.
    assert "抽样经过（共1次）" in words


def test_the_workbook_lists_results_and_deductions(office, reviewed, papers, tmp_path):
    file = papers.tables(office["leader"], reviewed.id, tmp_path / "round.xlsx")
    book = openpyxl.load_workbook(file)
    assert book.sheetnames[:4] == ["案卷评查结果", "扣分明细", "失分项目", "各股室"]
    assert book.sheetnames[4:] == ["整改", "抽样总体", "抽样经过"]
    scores = sorted(row[5].value for row in list(book["案卷评查结果"].rows)[3:])
    assert scores == [97, 100]
    (line,) = list(book["扣分明细"].rows)[3:]
    assert (line[2].value, line[3].value, line[5].value) == ("未见出示执法证件", 3, 90)


def test_the_annual_assessment_gets_one_row_for_each_case(office, reviewed, papers):
    rows = {row.score: row for row in papers.results(office["leader"], reviewed.id)}
    assert rows["97"].faults == 1
    assert (rows["97"].rectification, rows["100"].rectification) == ("sent", "")
    assert rows["97"].officers == ("甲一（ZF-001）", "乙二（ZF-002）")


def test_figures_open_into_the_cases_they_were_counted_from(office, reviewed, papers):
    found = papers.figures(office["leader"], reviewed.id).figures
    (item,) = found.items
    case = Evaluating(office.desk).cases(office["leader"], reviewed.id)[0]
    assert (item.item.key, item.lost, item.cases) == ("credentials", 30, (case.case_no,))
    assert [len(each.cases) for each in found.grades] == [2, 0, 0]
    assert found.parts[-1].permille == 950


def test_papers_are_for_those_who_arrange(office, reviewed, papers, tmp_path):
    for account in ("officer", "archivist", "external", "auditor"):
        with pytest.raises(Refused):
            papers.report(office[account], reviewed.id, tmp_path / "no.pdf")
        with pytest.raises(Refused):
            papers.results(office[account], reviewed.id)


def test_every_font_of_the_papers_is_in_the_file(office, reviewed, papers, tmp_path):
    case = Evaluating(office.desk).cases(office["leader"], reviewed.id)[0]
    for file in (
        papers.report(office["leader"], reviewed.id, tmp_path / "report.pdf"),
        papers.case_sheet(office["leader"], case.id, tmp_path / "sheet.pdf"),
    ):
        Printed(file.read_bytes()).require_embedded_fonts(tmp_path)


def test_words_that_look_like_a_formula_stay_words(office, papers, tmp_path):
    found = round_under_review(office, replace(PLAN, sheet="playback", second_review=False))
    words = '=HYPERLINK("http://x","y")'
    for case in Evaluating(office.desk).cases(office["leader"], found.id):
        reviewer = next(p for p in office.people.values() if p.id == case.seats[0].person_id)
        fill(office, reviewer, case, DeductionDraft("credentials", words, 15))
        Scoring(office.desk).hand_in(reviewer, case.id)
    file = papers.tables(office["leader"], found.id, tmp_path / "round.xlsx")
    cell = list(openpyxl.load_workbook(file)["扣分明细"].rows)[3][2]
    assert (cell.value, cell.data_type) == (words, "s")
    amount = list(openpyxl.load_workbook(file)["扣分明细"].rows)[3][3]
    assert (amount.value, amount.data_type) == (1.5, "n")


def test_a_round_is_compared_with_the_last_one_by_the_same_sheet(
    office, reviewed, papers, tmp_path
):
    leader = office["leader"]
    assert papers.figures(leader, reviewed.id).before is None
    found = round_under_review(office, replace(PLAN, name="下一轮", lead_id=leader.id))
    for case in Evaluating(office.desk).cases(leader, found.id):
        for seat in case.seats:
            holder = next(p for p in office.people.values() if p.id == seat.person_id)
            fill(office, holder, case)
            Scoring(office.desk).hand_in(holder, case.id)
    before = papers.figures(leader, found.id).before
    assert (before.no, before.average, before.failed) == (reviewed.no, 985, 0)
    words = text_of(papers.report(leader, found.id, tmp_path / "report.pdf"))
    assert f"与上一轮{reviewed.no}（2件，平均98.5分）相比：平均分+1.5" in words


def test_a_corrected_time_stands_beside_what_the_reviewer_saw(office, reviewed, papers, tmp_path):
    case = Evaluating(office.desk).cases(office["leader"], reviewed.id)[0]
    begin_footage_at(office, NINE + timedelta(minutes=7))
    try:
        words = text_of(papers.case_sheet(office["leader"], case.id, tmp_path / "sheet.pdf"))
    finally:
        begin_footage_at(office, NINE)
    assert "2026-11-1809:08:30（评查时显示09:01:30，时间已更正）" in words


def begin_footage_at(office, moment):
    with office.desk.transaction(None) as work:
        work.session.execute(update(footage).values(started_at=moment))
