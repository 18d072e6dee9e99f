from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from archive_desk.domain.basis import Basis
from archive_desk.domain.errors import Cancelled, Refused
from archive_desk.domain.sentences import say
from archive_desk.ui.notices import Notice, Notices, crash_report
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.dialogs import CrashDialog, QuestionDialog
from archive_desk.ui.widgets.toasts import Toasts


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(900, 600)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def notices(window: QWidget) -> Notices:
    made = Notices()
    made.use_window(window)
    return made


def toasts(window: QWidget) -> list[str]:
    return [toast.accessibleName() for toast in window.findChild(Toasts).shown]  # type: ignore[union-attr]


def test_a_refusal_names_its_rule(notices: Notices, window: QWidget) -> None:
    rule = Basis("示例制度", "第二十二条")
    notices.error(Refused(say("没有批准，不能{act}。", act="播放"), basis=rule))
    assert notices.said[-1] == Notice(Tone.BAD, "没有批准，不能播放。", "《示例制度》第二十二条")
    assert toasts(window) == ["没有批准，不能播放。"]


@pytest.mark.usefixtures("english")
def test_a_refusal_is_said_in_the_language_of_the_window(notices: Notices) -> None:
    notices.error(Refused(say("账号“{account}”已存在。", account="zhang")))
    assert notices.said[-1].text == "The account “zhang” exists already."


def test_what_the_person_stopped_is_not_told(notices: Notices) -> None:
    notices.error(Cancelled())
    assert not notices.said


def test_a_fact_passes_by_and_a_refusal_stays(
    notices: Notices, window: QWidget, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr("archive_desk.ui.widgets.toasts._SHOWN_MS", 50)
    notices.success("已保存。")
    notices.error(Refused(say("不行。")))
    qtbot.waitUntil(lambda: toasts(window) == ["不行。"])
    qtbot.wait(80)
    assert toasts(window) == ["不行。"]


def test_messages_stay_inside_the_window(notices: Notices, window: QWidget, qtbot: QtBot) -> None:
    for number in range(6):
        notices.warn(f"第{number}条，" + "很长的说明" * 12)
    pile = window.findChild(Toasts)
    assert isinstance(pile, Toasts)
    assert len(pile.shown) == 4
    window.resize(500, 700)
    for toast in pile.shown:
        assert window.rect().contains(toast.geometry())


def press(words: str) -> None:
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    for made in dialog.findChildren(QPushButton):
        if words in made.text():
            made.click()
            return
    raise AssertionError(words)


@pytest.mark.parametrize(("words", "answer"), [("删除", True), ("取消", False)])
def test_a_question_is_answered_by_its_verb(notices: Notices, words: str, answer: bool) -> None:
    QTimer.singleShot(50, lambda: press(words))
    assert notices.ask("要删除吗？", "不能恢复。", "删除", danger=True) is answer
    assert notices.said[-1].text == "要删除吗？\n不能恢复。"


def test_return_does_not_agree_to_what_cannot_be_undone(qtbot: QtBot) -> None:
    dialog = QuestionDialog("要删除吗？", "不能恢复。", "删除", danger=True)
    qtbot.addWidget(dialog)
    assert not dialog.confirm.isDefault()
    harmless = QuestionDialog("要保存吗？", "", "保存")
    qtbot.addWidget(harmless)
    assert harmless.confirm.isDefault()


def when_crashed(qtbot: QtBot, look: Callable[[CrashDialog], None]) -> list[bool]:
    """Let `look` see the next crash notice; the list fills when it has been closed."""
    seen: list[bool] = []

    def poll() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, CrashDialog) and dialog.isVisible():
            timer.stop()
            look(dialog)
            dialog.accept()
            seen.append(True)

    timer = QTimer()
    timer.timeout.connect(poll)
    timer.start(60)
    return seen


def test_a_fault_of_ours_can_be_copied(
    notices: Notices, caplog: pytest.LogCaptureFixture, qtbot: QtBot
) -> None:
    seen = when_crashed(qtbot, lambda _dialog: press("复制"))
    try:
        _ = [][0]
    except IndexError as error:
        notices.error(error)
    qtbot.waitUntil(lambda: bool(seen))
    copied = QApplication.clipboard().text()
    assert "IndexError" in copied
    assert "Archive Desk" in copied
    assert "A fault of the program" in caplog.text


class Unpaintable(QWidget):
    """Fails in the middle of painting, where no other window can be painted."""

    def __init__(self, notices: Notices) -> None:
        super().__init__()
        self._notices = notices

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        try:
            _ = 1 // 0
        except ZeroDivisionError as error:
            self._notices.error(error)


def test_a_fault_while_painting_gives_a_notice_that_can_be_read(
    notices: Notices, qtbot: QtBot
) -> None:
    grounds: list[str] = []

    def look(dialog: CrashDialog) -> None:
        place = dialog.mapToGlobal(QPoint(6, 6))
        shot = QApplication.primaryScreen().grabWindow(0, place.x(), place.y(), 1, 1)
        grounds.append(shot.toImage().pixelColor(0, 0).name())

    seen = when_crashed(qtbot, look)
    widget = Unpaintable(notices)
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitUntil(lambda: bool(seen))
    assert grounds == [theme().colours.surface]


def test_a_crash_report_tells_the_way_to_the_fault() -> None:
    try:
        raise ValueError("x")
    except ValueError as error:
        report = crash_report(ValueError, error, error.__traceback__)
    assert "ValueError: x" in report
    assert "test_notices" in report


def test_a_message_covers_no_button(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1200, 700)
    buttons = [QPushButton("甲", window), QPushButton("乙", window)]
    buttons[0].setGeometry(560, 10, 80, 30)
    buttons[1].setGeometry(1080, 640, 90, 34)
    window.show()
    toasts = Toasts(window)
    for number in range(3):
        toasts.show_notice(Tone.WARN, f"第 {number} 句话")
    for toast in toasts.shown:
        assert window.rect().contains(toast.geometry())
        assert not any(toast.geometry().intersects(each.geometry()) for each in buttons)
    tops = [toast.y() for toast in toasts.shown]
    assert tops == sorted(tops, reverse=True), "the newest is on top"


def test_what_is_said_again_is_there_once(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    pile = Toasts(window)
    for text in ("不行。", "也不行。", "不行。"):
        pile.show_notice(Tone.WARN, text)
    assert [toast.accessibleName() for toast in pile.shown] == ["也不行。", "不行。"]
