"""Call-up: who reviews a case looks before the decision, and not after it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from archive_desk.domain.call_ups import CallUpState
from archive_desk.domain.cases import CaseOfficer, DocumentDraft
from archive_desk.domain.errors import Conflict, InvalidInput, NotFound, Refused
from archive_desk.domain.ids import FootageId
from archive_desk.domain.loans import LoanAct
from archive_desk.services.access import Accessing
from archive_desk.services.calling_up import CallingUp, CallUpWish
from archive_desk.services.casework import Casework
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.viewing import Viewing
from tests.helpers.archives import Office, staffed_office
from tests.helpers.case_files import registered
from tests.helpers.stored import in_case, stored

CASE = "大教罚〔2026〕1号"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = staffed_office(tmp_path / "archive", "dawukou")
    case = registered(made, no=CASE, ended_at=None)
    in_case(made, case, stored(made))
    stored(made)
    yield made
    made.desk.close()


def named(office: Office, person: str = "officer", by: str = "archivist", **facts: object):
    wish = CallUpWish(CASE, person, **facts)  # type: ignore[arg-type]
    return CallingUp(office.desk).name(office[by], wish)


def may(office: Office, account: str, act: LoanAct = LoanAct.VIEW, footage: int = 1) -> str:
    """The number that gives the leave; the refusal's article where there is none."""
    try:
        return Accessing(office.desk).ask(office[account], act, FootageId(footage)).approval
    except Refused as error:
        return "" if error.basis is None else error.basis.article


def test_who_was_named_looks_at_this_case_and_each_look_is_written_down(office: Office) -> None:
    assert may(office, "officer") == "第9项第2目"
    found = named(office)
    assert found.state(office.clock.now) is CallUpState.LIVE
    assert may(office, "officer") == found.no
    assert may(office, "officer2") != found.no
    assert may(office, "officer", footage=2) != found.no
    viewing = Viewing(office.desk)
    viewing.open(office["officer"], FootageId(1))
    entries = Journalling(office.desk).page(
        office["auditor"], JournalFilter(item="footage:1"), 0, 10
    )
    opened = [each for each in entries.entries if each.verb == "footage.opened"]
    assert [each.approval for each in opened] == [found.no]


@pytest.mark.parametrize("act", [LoanAct.COPY, LoanAct.BURN, LoanAct.PROVIDE, LoanAct.BORROW])
def test_to_look_is_all_it_gives(office: Office, act: LoanAct) -> None:
    found = named(office)
    assert may(office, "officer", act) != found.no


def test_the_decision_ends_it_and_says_so_with_the_article(office: Office) -> None:
    found = named(office)
    office.clock.forward(hours=1)
    decision = DocumentDraft("行政处罚决定书", "1", office.clock.now)
    Casework(office.desk).add_document(office["archivist"], CASE, decision)
    with pytest.raises(Refused, match="已作出决定") as caught:
        Accessing(office.desk).ask(office["officer"], LoanAct.VIEW, FootageId(1))
    assert caught.value.basis is not None
    assert caught.value.basis.article == "第9项第2目"
    (shown,) = CallingUp(office.desk).everything(office["officer"])
    assert (shown.no, shown.state(office.clock.now)) == (found.no, CallUpState.DECIDED)
    with pytest.raises(Conflict):
        CallingUp(office.desk).end(office["archivist"], found.no, "决定已作出")
    with pytest.raises(Refused, match="不能再指定"):
        named(office, "leader")


def test_a_decision_without_its_time_ends_it_too(office: Office) -> None:
    named(office)
    Casework(office.desk).add_document(
        office["archivist"], CASE, DocumentDraft("行政处罚决定书", "1")
    )
    with pytest.raises(Refused, match="已作出决定"):
        Accessing(office.desk).ask(office["officer"], LoanAct.VIEW, FootageId(1))


def test_it_ends_by_its_own_time_and_by_the_arranger(office: Office) -> None:
    named(office, valid_until=office.clock.now + timedelta(days=1))
    office.clock.forward(days=2)
    with pytest.raises(Refused, match="已经结束"):
        Accessing(office.desk).ask(office["officer"], LoanAct.VIEW, FootageId(1))
    second = named(office, by="unit_head")
    assert may(office, "officer") == second.no
    with pytest.raises(InvalidInput):
        CallingUp(office.desk).end(office["archivist"], second.no, " ")
    CallingUp(office.desk).end(office["archivist"], second.no, "换人审核")
    with pytest.raises(Refused, match="已经结束"):
        Accessing(office.desk).ask(office["officer"], LoanAct.VIEW, FootageId(1))


@pytest.mark.parametrize("account", ["officer", "leader", "agency_head", "reviewer", "auditor"])
def test_only_clerk_and_unit_head_name(office: Office, account: str) -> None:
    with pytest.raises(Refused):
        named(office, "officer2", by=account)


def test_nobody_reviews_himself_or_twice_or_from_nowhere(office: Office) -> None:
    with pytest.raises(Refused, match="自己"):
        named(office, "archivist")
    with pytest.raises(NotFound):
        named(office, "nobody")
    with pytest.raises(Refused, match="不能审核调阅"):
        named(office, "auditor")
    named(office)
    with pytest.raises(Conflict):
        named(office)
    wish = CallUpWish("没有的案卷", "officer")
    with pytest.raises(NotFound):
        CallingUp(office.desk).name(office["archivist"], wish)
    with pytest.raises(InvalidInput):
        named(office, "officer2", valid_until=office.clock.now - timedelta(days=1))


def test_an_officer_of_the_case_does_not_review_it(office: Office) -> None:
    name = office["officer2"].name
    registered(
        office,
        no="大教罚〔2026〕2号",
        ended_at=None,
        officers=(CaseOfficer(name), CaseOfficer("乙")),
    )
    wish = CallUpWish("大教罚〔2026〕2号", "officer2")
    with pytest.raises(Refused, match="本案执法人员"):
        CallingUp(office.desk).name(office["archivist"], wish)


def test_where_the_regulation_has_no_call_up_a_loan_is_needed(tmp_path: Path) -> None:
    office = staffed_office(tmp_path / "other", "xigang")
    registered(office, no=CASE, ended_at=None)
    with pytest.raises(Refused, match="没有规定审核调阅") as caught:
        named(office)
    assert caught.value.basis is not None
    assert caught.value.basis.article == "第二十二条"
    office.desk.close()


def test_who_arranges_sees_all_and_who_is_named_his_own(office: Office) -> None:
    named(office)
    named(office, "officer2")
    desk = CallingUp(office.desk)
    assert len(desk.everything(office["archivist"])) == 2
    assert len(desk.everything(office["auditor"], CASE)) == 2
    assert [each.person for each in desk.everything(office["officer2"])] == ["示例officer2"]
    accounts = {each.account for each in desk.candidates(office["archivist"])}
    assert "officer" in accounts
    assert not accounts & {"archivist", "auditor", "admin"}
