"""Complaints: their clocks run from the receipt, and providing ends them."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from archive_desk.domain.complaints import ComplaintDraft, ComplaintKind
from archive_desk.domain.errors import InvalidInput, NotFound, Refused
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.work import Unwatched
from archive_desk.services.contesting import Contested, Contesting
from archive_desk.services.providing import Providing
from archive_desk.services.worklist import Worklist
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import registered
from tests.helpers.stored import in_case, stored
from tests.services.test_exporting import Room
from tests.services.test_providing import COURT

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    office = staffed_office(tmp_path / "archive")
    case = registered(office)
    recording = stored(office)
    in_case(office, case, recording)
    yield Room(office, case.no, [recording])
    office.desk.close()


def received(room: Room, kind: str = "court", on: str = "2026-11-20", **facts: object) -> Contested:
    said: dict[str, object] = {
        "body": "示例区人民法院",
        "document_no": "（2026）示行初1号",
        "complainant": "示例公司",
        "case_no": room.case,
    }
    draft = ComplaintDraft(
        kind=ComplaintKind(kind),
        received_on=date.fromisoformat(on),
        **(said | facts),  # type: ignore[arg-type]
    )
    return Contesting(room.office.desk).register(room.office["archivist"], draft)


@pytest.mark.parametrize(
    ("kind", "on", "last"),
    [
        # ten working days, over the long holiday with its two working weekends
        ("review", "2026-09-28", "2026-10-16"),
        # five of them
        ("review_simple", "2026-09-28", "2026-10-10"),
        # fifteen calendar days, the last of which is a day of rest: the next working day
        ("court", "2026-09-18", "2026-10-08"),
        # fifteen calendar days that end on an ordinary day
        ("court", "2026-11-09", "2026-11-24"),
        # and over 春节
        ("review", "2026-02-12", "2026-03-04"),
    ],
)
def test_the_clock_of_each_procedure(room: Room, kind: str, on: str, last: str) -> None:
    counted = received(room, kind, on).count
    assert counted is not None
    assert counted.due == datetime.fromisoformat(f"{last}T23:59:59").replace(tzinfo=ZONE)
    assert len(counted.steps) > 1


def test_providing_meets_the_clock_and_takes_it_off_the_worklist(
    room: Room, tmp_path: Path
) -> None:
    complaint = received(room)
    desk, clerk = room.office.desk, room.office["archivist"]

    def waiting() -> list[str]:
        items = Worklist(desk).items(clerk)
        return [each.state.value for each in items if each.task == "complaint"]

    assert waiting() == ["running"]
    room.office.clock.forward(days=15)
    assert waiting() == ["due_soon"]
    loan = room.loan(LoanAct.PROVIDE)
    with pytest.raises(NotFound):
        Providing(desk).provide(
            clerk, loan.id, COURT, tmp_path / "x", Unwatched(), complaint="YS-1"
        )
    made, _ = Providing(desk).provide(
        clerk, loan.id, COURT, tmp_path / "out", Unwatched(), complaint=complaint.complaint.no
    )
    assert made.complaint == complaint.complaint.no
    assert waiting() == []
    found = Contesting(desk).get(clerk, complaint.complaint.no)
    assert found.complaint.provisions == (made.no,)
    assert found.complaint.answered_at == made.provided_at
    assert found.count is not None
    assert made.provided_at < found.count.due
    assert Contesting(desk).waiting(clerk) == []


def test_what_is_late_is_said(room: Room) -> None:
    received(room, on="2026-10-12")
    items = Worklist(room.office.desk).items(room.office["leader"])
    (item,) = [each for each in items if each.task == "complaint"]
    assert item.state.value == "overdue"
    assert item.basis.article == "第六十七条"


@pytest.mark.parametrize(
    "facts",
    [
        {"body": " "},
        {"document_no": ""},
        {"case_no": ""},
        {"case_no": "没有"},
        {"on": "2027-01-01"},
    ],
)
def test_a_complaint_has_its_facts(room: Room, facts: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        received(room, **facts)  # type: ignore[arg-type]


def test_the_register_is_the_clerks_and_leaves_as_files(room: Room, tmp_path: Path) -> None:
    complaint = received(room)
    desk = Contesting(room.office.desk)
    for account in ("officer", "leader", "auditor"):
        with pytest.raises(Refused):
            desk.register(room.office[account], complaint.complaint.draft)
    with pytest.raises(Refused):
        desk.everything(room.office["officer"])
    for name in ("r.xlsx", "r.csv", "r.pdf"):
        assert desk.export(room.office["auditor"], tmp_path / name) == 1
    book = openpyxl.load_workbook(tmp_path / "r.xlsx").active
    assert book.cell(4, 1).value == complaint.complaint.no
    assert desk.everything(room.office["leader"], "没有") == []
