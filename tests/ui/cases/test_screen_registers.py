"""Lists come in and registers go out by the menu beside the filters."""

from archive_desk.services.binding import Binding
from archive_desk.ui.cases.binding_dialog import OrderDialog
from archive_desk.ui.cases.screen import CasesScreen
from tests.helpers.case_files import registered


def test_registers_are_written_into_a_folder(office, context_of, qtbot, tmp_path):
    registered(office)
    screen = CasesScreen(context_of("archivist"))
    qtbot.addWidget(screen)
    screen.show()
    screen.freshen()
    words = [action.text() for action in screen.list.more.menu().actions()]
    assert any("导入清单" in each for each in words)
    assert any("导出全部登记簿" in each for each in words)
    screen.export_registers(tmp_path / "out")
    qtbot.waitUntil(lambda: "个登记簿" in str(screen.context.notices.said))
    assert (tmp_path / "out" / "cases.csv").is_file()


def test_the_order_of_documents_is_edited_as_lines(office, context_of, qtbot):
    context = context_of("archivist")
    dialog = OrderDialog(context)
    qtbot.addWidget(dialog)
    assert "立案审批表" in dialog.text.toPlainText()
    dialog.text.setPlainText("询问笔录\n\n立案审批表")
    dialog.accept()
    assert Binding(office.desk).order(context.actor) == ("询问笔录", "立案审批表")
    again = OrderDialog(context)
    qtbot.addWidget(again)
    again.text.clear()
    again.accept()
    assert len(Binding(office.desk).order(context.actor)) > 15
