from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt

from archive_desk.domain.footage import Kind
from archive_desk.services.catalogue import Facets
from archive_desk.ui.footage.filters import RECORDED, FootageFilters, Look, Period

NOW = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
"""Half past one in the morning of 21 November in the archive's zone."""


@pytest.fixture
def filters(qtbot):
    made = FootageFilters()
    qtbot.addWidget(made)
    made.resize(1100, 90)
    made.show()
    made.offer(Facets(["甲科"], ["12", "13"], ["林知远"], ["示例培训中心"], ["无证办学"]))
    return made


def _choose(box, value):
    box.choose(value)
    box.chosen.emit(value)


def test_nothing_chosen_shows_recordings_without_their_sidecars(filters):
    where = filters.where(NOW)
    assert where.kinds == RECORDED
    assert Kind.SIDECAR not in where.kinds
    assert not filters.narrowed


def test_the_six_keys_and_more_reach_the_catalogue(qtbot, filters):
    told = []
    filters.changed.connect(lambda: told.append(True))
    for box, value in (
        (filters.section, "甲科"),
        (filters.device, "13"),
        (filters.officer, "林知远"),
        (filters.kind, Kind.AUDIO),
        (filters.look, Look.UNFILED),
    ):
        _choose(box, value)
    filters.party.setEditText("示例")
    qtbot.keyClick(filters.party.lineEdit(), Qt.Key.Key_Return)
    filters.cause.setCurrentIndex(0)
    filters.cause.activated.emit(0)
    where = filters.where(NOW)
    assert (where.section, where.device, where.officer) == ("甲科", "13", "林知远")
    assert (where.party, where.cause) == ("示例", "无证办学")
    assert (where.kinds, where.unfiled) == (frozenset({Kind.AUDIO}), True)
    assert len(told) == 7
    assert filters.reset.isVisible()
    filters.reset.click()
    assert not filters.narrowed
    assert filters.where(NOW).party == ""


@pytest.mark.parametrize(
    ("period", "first"),
    [(Period.TODAY, (11, 21)), (Period.WEEK, (11, 15)), (Period.MONTH, (10, 23))],
)
def test_periods_begin_at_midnight_of_the_archive(filters, period, first):
    _choose(filters.period, period)
    begin = filters.where(NOW).used_from
    assert begin is not None
    assert (begin.month, begin.day, begin.hour) == (*first, 0)
    assert begin.utcoffset() == timedelta(hours=8)


def test_own_dates_include_their_last_day(filters):
    assert not filters.since.isVisible()
    _choose(filters.period, Period.OWN)
    assert filters.since.isVisible()
    filters.since.set_value(NOW.date())
    filters.until.set_value(NOW.date())
    where = filters.where(NOW)
    assert where.used_from is not None
    assert where.used_until is not None
    assert where.used_until - where.used_from == timedelta(days=1)
    filters.clear()
    assert not filters.since.isVisible()


def test_what_was_written_stays_when_new_words_are_offered(filters):
    filters.party.setEditText("蓝天")
    filters.offer(Facets([], [], [], ["别的"], []))
    assert filters.party.value == "蓝天"
    assert filters.device.count() == 1
