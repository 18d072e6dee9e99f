"""What comes back thing by thing, how it looks, and what is asked for early."""

from dataclasses import replace
from datetime import timedelta

import pytest

from archive_desk.domain import circulation
from archive_desk.domain.errors import Conflict, InvalidInput, Refused
from archive_desk.domain.loans import (
    Condition,
    Inspection,
    ItemKind,
    Loan,
    LoanItem,
    LoanState,
)
from archive_desk.domain.people import Role
from tests.domain.test_approvals import BY_ROLE, CLERK, LATER, NOW, lent

FILE, DISC = LoanItem(ItemKind.CASE, 1, "案"), LoanItem(ItemKind.DISC, 2, "盘")


def both_out() -> Loan:
    return replace(lent(), items=(FILE, DISC))


def test_a_loan_is_over_when_the_last_thing_is_accounted_for() -> None:
    part = circulation.take_back(both_out(), CLERK, [Inspection(FILE)], NOW)
    assert (part.state, part.still_out) == (LoanState.LENT, (DISC,))
    scratched = Inspection(DISC, Condition.DAMAGED, "盘面划伤")
    over = circulation.take_back(part, CLERK, [scratched], LATER)
    assert (over.state, over.returned_at) == (LoanState.RETURNED, LATER)
    assert over.condition == "盘：有损坏；盘面划伤"


def test_nothing_comes_back_twice_nor_what_was_never_out() -> None:
    part = circulation.take_back(both_out(), CLERK, [Inspection(FILE)], NOW)
    with pytest.raises(Conflict, match="不在借阅"):
        circulation.take_back(part, CLERK, [Inspection(FILE)], NOW)
    with pytest.raises(Conflict, match="不在借阅"):
        circulation.take_back(part, CLERK, [Inspection(DISC), Inspection(DISC)], NOW)
    strange = LoanItem(ItemKind.DISC, 9, "别的盘")
    with pytest.raises(Conflict, match="不在借阅"):
        circulation.take_back(part, CLERK, [Inspection(strange)], NOW)
    with pytest.raises(InvalidInput, match="请选择"):
        circulation.take_back(part, CLERK, [], NOW)


@pytest.mark.parametrize("condition", [Condition.DAMAGED, Condition.MISSING])
def test_damage_and_loss_want_words(condition: Condition) -> None:
    with pytest.raises(InvalidInput, match="请写明案"):
        circulation.take_back(both_out(), CLERK, [Inspection(FILE, condition, "  ")], NOW)


def test_a_recall_never_makes_the_date_later() -> None:
    soon, late = NOW + timedelta(days=1), LATER + timedelta(days=9)
    assert circulation.recall(both_out(), CLERK, soon, NOW).due_at == soon
    assert circulation.recall(both_out(), CLERK, late, NOW).due_at == LATER
    with pytest.raises(Refused):
        circulation.recall(both_out(), BY_ROLE[Role.OFFICER], soon, NOW)
