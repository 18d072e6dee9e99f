"""How fast the lending register opens, filters, searches and is exported, with 100,000 lines.

    python -m benchmarks.ledger [LINES …]

Loans, entries and lines are written straight into a new archive in a temporary folder. Measured are
the services' own verbs that the window calls: what it reads when it opens (the numbers on top, the
first page and the count), each filter, a search, and the exports. Seconds on the wall and of this
process's processor, medians of five (exports: one run).
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import insert

from archive_desk.db import ledger as register
from archive_desk.db.tables.lending import ledger, ledger_lines, loans
from archive_desk.domain.ledger import LineState
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.people import Person, Role
from archive_desk.services.accounts import Accounts
from archive_desk.services.desk import Desk, new_desk
from archive_desk.services.ledger import Format, Ledger, LedgerFilter

_CHUNK = 5_000
_FROM = datetime(2006, 1, 4, 1, 0, tzinfo=UTC)
_SECTIONS = ("校外监管科", "安全督导科", "综合科", "民办教育科")
_PEOPLE = ("林知远", "周明朗", "沈一禾", "许清和", "陆承安", "方敬之")
_PLACES = "青禾区蓝天白云星河晨光育才新苗博雅启明阳光未来"
_PURPOSES = ("办案需要", "行政复议", "行政诉讼", "案卷评查", "核查投诉")


def main(sizes: list[int]) -> None:
    """Measure registers of these sizes."""
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="archive-desk-benchmark-") as folder:
            desk = new_desk(Path(folder) / "archive", "示例区教育局", "xigang")
            accounts = Accounts(desk)
            admin = accounts.found("admin", "示例", "correct horse")
            clerk = accounts.register(admin, "clerk", "示例", Role.ARCHIVIST, "correct horse")
            begun = time.perf_counter()
            _fill(desk, clerk, size)
            print(f"\n{size:,} lines, written in {time.perf_counter() - begun:.0f} s")
            _measure(desk, clerk, Path(folder))
            desk.close()


def _fill(desk: Desk, clerk: Person, size: int) -> None:
    chance = random.Random(7)
    with desk.transaction(None) as work:
        for first in range(1, size + 1, _CHUNK):
            numbers = range(first, min(first + _CHUNK, size + 1))
            facts = [_facts(chance, number, clerk) for number in numbers]
            work.session.execute(insert(loans), [_loan(each) for each in facts])
            entries = [entry for each in facts for entry in _entries(each)]
            for number, entry in enumerate(entries):
                entry["no"] = first * 4 + number
            work.session.execute(insert(ledger), entries)
        made = register.made_of_entries(work.session)
        for first in range(1, size + 1, _CHUNK):
            numbers = range(first, min(first + _CHUNK, size + 1))
            rows = [register.values_of(made[number]) | {"line": number} for number in numbers]
            work.session.execute(insert(ledger_lines), rows)


def _facts(chance: random.Random, number: int, clerk: Person) -> dict[str, object]:
    party = "".join(chance.sample(_PLACES, 4))
    return {
        "id": number,
        "no": f"JY-{2006 + number // 5_000}-{number % 5_000:04}",
        "applicant_id": clerk.id,
        "applicant": chance.choice(_PEOPLE),
        "section": chance.choice(_SECTIONS),
        "acts": chance.choice(("view", "view,copy", "borrow", "view,borrow")),
        "purpose": chance.choice(_PURPOSES),
        "at": _FROM + timedelta(minutes=number * 105),
        "items": f"案卷 西教罚〔{2006 + number // 5_000}〕{number}号 {party}培训中心无证办学案",
        "approvers": "示例甲（同意）、示例乙（批准）",
        "days": chance.randrange(1, 20),
        "over": number % 50 != 0,
    }


def _loan(facts: dict[str, object]) -> dict[str, object]:
    at = facts["at"]
    assert isinstance(at, datetime)
    known = ("id", "no", "applicant_id", "applicant", "section", "acts", "purpose")
    return {name: facts[name] for name in known} | {
        "wanted_from": at,
        "wanted_until": at + timedelta(days=7),
        "state": "returned" if facts["over"] else "lent",
        "submitted_at": at,
        "basis_regulation": "示例",
        "basis_article": "第二十二条",
        "basis_template": "xigang",
        "basis_version": 1,
    }


def _entries(facts: dict[str, object]) -> list[dict[str, object]]:
    at, days = facts["at"], facts["days"]
    assert isinstance(at, datetime)
    assert isinstance(days, int)
    same = {
        "line": facts["id"],
        "loan_id": facts["id"],
        "loan_no": facts["no"],
        "items": facts["items"],
        "acts": facts["acts"],
        "borrower": facts["applicant"],
        "section": facts["section"],
        "purpose": facts["purpose"],
        "approvers": facts["approvers"],
        "clerk": "示例丙",
        "due_at": None,
        "remark": "",
        "changes": "",
    }
    out, back = at + timedelta(hours=2), at + timedelta(days=days)
    entries = [
        same | {"event": "registered", "at": at},
        same | {"event": "handed_out", "at": out, "due_at": at + timedelta(days=7)},
    ]
    if facts["over"]:
        entries.append(same | {"event": "returned", "at": back, "remark": "完好"})
    return entries


def _measure(desk: Desk, clerk: Person, folder: Path) -> None:
    book, now = Ledger(desk), desk.clock()

    def look(where: LedgerFilter) -> None:
        book.page(clerk, where, 0, 200)
        book.standing(clerk, where)

    def open_screen() -> None:
        book.standing(clerk)
        book.sections(clerk)
        look(LedgerFilter())

    since = _FROM + timedelta(days=3_000)
    tries: list[tuple[str, Callable[[], object]]] = [
        ("opening (numbers, sections, first page, count)", open_screen),
        *(
            (f"filter: {state.value}", lambda state=state: look(LedgerFilter(state=state, at=now)))
            for state in LineState
        ),
        ("filter: a section", lambda: look(LedgerFilter(section=_SECTIONS[0]))),
        ("filter: a person", lambda: look(LedgerFilter(borrower=_PEOPLE[0]))),
        ("filter: an act", lambda: look(LedgerFilter(act=LoanAct.COPY))),
        ("filter: kept too long", lambda: look(LedgerFilter(late=True, at=now))),
        (
            "filter: a year",
            lambda: look(LedgerFilter(since=since, until=since + timedelta(days=365))),
        ),
        ("filter: a thing", lambda: look(LedgerFilter(item="第 12345 号"))),
        ("search: two characters", lambda: look(LedgerFilter(text="复议"))),
        ("search: two words", lambda: look(LedgerFilter(text="林知远 诉讼"))),
        ("search: nothing has it", lambda: look(LedgerFilter(text="没有这个词"))),
        ("a page deep down", lambda: book.page(clerk, LedgerFilter(), 90_000, 200)),
    ]
    for name, work in tries:
        wall, processor = _timed(work, 5)
        print(f"{name:<50} {wall:7.3f} s   {processor:7.3f} s of processor")
    for kind in (Format.XLSX, Format.CSV):
        out = folder / f"register.{kind.value}"
        wall, processor = _timed(lambda kind=kind, out=out: book.export(clerk, kind, out), 1)
        print(f"export {kind.value:<43} {wall:7.2f} s   {processor:7.2f} s of processor")


def _timed(work: Callable[[], object], runs: int) -> tuple[float, float]:
    walls, processors = [], []
    for _ in range(runs):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return median(walls), median(processors)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [100_000])
