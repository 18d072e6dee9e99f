"""Devices go out after a check, come back with their footage, and are looked after."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from archive_desk.domain.device_issues import (
    Check,
    DeviceState,
    IssueState,
    MaintenanceDraft,
    MaintenanceKind,
)
from archive_desk.domain.devices import Device, DeviceKind
from archive_desk.domain.errors import Conflict, InvalidInput, NotFound, Refused
from archive_desk.services.clocks import Clocks
from archive_desk.services.device_papers import DevicePapers
from archive_desk.services.equipping import Equipping, IssueFilter, IssueWish
from archive_desk.services.worklist import Worklist
from tests.helpers.archives import Office, staffed_office
from tests.helpers.case_files import recording, registered
from tests.helpers.printed import Printed
from tests.helpers.taking_in import verbs

SOUND = Check(battery_percent=90, free_bytes=32 * 1000**3)
WISH = IssueWish("officer", "日常检查")


@pytest.fixture(params=["fushun"])
def office(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    made = staffed_office(tmp_path / "archive", request.param)
    keep(made)
    yield made
    made.desk.close()


def keep(office: Office, number: str = "JLY-01", **facts: object) -> None:
    device = Device(number, "示例型号", "校外监管科", **facts)  # type: ignore[arg-type]
    Equipping(office.desk).register(office["archivist"], device)


def issue(office: Office, number: str = "JLY-01", wish: IssueWish = WISH, check: Check = SOUND):
    return Equipping(office.desk).issue(office["archivist"], number, wish, check)


def back(office: Office, number: str = "JLY-01", check: Check = SOUND, **more: object):
    take = Equipping(office.desk).take_back
    return take(office["archivist"], number, check, **more)  # type: ignore[arg-type]


def care(office: Office, kind: MaintenanceKind = MaintenanceKind.UPKEEP, **said: object) -> None:
    facts: dict[str, object] = {"content": "清洁", "sound": True, "done_by": "示例"}
    draft = MaintenanceDraft(done_on=office.clock.now.date(), kind=kind, **(facts | said))  # type: ignore[arg-type]
    Equipping(office.desk).maintain(office["archivist"], "JLY-01", draft)


def state(office: Office, number: str = "JLY-01") -> DeviceState:
    history = Equipping(office.desk).history(office["archivist"], number)
    return history.record.state(office.clock.now)


def test_a_device_goes_out_and_comes_back_with_the_imports_of_its_footage(office: Office) -> None:
    case = registered(office)
    made = issue(office, wish=IssueWish("officer", "", case.no))
    assert (made.holder, made.case_no, state(office)) == ("示例officer", case.no, DeviceState.OUT)
    office.clock.forward(hours=3)
    recording(office, device="JLY-01", imported_at=office.clock.now)
    recording(office, device="JLY-99", imported_at=office.clock.now)
    returned = back(office)
    assert returned.returned is not None
    assert returned.returned.batches == ("PC-1",)
    assert returned.returned.no_footage == ""
    assert state(office) is DeviceState.IN
    assert {"device.registered", "device.issued", "device.returned"} <= set(verbs(office))


def test_a_device_that_is_out_is_not_issued_again_not_even_to_the_same_officer(
    office: Office,
) -> None:
    issue(office)
    for holder in ("officer", "officer2"):
        with pytest.raises(Conflict, match="尚未归还"):
            issue(office, wish=IssueWish(holder, "检查"))
    back(office, no_footage="未发生执法活动")
    assert issue(office).turn == 2


def test_without_footage_the_reason_must_be_given(office: Office) -> None:
    issue(office)
    with pytest.raises(InvalidInput, match="没有采集过音像"):
        back(office)
    done = back(office, no_footage="当事人不在场，未记录")
    assert done.returned is not None
    assert done.returned.no_footage == "当事人不在场，未记录"


def test_what_was_recorded_before_the_issue_is_not_its_footage(office: Office) -> None:
    recording(office, device="JLY-01")
    issue(office)
    with pytest.raises(InvalidInput):
        back(office)


def test_a_card_is_returned_with_the_batches_that_are_named(office: Office) -> None:
    keep(office, "K-01", kind=DeviceKind.CARD)
    issue(office, "K-01", check=Check(free_bytes=60 * 1000**3))
    recording(office, device="JLY-07", imported_at=office.clock.now)
    with pytest.raises(NotFound):
        back(office, "K-01", batches_of=["PC-9"])
    done = back(office, "K-01", batches_of=["PC-1"])
    assert done.returned is not None
    assert done.returned.batches == ("PC-1",)


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (Check("镜头开裂", 90, 32 * 1000**3), "镜头开裂"),
        (Check(free_bytes=32 * 1000**3), "电量"),
        (Check(battery_percent=90), "剩余空间"),
        (Check("", 5, 32 * 1000**3), "电量只有 5%"),
        (Check("", 90, 1000**3), "剩余空间只有 1.0 GB"),
    ],
)
def test_the_check_before_use_is_asked_for_with_its_article(
    office: Office, check: Check, words: str
) -> None:
    with pytest.raises((Refused, InvalidInput), match=words) as caught:
        issue(office, check=check)
    assert caught.value.basis is not None
    assert caught.value.basis.article == "第七条"
    assert state(office) is DeviceState.IN


def test_little_battery_is_accepted_with_a_word_why(office: Office) -> None:
    made = issue(office, check=Check("", 15, 32 * 1000**3, "随身带充电宝"))
    assert made.check.remark == "随身带充电宝"


@pytest.mark.parametrize("check", [Check("", 101, 1), Check("", -1, 1), Check("", 50, -1)])
def test_figures_that_cannot_be_are_refused(office: Office, check: Check) -> None:
    with pytest.raises(InvalidInput):
        issue(office, check=check)


def test_the_clock_read_at_the_issue_becomes_a_measurement_from_then_on(office: Office) -> None:
    earlier = recording(office, device="JLY-01", device_time=office.clock.now - timedelta(days=2))
    shows = office.clock.now + timedelta(seconds=95)
    made = issue(office, wish=IssueWish("officer", "检查", device_shows=shows))
    assert made.clock_offset == timedelta(seconds=95)
    (error,) = Clocks(office.desk).history(office["archivist"], "JLY-01")
    assert (error.offset, error.valid_from) == (timedelta(seconds=95), shows)
    assert made.no in error.reason
    with office.desk.reading() as session:
        statement = text("select clock_offset_ms from footage where id = :id")
        assert session.scalar(statement, {"id": earlier}) == 0


def test_what_comes_back_broken_is_not_issued_until_it_was_repaired(office: Office) -> None:
    issue(office)
    back(office, check=Check("无法开机"), no_footage="开机失败")
    assert state(office) is DeviceState.FAULTY
    office.clock.forward(minutes=5)
    with pytest.raises(Refused, match="无法开机"):
        issue(office)
    care(office, MaintenanceKind.REPAIR, content="更换电池", done_by="示例维修站")
    assert state(office) is DeviceState.IN
    assert issue(office).turn == 2


def test_a_fault_in_the_maintenance_log_keeps_it_in(office: Office) -> None:
    care(office, MaintenanceKind.FAULT, content="按键失灵", sound=False)
    with pytest.raises(Refused, match="按键失灵"):
        issue(office)


@pytest.mark.parametrize(
    "change",
    [
        {"content": " "},
        {"done_by": ""},
        {"done_on": date(2027, 1, 1)},
        {"next_on": date(2026, 11, 20)},
    ],
)
def test_maintenance_that_makes_no_sense_is_refused(
    office: Office, change: dict[str, object]
) -> None:
    said: dict[str, object] = {
        "done_on": date(2026, 11, 20),
        "kind": MaintenanceKind.UPKEEP,
        "content": "清洁",
        "sound": True,
        "done_by": "示例",
    }
    draft = MaintenanceDraft(**(said | change))  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        Equipping(office.desk).maintain(office["archivist"], "JLY-01", draft)


def test_a_retired_device_stays_known_and_is_never_issued(office: Office) -> None:
    desk, clerk = Equipping(office.desk), office["archivist"]
    issue(office)
    with pytest.raises(Refused, match="请先归还"):
        desk.retire(clerk, "JLY-01", "老化")
    back(office, no_footage="未使用")
    desk.retire(clerk, "JLY-01", "老化")
    assert state(office) is DeviceState.RETIRED
    with pytest.raises(Refused, match="报废"):
        issue(office)
    with pytest.raises(Conflict):
        desk.retire(clerk, "JLY-01", "老化")
    retired = desk.history(clerk, "JLY-01").record.device.retirement
    assert retired is not None
    assert (retired.reason, retired.by) == ("老化", "示例archivist")


@pytest.mark.parametrize(
    "wish",
    [
        IssueWish("officer"),
        IssueWish("nobody", "检查"),
        IssueWish("", "检查"),
        IssueWish("officer", "检查", "没有这个案卷"),
    ],
)
def test_an_issue_names_an_officer_and_what_it_is_for(office: Office, wish: IssueWish) -> None:
    with pytest.raises(InvalidInput):
        issue(office, wish=wish)


def test_a_return_in_the_past_is_refused(office: Office) -> None:
    late = IssueWish("officer", "检查", due_at=office.clock.now - timedelta(minutes=1))
    with pytest.raises(InvalidInput, match="已经过去"):
        issue(office, wish=late)


@pytest.mark.parametrize("account", ["officer", "leader", "reviewer", "auditor"])
def test_only_who_keeps_devices_gives_them_out(office: Office, account: str) -> None:
    desk, actor = Equipping(office.desk), office[account]
    with pytest.raises(Refused):
        desk.issue(actor, "JLY-01", WISH, SOUND)
    issue(office)
    with pytest.raises(Refused):
        desk.take_back(actor, "JLY-01", SOUND, no_footage="未使用")
    with pytest.raises(Refused):
        desk.retire(actor, "JLY-01", "老化")
    assert state(office) is DeviceState.OUT


def test_overdue_devices_wait_for_keeper_and_holder_and_nobody_else(office: Office) -> None:
    issue(office)
    office.clock.forward(days=1)
    assert state(office) is DeviceState.OVERDUE

    def waiting(account: str) -> list[str]:
        items = Worklist(office.desk).items(office[account])
        return [each.item for each in items if each.task.value == "device"]

    assert waiting("archivist") == waiting("officer") == ["device:JLY-01"]
    assert waiting("officer2") == []
    done = back(office, no_footage="忘记归还")
    assert done.returned_late
    assert waiting("archivist") == []


def test_maintenance_that_is_due_waits_for_the_keeper(office: Office) -> None:
    care(office, next_on=office.clock.now.date() + timedelta(days=30))
    assert not [e for e in Worklist(office.desk).items(office["archivist"]) if e.task == "device"]
    office.clock.forward(days=31)
    (item,) = [e for e in Worklist(office.desk).items(office["archivist"]) if e.task == "device"]
    assert item.state.value == "overdue"


def test_an_officer_sees_his_own_lines_only(office: Office) -> None:
    keep(office, "JLY-02")
    mine = issue(office)
    issue(office, "JLY-02", IssueWish("officer2", "检查"))
    desk = Equipping(office.desk)
    assert [each.no for each in desk.page(office["officer"], IssueFilter()).lines] == [mine.no]
    assert desk.page(office["leader"], IssueFilter()).total == 2
    where = IssueFilter(state=IssueState.OUT, at=office.clock.now, text="officer2")
    assert desk.page(office["auditor"], where).total == 1


@pytest.mark.parametrize(
    "statement",
    [
        "update device_issues set holder = 'x'",
        "delete from device_issues",
        "update device_returns set fault = ''",
        "delete from device_care",
        "update register_corrections set text = 'x'",
    ],
)
def test_the_lines_cannot_be_changed(office: Office, statement: str) -> None:
    made = issue(office)
    back(office, no_footage="未使用")
    care(office)
    Equipping(office.desk).correct(office["archivist"], made.no, "用途应为送达")
    with pytest.raises(IntegrityError, match="append-only"), office.desk.transaction(None) as work:
        work.session.execute(text(statement))


def test_a_correction_stands_beside_its_line(office: Office) -> None:
    made = issue(office)
    fixed = Equipping(office.desk).correct(office["archivist"], made.no, "用途应为送达")
    assert fixed.purpose == "日常检查"
    assert fixed.corrections == ("用途应为送达（示例archivist）",)


def test_register_log_and_form_leave_as_files(office: Office, tmp_path: Path) -> None:
    desk, clerk = DevicePapers(office.desk), office["archivist"]
    made = issue(office)
    back(office, no_footage="=1+1")
    care(office)
    assert desk.export(clerk, tmp_path / "r.xlsx") == 1
    row = list(openpyxl.load_workbook(tmp_path / "r.xlsx").active.iter_rows(values_only=True))[3]
    assert row[1] == made.no
    assert row[9].replace(microsecond=0).isoformat() == "2026-11-20T09:30:00"
    assert desk.export(office["auditor"], tmp_path / "r.csv") == 1
    said = (tmp_path / "r.csv").read_bytes()
    assert said.startswith(b"\xef\xbb\xbf")
    assert "无：=1+1" in said.decode("utf-8-sig")
    desk.export(clerk, tmp_path / "r.pdf")
    assert made.no in Printed((tmp_path / "r.pdf").read_bytes()).text
    desk.export_care(clerk, tmp_path / "c.pdf", "JLY-01")
    assert "清洁" in Printed((tmp_path / "c.pdf").read_bytes()).text
    desk.print_issue(office["officer"], made.no, tmp_path / "f.pdf")
    assert "第七条" in Printed((tmp_path / "f.pdf").read_bytes()).text
    with pytest.raises(Refused):
        desk.print_issue(office["officer2"], made.no, tmp_path / "f.pdf")
    with pytest.raises(InvalidInput):
        desk.export(clerk, tmp_path / "r.doc")
