"""Returns thing by thing, recalls, and the damage and loss that returns bring to light."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive_desk.domain.errors import Conflict, InvalidInput, Refused
from archive_desk.domain.incidents import Outcome
from archive_desk.domain.ledger import LineState
from archive_desk.domain.loans import Condition, Inspection, Loan, LoanAct, LoanState
from archive_desk.services.incidents import Incidents
from archive_desk.services.ledger import Ledger, LedgerFilter
from tests.services.test_lending import Counter, counter_at


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    counter = counter_at(tmp_path / "archive")
    yield counter
    counter.office.desk.close()


def out(counter: Counter) -> Loan:
    items = (counter.holdings.case, counter.holdings.disc)
    loan = counter.sign(counter.request(LoanAct.VIEW, LoanAct.BORROW, items=items))
    return counter.circulating.hand_out(counter.office["archivist"], loan.id)


def test_part_comes_back_and_the_rest_stays_out_with_its_grants(counter: Counter) -> None:
    lent, clerk = out(counter), counter.office["archivist"]
    case, disc = lent.items
    part = counter.circulating.take_back_items(clerk, lent.id, [Inspection(disc)])
    assert (part.state, part.still_out) == (LoanState.LENT, (case,))
    assert all(grant.ended_at is None for grant in part.grants)
    assert counter.lending.notes_on(clerk, disc) == []
    assert counter.lending.notes_on(clerk, case) != []
    again = counter.sign(counter.request(LoanAct.BORROW, items=(disc,), applicant="officer2"))
    assert counter.circulating.hand_out(clerk, again.id).state is LoanState.LENT
    whole = counter.circulating.take_back_items(clerk, lent.id, [Inspection(case)])
    assert whole.state is LoanState.RETURNED
    assert all(grant.ended_at is not None for grant in whole.grants)
    assert counter.lending.get(clerk, lent.id) == whole
    line = next(
        line
        for line in Ledger(counter.office.desk).page(clerk, LedgerFilter()).lines
        if line.loan_no == lent.no
    )
    assert line.state(counter.now) is LineState.RETURNED


def test_what_is_missing_is_not_lent_until_it_is_found(counter: Counter) -> None:
    lent, clerk = out(counter), counter.office["archivist"]
    case, disc = lent.items
    missing = Inspection(disc, Condition.MISSING, "借阅人称已遗失")
    back = counter.circulating.take_back_items(clerk, lent.id, [Inspection(case), missing])
    assert back.state is LoanState.RETURNED
    incidents = Incidents(counter.office.desk)
    (incident,) = incidents.everything(counter.office["leader"], open_only=True)
    assert (incident.loan_no, incident.condition) == (lent.no, Condition.MISSING)
    again = counter.sign(counter.request(LoanAct.BORROW, items=(disc,), applicant="officer2"))
    with pytest.raises(Refused, match=incident.no):
        counter.circulating.hand_out(clerk, again.id)
    with pytest.raises(InvalidInput, match="处理情况"):
        incidents.settle(clerk, incident.no, Outcome.FOUND, " ")
    incidents.settle(clerk, incident.no, Outcome.FOUND, "在二号柜找到")
    assert counter.circulating.hand_out(clerk, again.id).state is LoanState.LENT
    with pytest.raises(Conflict):
        incidents.settle(clerk, incident.no, Outcome.WRITTEN_OFF, "再写一次")


def test_what_was_only_damaged_was_never_lost(counter: Counter) -> None:
    lent, clerk = out(counter), counter.office["archivist"]
    found = [Inspection(lent.items[0]), Inspection(lent.items[1], Condition.DAMAGED, "划伤")]
    counter.circulating.take_back_items(clerk, lent.id, found)
    incidents = Incidents(counter.office.desk)
    (incident,) = incidents.everything(clerk)
    with pytest.raises(InvalidInput, match="没有登记为缺失"):
        incidents.settle(clerk, incident.no, Outcome.FOUND, "找到")
    assert not incidents.settle(clerk, incident.no, Outcome.RESTORED, "已修复").open
    with pytest.raises(Refused):
        incidents.settle(counter.office["officer"], incident.no, Outcome.RESTORED, "已修复")


def test_a_recall_is_due_on_the_next_working_day_and_written_into_the_register(
    counter: Counter, tmp_path: Path
) -> None:
    lent, clerk = out(counter), counter.office["archivist"]
    with pytest.raises(InvalidInput):
        counter.circulating.recall(clerk, lent.id, "")
    recalled = counter.circulating.recall(clerk, lent.id, "有人等待借用")
    assert recalled.due_at is not None
    assert lent.due_at is not None
    assert recalled.due_at < lent.due_at
    (line,) = Ledger(counter.office.desk).page(clerk, LedgerFilter()).lines
    assert line.due_at == recalled.due_at
    counter.office.clock.forward(days=5)
    ledger = Ledger(counter.office.desk)
    for write in (ledger.print_slip, ledger.print_recall):
        assert write(clerk, lent.id, tmp_path / f"{write.__name__}.pdf").stat().st_size > 5_000
    counter.circulating.take_back(clerk, lent.id)
    with pytest.raises(Refused, match="没有借出"):
        ledger.print_slip(clerk, lent.id, tmp_path / "no.pdf")
    assert not (tmp_path / "no.pdf").exists()


def test_a_loan_kept_too_long_is_late_however_it_comes_back(counter: Counter) -> None:
    lent, clerk = out(counter), counter.office["archivist"]
    counter.office.clock.forward(days=30)
    counter.circulating.take_back_items(clerk, lent.id, [Inspection(lent.items[0])])
    counter.office.clock.forward(days=1)
    counter.circulating.take_back(clerk, lent.id, "完好")
    (line,) = Ledger(counter.office.desk).page(clerk, LedgerFilter()).lines
    assert line.returned_late
