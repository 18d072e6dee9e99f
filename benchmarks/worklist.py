"""How fast the worklist, the month view and the annual figures are in a large archive.

    python -m benchmarks.worklist [--cases 50000] [--keep DIR]

Rows are written straight into a new archive (ten recordings a case, two disc copies of nearly all;
some minutes and about 1 GB for 50,000 cases); `--keep` leaves it in DIR and uses it again. What
is measured are the services' own verbs: the median of five runs in milliseconds by the clock, and
of the processor's time beside it; the first run, before anything is in memory, stands by itself.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import Table, insert, text
from sqlalchemy.orm import Session

from archive_desk.db.footage_search import INDEX, tokens
from archive_desk.db.tables.cases import case_footage, case_officers, cases
from archive_desk.db.tables.discs import disc_cases, disc_items, discs
from archive_desk.db.tables.footage import batches, footage, footage_words
from archive_desk.domain.people import Person, Role
from archive_desk.services.accounts import Accounts
from archive_desk.services.desk import Desk, new_desk, open_desk
from archive_desk.services.figures import Figures
from archive_desk.services.worklist import Worklist
from benchmarks.measuring import machine

_PASSWORD = "correct horse"
_PER_CASE, _PER_BATCH, _PER_DISC = 10, 20, 20
_FROM = datetime(2022, 1, 4, 1, 0, tzinfo=UTC)
_NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
_SECTIONS = ("校外监管科", "安全督导科", "综合科", "民办教育科", "学前教育科")
_KINDS = ("penalty", "inspection", "inspection", "inspection", "licence", "coercion")
_OFFICERS = [f"示例{number:02}" for number in range(40)]
_CHUNK = 500


def main() -> None:
    """Build or open the archive, and measure."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--cases", type=int, default=50_000)
    words.add_argument("--keep", type=Path)
    given = words.parse_args()
    if given.keep is not None and (given.keep / "archive.toml").is_file():
        _measure(open_desk(given.keep, clock=lambda: _NOW))
        return
    with tempfile.TemporaryDirectory(prefix="archive-desk-benchmark-") as folder:
        desk = new_desk(
            given.keep or Path(folder) / "archive", "示例区教育局", "xigang", clock=lambda: _NOW
        )
        begun = time.perf_counter()
        build(desk, given.cases)
        count = given.cases * _PER_CASE
        spent = time.perf_counter() - begun
        print(f"{given.cases:,} cases and {count:,} recordings, written in {spent:.0f} s")
        _measure(desk)


def build(desk: Desk, size: int) -> None:
    """Fill an empty archive with `size` cases over nearly five years."""
    accounts = Accounts(desk)
    admin = accounts.found("admin", "系统管理员", _PASSWORD)
    people = {
        account: accounts.register(admin, account, account, role, _PASSWORD, section=_SECTIONS[0])
        for account, role in (
            ("archivist", Role.ARCHIVIST),
            ("officer", Role.OFFICER),
            ("unit_head", Role.UNIT_HEAD),
            ("leader", Role.LEADER_IN_CHARGE),
        )
    }
    chance = random.Random(7)
    step = (_NOW - _FROM) / size
    for first in range(1, size + 1, _CHUNK):
        numbers = range(first, min(first + _CHUNK, size + 1))
        with desk.transaction(None) as work:
            made = [_case(chance, number, _FROM + step * number) for number in numbers]
            _write(work.session, cases, made)
            _write(work.session, case_officers, _officers(chance, made))
            _write_recordings(work.session, chance, made, people["archivist"])
            _write_discs(work.session, made)


def _write(session: Session, table: Table, rows: Sequence[dict[str, object]]) -> None:
    if rows:
        session.execute(insert(table), list(rows))


def _case(chance: random.Random, number: int, opened: datetime) -> dict[str, object]:
    ended = opened + timedelta(days=chance.randrange(3, 60), hours=chance.randrange(8))
    done = ended < _NOW - timedelta(days=25) and number % 400 != 0
    return {
        "id": number,
        "no": f"西教罚〔{opened.year}〕{number}号",
        "cause": "超范围经营",
        "party": f"示例培训中心{number % 9000}",
        "kind": chance.choice(_KINDS),
        "section": chance.choice(_SECTIONS),
        "opened_on": opened.date(),
        "ended_at": ended if ended < _NOW else None,
        "state": "archived" if done else "open",
        "archived_at": ended + timedelta(days=chance.randrange(2, 33)) if done else None,
        "note": "",
        "registered_at": opened,
    }


