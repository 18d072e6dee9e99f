"""The loans screen: what each person is offered, and the path from asking to giving back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from archive_desk.domain.loans import Condition, Inspection, ItemKind, Loan, LoanAct, LoanState
from archive_desk.services.lending import Lending
from archive_desk.services.rule_keeping import RuleKeeping
from archive_desk.ui.intentions import RequestLoan, ShowCase, ShowLoan
from archive_desk.ui.loans.actions import Action
from archive_desk.ui.loans.counter import RenewDialog
from archive_desk.ui.loans.decision import DecisionDialog
from archive_desk.ui.loans.picker import ItemPicker
from archive_desk.ui.loans.request_dialog import RequestDialog
from archive_desk.ui.loans.returning import ReturnDialog
from archive_desk.ui.loans.screen import LoansScreen
from tests.helpers.archives import PASSWORD, Office
from tests.helpers.stored import stored
from tests.services.test_lending import Counter
from tests.ui.conftest import ContextOf


def tabs(screen: LoansScreen) -> list[str]:
    return [screen.tabs.tabText(number) for number in range(screen.tabs.count())]


def act(screen: LoansScreen, action: Action) -> None:
    screen.details.wanted.emit(action)


def offered(screen: LoansScreen) -> list[Action]:
    return list(screen.details.buttons)


@pytest.mark.parametrize(
    ("account", "views"),
    [
        ("officer", ["我的申请"]),
        ("archivist", ["待借出", "未归还", "我的申请", "全部"]),
        ("unit_head", ["待我审批", "我的申请", "全部"]),
        ("auditor", ["全部"]),
    ],
)
def test_everybody_has_his_own_views(
    counter: Counter, screen_of, account: str, views: list[str]
) -> None:
    screen = screen_of(account)
    assert tabs(screen) == views
    assert not screen.empty.isHidden()


def test_what_waits_is_counted_on_its_tab_and_shown_with_its_buttons(
    counter: Counter, screen_of
) -> None:
    loan = counter.request()
    screen = screen_of("unit_head")
    assert tabs(screen)[0] == "待我审批 1"
    screen.table.select_row(0)
    assert screen.details.loan == loan
    assert offered(screen) == [
        Action.APPROVE,
        Action.SEND_BACK,
        Action.REFUSE,
        Action.PRINT,
    ]


@pytest.mark.parametrize(
    ("account", "actions"),
    [
        ("officer", [Action.WITHDRAW, Action.PRINT, Action.ATTACH]),
        ("leader", [Action.PRINT]),
        ("archivist", [Action.PRINT, Action.PAPER, Action.ATTACH]),
    ],
)
def test_others_are_offered_what_is_theirs(
    counter: Counter, screen_of, account: str, actions: list[Action]
) -> None:
    loan = counter.request()
    screen = screen_of(account)
    screen.open_item(ShowLoan(loan.id))
    assert offered(screen) == actions


def test_the_line_of_signatures_says_who_is_next(counter: Counter, screen_of) -> None:
    loan = counter.sign(counter.request(), "unit_head")
    screen = screen_of("officer")
    screen.open_item(ShowLoan(loan.id))
    words = texts(screen.details.chain)
    assert words.index("执法单位负责人 · 同意") < words.index("分管领导 · 批准")
    assert words[words.index("分管领导 · 批准") + 1] == "等待签署"


def texts(widget: QWidget) -> list[str]:
    return [each.text() for each in widget.findChildren(QLabel) if not each.isHidden()]


def test_a_request_is_made_from_what_another_screen_hands_in(
    counter: Counter, context_of: ContextOf, qtbot: QtBot
) -> None:
    dialog = RequestDialog(context_of("officer"), (counter.holdings.case,))
    qtbot.addWidget(dialog)
    dialog.add_items((counter.holdings.case, counter.holdings.disc))
    assert len(dialog.items) == 2
    dialog.acts[LoanAct.COPY].setChecked(True)
    dialog.purpose.setPlainText("办案需要")
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert dialog.loan is not None
    assert dialog.loan.acts == (LoanAct.VIEW, LoanAct.COPY)
    zone = counter.office.desk.office.zone
    assert (dialog.loan.wanted_until - dialog.loan.wanted_from.astimezone(zone)).days == 7


def test_a_request_proposes_the_days_that_the_office_decided(
    counter: Counter, context_of: ContextOf, qtbot: QtBot
) -> None:
    answer = {"value": 15, "decision": "办公会纪要"}
    RuleKeeping(counter.office.desk).decide(
        counter.office["archivist"], "xigang", "open.loan_days", answer, "办公会纪要"
    )
    dialog = RequestDialog(context_of("officer"))
    qtbot.addWidget(dialog)
    assert dialog.length.value == 15
    assert dialog.start.value is not None
    assert dialog.until.value == dialog.start.value + timedelta(days=15)


def test_an_incomplete_request_says_what_is_missing(
    counter: Counter, context_of: ContextOf, qtbot: QtBot
) -> None:
    dialog = RequestDialog(context_of("officer"))
    qtbot.addWidget(dialog)
    dialog.accept()
    assert "请添加要借阅的内容。" in texts(dialog)
    dialog.add_items((counter.holdings.case,))
    dialog.acts[LoanAct.VIEW].setChecked(False)
    dialog.accept()
    assert "请至少选择一种利用方式。" in texts(dialog)
    dialog.acts[LoanAct.VIEW].setChecked(True)
    dialog.accept()
    assert "请写明用途。" in texts(dialog)
    assert dialog.loan is None


def test_what_a_rule_refuses_is_said_in_the_dialog(
    counter: Counter, context_of: ContextOf, qtbot: QtBot
) -> None:
    dialog = RequestDialog(context_of("officer"), (counter.holdings.footage,))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.acts[LoanAct.BORROW].setChecked(True)
    dialog.purpose.setPlainText("办案需要")
    dialog.accept()
    assert any("电子文件" in words for words in texts(dialog))
    assert dialog.loan is None


def test_things_are_found_and_chosen_by_their_names(
    counter: Counter, context_of: ContextOf, qtbot: QtBot
) -> None:
    picker = ItemPicker(context_of("officer"))
    qtbot.addWidget(picker)
    assert picker.table.rows.rowCount() == 1
    picker.search.setText("没有这个")
    picker.search.returnPressed.emit()
    assert picker.table.rows.rowCount() == 0
    assert not picker.confirm.isEnabled()
    picker.search.setText("培训")
    picker.search.returnPressed.emit()
    picker.table.select_row(0)
    picker.accept()
    assert [item.item_id for item in picker.chosen] == [counter.holdings.case.item_id]


def decide(
    qtbot: QtBot,
    context_of: ContextOf,
    account: str,
    loan: Loan,
    *,
    action: Action = Action.APPROVE,
    password: str = PASSWORD,
) -> DecisionDialog:
    dialog = DecisionDialog(context_of(account), loan, action)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.opinion.setPlainText("同意。")
    dialog.password.setText(password)
    dialog.accept()
    qtbot.waitUntil(lambda: not dialog.isVisible() or dialog.confirm.isEnabled())
    return dialog


def test_a_signature_needs_an_opinion_and_the_password(
    counter: Counter, context_of: ContextOf, qtbot: QtBot
) -> None:
    loan = counter.request()
    dialog = DecisionDialog(context_of("unit_head"), loan, Action.APPROVE)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.accept()
    assert "请填写审批意见。" in texts(dialog)
    dialog.opinion.setPlainText("同意。")
    dialog.accept()
    assert "请输入密码。" in texts(dialog)


def test_a_wrong_password_signs_nothing(
    counter: Counter, context_of: ContextOf, qtbot: QtBot
) -> None:
    loan = counter.request()
    dialog = decide(qtbot, context_of, "unit_head", loan, password="a wrong guess")
    assert dialog.isVisible()
    assert any("密码不正确" in words for words in texts(dialog))
    assert counter.lending.get(counter.office["unit_head"], loan.id).next_step == loan.next_step


def test_two_signatures_approve(counter: Counter, context_of: ContextOf, qtbot: QtBot) -> None:
    loan = counter.request()
    first = decide(qtbot, context_of, "unit_head", loan)
    assert first.loan.steps[0].opinion == "同意。"
    second = decide(qtbot, context_of, "leader", first.loan)
    assert second.loan.state is LoanState.APPROVED


def test_the_slower_signer_is_told_in_the_dialog(
    counter: Counter, context_of: ContextOf, qtbot: QtBot
) -> None:
    loan = counter.request()
    counter.lending.refuse(counter.office["unit_head"], loan.id, "不需要")
    dialog = decide(qtbot, context_of, "unit_head", loan)
    assert dialog.isVisible()
    assert any("未批准" in words for words in texts(dialog))


def test_a_refusal_carries_its_reason(
    counter: Counter, context_of: ContextOf, qtbot: QtBot
) -> None:
    dialog = decide(qtbot, context_of, "unit_head", counter.request(), action=Action.REFUSE)
    assert dialog.loan.state is LoanState.REFUSED


def test_the_clerk_hands_out_after_being_asked(counter: Counter, screen_of) -> None:
    loan = counter.sign(counter.request())
    screen = screen_of("archivist")
    screen.open_item(ShowLoan(loan.id))
    screen.context.notices.will_decline()
    screen.context.notices.will_agree()
    act(screen, Action.HAND_OUT)
    assert counter.lending.get(counter.office["archivist"], loan.id).state is LoanState.APPROVED
    act(screen, Action.HAND_OUT)
    assert screen.details.loan is not None
    assert screen.details.loan.state is LoanState.LENT
    assert offered(screen) == [
        Action.TAKE_BACK,
        Action.PRINT,
        Action.EFFECT,
        Action.ATTACH,
    ]
    assert tabs(screen)[:2] == ["待借出", "未归还 1"]


def test_an_approved_copy_is_made_into_a_folder(
    office: Office, screen_of, qtbot: QtBot, tmp_path: Path
) -> None:
    footage = stored(office)
    lending, now = Lending(office.desk), office.clock.now
    item = lending.item(office["officer"], ItemKind.FOOTAGE, str(footage))
    loan = lending.request(
        office["officer"], (LoanAct.COPY,), (item,), "办案", now, now + timedelta(days=2)
    )
    screen = screen_of("officer")
    screen.open_item(ShowLoan(loan.id))
    assert Action.COPY not in offered(screen)
    for account in ("unit_head", "leader"):
        loan = lending.approve(office[account], loan.id, "同意")
    screen.open_item(ShowLoan(loan.id))
    assert offered(screen) == [Action.COPY, Action.WITHDRAW, Action.PRINT, Action.ATTACH]
    screen.verbs.copy_to(loan, tmp_path / "out")
    qtbot.waitUntil(lambda: bool(screen.context.notices.said))
    assert "已复制 1 件" in screen.context.notices.said[-1].text
    assert (tmp_path / "out" / "manifest-sha256.txt").is_file()


def test_the_applicant_withdraws(counter: Counter, screen_of) -> None:
    loan = counter.request()
    screen = screen_of("officer")
    screen.open_item(ShowLoan(loan.id))
    screen.context.notices.will_agree()
    act(screen, Action.WITHDRAW)
    assert screen.details.loan is not None
    assert screen.details.loan.state is LoanState.WITHDRAWN
    assert "已撤回" in screen.context.notices.said[-1].text


def test_a_return_with_damage_must_describe_it(counter: Counter, screen_of, qtbot: QtBot) -> None:
    loan = counter.sign(counter.request(LoanAct.BORROW, items=(counter.holdings.disc,)))
    lent = counter.circulating.hand_out(counter.office["archivist"], loan.id)
    dialog = ReturnDialog(lent, counter.now)
    qtbot.addWidget(dialog)
    (row,) = dialog.items
    row.condition.choose(Condition.DAMAGED)
    dialog.accept()
    assert "请写明损坏或缺失的情况。" in texts(dialog)
    row.note.setText("盘面划伤")
    dialog.accept()
    assert dialog.inspections == (Inspection(lent.items[0], Condition.DAMAGED, "盘面划伤"),)


def test_what_stays_out_is_unticked_and_nothing_at_all_is_no_return(
    counter: Counter, qtbot: QtBot
) -> None:
    items = (counter.holdings.case, counter.holdings.disc)
    loan = counter.sign(counter.request(LoanAct.BORROW, items=items))
    lent = counter.circulating.hand_out(counter.office["archivist"], loan.id)
    dialog = ReturnDialog(lent, counter.now)
    qtbot.addWidget(dialog)
    dialog.items[0].tick.setChecked(False)
    assert [each.item for each in dialog.inspections] == [lent.items[1]]
    dialog.items[1].tick.setChecked(False)
    assert not dialog.confirm.isEnabled()


def test_a_renewal_proposes_the_same_length_again(counter: Counter, qtbot: QtBot) -> None:
    loan = counter.sign(counter.request(LoanAct.BORROW, items=(counter.holdings.disc,)))
    lent = counter.circulating.hand_out(counter.office["archivist"], loan.id)
    dialog = RenewDialog(lent)
    qtbot.addWidget(dialog)
    assert dialog.until is not None
    assert lent.due_at is not None
    assert (dialog.until - lent.due_at).days == 7


def test_a_thing_of_a_request_opens_on_its_own_screen(
    counter: Counter, screen_of, qtbot: QtBot
) -> None:
    loan = counter.request()
    screen = screen_of("officer")
    screen.open_item(ShowLoan(loan.id))
    with qtbot.waitSignal(screen.requested) as asked:
        screen.details._open(loan.items[0])
    assert asked.args == [ShowCase(counter.holdings.case.item_id)]


def test_lists_are_searched_and_narrowed(counter: Counter, screen_of) -> None:
    counter.request()
    counter.lending.refuse(counter.office["unit_head"], counter.request().id, "不需要")
    screen = screen_of("archivist")
    screen.choose_view("all")
    assert screen.table.rows.rowCount() == 2
    screen.filters.set_text("JY-2026-0002")
    assert screen.table.rows.rowCount() == 1
    screen.filters.set_text("没有")
    assert screen.table.rows.rowCount() == 0
    assert "没有符合条件的申请" in texts(screen.empty)


def test_somebody_elses_change_is_shown_at_once(counter: Counter, screen_of) -> None:
    screen = screen_of("unit_head")
    assert screen.table.rows.rowCount() == 0
    loan = counter.request()
    screen.context.changes.loans_changed.emit((loan.id,))
    assert screen.table.rows.rowCount() == 1


@pytest.fixture
def dialogs_closed(qtbot: QtBot) -> Iterator[None]:
    """Press Escape in the modal dialog that opens."""
    timer = QTimer()

    def close() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            dialog.close()

    timer.timeout.connect(close)
    timer.start(20)
    yield
    timer.stop()


def test_an_intention_opens_the_request_with_its_things(
    counter: Counter, screen_of, dialogs_closed: None
) -> None:
    screen = screen_of("officer")
    screen.open_item(RequestLoan((counter.holdings.case,)))
    assert screen.table.rows.rowCount() == 0


def test_the_screen_speaks_english(
    english: None, counter: Counter, screen_of, qtbot: QtBot
) -> None:
    loan = counter.request()
    screen = screen_of("unit_head")
    assert tabs(screen) == ["To sign 1", "My requests", "All"]
    screen.open_item(ShowLoan(loan.id))
    qtbot.waitUntil(lambda: "Waits for a signature" in texts(screen.details.chain))
