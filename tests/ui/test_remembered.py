from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from archive_desk import settings
from archive_desk.settings import Preferences, Theme
from archive_desk.ui.remembered import Remembered


def test_a_change_is_saved_soon_and_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    saved: list[Preferences] = []
    monkeypatch.setattr(settings, "save", lambda kept, flushed: saved.append(kept))
    remembered = Remembered(Preferences())
    remembered.change(theme=Theme.DARK)
    remembered.change(text_percent=115)
    assert saved == []
    qtbot.waitUntil(lambda: remembered.preferences in saved)
    assert [kept.text_percent for kept in saved if kept.theme is Theme.DARK] == [115]


def test_what_is_remembered_outlives_the_program(qtbot: QtBot, tmp_path: Path) -> None:
    remembered = Remembered(Preferences())
    remembered.keep_layout("table:x", b"\x00\x01")
    remembered.keep_folder("card", tmp_path)
    remembered.change(idle_minutes=5, last_screen="cases")
    remembered.save()
    again = Remembered(settings.load())
    kept = again.layout("table:x")
    assert kept is not None
    assert bytes(kept.data()) == b"\x00\x01"
    assert again.folder("card") == tmp_path
    assert again.preferences.idle_minutes == 5
    assert again.preferences.last_screen == "cases"


def test_a_folder_that_is_gone_is_not_proposed(qtbot: QtBot, tmp_path: Path) -> None:
    remembered = Remembered(Preferences())
    remembered.keep_folder("card", tmp_path / "gone")
    assert remembered.folder("card") == Path.home()


def test_preferences_that_cannot_be_saved_stop_nobody(
    qtbot: QtBot,
    workstation: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    blocked = workstation / "file"
    blocked.touch()
    monkeypatch.setenv("ARCHIVE_DESK_CONFIG_DIR", str(blocked))
    remembered = Remembered(Preferences())
    remembered.change(text_percent=130)
    remembered.save()
    assert remembered.preferences.text_percent == 130
    assert "无法保存个人设置" in caplog.text
