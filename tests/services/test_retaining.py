from datetime import date, timedelta

import pytest

from archive_desk.db import journal
from archive_desk.domain.cases import CaseKind, DocumentDraft
from archive_desk.domain.errors import InvalidInput, NotFound, Refused
from archive_desk.domain.keeping import Activity
from archive_desk.domain.records_schedule import FileClass, RecordsSchedule
from archive_desk.domain.retention import Procedure
from archive_desk.domain.work import Unwatched
from archive_desk.services import retention_renewal, rulebook
from archive_desk.services.casework import Casework
from archive_desk.services.retaining import Retaining
from archive_desk.services.retention_reviews import RetentionReviews
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import recording, registered

LONG = "长期（按30年管理，制度未定，暂按软件缺省），至 2056-11-18"


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


@pytest.fixture
def second(tmp_path):
    office = staffed_office(tmp_path / "archive", "shuncheng")
    yield office
    office.desk.close()


def shown(office, number):
    return Retaining(office.desk).of_footage(office["archivist"], number)


def verbs(office, item):
    with office.desk.reading() as session:
        return [each.verb for each in journal.entries(session) if each.item == item]


def caught_up(office):
    return RetentionReviews(office.desk).catch_up(Unwatched())


def test_a_complaint_three_years_later_raises_what_it_must_and_says_why(office):
    number, beside = recording(office), recording(office)
    case = registered(office)
    Casework(office.desk).link(office["archivist"], case.no, [number])
    caught_up(office)
    assert shown(office, number).words == "保存 3 年，至 2029-11-18"
    office.clock.forward(days=365 * 3 + 20)
    assert shown(office, number).ended

    raised = Retaining(office.desk).enter_event(
        office["archivist"],
        "complaint_petition",
        date(2029, 12, 1),
        "家长来信投诉（信访第12号）",
        case_no=case.no,
    )

    assert [each.item for each in raised] == [f"case:{case.no}", f"footage:{number}"]
    report = shown(office, number)
    assert (report.words, report.ended) == (LONG, False)
    assert "2029-12-01 发生“投诉、上访”：家长来信投诉（信访第12号）" in report.keep.steps
    assert report.keep.basis.article == "第二十一条"
    assert [each.reason for each in report.events] == ["家长来信投诉（信访第12号）"]
    assert shown(office, beside).ended
    assert "retention.raised" in verbs(office, f"footage:{number}")
    assert "retention.event_entered" in verbs(office, f"case:{case.no}")


def test_an_event_that_is_taken_back_shortens_nothing(office):
    number = recording(office)
    retaining = Retaining(office.desk)
    (report,) = retaining.enter_event(
        office["archivist"], "objection", date(2026, 11, 19), "当场提出异议", footage_ids=[number]
    )

    retaining.withdraw_event(office["archivist"], report.events[0].id, "登记错了对象")

    after = shown(office, number)
    assert after.words == LONG
    assert after.proposed is not None
    assert after.proposed.words(office.desk.office.zone) == "保存 3 年，至 2029-11-18"
    with pytest.raises(Refused, match="已经撤回"):
        retaining.withdraw_event(office["archivist"], report.events[0].id, "再撤")


def test_a_link_that_lasts_a_moment_has_raised_all_the_same(second):
    number = recording(second)
    Retaining(second.desk).choose(
        second["archivist"], [number], "例行巡查", activity=Activity.PATROL
    )
    assert shown(second, number).words == "保存不少于 6 个月，2027-05-18 后可鉴定"
    case = registered(second, kind=CaseKind.PENALTY)
    casework = Casework(second.desk)
    document = casework.add_document(second["archivist"], case.no, DocumentDraft("询问笔录"))
    casework.link(second["archivist"], case.no, [number], document_id=document.id)
    assert shown(second, number).keep.permanent

    casework.unlink(second["archivist"], case.no, [number])

    report = shown(second, number)
    assert report.keep.permanent
    assert report.proposed is not None
    assert report.proposed.kind == "patrol"


def test_patrol_or_inspection_is_an_express_choice_with_the_longer_default(second):
    number = recording(second)
    caught_up(second)
    assert shown(second, number).keep.provisional
    assert shown(second, number).words == LONG
    retaining = Retaining(second.desk)
    with pytest.raises(InvalidInput, match="理由"):
        retaining.choose(second["archivist"], [number], " ", activity=Activity.PATROL)
    with pytest.raises(Refused):
        retaining.choose(second["officer"], [number], "巡查", activity=Activity.PATROL)

    retaining.choose(second["archivist"], [number], "例行巡查", activity=Activity.PATROL)
    patrol = shown(second, number)
    assert patrol.words == "保存不少于 6 个月，2027-05-18 后可鉴定"
    assert patrol.choices[0].by == second["archivist"].name
    assert "retention.activity_chosen" in verbs(second, f"footage:{number}")

    retaining.choose(second["archivist"], [number], "其实是检查", activity=Activity.INSPECTION)
    assert shown(second, number).words == LONG
    retaining.choose(second["archivist"], [number], "又说是巡查", activity=Activity.PATROL)
    again = shown(second, number)
    assert again.words == LONG
    assert again.proposed is not None


