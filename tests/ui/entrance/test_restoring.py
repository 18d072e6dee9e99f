import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from archive_desk.settings import Preferences
from archive_desk.ui.entrance.restoring import RestorePage
from archive_desk.ui.jobs import Jobs
from archive_desk.ui.remembered import Remembered
from tests.helpers.archives import PASSWORD
from tests.helpers.beside import Beside, files_of, flip

KEPT = ("vault", "attachments", "provided", "quarantine")


@pytest.fixture
def made(tmp_path):
    made = Beside(tmp_path)
    made.stepped()
    made.held = files_of(made.desk.folder.root, KEPT)
    made.desk.close()
    shutil.rmtree(made.desk.folder.root)
    return made


@pytest.fixture
def page(qtbot: QtBot):
    jobs = Jobs()
    page = RestorePage(jobs, Remembered(Preferences()))
    qtbot.addWidget(page)
    page.resize(980, 700)
    page.show()
    yield page
    jobs.close()


def fill(page: RestorePage, qtbot: QtBot, mirror: Path, target: Path) -> None:
    page.mirror.field.setText(str(mirror))
    page.target.field.setText(str(target))
    page.account.setText("archivist")
    page.password.setText(PASSWORD)
    qtbot.waitUntil(lambda: page.source is not None or page.trouble.isVisible(), timeout=20_000)


def test_an_archive_is_restored_in_the_window(page, qtbot, made, tmp_path):
    fill(page, qtbot, made.place, tmp_path / "new")
    assert "示例区教育局" in page.found.text()
    page.start_button.click()
    qtbot.waitUntil(page.open_button.isVisible, timeout=60_000)
    assert "全部核对无误" in page.summary.text()
    assert files_of(tmp_path / "new", KEPT) == made.held
    with qtbot.waitSignal(page.open_requested) as opened:
        page.open_button.click()
    assert opened.args == [tmp_path / "new"]


def test_what_was_not_restored_is_listed(page, qtbot, made, tmp_path):
    flip(made.one(made.place, "attachment"))
    fill(page, qtbot, made.place, tmp_path / "new")
    page.start_button.click()
    qtbot.waitUntil(page.open_button.isVisible, timeout=60_000)
    assert page.table.isVisible()
    assert "1 处没有恢复" in page.summary.text()


def test_what_will_not_do_is_said_beside_the_fields(page, qtbot, made, tmp_path):
    page.start()
    assert "请选择镜像文件夹" in page.trouble.text
    fill(page, qtbot, tmp_path, tmp_path / "new")
    qtbot.waitUntil(lambda: "不是镜像" in page.trouble.text, timeout=20_000)
    fill(page, qtbot, made.place, made.place)
    qtbot.waitUntil(lambda: page.source is not None, timeout=20_000)
    page.start()
    qtbot.waitUntil(lambda: "镜像里面" in page.trouble.text, timeout=20_000)
    assert page.start_button.isVisible()
