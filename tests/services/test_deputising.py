"""Deputies, narrowed approvals and completed requests, on a real archive."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from archive_desk.domain.errors import Conflict, InvalidInput, NotFound, Refused
from archive_desk.domain.loans import LoanAct, LoanState, Scope
from archive_desk.domain.worklist import Task
from archive_desk.services.access import Accessing
from archive_desk.services.deputising import Deputising
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.worklist import Worklist
from tests.services.test_lending import Counter, counter_at


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    counter = counter_at(tmp_path / "archive")
    yield counter
    counter.office.desk.close()


def appoint(counter: Counter, principal: str, deputy: str, *, by: str = "", days: int = 3) -> int:
    made = Deputising(counter.office.desk).appoint(
        counter.office[by or principal],
        principal,
        deputy,
        counter.now,
        counter.now + timedelta(days=days),
        "外出开会",
    )
    return made.id


def test_a_deputy_finds_what_waits_looks_at_it_and_signs(counter: Counter) -> None:
    loan = counter.request(items=(counter.holdings.footage,))
    stand_in = counter.office["officer2"]
    assert counter.lending.waiting_for(stand_in) == []
    appoint(counter, "unit_head", "officer2")
    assert [each.id for each in counter.lending.waiting_for(stand_in)] == [loan.id]
    assert counter.lending.get(stand_in, loan.id) == loan
    listed = Worklist(counter.office.desk).items(stand_in)
    assert [item.item for item in listed if item.task is Task.SIGNATURE] == [f"loan:{loan.no}"]
    access = Accessing(counter.office.desk).ask(stand_in, LoanAct.VIEW, counter.holdings.alone)
    assert access.approval == loan.no
    signed = counter.lending.approve(stand_in, loan.id, "同意")
    assert signed.steps[0].deputy_for == counter.office["unit_head"].name
    assert counter.lending.waiting_for(stand_in) == []
    with pytest.raises(Refused):
        Accessing(counter.office.desk).ask(stand_in, LoanAct.VIEW, counter.holdings.alone)


def test_a_deputyship_ends_by_its_day_or_by_those_concerned(counter: Counter) -> None:
    loan = counter.request()
    stand_in = counter.office["officer2"]
    number = appoint(counter, "unit_head", "officer2")
    deputising = Deputising(counter.office.desk)
    with pytest.raises(Refused, match="本人或行政负责人"):
        deputising.end(counter.office["leader"], number)
    deputising.end(counter.office["unit_head"], number)
    with pytest.raises(Refused):
        counter.lending.approve(stand_in, loan.id, "同意")
    with pytest.raises(Conflict, match="已经结束"):
        deputising.end(counter.office["unit_head"], number)
    appoint(counter, "unit_head", "officer2", days=1)
    counter.office.clock.forward(days=1)
    with pytest.raises(Refused):
        counter.lending.approve(stand_in, loan.id, "同意")


@pytest.mark.parametrize(
    ("by", "principal", "deputy", "expected"),
    [
        ("officer", "unit_head", "officer2", Refused),
        ("leader", "unit_head", "officer2", Refused),
        ("agency_head", "officer", "officer2", Refused),
        ("unit_head", "unit_head", "unit_head", InvalidInput),
        ("unit_head", "unit_head", "nobody", NotFound),
    ],
)
def test_who_may_not_appoint_whom(
    counter: Counter, by: str, principal: str, deputy: str, expected: type[Exception]
) -> None:
    with pytest.raises(expected):
        appoint(counter, principal, deputy, by=by)


def test_the_head_of_the_agency_appoints_for_others_and_it_is_written_down(
    counter: Counter,
) -> None:
    appoint(counter, "unit_head", "officer2", by="agency_head")
    page = Journalling(counter.office.desk).page(
        counter.office["auditor"], JournalFilter(verb="loan.deputy"), 0, 5
    )
    assert page.entries[0].detail["reason"] == "外出开会"


def test_what_was_narrowed_away_is_not_granted_and_the_journal_keeps_it(counter: Counter) -> None:
    loan = counter.request(
        LoanAct.VIEW, LoanAct.COPY, items=(counter.holdings.case, counter.holdings.footage)
    )
    case = next(item for item in loan.items if item.kind is counter.holdings.case.kind)
    until = loan.wanted_until - timedelta(days=3)
    scope = Scope((LoanAct.VIEW,), (case,), until)
    counter.lending.approve(counter.office["unit_head"], loan.id, "只看案卷", scope)
    approved = counter.lending.approve(counter.office["leader"], loan.id, "同意")
    assert [(grant.act, grant.item) for grant in approved.grants] == [(LoanAct.VIEW, case)]
    assert approved.grants[0].valid_until == until
    page = Journalling(counter.office.desk).page(
        counter.office["auditor"], JournalFilter(verb="loan.signed"), 0, 5
    )
    detail = page.entries[-1].detail
    assert detail["without_acts"] == ["copy"]
    assert len(detail["without_items"]) == 1  # type: ignore[arg-type]


def test_a_request_goes_back_is_completed_and_signed_anew(counter: Counter) -> None:
    loan = counter.request()
    counter.lending.approve(counter.office["unit_head"], loan.id, "同意")
    counter.lending.send_back(counter.office["leader"], loan.id, "请写明用途")
    officer = counter.office["officer"]
    listed = Worklist(counter.office.desk).items(officer)
    assert [item.item for item in listed if item.task is Task.COMPLETE] == [f"loan:{loan.no}"]
    again = counter.lending.resubmit(
        officer,
        loan.id,
        (LoanAct.VIEW,),
        (counter.holdings.footage,),
        "行政复议",
        loan.wanted_from,
        loan.wanted_until,
    )
    assert (again.state, again.purpose) == (LoanState.SUBMITTED, "行政复议")
    assert counter.lending.get(officer, loan.id) == again
    approved = counter.sign(again)
    assert [grant.item.item_id for grant in approved.grants] == [counter.holdings.alone]
