from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from archive_desk.domain.sentences import say
from archive_desk.ui import wording

AT = datetime(2026, 11, 20, 1, 30, 5, tzinfo=UTC)


def test_times_are_told_in_the_archives_zone_as_people_here_write_them() -> None:
    assert wording.moment(AT) == "2026年11月20日 09:30"
    assert wording.moment(AT, seconds=True) == "2026年11月20日 09:30:05"
    assert wording.compact(AT) == "2026-11-20 09:30:05"
    assert wording.day_of_week(date(2026, 11, 20)) == "2026年11月20日 星期五"
    assert wording.moment(None) == wording.compact(None) == wording.day(None) == ""


@pytest.mark.usefixtures("english")
def test_times_are_told_in_english_words() -> None:
    assert wording.moment(AT) == "20 Nov 2026 09:30"
    assert wording.day_of_week(date(2026, 11, 20)) == "Friday, 20 Nov 2026"
    assert wording.distance(AT - timedelta(days=3), AT) == "3 d overdue"


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1500, "2 KB"),
        (4_700_000_000, "4.70 GB"),
        (25_025_314_816, "25.0 GB"),
        (999_600, "1.00 MB"),
        (3_200_000_000_000, "3.20 TB"),
    ],
)
def test_sizes_are_told_as_on_the_packaging(size_bytes: int, words: str) -> None:
    assert wording.size(size_bytes) == words


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=40), "40秒"),
        (timedelta(minutes=59, seconds=59), "59分钟"),
        (timedelta(hours=25), "25小时"),
        (timedelta(days=3, hours=5), "3天"),
    ],
)
def test_lengths_are_told_by_their_largest_unit(length: timedelta, words: str) -> None:
    assert wording.span(length) == words


def test_positions_and_lengths_of_recordings() -> None:
    assert wording.position(3_723_480) == "01:02:03.480"
    assert wording.position(-5) == "00:00:00.000"
    assert wording.duration(3_723_480) == "1:02:03"
    assert wording.duration(123_000) == "2:03"
    assert wording.duration(None) == ""


@pytest.mark.usefixtures("english")
def test_the_same_catalogue_serves_qt_and_sentences(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    assert widget.tr("取消") == wording.tr("取消") == "Cancel"
    assert wording.sentence(say("请填写姓名。")) == "Please enter a name."
    assert widget.tr("目录里没有的话") == "目录里没有的话"


def test_qts_own_words_are_chinese_where_the_window_is(qtbot: QtBot) -> None:
    application = QCoreApplication.instance()
    assert application is not None
    words = wording.Wording(application)
    words.use(wording.Language.ZH_CN)
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


@pytest.mark.usefixtures("english")
def test_a_page_is_named_for_what_it_lists() -> None:
    assert wording.page_title(say("案卷")) == "Cases"
    assert wording.page_title(say("工作台")) == "Worklist"
