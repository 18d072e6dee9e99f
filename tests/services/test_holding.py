from dataclasses import replace
from datetime import date

import pytest

from archive_desk.domain.errors import InvalidInput, NotFound, Refused
from archive_desk.domain.holds import HoldDraft, HoldGround
from archive_desk.services.casework import Casework
from archive_desk.services.holding import Holding, on_hold
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import recording, registered

DRAFT = HoldDraft(HoldGround.REVIEW, "行复〔2026〕7号", "当事人申请行政复议", date(2026, 11, 20))


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


def test_a_hold_on_a_case_holds_its_recordings_and_their_sidecars(office):
    case, number, alone = registered(office), recording(office), recording(office)
    beside = recording(office, kind="sidecar", parent_id=number)
    Casework(office.desk).link(office["archivist"], case.no, [number])
    holding = Holding(office.desk)

    (hold,) = holding.place(office["leader"], replace(DRAFT, case_no=case.no))

    assert hold.no == "FC-2026-0001"
    assert hold.words == "FC-2026-0001 因行政复议封存（行复〔2026〕7号），自 2026-11-20 起"
    with office.desk.reading() as session:
        for item in (f"case:{case.no}", f"footage:{number}", f"footage:{beside}"):
            assert [each.no for each in on_hold(session, item)] == [hold.no]
        assert not on_hold(session, f"footage:{alone}")
    released = holding.release(office["archivist"], hold.no, "复议维持，行复决〔2027〕1号")
    assert released.release_reason == "复议维持，行复决〔2027〕1号"
    with office.desk.reading() as session:
        assert not on_hold(session, f"footage:{number}")
    assert holding.page(office["officer"]) == []
    assert len(holding.page(office["officer"], all_of_them=True)) == 1
    with pytest.raises(Refused, match="已经解除"):
        holding.release(office["archivist"], hold.no, "再解除")


def test_recordings_are_held_one_by_one(office):
    numbers = [recording(office), recording(office)]
    held = Holding(office.desk).place(
        office["archivist"], replace(DRAFT, footage_ids=tuple(numbers))
    )
    assert [each.footage_id for each in held] == numbers


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, "请指明"),
        ({"case_no": "A", "document_no": " "}, "文号"),
        ({"case_no": "A", "reason": ""}, "理由"),
        ({"case_no": "A", "from_day": date(2026, 11, 21)}, "起始日期"),
        ({"case_no": "没有"}, "没有编号"),
    ],
)
def test_a_hold_that_makes_no_sense_is_refused_in_words(office, change, fault):
    with pytest.raises((InvalidInput, NotFound), match=fault):
        Holding(office.desk).place(office["archivist"], replace(DRAFT, **change))


def test_an_officer_places_no_hold(office):
    with pytest.raises(Refused):
        Holding(office.desk).place(office["officer"], replace(DRAFT, case_no="A"))
