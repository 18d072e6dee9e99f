from datetime import UTC, date, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from archive_desk.ui.widgets.inputs import (
    Choice,
    ChoiceBox,
    DatePicker,
    FilterBar,
    Form,
    MomentPicker,
    SearchBox,
    password_field,
)


def test_searching_waits_for_the_last_key_and_return_does_not(qtbot: QtBot) -> None:
    box = SearchBox("搜索")
    qtbot.addWidget(box)
    told: list[str] = []
    box.searched.connect(told.append)
    qtbot.keyClicks(box, "abc")
    assert told == []
    qtbot.waitUntil(lambda: told == ["abc"])
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert told == ["abc", "abc"]
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""


def test_a_choice_keeps_its_value_when_others_are_offered(qtbot: QtBot) -> None:
    box = ChoiceBox("股室", [Choice(1, "综合科"), Choice(2, "监管科")])
    qtbot.addWidget(box)
    box.choose(2)
    box.offer([Choice(3, "督导科"), Choice(2, "监管科")])
    assert box.value == 2
    box.offer([Choice(3, "督导科")])
    assert box.value == 3
    assert ChoiceBox("空").value is None


def test_filters_narrow_and_are_cleared_together(qtbot: QtBot) -> None:
    bar = FilterBar("搜索")
    qtbot.addWidget(bar)
    section = bar.add_filter("section", "全部股室", [Choice("a", "综合科")])
    since = DatePicker("起")
    bar.add_picker(since)
    told: list[bool] = []
    bar.changed.connect(lambda: told.append(bar.narrowed))
    assert not bar.narrowed
    section.choose("a")
    section.chosen.emit("a")
    since.set_value(date(2026, 11, 20))
    bar.set_text("培训")
    assert (bar.value("section"), bar.text, since.value) == ("a", "培训", date(2026, 11, 20))
    bar.clear()
    assert not bar.narrowed
    assert told == [True, True, False]


def test_dates_are_written_as_people_here_write_them(qtbot: QtBot) -> None:
    picker = DatePicker("立案日期", optional=False, value=date(2026, 2, 3))
    qtbot.addWidget(picker)
    assert picker.shown == "2026年2月3日"
    assert picker.value == date(2026, 2, 3)
    none = DatePicker("结案日期")
    qtbot.addWidget(none)
    assert none.value is None


def test_moments_are_in_the_archives_zone(qtbot: QtBot) -> None:
    at = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    picker = MomentPicker("到期", value=at)
    qtbot.addWidget(picker)
    assert picker.shown == "2026年11月21日 00:30"
    assert picker.value == at
    picker.set_value(None)
    assert picker.value is None


def test_a_form_says_what_is_wrong_where_it_is(qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    field = form.add("案号(&N)", QLineEdit(), hint="如 2026-001", needed=True)
    form.show()
    assert field.accessibleName() == "案号(N)"
    form.complain(field, "请填写案号。")
    assert form.note_of(field) == "请填写案号。"
    assert field.property("wrong") == "true"
    form.forgive()
    assert form.note_of(field) == "如 2026-001"
    assert not field.property("wrong")


def test_a_password_is_shown_only_on_request(qtbot: QtBot) -> None:
    field = password_field("密码")
    qtbot.addWidget(field)
    assert field.echoMode() is QLineEdit.EchoMode.Password
    field.actions()[0].trigger()
    assert field.echoMode() is QLineEdit.EchoMode.Normal
    field.actions()[0].trigger()
    assert field.echoMode() is QLineEdit.EchoMode.Password
