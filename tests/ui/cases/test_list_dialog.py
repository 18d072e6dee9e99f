"""A list of case files is looked at, its columns set right, and taken in."""

import openpyxl
import pytest

from archive_desk.domain.case_lists import ListField
from archive_desk.services.casework import CaseFilter, Casework
from archive_desk.ui.cases.list_dialog import ListDialog
from tests.helpers.looking import shown

HEAD = "案号,违法行为,当事人,类型,科室,承办人,立案日期"


@pytest.fixture
def dialog(qtbot, context_of):
    made = ListDialog(context_of("archivist"))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def opened(dialog, qtbot, tmp_path, *lines: str, head: str = HEAD):
    file = tmp_path / "清单.csv"
    file.write_bytes("\r\n".join((head, *lines)).encode("gb18030"))
    dialog.open_file(file)
    qtbot.waitUntil(lambda: dialog.preview is not None)


def test_a_list_is_seen_taken_in_and_its_wrong_rows_are_exported(dialog, office, qtbot, tmp_path):
    opened(
        dialog,
        qtbot,
        tmp_path,
        "A-1,无证办学,某中心,处罚,综合科,甲一、乙二,2025-03-04",
        "A-2,无证办学,某中心,处罚,综合科,甲一,2025-03-04",
        "A-3,无证办学,某中心,处罚,综合科,甲一、乙二,2025-13-04",
    )
    assert "GB18030 · 3 行" in shown(dialog)
    rows = dialog.table.rows
    assert rows.rowCount() == 3
    dialog.take_in()
    qtbot.waitUntil(lambda: dialog.outcome is not None)
    assert "导入 1 个案卷，0 个已有，2 行有误。" in shown(dialog)
    assert Casework(office.desk).page(office["archivist"], CaseFilter(), 0, 9).total == 1
    assert dialog.export_button.isVisible()
    dialog.export(tmp_path / "wrong.xlsx")
    book = openpyxl.load_workbook(tmp_path / "wrong.xlsx")
    cells = [[cell.value for cell in row] for row in book.active.iter_rows(min_row=3)]
    assert [row[0] for row in cells[1:]] == [3, 4]
    assert "案号" in cells[0]
    book.close()


def test_columns_that_were_not_understood_are_asked_for(dialog, qtbot, tmp_path):
    opened(
        dialog,
        qtbot,
        tmp_path,
        "A-1,无证办学,某中心,处罚,综合科,甲一、乙二,2025-03-04",
        head="甲,违法行为,当事人,类型,科室,承办人,立案日期",
    )
    assert "案件编号" in shown(dialog)
    assert not dialog.confirm.isEnabled()
    box = dialog._boxes[ListField.NO]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert dialog.confirm.isEnabled()
    assert dialog.table.rows.rowCount() == 1
