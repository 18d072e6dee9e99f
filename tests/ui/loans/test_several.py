"""Narrowing, sending back, signing several at once, and deputies, in their dialogs."""

from datetime import timedelta

from PySide6.QtWidgets import QDialog

from archive_desk.domain.loans import LoanAct, LoanState
from archive_desk.ui.loans.actions import Action
from archive_desk.ui.loans.decision import DecisionDialog
from archive_desk.ui.loans.deputies import DeputiesDialog
from archive_desk.ui.loans.request_dialog import RequestDialog
from archive_desk.ui.loans.several import SignSeveralDialog
from archive_desk.ui.zones import local
from tests.helpers.archives import PASSWORD
from tests.services.test_lending import Counter


def test_an_approver_unfolds_the_scope_and_takes_something_away(
    counter: Counter,
    qtbot,
    context_of,
) -> None:
    loan = counter.request(LoanAct.VIEW, LoanAct.COPY)
    dialog = DecisionDialog(context_of("unit_head"), loan, Action.APPROVE)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.scope is not None
    assert dialog.scope.scope is None
    dialog.scope.open_button.click()
    assert dialog.scope.acts[1].isVisible()
    dialog.scope.acts[1].setChecked(False)
    day = local(loan.wanted_until).date() - timedelta(days=2)
    dialog.scope.until.set_value(day)
    dialog.opinion.setPlainText("只同意查阅")
    dialog.password.setText(PASSWORD)
    dialog.confirm.click()
    qtbot.waitUntil(lambda: dialog.result() == QDialog.DialogCode.Accepted)
    assert dialog.loan.acts == (LoanAct.VIEW,)
    assert local(dialog.loan.wanted_until).date() == day


def test_a_request_sent_back_opens_filled_in_for_its_applicant(
    counter: Counter,
    screen_of,
    qtbot,
    context_of,
) -> None:
    loan = counter.lending.send_back(
        counter.office["unit_head"], counter.request().id, "请写明用途"
    )
    screen = screen_of("officer")
    screen.show_loan(loan.id)
    assert Action.COMPLETE in screen.details.buttons
    dialog = RequestDialog(context_of("officer"), (), before=loan)
    qtbot.addWidget(dialog)
    assert [item.item_id for item in dialog.items] == [loan.items[0].item_id]
    assert dialog.purpose.toPlainText() == loan.purpose
    dialog.purpose.setPlainText("行政复议")
    dialog.accept()
    assert dialog.loan is not None
    assert (dialog.loan.state, dialog.loan.purpose) == (LoanState.SUBMITTED, "行政复议")


def test_several_are_signed_with_one_opinion_and_the_others_stay(
    counter: Counter,
    qtbot,
    context_of,
) -> None:
    loans = [counter.request() for _ in range(3)]
    dialog = SignSeveralDialog(context_of("unit_head"), loans)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.confirm.isEnabled()
    for loan in loans[:2]:
        dialog.ticks[loan.id][1].setChecked(True)
    counter.lending.withdraw(counter.office["officer"], loans[0].id)
    dialog.password.setText("wrong password")
    dialog.confirm.click()
    qtbot.waitUntil(dialog.confirm.isEnabled)
    assert dialog.isVisible()
    dialog.password.setText(PASSWORD)
    dialog.confirm.click()
    qtbot.waitUntil(lambda: dialog.result() == QDialog.DialogCode.Accepted)
    assert [each.trouble is None for each in dialog.signed] == [False, True]
    waiting = [each.id for each in counter.lending.waiting_for(counter.office["leader"])]
    assert waiting == [loans[1].id]


def test_a_deputy_is_appointed_and_dismissed(
    counter: Counter,
    qtbot,
    context_of,
) -> None:
    counter.request()
    dialog = DeputiesDialog(context_of("unit_head"))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.deputy.choose("officer2")
    dialog.appoint_button.click()
    assert dialog.table.rows.rowCount() == 0
    dialog.reason.setPlainText("外出开会")
    dialog.appoint_button.click()
    assert dialog.table.rows.rowCount() == 1
    stand_in = counter.office["officer2"]
    assert len(counter.lending.waiting_for(stand_in)) == 1
    dialog.table.select_row(0)
    dialog.end_button.click()
    assert counter.lending.waiting_for(stand_in) == []
