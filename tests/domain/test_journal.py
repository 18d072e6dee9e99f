from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive_desk.domain.journal import (
    GENESIS,
    Act,
    Entry,
    canonical_line,
    chain_value,
    verify,
    verify_lines,
)

AT = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)


def chain_of(count: int) -> list[Entry]:
    entries, chain = [], GENESIS
    for no in range(1, count + 1):
        act = Act("case.added", f"case:{no}", detail={"cause": "示例"})
        line = canonical_line(no, AT, "clerk", act)
        chain = chain_value(chain, line)
        entries.append(Entry(no, AT, None, "clerk", act.verb, act.item, "", line, chain))
    return entries


def test_an_untouched_chain_verifies():
    entries = chain_of(5)
    report = verify(entries)
    assert (report.entries, report.head, report.findings) == (5, entries[-1].chain, ())


def test_an_empty_journal_verifies_with_the_genesis_as_its_head():
    assert verify([]).head == GENESIS


@pytest.mark.parametrize("field", ["actor", "verb", "item", "approval"])
def test_a_changed_column_is_named(field):
    entries = chain_of(5)
    entries[2] = replace(entries[2], **{field: "someone else"})
    assert [(f.code, f.item) for f in verify(entries).findings] == [("altered", "journal:3")]


def test_a_changed_line_is_named_even_when_the_columns_follow():
    entries = chain_of(5)
    line = entries[2].line.replace("示例", "别的")
    entries[2] = replace(entries[2], line=line)
    assert [(f.code, f.item) for f in verify(entries).findings] == [("altered", "journal:3")]


def test_a_line_rewritten_with_its_chain_breaks_the_next_one():
    entries = chain_of(5)
    line = entries[2].line.replace("示例", "别的")
    entries[2] = replace(entries[2], line=line, chain=chain_value(entries[1].chain, line))
    assert [f.item for f in verify(entries).findings] == ["journal:4"]


def test_removed_rows_are_named_once():
    entries = chain_of(6)
    del entries[1:3]
    assert [(f.code, f.item) for f in verify(entries).findings] == [("missing", "journal:2")]


def test_a_line_that_is_no_json_is_named():
    entries = chain_of(3)
    entries[1] = replace(entries[1], line="{")
    assert [f.item for f in verify(entries).findings] == ["journal:2"]


def test_an_exported_journal_verifies_without_the_database():
    lines = [(entry.line, entry.chain) for entry in chain_of(4)]
    assert verify_lines(lines).findings == ()
    lines[1] = (lines[1][0].replace("示例", "别的"), lines[1][1])
    assert verify_lines(lines).findings != ()
