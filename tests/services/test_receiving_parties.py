"""Parties see and copy what concerns them: by whose right, on whose signature, under whose eyes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.loans import ItemKind, LoanAct
from archive_desk.domain.parties import AccessGround, IdentityKind, PartyDraft, Relation
from archive_desk.domain.work import Unwatched
from archive_desk.services.lending import Lending
from archive_desk.services.receiving_parties import (
    PartyWish,
    ReceivingParties,
    Shown,
    Visit,
)
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import registered
from tests.helpers.printed import Printed
from tests.helpers.stored import in_case, stored, vault_file_of
from tests.helpers.taking_in import verbs
from tests.services.test_exporting import Room

PARTY = PartyDraft(
    "示例当事人", IdentityKind.ID_CARD, "示例号码", Relation.PARTY, AccessGround.REVIEW
)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    office = staffed_office(tmp_path / "archive")
    case = registered(office)
    recordings = [stored(office), stored(office, 300)]
    in_case(office, case, *recordings)
    yield Room(office, case.no, recordings)
    office.desk.close()


def requested(room: Room, *acts: LoanAct, draft: PartyDraft = PARTY) -> Visit:
    now, clerk = room.office.clock.now, room.office["archivist"]
    item = Lending(room.office.desk).item(clerk, ItemKind.CASE, room.case)
    wish = PartyWish(acts or (LoanAct.VIEW,), (item,), now, now + timedelta(days=7))
    return ReceivingParties(room.office.desk).request(clerk, draft, wish)


def approved(room: Room, *acts: LoanAct) -> str:
    visit = requested(room, *acts)
    for account in ("unit_head", "leader"):
        Lending(room.office.desk).approve(room.office[account], visit.loan.id, "同意")
    room.office.clock.forward(hours=1)
    return visit.line.no


def shown(room: Room, no: str, **facts: object) -> Visit:
    now = room.office.clock.now
    said: dict[str, object] = {
        "footage_ids": tuple(room.recordings),
        "begun_at": now - timedelta(minutes=30),
        "ended_at": now,
        "supervised_by": "示例监督人",
    }
    desk = ReceivingParties(room.office.desk)
    return desk.show(room.office["archivist"], no, Shown(**(said | facts)))  # type: ignore[arg-type]


def test_a_party_is_shown_under_the_offices_own_signatures(room: Room) -> None:
    visit = requested(room)
    assert visit.line.no == "DSR-2026-0001"
    assert "当事人查阅" in visit.loan.purpose
    with pytest.raises(Refused) as caught:
        shown(room, visit.line.no)
    assert caught.value.basis is not None
    assert caught.value.basis.article == "第二十二条"
    with pytest.raises(Refused):
        Lending(room.office.desk).approve(room.office["archivist"], visit.loan.id, "同意")
    no = approved(room)
    done = shown(room, no)
    (session,) = done.line.sessions
    assert session.supervised_by == "示例监督人"
    assert session.items.count("；") == 1
    assert {"party.requested", "party.shown"} <= set(verbs(room.office))


def test_copies_are_numbered_and_come_with_a_record_to_sign(room: Room, tmp_path: Path) -> None:
    no = approved(room, LoanAct.VIEW, LoanAct.COPY)
    desk, clerk = ReceivingParties(room.office.desk), room.office["archivist"]
    visit, folder = desk.copy(clerk, no, (), tmp_path / "out", Unwatched())
    assert [each.no for each in visit.line.copies] == [f"{no}-01", f"{no}-02"]
    for copy in visit.line.copies:
        original = vault_file_of(room.office, copy.footage_id)
        assert (folder / copy.name).read_bytes() == original.read_bytes()
    paper = Printed((folder / "当事人查阅复制记录.pdf").read_bytes()).text
    assert f"{no}-02" in paper
    assert "单位盖章" in paper
    assert "第四十七条" in paper


def test_leave_to_view_is_no_leave_to_copy(room: Room, tmp_path: Path) -> None:
    no = approved(room)
    desk = ReceivingParties(room.office.desk)
    with pytest.raises(Refused, match="复制") as caught:
        desk.copy(room.office["archivist"], no, (), tmp_path / "out", Unwatched())
    assert caught.value.basis is not None
    assert not (tmp_path / "out").exists()
    assert desk.get(room.office["archivist"], no).line.copies == ()


def test_nothing_is_lent_to_a_party(room: Room) -> None:
    with pytest.raises(Refused, match="不能借出"):
        requested(room, LoanAct.BORROW)


@pytest.mark.parametrize(
    "facts",
    [
        {"name": " "},
        {"identity_no": ""},
        {"relation": Relation.AGENT},
        {"relation": Relation.AGENT, "represents": "示例公司"},
        {"ground": AccessGround.OTHER},
    ],
)
def test_who_he_is_and_by_what_right_must_be_said(room: Room, facts: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        requested(room, draft=replace(PARTY, **facts))  # type: ignore[arg-type]
    assert ReceivingParties(room.office.desk).everything(room.office["auditor"]) == []


def test_an_agent_comes_with_his_paper(room: Room) -> None:
    draft = replace(
        PARTY,
        relation=Relation.AGENT,
        identity_kind=IdentityKind.LAWYER_LICENCE,
        represents="示例公司",
        power_of_attorney="2026年11月18日委托书",
    )
    assert requested(room, draft=draft).line.draft.represents == "示例公司"


def test_times_that_cannot_be_are_refused(room: Room) -> None:
    no, now = approved(room), room.office.clock.now
    with pytest.raises(InvalidInput):
        shown(room, no, ended_at=now + timedelta(hours=1))
    with pytest.raises(InvalidInput):
        shown(room, no, begun_at=now)
    with pytest.raises(InvalidInput):
        shown(room, no, footage_ids=())
    room.office.clock.forward(days=30)
    with pytest.raises(Refused):
        shown(room, no)


@pytest.mark.parametrize("account", ["officer", "unit_head", "leader", "auditor", "reviewer"])
def test_the_clerk_alone_receives_parties(room: Room, account: str) -> None:
    no, desk = approved(room), ReceivingParties(room.office.desk)
    with pytest.raises(Refused):
        desk.footage_of(room.office[account], no)
    with pytest.raises(Refused):
        desk.copy(room.office[account], no, (), Path("x"), Unwatched())


def test_the_register_leaves_as_files(room: Room, tmp_path: Path) -> None:
    no = approved(room)
    shown(room, no)
    desk = ReceivingParties(room.office.desk)
    for name in ("r.xlsx", "r.csv", "r.pdf"):
        assert desk.export(room.office["auditor"], tmp_path / name) == 1
    book = openpyxl.load_workbook(tmp_path / "r.xlsx").active
    assert book.cell(4, 1).value == no
    with pytest.raises(Refused):
        desk.export(room.office["officer"], tmp_path / "x.pdf")
