"""Requests, signatures and circulation on a real archive."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from archive_desk.db import loan_items
from archive_desk.domain.discs import DiscState
from archive_desk.domain.errors import Conflict, InvalidInput, NotFound, Refused
from archive_desk.domain.loans import ItemKind, Loan, LoanAct, LoanItem, LoanState
from archive_desk.domain.people import Person, Role
from archive_desk.services.access import Accessing
from archive_desk.services.accounts import Accounts
from archive_desk.services.circulating import Circulating
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.lending import Lending, LoanFilter
from tests.helpers.archives import PASSWORD, Office, cheap_hasher, staffed_office
from tests.helpers.holdings import Holdings, holdings


@dataclass
class Counter:
    """The lending counter of a test office."""

    office: Office
    holdings: Holdings
    lending: Lending
    circulating: Circulating

    @property
    def now(self) -> datetime:
        return self.office.clock.now

    def request(
        self,
        *acts: LoanAct,
        items: tuple[LoanItem, ...] = (),
        applicant: str = "officer",
        days: int = 7,
    ) -> Loan:
        return self.lending.request(
            self.office[applicant],
            acts or (LoanAct.VIEW,),
            items or (self.holdings.case,),
            "办案需要",
            self.now,
            self.now + timedelta(days=days),
        )

    def sign(self, loan: Loan, *accounts: str) -> Loan:
        for account in accounts or ("unit_head", "leader"):
            loan = self.lending.approve(self.office[account], loan.id, "同意")
        return loan


def counter_at(root: Path, regulation: str = "xigang") -> Counter:
    office = staffed_office(root, regulation)
    return Counter(office, holdings(office), Lending(office.desk), Circulating(office.desk))


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    counter = counter_at(tmp_path / "archive")
    yield counter
    counter.office.desk.close()


def test_a_request_goes_the_whole_way(counter: Counter) -> None:
    loan = counter.request()
    assert (loan.no, loan.state) == ("JY-2026-0001", LoanState.SUBMITTED)
    assert loan.items[0].label == "2026-001 示例培训中心无证办学案"
    approved = counter.sign(loan)
    assert approved.state is LoanState.APPROVED
    assert [grant.act for grant in approved.grants] == [LoanAct.VIEW]
    clerk = counter.office["archivist"]
    lent = counter.circulating.hand_out(clerk, loan.id)
    assert (lent.state, lent.due_at) == (LoanState.LENT, loan.wanted_until)
    back = counter.circulating.take_back(clerk, loan.id, "完好")
    assert (back.state, back.condition) == (LoanState.RETURNED, "完好")
    assert all(grant.ended_at is not None for grant in back.grants)
    assert counter.lending.get(clerk, loan.id) == back


@pytest.mark.parametrize(
    ("regulation", "signers"),
    [
        ("xigang", ["unit_head", "leader"]),
        ("fushun", ["leader"]),
        ("shuncheng", ["agency_head"]),
        ("jinpu", ["unit_head", "leader"]),
        ("dawukou", ["leader"]),
    ],
)
def test_each_regulation_has_its_own_chain(
    tmp_path: Path, regulation: str, signers: list[str]
) -> None:
    counter = counter_at(tmp_path / "archive", regulation)
    loan = counter.request()
    for signer in signers:
        waiting = {
            account: [each.id for each in counter.lending.waiting_for(person)]
            for account, person in counter.office.people.items()
        }
        assert {account for account, ids in waiting.items() if ids} == {signer}
        others = set(counter.office.people) - {signer}
        for account in others:
            with pytest.raises(Refused) as caught:
                counter.lending.approve(counter.office[account], loan.id, "同意")
            assert caught.value.basis == counter.lending.regulation.chain.basis
        loan = counter.lending.approve(counter.office[signer], loan.id, "同意")
    assert loan.state is LoanState.APPROVED
    counter.office.desk.close()


def test_a_head_does_not_sign_what_he_asked_for_himself(counter: Counter) -> None:
    loan = counter.request(applicant="unit_head")
    with pytest.raises(Refused) as caught:
        counter.lending.approve(counter.office["unit_head"], loan.id, "同意")
    assert str(caught.value.basis) == "《西岗区教育局行政执法全过程记录制度》第二十二条"


def test_the_second_of_two_quick_signers_is_told_who_was_faster(counter: Counter) -> None:
    second = Accounts(counter.office.desk, cheap_hasher()).register(
        counter.office["admin"], "head2", "另一负责人", Role.UNIT_HEAD, PASSWORD
    )
    loan = counter.sign(counter.request(), "unit_head")
    with pytest.raises(Conflict, match="已由示例unit_head签署"):
        counter.lending.approve(second, loan.id, "同意")


def test_of_many_signers_at_once_exactly_one_signs(counter: Counter) -> None:
    accounts = Accounts(counter.office.desk, cheap_hasher())
    heads = [
        accounts.register(
            counter.office["admin"], f"head{n}", f"负责人{n}", Role.UNIT_HEAD, PASSWORD
        )
        for n in range(4)
    ]
    loan = counter.request()

    def sign(head: Person) -> str:
        try:
            Lending(counter.office.desk).approve(head, loan.id, "同意")
        except Conflict as error:
            return error.kind
        return "signed"

    with ThreadPoolExecutor(len(heads)) as pool:
        outcomes = sorted(pool.map(sign, heads))
    assert outcomes == ["conflict"] * 3 + ["signed"]
    signed = counter.lending.get(counter.office["archivist"], loan.id)
    assert [bool(step.signer) for step in signed.steps] == [True, False]


def test_a_refusal_carries_its_reason_and_gives_no_right(counter: Counter) -> None:
    loan = counter.request()
    refused = counter.lending.refuse(counter.office["unit_head"], loan.id, "与工作无关")
    assert (refused.state, refused.steps[0].opinion) == (LoanState.REFUSED, "与工作无关")
    assert not refused.grants
    with pytest.raises(Conflict):
        counter.circulating.hand_out(counter.office["archivist"], loan.id)


def test_a_withdrawn_approval_gives_no_right_any_more(counter: Counter) -> None:
    officer = counter.office["officer"]
    loan = counter.sign(counter.request())
    Accessing(counter.office.desk).ask(officer, LoanAct.VIEW, counter.holdings.in_case)
    counter.lending.withdraw(officer, loan.id)
    with pytest.raises(Refused):
        Accessing(counter.office.desk).ask(officer, LoanAct.VIEW, counter.holdings.in_case)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"acts": ()}, "利用方式"),
        ({"items": ()}, "请选择要借阅"),
        ({"purpose": "  "}, "用途"),
        ({"until": -1}, "晚于"),
    ],
)
def test_a_request_that_makes_no_sense_is_invalid(
    counter: Counter, change: dict[str, object], words: str
) -> None:
    given: dict[str, object] = {
        "acts": (LoanAct.VIEW,),
        "items": (counter.holdings.case,),
        "purpose": "办案",
        "until": 7,
        **change,
    }
    until = counter.now + timedelta(days=float(str(given.pop("until"))))
    with pytest.raises(InvalidInput, match=words):
        counter.lending.request(
            counter.office["officer"],
            wanted_from=counter.now,
            wanted_until=until,
            **given,  # type: ignore[arg-type]
        )


def test_a_period_that_is_over_cannot_be_asked_for_nor_approved(counter: Counter) -> None:
    with pytest.raises(InvalidInput, match="已过"):
        counter.lending.request(
            counter.office["officer"],
            (LoanAct.VIEW,),
            (counter.holdings.case,),
            "办案",
            counter.now - timedelta(days=9),
            counter.now - timedelta(days=2),
        )
    loan = counter.request(days=2)
    counter.office.clock.forward(days=3)
    with pytest.raises(Refused, match="期限已过"):
        counter.lending.approve(counter.office["unit_head"], loan.id, "同意")


def test_what_does_not_exist_cannot_be_lent(counter: Counter) -> None:
    with pytest.raises(NotFound):
        counter.request(items=(LoanItem(ItemKind.DISC, 999, ""),))
    with pytest.raises(NotFound):
        counter.lending.item(counter.office["officer"], ItemKind.CASE, "没有这个案")


def test_things_are_found_as_a_person_names_them(counter: Counter) -> None:
    officer = counter.office["officer"]
    found = [
        counter.lending.item(officer, ItemKind.CASE, "2026-001"),
        counter.lending.item(officer, ItemKind.DISC, "GP-2026-001"),
        counter.lending.item(officer, ItemKind.FOOTAGE, str(counter.holdings.alone)),
    ]
    assert [item.item_id for item in found] == [
        counter.holdings.case.item_id,
        counter.holdings.disc.item_id,
        counter.holdings.alone,
    ]


def test_a_file_cannot_be_borrowed_as_a_thing(counter: Counter) -> None:
    with pytest.raises(InvalidInput, match="电子文件"):
        counter.request(LoanAct.BORROW, items=(counter.holdings.footage,))


def test_a_borrowed_disc_is_due_on_a_working_day_and_back_on_its_shelf(counter: Counter) -> None:
    # 2026-11-20 is a Friday; eight days on is a Saturday.
    loan = counter.sign(counter.request(LoanAct.BORROW, items=(counter.holdings.disc,), days=8))
    clerk = counter.office["archivist"]
    lent = counter.circulating.hand_out(clerk, loan.id)
    assert lent.due_at is not None
    local = lent.due_at.astimezone(counter.office.desk.office.zone)
    assert local.isoformat() == "2026-11-30T23:59:59+08:00"
    assert disc_state(counter) is DiscState.LENT
    assert counter.lending.notes_on(clerk, counter.holdings.disc)
    counter.circulating.take_back(clerk, loan.id, "完好")
    assert disc_state(counter) is DiscState.SHELVED


def disc_state(counter: Counter) -> DiscState:
    with counter.office.desk.reading() as session:
        return loan_items.disc_state(session, counter.holdings.disc)


def test_one_thing_is_not_handed_out_twice(counter: Counter) -> None:
    clerk = counter.office["archivist"]
    first = counter.sign(counter.request(LoanAct.BORROW, items=(counter.holdings.disc,)))
    second = counter.sign(
        counter.request(LoanAct.BORROW, items=(counter.holdings.disc,), applicant="officer2")
    )
    counter.circulating.hand_out(clerk, first.id)
    with pytest.raises(Refused, match=first.no):
        counter.circulating.hand_out(clerk, second.id)
    with pytest.raises(Refused, match=second.no):
        counter.circulating.renew(clerk, first.id)
    counter.circulating.take_back(clerk, first.id)
    counter.circulating.hand_out(clerk, second.id)


def test_a_renewal_moves_the_date_but_not_the_approved_time_of_viewing(counter: Counter) -> None:
    clerk = counter.office["archivist"]
    loan = counter.sign(
        counter.request(LoanAct.VIEW, LoanAct.BORROW, items=(counter.holdings.disc,))
    )
    lent = counter.circulating.hand_out(clerk, loan.id)
    renewed = counter.circulating.renew(clerk, loan.id)
    assert renewed.due_at is not None
    assert lent.due_at is not None
    assert renewed.due_at > lent.due_at
    assert {grant.valid_until for grant in renewed.grants} == {loan.wanted_until}
    with pytest.raises(Refused, match="已续借"):
        counter.circulating.renew(clerk, loan.id)


def test_viewing_is_not_renewed_without_a_signature(counter: Counter) -> None:
    clerk = counter.office["archivist"]
    loan = counter.sign(counter.request())
    counter.circulating.hand_out(clerk, loan.id)
    with pytest.raises(Refused, match="重新申请"):
        counter.circulating.renew(clerk, loan.id)


def test_everybody_sees_his_own_and_the_counter_sees_all(counter: Counter) -> None:
    mine, other = counter.request(), counter.request(applicant="officer2")
    everything = LoanFilter()
    assert [loan.id for loan in page(counter, "officer", everything)] == [mine.id]
    assert [loan.id for loan in page(counter, "archivist", everything)] == [other.id, mine.id]
    with pytest.raises(Refused):
        counter.lending.get(counter.office["officer"], other.id)
    with pytest.raises(Refused):
        page(counter, "reviewer", everything)


def page(counter: Counter, account: str, where: LoanFilter) -> list[Loan]:
    return list(counter.lending.page(counter.office[account], where).loans)


def test_requests_are_found_by_what_they_say(counter: Counter) -> None:
    loan = counter.request()
    for words in ("JY-2026", "无证", "officer", "办案"):
        assert [each.id for each in page(counter, "archivist", LoanFilter(text=words))] == [loan.id]
    assert page(counter, "archivist", LoanFilter(text="别的")) == []
    assert counter.lending.find(counter.office["archivist"], loan.no) == loan.id
    assert counter.lending.find(counter.office["archivist"], str(loan.id)) == loan.id
    with pytest.raises(NotFound):
        counter.lending.find(counter.office["archivist"], "JY-1999-0001")


def test_every_step_is_in_the_journal_with_its_approval(counter: Counter) -> None:
    clerk = counter.office["archivist"]
    loan = counter.sign(counter.request())
    counter.circulating.hand_out(clerk, loan.id)
    counter.circulating.take_back(clerk, loan.id)
    journal = Journalling(counter.office.desk)
    entries = journal.page(
        counter.office["auditor"], JournalFilter(item=f"loan:{loan.no}"), 0, 50
    ).entries
    assert [entry.verb for entry in reversed(entries)] == [
        "loan.requested",
        "loan.signed",
        "loan.signed",
        "loan.approved",
        "loan.handed_out",
        "loan.returned",
    ]
    assert entries[0].approval == loan.no
    assert not journal.verify().findings


def test_a_failed_verb_leaves_nothing_behind(counter: Counter) -> None:
    loan = counter.request()
    before = state_of(counter)
    with pytest.raises(Refused):
        counter.lending.approve(counter.office["leader"], loan.id, "批准")
    with pytest.raises(Conflict):
        counter.circulating.hand_out(counter.office["archivist"], loan.id)
    assert state_of(counter) == before


def state_of(counter: Counter) -> list[object]:
    tables = ("loans", "loan_steps", "grants", "ledger", "journal")
    with counter.office.desk.reading() as session:
        return [session.execute(text(f"SELECT * FROM {name}")).all() for name in tables]


@pytest.mark.parametrize("change", ["DELETE FROM ledger", "UPDATE ledger SET remark = ''"])
def test_the_register_refuses_every_change(counter: Counter, change: str) -> None:
    counter.sign(counter.request())
    with (
        pytest.raises(IntegrityError, match="append-only"),
        counter.office.desk.transaction(None) as work,
    ):
        work.session.execute(text(change))
