"""What `case check` finds under each of the five regulations: the fault planted, and no other."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from archive_desk.services.marking import Marking
from archive_desk.services.rulebook import KEYS
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import recording
from tests.helpers.discs_of_footage import on_read_back_discs
from tests.helpers.footage import new_take

NOW = datetime.now(UTC).replace(second=0, microsecond=0)
"""The commands go by the clock of the machine."""

AT = NOW - timedelta(hours=20)
"""When the seizure began: less than a day ago, so that nothing is late by itself."""

DAY = AT.astimezone(ZoneInfo("Asia/Shanghai")).date()

NO = "案〔2026〕1号"
DISCS = {"xigang", "fushun", "shuncheng"}
"""Regulations that ask for discs, by a date or without one."""


@dataclass
class Room:
    """An archive under one regulation, and its commands."""

    key: str
    office: object
    run: object

    def codes(self) -> list[str]:
        """What `case check` finds, each code once."""
        answer = self.run("case", "check", NO)
        found = sorted({each["code"] for each in answer.json["findings"]})
        assert answer.code == (1 if found else 0)
        return found


@pytest.fixture(params=KEYS)
def room(request, console, tmp_path):
    """A whole case file: two officers, documents and footage that agree, notes, marks, discs."""
    key = request.param
    office = staffed_office(tmp_path / "archive", regulation=key)

    def run(*words):
        return console(*words, "--archive", tmp_path / "archive", "--as", "archivist", "--json")

    yield Room(key, office, run)
    office.desk.close()


def build(
    room,
    *,
    officers=("甲一:ZF-1", "乙二:ZF-2"),
    reason="",
    document="查封（扣押）决定书",
    kind="coercion",
    off=timedelta(0),
    pause=timedelta(0),
    filmed=True,
    imported=NOW - timedelta(hours=1),
    discs=True,
):
    """A case of one seizure of two hours, filmed in two parts and written down."""
    words = [word for each in officers for word in ("--officer", each)]
    added = room.run(
        *("case", "add", NO, "--cause", "违规办学", "--party", "某培训中心", "--kind", kind),
        *(
            "--section",
            "综合科",
            "--opened",
            DAY.isoformat(),
            "--ended",
            (AT + timedelta(hours=3)).isoformat(),
        ),
        *words,
        *(("--reason", reason) if reason else ()),
    )
    assert added.code == 0, added.out
    made = room.run(
        *("case", "document", NO, "--type", document, "--number", "1"),
        *("--start", (AT + off).isoformat(), "--end", (AT + timedelta(hours=2) + off).isoformat()),
    )
    assert made.code == 0, made.out
    number = made.json["document"]
    facts = {
        "device": "A1",
        "officer": "甲一",
        "duration_ms": 3_600_000,
        "imported_at": imported,
        "take_id": new_take(room.office),
    }
    first = recording(room.office, AT, **facts)
    second = recording(
        room.office,
        AT + timedelta(hours=1) + pause,
        **facts | {"duration_ms": 3_600_000 - round(pause / timedelta(milliseconds=1))},
    )
    ids = (first, second)
    assert room.run("case", "link", NO, *ids, "--stage", "调查取证").code == 0
    if filmed:
        linked = room.run("case", "link", NO, *ids, "--stage", "调查取证", "--document", number)
        assert linked.code == 0
    if room.key in {"fushun", "shuncheng"}:
        Marking(room.office.desk).add(room.office["archivist"], first, 1000, "告知")
    if discs:
        on_read_back_discs(room.office, ids)
    return number


def test_a_whole_case_lacks_nothing(room):
    build(room)
    assert room.codes() == []


def test_one_officer_is_taken_in_with_a_reason_and_found(room):
    alone = room.run(
        *("case", "add", "x", "--cause", "c", "--party", "p", "--kind", "penalty"),
        *("--section", "s", "--officer", "甲一:ZF-1"),
    )
    assert alone.code == 3
    build(room, officers=("甲一:ZF-1",), reason="历史案卷，原卷只署一人")
    assert room.codes() == ["too_few_officers"]


def test_a_certificate_that_was_not_valid_that_day_is_found(room):
    build(room)
    for holder, no, until in (
        ("甲一", "ZF-1", f"{DAY + timedelta(days=9)}"),
        ("乙二", "ZF-2", f"{DAY - timedelta(days=1)}"),
    ):
        noted = room.run(
            *("case", "certificate", no, "--holder", holder),
            *("--from", "2024-01-01", "--until", until),
        )
        assert noted.code == 0, noted.out
    assert room.codes() == ["certificate_expired"]


def test_missing_footage_is_found(room):
    types = {
        "xigang": ("询问笔录", "penalty"),
        "fushun": ("询问笔录", "penalty"),
        "shuncheng": ("抽样取证凭证", "coercion"),
        "jinpu": ("听证笔录", "coercion"),
        "dawukou": ("查封（扣押）决定书", "coercion"),
    }
    build(room)
    type_, _ = types[room.key]
    if room.key == "xigang":
        assert room.run("case", "change", NO, "--kind", "penalty").code == 0
    later = AT + timedelta(hours=2, minutes=30)
    added = room.run(
        *("case", "document", NO, "--type", type_, "--number", "2"),
        *("--start", later.isoformat(), "--end", (later + timedelta(minutes=10)).isoformat()),
    )
    assert added.code == 0
    scenes = {"xigang": ["scene_missing"]}.get(room.key, [])
    assert room.codes() == sorted(["document_without_footage", *scenes])


def test_times_that_are_seven_minutes_off_are_found(room):
    build(room, off=timedelta(minutes=7))
    assert room.codes() == ["document_times"]


def test_five_minutes_off_are_tolerated(room):
    build(room, off=timedelta(minutes=5))
    assert room.codes() == []


def test_a_gap_that_nobody_explained_is_found(room):
    build(room, pause=timedelta(minutes=4))
    assert room.codes() == ["gap_unexplained"]


def test_a_late_import_is_found_where_the_regulation_counts_hours(room):
    build(room, imported=AT + timedelta(hours=27))
    assert room.codes() == (["late_import"] if room.key == "jinpu" else [])


def test_a_late_import_that_was_explained_is_no_fault(room):
    build(room, imported=AT + timedelta(hours=27))
    if room.key != "jinpu":
        return
    late = room.run("case", "check", NO).json["findings"]
    assert {each["item"] for each in late} == {"footage:1", "footage:2"}
    assert "第二十四条" in late[0]["basis"]
    for no in ("PC-1", "PC-2"):
        said = room.run("batch", "explain", no, "--reason", "夜间值守，次日返回")
        assert said.code == 0, said.out
    assert room.codes() == []


def test_footage_without_a_disc_is_found_where_discs_are_asked_for(room):
    build(room, discs=False)
    assert room.codes() == (["disc_missing"] if room.key in DISCS else [])


def test_footage_never_stands_in_for_a_document_under_003(room):
    build(room)
    extra = recording(
        room.office,
        AT + timedelta(hours=2, minutes=40),
        device="B2",
        officer="乙二",
        imported_at=NOW - timedelta(hours=1),
        duration_ms=60_000,
    )
    on_read_back_discs(room.office, (extra,))
    assert room.run("case", "link", NO, extra, "--stage", "送达").code == 0
    found = room.codes()
    assert found == (["document_missing"] if room.key == "jinpu" else [])


def test_legal_review_must_precede_the_decision(room):
    build(room)
    changed = room.run("case", "change", NO, "--legal-review", "complex")
    assert changed.code == 0, changed.out
    assert room.codes() == []
    decided = AT + timedelta(hours=2, minutes=45)
    room.run(
        *("case", "document", NO, "--type", "行政处罚决定书", "--number", "9"),
        *("--start", decided.isoformat()),
    )
    assert room.codes() == ["legal_review_missing"]
    room.run(
        *("case", "document", NO, "--type", "法制审核意见书"),
        *("--start", (decided + timedelta(minutes=5)).isoformat()),
    )
    assert room.codes() == ["legal_review_late"]


def test_all_case_files_are_checked_at_once(room, tmp_path):
    build(room, off=timedelta(minutes=7))
    table = tmp_path / "table.xlsx"
    answer = room.run("case", "check", "--all", "--xlsx", table)
    assert answer.code == 1
    assert answer.json["checked"] == 1
    assert {(each["case"], each["code"]) for each in answer.json["findings"]} == {
        (NO, "document_times")
    }
    assert table.stat().st_size > 4000
    assert room.run("case", "check", "--all", "--section", "没有").json["checked"] == 0
    assert room.run("case", "check").code == 2


def test_a_weighty_case_is_flagged_and_its_decision_published_by_command(console, tmp_path) -> None:
    office = staffed_office(tmp_path / "archive", "dawukou")
    office.desk.close()
    at = ("--archive", tmp_path / "archive", "--as", "archivist", "--json")
    facts = ("--cause", "c", "--party", "p", "--kind", "penalty", "--section", "s")
    people = ("--officer", "A:1", "--officer", "B:2")
    made = console("case", "add", "X-1", *facts, *people, "--major", *at)
    assert made.json["major"] is True
    assert console("case", "change", "X-1", "--no-major", *at).json["major"] is False
    told = ("--what", "decision", "--on", "2026-01-05")
    done = console("case", "publish", "X-1", *told, "--where", "网站", *at)
    assert done.code == 0, done.out
    shown = console("case", "show", "X-1", *at).json["publications"]
    (entry,) = next(each for each in shown if each["what"] == "decision")["entries"]
    assert (entry["published_at"], entry["where"]) == ("2026-01-05", "网站")
    back = ("--what", "decision", "--on", "2026-01-06", "--reason", "撤销")
    assert console("case", "unpublish", "X-1", *back, *at).code == 0
    assert console("case", "unpublish", "X-1", *back, *at).code == 2
