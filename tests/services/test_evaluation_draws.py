"""Whether a sample can be shown to be fair, from outside, with nothing but what is on paper."""

import hashlib
import re
import subprocess
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from math import ceil

import openpyxl
import pytest

from archive_desk.db import evaluation_seats
from archive_desk.domain.cases import CaseKind, CaseOfficer
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.evaluation import RoundState, SamplingRule, Scope, Seat
from archive_desk.domain.evaluation_results import Choice
from archive_desk.services.casework import Casework
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.evaluation_papers import EvaluationPapers
from archive_desk.services.evaluation_results import Results
from archive_desk.services.scoring import Scoring
from tests.helpers.case_files import NINE, recording, registered
from tests.helpers.evaluations import (
    PLAN,
    SEED,
    evaluation_office,
    fill,
    footage_of,
    missed_credentials,
    round_under_review,
)

SECTIONS = ("综合科", "督导科", "第一中队")


@pytest.fixture
def office(tmp_path):
    made = evaluation_office(tmp_path / "archive", "jinpu", 2)
    yield made
    made.desk.close()


@pytest.fixture
def evaluating(office):
    return Evaluating(office.desk)


def many_cases(office, count):
    kinds = list(CaseKind)
    for number in range(3, count + 1):
        registered(
            office,
            no=f"金教罚〔2026〕{number}号",
            section=SECTIONS[number % 3],
            kind=kinds[number % len(kinds) if number % 3 else 0],
            ended_at=NINE + timedelta(minutes=number),
        )


def report_words(office, round_id, place):
    file = EvaluationPapers(office.desk).report(office["leader"], round_id, place / "report.pdf")
    printed = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    return printed.stdout.decode()


# -- drawing again, by the words on the paper only ------------------------------------------------


def strata_by_the_paper(sizes, percent, *, each):
    """How many from each stratum, as the report says it."""
    total = sum(sizes.values())
    wanted = min(total, ceil(Fraction(total * percent, 100)))
    if each:
        wanted = max(wanted, len(sizes))
    taken = {key: wanted * size // total for key, size in sizes.items()}
    if each:
        taken = {key: max(1, value) for key, value in taken.items()}
    by_rest = sorted(sizes, key=lambda key: (-(wanted * sizes[key] % total), -sizes[key], key))
    while sum(taken.values()) < wanted:
        for key in by_rest:
            if sum(taken.values()) < wanted and taken[key] < sizes[key]:
                taken[key] += 1
    while sum(taken.values()) > wanted:
        full = max(Fraction(taken[key], sizes[key]) for key in sizes)
        key = next(k for k in reversed(by_rest) if Fraction(taken[k], sizes[k]) == full)
        if taken[key] <= (1 if each else 0):
            most = max(taken.values())
            key = next(k for k in by_rest if taken[k] == most)
        taken[key] -= 1
    return taken


def sha256(words):
    return hashlib.sha256(words.encode()).hexdigest()


def redrawn(rows, seed, percent, *, each=True):
    """The numbers drawn from `rows` of number, section and kind's code."""
    strata = defaultdict(list)
    for no, section, kind in rows:
        strata[section, kind].append(no)
    counts = strata_by_the_paper({k: len(v) for k, v in strata.items()}, percent, each=each)
    drawn = set()
    for key, numbers in strata.items():
        ranked = sorted(
            numbers, key=lambda no: hashlib.sha256(f"{seed}\n{no}".encode()).hexdigest()
        )
        drawn.update(ranked[: counts[key]])
    return drawn


@pytest.mark.parametrize(
    ("count", "percent", "each"), [(40, 15, True), (40, 7, False), (2, 1, True)]
)
def test_the_workbook_suffices_to_redo_the_draw(office, evaluating, tmp_path, count, percent, each):
    many_cases(office, count)
    rule = SamplingRule(share_percent=percent, each_stratum=each)
    made = evaluating.add(office["leader"], replace(PLAN, sampling=rule))
    evaluating.draw(office["leader"], made.id, SEED)
    file = EvaluationPapers(office.desk).tables(office["leader"], made.id, tmp_path / "all.xlsx")
    sheet = openpyxl.load_workbook(file)["抽样总体"]
    said = sheet["A2"].value
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4) if row[1].value]
    lines = "".join(f"{row[1]}\t{row[2]}\t{row[4]}\n" for row in rows)
    assert sha256(lines) in said
    assert SEED in said
    marked = {row[1] for row in rows if row[6] == "抽中"}
    assert redrawn([(r[1], r[2], r[4]) for r in rows], SEED, percent, each=each) == marked
    assert {c.case_no for c in evaluating.cases(office["leader"], made.id)} == marked


