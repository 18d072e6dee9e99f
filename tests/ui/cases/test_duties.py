"""What a case file lacks, on one page with the way to mend it; and all files in one table."""

from datetime import timedelta

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from archive_desk.domain.cases import DocumentDraft
from archive_desk.services.casework import Casework
from archive_desk.ui.cases.case_dialog import CaseDialog
from archive_desk.ui.cases.certificate_dialog import CertificateDialog
from archive_desk.ui.cases.document_dialog import DocumentDialog
from archive_desk.ui.cases.screen import CasesScreen
from archive_desk.ui.widgets.badges import BadgeLabel
from tests.helpers.case_files import DRAFT, NINE, recording, registered
from tests.helpers.dialogs import in_dialogs
from tests.helpers.discs_of_footage import on_read_back_discs
from tests.helpers.looking import shown


@pytest.fixture
def screen(qtbot, context_of) -> CasesScreen:
    made = CasesScreen(context_of("archivist"))
    qtbot.addWidget(made)
    made.context.notices.use_window(made)
    made.resize(1300, 900)
    made.show()
    made.freshen()
    return made


@pytest.fixture
def case(office):
    """A penalty with an interview: filmed, but seven minutes off, and without its scenes."""
    case, casework = registered(office), Casework(office.desk)
    draft = DocumentDraft(
        "询问笔录",
        "1",
        NINE + timedelta(minutes=7),
        NINE + timedelta(hours=1, minutes=7),
    )
    document = casework.add_document(office["archivist"], case.no, draft)
    footage = recording(office, device="A1", officer="甲一")
    casework.link(
        office["archivist"], case.no, [footage], stage="调查取证", document_id=document.id
    )
    on_read_back_discs(office, [footage])
    return case


def badges(widget) -> list[str]:
    QApplication.sendPostedEvents()
    return [each.text for each in widget.findChildren(BadgeLabel) if each.isVisibleTo(widget)]


def pick(widget, words: str) -> QPushButton:
    QApplication.sendPostedEvents()
    return next(
        each
        for each in widget.findChildren(QPushButton)
        if words in each.text() and each.isVisibleTo(widget)
    )


def test_one_page_says_what_is_there_and_what_is_missing(screen, case) -> None:
    screen.show_duties(case.id)
    words = shown(screen.duties)
    for wanted in ("核查：示例培训中心无证办学案", "询问笔录", "全程音像", "第十二条"):
        assert wanted in words
    assert "合议记录" in words
    pills = badges(screen.duties)
    assert {"基本情况 齐", "必录环节 3", "时间一致 2", "光盘 齐"} <= set(pills)
    assert "有" in pills
    assert "未登记" in pills


def test_its_buttons_lead_to_where_things_are_mended(screen, case, office) -> None:
    screen.show_duties(case.id)
    seen = []
    with in_dialogs(lambda dialog: seen.append(type(dialog))):
        pick(screen.duties.missing, "更改文书").click()
    assert seen == [DocumentDialog]
    assert screen._pile.currentWidget() is screen.page
    asked = []
    screen.requested.connect(asked.append)
    screen.show_duties(case.id)
    pick(screen.duties.missing, "回放并标记").click()
    assert type(asked[0]).__name__ == "PlayFootage"


def test_it_goes_back_to_where_it_came_from(screen, case) -> None:
    screen._show_case(case.id)
    screen.page.head.duties_wanted.emit()
    assert screen._pile.currentWidget() is screen.duties
    screen.duties.left.emit()
    assert screen._pile.currentWidget() is screen.page
    screen.show_duty_table()
    screen.duty_table.opened.emit(case.id)
    screen.duties.left.emit()
    assert screen._pile.currentWidget() is screen.duty_table


def test_a_certificates_days_are_written_down(screen, case, office) -> None:
    screen._show_case(case.id)

    def fill(dialog: CertificateDialog) -> None:
        assert "甲一" in dialog.officer.currentText()
        dialog.until.set_value((NINE - timedelta(days=1)).date())
        dialog.accept()

    with in_dialogs(fill):
        screen.page.file_actions.note_certificate(screen.page.case)
    found = Casework(office.desk).check(office["archivist"], DRAFT.no).shortfalls
    assert "certificate_expired" in {each.code for each in found}


def test_the_ground_of_legal_review_is_a_fact_of_the_case(screen, case, office) -> None:
    dialog = CaseDialog(screen.context, Casework(office.desk).get(office["archivist"], case.no))
    dialog.review.setCurrentIndex(2)
    dialog.accept()
    changed = Casework(office.desk).get(office["archivist"], case.no)
    assert changed.review is not None
    dialog.deleteLater()


def test_the_table_shows_all_files_and_is_narrowed_and_exported(
    screen, case, office, qtbot, tmp_path
) -> None:
    registered(office, no="B-2", section="许可科")
    screen.show_duty_table()
    rows = screen.duty_table.table.rows
    qtbot.waitUntil(lambda: rows.rowCount() == 2)
    assert "2 个有缺失" in screen.duty_table.summary.text()
    section = screen.duty_table.filters._filters["section"]
    section.setCurrentIndex(section.findText("许可科"))
    section.activated.emit(section.currentIndex())
    qtbot.waitUntil(lambda: rows.rowCount() == 1)
    assert rows.row(0).dossier.case.no == "B-2"
    screen.duty_table.filters.clear()
    qtbot.waitUntil(lambda: rows.rowCount() == 2)
    file = tmp_path / "核查.xlsx"
    screen.duty_table.export(str(file))
    qtbot.waitUntil(lambda: "已导出" in str(screen.context.notices.said))
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["案卷核查表", "缺失明细"]
    cells = [cell.value for row in book["案卷核查表"].iter_rows() for cell in row]
    assert "B-2" in cells
    book.close()
