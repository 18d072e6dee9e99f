"""Who may see and copy what: by office, by grant, and never otherwise."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive_desk.db import lending
from archive_desk.db.loan_filter import LoanFilter
from archive_desk.domain.errors import ArchiveDeskError, Refused
from archive_desk.domain.ids import FootageId, LoanId
from archive_desk.domain.loans import LoanAct, LoanItem, LoanState
from archive_desk.domain.people import Person
from archive_desk.services.access import Access, Accessing
from tests.helpers.holdings import holdings
from tests.services.test_lending import Counter, counter_at

NUMBERS = count(100)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """One office for all tests here."""
    counter = counter_at(tmp_path_factory.mktemp("access") / "archive")
    yield counter
    counter.office.desk.close()


@pytest.fixture
def counter(shared: Counter) -> Counter:
    """The office's counter, with things of this test's own to lend."""
    return replace(shared, holdings=holdings(shared.office, f"2026-{next(NUMBERS)}"))


def ask(
    counter: Counter, account: str, act: LoanAct, footage: FootageId, under: str = ""
) -> Access:
    accessing = Accessing(counter.office.desk)
    return accessing.ask(counter.office[account], act, footage, under=under)


@pytest.mark.parametrize("account", ["archivist", "reviewer"])
def test_the_clerk_and_the_reviewer_view_by_office(counter: Counter, account: str) -> None:
    access = ask(counter, account, LoanAct.VIEW, counter.holdings.alone)
    assert (access.approval, access.until) == ("", None)
    with pytest.raises(Refused):
        ask(counter, account, LoanAct.COPY, counter.holdings.alone)


@pytest.mark.parametrize(
    "account", ["officer", "unit_head", "leader", "agency_head", "auditor", "admin"]
)
@pytest.mark.parametrize("act", list(LoanAct))
def test_nobody_else_does_anything_without_an_approval(
    counter: Counter, account: str, act: LoanAct
) -> None:
    with pytest.raises(Refused) as caught:
        ask(counter, account, act, counter.holdings.alone)
    assert str(caught.value.basis).endswith("第二十二条")


@pytest.mark.parametrize("thing", ["case", "disc"])
def test_a_loan_of_a_case_or_disc_covers_its_footage_and_no_other(
    counter: Counter, thing: str
) -> None:
    item: LoanItem = getattr(counter.holdings, thing)
    loan = counter.sign(counter.request(LoanAct.COPY, items=(item,), applicant="officer2"))
    access = ask(counter, "officer2", LoanAct.COPY, counter.holdings.in_case)
    assert access.approval.startswith("JY-")
    with pytest.raises(Refused):
        ask(counter, "officer2", LoanAct.COPY, counter.holdings.alone)
    with pytest.raises(Refused):
        ask(counter, "officer2", LoanAct.VIEW, counter.holdings.in_case)
    with pytest.raises(Refused):
        ask(counter, "officer", LoanAct.COPY, counter.holdings.in_case)
    counter.lending.withdraw(counter.office["officer2"], loan.id)


def test_a_grant_begins_and_ends_by_itself(counter: Counter) -> None:
    officer, clock = counter.office["officer"], counter.office.clock
    loan = counter.lending.request(
        officer,
        (LoanAct.VIEW,),
        (counter.holdings.footage,),
        "办案",
        clock.now + timedelta(days=1),
        clock.now + timedelta(days=3),
    )
    counter.sign(loan)
    for days, allowed in ((0, False), (1, True), (1.99, True), (0.01, False)):
        clock.forward(days=days)
        if allowed:
            access = ask(counter, "officer", LoanAct.VIEW, counter.holdings.alone)
            assert access.until == loan.wanted_until
        else:
            with pytest.raises(Refused):
                ask(counter, "officer", LoanAct.VIEW, counter.holdings.alone)


def test_a_revocation_ends_the_right_at_once(counter: Counter) -> None:
    loan = counter.sign(counter.request(items=(counter.holdings.footage,)))
    ask(counter, "officer", LoanAct.VIEW, counter.holdings.alone)
    counter.lending.revoke(counter.office["leader"], loan.id, "案件已移送")
    with pytest.raises(Refused):
        ask(counter, "officer", LoanAct.VIEW, counter.holdings.alone)


def test_who_is_to_sign_may_look_and_only_he_and_only_until_then(counter: Counter) -> None:
    loan = counter.request(items=(counter.holdings.footage,))
    assert ask(counter, "unit_head", LoanAct.VIEW, counter.holdings.alone).approval == loan.no
    with pytest.raises(Refused):
        ask(counter, "unit_head", LoanAct.COPY, counter.holdings.alone)
    with pytest.raises(Refused):
        ask(counter, "leader", LoanAct.VIEW, counter.holdings.alone)
    counter.lending.refuse(counter.office["unit_head"], loan.id, "不需要")
    with pytest.raises(Refused):
        ask(counter, "unit_head", LoanAct.VIEW, counter.holdings.alone)


def test_the_clerk_copies_for_somebody_only_under_his_loan(counter: Counter) -> None:
    copying = counter.sign(counter.request(LoanAct.COPY, items=(counter.holdings.footage,)))
    viewing = counter.sign(counter.request(LoanAct.VIEW, items=(counter.holdings.footage,)))
    access = ask(counter, "archivist", LoanAct.COPY, counter.holdings.alone, under=copying.no)
    assert access.approval == copying.no
    with pytest.raises(Refused):
        ask(counter, "archivist", LoanAct.COPY, counter.holdings.alone, under=viewing.no)
    with pytest.raises(Refused):
        ask(counter, "officer2", LoanAct.COPY, counter.holdings.alone, under=copying.no)
    counter.circulating.hand_out(counter.office["archivist"], copying.id)
    counter.circulating.take_back(counter.office["archivist"], copying.id)
    with pytest.raises(Refused):
        ask(counter, "archivist", LoanAct.COPY, counter.holdings.alone, under=copying.no)
    counter.lending.withdraw(counter.office["officer"], viewing.id)


ACCOUNTS = ["officer", "officer2", "unit_head", "leader", "agency_head", "archivist", "reviewer"]
VERBS = ["request", "approve", "refuse", "withdraw", "hand_out", "take_back", "renew", "revoke"]
SEQUENCES = st.lists(
    st.tuples(
        st.sampled_from(VERBS),
        st.sampled_from(ACCOUNTS),
        st.sampled_from([LoanAct.VIEW, LoanAct.COPY, LoanAct.BORROW]),
        st.integers(0, 2),
        st.integers(0, 30),
    ),
    min_size=5,
    max_size=20,
)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(SEQUENCES)
def test_random_acts_of_random_people_never_open_anything_without_a_grant(
    counter: Counter, sequence: list[tuple[str, str, LoanAct, int, int]]
) -> None:
    ids: list[LoanId] = []
    for verb, account, act, which, hours in sequence:
        counter.office.clock.forward(hours=hours)
        with contextlib.suppress(ArchiveDeskError):
            step(counter, verb, counter.office[account], act, which, ids)
        check_rights(counter)


def step(
    counter: Counter, verb: str, person: Person, act: LoanAct, which: int, ids: list[LoanId]
) -> None:
    if verb == "request" or not ids:
        things = (counter.holdings.case, counter.holdings.disc, counter.holdings.footage)
        made = counter.lending.request(
            person, (act,), (things[which],), "办案", counter.now, counter.now + timedelta(days=2)
        )
        ids.append(made.id)
        return
    loan_id = ids[which % len(ids)]
    match verb:
        case "hand_out" | "take_back" | "renew":
            getattr(counter.circulating, verb)(person, loan_id)
        case "withdraw":
            counter.lending.withdraw(person, loan_id)
        case _:
            getattr(counter.lending, verb)(person, loan_id, "意见")


def check_rights(counter: Counter) -> None:
    """Whatever the desk allows must follow from a fully signed, live loan of that person."""
    with counter.office.desk.reading() as session:
        loans = lending.page(session, LoanFilter(), 0, 10_000)
    for account in ("officer", "officer2", "agency_head"):
        for act in (LoanAct.VIEW, LoanAct.COPY):
            for footage in (counter.holdings.in_case, counter.holdings.alone):
                try:
                    access = ask(counter, account, act, footage)
                except Refused:
                    continue
                loan = next(each for each in loans if each.no == access.approval)
                assert loan.applicant_id == counter.office[account].id
                assert act in loan.acts
                assert loan.state in {LoanState.APPROVED, LoanState.LENT}
                assert all(s.signer_id not in {None, loan.applicant_id} for s in loan.steps)
                assert loan.wanted_from <= counter.now < loan.wanted_until
                assert loan.revoked_at is None
