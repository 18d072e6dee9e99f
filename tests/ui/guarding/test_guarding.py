"""The screen where the archive is checked, on a real vault."""

import pytest
from pytestqt.qtbot import QtBot

from archive_desk.ui.guarding.screen import GuardingScreen
from tests.helpers import recordings
from tests.helpers.archives import Office
from tests.helpers.looking import shown
from tests.helpers.stored import vault_file_of
from tests.helpers.taking_in import take_in
from tests.ui.conftest import ContextOf


@pytest.fixture
def screen(qtbot: QtBot, context_of: ContextOf, office: Office, tmp_path) -> GuardingScreen:
    recordings.video(tmp_path / "card" / "DSJ-A1_20261118090000.mp4")
    take_in(office, tmp_path / "card")
    screen = GuardingScreen(context_of("auditor"))
    qtbot.addWidget(screen)
    screen.context.notices.use_window(screen)
    screen.resize(1200, 800)
    screen.show()
    screen.freshen()
    return screen


def check(screen: GuardingScreen, qtbot: QtBot) -> None:
    screen.check_button.click()
    qtbot.waitUntil(screen.check_button.isEnabled)


def test_a_sound_archive_is_called_so(screen, qtbot):
    assert "还没有核对" in shown(screen)
    check(screen, qtbot)
    assert "1 个原件都与采集时一致" in shown(screen)


def test_what_is_wrong_is_listed(screen, office, qtbot):
    vault_file_of(office, 1).unlink()
    screen.full.setChecked(True)
    waiting = []
    screen.waiting_changed.connect(waiting.append)
    check(screen, qtbot)
    model = screen.table.rows
    cells = [model.index(0, column).data() for column in range(3)]
    assert cells[:2] == ["缺失", "音像 1"]
    assert "原件不见了" in cells[2]
    assert waiting == [1]


def test_a_backup_is_made_and_listed(screen, office, qtbot):
    assert "还没有备份" in shown(screen)
    screen.backup_button.click()
    qtbot.waitUntil(screen.backup_button.isEnabled)
    assert "archive-20261120-093000.sqlite" in shown(screen)