def test_the_report_alone_suffices_to_redo_the_draw(office, evaluating, tmp_path):
    many_cases(office, 40)
    rule = SamplingRule(share_percent=20)
    made = evaluating.add(office["leader"], replace(PLAN, sampling=rule))
    evaluating.draw(office["leader"], made.id, "0817")
    words = report_words(office, made.id, tmp_path)
    codes = dict(re.findall(r"^\s*\S+\s+(\S+)\s+([a-z_]+)\s+\d+\s+\d+\s*$", words, re.M))
    line = re.compile(r"^\s*\d+\s+(\S+)\s+(\S+)\s+(\S+)\s+([0-9a-f]{16})(\s+抽中)?\s*$", re.M)
    listed = line.findall(words[words.rindex("附表二") :])
    assert len(listed) == 40
    rows = [(no, section, codes[kind]) for no, section, kind, _rank, _drawn in listed]
    digest = sha256("".join("\t".join(row) + "\n" for row in rows))
    assert digest in re.sub(r"\s", "", words)
    assert redrawn(rows, "0817", 20) == {no for no, *_rest, drawn in listed if drawn}


# -- no draw is forgotten -------------------------------------------------------------------------


def test_every_draw_stands_on_the_paper_with_its_seed_and_why_it_was_discarded(
    office, evaluating, tmp_path
):
    leader = office["leader"]
    made = evaluating.add(leader, PLAN)
    evaluating.draw(leader, made.id, "先抽的种子")
    evaluating.discard_draw(leader, made.id, "范围漏了督导科")
    evaluating.draw(leader, made.id)
    first, second = evaluating.draws(leader, made.id)
    assert (first.seed, first.given, first.reason) == ("先抽的种子", True, "范围漏了督导科")
    assert (second.given, second.discarded_at, second.drawn) == (False, None, 2)
    words = re.sub(r"\s", "", report_words(office, made.id, tmp_path))
    assert "抽样经过（共2次）" in words
    assert "先抽的种子（填写）" in words
    assert "作废：范围漏了督导科" in words


def test_a_sample_that_was_hidden_in_another_round_is_named(office, evaluating, tmp_path):
    leader = office["leader"]
    other = evaluating.add(leader, replace(PLAN, name="没用的一轮"))
    evaluating.draw(leader, other.id, "1")
    evaluating.withdraw(leader, other.id, "抽到的不合意")
    made = evaluating.add(leader, PLAN)
    evaluating.draw(leader, made.id, "2")
    words = re.sub(r"\s", "", report_words(office, made.id, tmp_path))
    assert "没用的一轮" in words
    assert "抽到的不合意" in words


def test_a_seed_is_one_line(office, evaluating):
    made = evaluating.add(office["leader"], PLAN)
    for seed in ("1\n2", "x" * 201):
        with pytest.raises(InvalidInput):
            evaluating.draw(office["leader"], made.id, seed)


# -- recusal --------------------------------------------------------------------------------------


def test_nobody_reviews_a_case_whose_recordings_he_made(office, evaluating):
    name = office["reviewer"].name
    filmed = recording(office, NINE, officer=f"{name}、丙三")
    Casework(office.desk).link(office["archivist"], "西教罚〔2026〕1号", [filmed])
    plan = replace(PLAN, scope=Scope(sections=("综合科",)), sampling=SamplingRule(number=1))
    made = evaluating.add(office["leader"], plan)
    evaluating.draw(office["leader"], made.id, SEED)
    with pytest.raises(Refused, match="只有 1 名"):
        evaluating.assign(office["leader"], made.id, ["reviewer", "reviewer2"])
    (assigned,) = evaluating.assign(
        office["leader"], made.id, ["reviewer", "reviewer2", "external"]
    )
    assert assigned.seat_of(office["reviewer"].id) is None
    with pytest.raises(Refused, match="拍摄人"):
        evaluating.reassign(office["leader"], assigned.id, Seat.FIRST, "reviewer", "换人")


