"""At the counter: drafts, paper, scanned codes, notices, and looking before signing."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from archive_desk.domain.ids import FootageId
from archive_desk.domain.loan_requests import Particulars, Urgency
from archive_desk.domain.loans import Condition, ItemKind, Loan, LoanAct, LoanState
from archive_desk.services.circulating import Circulating
from archive_desk.services.lending import Lending
from archive_desk.services.loan_papers import LoanPapers
from archive_desk.services.reminding import Reminding
from archive_desk.services.signers import Signers
from archive_desk.services.volumes import Volumes
from archive_desk.ui.intentions import ShowLoan
from archive_desk.ui.loans.actions import Action
from archive_desk.ui.loans.overview import OverviewDialog
from archive_desk.ui.loans.paper_dialog import AttachDialog, PaperSignatureDialog
from archive_desk.ui.loans.request_dialog import RequestDialog
from archive_desk.ui.loans.returning import ReturnDialog
from archive_desk.ui.loans.screen import LoansScreen
from archive_desk.ui.loans.signers import SignersDialog
from archive_desk.ui.loans.volumes import VolumesDialog
from tests.helpers.archives import Office
from tests.helpers.holdings import holdings
from tests.services.test_lending import Counter
from tests.ui.conftest import ContextOf


@pytest.fixture
def counter(office: Office) -> Counter:
    return Counter(office, holdings(office), Lending(office.desk), Circulating(office.desk))


@pytest.fixture
def screen_of(context_of: ContextOf, qtbot: QtBot):
    def make(account: str) -> LoansScreen:
        screen = LoansScreen(context_of(account))
        qtbot.addWidget(screen)
        screen.resize(1300, 850)
        screen.show()
        screen.freshen()
        return screen

    return make


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    file = tmp_path / "审批单.jpg"
    file.write_bytes(b"\xff\xd8\xff\xe0 scanned")
    return file


# -- requests --------------------------------------------------------------------------------


def test_a_draft_is_kept_with_its_particulars_and_handed_in_later(
    counter: Counter, context_of: ContextOf, qtbot: QtBot
) -> None:
    dialog = RequestDialog(context_of("officer"))
    qtbot.addWidget(dialog)
    dialog.particulars.place.setText("档案室内")
    dialog.particulars.urgency.choose(Urgency.PRESSING)
    dialog.particulars.uses.choose(3)
    dialog.draft_button.click()
    draft = dialog.loan
    assert draft is not None
    assert draft.state is LoanState.DRAFT
    again = RequestDialog(context_of("officer"), (counter.holdings.case,), before=draft)
    qtbot.addWidget(again)
    assert again.particulars.value == Particulars("档案室内", Urgency.PRESSING, 3)
    again.purpose.setPlainText("办案需要")
    again.accept()
    assert again.loan is not None
    assert (again.loan.state, again.loan.id) == (LoanState.SUBMITTED, draft.id)


def test_only_the_clerk_is_asked_whose_request_it_is(
    counter: Counter, context_of: ContextOf, qtbot: QtBot
) -> None:
    own = RequestDialog(context_of("officer"))
    qtbot.addWidget(own)
    assert own.applicant.count() == 1
    dialog = RequestDialog(context_of("archivist"), (counter.holdings.case,))
    qtbot.addWidget(dialog)
    dialog.applicant.choose("officer")
    dialog.purpose.setPlainText("办案需要")
    dialog.accept()
    assert dialog.loan is not None
    assert dialog.loan.applicant_id == counter.office["officer"].id
    assert dialog.loan.entered_by == counter.office["archivist"].name


def test_a_draft_is_deleted_from_its_panel(counter: Counter, screen_of, qtbot: QtBot) -> None:
    dialog = RequestDialog(screen_of("officer").context, (counter.holdings.case,))
    qtbot.addWidget(dialog)
    dialog.keep()
    screen = screen_of("officer")
    assert dialog.loan is not None
    screen.open_item(ShowLoan(dialog.loan.id))
    assert list(screen.details.buttons) == [Action.GO_ON, Action.DISCARD]
    screen.context.notices.will_agree()
    screen.verbs.act(dialog.loan, Action.DISCARD)
    assert screen.table.rows.rowCount() == 0


# -- paper -----------------------------------------------------------------------------------


def test_what_was_signed_by_hand_is_entered_with_its_scan(
    counter: Counter, screen_of, qtbot: QtBot, scan: Path
) -> None:
    loan = counter.request()
    screen = screen_of("archivist")
    dialog = PaperSignatureDialog(screen.context, loan)
    qtbot.addWidget(dialog)
    assert [dialog.signer.itemText(n) for n in range(dialog.signer.count())] == ["示例unit_head"]
    dialog.accept()
    assert dialog.loan.steps[0].decision is None
    dialog.scan.take(scan)
    dialog.accept()
    assert dialog.loan.steps[0].entered_by == counter.office["archivist"].name
    attach = AttachDialog(screen.context, dialog.loan)
    qtbot.addWidget(attach)
    attach.scan.take(scan)
    attach.accept()
    kept = LoanPapers(counter.office.desk).of_loan(counter.office["archivist"], loan.id)
    assert sorted(kept) == [0, 1]
    screen.open_item(ShowLoan(loan.id))
    asked: list[object] = []
    screen.details.paper_wanted.connect(asked.append)
    links = [
        button
        for button in screen.details.findChildren(type(screen.new_button))
        if "扫描件：" in button.text()
    ]
    assert len(links) == 2
    links[0].click()
    assert asked == [kept[0][0].id]


# -- scanned codes ---------------------------------------------------------------------------


def lend_the_disc(counter: Counter, days: int = 7) -> Loan:
    loan = counter.sign(counter.request(LoanAct.BORROW, items=(counter.holdings.disc,), days=days))
    return counter.circulating.hand_out(counter.office["archivist"], loan.id)


def test_a_code_typed_into_the_list_finds_the_loan(
    counter: Counter, screen_of, qtbot: QtBot
) -> None:
    loan = counter.sign(counter.request())
    screen = screen_of("archivist")
    screen.table.setFocus()
    qtbot.keyClicks(screen.table, loan.no[0])
    qtbot.keyClicks(screen.scan, loan.no[1:])
    qtbot.keyClick(screen.scan, Qt.Key.Key_Return)
    assert screen.details.loan is not None
    assert screen.details.loan.id == loan.id
    assert screen.scan.text() == ""


def test_a_scanned_disc_that_is_out_comes_back(
    counter: Counter, screen_of, monkeypatch: pytest.MonkeyPatch
) -> None:
    loan = lend_the_disc(counter)
    screen = screen_of("archivist")
    seen: list[ReturnDialog] = []

    def agree(dialog: ReturnDialog) -> int:
        seen.append(dialog)
        dialog.effect.setText("核实了案件事实")
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(ReturnDialog, "exec", agree)
    screen.take_code("ＧＰ－2026-001 sha256:0000")
    assert len(seen) == 1
    back = counter.lending.get(counter.office["archivist"], loan.id)
    assert (back.state, back.effect) == (LoanState.RETURNED, "核实了案件事实")


def test_strange_and_idle_codes_are_said_in_words(counter: Counter, screen_of) -> None:
    screen = screen_of("archivist")
    screen.take_code("GP-2026-001")
    assert "没有借出，不需归还" in screen.context.notices.said[-1].text
    screen.take_code("OTHER-77")
    assert "可能是别处的" in screen.context.notices.said[-1].text


def test_the_field_is_the_clerks(counter: Counter, screen_of) -> None:
    assert not screen_of("officer").scan.isVisible()
    assert screen_of("archivist").scan.isVisible()


def test_the_return_shows_how_a_thing_looked_before(
    counter: Counter, context_of: ContextOf, qtbot: QtBot
) -> None:
    clerk = counter.office["archivist"]
    counter.circulating.take_back(clerk, lend_the_disc(counter).id, "盘面一道划痕")
    loan = lend_the_disc(counter)
    before = counter.circulating.states_before(clerk, loan.id)
    assert ["盘面一道划痕" in str(words) for words in before.values()] == [True]
    dialog = ReturnDialog(loan, counter.now, before=before)
    qtbot.addWidget(dialog)
    assert dialog.inspections[0].condition is Condition.INTACT


# -- notices ---------------------------------------------------------------------------------


def test_notices_go_step_by_step_and_are_written_down(
    counter: Counter, screen_of, qtbot: QtBot, tmp_path: Path
) -> None:
    loan = lend_the_disc(counter, days=1)
    clerk = counter.office["archivist"]
    counter.office.clock.forward(days=10)
    screen = screen_of("archivist")
    screen.open_item(ShowLoan(loan.id))
    assert next(iter(screen.details.buttons)) is Action.REMIND
    screen.verbs.remind_to(loan, tmp_path / "催还.pdf")
    qtbot.waitUntil(lambda: bool(screen.context.notices.said))
    assert (tmp_path / "催还.pdf").read_bytes().startswith(b"%PDF")
    reminding = Reminding(counter.office.desk)
    assert [each.level.value for each in reminding.sent(clerk, loan.id)] == ["first"]
    screen.verbs.act(loan, Action.REMIND)
    assert "还没有到" in screen.context.notices.said[-1].text


# -- looking, naming, volumes, overview ------------------------------------------------------


def test_who_is_to_sign_looks_in_place(counter: Counter, screen_of, qtbot: QtBot) -> None:
    counter.request(items=(counter.holdings.case,))
    screen = screen_of("unit_head")
    loan = screen.details.loan
    assert loan is not None, "what waits is shown at once"
    shown: list[FootageId] = []
    screen.details.looking.emit(loan.items[0])
    assert screen.view is not None
    assert screen.view.isVisible()
    assert screen.view.recordings.value == counter.holdings.in_case
    screen.view.close_view()
    qtbot.waitUntil(lambda: screen.table.isVisible())
    assert shown == []
    screen.shut()


def test_the_head_names_a_signer(counter: Counter, context_of: ContextOf, qtbot: QtBot) -> None:
    dialog = SignersDialog(context_of("agency_head"))
    qtbot.addWidget(dialog)
    dialog.boxes[1].choose("officer2")
    dialog.boxes[1].chosen.emit("officer2")
    named = Signers(counter.office.desk).named(counter.office["agency_head"])
    assert named[1].account == "officer2"
    dialog.boxes[2].choose("officer2")
    dialog.boxes[2].chosen.emit("officer2")
    assert dialog.boxes[2].value == ""


def test_a_volume_is_registered_in_its_dialog(
    counter: Counter, context_of: ContextOf, qtbot: QtBot
) -> None:
    dialog = VolumesDialog(context_of("archivist"))
    qtbot.addWidget(dialog)
    dialog.register()
    dialog.case.setText("2026-001")
    dialog.name.setText("正卷")
    dialog.register()
    (made,) = Volumes(counter.office.desk).everything(counter.office["archivist"])
    assert (made.case_no, made.number, made.title) == ("2026-001", 1, "正卷")
    assert dialog.table.rows.rowCount() == 1
    item = counter.lending.item(counter.office["officer"], ItemKind.VOLUME, made.no)
    assert made.no in item.label


def test_managers_see_load_overdue_and_refusals_by_section(
    counter: Counter, context_of: ContextOf, qtbot: QtBot
) -> None:
    lend_the_disc(counter, days=1)
    counter.lending.refuse(counter.office["unit_head"], counter.request().id, "不需要")
    counter.office.clock.forward(days=10)
    dialog = OverviewDialog(context_of("leader"))
    qtbot.addWidget(dialog)
    row = dialog.table.rows.row(0)
    assert row is not None
    assert (row.section, row.requests, row.out, row.overdue, row.refused) == ("综合科", 2, 1, 1, 1)
    since = counter.now - timedelta(days=1)
    assert counter.lending.by_section(counter.office["leader"], since) == []
