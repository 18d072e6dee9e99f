"""Scans of documents in the window of a case: added, looked at, turned, taken off."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from archive_desk.domain.cases import Document, DocumentDraft
from archive_desk.services.casework import Casework
from archive_desk.services.scans import Scans
from archive_desk.ui.cases.screen import CasesScreen
from archive_desk.ui.intentions import ShowCase
from archive_desk.ui.scan_pane import ScanDialog, ScanPane
from archive_desk.ui.widgets.page_view import Fit
from tests.helpers.case_files import DRAFT, registered
from tests.helpers.looking import shown
from tests.helpers.papers import pdf, picture


@pytest.fixture
def document(office) -> Document:
    case = registered(office)
    draft = DocumentDraft("询问笔录", "1")
    return Casework(office.desk).add_document(office["archivist"], case.no, draft)


@pytest.fixture
def screen(qtbot: QtBot, context_of, document) -> Iterator[CasesScreen]:
    made = CasesScreen(context_of("archivist"))
    qtbot.addWidget(made)
    made.context.notices.use_window(made)
    made.resize(1300, 900)
    made.show()
    made.freshen()
    made.open_item(ShowCase(document.case_id))
    return made


def added(office, document, *files) -> None:
    Scans(office.desk).add(office["archivist"], DRAFT.no, document.id, files)


def test_files_dropped_on_a_document_become_its_scans(screen, document, qtbot, tmp_path) -> None:
    files = (pdf(tmp_path / "笔录.pdf", 3), picture(tmp_path / "附页.png"))
    screen.page.documents.files_dropped.emit(document.id, files)
    qtbot.waitUntil(lambda: "文书现有 2 个扫描件，共 4 页。" in str(screen.context.notices.said))
    look = screen.findChild(QPushButton, f"look-{document.id}")
    assert look is not None
    assert "4 页" in look.text()
    assert "4 页" in shown(screen.page.documents)


def test_what_is_no_scan_is_said_and_changes_nothing(screen, document, qtbot, tmp_path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"nothing")
    failed: list[object] = []
    screen.context.jobs.went_wrong.connect(lambda _job, error: failed.append(error))
    screen.page.documents.files_dropped.emit(document.id, (tmp_path / "x.pdf",))
    qtbot.waitUntil(lambda: bool(failed))
    assert "损坏" in str(failed[0])


def test_the_pages_of_a_scan_are_read_by_keys(office, context_of, document, qtbot, tmp_path):
    added(office, document, pdf(tmp_path / "笔录.pdf", 3))
    dossier = Casework(office.desk).check(office["archivist"], DRAFT.no).dossier
    dialog = ScanDialog(context_of("archivist"), document, dossier.scans_of(document))
    qtbot.addWidget(dialog)
    dialog.show()
    view = dialog.pane.view
    qtbot.waitUntil(lambda: view.picture is not None)
    assert (view.count, view.page) == (3, 0)
    image = view.picture
    assert image.pixelColor(3, 3) == QColor("black")
    assert image.pixelColor(image.width() - 3, 3) == QColor("white")

    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: view.page == 1 and view.picture is not None)
    assert dialog.pane.number.value() == 2
    qtbot.keyClick(view, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: view.page == 2 and view.picture is not None)
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view.page == 2
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.page == 0
    dialog.close()


def painted_black(view, x: int, y: int) -> bool:
    return view.viewport().grab().toImage().pixelColor(x, y).lightness() < 100


def test_a_page_is_turned_and_enlarged(office, context_of, document, qtbot, tmp_path) -> None:
    added(office, document, pdf(tmp_path / "笔录.pdf", 1))
    dossier = Casework(office.desk).check(office["archivist"], DRAFT.no).dossier
    pane = ScanPane(context_of("archivist"))
    qtbot.addWidget(pane)
    pane.resize(700, 700)
    pane.show()
    pane.show_scans(dossier.scans_of(document))
    view = pane.view
    qtbot.waitUntil(lambda: view.picture is not None)
    view.fit(Fit.PAGE)
    assert view.verticalScrollBar().maximum() == 0
    first = view.picture.width()
    middle = view.viewport().width() // 2
    view.rotate(90)
    # The black corner at the upper left is now at the upper right.
    right = view.viewport().width() - 24
    upper = int((view.viewport().height() - view._shown().height()) / 2) + 8
    qtbot.waitUntil(lambda: painted_black(view, right, upper))
    assert not painted_black(view, middle, upper)
    view.rotate(-90)
    for _ in range(6):
        view.zoom_in()
    qtbot.waitUntil(lambda: view.picture.width() > first * 2)
    assert view.verticalScrollBar().maximum() > 0
    assert view.horizontalScrollBar().maximum() > 0
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.horizontalScrollBar().maximum() == 0
    pane.close()


def test_whoever_has_no_approval_is_told_the_article(office, context_of, document, qtbot, tmp_path):
    added(office, document, pdf(tmp_path / "笔录.pdf", 1))
    dossier = Casework(office.desk).check(office["archivist"], DRAFT.no).dossier
    context = context_of("officer")
    pane = ScanPane(context)
    qtbot.addWidget(pane)
    context.notices.use_window(pane)
    pane.show()
    with qtbot.waitSignal(pane.failed, timeout=20_000):
        pane.show_scans(dossier.scans_of(document))
        qtbot.waitUntil(lambda: "申请借阅" in str(context.notices.said))
    assert pane.view.count == 0


def test_a_scan_is_taken_off_after_asking(office, screen, document, qtbot, tmp_path) -> None:
    added(office, document, pdf(tmp_path / "笔录.pdf", 1))
    screen.page.refresh()
    scans = screen.page.report.dossier.scans_of(document)
    screen.context.notices.will_agree()
    screen.page.scans.remove(screen.page.case, scans[0])
    qtbot.waitUntil(lambda: not screen.page.report.dossier.scans)
    made: Callable[[], object] | None = screen.findChild(QPushButton, f"look-{document.id}")
    assert made is None or not made.isVisible()
