"""Chains by act and in person, as requests are laid out under them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from archive_desk.domain.errors import Conflict, InvalidInput, NotFound, Refused
from archive_desk.domain.loans import Loan, LoanAct
from archive_desk.domain.people import Role
from archive_desk.domain.rule_parts import LENDING, PARTS, SCENES, tidy
from archive_desk.services.deputising import Deputising
from archive_desk.services.lending import Lending
from archive_desk.services.rule_parts import RuleParts, moved, part_of
from tests.helpers.archives import Office, staffed_office
from tests.helpers.holdings import holdings

WHY = "局长办公会纪要〔2026〕3号"
HEAD = {"role": "agency_head", "title": "核准", "acts": ["provide"], "in_person": True}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = staffed_office(tmp_path / "archive")
    yield made
    made.desk.close()


def with_head(office: Office) -> None:
    """The head signs first, himself, whatever goes to the outside."""
    parts, clerk = RuleParts(office.desk), office["archivist"]
    (chain,) = parts.read(clerk, "xigang", LENDING).entries
    steps = chain["steps"]
    assert isinstance(steps, list)
    parts.save(clerk, "xigang", LENDING, [{**chain, "steps": [HEAD, *steps]}], WHY, based_on=1)


def request(office: Office, *acts: LoanAct) -> Loan:
    now = office.clock()
    item = holdings(office).case
    return Lending(office.desk).request(
        office["officer"], acts, (item,), "办案需要", now, now + timedelta(days=3)
    )


def test_a_step_for_one_act_is_asked_of_requests_for_it_alone(office: Office) -> None:
    lending = Lending(office.desk)
    before = request(office, LoanAct.VIEW, LoanAct.PROVIDE)
    with_head(office)
    assert len(lending.get(office["officer"], before.id).steps) == 2
    item, now = before.items, office.clock()
    until = now + timedelta(days=3)
    seen = lending.request(office["officer"], (LoanAct.VIEW,), item, "查看", now, until)
    assert [step.role for step in seen.steps] == [Role.UNIT_HEAD, Role.LEADER_IN_CHARGE]
    assert [step.position for step in seen.steps] == [1, 2]
    given = lending.request(office["officer"], (LoanAct.PROVIDE,), item, "移送", now, until)
    assert given.steps[0].role is Role.AGENCY_HEAD
    assert given.steps[0].in_person
    lending.send_back(office["agency_head"], given.id, "请补正")
    fewer = lending.resubmit(office["officer"], given.id, (LoanAct.VIEW,), item, "查看", now, until)
    assert [step.role for step in fewer.steps] == [Role.UNIT_HEAD, Role.LEADER_IN_CHARGE]
    assert lending.get(office["officer"], given.id).steps == fewer.steps


def test_no_deputy_signs_what_must_be_signed_in_person(office: Office) -> None:
    lending = Lending(office.desk)
    item = request(office, LoanAct.VIEW).items
    with_head(office)
    now = office.clock()
    until = now + timedelta(days=3)
    loan = lending.request(office["officer"], (LoanAct.PROVIDE,), item, "移送", now, until)
    Deputising(office.desk).appoint(
        office["agency_head"], "agency_head", "officer2", now, until, "出差"
    )
    stand_in = office["officer2"]
    assert lending.waiting_for(stand_in) == []
    with pytest.raises(Refused, match="本人签署"):
        lending.approve(stand_in, loan.id, "同意")
    assert lending.approve(office["agency_head"], loan.id, "同意").steps[0].signer


def test_a_part_is_saved_once_with_a_reason_and_only_where_it_was_read(office: Office) -> None:
    parts, clerk = RuleParts(office.desk), office["archivist"]
    read = parts.read(clerk, "xigang", SCENES)
    entries = moved([dict(each) for each in read.entries], 4, 5)
    with pytest.raises(Refused):
        parts.save(office["officer"], "xigang", SCENES, entries, WHY)
    with pytest.raises(InvalidInput, match="更改的原因"):
        parts.save(clerk, "xigang", SCENES, entries, " ")
    trial = parts.trial(clerk, "xigang", SCENES, entries)
    assert [str(each.title) for each in trial.changes] == ["必录环节的顺序"]
    assert parts.save(clerk, "xigang", SCENES, entries, WHY, based_on=1).version == 2
    with pytest.raises(Conflict):
        parts.save(clerk, "xigang", SCENES, read.entries, WHY, based_on=1)
    with pytest.raises(InvalidInput, match="相同"):
        parts.save(clerk, "xigang", SCENES, entries, WHY)
    with pytest.raises(NotFound):
        parts.read(clerk, "nowhere", SCENES)
    with pytest.raises(NotFound, match="scenes"):
        part_of("nothing")


def test_a_chain_must_leave_somebody_for_each_way_of_use(office: Office) -> None:
    parts, clerk = RuleParts(office.desk), office["archivist"]
    (chain,) = parts.read(clerk, "xigang", LENDING).entries
    trial = parts.trial(clerk, "xigang", LENDING, [{**chain, "steps": [HEAD]}])
    assert {each.field for each in trial.problems} == {"steps"}
    assert any("查阅" in str(each.expected) for each in trial.problems)
    archivist = {"role": "archivist", "title": "批准"}
    trial = parts.trial(clerk, "xigang", LENDING, [{**chain, "steps": [archivist]}])
    assert not trial.good


def test_whatever_a_regulation_says_fits_its_form(office: Office) -> None:
    parts, clerk = RuleParts(office.desk), office["archivist"]
    for key in ("xigang", "fushun", "shuncheng", "jinpu", "dawukou"):
        for part in PARTS.values():
            read = parts.read(clerk, key, part)
            for entry in read.entries:
                assert set(entry) <= {field.name for field in part.fields}, (key, part.key)
                assert tidy(part, entry) == entry
            trial = parts.trial(clerk, key, part, read.entries)
            assert trial.good
            assert trial.changes == ()
