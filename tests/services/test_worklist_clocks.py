"""Clocks with known dates: running, soon, overdue, met, late with its reason; month and section."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import update

from archive_desk.db.tables.cases import cases
from archive_desk.db.tables.footage import batches, footage
from archive_desk.domain.cases import DocumentDraft
from archive_desk.domain.errors import InvalidInput, NotFound, Refused
from archive_desk.domain.holidays import DayKind
from archive_desk.domain.worklist import ClockState, Task, WorkFilter, WorkItem
from archive_desk.services.casework import Casework
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.urgent_starts import UrgentStarts
from archive_desk.services.worklist import Worklist
from archive_desk.services.worklist_papers import WorklistPapers, scope_in_words
from tests.helpers.printed import Printed
from tests.services.test_lending import Counter, counter_at
from tests.services.test_worklist import end_case, take_off_disc


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = counter_at(tmp_path / "archive")
    yield made
    made.office.desk.close()


@pytest.fixture
def jinpu(tmp_path: Path) -> Iterator[Counter]:
    made = counter_at(tmp_path / "archive", "jinpu")
    yield made
    made.office.desk.close()


def one(counter: Counter, task: Task, account: str = "archivist") -> WorkItem:
    where = WorkFilter(tasks=frozenset({task}))
    (found,) = Worklist(counter.office.desk).items(counter.office[account], where)
    return found


def overdue_case(counter: Counter) -> WorkItem:
    end_case(counter, officer="officer")
    take_off_disc(counter)
    counter.office.clock.forward(days=20)
    return one(counter, Task.BURN)


def test_a_reason_is_kept_with_the_late_clock_and_in_the_journal(counter: Counter) -> None:
    item = overdue_case(counter)
    worklist, officer = Worklist(counter.office.desk), counter.office["officer"]
    worklist.explain(officer, item, " 刻录机送修 ")
    told = one(counter, Task.BURN)
    assert (told.reason, told.state, told.open) == ("刻录机送修", ClockState.OVERDUE, True)
    auditor = counter.office["auditor"]
    entries = Journalling(counter.office.desk).page(
        auditor, JournalFilter(item="case:2026-001"), 0, 50
    )
    assert "clock.late_explained" in {entry.verb for entry in entries.entries}


def test_nobody_explains_what_is_not_his_or_not_late(counter: Counter) -> None:
    end_case(counter, officer="officer")
    take_off_disc(counter)
    worklist = Worklist(counter.office.desk)
    with pytest.raises(InvalidInput):
        worklist.explain(counter.office["officer"], one(counter, Task.BURN), "太忙")
    counter.office.clock.forward(days=20)
    item = one(counter, Task.BURN)
    with pytest.raises(InvalidInput):
        worklist.explain(counter.office["officer"], item, "  ")
    with pytest.raises(Refused):
        worklist.explain(counter.office["officer2"], item, "不是我的案卷")
    with pytest.raises(Refused):
        worklist.explain(counter.office["reviewer"], item, "路过")


def test_a_head_sees_no_other_section_and_may_not_ask_for_it(counter: Counter) -> None:
    overdue_case(counter)
    with counter.office.desk.transaction(None) as work:
        work.session.execute(update(cases).values(section="安全科"))
    worklist = Worklist(counter.office.desk)
    head, leader = counter.office["unit_head"], counter.office["leader"]
    assert Task.BURN not in {item.task for item in worklist.items(head)}
    with pytest.raises(Refused):
        worklist.items(head, WorkFilter(section="安全科"))
    (found,) = worklist.items(leader, WorkFilter(section="安全科"))
    assert (found.task, found.section) == (Task.BURN, "安全科")
    assert worklist.items(leader, WorkFilter(section="综合科")) == []


def test_the_lists_narrow_by_state_and_person(counter: Counter) -> None:
    item = overdue_case(counter)
    worklist, clerk = Worklist(counter.office.desk), counter.office["archivist"]
    overdue = WorkFilter(states=frozenset({ClockState.OVERDUE}))
    assert [each.item for each in worklist.items(clerk, overdue)] == [item.item]
    running = WorkFilter(states=frozenset({ClockState.RUNNING}))
    assert worklist.items(clerk, running) == []
    his = WorkFilter(person=counter.office["officer"].name)
    assert [each.item for each in worklist.items(clerk, his)] == [item.item]
    assert worklist.items(clerk, WorkFilter(person="别人")) == []


def test_the_month_marks_rest_and_exchanged_days_and_holds_what_is_due(jinpu: Counter) -> None:
    zone = jinpu.office.desk.office.zone
    with jinpu.office.desk.transaction(None) as work:
        ended = datetime(2026, 9, 1, 10, tzinfo=zone)
        work.session.execute(update(cases).values(ended_at=ended))
    worklist, clerk = Worklist(jinpu.office.desk), jinpu.office["archivist"]
    # 30 days from 1 September is 1 October, a holiday until the 7th: due on the 8th.
    october = {each.day.day: each for each in worklist.month(clerk, 2026, 10)}
    assert [item.item for item in october[8].items if item.task is Task.ARCHIVE] == [
        "case:2026-001"
    ]
    assert sum(len(each.items) for each in october.values()) == 1
    assert (october[1].kind, october[1].name) == (DayKind.HOLIDAY, "国庆节")
    assert october[10].kind is DayKind.MAKE_UP
    assert october[17].kind is DayKind.WEEKEND
    assert october[8].kind is DayKind.WORKDAY
    assert all(each.settled for each in october.values())
    assert not any(each.settled for each in worklist.month(clerk, 2029, 10))
    with pytest.raises(InvalidInput):
        worklist.month(clerk, 2026, 13)


def test_what_was_archived_in_time_is_met_and_what_came_late_stays_late(jinpu: Counter) -> None:
    zone = jinpu.office.desk.office.zone
    ended = datetime(2026, 9, 1, 10, tzinfo=zone)
    worklist, clerk = Worklist(jinpu.office.desk), jinpu.office["archivist"]
    for archived, state in (
        (datetime(2026, 10, 8, 23, 59, tzinfo=zone), ClockState.MET),
        (datetime(2026, 10, 9, 0, 1, tzinfo=zone), ClockState.OVERDUE),
    ):
        with jinpu.office.desk.transaction(None) as work:
            work.session.execute(
                update(cases).values(ended_at=ended, state="archived", archived_at=archived)
            )
        (day,) = [each for each in worklist.month(clerk, 2026, 10) if each.items]
        assert (day.day.day, day.items[0].state) == (8, state)
        assert day.items[0].met_at == archived
    assert Task.ARCHIVE not in {item.task for item in worklist.items(clerk) if not item.late}


def test_a_burned_case_is_met_by_the_reading_of_its_last_disc(counter: Counter) -> None:
    end_case(counter)
    worklist, clerk = Worklist(counter.office.desk), counter.office["archivist"]
    found = [i for day in worklist.month(clerk, 2026, 12) for i in day.items if i.task is Task.BURN]
    assert [(item.item, item.state) for item in found] == [("case:2026-001", ClockState.MET)]
    assert found[0].met_at is not None


def test_an_urgent_case_is_back_filled_by_its_approval_and_nothing_else(jinpu: Counter) -> None:
    clerk, urgent = jinpu.office["archivist"], UrgentStarts(jinpu.office.desk)
    started = jinpu.now - timedelta(hours=20)
    urgent.register(clerk, "2026-001", started, "正在发生火情")
    item = one(jinpu, Task.BACKFILL)
    assert item.due == started + timedelta(hours=24)
    assert item.state is ClockState.DUE_SOON
    assert one(jinpu, Task.BACKFILL, "unit_head").item == item.item
    Casework(jinpu.office.desk).add_document(
        clerk, "2026-001", DocumentDraft("立案审批表", "批1号", started, started)
    )
    tasks = WorkFilter(tasks=frozenset({Task.BACKFILL}))
    assert Worklist(jinpu.office.desk).items(clerk, tasks) == []
    with pytest.raises(Refused):
        urgent.withdraw(clerk, urgent.all(clerk)[0].no, "登记错误")


def test_urgent_starts_are_refused_without_facts_or_right(jinpu: Counter) -> None:
    urgent, now = UrgentStarts(jinpu.office.desk), jinpu.now
    clerk = jinpu.office["archivist"]
    with pytest.raises(InvalidInput):
        urgent.register(clerk, "2026-001", now, " ")
    with pytest.raises(InvalidInput):
        urgent.register(clerk, "2026-001", now + timedelta(minutes=1), "火情")
    with pytest.raises(NotFound):
        urgent.register(clerk, "没有", now, "火情")
    with pytest.raises(Refused):
        urgent.register(jinpu.office["officer"], "2026-001", now, "火情")
    made = urgent.register(clerk, "2026-001", now, "火情")
    with pytest.raises(InvalidInput):
        urgent.withdraw(clerk, made.no, "")
    urgent.withdraw(clerk, made.no, "登记错误")
    assert urgent.all(clerk, only_open=True) == []
    assert urgent.all(clerk)[0].withdrawal == "登记错误"


def test_a_late_hand_in_is_told_to_the_minute_and_not_any_more_once_explained(
    jinpu: Counter,
) -> None:
    now = jinpu.now
    clerk, worklist = jinpu.office["archivist"], Worklist(jinpu.office.desk)
    tasks = WorkFilter(tasks=frozenset({Task.HAND_IN}))
    for ended, late in ((timedelta(hours=24), 0), (timedelta(hours=24, minutes=1), 1)):
        with jinpu.office.desk.transaction(None) as work:
            work.session.execute(
                update(footage).values(
                    started_at=now - ended - timedelta(hours=1),
                    duration_ms=3_600_000,
                    imported_at=now,
                )
            )
        assert len(worklist.items(clerk, tasks)) == late
    (item,) = worklist.items(clerk, tasks)
    worklist.explain(clerk, item, "异地办案")
    assert worklist.items(clerk, tasks) == []
    window = WorkFilter(
        tasks=tasks.tasks, due_from=now - timedelta(days=3), due_until=now, done=True
    )
    (told,) = worklist.items(clerk, window)
    assert (told.reason, told.state) == ("异地办案", ClockState.OVERDUE)
    with jinpu.office.desk.transaction(None) as work:
        returned = now - timedelta(hours=2)
        work.session.execute(update(batches).values(returned_at=returned, return_reason="偏远"))
    assert worklist.items(clerk, window) == []


def test_the_annual_report_waits_under_the_regulation_that_asks_for_it(tmp_path: Path) -> None:
    counter = counter_at(tmp_path / "dawukou", "dawukou")
    clerk, tasks = counter.office["archivist"], WorkFilter(tasks=frozenset({Task.STATISTICS}))
    worklist = Worklist(counter.office.desk)
    counter.office.clock.now = datetime(2026, 12, 21, 2, tzinfo=UTC)
    zone = counter.office.desk.office.zone
    dues = [item.due.astimezone(zone).date().isoformat() for item in worklist.items(clerk, tasks)]
    assert dues == ["2027-01-05", "2027-01-20"]
    counter.office.desk.close()


def test_the_overdue_list_is_printed_with_basis_and_reason(
    counter: Counter, tmp_path: Path
) -> None:
    item = overdue_case(counter)
    clerk, papers = counter.office["archivist"], WorklistPapers(counter.office.desk)
    Worklist(counter.office.desk).explain(clerk, item, "刻录机送修")
    found = papers.overdue(clerk, WorkFilter())
    assert [each.item for each in found] == ["case:2026-001"]
    scope = scope_in_words(WorkFilter())
    pdf = papers.write(clerk, found, scope, tmp_path / "逾期.pdf")
    words = Printed(pdf.read_bytes()).text
    for expected in ("逾期事项清单", "2026-001", "第二十条", "刻录机送修", "2026-12-04"):
        assert expected in words
    book = papers.write(clerk, found, scope, tmp_path / "逾期.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(book.read_bytes())).active
    assert sheet is not None
    row = [cell.value for cell in sheet[4]]
    assert row[1] == "刻录光盘"
    assert f"{row[6]}" == "2026-12-04 23:59:59"
    assert row[9] == 6
    assert row[11] == "刻录机送修"
    with pytest.raises(InvalidInput):
        papers.write(clerk, found, scope, tmp_path / "逾期.doc")
