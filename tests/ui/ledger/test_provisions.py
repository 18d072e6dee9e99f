from pathlib import Path

from archive_desk.domain.loans import LoanAct
from archive_desk.domain.provisions import Recipient
from archive_desk.services.providing import Providing
from archive_desk.ui.ledger.provisions import ProvisionsDialog
from archive_desk.ui.loans.actions import Action, actions_for
from archive_desk.ui.loans.provide import ProvideDialog
from archive_desk.ui.loans.verbs import LoanVerbs
from tests.helpers.case_files import registered
from tests.helpers.stored import in_case, stored
from tests.services.test_exporting import Room


def test_the_clerk_makes_a_package_and_enters_its_receipt(
    office, qtbot, context_of, tmp_path: Path
) -> None:
    case = registered(office)
    recording = stored(office)
    in_case(office, case, recording)
    loan = Room(office, case.no, [recording]).loan(LoanAct.PROVIDE)
    clerk = office["archivist"]
    assert Action.PROVIDE in actions_for(loan, clerk)
    assert Action.PROVIDE not in actions_for(loan, office["officer"])
    form = ProvideDialog(loan)
    qtbot.addWidget(form)
    form.show()
    form.accept()
    assert form.isVisible()
    form.receiver.setText("示例区人民法院")
    form.document_no.setText("示调函3号")
    form.accept()
    assert form.recipient == Recipient("示例区人民法院", "示调函3号", "", "办案")
    context = context_of("archivist")
    verbs = LoanVerbs(context, form)
    verbs.provide_to(loan, form.recipient, tmp_path / "out")
    providing = Providing(office.desk)
    qtbot.waitUntil(lambda: len(providing.everything(clerk)) == 1)
    qtbot.waitUntil(lambda: any("已制作并登记" in each.text for each in context.notices.said))
    register = ProvisionsDialog(context)
    qtbot.addWidget(register)
    register.show()
    register.table.select_row(0)
    register.receiver.setText("示例法官")
    register.receipt_button.click()
    assert providing.everything(clerk)[0].receipt is not None
    register.table.select_row(0)
    assert not register.receipt_button.isVisible()
