from dataclasses import replace
from datetime import timedelta

import pytest

from archive_desk.db import footage as catalogue
from archive_desk.db import footage_filter, people
from archive_desk.db.footage_filter import FootageFilter, FootageSort
from archive_desk.domain.footage import Health, Kind
from archive_desk.services.casework import Casework
from tests.helpers.case_files import NINE, registered
from tests.helpers.footage import catalogued


@pytest.fixture
def finds(office):
    def run(order=FootageSort.IMPORTED, *, descending=False, **facts):
        where = FootageFilter(**facts)
        with office.desk.reading() as session:
            found = catalogue.page(session, where, sort=order, descending=descending)
            assert catalogue.count(session, where) == len(found)
        return [each.id for each in found]

    return run


def test_each_of_the_six_keys_narrows(office, finds):
    one = catalogued(office, section="甲科", device="12", officer="林知远")
    two = catalogued(office, NINE + timedelta(days=1), section="乙科", device="13", officer="周")
    a = registered(office, no="A", party="蓝天培训中心", cause="无证办学")
    b = registered(office, no="B", party="白云幼儿园", cause="超范围经营")
    casework, clerk = Casework(office.desk), office["archivist"]
    casework.link(clerk, a.no, [one])
    casework.link(clerk, b.no, [one, two])
    assert finds(section="甲科") == [one]
    assert finds(device="13") == [two]
    assert finds(officer="林知远") == [one]
    assert finds(used_from=NINE + timedelta(hours=1)) == [two]
    assert finds(used_until=NINE + timedelta(days=1)) == [one]
    assert finds(used_from=NINE, used_until=NINE) == []
    assert finds(party="白云") == [one, two]
    assert finds(cause="无证办学") == [one]
    assert finds(party="白云", cause="无证") == [], "both of one case file"
    assert finds(case_no="A") == [one]
    assert finds(section="甲科", device="13") == []


def test_parties_and_causes_narrow_among_many_case_files_too(office, finds, monkeypatch):
    monkeypatch.setattr(footage_filter, "_MANY_FILES", 1)
    test_each_of_the_six_keys_narrows(office, finds)


def test_an_officer_is_his_name_and_his_numbers(office, finds):
    by_number, by_name = catalogued(office, officer="ZF-007"), catalogued(office, officer="林知远")
    with office.desk.transaction(None) as work:
        person = people.find(work.session, "officer")
        assert person is not None
        people.change(work.session, replace(person, name="林知远", certificate_no="ZF-007"))
    assert finds(officer="林知远") == [by_number, by_name]
    assert finds(officer="ZF-007") == [by_number]


def test_states_narrow(office, finds):
    sound = catalogued(office)
    broken = catalogued(office, health="truncated", kind="audio")
    doubted = catalogued(office, doubts='["future"]', important=True)
    sidecar = catalogued(office, kind="sidecar", health="not_media", parent_id=sound)
    registered(office, no="A")
    Casework(office.desk).link(office["archivist"], "A", [sound])
    assert finds(faulty=True) == [broken]
    assert finds(health=Health.TRUNCATED) == [broken]
    assert finds(doubtful=True) == [doubted]
    assert finds(important=True) == [doubted]
    assert finds(unfiled=True) == [broken, doubted, sidecar]
    assert finds(kinds=frozenset({Kind.AUDIO, Kind.SIDECAR})) == [broken, sidecar]
    assert finds(parent_id=sound) == [sidecar]
    assert finds(ids=(sidecar, sound)) == [sound, sidecar]


def test_the_list_is_sorted_by_the_database_and_what_is_unknown_is_last_of_the_newest(
    office, finds
):
    old = catalogued(office, NINE, name="b", duration_ms=1, size_bytes=3, device="2")
    new = catalogued(office, NINE + timedelta(1), name="c", duration_ms=3, size_bytes=1, device="1")
    none = catalogued(office, None, name="a", duration_ms=2, size_bytes=2, device="1")
    newest_first = finds(FootageSort.STARTED, descending=True)
    assert newest_first == [new, old, none]
    assert finds(FootageSort.STARTED) == [none, old, new]
    assert finds(FootageSort.NAME) == [none, old, new]
    assert finds(FootageSort.DURATION) == [old, none, new]
    assert finds(FootageSort.SIZE, descending=True) == [old, none, new]
    assert finds(FootageSort.DEVICE, descending=True) == [old, new, none]
    assert finds(FootageSort.IMPORTED, descending=True) == [none, new, old]


def test_pages_follow_each_other_and_counting_can_stop(office):
    made = [catalogued(office, NINE + timedelta(minutes=n)) for n in range(5)]
    where = FootageFilter()
    with office.desk.reading() as session:
        pages = [
            [each.id for each in catalogue.page(session, where, offset=offset, limit=2)]
            for offset in (0, 2, 4, 6)
        ]
        assert catalogue.count(session, where, at_most=3) == 3
        assert catalogue.count(session, replace(where, text="没有"), at_most=3) == 0
    newest = made[::-1]
    assert pages == [newest[:2], newest[2:4], newest[4:], []]
