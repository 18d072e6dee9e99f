"""Disclosure, parties, complaints and call-ups by window, each from its beginning to its end."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from archive_desk.domain.cases import DocumentDraft
from archive_desk.domain.disclosure import AnswerKind, DisclosureState, HowReceived
from archive_desk.domain.loans import ItemKind, LoanAct
from archive_desk.domain.parties import AccessGround, Relation
from archive_desk.domain.work import Unwatched
from archive_desk.services.casework import Casework
from archive_desk.services.lending import Lending
from archive_desk.services.providing import Providing
from archive_desk.ui.intentions import (
    PlayFootage,
    RequestLoan,
    ShowComplaint,
    ShowDisclosure,
    ShowLoan,
)
from archive_desk.ui.outside.screen import OutsideScreen
from archive_desk.ui.widgets.asking import Asking
from tests.helpers.archives import Office, staffed_office
from tests.helpers.case_files import registered
from tests.helpers.dialogs import in_dialogs
from tests.helpers.looking import shown
from tests.helpers.stored import in_case, stored
from tests.services.test_providing import COURT
from tests.ui.conftest import ContextOf


def opened(qtbot: QtBot, context_of: ContextOf, account: str) -> OutsideScreen:
    screen = OutsideScreen(context_of(account))
    qtbot.addWidget(screen)
    screen.context.notices.use_window(screen)
    screen.resize(1280, 800)
    screen.show()
    screen.freshen()
    return screen


def fill(**facts: object):
    """Fill a dialog's fields and confirm."""

    def act(dialog: Asking) -> None:
        for key, value in facts.items():
            field = dialog.field(key)
            if hasattr(field, "choose"):
                field.choose(value)
            elif hasattr(field, "setPlainText"):
                field.setPlainText(value)
            elif hasattr(field, "set_value"):
                field.set_value(value)
            elif hasattr(field, "setText"):
                field.setText(value)
            else:
                field.setValue(value)
        dialog.accept()

    return act


def press(page, words: str) -> None:
    """Press a button below the details."""
    found = [b for b in page.details.findChildren(QPushButton) if words in b.text()]
    assert found, f"{words} is not offered: {shown(page.details)}"
    found[0].click()


def test_an_application_goes_its_way_by_window(
    office: Office, qtbot: QtBot, context_of: ContextOf, tmp_path: Path, monkeypatch
) -> None:
    clerk = opened(qtbot, context_of, "archivist")
    page = clerk.disclosures
    assert page is not None
    assert "还没有公开申请" in shown(page)

    def first(dialog: Asking) -> None:
        dialog.accept()
        assert "请填写。" in shown(dialog)
        fill(
            applicant="示例申请人",
            identity="身份证",
            contact="电话",
            content="某次检查的录像",
            how=HowReceived.INTERNET_FAX,
        )(dialog)
        assert "确认的日期" in shown(dialog)
        fill(how=HowReceived.IN_PERSON)(dialog)

    with in_dialogs(first):
        page.register()
    assert page.chosen is not None
    no = page.chosen.application.no
    assert page.chosen.clock.due is not None
    assert "答复期限：" in shown(page.details)
    office.clock.forward(days=4)
    with in_dialogs(fill(party="示例公司", on=date(2026, 11, 23))):
        press(page, "征求第三方意见")
    assert page.chosen.application.state is DisclosureState.CONSULTING
    assert "示例公司" in shown(page.details)
    with in_dialogs(fill(text="不同意公开")):
        press(page, "意见收到")

    def propose(dialog: Asking) -> None:
        fill(kind=AnswerKind.REFUSED, text="不公开")(dialog)
        assert "请选择依据的条款" in shown(dialog)
        fill(kind=AnswerKind.WITHHELD, text="执法案卷信息，不予公开")(dialog)

    with in_dialogs(propose):
        press(page, "拟定答复")
    assert page.chosen.application.state is DisclosureState.PROPOSED

    head = opened(qtbot, context_of, "leader")
    assert head.disclosures is not None
    head.open_item(ShowDisclosure(no))
    with in_dialogs(fill(text="同意")):
        press(head.disclosures, "批准答复")
    clerk.set_stale()
    assert page.chosen.application.state is DisclosureState.ANSWERED
    out = tmp_path / "answer.pdf"
    monkeypatch.setattr("archive_desk.ui.outside.page.save_file", lambda *_args: out)
    press(page, "答复书")
    assert out.read_bytes().startswith(b"%PDF")
    with in_dialogs(fill(text="邮寄签收")):
        press(page, "登记送达")
    assert page.chosen.application.state is DisclosureState.DELIVERED


