"""Archived case files are handed over from the window."""

from archive_desk.services.casework import Casework
from archive_desk.ui.cases.transfer_dialog import TransferDialog
from tests.helpers.case_files import registered
from tests.helpers.looking import shown


def test_an_archived_file_is_handed_over_into_a_folder(office, context_of, qtbot, tmp_path):
    case = registered(office)
    Casework(office.desk).archive(office["archivist"], case.no, reason="测试")
    dialog = TransferDialog(context_of("archivist"), [case])
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.write(tmp_path / "a")
    qtbot.waitUntil(lambda: "请填写接收单位" in shown(dialog))
    dialog.receiver.setText("示例区档案馆")
    dialog.basis.setText("示档收〔2026〕3号")
    with qtbot.waitSignal(dialog.written, timeout=30_000):
        dialog.write(tmp_path / "a")
    assert (tmp_path / "a" / "manifest-sha256.txt").is_file()
    assert "移交包 YJ2026-0001" in str(dialog._context.notices.said)
