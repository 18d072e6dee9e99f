from datetime import date

import pytest

from archive_desk.domain.appraisal import Group, Opinion
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.holds import HoldDraft, HoldGround
from archive_desk.domain.keeping import Activity
from archive_desk.domain.work import Unwatched
from archive_desk.services import retention_renewal, rulebook
from archive_desk.services.appraisal_papers import AppraisalPapers
from archive_desk.services.appraising import Appraising
from archive_desk.services.destruction_lists import DestructionLists
from archive_desk.services.holding import Holding
from archive_desk.services.retaining import Retaining
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import recording
from tests.helpers.expired import GROUP, expire


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


def due(office, **which):
    return Appraising(office.desk).candidates(office["archivist"], Unwatched(), **which)


def begun(office, ids):
    return Appraising(office.desk).begin(office["archivist"], "到期档案鉴定", GROUP, ids)


def test_only_what_has_run_its_term_may_be_appraised(office):
    numbers = [recording(office), recording(office)]
    assert due(office).total == 0
    with pytest.raises(InvalidInput, match="没有期满"):
        begun(office, numbers)
    expire(office)
    assert [each.footage_id for each in due(office).candidates] == numbers
    found = begun(office, [])
    assert (found.no, found.items) == ("JD-2029-001", 2)
    assert due(office).total == 0


def test_each_item_gets_an_opinion_and_what_stays_a_new_term_that_is_marked(office):
    one, two, three = (recording(office) for _ in range(3))
    expire(office)
    due(office)
    appraising, clerk = Appraising(office.desk), office["archivist"]
    no = begun(office, [one, two, three]).no
    appraising.judge(clerk, no, [one], Opinion.DESTROY, "重复拍摄，无保存价值")
    appraising.judge(clerk, no, [two], Opinion.EXTEND, "案情有代表性", years=5)
    with pytest.raises(InvalidInput, match="1 件没有鉴定意见"):
        appraising.conclude(clerk, no, "完成")
    appraising.judge(clerk, no, [three], Opinion.PERMANENT, "重大案件")

    concluded = appraising.conclude(clerk, no, "逐件鉴定。")

    assert concluded.list_no == "XH-2029-001"
    retaining = Retaining(office.desk)
    extended = retaining.of_footage(clerk, two)
    assert extended.words == "鉴定延长5年（JD-2029-001），至 2034-12-02"
    assert (extended.keep.appraisal, extended.ended) == (no, False)
    assert retaining.of_footage(clerk, three).keep.permanent
    assert retaining.of_footage(clerk, one).ended
    assert [each.no for each in DestructionLists(office.desk).lists(clerk)] == ["XH-2029-001"]
    assert due(office).total == 0
    with pytest.raises(Refused, match="已形成意见"):
        appraising.judge(clerk, no, [one], Opinion.PERMANENT, "改")


def test_what_is_held_cannot_be_proposed_for_destruction(office):
    number = recording(office)
    expire(office)
    due(office)
    draft = HoldDraft(
        HoldGround.REVIEW, "行复1号", "复议", date(2026, 11, 20), footage_ids=(number,)
    )
    (hold,) = Holding(office.desk).place(office["archivist"], draft)
    assert due(office).candidates[0].held == hold.no
    appraising, clerk = Appraising(office.desk), office["archivist"]
    no = begun(office, [number]).no
    with pytest.raises(InvalidInput, match=f"封存中（{hold.no}）"):
        appraising.judge(clerk, no, [number], Opinion.DESTROY, "到期")
    Holding(office.desk).release(clerk, hold.no, "复议终结")
    appraising.judge(clerk, no, [number], Opinion.DESTROY, "到期")
    Holding(office.desk).place(clerk, draft)
    with pytest.raises(InvalidInput, match="封存中"):
        appraising.conclude(clerk, no, "完成")


