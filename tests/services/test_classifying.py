"""Recordings that are not for everybody: flagged, found, marked, and one signature more."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.ids import FootageId
from archive_desk.domain.loans import ItemKind, LoanAct, LoanItem
from archive_desk.domain.people import Role
from archive_desk.domain.rule_values import Sensitivity
from archive_desk.services.access import Accessing
from archive_desk.services.catalogue import Catalogue, FootageFilter
from archive_desk.services.classifying import Classifying
from archive_desk.services.lending import Lending
from archive_desk.services.viewing import Viewing
from tests.helpers.archives import Office, staffed_office
from tests.helpers.expired import taken_in
from tests.helpers.taking_in import verbs

WHY = "画面中有学生"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = staffed_office(tmp_path / "archive")
    yield made
    made.desk.close()


@pytest.fixture
def footage(office: Office, tmp_path: Path) -> list[FootageId]:
    return taken_in(office, tmp_path / "card", 2)


def request(office: Office, number: FootageId, *acts: LoanAct) -> tuple[Role, ...]:
    now = office.clock.now
    item = LoanItem(ItemKind.FOOTAGE, number, "")
    loan = Lending(office.desk).request(
        office["officer"], acts, (item,), "办案", now, now + timedelta(days=3)
    )
    return tuple(step.role for step in loan.steps)


def test_a_flag_is_set_by_the_clerk_and_lifted_by_who_signs(
    office: Office, footage: list[FootageId]
) -> None:
    work, clerk = Classifying(office.desk), office["archivist"]
    with pytest.raises(Refused):
        work.flag(office["officer"], footage[:1], [Sensitivity.MINOR], WHY)
    with pytest.raises(InvalidInput, match="理由"):
        work.flag(clerk, footage[:1], [Sensitivity.MINOR], " ")
    with pytest.raises(InvalidInput, match="工作秘密"):
        work.flag(clerk, footage[:1], [Sensitivity.WORK_SECRET], WHY)
    done = work.flag(clerk, footage[:1], [Sensitivity.MINOR, Sensitivity.PRIVACY], WHY)
    assert done.flags == {footage[0]: (Sensitivity.MINOR, Sensitivity.PRIVACY)}
    work.flag(clerk, footage[:1], [Sensitivity.MINOR], "再说一次")
    with pytest.raises(Refused, match="负责人"):
        work.lift(clerk, footage[:1], [Sensitivity.MINOR], "已遮挡")
    work.lift(office["unit_head"], footage[:1], [Sensitivity.MINOR], "已遮挡")
    with pytest.raises(InvalidInput, match="没有这些标注"):
        work.lift(office["unit_head"], footage, [Sensitivity.MINOR], "已遮挡")
    first, second = work.history(clerk, footage[0])
    assert (first.kind, first.reason, first.by) == (Sensitivity.MINOR, WHY, clerk.name)
    assert (first.lifted_by, first.lift_reason) == (office["unit_head"].name, "已遮挡")
    assert second.stands
    assert verbs(office).count("footage.flagged") == 1
    assert verbs(office).count("footage.unflagged") == 1


def test_what_is_flagged_is_found_and_told(office: Office, footage: list[FootageId]) -> None:
    clerk, catalogue = office["archivist"], Catalogue(office.desk)
    Classifying(office.desk).flag(clerk, footage[:1], [Sensitivity.INFORMANT], WHY)
    for where, count in (
        (FootageFilter(sensitive=True), 1),
        (FootageFilter(sensitivity=Sensitivity.INFORMANT), 1),
        (FootageFilter(sensitivity=Sensitivity.PRIVACY), 0),
        (FootageFilter(), 2),
    ):
        assert catalogue.find(clerk, where, 0, 10).total == count
    (item,) = catalogue.find(clerk, FootageFilter(sensitive=True), 0, 10).footage
    assert item.sensitive == (Sensitivity.INFORMANT,)
    assert Viewing(office.desk).open(clerk, item.id).footage.sensitive == item.sensitive


def test_what_leaves_the_desk_wants_the_head_of_the_agency_too(
    office: Office, footage: list[FootageId]
) -> None:
    usual = (Role.UNIT_HEAD, Role.LEADER_IN_CHARGE)
    assert request(office, footage[0], LoanAct.COPY) == usual
    Classifying(office.desk).flag(office["archivist"], footage[:1], [Sensitivity.PRIVACY], WHY)
    for act in (LoanAct.COPY, LoanAct.BURN, LoanAct.PROVIDE):
        assert request(office, footage[0], act) == (*usual, Role.AGENCY_HEAD)
    assert request(office, footage[0], LoanAct.VIEW) == usual
    assert request(office, footage[1], LoanAct.COPY) == usual
    notes = Lending(office.desk).notes_on(
        office["officer"], LoanItem(ItemKind.FOOTAGE, footage[0], "")
    )
    assert any("个人隐私" in str(note) and "行政负责人核准" in str(note) for note in notes)


def test_a_flag_tells_who_uses_it_already(office: Office, footage: list[FootageId]) -> None:
    request(office, footage[0], LoanAct.VIEW)
    done = Classifying(office.desk).flag(
        office["archivist"], footage, [Sensitivity.TRADE_SECRET], WHY
    )
    assert list(done.used) == footage[:1]
    assert "JY-" in str(done.used[footage[0]].words)


def test_a_state_secret_is_locked_for_everybody(office: Office, footage: list[FootageId]) -> None:
    clerk = office["archivist"]
    Classifying(office.desk).flag(clerk, footage[:1], [Sensitivity.STATE_SECRET], "图纸")
    for account in ("archivist", "reviewer", "agency_head"):
        with pytest.raises(Refused, match="国家秘密") as error:
            Viewing(office.desk).open(office[account], footage[0])
        assert "保守国家秘密法" in str(error.value.basis)
    with pytest.raises(Refused, match="国家秘密"):
        Accessing(office.desk).ask(clerk, LoanAct.BURN, footage[0])
    with pytest.raises(Refused, match="国家秘密"):
        request(office, footage[0], LoanAct.VIEW)
    Classifying(office.desk).lift(
        office["agency_head"], footage, [Sensitivity.STATE_SECRET], "已核定不涉密"
    )
    assert Viewing(office.desk).open(clerk, footage[0])