def test_whoever_linked_a_recording_is_barred(office, evaluating):
    (case, *_rest) = evaluating.cases(office["leader"], round_under_review(office).id)
    with office.desk.reading() as session:
        (hands,) = evaluation_seats.hands_of(session, [case])
    assert office["archivist"].id in hands.clerks


def test_who_becomes_an_officer_of_the_case_in_the_middle_is_stopped(office, evaluating):
    found = round_under_review(office)
    case = evaluating.cases(office["leader"], found.id)[0]
    reviewer = next(p for p in office.people.values() if p.id == case.holder(Seat.FIRST).person_id)
    scoring = Scoring(office.desk)
    fill(office, reviewer, case)
    casework = Casework(office.desk)
    file = casework.get(office["archivist"], case.case_no)
    officers = (*file.officers, CaseOfficer(reviewer.name, "", reviewer.id))
    casework.change(office["archivist"], case.case_no, replace(file.facts, officers=officers))
    for verb in (scoring.hand_in, scoring.open):
        with pytest.raises(Refused, match="应当回避"):
            verb(reviewer, case.id)


def test_the_lead_does_not_decide_on_a_case_he_signed_or_handled(office, evaluating):
    leader = office["leader"]
    found = round_under_review(office, replace(PLAN, lead_id=leader.id))
    case = evaluating.cases(leader, found.id)[0]
    for seat, tenths in ((Seat.FIRST, 20), (Seat.SECOND, 10)):
        reviewer = next(p for p in office.people.values() if p.id == case.holder(seat).person_id)
        fill(office, reviewer, case, missed_credentials(office, case, tenths))
        Scoring(office.desk).hand_in(reviewer, case.id)
    casework = Casework(office.desk)
    file = casework.get(office["archivist"], case.case_no)
    officers = (*file.officers, CaseOfficer(leader.name, "", leader.id))
    casework.change(office["archivist"], case.case_no, replace(file.facts, officers=officers))
    with pytest.raises(Refused, match="应当回避"):
        Results(office.desk).settle(leader, case.id, "credentials", Choice.FIRST, "我说了算")


def test_a_lead_must_be_able_to_see_the_round(office, evaluating):
    with pytest.raises(InvalidInput, match="不能担任评查组长"):
        evaluating.add(office["leader"], replace(PLAN, lead_id=office["officer"].id))


# -- calling off, once more -----------------------------------------------------------------------


def test_a_withdrawn_round_keeps_its_number_and_lets_nobody_look(office, evaluating):
    found = round_under_review(office, accounts=("reviewer", "external"))
    case = evaluating.cases(office["leader"], found.id)[0]
    with pytest.raises(InvalidInput):
        evaluating.withdraw(office["leader"], found.id, " ")
    gone = evaluating.withdraw(office["leader"], found.id, "与上级评查重复")
    assert (gone.state, gone.withdrawn_why) == (RoundState.WITHDRAWN, "与上级评查重复")
    assert evaluating.rounds(office["external"]) == []
    for account in ("reviewer", "external"):
        with pytest.raises(Refused):
            Scoring(office.desk).open(office[account], case.id)
    assert evaluating.add(office["leader"], PLAN).no == "PC-2026-02"
    assert footage_of(office, case)


def test_the_next_round_is_planned_like_the_last_one(office, evaluating):
    closed = Scope(("综合科",), (), NINE.date() - timedelta(days=40), NINE.date())
    old = evaluating.add(office["leader"], replace(PLAN, scope=closed))
    plan = evaluating.next_plan(office["leader"], old.id, "下一季度")
    today = office.clock.now.date()
    assert (plan.name, plan.period_from, plan.scope.sections) == ("下一季度", today, ("综合科",))
    assert plan.period_until - plan.period_from == PLAN.period_until - PLAN.period_from
    assert plan.scope.closed_from == NINE.date() + timedelta(days=1)
    assert plan.scope.closed_until == today
    assert evaluating.add(office["leader"], plan).no == "PC-2026-02"