def test_what_was_raised_meanwhile_is_not_destroyed(office):
    number = recording(office)
    expire(office)
    due(office)
    appraising, clerk = Appraising(office.desk), office["archivist"]
    no = begun(office, [number]).no
    appraising.judge(clerk, no, [number], Opinion.DESTROY, "到期")
    Retaining(office.desk).enter_event(
        clerk, "complaint_petition", date(2029, 11, 1), "来信", footage_ids=[number]
    )
    with pytest.raises(InvalidInput, match="没有届满"):
        appraising.conclude(clerk, no, "完成")
    appraising.remove(clerk, no, [number], "已延长")
    assert appraising.get(clerk, no).items == 0
    appraising.drop(clerk, no, "没有到期件")


def test_a_shorter_term_that_is_proposed_is_adopted_or_put_aside_by_appraisal(office, monkeypatch):
    one, two = recording(office), recording(office)
    due(office)
    shorter = rulebook.regulation("shuncheng")
    monkeypatch.setattr(
        retention_renewal, "regulations_in_force", lambda session, office: (shorter,)
    )
    clerk, appraising = office["archivist"], Appraising(office.desk)
    Retaining(office.desk).choose(clerk, [one, two], "巡查", activity=Activity.PATROL)
    assert due(office, proposed=True).total == 2
    no = begun(office, [one, two]).no
    with pytest.raises(InvalidInput, match="没有届满"):
        appraising.judge(clerk, no, [one], Opinion.DESTROY, "巡查")
    appraising.judge(clerk, no, [one], Opinion.SHORTEN, "日常巡查，无事")
    appraising.judge(clerk, no, [two], Opinion.KEEP, "维持")
    appraising.conclude(clerk, no, "按新制度")
    retaining = Retaining(office.desk)
    assert retaining.of_footage(clerk, one).words == "保存不少于 6 个月，2027-05-18 后可鉴定"
    assert retaining.of_footage(clerk, two).words == "保存 3 年，至 2029-11-18"
    assert due(office, proposed=True).total == 0


@pytest.mark.parametrize(
    ("group", "fault"),
    [(Group("", ("甲",)), "组长"), (Group("甲", ()), "至少 2 人"), (Group("甲", ("甲 ",)), "至少")],
)
def test_a_group_is_at_least_two_people(office, group, fault):
    number = recording(office)
    expire(office)
    due(office)
    with pytest.raises(InvalidInput, match=fault):
        Appraising(office.desk).begin(office["archivist"], "鉴定", group, [number])


def test_an_opinion_needs_its_reason_and_its_years(office):
    number = recording(office)
    expire(office)
    due(office)
    appraising, clerk = Appraising(office.desk), office["archivist"]
    no = begun(office, [number]).no
    with pytest.raises(InvalidInput, match="理由"):
        appraising.judge(clerk, no, [number], Opinion.DESTROY, " ")
    with pytest.raises(InvalidInput, match="延长多少年"):
        appraising.judge(clerk, no, [number], Opinion.EXTEND, "有用")
    with pytest.raises(InvalidInput, match="期限已满"):
        appraising.judge(clerk, no, [number], Opinion.KEEP, "维持")
    with pytest.raises(InvalidInput, match="没有音像 9"):
        appraising.judge(clerk, no, [9], Opinion.PERMANENT, "有用")
    with pytest.raises(Refused):
        appraising.judge(office["officer"], no, [number], Opinion.PERMANENT, "有用")


def test_the_report_names_the_group_and_every_opinion(office, tmp_path):
    number = recording(office)
    expire(office)
    due(office)
    appraising, clerk = Appraising(office.desk), office["archivist"]
    no = begun(office, [number]).no
    appraising.judge(clerk, no, [number], Opinion.EXTEND, "案情有代表性", years=5)
    appraising.conclude(clerk, no, "本次鉴定一件。")
    target = AppraisalPapers(office.desk).report(clerk, no, tmp_path / "report.pdf")
    assert target.read_bytes().startswith(b"%PDF")
