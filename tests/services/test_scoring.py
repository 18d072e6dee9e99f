"""A reviewer's sheet: kept at once, blind to the other's, settled item by item."""

from dataclasses import replace
from datetime import timedelta

import pytest

from archive_desk.domain.errors import InvalidInput, NotFound, Refused
from archive_desk.domain.evaluation import RoundState, Seat
from archive_desk.domain.evaluation_results import Choice
from archive_desk.domain.evaluation_sheet import DeductionDraft, Verdict
from archive_desk.services.desk import open_desk
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.evaluation_results import Results
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.scoring import Scoring
from tests.helpers.case_files import NINE, recording
from tests.helpers.evaluations import (
    PLAN,
    evaluation_office,
    fill,
    missed_credentials,
    round_under_review,
)


@pytest.fixture
def office(tmp_path):
    made = evaluation_office(tmp_path / "archive", "xigang", 2)
    yield made
    made.desk.close()


@pytest.fixture
def scoring(office):
    return Scoring(office.desk)


@pytest.fixture
def under_review(office):
    return round_under_review(office, replace(PLAN, lead_id=office["leader"].id))


@pytest.fixture
def case(office, under_review):
    return Evaluating(office.desk).cases(office["leader"], under_review.id)[0]


def holder(office, case, seat):
    person_id = case.holder(seat).person_id
    return next(p for p in office.people.values() if p.id == person_id)


@pytest.fixture
def first(office, case):
    return holder(office, case, Seat.FIRST)


@pytest.fixture
def second(office, case):
    return holder(office, case, Seat.SECOND)


def test_what_is_said_of_an_item_is_kept_at_once(office, scoring, case, first):
    scoring.open(first, case.id)
    scoring.answer(first, case.id, "catalogue", Verdict.FULL)
    scoring.answer(first, case.id, "service", Verdict.NOT_APPLICABLE)
    made, _state = scoring.deduct(first, case.id, missed_credentials(office, case))
    scoring.set_opinion(first, case.id, "总体规范。")
    other_desk = open_desk(office.desk.folder.root, clock=office.clock)
    try:
        _assignment, state = Scoring(other_desk).open(first, case.id)
    finally:
        other_desk.close()
    assert state.sheet.answers["catalogue"].verdict is Verdict.FULL
    assert state.sheet.answers["service"].verdict is Verdict.NOT_APPLICABLE
    assert state.sheet.review.opinion == "总体规范。"
    (kept,) = state.sheet.deductions
    assert (kept.id, kept.tenths, kept.moment.at_ms, kept.moment.frame) == (
        made.id,
        20,
        90_000,
        2250,
    )
    assert kept.moment.wall_clock == NINE + timedelta(seconds=90)


def test_a_deduction_is_changed_and_removed_and_the_journal_knows_what_it_was(
    office, scoring, case, first
):
    scoring.open(first, case.id)
    draft = missed_credentials(office, case)
    made, _ = scoring.deduct(first, case.id, draft)
    state = scoring.change_deduction(first, case.id, made.id, replace(draft, tenths=10))
    assert state.sheet.answers["credentials"].lost == 10
    state = scoring.remove_deduction(first, case.id, made.id)
    assert state.sheet.answers["credentials"].verdict is Verdict.UNSEEN
    page = Journalling(office.desk).page(office["auditor"], JournalFilter(), 0, 10)
    changed = next(e for e in page.entries if e.verb == "evaluation.deduction_changed")
    assert changed.detail["points"] == ["2", "1"]
    with pytest.raises(NotFound):
        scoring.remove_deduction(first, case.id, made.id)


@pytest.mark.parametrize(
    "draft",
    [
        DeductionDraft("credentials", " ", 10),
        DeductionDraft("credentials", "理由", 0),
        DeductionDraft("credentials", "理由", 70),
        DeductionDraft("veto_facts", "理由", 10),
        DeductionDraft("nothing", "理由", 10),
    ],
)
def test_a_deduction_that_makes_no_sense_is_not_kept(scoring, case, first, draft):
    scoring.open(first, case.id)
    with pytest.raises(InvalidInput):
        scoring.deduct(first, case.id, draft)
    assert scoring.open(first, case.id)[1].sheet.deductions == []


def test_evidence_belongs_to_the_case(office, scoring, case, first):
    scoring.open(first, case.id)
    draft = missed_credentials(office, case)
    strange = replace(draft, moment=replace(draft.moment, footage_id=recording(office)))
    with pytest.raises(InvalidInput):
        scoring.deduct(first, case.id, strange)


