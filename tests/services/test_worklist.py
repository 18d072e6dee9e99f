"""The worklist: only facts stop a clock, and everybody sees what is his."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, update

from archive_desk.db.tables.cases import case_officers, cases
from archive_desk.db.tables.discs import disc_items
from archive_desk.db.tables.footage import batches, footage
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.notes import Ground, NoteDraft, NoteKind
from archive_desk.domain.worklist import ClockState, Task, WorkFilter, WorkItem
from archive_desk.services.explaining import Explaining
from archive_desk.services.worklist import Worklist
from tests.helpers.case_files import registered
from tests.services.test_lending import Counter, counter_at


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    counter = counter_at(tmp_path / "archive")
    yield counter
    counter.office.desk.close()


@pytest.fixture
def jinpu(tmp_path: Path) -> Iterator[Counter]:
    counter = counter_at(tmp_path / "archive", "jinpu")
    yield counter
    counter.office.desk.close()


def items(counter: Counter, account: str, task: Task) -> list[WorkItem]:
    worklist = Worklist(counter.office.desk)
    return [item for item in worklist.items(counter.office[account]) if item.task is task]


def end_case(counter: Counter, *, officer: str = "") -> None:
    with counter.office.desk.transaction(None) as work:
        work.session.execute(update(cases).values(ended_at=work.at))
        if officer:
            person = counter.office[officer]
            work.session.execute(
                insert(case_officers).values(
                    case_id=counter.holdings.case.item_id,
                    position=1,
                    name=person.name,
                    person_id=person.id,
                )
            )


def take_off_disc(counter: Counter) -> None:
    with counter.office.desk.transaction(None) as work:
        work.session.execute(delete(disc_items))


def test_an_ended_case_waits_for_its_disc_until_one_was_read_back(counter: Counter) -> None:
    assert items(counter, "archivist", Task.BURN) == []
    end_case(counter)
    assert items(counter, "archivist", Task.BURN) == []
    take_off_disc(counter)
    (burn,) = items(counter, "archivist", Task.BURN)
    # 2026-11-20 is a Friday: ten working days on is Friday, 4 December.
    local = burn.due.astimezone(counter.office.desk.office.zone)
    assert local.isoformat() == "2026-12-04T23:59:59+08:00"
    assert (burn.state, burn.item) == (ClockState.RUNNING, "case:2026-001")
    assert "第二十条" in burn.steps[0]


@pytest.mark.parametrize(
    ("days", "state"),
    [(1, ClockState.RUNNING), (12, ClockState.DUE_SOON), (15, ClockState.OVERDUE)],
)
def test_a_clock_goes_from_running_to_overdue(
    counter: Counter, days: int, state: ClockState
) -> None:
    end_case(counter)
    take_off_disc(counter)
    counter.office.clock.forward(days=days)
    assert [item.state for item in items(counter, "archivist", Task.BURN)] == [state]


def test_officers_see_their_own_cases_heads_their_section_and_leaders_all(counter: Counter) -> None:
    end_case(counter, officer="officer")
    take_off_disc(counter)
    seen = {
        account: len(items(counter, account, Task.BURN))
        for account in ("archivist", "officer", "officer2", "unit_head", "leader", "auditor")
    }
    own = Worklist(counter.office.desk).items(counter.office["leader"], WorkFilter(own=True))
    assert Task.BURN not in {item.task for item in own}
    assert seen == {
        "archivist": 1,
        "officer": 1,
        "officer2": 0,
        "unit_head": 1,
        "leader": 1,
        "auditor": 0,
    }


def test_archiving_has_a_clock_only_where_the_regulation_sets_one(
    counter: Counter, tmp_path: Path
) -> None:
    end_case(counter)
    assert items(counter, "archivist", Task.ARCHIVE) == []
    other = counter_at(tmp_path / "other", "jinpu")
    end_case(other)
    (archive,) = items(other, "archivist", Task.ARCHIVE)
    local = archive.due.astimezone(other.office.desk.office.zone)
    # 30 days from 20 November is Sunday the 20th of December: the 21st.
    assert local.date().isoformat() == "2026-12-21"
    with other.office.desk.transaction(None) as work:
        work.session.execute(update(cases).values(state="archived", archived_at=work.at))
    assert items(other, "archivist", Task.ARCHIVE) == []
    other.office.desk.close()


def test_late_hand_ins_are_told_unless_the_return_excuses_them(jinpu: Counter) -> None:
    now = jinpu.now
    with jinpu.office.desk.transaction(None) as work:
        work.session.execute(
            update(footage).values(started_at=now - timedelta(hours=26), duration_ms=3_600_000)
        )
    (late,) = items(jinpu, "archivist", Task.HAND_IN)
    assert (late.state, late.due) == (ClockState.OVERDUE, now - timedelta(hours=1))
    assert late.note == "2 份音像移交超过时限"
    with jinpu.office.desk.transaction(None) as work:
        work.session.execute(
            update(batches).values(returned_at=now - timedelta(hours=3), return_reason="异地工作")
        )
    assert items(jinpu, "archivist", Task.HAND_IN) == []


def test_a_request_waits_for_the_one_who_signs_next(counter: Counter) -> None:
    loan = counter.request()
    assert [item.item for item in items(counter, "unit_head", Task.SIGNATURE)] == [
        f"loan:{loan.no}"
    ]
    assert items(counter, "leader", Task.SIGNATURE) == []
    counter.sign(loan, "unit_head")
    assert items(counter, "unit_head", Task.SIGNATURE) == []
    (waiting,) = items(counter, "leader", Task.SIGNATURE)
    assert waiting.note == "示例officer申请查阅"
    assert waiting.basis.article == "第二十二条"


def test_a_loan_is_on_the_list_until_it_is_back(counter: Counter) -> None:
    clerk = counter.office["archivist"]
    loan = counter.sign(counter.request(LoanAct.BORROW, items=(counter.holdings.disc,), days=3))
    for account in ("archivist", "officer"):
        assert len(items(counter, account, Task.HAND_OUT)) == 1
    counter.circulating.hand_out(clerk, loan.id)
    assert items(counter, "archivist", Task.HAND_OUT) == []
    assert [item.state for item in items(counter, "officer", Task.LOAN)] == [ClockState.RUNNING]
    assert items(counter, "officer2", Task.LOAN) == []
    counter.office.clock.forward(days=9)
    assert [item.state for item in items(counter, "archivist", Task.LOAN)] == [ClockState.OVERDUE]
    counter.circulating.take_back(clerk, loan.id)
    assert items(counter, "archivist", Task.LOAN) == []


def test_overdue_comes_first(counter: Counter) -> None:
    clerk = counter.office["archivist"]
    late = counter.sign(counter.request(days=1))
    counter.circulating.hand_out(clerk, late.id)
    counter.office.clock.forward(days=2)
    soon = counter.sign(counter.request(days=1))
    counter.circulating.hand_out(clerk, soon.id)
    found = Worklist(counter.office.desk).items(clerk)
    assert [item.item for item in found] == [f"loan:{late.no}", f"loan:{soon.no}"]


def test_a_note_that_wants_the_heads_word_waits_for_him(tmp_path):
    counter = counter_at(tmp_path / "archive", "fushun")
    office = counter.office
    case = registered(office, no="N1")
    note = Explaining(office.desk).write(
        office["archivist"],
        NoteDraft(NoteKind.EXEMPTION, Ground.URGENT, "火情处置。", "甲一", case_id=case.id),
    )
    worklist = Worklist(office.desk)

    def waiting(account: str) -> list[tuple[str, int]]:
        found = worklist.items(office[account])
        return [(each.item, each.item_id) for each in found if each.task is Task.NOTE]

    assert waiting("unit_head") == [(f"note:{note.no}", case.id)]
    assert waiting("leader") == []
    Explaining(office.desk).sign(office["unit_head"], note.no, "同意", agreed=True)
    assert waiting("unit_head") == []
    office.desk.close()
