from datetime import UTC, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import text

from archive_desk.db import claims
from archive_desk.db import footage as catalogue
from archive_desk.db.footage import Facet
from archive_desk.domain.errors import NotFound
from archive_desk.domain.footage import Health, Kind, TimeClaim, TimeSource
from archive_desk.domain.ids import FootageId
from archive_desk.services.casework import Casework
from tests.helpers.case_files import NINE, registered
from tests.helpers.footage import catalogued, new_take


def test_a_recording_comes_back_with_everything_that_was_written(office):
    claim = TimeClaim(TimeSource.NAME, NINE, "20261118090000")
    take = new_take(office)
    made = catalogued(
        office,
        names=("DCIM/a.mp4", "备份/b.mp4"),
        device="0000012",
        device_time=NINE + timedelta(seconds=90),
        clock_offset_ms=90_000,
        doubts='["future"]',
        claims=claims.to_text([claim]),
        frame_rate="30000/1001",
        sequence=3,
        important=True,
        take_id=take,
        recorder="dsj",
        health="truncated",
        health_note="文件末尾的数据缺失",
    )
    case = registered(office)
    Casework(office.desk).link(office["archivist"], case.no, [made])
    with office.desk.reading() as session:
        found = catalogue.get(session, made)
    assert found.claims == (claim,)
    assert found.names == ("DCIM/a.mp4", "备份/b.mp4")
    assert found.cases == (case.no,)
    assert found.clock_offset == timedelta(seconds=90)
    assert found.media.frame_rate == Fraction(30_000, 1001)
    assert found.media.health is Health.TRUNCATED
    assert (found.take, found.sequence, found.important) == (take, 3, True)
    assert found.doubts == ("future",)
    assert found.ended_at == NINE + timedelta(hours=1)
    assert found.batch.startswith("PC-")


def test_an_unknown_recording_is_named(office):
    with office.desk.reading() as session:
        assert catalogue.find(session, FootageId(7)) is None
        with pytest.raises(NotFound, match="7"):
            catalogue.get(session, FootageId(7))


def test_values_to_filter_by_are_each_named_once_without_the_empty_one(office):
    for device in ("b", "a", "", "b", "c"):
        catalogued(office, device=device)
    with office.desk.reading() as session:
        assert catalogue.values(session, Facet.DEVICE) == ["a", "b", "c"]
        assert catalogue.values(session, Facet.SECTION) == []


def test_the_parts_of_a_take_come_in_the_order_of_their_recording(office):
    take = new_take(office)
    late = catalogued(office, take_id=take, device_time=NINE + timedelta(minutes=5), sequence=2)
    first = catalogued(office, take_id=take, device_time=NINE, sequence=1)
    catalogued(office)
    with office.desk.reading() as session:
        assert catalogue.take_ids(session, catalogue.FootageFilter()) == [take]
        parts = catalogue.of_takes(session, [take])[take]
    assert [part.id for part in parts] == [first, late]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("where", "order", "index"),
    [
        ("1 = 1", "started_at DESC NULLS LAST, id DESC NULLS LAST", "started_at"),
        ("section = 'x'", "started_at DESC NULLS LAST, id DESC NULLS LAST", "section_started_at"),
        ("1 = 1", "device ASC NULLS FIRST, started_at ASC NULLS FIRST", "device_started_at"),
    ],
)
def test_usual_orders_are_read_from_an_index(office, where, order, index):
    with office.desk.reading() as session:
        plan = session.execute(
            text(f"EXPLAIN QUERY PLAN SELECT id FROM footage WHERE {where} ORDER BY {order}")
        )
        steps = " ".join(row.detail for row in plan)
    assert f"ix_footage_{index}" in steps
    assert "TEMP B-TREE" not in steps


def test_kinds_and_times_are_values_of_the_domain(office):
    made = catalogued(office, kind="photo", duration_ms=None)
    with office.desk.reading() as session:
        found = catalogue.get(session, made)
    assert found.kind is Kind.PHOTO
    assert found.ended_at is None
    assert found.started_at is not None
    assert found.started_at.tzinfo is UTC
