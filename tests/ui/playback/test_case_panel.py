"""The checklist and the documents' times beside the player."""

from datetime import timedelta

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from archive_desk.domain.cases import DocumentDraft
from archive_desk.services.casework import Casework
from archive_desk.services.marking import Marking
from archive_desk.ui.palette import Tone
from archive_desk.ui.playback.case_panel import CasePanel, ReasonDialog
from tests.helpers.case_files import NINE, recording, registered
from tests.helpers.looking import shown

MINUTE = timedelta(minutes=1)


def test_the_case_fills_its_checklist_and_shows_times_that_differ(
    office, context_of, qtbot, monkeypatch
):
    clerk, casework = office["archivist"], Casework(office.desk)
    case, footage_id = registered(office), recording(office)
    draft = DocumentDraft("现场检查（勘验）笔录", "1", NINE + 20 * MINUTE, NINE + 60 * MINUTE)
    document = casework.add_document(clerk, case.no, draft)
    casework.link(clerk, case.no, [footage_id], stage="调查取证", document_id=document.id)
    Marking(office.desk).add(clerk, footage_id, 5000, "门头")
    panel = CasePanel(context_of("archivist"))
    qtbot.addWidget(panel)
    panel.show()
    panel.show_case(case.no)

    qtbot.waitUntil(lambda: "1 / 4" in shown(panel))
    assert "20:00" in shown(panel)
    (paper,) = panel.papers
    assert paper.tone is Tone.WARN
    went: list[tuple[int, int]] = []
    panel.chosen.connect(lambda item, at_ms: went.append((item, at_ms)))
    buttons = [b for b in panel.findChildren(QPushButton) if b.isVisibleTo(panel)]
    go = next(each for each in buttons if each.text() == "查看")
    go.click()
    assert went == [(footage_id, 5000)]

    def answer(dialog: ReasonDialog) -> int:
        dialog.reason.setText("到场后先等候负责人")
        return 1

    monkeypatch.setattr(ReasonDialog, "exec", answer)
    [each for each in buttons if each.text() == "说明原因"][-1].click()
    QTest.qWait(0)
    panel.refresh()
    qtbot.waitUntil(lambda: "到场后先等候负责人" in shown(panel))
    assert panel.papers[0].tone is Tone.NEUTRAL

    panel._context.notices.will_agree()
    press(panel, "撤回说明")
    panel.refresh()
    qtbot.waitUntil(lambda: "到场后先等候负责人" not in shown(panel))
    assert panel.papers[0].tone is Tone.WARN


def press(panel, words, number=0):
    buttons = [b for b in panel.findChildren(QPushButton) if b.isVisibleTo(panel)]
    [each for each in buttons if each.text() == words][number].click()


def test_a_missing_scene_is_marked_from_its_card_and_an_excuse_is_taken_back(
    office, context_of, qtbot, monkeypatch
):
    clerk, casework = office["archivist"], Casework(office.desk)
    case, footage_id = registered(office), recording(office, clock_offset_ms=180_000)
    document = casework.add_document(
        clerk, case.no, DocumentDraft("现场检查（勘验）笔录", "1", NINE - 20 * MINUTE)
    )
    casework.link(clerk, case.no, [footage_id], stage="调查取证", document_id=document.id)
    panel = CasePanel(context_of("archivist"))
    qtbot.addWidget(panel)
    panel.show()
    panel.show_case(case.no)
    qtbot.waitUntil(lambda: "0 / 4" in shown(panel))
    assert "早 20:00" in shown(panel)
    assert "快3分钟" in shown(panel)
    wanted: list[str] = []
    panel.mark_wanted.connect(wanted.append)
    press(panel, "标记画面", 1)
    assert wanted == ["进入现场"]

    def answer(dialog: ReasonDialog) -> int:
        dialog.reason.setText("无固定经营场所")
        return 1

    monkeypatch.setattr(ReasonDialog, "exec", answer)
    press(panel, "说明原因", 1)
    panel.refresh()
    qtbot.waitUntil(lambda: "无固定经营场所" in shown(panel))
    panel._context.notices.will_decline()
    press(panel, "撤回说明")
    panel._context.notices.will_agree()
    press(panel, "撤回说明")
    panel.refresh()
    qtbot.waitUntil(lambda: "无固定经营场所" not in shown(panel))
