from pathlib import Path

from pytestqt.qtbot import QtBot

from archive_desk.settings import Preferences
from archive_desk.ui.entrance.folder_step import FolderStep
from archive_desk.ui.remembered import Remembered


def test_the_originals_go_to_another_disk_where_asked(qtbot: QtBot, tmp_path: Path) -> None:
    step = FolderStep(Remembered(Preferences()))
    qtbot.addWidget(step)
    step.field.setText(str(tmp_path / "new"))
    assert step.vault.isHidden()
    step.elsewhere.setChecked(True)
    assert not step.vault.isHidden()
    assert "选择放原件" in step.check()
    step.vault.field.setText(str(tmp_path / "new" / "originals"))
    assert "重叠" in step.check()
    step.vault.field.setText(str(tmp_path / "disk" / "originals"))
    assert "找不到" in step.check()
    (tmp_path / "disk").mkdir()
    assert step.check() == ""
    assert "可用空间" in step.vault.space
    assert step.vault_folder == tmp_path / "disk" / "originals"
    step.elsewhere.setChecked(False)
    assert step.vault_folder is None
