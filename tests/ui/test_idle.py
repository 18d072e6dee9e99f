from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from archive_desk.ui.idle import IdleWatch


def test_nobody_at_the_desk_is_noticed(qtbot: QtBot) -> None:
    watch = IdleWatch(10)
    watch._timer.start(40)
    with qtbot.waitSignal(watch.idle, timeout=2000):
        pass
    watch.stop()


def test_a_hand_on_the_keyboard_begins_the_waiting_anew(qtbot: QtBot) -> None:
    watch = IdleWatch(10)
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    watch._timer.start(20_000)
    qtbot.wait(2_000)
    nearly = watch._timer.remainingTime()
    qtbot.keyClick(field, Qt.Key.Key_A)
    assert watch._timer.remainingTime() > nearly
    watch.stop()


def test_a_watch_that_was_stopped_says_nothing(qtbot: QtBot) -> None:
    watch = IdleWatch(10)
    watch._timer.start(30)
    watch.stop()
    with qtbot.assertNotEmitted(watch.idle, wait=80):
        pass
