"""How requests begin: drafts, what else they say, entering from paper, and using first."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive_desk.db import footage
from archive_desk.db.loan_filter import LoanFilter
from archive_desk.db.tables.footage import footage as recordings
from archive_desk.domain.errors import Conflict, InvalidInput, NotFound, Refused
from archive_desk.domain.ledger import LineState
from archive_desk.domain.loan_requests import Particulars, Urgency
from archive_desk.domain.loans import ItemKind, Loan, LoanAct, LoanItem, LoanState
from archive_desk.services.access import Access, Accessing
from archive_desk.services.accounts import Accounts
from archive_desk.services.drafting import Drafting
from archive_desk.services.ledger import Ledger, LedgerFilter
from archive_desk.services.loan_papers import LoanPapers
from archive_desk.services.loan_wishes import Wish
from archive_desk.services.signers import Signers
from archive_desk.services.viewing import Opened, Viewing
from archive_desk.services.volumes import Volumes
from archive_desk.services.worklist import Worklist
from tests.services.test_lending import Counter, counter_at


@pytest.fixture
def counter(tmp_path: Path):
    counter = counter_at(tmp_path / "archive")
    yield counter
    counter.office.desk.close()


@pytest.fixture
def jinpu(tmp_path: Path):
    counter = counter_at(tmp_path / "archive", "jinpu")
    yield counter
    counter.office.desk.close()


def wish(counter: Counter, **said: object) -> Wish:
    usual = Wish(
        (LoanAct.VIEW,),
        (counter.holdings.case,),
        "办案需要",
        counter.now,
        counter.now + timedelta(days=7),
    )
    return replace(usual, **said)


# -- drafts ----------------------------------------------------------------------------------


def test_a_draft_is_kept_gone_on_with_and_handed_in(counter: Counter) -> None:
    drafting, officer = Drafting(counter.office.desk), counter.office["officer"]
    draft = drafting.save(officer, wish(counter, acts=(), items=(), purpose=""))
    assert (draft.state, draft.steps, draft.no[:3]) == (LoanState.DRAFT, (), "CG-")
    with pytest.raises(InvalidInput):
        drafting.submit(officer, draft.id)
    said = Particulars("档案室内", Urgency.PRESSING, 2)
    drafting.change(officer, draft.id, wish(counter, particulars=said))
    counter.office.clock.forward(days=1)
    loan = drafting.submit(officer, draft.id)
    assert (loan.state, loan.no[:3], loan.submitted_at) == (
        LoanState.SUBMITTED,
        "JY-",
        counter.now,
    )
    assert [step.title for step in loan.steps] == ["同意", "批准"]
    assert loan.particulars == said
    with pytest.raises(Conflict):
        drafting.submit(officer, draft.id)
    with pytest.raises(Conflict):
        drafting.discard(officer, draft.id)


def test_nobody_else_sees_a_draft_nor_touches_it(counter: Counter) -> None:
    drafting = Drafting(counter.office.desk)
    draft = drafting.save(counter.office["officer"], wish(counter))
    for account in ("officer2", "archivist", "leader", "auditor"):
        person = counter.office[account]
        with pytest.raises(Refused):
            counter.lending.get(person, draft.id)
        found = counter.lending.page(person, LoanFilter()).loans
        assert draft.id not in {each.id for each in found}
        for verb in (drafting.submit, drafting.discard):
            with pytest.raises(Refused):
                verb(person, draft.id)
    mine = counter.lending.page(counter.office["officer"], LoanFilter())
    assert [each.id for each in mine.loans] == [draft.id]
    drafting.discard(counter.office["officer"], draft.id)
    assert counter.lending.page(counter.office["officer"], LoanFilter()).total == 0


def test_a_draft_begins_under_the_chain_of_the_day_it_is_handed_in(counter: Counter) -> None:
    Signers(counter.office.desk).name(counter.office["agency_head"], 1, "officer2")
    drafting = Drafting(counter.office.desk)
    draft = drafting.save(counter.office["officer"], wish(counter))
    loan = drafting.submit(counter.office["officer"], draft.id)
    assert loan.steps[0].named == counter.office["officer2"].name


# -- entered from paper ----------------------------------------------------------------------


def entered(counter: Counter) -> Loan:
    asked = wish(counter)
    return counter.lending.request(
        counter.office["archivist"],
        asked.acts,
        asked.items,
        asked.purpose,
        asked.wanted_from,
        asked.wanted_until,
        applicant="officer",
    )


def test_the_clerk_enters_a_request_for_its_applicant(counter: Counter) -> None:
    loan = entered(counter)
    assert loan.applicant_id == counter.office["officer"].id
    assert loan.entered_by == counter.office["archivist"].name
    counter.sign(loan)
    desk = counter.office.desk
    access = Accessing(desk).ask(counter.office["officer"], LoanAct.VIEW, counter.holdings.in_case)
    assert access.approval == loan.no
    assert counter.lending.withdraw(counter.office["archivist"], loan.id).state is (
        LoanState.WITHDRAWN
    )


def test_nobody_but_the_clerk_enters_for_others_nor_for_whom_may_not_ask(counter: Counter) -> None:
    asked = wish(counter)
    facts = (asked.acts, asked.items, asked.purpose, asked.wanted_from, asked.wanted_until)
    with pytest.raises(Refused):
        counter.lending.request(counter.office["officer2"], *facts, applicant="officer")
    with pytest.raises(Refused):
        counter.lending.request(counter.office["archivist"], *facts, applicant="auditor")
    with pytest.raises(NotFound):
        counter.lending.request(counter.office["archivist"], *facts, applicant="nobody")


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    file = tmp_path / "审批单.pdf"
    file.write_bytes(b"%PDF-1.4 signed by hand")
    return file


def test_a_form_signed_by_hand_is_kept_at_the_step_it_stands_for(
    counter: Counter, scan: Path
) -> None:
    loan, papers = entered(counter), LoanPapers(counter.office.desk)
    clerk = counter.office["archivist"]
    papers.attach(clerk, loan.id, 0, scan)
    signed = papers.sign(clerk, loan.id, "unit_head", "同意", scan)
    first = signed.steps[0]
    assert (first.signer_id, first.entered_by) == (counter.office["unit_head"].id, clerk.name)
    kept = papers.of_loan(clerk, loan.id)
    assert {step: [each.name for each in found] for step, found in kept.items()} == {
        0: ["审批单.pdf"],
        1: ["审批单.pdf"],
    }
    place = papers.open(counter.office["officer"], kept[1][0].id)
    assert place.read_bytes() == scan.read_bytes()
    with pytest.raises(Refused):
        papers.open(counter.office["officer2"], kept[1][0].id)


def test_what_is_entered_from_paper_obeys_the_same_rules(counter: Counter, scan: Path) -> None:
    papers, clerk = LoanPapers(counter.office.desk), counter.office["archivist"]
    loan = counter.request()
    for signer in ("leader", "officer", "agency_head"):
        with pytest.raises(Refused):
            papers.sign(clerk, loan.id, signer, "同意", scan)
    with pytest.raises(Refused):
        papers.sign(counter.office["officer2"], loan.id, "unit_head", "同意", scan)
    own = counter.request(applicant="archivist")
    with pytest.raises(Refused, match="不能代登自己"):
        papers.sign(clerk, own.id, "unit_head", "同意", scan)
    fake = scan.with_name("不是.pdf")
    fake.write_bytes(b"just words")
    with pytest.raises(InvalidInput):
        papers.sign(clerk, loan.id, "unit_head", "同意", fake)
    with pytest.raises(InvalidInput, match="没有第 9 步"):
        papers.attach(clerk, loan.id, 9, scan)
    refused = papers.refuse(clerk, loan.id, "unit_head", "用途不明", scan)
    assert refused.state is LoanState.REFUSED


# -- named signers, and approvers that leave ---------------------------------------------------


def test_only_the_head_of_the_agency_names_signers_and_each_for_one_step(counter: Counter) -> None:
    signers, head = Signers(counter.office.desk), counter.office["agency_head"]
    for account in ("leader", "archivist", "admin"):
        with pytest.raises(Refused):
            signers.name(counter.office[account], 1, "officer2")
    signers.name(head, 1, "officer2")
    with pytest.raises(InvalidInput, match="不同的人"):
        signers.name(head, 2, "officer2")
    with pytest.raises(InvalidInput):
        signers.name(head, 3, "leader")
    assert signers.name(head, 1, "") == {}


def test_a_named_person_finds_the_request_looks_at_it_and_signs(counter: Counter) -> None:
    Signers(counter.office.desk).name(counter.office["agency_head"], 1, "officer2")
    loan = counter.request(items=(counter.holdings.footage,))
    chosen, head = counter.office["officer2"], counter.office["unit_head"]
    assert counter.lending.waiting_for(head) == []
    assert [each.id for each in counter.lending.waiting_for(chosen)] == [loan.id]
    access = Accessing(counter.office.desk).ask(chosen, LoanAct.VIEW, counter.holdings.alone)
    assert access.approval == loan.no
    with pytest.raises(Refused):
        counter.lending.approve(head, loan.id, "同意")
    assert counter.lending.approve(chosen, loan.id, "同意").steps[0].signer == chosen.name


def test_the_request_of_an_approver_who_left_goes_to_whoever_holds_the_post(
    counter: Counter,
) -> None:
    Signers(counter.office.desk).name(counter.office["agency_head"], 1, "officer2")
    loan = counter.request()
    Accounts(counter.office.desk).change(counter.office["admin"], "officer2", active=False)
    head = counter.office["unit_head"]
    assert [each.id for each in counter.lending.waiting_for(head)] == [loan.id]
    assert counter.lending.approve(head, loan.id, "同意").steps[0].signer == head.name


def test_nobody_is_named_for_his_own_request(counter: Counter) -> None:
    Signers(counter.office.desk).name(counter.office["agency_head"], 1, "officer2")
    loan = counter.request(applicant="officer2")
    assert loan.steps[0].named_id is None
    counter.sign(loan)


# -- used first, approved afterwards ---------------------------------------------------------


def urgent(counter: Counter, *acts: LoanAct) -> Loan:
    return counter.lending.request(
        counter.office["officer"],
        acts or (LoanAct.VIEW,),
        (counter.holdings.footage,),
        "现场取证",
        counter.now,
        counter.now + timedelta(days=7),
        particulars=Particulars(urgency=Urgency.URGENT),
    )


def may_view(counter: Counter) -> bool:
    try:
        Accessing(counter.office.desk).ask(
            counter.office["officer"], LoanAct.VIEW, counter.holdings.alone
        )
    except Refused:
        return False
    return True


def test_what_is_urgent_is_used_first_and_lasts_once_it_is_approved(jinpu: Counter) -> None:
    loan = urgent(jinpu)
    assert not may_view(jinpu)
    first = jinpu.circulating.release(jinpu.office["archivist"], loan.id, "现场急需")
    assert first.release is not None
    assert first.release.due_at == jinpu.now + timedelta(hours=24)
    assert may_view(jinpu)
    due = [each.due for each in Worklist(jinpu.office.desk).items(jinpu.office["unit_head"])]
    assert first.release.due_at in due
    done = jinpu.sign(loan)
    jinpu.office.clock.forward(hours=30)
    assert may_view(jinpu)
    assert len(done.grants) == 1
    (line,) = Ledger(jinpu.office.desk).page(jinpu.office["auditor"], LedgerFilter()).lines
    assert line.approvers.count("（") == 2
    assert line.state(jinpu.now) is LineState.WAITING


def test_what_is_not_approved_in_time_ends_by_itself(jinpu: Counter) -> None:
    loan = urgent(jinpu)
    jinpu.circulating.release(jinpu.office["archivist"], loan.id, "现场急需")
    jinpu.office.clock.forward(hours=24)
    assert not may_view(jinpu)
    jinpu.sign(loan)
    assert may_view(jinpu)


def test_a_refusal_ends_what_was_used_first_and_is_written_into_the_register(
    jinpu: Counter,
) -> None:
    loan = urgent(jinpu)
    jinpu.circulating.release(jinpu.office["archivist"], loan.id, "现场急需")
    jinpu.lending.refuse(jinpu.office["unit_head"], loan.id, "不属实")
    assert not may_view(jinpu)
    (line,) = Ledger(jinpu.office.desk).page(jinpu.office["auditor"], LedgerFilter()).lines
    assert line.state(jinpu.now) is LineState.CLOSED
    assert "不属实" in line.remark


def test_other_regulations_know_no_such_thing(counter: Counter) -> None:
    loan = urgent(counter)
    with pytest.raises(Refused) as refused:
        counter.circulating.release(counter.office["archivist"], loan.id, "现场急需")
    assert str(refused.value.basis).endswith("第二十二条")
    assert not may_view(counter)


# -- volumes, times, clocks ------------------------------------------------------------------


def test_a_paper_volume_is_lent_apart_from_the_footage_of_its_case(counter: Counter) -> None:
    volumes, clerk = Volumes(counter.office.desk), counter.office["archivist"]
    made = volumes.register(clerk, "2026-001", 1, title="正卷", pages=120, location="二号柜")
    with pytest.raises(Conflict):
        volumes.register(clerk, "2026-001", 1)
    with pytest.raises(Refused):
        volumes.register(counter.office["officer"], "2026-001", 2)
    item = counter.lending.item(clerk, ItemKind.VOLUME, made.no)
    assert "第1册 正卷" in item.label
    loan = counter.sign(counter.request(LoanAct.VIEW, LoanAct.BORROW, items=(item,)))
    counter.circulating.hand_out(clerk, loan.id)
    with pytest.raises(Refused):
        Viewing(counter.office.desk).open(counter.office["officer"], counter.holdings.in_case)
    other = counter.sign(counter.request(LoanAct.BORROW, items=(item,), applicant="officer2"))
    with pytest.raises(Refused, match="尚未归还"):
        counter.circulating.hand_out(clerk, other.id)
    said = [str(note) for note in counter.lending.notes_on(counter.office["officer2"], item)]
    assert any(loan.applicant in words and loan.no in words for words in said)
    assert any(other.no in words for words in said)
    with pytest.raises(InvalidInput, match="不能刻录"):
        counter.request(LoanAct.BURN, items=(item,))


def test_what_was_used_as_often_as_approved_is_over(counter: Counter) -> None:
    asked = wish(counter, items=(counter.holdings.footage,), particulars=Particulars(uses=2))
    officer = counter.office["officer"]
    loan = counter.lending.request(
        officer,
        asked.acts,
        asked.items,
        asked.purpose,
        asked.wanted_from,
        asked.wanted_until,
        particulars=asked.particulars,
    )
    counter.sign(loan)
    viewing = Viewing(counter.office.desk)
    access = Accessing(counter.office.desk).ask(officer, LoanAct.VIEW, counter.holdings.alone)
    opened = _opened(counter, access)
    for _ in range(2):
        viewing.show(officer, opened)
    assert viewing.still_open(officer, opened).approval == loan.no
    with pytest.raises(Refused, match="次数已用完") as refused:
        Accessing(counter.office.desk).ask(officer, LoanAct.VIEW, counter.holdings.alone)
    assert refused.value.basis is not None
    with pytest.raises(Refused, match="次数已用完"):
        viewing.show(officer, opened)
    (grant,) = counter.lending.get(officer, loan.id).grants
    assert (grant.uses, grant.used, grant.spent) == (2, 2, True)


def _opened(counter: Counter, access: Access) -> Opened:
    with counter.office.desk.reading() as session:
        item = footage.get(session, counter.holdings.alone)
    return Opened(item, Path(), access)


@pytest.mark.parametrize("uses", [0, -1, 1000])
def test_no_times_at_all_is_nothing_to_ask_for(counter: Counter, uses: int) -> None:
    with pytest.raises(InvalidInput):
        Drafting(counter.office.desk).submit(
            counter.office["officer"],
            Drafting(counter.office.desk)
            .save(counter.office["officer"], wish(counter, particulars=Particulars(uses=uses)))
            .id,
        )


def test_a_clock_set_back_is_refused_and_wakes_no_grant(counter: Counter) -> None:
    loan = counter.sign(counter.request(items=(counter.holdings.footage,), days=1))
    counter.office.clock.forward(days=2)
    counter.request()
    other = counter.request(items=(LoanItem(ItemKind.CASE, counter.holdings.case.item_id, ""),))
    counter.sign(other)
    counter.office.clock.forward(days=-1.5)
    assert not may_view(counter)
    with pytest.raises(Refused, match="校准时钟"):
        counter.circulating.hand_out(counter.office["archivist"], other.id)
    assert counter.lending.get(counter.office["officer"], loan.id).state is LoanState.APPROVED


def test_what_was_destroyed_meanwhile_is_neither_asked_for_nor_approved(counter: Counter) -> None:
    loan = counter.request(items=(counter.holdings.footage,))
    with counter.office.desk.transaction(None) as work:
        work.session.execute(
            recordings.update()
            .where(recordings.c.id == counter.holdings.alone)
            .values(destroyed_at=work.at)
        )
    with pytest.raises(InvalidInput, match="已按规定销毁"):
        counter.request(items=(counter.holdings.footage,))
    with pytest.raises(InvalidInput, match="已按规定销毁"):
        counter.lending.approve(counter.office["unit_head"], loan.id, "同意")
    assert counter.lending.refuse(counter.office["unit_head"], loan.id, "已销毁").state is (
        LoanState.REFUSED
    )
    clerk = counter.office["archivist"]
    notes = counter.lending.notes_on(clerk, counter.holdings.footage)
    assert "已按规定销毁。" in [str(note) for note in notes]
