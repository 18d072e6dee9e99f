"""The screen of case files, driven as the clerk drives it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from archive_desk.domain.cases import CaseFile, CaseKind, CaseState, DocumentDraft
from archive_desk.domain.ids import FootageId
from archive_desk.services.casework import CaseFilter, Casework
from archive_desk.services.originals import picture_path
from archive_desk.ui.cases.archive_dialog import ArchiveDialog
from archive_desk.ui.cases.case_dialog import CaseDialog
from archive_desk.ui.cases.document_dialog import DocumentDialog
from archive_desk.ui.cases.link_dialog import LinkDialog
from archive_desk.ui.cases.missing import REMEDIES, Remedy
from archive_desk.ui.cases.screen import CasesScreen
from archive_desk.ui.cases.stages import DropCard
from archive_desk.ui.intentions import (
    LinkFootage,
    MakeDisc,
    NewCase,
    PlayFootage,
    RequestLoan,
    ShowCase,
    ShowFootage,
)
from archive_desk.ui.row_model import FOOTAGE_MIME
from tests.helpers.archives import Office
from tests.helpers.case_files import DRAFT, NINE, recording, registered
from tests.helpers.dialogs import in_dialogs
from tests.helpers.looking import shown
from tests.ui.conftest import ContextOf

ScreenOf = Callable[..., CasesScreen]


@pytest.fixture
def screen_of(qtbot: QtBot, context_of: ContextOf) -> ScreenOf:
    kept = []

    def make(account: str = "archivist", case: CaseFile | None = None) -> CasesScreen:
        screen = CasesScreen(context_of(account))
        qtbot.addWidget(screen)
        kept.append(screen)
        screen.context.notices.use_window(screen)
        screen.resize(1300, 900)
        screen.show()
        screen.freshen()
        if case is not None:
            screen.open_item(ShowCase(case.id))
        return screen

    return make


@pytest.fixture
def casework(office: Office) -> Casework:
    return Casework(office.desk)


def linked(casework: Casework, office: Office, case: CaseFile) -> dict[FootageId, str]:
    dossier = casework.check(office["archivist"], case.no).dossier
    return {each.footage_id: each.stage for each in dossier.footage}


def drop(target: QWidget, ids: str) -> None:
    """Drop recordings on `target`, as Qt delivers it."""
    data = QMimeData()
    data.setData(FOOTAGE_MIME, ids.encode())
    nothing, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(
        target, QDragEnterEvent(QPointF(5, 5).toPoint(), copy, data, left, nothing)
    )
    QApplication.sendEvent(target, QDropEvent(QPointF(5, 5), copy, data, left, nothing))


def test_an_empty_archive_says_what_to_do_next(screen_of) -> None:
    assert "登记一个案卷" in shown(screen_of())


def test_the_list_is_narrowed_by_words_and_filters(office, screen_of) -> None:
    registered(office)
    registered(office, no="B-2", cause="超标收费", kind=CaseKind.LICENCE, section="许可科")
    screen = screen_of()
    rows = screen.list.table.rows
    assert rows.rowCount() == 2
    screen.list.filters.set_text("收费")
    assert [rows.row(0).no, rows.rowCount()] == ["B-2", 1]
    screen.list.filters.set_text("没有这样的")
    assert "没有符合条件的案卷" in shown(screen)
    screen.list.filters.clear()
    kind = screen.list.filters._filters["kind"]
    kind.setCurrentIndex(kind.findText("行政许可"))
    kind.activated.emit(kind.currentIndex())
    assert rows.rowCount() == 1


def test_the_database_sorts_the_list(office, screen_of) -> None:
    for no in ("B", "C", "A"):
        registered(office, no=no)
    screen = screen_of()
    rows = screen.list.table.rows
    assert [rows.row(n).no for n in range(3)] == ["A", "C", "B"]
    screen.list.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert [rows.row(n).no for n in range(3)] == ["A", "B", "C"]


def test_a_case_file_is_registered_by_keyboard_alone(office, casework, screen_of, qtbot) -> None:
    registered(office)
    screen = screen_of()

    def fill(dialog: CaseDialog) -> None:
        assert dialog.no.text() == "西教罚〔2026〕2号"
        assert dialog.focusWidget() is dialog.cause
        for words in ("超范围办学", "向阳学校"):
            dialog.focusWidget().insert(words)
            qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        assert dialog.section.text() == "综合科"
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        for words in ("示例officer", "", "丙三", "ZF-3"):
            dialog.focusWidget().insert(words)
            qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        qtbot.keyClick(dialog, Qt.Key.Key_Return)

    with in_dialogs(fill):
        screen.register_case()
    case = casework.get(office["archivist"], "西教罚〔2026〕2号")
    assert (case.cause, case.party) == ("超范围办学", "向阳学校")
    assert case.officers[0].person_id == office["officer"].id
    assert (case.officers[1].name, case.officers[1].certificate_no) == ("丙三", "ZF-3")
    assert screen.page.case == case


def test_the_dialog_says_what_is_missing_and_which_rule_refuses(office, qtbot, context_of) -> None:
    dialog = CaseDialog(context_of("archivist"))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.accept()
    assert "请填写案件编号。" in shown(dialog)
    dialog.no.setText("1")
    dialog.cause.setText("案由")
    dialog.party.setText("当事人")
    dialog.accept()
    assert "执法人员不得少于两人" in shown(dialog)
    assert "第八条" in shown(dialog)
    assert dialog.isVisible()
    assert dialog.case is None


def test_one_case_file_after_another_is_registered_in_one_dialog(
    office, casework, qtbot, context_of
) -> None:
    dialog = CaseDialog(context_of("archivist"))
    qtbot.addWidget(dialog)
    for party in ("甲校", "乙校"):
        dialog.no.setText(dialog.no.text() or "罚1号")
        dialog.cause.setText("案由")
        dialog.party.setText(party)
        dialog.officers.set_officers(DRAFT.officers)
        dialog.again.click()
    page = casework.page(office["archivist"], CaseFilter(), 0, 10)
    assert {(case.no, case.party) for case in page.cases} == {("罚1号", "甲校"), ("罚2号", "乙校")}
    assert dialog.no.text() == "罚3号"
    assert dialog.officers.officers == DRAFT.officers


def test_a_changed_case_file_keeps_what_was_not_touched(
    office, casework, qtbot, context_of
) -> None:
    case = registered(office)
    dialog = CaseDialog(context_of("archivist"), case)
    qtbot.addWidget(dialog)
    assert dialog.draft == case.facts
    dialog.cause.setText("别的案由")
    dialog.accept()
    assert casework.get(office["archivist"], case.no).facts == replace(case.facts, cause="别的案由")


def test_the_page_shows_footage_by_stage_and_what_is_missing(office, casework, screen_of) -> None:
    case = registered(office)
    footage_id = recording(office)
    casework.link(office["archivist"], case.no, [footage_id], stage="送达")
    page = screen_of(case=case).page
    stages = [card.objectName() for card in page.board.findChildren(DropCard)]
    assert stages[:3] == ["stage-启动", "stage-调查取证", "stage-审核"]
    assert "“调查取证”环节没有音像" in shown(page.missing)
    assert "第二十条" in shown(page.missing)
    assert "还有" in shown(page.clocks)
    assert "ZF-001" in shown(page.facts)


def test_footage_is_linked_from_the_drawer_by_button_and_by_dragging(
    office, casework, screen_of, qtbot
) -> None:
    case = registered(office)
    first, second = recording(office), recording(office, NINE + timedelta(hours=1))
    document = casework.add_document(office["archivist"], case.no, DocumentDraft("送达回证"))
    page = screen_of(case=case).page
    qtbot.mouseClick(page.link_button, Qt.MouseButton.LeftButton)
    table = page.candidates.table
    assert table.rows.rowCount() == 2
    assert (
        table.rows.mimeData([table.rows.index(0, 0)]).data(FOOTAGE_MIME) == f"[{second}]".encode()
    )
    table.select_row(1)
    qtbot.mouseClick(page.candidates.link_button, Qt.MouseButton.LeftButton)
    assert linked(casework, office, case) == {first: "调查取证"}
    assert table.rows.rowCount() == 1
    drop(page.findChild(DropCard, f"document-{document.id}"), f"[{second}]")
    assert linked(casework, office, case) == {first: "调查取证", second: "送达"}
    drop(page.findChild(DropCard, "stage-决定"), f"[{second}]")
    assert linked(casework, office, case)[second] == "决定"
    moved = casework.check(office["archivist"], case.no).dossier.footage[1]
    assert moved.document_id == document.id, "the stage changed, not the document"


def test_other_things_dragged_over_a_stage_are_not_taken(office, casework, screen_of) -> None:
    case = registered(office)
    card = screen_of(case=case).page.findChild(DropCard, "stage-决定")
    drop(card, "[]")
    assert linked(casework, office, case) == {}
    assert card.property("drop") is None


def test_footage_is_played_moved_and_taken_out_by_its_menu(
    office, casework, screen_of, qtbot
) -> None:
    case = registered(office)
    footage_id, other = recording(office), recording(office, NINE + timedelta(hours=2))
    casework.link(office["archivist"], case.no, [footage_id, other], stage="启动")
    screen = screen_of(case=case)
    page = screen.page
    rows = page.report.dossier.footage[:1]
    menu = page.menu_for(rows)
    asked = []
    screen.requested.connect(asked.append)
    menu.actions()[0].trigger()
    menu.actions()[1].trigger()
    assert asked == [
        PlayFootage(footage_id, playlist=(footage_id, other)),
        ShowFootage((footage_id,)),
    ]
    stages = next(each.menu() for each in menu.actions() if each.text() == "移到环节")
    next(each for each in stages.actions() if each.text() == "执行").trigger()
    assert linked(casework, office, case) == {footage_id: "执行", other: "启动"}
    screen.context.notices.will_decline()
    screen.context.notices.will_agree()
    for left in (2, 1):
        page.menu_for(rows).actions()[-1].trigger()
        assert len(linked(casework, office, case)) == left
    menu.deleteLater()


def test_documents_are_registered_changed_and_removed(office, casework, screen_of, qtbot) -> None:
    case = registered(office)
    screen = screen_of(case=case)
    page = screen.page

    def enter(dialog: DocumentDialog) -> None:
        dialog.type.setEditText("询问笔录")
        dialog.number.setText("7")
        dialog.start.set_value(NINE)
        dialog.accept()

    with in_dialogs(enter):
        page.documents.add_button.click()
    (document,) = page.report.dossier.documents
    assert (document.type, document.number, document.started_at) == ("询问笔录", "7", NINE)
    assert "2026-11-18 09:00" in shown(page.documents)

    def change(dialog: DocumentDialog) -> None:
        dialog.end.set_value(NINE - timedelta(hours=1))
        dialog.accept()
        assert "早于开始时间" in shown(dialog)
        dialog.end.set_value(NINE + timedelta(hours=1))
        dialog.accept()

    with in_dialogs(change):
        page.documents.edit_wanted.emit(document)
    assert page.report.dossier.documents[0].ended_at == NINE + timedelta(hours=1)
    screen.context.notices.will_agree()
    page.documents.remove_wanted.emit(page.report.dossier.documents[0])
    assert page.report.dossier.documents == []


def test_an_incomplete_file_is_archived_with_a_reason_and_then_locked(
    office, casework, screen_of, qtbot
) -> None:
    case = registered(office)
    page = screen_of(case=case).page

    def decide(dialog: ArchiveDialog) -> None:
        dialog.accept()
        assert "请写明理由。" in shown(dialog)
        dialog.reason.setPlainText("设备损坏")
        dialog.accept()
        qtbot.waitUntil(lambda: dialog.archived)

    with in_dialogs(decide):
        page.head.archive_button.click()
    assert casework.get(office["archivist"], case.no).state is CaseState.ARCHIVED
    assert page.head.archive_button.isHidden()
    assert page.link_button.isHidden()
    assert page.facts.edit_button.isHidden()
    assert page.missing.isHidden()


def test_who_only_browses_is_offered_no_changes(office, screen_of) -> None:
    case = registered(office)
    page = screen_of("officer", case).page
    for made in (page.head.archive_button, page.head.disc_button, page.link_button):
        assert made.isHidden()
    assert not page.head.loan_button.isHidden()
    page.toggle_candidates()
    assert page.candidates.isHidden()


def test_a_case_is_handed_on_to_the_disc_and_loan_screens(office, casework, screen_of) -> None:
    case = registered(office)
    casework.link(office["archivist"], case.no, [recording(office)])
    screen = screen_of(case=case)
    asked = []
    screen.requested.connect(asked.append)
    screen.page.head.disc_button.click()
    screen.page.head.loan_button.click()
    assert asked[0] == MakeDisc(case_ids=(case.id,))
    assert isinstance(asked[1], RequestLoan)
    assert asked[1].items[0].item_id == case.id


def test_footage_from_the_catalogue_is_linked_by_dialog(office, casework, screen_of) -> None:
    registered(office, no="甲")
    case = registered(office, no="乙")
    casework.add_document(office["archivist"], "乙", DocumentDraft("送达回证"))
    footage_id = recording(office)
    screen = screen_of()

    def choose(dialog: LinkDialog) -> None:
        dialog.search.setText("乙")
        dialog.search.returnPressed.emit()
        assert dialog.chosen.no == "乙"
        dialog.document.setCurrentIndex(1)
        dialog.document.activated.emit(1)
        assert dialog.stage.value == "送达"
        dialog.accept()

    with in_dialogs(choose):
        screen.open_item(LinkFootage((footage_id,)))
    assert linked(casework, office, case) == {footage_id: "送达"}
    assert screen.page.case.no == "乙"


def test_footage_goes_into_a_new_case_file_at_once(office, casework, screen_of) -> None:
    footage_id = recording(office)
    screen = screen_of()

    def register(dialog: CaseDialog) -> None:
        dialog._show(DRAFT)
        dialog.accept()

    with in_dialogs(register, lambda link: link.accept()):
        screen.open_item(NewCase((footage_id,)))
    case = casework.get(office["archivist"], DRAFT.no)
    assert list(linked(casework, office, case)) == [footage_id]


def test_officers_cannot_register_through_another_screen(office, screen_of) -> None:
    screen = screen_of("officer")
    screen.open_item(NewCase((FootageId(1),)))
    assert "不能登记和整理案卷" in screen.context.notices.said[-1].text


def test_what_is_missing_leads_to_what_mends_it(office, casework, screen_of, qtbot) -> None:
    case = registered(office, ended_at=None)
    footage_id = recording(office, health="truncated")
    casework.link(office["archivist"], case.no, [footage_id], stage="启动")
    screen = screen_of(case=case)
    page = screen.page
    found = {each.code: each for each in page.report.shortfalls}
    page.missing.remedy_wanted.emit(Remedy.LOOK, found["footage_faulty"])
    assert [each.footage_id for each in page.board.selected()] == [footage_id]
    page.missing.remedy_wanted.emit(Remedy.LINK, found["stage_without_footage"])
    assert page.candidates.isVisible()

    def end(dialog: CaseDialog) -> None:
        dialog.ended.set_value(NINE)
        dialog.accept()

    with in_dialogs(end):
        page.missing.remedy_wanted.emit(Remedy.EDIT, found["ended_missing"])
    assert "ended_missing" not in {each.code for each in page.report.shortfalls}
    assert set(found) <= set(REMEDIES)


def test_small_pictures_come_in_by_themselves(office, casework, screen_of, qtbot) -> None:
    case = registered(office)
    footage_id, other = recording(office), recording(office, NINE + timedelta(hours=2))
    casework.link(office["archivist"], case.no, [footage_id], stage="启动")
    for number in (footage_id, other):
        file = picture_path(office.desk.folder, f"{number:064x}")
        file.parent.mkdir(parents=True, exist_ok=True)
        image = QImage(32, 18, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.red)
        assert image.save(str(file))
    page = screen_of(case=case).page
    qtbot.waitUntil(lambda: page._pictures.get(footage_id) is not None)
    tiles = page.board.tiles[0]
    grabbed = tiles.grab().toImage()
    assert grabbed.pixelColor(tiles.visualRect(tiles.model().index(0, 0)).center()).red() > 200
    page.toggle_candidates()
    page.candidates.table.grab()
    qtbot.waitUntil(lambda: page._pictures.get(other) is not None)


def test_changes_made_elsewhere_are_shown(office, casework, screen_of) -> None:
    case = registered(office)
    screen = screen_of(case=case)
    casework.link(office["archivist"], case.no, [recording(office)], stage="启动")
    screen.context.changes.cases_changed.emit((case.id,))
    assert len(screen.page.report.dossier.footage) == 1


def test_the_screen_speaks_english(office, english, screen_of) -> None:
    case = registered(office)
    page = screen_of(case=case).page
    assert "What is missing" in shown(page)
    assert "Investigation" in shown(page.board)