def test_a_party_is_registered_approved_shown_and_given_numbered_copies(
    office: Office, qtbot: QtBot, context_of: ContextOf, tmp_path: Path
) -> None:
    case = registered(office)
    in_case(office, case, stored(office, 400))
    screen = opened(qtbot, context_of, "archivist")
    page = screen.parties
    assert page is not None
    screen.tabs.setCurrentIndex(1)

    def first(dialog: Asking) -> None:
        fill(
            name="示例律师",
            identity_no="示例号码",
            relation=Relation.AGENT,
            ground=AccessGround.REVIEW,
            case=case.no,
            acts="view copy",
        )(dialog)
        assert "委托代理人应写明" in shown(dialog)
        fill(represents="示例公司", power="委托书")(dialog)

    with in_dialogs(first):
        page.request()
    assert page.chosen is not None
    assert "登记查阅过程" not in shown(page.details)
    for account in ("unit_head", "leader"):
        Lending(office.desk).approve(office[account], page.chosen.loan.id, "同意")
    office.clock.forward(hours=2)
    screen.set_stale()
    begun = office.clock.now - timedelta(hours=1)
    with in_dialogs(fill(begun=begun, ended=office.clock.now, supervisor="示例监督人")):
        press(page, "登记查阅过程")
    assert "监督人：示例监督人" in shown(page.details)
    page.copy_to(page.chosen, tmp_path / "out")
    no = page.chosen.line.no
    qtbot.waitUntil(lambda: f"{no}-01" in shown(page.details), timeout=20_000)
    with qtbot.waitSignal(screen.requested) as asked:
        press(page, "审批情况")
    assert isinstance(asked.args[0], ShowLoan)


def test_a_complaint_is_registered_and_met_by_providing(
    office: Office, qtbot: QtBot, context_of: ContextOf, tmp_path: Path
) -> None:
    case = registered(office)
    in_case(office, case, stored(office, 400))
    screen = opened(qtbot, context_of, "archivist")
    page = screen.complaints
    assert page is not None
    screen.tabs.setCurrentIndex(2)
    with in_dialogs(fill(kind="court", body="示例区人民法院", document="示行初1号", case=case.no)):
        page.register()
    assert page.chosen is not None
    no = page.chosen.complaint.no
    with qtbot.waitSignal(screen.requested) as asked:
        press(page, "申请对外提供")
    assert isinstance(asked.args[0], RequestLoan)
    lending, officer, now = Lending(office.desk), office["officer"], office.clock.now
    item = lending.item(officer, ItemKind.CASE, case.no)
    loan = lending.request(
        officer, (LoanAct.PROVIDE,), (item,), "诉讼", now, now + timedelta(days=9)
    )
    for account in ("unit_head", "leader"):
        lending.approve(office[account], loan.id, "同意")
    Providing(office.desk).provide(
        office["archivist"], loan.id, COURT, tmp_path, Unwatched(), complaint=no
    )
    screen.set_stale()
    screen.open_item(ShowComplaint(no))
    assert "TG-2026-0001" in shown(page.details)
    assert "申请对外提供" not in shown(page.details)


@pytest.fixture
def dawukou(tmp_path: Path, monkeypatch) -> Office:
    return staffed_office(tmp_path / "dawukou", "dawukou")


def test_a_call_up_is_named_looked_at_and_over_with_the_decision(
    dawukou: Office, qtbot: QtBot, context_of: ContextOf
) -> None:
    case = registered(dawukou, ended_at=None)
    in_case(dawukou, case, stored(dawukou, 400))

    def screen_of(account: str) -> OutsideScreen:
        context = replace(context_of("archivist"), desk=dawukou.desk, actor=dawukou[account])
        screen = OutsideScreen(context)
        qtbot.addWidget(screen)
        context.notices.use_window(screen)
        screen.resize(1280, 800)
        screen.show()
        screen.freshen()
        return screen

    clerk = screen_of("archivist")
    assert clerk.call_ups is not None
    clerk.tabs.setCurrentIndex(3)
    with in_dialogs(fill(case=case.no, person="officer")):
        clerk.call_ups.name()
    officer = screen_of("officer")
    mine = officer.call_ups
    assert mine is not None
    assert officer.disclosures is None
    mine.table.select_row(0)
    assert "第9项第2目" in shown(mine.details)
    with qtbot.waitSignal(officer.requested) as asked:
        press(mine, "调阅音像")
    assert isinstance(asked.args[0], PlayFootage)
    Casework(dawukou.desk).add_document(
        dawukou["archivist"], case.no, DocumentDraft("行政处罚决定书", "1")
    )
    officer.set_stale()
    assert "调阅音像" not in shown(mine.details)
    dawukou.desk.close()
