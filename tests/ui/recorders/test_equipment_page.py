"""Devices go out and come back by window."""

from datetime import timedelta

from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from archive_desk.domain.device_issues import Check, DeviceState
from archive_desk.domain.devices import Device, DeviceKind
from archive_desk.services.clocks import Clocks
from archive_desk.services.equipping import Equipping, IssueWish
from archive_desk.ui.intentions import ShowEquipment
from archive_desk.ui.recorders.device_dialog import DeviceDialog
from archive_desk.ui.recorders.screen import RecordersScreen
from archive_desk.ui.widgets.asking import Asking
from tests.helpers.archives import Office
from tests.helpers.case_files import recording
from tests.helpers.dialogs import in_dialogs
from tests.helpers.looking import shown
from tests.ui.conftest import ContextOf

NUMBER = "JLY-01"


def opened(qtbot: QtBot, context_of: ContextOf, account: str = "archivist") -> RecordersScreen:
    screen = RecordersScreen(context_of(account))
    qtbot.addWidget(screen)
    screen.context.notices.use_window(screen)
    screen.resize(1200, 760)
    screen.show()
    screen.freshen()
    screen.open_item(ShowEquipment(NUMBER))
    return screen


def fill_check(dialog: Asking) -> None:
    dialog.field("battery").setValue(80)
    dialog.field("free").setValue(30)


def test_a_device_is_registered_issued_returned_maintained_and_retired(
    office: Office, qtbot: QtBot, context_of: ContextOf
) -> None:
    page = opened(qtbot, context_of).equipment
    assert "还没有登记设备" in shown(page)

    def register(dialog: DeviceDialog) -> None:
        dialog.number.setText(NUMBER)
        dialog.kind.choose(DeviceKind.RECORDER)
        dialog.model.setText("示例型号")
        dialog.serial.setText("SN-7")
        dialog.custodian.setText("示例保管人")
        dialog.accept()

    with in_dialogs(register):
        page.register()
    assert page.chosen is not None
    assert "SN-7" in shown(page.details)
    assert "还没有领用过。" in shown(page.details)

    def issue(dialog: Asking) -> None:
        dialog.field("holder").choose("officer")
        dialog.field("purpose").setText("日常检查")
        dialog.accept()
        assert "请填写使用前检查：电量。" in shown(dialog)
        fill_check(dialog)
        dialog.field("shows").set_value(office.clock.now + timedelta(seconds=30))
        dialog.accept()

    with in_dialogs(issue):
        page.issue()
    assert "示例officer" in shown(page.details)
    assert "快 30.0 秒" in shown(page.details)
    assert Clocks(office.desk).history(office["archivist"], NUMBER)
    recording(office, device=NUMBER, imported_at=office.clock.now)

    def back(dialog: Asking) -> None:
        assert dialog.field("batches").text() == "PC-1"
        dialog.field("fault").setText("电池鼓包")
        dialog.accept()

    with in_dialogs(back):
        page.take_back()
    assert "音像已移交：PC-1" in shown(page.details)
    assert page.chosen.fault == "电池鼓包"
    office.clock.forward(minutes=1)

    def maintain(dialog: Asking) -> None:
        dialog.accept()
        assert "请填写。" in shown(dialog)
        dialog.field("content").setPlainText("更换电池")
        works: QCheckBox = dialog.field("sound")
        assert works.isChecked()
        dialog.accept()

    with in_dialogs(maintain):
        page.maintain()
    assert "更换电池" in shown(page.details)
    assert page.chosen.state(office.clock.now) is DeviceState.IN

    def retire(dialog: Asking) -> None:
        dialog.field("reason").setPlainText("老化")
        dialog.accept()

    with in_dialogs(retire):
        page.retire()
    assert page.chosen.state(office.clock.now) is DeviceState.RETIRED
    assert "老化" in shown(page.details)


def test_without_footage_the_window_asks_why(
    office: Office, qtbot: QtBot, context_of: ContextOf
) -> None:
    desk, clerk = Equipping(office.desk), office["archivist"]
    desk.register(clerk, Device(NUMBER))
    desk.issue(clerk, NUMBER, IssueWish("officer", "检查"), Check("", 90, 32 * 1000**3))
    page = opened(qtbot, context_of).equipment

    def back(dialog: Asking) -> None:
        dialog.accept()
        assert "没有采集过音像" in shown(dialog)
        dialog.field("no_footage").setText("未发生执法活动")
        dialog.accept()

    with in_dialogs(back):
        page.take_back()
    assert "没有音像：未发生执法活动" in shown(page.details)


def test_an_officer_reads_and_gives_nothing_out(
    office: Office, qtbot: QtBot, context_of: ContextOf
) -> None:
    Equipping(office.desk).register(office["archivist"], Device(NUMBER))
    page = opened(qtbot, context_of, "officer").equipment
    assert NUMBER in shown(page.details) or page.chosen is not None
    assert "发放" not in shown(page)
