"""Rule files written by the program: read again they say the same."""

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_desk.domain.rule_rows import RuleGroup, changes, rows
from archive_desk.domain.toml_text import dumps, heading_of
from archive_desk.services.rulebook import KEYS, parsed, regulation, shipped_text

words = st.text(max_size=20)
plain = st.one_of(words, st.integers(-(2**40), 2**40), st.booleans(), st.dates())
lists = st.lists(words, max_size=3)
names = st.text(min_size=1, max_size=8)
tables = st.recursive(
    st.dictionaries(names, st.one_of(plain, lists), max_size=4),
    lambda inner: st.dictionaries(
        names, st.one_of(plain, lists, inner, st.lists(inner, min_size=1, max_size=3)), max_size=4
    ),
    max_leaves=12,
)


@given(tables)
def test_what_is_written_is_read_as_it_was(data) -> None:
    assert tomllib.loads(dumps(data)) == data


@pytest.mark.parametrize("key", KEYS)
def test_each_regulation_survives_being_written(key: str) -> None:
    text = shipped_text(key)
    written = dumps(tomllib.loads(text), heading_of(text))
    assert tomllib.loads(written) == tomllib.loads(text)
    assert written.startswith("# ")
    assert changes(regulation(key), parsed(written, "ours.toml")) == []


def test_a_value_of_another_kind_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError, match="float"):
        dumps({"x": 1.5})
    assert dumps({"on": date(2026, 2, 14)}) == "on = 2026-02-14\n"


@pytest.mark.parametrize("key", KEYS)
def test_every_value_of_a_regulation_is_a_line_with_article_and_paraphrase(key: str) -> None:
    found = rows(regulation(key))
    assert len({row.path for row in found}) == len(found)
    assert {row.group for row in found} >= {
        RuleGroup.DEADLINES,
        RuleGroup.APPROVALS,
        RuleGroup.RETENTION,
        RuleGroup.MATTERS,
        RuleGroup.KEEPING,
        RuleGroup.OPEN,
    }
    for row in found:
        assert row.words
        if row.group is not RuleGroup.OPEN:
            assert row.basis is not None
            assert row.basis.article
        if row.group is not RuleGroup.TRIGGERS:
            assert row.text, row.path
