"""Arranging a round: planning, drawing so that it can be redone, assigning with recusal."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from archive_desk.db.tables.evaluation import population, round_cases
from archive_desk.domain.cases import CaseKind, CaseOfficer
from archive_desk.domain.errors import Conflict, InvalidInput, NotFound, Refused
from archive_desk.domain.evaluation import RoundState, SamplingRule, Scope, Seat
from archive_desk.domain.evaluation_sampling import rank_of
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.people import Role
from archive_desk.services.access import Accessing
from archive_desk.services.casework import Casework
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.journalling import JournalFilter, Journalling
from tests.helpers.case_files import NINE, registered
from tests.helpers.evaluations import (
    PLAN,
    SEED,
    evaluation_office,
    footage_of,
    person,
    round_under_review,
)


@pytest.fixture
def office(tmp_path):
    made = evaluation_office(tmp_path / "archive", "shuncheng", 4)
    yield made
    made.desk.close()


@pytest.fixture
def evaluating(office):
    return Evaluating(office.desk)


def verbs(office):
    page = Journalling(office.desk).page(office["auditor"], JournalFilter(), 0, 500)
    return [entry.verb for entry in page.entries if entry.verb.startswith("evaluation.")][::-1]


def test_a_round_is_planned_drawn_assigned_and_begun_each_step_in_the_journal(office, evaluating):
    leader = office["leader"]
    made = evaluating.add(leader, PLAN)
    assert (made.no, made.state) == ("PC-2026-01", RoundState.DRAFT)
    drawn = evaluating.draw(leader, made.id, SEED)
    assert drawn.state is RoundState.DRAWN
    assert (drawn.population, drawn.case_count, drawn.seed) == (4, 2, SEED)
    assigned = evaluating.assign(leader, made.id, ["reviewer", "reviewer2", "external"])
    assert all(case.holder(Seat.FIRST) and case.holder(Seat.SECOND) for case in assigned)
    assert evaluating.begin(leader, made.id).state is RoundState.REVIEWING
    assert verbs(office) == [
        "evaluation.added",
        "evaluation.drawn",
        "evaluation.assigned",
        "evaluation.begun",
    ]


def test_anyone_can_redo_the_draw_by_hand(office, evaluating):
    made = evaluating.add(office["leader"], PLAN)
    evaluating.draw(office["leader"], made.id, SEED)
    kept = evaluating.population(office["leader"], made.id)
    for section in ("综合科", "督导科"):
        stratum = [each for each in kept if each.candidate.section == section]
        smallest = min(stratum, key=lambda each: rank_of(SEED, each.candidate.no))
        assert [each for each in stratum if each.drawn] == [smallest]
    assert evaluating.redraw(office["leader"], made.id).fair


def test_a_sample_that_was_tampered_with_is_found_out(office, evaluating):
    made = evaluating.add(office["leader"], PLAN)
    evaluating.draw(office["leader"], made.id, SEED)
    kept = evaluating.population(office["leader"], made.id)
    other = next(each.candidate for each in kept if not each.drawn)
    with office.desk.transaction(None) as work:
        mine = evaluating.cases(office["leader"], made.id)[0]
        work.session.execute(
            update(round_cases).where(round_cases.c.id == mine.id).values(case_id=other.case_id)
        )
    codes = {each.code for each in evaluating.redraw(office["leader"], made.id).findings}
    assert codes == {"missing", "extra"}
    with office.desk.transaction(None) as work:
        work.session.execute(
            update(population).where(population.c.position == 1).values(section="别的科")
        )
    again = evaluating.redraw(office["leader"], made.id)
    assert "population" in {each.code for each in again.findings}


def test_the_scope_narrows_what_is_drawn_from(office, evaluating):
    scope = Scope(sections=("督导科",), kinds=(CaseKind.INSPECTION,))
    preview = evaluating.preview(office["leader"], scope, SamplingRule(share_percent=50))
    assert (preview.population, preview.wanted) == (2, 1)
    nothing = Scope(closed_from=date(2027, 1, 1))
    made = evaluating.add(office["leader"], replace(PLAN, scope=nothing))
    with pytest.raises(InvalidInput):
        evaluating.draw(office["leader"], made.id)


def test_a_discarded_draw_needs_a_reason_and_stays_counted(office, evaluating):
    leader = office["leader"]
    made = evaluating.add(leader, PLAN)
    evaluating.draw(leader, made.id, SEED)
    with pytest.raises(InvalidInput):
        evaluating.discard_draw(leader, made.id, " ")
    evaluating.discard_draw(leader, made.id, "漏了一个股室")
    changed = evaluating.change(leader, made.id, replace(PLAN, sampling=SamplingRule(50)))
    assert changed.state is RoundState.DRAFT
    assert evaluating.draw(leader, made.id, "第二次").draws == 2
    assert "evaluation.draw_discarded" in verbs(office)


def test_a_drawn_plan_stands(office, evaluating):
    made = evaluating.add(office["leader"], PLAN)
    evaluating.draw(office["leader"], made.id)
    with pytest.raises(Refused):
        evaluating.change(office["leader"], made.id, PLAN)


def test_cases_are_added_by_hand_only_with_a_reason_and_drawn_ones_stay(office, evaluating):
    leader = office["leader"]
    made = evaluating.add(
        leader, replace(PLAN, sampling=SamplingRule(number=1, each_stratum=False))
    )
    evaluating.draw(leader, made.id, SEED)
    (drawn,) = evaluating.cases(leader, made.id)
    other = next(
        each.candidate.no for each in evaluating.population(leader, made.id) if not each.drawn
    )
    with pytest.raises(InvalidInput):
        evaluating.add_case(leader, made.id, other, "")
    added = evaluating.add_case(leader, made.id, other, "上级交办")[-1]
    assert (added.case_no, added.reason, added.drawn) == (other, "上级交办", False)
    with pytest.raises(Conflict):
        evaluating.add_case(leader, made.id, other, "再加一次")
    with pytest.raises(Refused):
        evaluating.remove_case(leader, drawn.id, "不想评")
    assert len(evaluating.remove_case(leader, added.id, "重复交办")) == 1
    assert evaluating.redraw(leader, made.id).fair


def test_nobody_reviews_a_case_that_he_handled_or_filed(office, evaluating):
    leader = office["leader"]
    officer = office["reviewer"]
    Casework(office.desk).change(
        office["archivist"],
        "西教罚〔2026〕1号",
        replace(
            Casework(office.desk).get(office["archivist"], "西教罚〔2026〕1号").facts,
            officers=(CaseOfficer(officer.name, "", officer.id), CaseOfficer("乙二", "ZF-002")),
        ),
    )
    made = evaluating.add(leader, replace(PLAN, sampling=SamplingRule(share_percent=100)))
    evaluating.draw(leader, made.id, SEED)
    with pytest.raises(Refused, match="西教罚〔2026〕1号"):
        evaluating.assign(leader, made.id, ["reviewer", "reviewer2"])
    cases = evaluating.assign(leader, made.id, ["reviewer", "reviewer2", "external"])
    own = next(each for each in cases if each.case_no == "西教罚〔2026〕1号")
    assert own.seat_of(officer.id) is None
    evaluating.begin(leader, made.id)
    with pytest.raises(Refused, match="承办人"):
        evaluating.reassign(leader, own.id, Seat.FIRST, "reviewer", "人手不足")


def test_a_declared_recusal_frees_the_seat_and_holds(office, evaluating):
    leader = office["leader"]
    made = round_under_review(office)
    case = evaluating.cases(leader, made.id)[0]
    seat = case.seat_of(office["reviewer"].id)
    freed = evaluating.recuse(office["reviewer"], case.id, "与当事人有亲属关系")
    assert freed.holder(seat) is None
    with pytest.raises(Refused, match="已声明回避"):
        evaluating.reassign(leader, case.id, seat, "reviewer", "仍由本人评查")
    again = evaluating.reassign(leader, case.id, seat, "external", "原评查员回避")
    assert again.holder(seat).person == office["external"].name
    assert [each.reason for each in evaluating.recusals(leader, made.id)] == ["与当事人有亲属关系"]


def test_first_and_second_review_are_two_people(office, evaluating):
    made = round_under_review(office)
    case = evaluating.cases(office["leader"], made.id)[0]
    first = case.holder(Seat.FIRST)
    account = "reviewer" if first.person_id == office["reviewer"].id else "reviewer2"
    with pytest.raises(Refused):
        evaluating.reassign(office["leader"], case.id, Seat.SECOND, account, "合并")


def test_a_round_does_not_begin_before_every_seat_is_taken(office, evaluating):
    made = evaluating.add(office["leader"], PLAN)
    with pytest.raises(Refused):
        evaluating.begin(office["leader"], made.id)
    evaluating.draw(office["leader"], made.id)
    with pytest.raises(Refused, match="还没有"):
        evaluating.begin(office["leader"], made.id)


def test_only_reviewers_are_assigned_and_only_organisers_arrange(office, evaluating):
    made = evaluating.add(office["leader"], PLAN)
    evaluating.draw(office["leader"], made.id)
    with pytest.raises(NotFound):
        evaluating.assign(office["leader"], made.id, ["officer", "reviewer"])
    for account in ("archivist", "officer", "unit_head", "auditor", "external"):
        with pytest.raises(Refused):
            evaluating.add(office[account], PLAN)
        with pytest.raises(Refused):
            evaluating.draw(office[account], made.id)


def test_the_right_to_look_comes_with_the_seat_and_ends_with_the_review(office, evaluating):
    accessing = Accessing(office.desk)
    external = office["external"]
    made = evaluating.add(office["leader"], PLAN)
    evaluating.draw(office["leader"], made.id, SEED)
    cases = evaluating.assign(office["leader"], made.id, ["reviewer", "external"])
    footage_id = footage_of(office, cases[0])
    with pytest.raises(Refused):
        accessing.ask(external, LoanAct.VIEW, footage_id)
    evaluating.begin(office["leader"], made.id)
    access = accessing.ask(external, LoanAct.VIEW, footage_id)
    assert access.approval == made.no
    assert "第二十四条" in access.reason
    with pytest.raises(Refused):
        accessing.ask(external, LoanAct.COPY, footage_id)
    evaluating.recuse(external, cases[0].id, "认识当事人")
    with pytest.raises(Refused):
        accessing.ask(external, LoanAct.VIEW, footage_id)


def test_an_account_from_outside_ends_by_itself_in_the_middle_of_the_work(office, evaluating):
    made = round_under_review(office, accounts=("reviewer", "external"))
    external = office["external"]
    assert evaluating.get(external, made.id).no == made.no
    case = evaluating.cases(external, made.id)[0]
    footage_id = footage_of(office, case)
    office.clock.forward(days=31)
    with pytest.raises(Refused, match="有效期"):
        evaluating.get(external, made.id)
    with pytest.raises(Refused):
        Accessing(office.desk).ask(external, LoanAct.VIEW, footage_id)


def test_cases_of_a_section_may_be_barred_to_its_own_people(office, evaluating):
    person(office, "reviewer3", Role.REVIEWER, section="综合科")
    plan = replace(PLAN, sampling=SamplingRule(share_percent=100), bar_same_section=True)
    made = evaluating.add(office["leader"], plan)
    evaluating.draw(office["leader"], made.id, SEED)
    cases = evaluating.assign(office["leader"], made.id, ["reviewer2", "external", "reviewer3"])
    for case in cases:
        if case.section == "综合科":
            assert case.seat_of(office["reviewer3"].id) is None


def test_an_open_case_is_not_drawn(office, evaluating):
    registered(office, no="西教罚〔2026〕99号", ended_at=None)
    registered(office, no="西教罚〔2026〕98号", ended_at=NINE + timedelta(days=1))
    found = evaluating.preview(office["leader"], Scope(), SamplingRule(share_percent=100))
    assert found.population == 5