def test_proposals_come_from_what_the_case_lacks_and_are_never_taken_by_themselves(
    scoring, case, first
):
    assignment, state = scoring.open(first, case.id)
    offered = scoring.proposals(assignment, state)
    assert {"disc_missing", "document_times"} <= {each.code for each in offered}
    assert state.sheet.score.tenths == 1000
    taken = next(each for each in offered if each.code == "document_times")
    left = next(each for each in offered if each.code == "disc_missing")
    made, state = scoring.take(first, case.id, taken)
    assert made.document_id == taken.document_id
    state = scoring.dismiss(first, case.id, left)
    rest = {each.key for each in scoring.proposals(assignment, state)}
    assert not rest & {taken.key, left.key}


def test_a_sheet_is_handed_in_whole_and_stands_then(office, scoring, case, first):
    scoring.open(first, case.id)
    with pytest.raises(Refused, match="还有"):
        scoring.hand_in(first, case.id)
    fill(office, first, case)
    assert scoring.hand_in(first, case.id).handed_in
    with pytest.raises(Refused):
        scoring.answer(first, case.id, "catalogue", Verdict.NOT_APPLICABLE)
    state = scoring.take_back(first, case.id, "漏看了回证")
    assert not state.handed_in


def test_neither_reviewer_sees_the_other_before_both_are_in(office, scoring, case, first, second):
    results = Results(office.desk)
    fill(office, first, case, missed_credentials(office, case))
    scoring.hand_in(first, case.id)
    for person in (first, second, office["leader"]):
        with pytest.raises(Refused, match="互不可见"):
            results.of_case(person, case.id)
    assert results.of_round(second, case.round_id).results == []
    assert scoring.open(second, case.id)[1].sheet.deductions == []
    fill(office, second, case)
    scoring.hand_in(second, case.id)
    found = results.of_case(second, case.id)
    assert [each.item.key for each in found.differences] == ["credentials"]
    with pytest.raises(Refused):
        scoring.take_back(first, case.id, "改主意了")


def test_a_difference_is_settled_by_both_or_by_the_lead(office, scoring, case, first, second):
    results = Results(office.desk)
    fill(office, first, case, missed_credentials(office, case))
    fill(
        office,
        second,
        case,
        missed_credentials(office, case, 60),
        DeductionDraft("catalogue", "封面缺编号", 10, "missing_fields"),
    )
    for person in (first, second):
        scoring.hand_in(person, case.id)
    proposed = results.settle(first, case.id, "credentials", Choice.FIRST, "后半段补充出示")
    assert not proposed.settled
    with pytest.raises(Refused):
        results.agree(first, case.id, "credentials")
    assert not results.agree(second, case.id, "credentials").settled
    settled = results.settle(office["leader"], case.id, "catalogue", Choice.OTHER, "酌情", lost=5)
    assert settled.settled
    assert (settled.answers["credentials"].lost, settled.answers["catalogue"].lost) == (20, 5)
    assert settled.score.tenths == 975
    assert {each.text for each in settled.deductions} == {"未见出示执法证件", "酌情"}
    agreed = results.of_round(first, case.round_id).agreement
    assert (agreed.items, agreed.same) == (19, 18)
    with pytest.raises(Refused):
        results.settle(first, case.id, "times", Choice.FIRST, "没有分歧")


def test_a_failed_veto_item_fails_the_file(office, scoring, case, first):
    scoring.open(first, case.id)
    veto = DeductionDraft("veto_officers", "画面中只有一名执法人员", 0)
    _made, state = scoring.deduct(first, case.id, veto)
    assert (state.sheet.score.tenths, state.sheet.score.grade.name) == (0, "不合格")


def test_the_round_moves_on_when_every_first_review_is_in(office, scoring, under_review):
    evaluating = Evaluating(office.desk)
    for case in evaluating.cases(office["leader"], under_review.id):
        reviewer = holder(office, case, Seat.FIRST)
        fill(office, reviewer, case)
        scoring.hand_in(reviewer, case.id)
    assert evaluating.get(office["leader"], under_review.id).state is RoundState.SECOND_REVIEW
    scoring.take_back(reviewer, case.id, "补充一项")
    assert evaluating.get(office["leader"], under_review.id).state is RoundState.REVIEWING


def test_somebody_without_a_seat_opens_nothing(office, scoring, case):
    for account in ("leader", "archivist", "external", "officer"):
        with pytest.raises(Refused):
            scoring.open(office[account], case.id)


def test_a_reassigned_sheet_counts_no_more_and_stays_on_record(office, scoring, case, first):
    fill(office, first, case, missed_credentials(office, case))
    scoring.hand_in(first, case.id)
    Evaluating(office.desk).reassign(
        office["leader"], case.id, Seat.FIRST, "external", "初评有误，另派他人"
    )
    with pytest.raises(Refused):
        scoring.open(first, case.id)
    _assignment, state = scoring.open(office["external"], case.id)
    assert state.sheet.deductions == []
