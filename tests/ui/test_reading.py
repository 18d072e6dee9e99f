import threading

import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from archive_desk.domain.errors import Unavailable
from archive_desk.domain.sentences import say
from archive_desk.ui.reading import Reading
from tests.ui.conftest import ContextOf


def test_the_newest_question_wins_and_those_between_are_not_even_asked(
    qtbot: QtBot, context_of: ContextOf
) -> None:
    parent, go_on, asked, shown = QObject(), threading.Event(), [], []
    reading = Reading(context_of("archivist"), "读取", parent)

    def read(number: int) -> int:
        asked.append(number)
        assert go_on.wait(30)
        return number

    for number in range(4):
        reading.ask(lambda number=number: read(number), shown.append)
    assert shown == []
    go_on.set()
    qtbot.waitUntil(lambda: not reading.busy, timeout=30_000)
    assert shown == [3]
    assert asked == [0, 3]


def test_a_page_that_was_closed_is_not_written_to(qtbot: QtBot, context_of: ContextOf) -> None:
    parent, go_on, shown = QObject(), threading.Event(), []
    context = context_of("archivist")
    reading = Reading(context, "读取", parent)
    reading.ask(lambda: go_on.wait(30), shown.append)
    shiboken6.delete(parent)
    assert not shiboken6.isValid(reading)
    go_on.set()
    qtbot.waitUntil(lambda: not context.jobs.busy, timeout=30_000)
    assert shown == []


def test_a_question_that_takes_long_is_told_until_it_is_answered(
    qtbot: QtBot, context_of: ContextOf
) -> None:
    parent, go_on, told, shown = QObject(), threading.Event(), [], []
    reading = Reading(context_of("archivist"), "读取", parent)
    reading.waiting_changed.connect(told.append)
    reading.ask(lambda: go_on.wait(30), shown.append)
    qtbot.waitUntil(lambda: told == [True], timeout=30_000)
    go_on.set()
    qtbot.waitUntil(lambda: shown == [True], timeout=30_000)
    assert told == [True, False]


def test_what_cannot_be_read_is_said_and_the_page_goes_on(
    qtbot: QtBot, context_of: ContextOf
) -> None:
    parent, shown = QObject(), []
    context = context_of("archivist")
    reading = Reading(context, "读取", parent)

    def fail() -> int:
        raise Unavailable(say("档案库暂时无法读取。"))

    reading.ask(fail, shown.append)
    qtbot.waitUntil(lambda: not reading.busy, timeout=30_000)
    assert "档案库暂时无法读取" in context.notices.said[-1].text
    reading.ask(lambda: 7, shown.append)
    qtbot.waitUntil(lambda: shown == [7], timeout=30_000)