def _officers(chance: random.Random, made: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    return [
        {"case_id": case["id"], "position": place, "name": name}
        for case in made
        for place, name in enumerate(chance.sample(_OFFICERS, 2), 1)
    ]


def _write_recordings(
    session: Session, chance: random.Random, made: Sequence[dict[str, object]], clerk: Person
) -> None:
    rows = [row for case in made for row in _recordings(chance, case)]
    groups = [rows[start : start + _PER_BATCH] for start in range(0, len(rows), _PER_BATCH)]
    taken = [
        {
            "id": (group[0]["id"] - 1) // _PER_BATCH + 1,
            "no": f"PC-{group[0]['id']}",
            "source": "card",
            "started_at": group[0]["imported_at"],
            "finished_at": group[0]["imported_at"],
            "clerk_id": clerk.id,
            "device": group[0]["device"],
            "officer": group[0]["officer"],
            "section": group[0]["section"],
        }
        for group in groups
    ]
    _write(session, batches, taken)
    for each in rows:
        each["batch_id"] = (each["id"] - 1) // _PER_BATCH + 1
    _write(session, footage, rows)
    words = [{"footage_id": each["id"], "words": str(each["name"]).casefold()} for each in rows]
    _write(session, footage_words, words)
    session.execute(
        text(f"INSERT INTO {INDEX} (rowid, tokens) VALUES (:id, :tokens)"),
        [{"id": each["footage_id"], "tokens": tokens(str(each["words"]))} for each in words],
    )
    links = [
        {
            "case_id": (each["id"] - 1) // _PER_CASE + 1,
            "footage_id": each["id"],
            "stage": "调查取证",
            "linked_at": each["imported_at"],
        }
        for each in rows
    ]
    _write(session, case_footage, links)


def _recordings(chance: random.Random, case: dict[str, object]) -> Iterator[dict[str, object]]:
    number, opened = case["id"], case["registered_at"]
    assert isinstance(number, int)
    assert isinstance(opened, datetime)
    officer = chance.randrange(len(_OFFICERS))
    hours = 30 if number % 50 == 0 else 6
    for place in range(_PER_CASE):
        row = (number - 1) * _PER_CASE + place + 1
        at = opened + timedelta(minutes=place * 20)
        yield {
            "id": row,
            "name": f"{row:07}.MP4",
            "path": f"PC-{row}/data/{row}",
            "kind": "photo" if place == 9 else "video",
            "size_bytes": chance.randrange(10**6, 10**9),
            "sha256": f"{row:064x}",
            "sm3": f"{row:064x}",
            "imported_at": at + timedelta(hours=hours),
            "device": f"DSJ-{officer:03}",
            "officer": _OFFICERS[officer],
            "section": case["section"],
            "device_time": at,
            "started_by": "name",
            "started_at": at,
            "duration_ms": 900_000,
            "health": "sound",
        }


def _write_discs(session: Session, made: Sequence[dict[str, object]]) -> None:
    done = [case for case in made if case["state"] == "archived"]
    for start in range(0, len(done), _PER_DISC):
        group = done[start : start + _PER_DISC]
        at = group[-1]["archived_at"]
        for copy in "AB":
            number = int(str(group[0]["id"])) * 2 + (copy == "B")
            session.execute(
                insert(discs).values(
                    id=number,
                    no=f"GP-{number}-{copy}",
                    set_no=f"GP-{number // 2}",
                    copy_set=copy,
                    number=1,
                    of=1,
                    medium="bd25",
                    title="案卷音像",
                    state="verified",
                    planned_at=at,
                    used_bytes=10**10,
                    built_at=at,
                    burned_at=at,
                    burned_by="archivist",
                    verified_at=at,
                )
            )
            carried = [
                {
                    "disc_id": number,
                    "footage_id": (int(str(case["id"])) - 1) * _PER_CASE + place,
                    "path": f"{place}",
                    "size_bytes": 1,
                    "sha256": "0" * 64,
                }
                for case in group
                for place in range(1, _PER_CASE + 1)
            ]
            _write(session, disc_items, carried)
            on_it = [{"disc_id": number, "case_id": case["id"]} for case in group]
            _write(session, disc_cases, on_it)


def _measure(desk: Desk) -> None:
    print(machine())
    accounts = Accounts(desk)
    who = {name: accounts.sign_in(name, _PASSWORD) for name in ("archivist", "unit_head", "leader")}
    print(f"{'':44}{'first':>9}{'median':>9}{'cpu':>9}{'lines':>9}")
    for key in ("xigang", "jinpu"):
        under = replace(desk, office=replace(desk.office, regulation=key))
        for account, person in who.items():
            work = Worklist(under)
            _report(f"{key} · worklist · {account}", lambda w=work, p=person: w.items(p))
            month = _month_of(work, person)
            _report(f"{key} · month view · {account}", month)
        figures = Figures(under)
        leader = who["leader"]
        _report(f"{key} · figures of 2025", lambda f=figures, p=leader: f.year(p, 2025).weak)


def _month_of(work: Worklist, person: Person) -> Callable[[], Sequence[object]]:
    return lambda: [item for day in work.month(person, 2026, 10) for item in day.items]


def _report(name: str, work: Callable[[], Sequence[object]]) -> None:
    spent, used, found = [], [], 0
    for _ in range(6):
        begun, cpu = time.perf_counter(), time.process_time()
        found = len(work())
        spent.append((time.perf_counter() - begun) * 1000)
        used.append((time.process_time() - cpu) * 1000)
    print(f"{name:44}{spent[0]:9.0f}{median(spent[1:]):9.0f}{median(used[1:]):9.0f}{found:9,}")


if __name__ == "__main__":
    main()
