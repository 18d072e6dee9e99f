from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from archive_desk.db import footage as catalogue
from archive_desk.db import footage_search
from archive_desk.db.dialects import fts5
from archive_desk.db.dialects.fts5 import tokens
from archive_desk.db.tables.footage import footage
from tests.helpers.case_files import NINE
from tests.helpers.footage import catalogued

pytestmark = pytest.mark.sqlite


def test_frequent_words_are_found_in_the_order_wanted(office, monkeypatch):
    monkeypatch.setattr(fts5, "_FREQUENT", 2)
    made = [catalogued(office, NINE + timedelta(hours=n), section="甲科") for n in range(4)]
    catalogued(office, section="乙科")
    where = catalogue.FootageFilter(text="甲科")
    with office.desk.reading() as session:
        found = catalogue.page(session, where, offset=1, limit=2)
        assert catalogue.count(session, where) == 4
    assert [each.id for each in found] == [made[2], made[1]]


def test_the_index_forgets_what_is_no_longer_so(office):
    one = catalogued(office, officer="林知远")
    with office.desk.transaction(None) as work:
        work.session.execute(footage.update().where(footage.c.id == one).values(officer="周明朗"))
        footage_search.index(work.session, one)
        work.session.execute(
            text("INSERT INTO footage_search (footage_search) VALUES ('integrity-check')")
        )
        rows = work.session.execute(
            text("SELECT count(*) FROM footage_search WHERE footage_search MATCH '\"林知 知远\"'")
        ).scalar_one()
    assert rows == 0


@given(st.text(alphabet="无证办学现场检查", min_size=1, max_size=12), st.data())
def test_every_part_of_a_chinese_run_is_a_phrase_of_its_tokens(run, data):
    start = data.draw(st.integers(0, len(run) - 1))
    end = data.draw(st.integers(start + 1, len(run)))
    held, part = tokens(run).split(), run[start:end]
    if len(part) == 1:
        assert any(token.startswith(part) for token in held)
        return
    pairs = [part[place : place + 2] for place in range(len(part) - 1)]
    places = range(len(held) - len(pairs) + 1)
    assert any(held[place : place + len(pairs)] == pairs for place in places)
