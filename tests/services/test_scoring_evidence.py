"""Moments as evidence, words that are being typed, what was taken back; and time for the unit."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from archive_desk.db.tables.footage import footage
from archive_desk.domain.errors import InvalidInput, NotFound, Refused
from archive_desk.domain.evaluation import Seat
from archive_desk.domain.evaluation_findings import NoticeState
from archive_desk.domain.evaluation_sheet import DeductionDraft, Moment, Verdict
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.evaluation_papers import EvaluationPapers
from archive_desk.services.journalling import Journalling
from archive_desk.services.rectifying import Rectifying
from archive_desk.services.scoring import Scoring
from tests.helpers.case_files import NINE
from tests.helpers.evaluations import (
    PLAN,
    evaluation_office,
    fill,
    footage_of,
    missed_credentials,
    round_under_review,
)

ITEM = "credentials"


@pytest.fixture
def office(tmp_path):
    made = evaluation_office(tmp_path / "archive")
    yield made
    made.desk.close()


@pytest.fixture
def scoring(office):
    return Scoring(office.desk)


@pytest.fixture
def seats(office):
    """The first case of a round with both its reviewers."""
    found = round_under_review(office, replace(PLAN, sheet="playback"))
    case = Evaluating(office.desk).cases(office["leader"], found.id)[0]
    by_id = {person.id: person for person in office.people.values()}
    return (
        found,
        case,
        by_id[case.holder(Seat.FIRST).person_id],
        by_id[case.holder(Seat.SECOND).person_id],
    )


def handed_in(office, seats):
    found = seats[0]
    scoring = Scoring(office.desk)
    for case in Evaluating(office.desk).cases(office["leader"], found.id):
        for seat in Seat:
            holder = next(p for p in office.people.values() if p.id == case.holder(seat).person_id)
            fill(office, holder, case, missed_credentials(office, case))
            scoring.hand_in(holder, case.id)
    return Rectifying(office.desk).send(office["leader"], found.id)


# -- moments --------------------------------------------------------------------------------------


def test_a_moment_follows_a_corrected_recording_and_says_what_was_seen(office, scoring, seats):
    _found, case, first, _second = seats
    draft = missed_credentials(office, case)
    made, _state = scoring.deduct(first, case.id, draft)
    seen = made.moment.wall_clock
    with office.desk.transaction(None) as work:
        work.session.execute(
            update(footage)
            .where(footage.c.id == made.moment.footage_id)
            .values(started_at=NINE + timedelta(minutes=7))
        )
    (now,) = scoring.open(first, case.id)[1].sheet.deductions
    assert (now.moment.at_ms, now.moment.frame) == (90_000, 2250)
    assert now.moment.wall_clock == seen + timedelta(minutes=7)
    assert now.moment.noted == seen
    scoring.change_deduction(first, case.id, now.id, replace(now, text="另一种说法"))
    (kept,) = scoring.open(first, case.id)[1].sheet.deductions
    assert kept.moment.noted == seen


@pytest.mark.parametrize("at_ms", [-1, 3_600_001])
def test_a_moment_lies_within_its_recording(office, scoring, seats, at_ms):
    _found, case, first, _second = seats
    moment = Moment(footage_of(office, case), "", at_ms)
    with pytest.raises(InvalidInput, match="没有所引的位置"):
        scoring.deduct(first, case.id, DeductionDraft(ITEM, "未见", 10, moment=moment))
    with pytest.raises(InvalidInput):
        scoring.moment(first, case.id, moment.footage_id, at_ms)


def test_a_moment_without_a_player_has_its_time_of_day(office, scoring, seats):
    _found, case, first, _second = seats
    moment = scoring.moment(first, case.id, footage_of(office, case), 90_000)
    assert moment.wall_clock == NINE + timedelta(seconds=90)
    with pytest.raises(Refused):
        scoring.moment(office["officer"], case.id, moment.footage_id, 0)


# -- typing, and taking back ----------------------------------------------------------------------


def test_what_was_being_typed_stands_on_the_sheet_after_a_crash(office, scoring, seats):
    _found, case, first, second = seats
    made, _state = scoring.deduct(first, case.id, missed_credentials(office, case))
    scoring.keep_draft(first, case.id, "opinion", "程序规")
    scoring.keep_draft(first, case.id, "opinion", "程序规范")
    scoring.keep_draft(first, case.id, str(made.id), "全程未见出示证")
    state = scoring.open(first, case.id)[1]
    assert state.sheet.review.opinion == "程序规范"
    assert state.sheet.deductions[0].text == "全程未见出示证"
    assert scoring.open(second, case.id)[1].sheet.review.opinion == ""
    with pytest.raises(Refused):
        scoring.keep_draft(second, case.id, str(made.id), "别人的")
    assert Journalling(office.desk).verify().findings == ()


def test_an_older_draft_never_overwrites_what_was_set_later(office, scoring, seats):
    _found, case, first, _second = seats
    scoring.keep_draft(first, case.id, "opinion", "草稿")
    scoring.set_opinion(first, case.id, "定稿")
    assert scoring.open(first, case.id)[1].sheet.review.opinion == "定稿"
    fill(office, first, case)
    scoring.hand_in(first, case.id)
    with pytest.raises(Refused):
        scoring.keep_draft(first, case.id, "opinion", "提交以后")


def test_a_removed_deduction_comes_back_whole(office, scoring, seats):
    _found, case, first, second = seats
    made, _state = scoring.deduct(first, case.id, missed_credentials(office, case))
    with pytest.raises(NotFound):
        scoring.restore_deduction(first, case.id, made.id)
    scoring.remove_deduction(first, case.id, made.id)
    with pytest.raises(Refused):
        scoring.restore_deduction(second, case.id, made.id)
    scoring.answer(first, case.id, ITEM, Verdict.FULL)
    (back,) = scoring.restore_deduction(first, case.id, made.id).sheet.deductions
    assert back == made
    assert scoring.open(first, case.id)[1].sheet.answers[ITEM].verdict is Verdict.DEDUCTED


def test_words_used_before_are_one_s_own_until_the_findings_are_out(office, scoring, seats):
    _found, case, first, second = seats
    scoring.deduct(first, case.id, DeductionDraft(ITEM, "证件一闪而过", 10))
    assert scoring.phrases(first, case.id, ITEM) == ["证件一闪而过"]
    assert scoring.phrases(second, case.id, ITEM) == []
    assert scoring.phrases(first, case.id, "times") == []


# -- the unit's time ------------------------------------------------------------------------------


def test_a_deadline_is_extended_with_a_reason_and_explains_itself(office, seats):
    rectifying, leader = Rectifying(office.desk), office["leader"]
    notice = handed_in(office, seats)[0]
    with pytest.raises(InvalidInput):
        rectifying.extend(leader, notice.id, " ", 5)
    with pytest.raises(Refused):
        rectifying.extend(office["archivist"], notice.id, "要", 5)
    longer = rectifying.extend(leader, notice.id, "当事人搬迁，补正需要时间", 5)
    assert longer.state is NoticeState.SENT
    assert longer.due_at > notice.due_at
    words = "".join(str(step) for step in rectifying.get(leader, notice.id).steps)
    assert "当事人搬迁" in words
    office.clock.now = longer.due_at - timedelta(hours=1)
    answered = rectifying.answer(office["archivist"], notice.id, "已补正")
    assert not answered.answered_late
    with pytest.raises(Refused):
        rectifying.extend(leader, notice.id, "再延", 5)


def test_a_late_answer_stays_late_on_every_paper(office, seats, tmp_path):
    rectifying = Rectifying(office.desk)
    notice = handed_in(office, seats)[0]
    office.clock.now = notice.due_at + timedelta(days=2)
    rectifying.answer(office["archivist"], notice.id, "已补正")
    rectifying.return_(office["leader"], notice.id, "不完整")
    again = rectifying.answer(office["archivist"], notice.id, "再补正")
    assert again.answered_late
    rows = EvaluationPapers(office.desk).results(office["leader"], seats[0].id)
    assert [row.answered_late for row in rows] == [True, False]
