from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from archive_desk.ui.palette import Tone
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog, QuestionDialog
from archive_desk.ui.widgets.panels import Advice


def test_typing_can_begin_at_once(qtbot: QtBot) -> None:
    dialog = Dialog("登记")
    qtbot.addWidget(dialog)
    locked, field = QLineEdit(), QLineEdit()
    locked.setReadOnly(True)
    dialog.body.addWidget(button("添加"))
    dialog.body.addWidget(locked)
    dialog.body.addWidget(field)
    dialog.set_buttons(button("登记", kind="primary"), "取消")
    dialog.show()
    assert dialog.focusWidget() is field


def test_a_field_that_asked_for_the_cursor_keeps_it(qtbot: QtBot) -> None:
    dialog = Dialog("登记")
    qtbot.addWidget(dialog)
    first, second = QLineEdit(), QLineEdit()
    dialog.body.addWidget(first)
    dialog.body.addWidget(second)
    second.setFocus()
    dialog.show()
    assert dialog.focusWidget() is second


def test_a_dangerous_question_waits_at_the_harmless_button(qtbot: QtBot) -> None:
    dialog = QuestionDialog("要删除吗？", "不能恢复。", "删除", danger=True)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.focusWidget() is not dialog.confirm


def test_a_dialog_grows_for_words_that_come_later(qtbot: QtBot) -> None:
    dialog = Dialog("归还", width=400)
    qtbot.addWidget(dialog)
    problem = Advice("", Tone.BAD)
    problem.hide()
    field = QLineEdit()
    dialog.body.addWidget(field)
    dialog.body.addWidget(problem)
    dialog.set_buttons(None, "取消")
    dialog.show()
    qtbot.waitExposed(dialog)
    before = dialog.height()
    problem.say("光盘的文件完好，但映像整体与登记的校验值不符，请换一台光驱再读一遍。" * 3)
    layout = dialog.layout()
    assert layout is not None
    qtbot.waitUntil(lambda: problem.height() >= problem.heightForWidth(problem.width()) > 40)
    assert dialog.height() >= layout.totalMinimumHeightForWidth(dialog.width()) > before
