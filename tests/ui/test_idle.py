from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from archive_desk.ui.idle import IdleWatch
from archive_desk.ui.stirring import Stirring


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
    # As the system hands it in: to the window, which passes it on.
    QTest.keyClick(field.windowHandle(), Qt.Key.Key_A)
    assert field.text() == "a"
    assert watch._timer.remainingTime() > nearly
    watch.stop()


def test_a_window_opened_later_is_watched_too(qtbot: QtBot) -> None:
    watch = IdleWatch(10)
    watch._timer.start(20_000)
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    nearly = watch._timer.remainingTime()

    def noticed() -> bool:
        qtbot.wait(300)
        QTest.mouseClick(field.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
        return watch._timer.remainingTime() >= nearly

    qtbot.waitUntil(noticed, timeout=20_000)
    watch.stop()


def test_the_events_of_single_widgets_ask_nobody(qtbot: QtBot, monkeypatch) -> None:
    asked: list[QEvent.Type] = []
    watch = IdleWatch(10)
    monkeypatch.setattr(Stirring, "eventFilter", lambda _self, _of, e: bool(asked.append(e.type())))
    pages = [QLineEdit() for _ in range(50)]
    for page in pages:
        qtbot.addWidget(page)
        page.setText("…")
        page.ensurePolished()
    assert asked == []
    watch.stop()


def test_a_watch_that_was_stopped_says_nothing(qtbot: QtBot) -> None:
    watch = IdleWatch(10)
    watch._timer.start(30)
    watch.stop()
    with qtbot.assertNotEmitted(watch.idle, wait=80):
        pass
