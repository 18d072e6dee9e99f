from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from archive_desk.ui.palette import Tone
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.digits import Digits
from archive_desk.ui.widgets.panels import (
    Advice,
    Card,
    CopyLine,
    EmptyState,
    Facts,
    NumberCard,
    scrolling,
)
from archive_desk.ui.widgets.steps import Steps
from archive_desk.ui.widgets.text import ElidedLabel


def test_a_card_is_chosen_by_mouse_and_by_keyboard(qtbot: QtBot) -> None:
    card = Card(clickable=True)
    qtbot.addWidget(card)
    card.resize(100, 80)
    card.show()
    with qtbot.waitSignal(card.clicked):
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(card.clicked):
        qtbot.keyClick(card, Qt.Key.Key_Space)


def test_a_number_tells_itself_to_a_screen_reader(qtbot: QtBot) -> None:
    card = NumberCard("film", "刻录光盘")
    qtbot.addWidget(card)
    card.show_number(1234, "最早的逾期5天", Tone.BAD)
    assert card.number == 1234
    assert card.accessibleName() == "刻录光盘 1234 最早的逾期5天"


def test_facts_without_a_value_are_left_out_and_digests_are_copied_whole(qtbot: QtBot) -> None:
    facts = Facts()
    qtbot.addWidget(facts)
    digest = "0123456789abcdef" * 4
    facts.show_facts([("名称", "甲"), ("备注", ""), ("SHA-256", digest)])
    facts.resize(300, 200)
    facts.show()
    words = [made.text() for made in facts.findChildren(QLabel)]
    assert "备注" not in words
    assert digest not in words
    line = facts.findChild(CopyLine)
    assert isinstance(line, CopyLine)
    line.copy()
    assert QApplication.clipboard().text() == digest


def test_advice_without_words_is_hidden(qtbot: QtBot) -> None:
    advice = Advice("注意", Tone.WARN)
    qtbot.addWidget(advice)
    advice.show()
    advice.say("")
    assert advice.isHidden()
    advice.say("期限将到。")
    assert advice.isVisible()


def test_an_empty_state_says_what_to_do_next(qtbot: QtBot) -> None:
    told: list[str] = []
    state = EmptyState(
        "inbox", "还没有音像", "从采集开始。", button("采集", then=lambda: told.append("go"))
    )
    qtbot.addWidget(state)
    assert state.text == "还没有音像 从采集开始。"


def test_digits_do_not_jump_while_they_run(qtbot: QtBot) -> None:
    digits = Digits("时间", "11:11:11.111")
    qtbot.addWidget(digits)
    narrow = digits.sizeHint()
    digits.show_text("00:00:00.000")
    assert digits.sizeHint() == narrow
    assert digits.accessibleName() == "时间 00:00:00.000"


def test_a_badge_without_words_takes_no_room(qtbot: QtBot) -> None:
    from archive_desk.ui.row_model import Badge

    badge = BadgeLabel("逾期", Tone.BAD)
    qtbot.addWidget(badge)
    assert badge.accessibleName() == "逾期"
    badge.show_badge(Badge(""))
    assert badge.isHidden()


def test_steps_tell_where_one_is(qtbot: QtBot) -> None:
    steps = Steps(("单位", "制度", "人员"))
    qtbot.addWidget(steps)
    steps.go_to(1)
    assert steps.accessibleName() == "2/3 制度"
    steps.resize(steps.sizeHint())
    assert not steps.grab().isNull()


def test_a_button_without_words_has_a_name_and_a_shortcut(qtbot: QtBot) -> None:
    made = icon_button("search", "搜索", shortcut="Ctrl+F")
    qtbot.addWidget(made)
    assert made.accessibleName() == "搜索"
    assert made.toolTip() == "搜索  Ctrl+F"
    assert made.shortcut().toString() == "Ctrl+F"


def test_a_button_answers_to_its_mnemonic_and_to_its_shortcut(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    row = QVBoxLayout(page)
    told: list[str] = []
    made = button("保存(&S)", shortcut="Ctrl+Return", then=lambda: told.append("saved"))
    row.addWidget(made)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert told == ["saved"]
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: told == ["saved", "saved"])
    made.setEnabled(False)
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert told == ["saved", "saved"]


def test_a_long_name_is_cut_in_the_middle_and_told_whole(qtbot: QtBot) -> None:
    name = "8810021_012345_20261029091502_0011.mp4"
    words = ElidedLabel(name)
    qtbot.addWidget(words)
    words.resize(120, 24)
    words.show()
    assert words.text().startswith("88")
    assert words.text().endswith("mp4")
    assert words.text() != name
    assert words.toolTip() == words.accessibleName() == words.whole == name
    words.resize(600, 24)
    assert words.text() == name
    assert words.toolTip() == ""


def test_what_scrolls_up_and_down_is_never_wider_than_its_window(qtbot: QtBot) -> None:
    inner = QWidget()
    column = QVBoxLayout(inner)
    column.addWidget(QLabel("很宽很宽的字" * 30))
    area = scrolling(inner)
    qtbot.addWidget(area)
    area.resize(300, 200)
    area.show()
    assert inner.width() <= area.viewport().width() <= 300
