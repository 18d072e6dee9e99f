from pytestqt.qtbot import QtBot

from archive_desk.languages import Language
from archive_desk.settings import Theme
from archive_desk.ui.settings.screen import SettingsScreen
from tests.ui.conftest import ContextOf


def test_a_choice_is_remembered_and_told(qtbot: QtBot, context_of: ContextOf) -> None:
    screen = SettingsScreen(context_of("officer"))
    qtbot.addWidget(screen)
    told: list[str] = []
    screen.preferences_changed.connect(lambda: told.append("changed"))
    for box, value in (
        (screen.language, Language.EN),
        (screen.scheme, Theme.DARK),
        (screen.text_size, 130),
        (screen.idle, 5),
    ):
        box.choose(value)
        box.chosen.emit(box.value)
    preferences = screen.context.remembered.preferences
    assert preferences.language is Language.EN
    assert preferences.theme is Theme.DARK
    assert (preferences.text_percent, preferences.idle_minutes) == (130, 5)
    assert told == ["changed"] * 4


def test_office_and_regulation_are_shown(qtbot: QtBot, context_of: ContextOf) -> None:
    screen = SettingsScreen(context_of("officer"))
    qtbot.addWidget(screen)
    screen.show()
    screen.freshen()
    assert "示例区教育局" in screen.facts
    assert "西岗区教育局行政执法全过程记录制度" in screen.facts
