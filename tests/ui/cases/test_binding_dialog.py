"""From the scan to the printed set, in the window: scan, check, archive with its test, print."""

from datetime import timedelta

import pytest

from archive_desk.domain.cases import DocumentDraft
from archive_desk.domain.four_natures import Outcome
from archive_desk.services.casework import Casework
from archive_desk.services.supplementing import Supplementing
from archive_desk.ui.cases.afterwards import WordsDialog
from archive_desk.ui.cases.archive_dialog import ArchiveDialog
from archive_desk.ui.cases.binding_dialog import BindingDialog
from archive_desk.ui.cases.natures_dialog import NaturesDialog
from archive_desk.ui.cases.screen import CasesScreen
from archive_desk.ui.intentions import ShowCase
from tests.helpers.case_files import NINE, recording, registered
from tests.helpers.dialogs import in_dialogs
from tests.helpers.discs_of_footage import on_read_back_discs
from tests.helpers.looking import shown
from tests.helpers.papers import pdf
from tests.helpers.printed import Printed


@pytest.fixture
def screen_of(qtbot, context_of):
    def make(account: str = "archivist") -> CasesScreen:
        made = CasesScreen(context_of(account))
        qtbot.addWidget(made)
        made.context.notices.use_window(made)
        made.resize(1400, 900)
        made.show()
        made.freshen()
        return made

    return make


@pytest.fixture
def case(office):
    case, casework = registered(office), Casework(office.desk)
    casework.add_document(
        office["archivist"], case.no, DocumentDraft("立案审批表", "1", NINE, NINE)
    )
    footage = recording(office, NINE + timedelta(minutes=30), device="A1", officer="甲一")
    casework.link(office["archivist"], case.no, [footage], stage="调查取证")
    on_read_back_discs(office, [footage])
    return case


def test_a_file_goes_from_scan_to_printed_set(office, screen_of, case, qtbot, tmp_path):
    screen = screen_of()
    screen.open_item(ShowCase(case.id))
    page = screen.page
    (document,) = page.report.dossier.documents
    page.documents.files_dropped.emit(document.id, (pdf(tmp_path / "立案.pdf", 2),))
    qtbot.waitUntil(lambda: bool(page.report.dossier.scans))

    page.head.duties_wanted.emit()
    assert "材料齐全，可以归档。" in shown(screen.duties.missing)
    screen.duties.left.emit()

    def archive(dialog: ArchiveDialog) -> None:
        dialog.accept()
        # The original is not in the vault: the test wants a reason.
        qtbot.waitUntil(lambda: "否决项" in shown(dialog))
        dialog.reason.setPlainText("原件在修复中，已有光盘")
        dialog.accept()
        qtbot.waitUntil(lambda: dialog.archived)

    with in_dialogs(archive):
        page._archive()
    assert Casework(office.desk).get(office["archivist"], case.no).locked
    assert "待人工确认" in str(screen.context.notices.said)

    def confirm(dialog: NaturesDialog) -> None:
        choice, note = dialog._fields["S1"]
        choice.choose(Outcome.PASSED)
        note.setText("已查杀")
        dialog.keep()
        assert "S1" not in {each.code for each in dialog.report.pending}
        dialog.print_to(tmp_path / "检测.pdf")

    with in_dialogs(confirm):
        page.file_actions.test(page.case)
    assert "四性检测报告" in Printed((tmp_path / "检测.pdf").read_bytes()).text

    out = tmp_path / "案卷.pdf"

    def bind(dialog: BindingDialog) -> None:
        dialog.outcome.setText("罚款")
        dialog.sensitivity.setText("内部")
        with qtbot.waitSignal(dialog.printed, timeout=30_000):
            dialog.print_to(out)

    with in_dialogs(bind):
        page.file_actions.bind(page.case)
    paper = Printed(out.read_bytes())
    paper.require_embedded_fonts(tmp_path)
    for wanted in ("行政执法案卷", "密级内部", "1—2", "备考表", "光盘清单"):
        assert wanted in paper.text


def test_the_test_is_run_anew_for_the_transfer(screen_of, case, qtbot):
    screen = screen_of()
    dialog = NaturesDialog(screen.context, case, screen)
    assert "还没有检测过" in shown(dialog)
    dialog.occasion.setCurrentIndex(1)
    dialog.run()
    qtbot.waitUntil(lambda: dialog.report is not None)
    assert "S5" in {each.code for each in dialog.report.results}
    dialog.close()


def test_an_archived_file_is_supplemented_and_opened_by_somebody_else(office, screen_of, case):
    Casework(office.desk).archive(office["archivist"], case.no, reason="测试")
    screen = screen_of()
    screen.open_item(ShowCase(case.id))
    card = screen.page.afterwards
    assert card.isVisibleTo(screen.page)

    def write(words: str):
        def act(dialog: WordsDialog) -> None:
            dialog.text.setPlainText(words)
            dialog.accept()

        return act

    with in_dialogs(write("送达回证后补")):
        card._add()
    assert "1. 送达回证后补" in shown(card)
    with in_dialogs(write("决定书装错")):
        card._ask()
    assert "待审批" in shown(card)
    assert not card.agree_button.isVisibleTo(card)

    head = screen_of("unit_head")
    head.open_item(ShowCase(case.id))
    assert head.page.afterwards.agree_button.isVisibleTo(head.page.afterwards)
    with in_dialogs(write("同意")):
        head.page.afterwards._decide(agreed=True)
    assert not Casework(office.desk).get(office["archivist"], case.no).locked
    (request,) = Supplementing(office.desk).reopenings(office["archivist"], case.no)
    assert (request.agreed, request.opinion) == (True, "同意")