def test_a_sidecar_is_kept_as_long_as_its_recording(office):
    number = recording(office)
    beside = recording(office, kind="sidecar", parent_id=number, started_at=None)
    Retaining(office.desk).enter_event(
        office["archivist"], "objection", date(2026, 11, 19), "当场提出异议", footage_ids=[number]
    )
    assert shown(office, beside).keep.kind == "long_term"


def test_the_procedure_of_a_case_decides_its_class_and_an_own_class_wins(office):
    case = registered(office)
    retaining, clerk = Retaining(office.desk), office["archivist"]
    assert retaining.of_case(clerk, case.no).keep.permanent
    summary = retaining.class_case(clerk, case.no, "当场处罚", procedure=Procedure.SUMMARY)
    assert summary.keep.permanent
    assert summary.proposed is not None
    other = registered(office, no="西教罚〔2026〕2号", kind=CaseKind.INSPECTION)
    own = retaining.class_case(clerk, other.no, "有代表性", file_class=FileClass.PERMANENT)
    assert own.keep.permanent
    assert own.case_class is not None
    assert own.case_class.reason == "有代表性"


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ({"code": "rain"}, "没有这样的情形"),
        ({"on": date(2026, 11, 21)}, "不能晚于今天"),
        ({"reason": " "}, "事由"),
        ({"footage_ids": []}, "请指明"),
        ({"footage_ids": [99]}, "没有编号为 99"),
    ],
)
def test_an_event_that_makes_no_sense_is_refused_in_words(office, words, fault):
    number = recording(office)
    given = {
        "code": "objection",
        "on": date(2026, 11, 19),
        "reason": "异议",
        "footage_ids": [number],
    } | words
    with pytest.raises((InvalidInput, NotFound), match=fault):
        Retaining(office.desk).enter_event(
            office["archivist"],
            given["code"],
            given["on"],
            given["reason"],
            footage_ids=given["footage_ids"],
        )


def test_another_regulation_shortens_nothing_and_lists_its_proposals(office, monkeypatch):
    numbers = [recording(office) for _ in range(30)]
    caught_up(office)
    reviews, clerk = RetentionReviews(office.desk), office["archivist"]
    assert reviews.proposals(clerk, Unwatched()).total == 0
    shorter = rulebook.regulation("shuncheng")
    monkeypatch.setattr(
        retention_renewal, "regulations_in_force", lambda session, office: (shorter,)
    )
    for number in numbers[:10]:
        Retaining(office.desk).choose(clerk, [number], "例行巡查", activity=Activity.PATROL)

    page = reviews.proposals(clerk, Unwatched())

    assert page.total == 10
    assert {each.footage_id for each in page.proposals} == set(numbers[:10])
    assert page.proposals[0].proposed.basis.template == "shuncheng"
    assert shown(office, numbers[0]).words == "保存 3 年，至 2029-11-18"
    assert shown(office, numbers[0]).keep.basis.template == "xigang"
    assert shown(office, numbers[20]).words == LONG


def test_the_schedule_says_by_what_it_was_decided_and_shortens_nothing(second):
    number = recording(second)
    caught_up(second)
    reviews, clerk = RetentionReviews(second.desk), second["archivist"]
    with pytest.raises(InvalidInput, match="依据"):
        reviews.set_schedule(clerk, RecordsSchedule(long_term_years=20), Unwatched())
    twenty = RecordsSchedule(long_term_years=20, document="示例区教育局保管期限表")
    reviews.set_schedule(clerk, twenty, Unwatched())
    report = shown(second, number)
    assert report.words == LONG
    assert report.proposed is not None
    fifty = RecordsSchedule(long_term_years=50, document="示例区教育局保管期限表")
    renewal = reviews.set_schedule(clerk, fifty, Unwatched())
    assert len(renewal.raised) == 1
    assert shown(second, number).words == (
        "长期（按50年管理，依据：《示例区教育局保管期限表》），至 2076-11-18"
    )
    assert reviews.proposals(clerk, Unwatched()).total == 0


def test_a_corrected_start_moves_a_term_only_to_the_later(office):
    number = recording(office)
    caught_up(office)
    from archive_desk.domain.corrections import Correction
    from archive_desk.services.catalogue import Catalogue
    from tests.helpers.case_files import NINE

    catalogue, clerk = Catalogue(office.desk), office["archivist"]
    catalogue.correct(clerk, number, Correction("早了一年", started_at=NINE - timedelta(days=400)))
    assert shown(office, number).words == "保存 3 年，至 2029-11-18"
    assert shown(office, number).proposed is not None
    catalogue.correct(clerk, number, Correction("晚了一日", started_at=NINE + timedelta(days=1)))
    assert shown(office, number).words == "保存 3 年，至 2029-11-19"
