"""A device's day, an application's way and a call-up, by everybody concerned, in the window."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from archive_desk.app import Reception
from archive_desk.services import accounts
from archive_desk.services.casework import Casework
from archive_desk.settings import Preferences, Theme
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.theme import theme
from tests.helpers.archives import PASSWORD, cheap_hasher, staffed_office
from tests.helpers.case_files import registered
from tests.helpers.commands import Commands
from tests.helpers.screenings import screening
from tests.journeys.hand import Hand, file_dialogs

CASE = "大教罚〔2026〕1号"


@pytest.fixture
def reception(qtbot: QtBot, qapp: QApplication, monkeypatch) -> Iterator[Reception]:
    monkeypatch.setattr(accounts, "PasswordHasher", cheap_hasher)
    made = Reception(qapp, Remembered(Preferences(theme=Theme.LIGHT)))
    yield made
    if made.session is not None:
        made.session.window.shut()
        made.session.window.deleteLater()
    if made.entrance is not None:
        made.entrance.close()
        made.entrance.deleteLater()
    made.end()
    made.deleteLater()
    theme().apply(Theme.LIGHT, 100)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive under 004 with one case that is not decided, and its footage."""
    office = staffed_office(tmp_path / "archive", "dawukou")
    office.clock.now = datetime.now(UTC)
    try:
        shown = screening(office, tmp_path)
        opened = (office.clock.now - timedelta(days=3)).date()
        registered(office, no=CASE, opened_on=opened, ended_at=None)
        Casework(office.desk).link(office["archivist"], CASE, [shown.video])
    finally:
        office.desk.close()
    return office.desk.folder.root


class Outside:
    """The story. Each chapter is what one person does at the desk."""

    def __init__(self, hand: Hand, place: Path, files: list[Path]) -> None:
        self.hand = hand
        self.place = place
        self.files = files

    def tell(self) -> None:
        self.signs_in("archivist")
        self.gives_a_device_out_and_takes_it_back()
        self.takes_an_application()
        self.names_a_reviewer()
        self.signs_out()
        self.signs_in("leader")
        self.approves_the_answer()
        self.signs_out()
        self.signs_in("officer")
        self.calls_the_footage_up()
        self.signs_out()
        self.signs_in("archivist")
        self.delivers_and_decides()
        self.signs_out()
        self.signs_in("officer")
        self.sees_that_it_is_over()

    def signs_in(self, account: str) -> None:
        hand = self.hand
        hand.writes("账号", account)
        hand.writes("密码", PASSWORD)
        hand.clicks("登录")
        hand.finds(QToolButton, "actor")

    def signs_out(self) -> None:
        hand = self.hand
        hand.clicks_at(hand.finds(QToolButton, "actor"))
        hand.clicks("退出登录")
        hand.sees("密码")

    def gives_a_device_out_and_takes_it_back(self) -> None:
        hand = self.hand
        hand.clicks("设备")
        hand.clicks("领用与维护")
        hand.clicks("登记设备")
        hand.writes("设备编号", "JLY-01")
        hand.writes("型号", "示例型号")
        hand.clicks("保存")
        hand.sees("还没有领用过。")
        hand.clicks("发放")
        hand.chooses("领用人", "示例officer　")
        hand.writes("用途", "日常检查")
        hand.writes("电量", "90")
        hand.writes("剩余空间", "32")
        hand.clicks("发放")
        hand.sees("已发放 JLY-01")
        hand.clicks("归还")
        hand.writes("没有音像的原因", "未发生执法活动")
        hand.clicks("归还")
        hand.sees("没有音像：未发生执法活动")

    def takes_an_application(self) -> None:
        hand = self.hand
        hand.clicks("对外利用")
        hand.clicks("登记申请")
        hand.writes("申请人", "示例申请人")
        hand.writes("身份证明", "身份证")
        hand.writes("联系方式", "示例电话")
        hand.writes("申请内容", "某次检查的录像")
        hand.clicks("登记")
        hand.sees("当面提交的，以提交之日为收到申请之日")
        hand.clicks("拟定答复")
        hand.chooses("答复", "可以不予公开")
        hand.writes("内容和理由", "属于行政执法案卷信息，不予公开")
        hand.clicks("提交批准")
        hand.sees("答复待批准")

    def names_a_reviewer(self) -> None:
        hand = self.hand
        hand.clicks("审核调阅")
        hand.clicks("指定审核人员")
        hand.writes("案号", CASE)
        hand.chooses("审核人员", "示例officer　")
        hand.chooses("职责", "法制审核")
        hand.clicks("指定")
        hand.sees("可调阅")

    def approves_the_answer(self) -> None:
        hand = self.hand
        hand.clicks("对外利用")
        hand.clicks_row("示例申请人")
        hand.clicks("批准答复")
        hand.writes("意见", "同意")
        hand.clicks("批准")
        hand.sees("已答复，待送达")

    def calls_the_footage_up(self) -> None:
        hand = self.hand
        hand.clicks("对外利用")
        hand.clicks_row("示例培训中心无证办学案")
        hand.sees("第9项第2目")
        hand.clicks("调阅音像")
        hand.sees("法制审核 DY-")

    def delivers_and_decides(self) -> None:
        hand = self.hand
        hand.clicks("对外利用")
        hand.clicks_row("示例申请人")
        self.files.append(self.place / "答复书.pdf")
        hand.clicks("答复书")
        hand.sees("已保存 答复书.pdf")
        hand.clicks("登记送达")
        hand.writes("送达方式和签收人", "邮寄签收")
        hand.clicks("登记")
        hand.sees("已送达")
        command = Commands(self.place / "archive")
        command("case", "document", CASE, "--type", "行政处罚决定书", actor="archivist")

    def sees_that_it_is_over(self) -> None:
        hand = self.hand
        hand.clicks("对外利用")
        hand.clicks_row("示例培训中心无证办学案")
        hand.sees("决定已作出")


@pytest.mark.timeout(240)
def test_a_device_an_application_and_a_call_up_by_window(
    reception: Reception, archive: Path, tmp_path: Path, monkeypatch
) -> None:
    with file_dialogs(monkeypatch) as files:
        reception.begin(archive)
        hand = Hand()
        hand.live(Outside(hand, tmp_path, files).tell, tmp_path)
    assert (tmp_path / "答复书.pdf").read_bytes().startswith(b"%PDF")
    command = Commands(archive)
    (line,) = command("disclosure", "list", actor="auditor")["disclosures"]
    assert (line["state"], line["answer"]["kind"]) == ("delivered", "withheld")
    (issue,) = command("device", "ledger", "list", actor="auditor")["lines"]
    assert issue["no_footage"] == "未发生执法活动"
    (callup,) = command("case", "callup", "list", actor="auditor")["callups"]
    assert callup["state"] == "decided"
    journal = command("journal", "verify", actor="auditor")
    assert journal["findings"] == []
