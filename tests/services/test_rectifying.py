"""From findings to a closed round: notices on the working calendar, answers, the worklist."""

from datetime import date

import pytest

from archive_desk.domain.errors import Damaged, InvalidInput, Refused
from archive_desk.domain.evaluation import RoundState, Seat
from archive_desk.domain.evaluation_findings import NoticeState
from archive_desk.domain.evaluation_sheet import DeductionDraft
from archive_desk.domain.people import Role
from archive_desk.domain.worklist import ClockState, Task
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.rectifying import Rectifying
from archive_desk.services.scoring import Scoring
from archive_desk.services.worklist import Worklist
from tests.helpers.evaluations import (
    evaluation_office,
    fill,
    missed_credentials,
    paper,
    person,
    round_under_review,
)


@pytest.fixture
def office(tmp_path):
    made = evaluation_office(tmp_path / "archive", "xigang", 2)
    yield made
    made.desk.close()


@pytest.fixture
def reviewed(office):
    """Both cases reviewed by two; one has deductions, the other none."""
    found = round_under_review(office)
    scoring = Scoring(office.desk)
    for number, case in enumerate(Evaluating(office.desk).cases(office["leader"], found.id)):
        for seat in Seat:
            person_id = case.holder(seat).person_id
            reviewer = next(p for p in office.people.values() if p.id == person_id)
            drafts: list[DeductionDraft] = [missed_credentials(office, case)] if not number else []
            fill(office, reviewer, case, *drafts)
            scoring.hand_in(reviewer, case.id)
    return found


@pytest.fixture
def rectifying(office):
    return Rectifying(office.desk)


@pytest.fixture
def notice(office, reviewed, rectifying):
    (sent,) = rectifying.send(office["leader"], reviewed.id)
    return sent


def test_notices_go_out_for_cases_with_deductions_with_a_date_on_the_working_calendar(
    office, notice, rectifying
):
    local = notice.due_at.astimezone(office.desk.office.zone)
    assert local.date() == date(2026, 12, 11)
    report = rectifying.get(office["archivist"], notice.id)
    assert [each.text for each in report.result.deductions] == ["未见出示执法证件"]
    assert "15 个工作日" in report.steps[0]


def test_nothing_is_sent_while_a_case_is_open(office, rectifying):
    found = round_under_review(office)
    with pytest.raises(Refused):
        rectifying.send(office["leader"], found.id)


def test_it_is_answered_returned_answered_again_and_settled(
    office, notice, rectifying, reviewed, tmp_path
):
    leader, clerk = office["leader"], office["archivist"]
    evaluating = Evaluating(office.desk)
    with pytest.raises(Refused):
        rectifying.accept(leader, notice.id)
    with pytest.raises(Refused):
        evaluating.close(leader, reviewed.id)
    answered = rectifying.answer(clerk, notice.id, "已补拍并说明", [paper(tmp_path)])
    assert answered.state is NoticeState.ANSWERED
    (file,) = answered.steps[-1].attachments
    assert rectifying.attachment(leader, file.id).read_bytes() == paper(tmp_path).read_bytes()
    with pytest.raises(InvalidInput):
        rectifying.return_(leader, notice.id, "")
    returned = rectifying.return_(leader, notice.id, "照片看不清证号", 3)
    assert returned.state is NoticeState.RETURNED
    assert returned.due_at < notice.due_at
    rectifying.answer(clerk, notice.id, "已重新拍摄")
    assert rectifying.accept(leader, notice.id, "同意").state is NoticeState.ACCEPTED
    assert evaluating.close(leader, reviewed.id).state is RoundState.CLOSED


def test_the_worklist_counts_it_and_says_when_it_is_late(office, notice):
    worklist = Worklist(office.desk)

    def item(account):
        found = [i for i in worklist.items(office[account]) if i.task is Task.RECTIFICATION]
        return found[0] if found else None

    assert item("archivist").state is ClockState.RUNNING
    assert item("archivist").steps
    assert item("officer") is None
    office.clock.forward(days=30)
    assert item("archivist").state is ClockState.OVERDUE
    assert item("leader").state is ClockState.OVERDUE


def test_reviewers_find_their_cases_on_the_worklist(office):
    round_under_review(office)
    (item,) = (
        i for i in Worklist(office.desk).items(office["reviewer2"]) if i.task is Task.EVALUATION
    )
    assert "2 个案卷" in item.note
    assert list(Worklist(office.desk).items(office["external"])) == []


def test_only_those_it_concerns_see_and_answer_a_notice(office, notice, rectifying):
    head = person(office, "head2", Role.UNIT_HEAD, section="别的科")
    for actor in (office["officer"], head, office["external"], office["auditor"]):
        with pytest.raises(Refused):
            rectifying.get(actor, notice.id)
        with pytest.raises(Refused):
            rectifying.answer(actor, notice.id, "已改")
    with pytest.raises(Refused):
        rectifying.accept(office["archivist"], notice.id)
    with pytest.raises(Refused):
        rectifying.mine(office["reviewer"])
    assert [each.no for each in rectifying.mine(office["archivist"])] == [notice.no]
    assert rectifying.mine(office["officer"]) == []


def test_a_file_that_will_not_do_is_not_attached(office, notice, rectifying, tmp_path):
    program = tmp_path / "run.exe"
    program.write_bytes(b"MZ")
    empty = tmp_path / "empty.pdf"
    empty.touch()
    for file in (program, empty):
        with pytest.raises(InvalidInput):
            rectifying.answer(office["archivist"], notice.id, "已改", [file])
    assert rectifying.get(office["leader"], notice.id).notice.state is NoticeState.SENT


def test_an_attachment_that_was_altered_is_not_shown(office, notice, rectifying, tmp_path):
    answered = rectifying.answer(office["archivist"], notice.id, "已改", [paper(tmp_path)])
    (file,) = answered.steps[-1].attachments
    (kept,) = office.desk.folder.attachments.glob("*/*.pdf")
    kept.write_bytes(b"something else")
    with pytest.raises(Damaged):
        rectifying.attachment(office["leader"], file.id)
