"""The scan of a document is read at the left of the desk while its footage stands at the right."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton, QToolButton

from archive_desk.services.casework import Casework
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.scans import Scans
from archive_desk.ui.evaluation.screen import EvaluationScreen
from tests.helpers.evaluations import PLAN, evaluation_office, round_under_review
from tests.helpers.papers import pdf


@pytest.fixture
def office(tmp_path):
    made = evaluation_office(tmp_path / "archive")
    yield made
    made.desk.close()


@pytest.fixture
def desk_of(office, context_of, qtbot, tmp_path):
    """The first case of a round on somebody's desk; its document has a scan of three pages."""
    found = round_under_review(
        office, replace(PLAN, sheet="playback"), accounts=("reviewer", "external")
    )
    case = Evaluating(office.desk).cases(office["leader"], found.id)[0]
    clerk = office["archivist"]
    document = Casework(office.desk).check(clerk, case.case_no).dossier.documents[0]
    Scans(office.desk).add(clerk, case.case_no, document.id, [pdf(tmp_path / "笔录.pdf", 3)])
    made = []

    def make(account):
        screen = EvaluationScreen(context_of(account))
        qtbot.addWidget(screen)
        screen.resize(1280, 800)
        screen.show()
        screen.freshen()
        made.append(screen)
        screen.review(case.id)
        return screen.desk_page, document

    yield make
    for screen in made:
        screen.shut()


@pytest.mark.parametrize("account", ["reviewer", "external"])
def test_a_reviewer_reads_the_scan_beside_the_footage_and_it_is_journalled(
    account, desk_of, office, qtbot
):
    page, document = desk_of(account)
    papers = page.documents
    narrow = papers.width()
    button = papers.findChild(QPushButton, f"scan-{document.id}")
    assert "3" in button.text()
    button.click()
    qtbot.waitUntil(lambda: papers.scan.view.count == 3)
    assert papers.reading == document
    assert page.player.isVisible()
    qtbot.waitUntil(lambda: papers.width() > narrow)
    entries = Journalling(office.desk).page(
        office["auditor"], JournalFilter(verb="case.scan_opened"), 0, 5
    )
    (entry,) = entries.entries
    assert entry.actor == account

    papers.findChild(QToolButton, "scan-back").click()
    assert papers.reading is None
    assert papers.currentWidget() is papers.list
    qtbot.waitUntil(lambda: papers.width() == narrow)


def test_the_document_being_read_can_be_cited_and_goes_with_its_case(desk_of, qtbot):
    page, document = desk_of("reviewer")
    cited: list[object] = []
    page.documents.cited.connect(cited.append)
    page.documents.findChild(QPushButton, f"scan-{document.id}").click()
    page.documents.findChild(QToolButton, "cite-scan").click()
    assert cited == [document]
    page.show_case(page.assignment.case.id)
    assert page.documents.reading is None
