import os
import sys
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalServer
from pytestqt.qtbot import QtBot

from archive_desk.domain.errors import Unavailable
from archive_desk.paths import ArchiveFolder
from archive_desk.ui.single import SingleWindow, call_forward, server_name


@pytest.fixture
def folder(tmp_path: Path) -> ArchiveFolder:
    return ArchiveFolder(tmp_path)


def test_an_archive_is_held_once(qtbot: QtBot, folder: ArchiveFolder) -> None:
    first, second = SingleWindow(folder), SingleWindow(folder)
    first.hold()
    with pytest.raises(Unavailable) as refused:
        second.hold()
    assert str(os.getpid()) in str(refused.value.message)
    first.release()
    second.hold()
    second.release()


def test_nobody_is_called_where_nobody_is(qtbot: QtBot, folder: ArchiveFolder) -> None:
    assert not call_forward(folder)


def test_two_archives_do_not_hear_each_other(qtbot: QtBot, tmp_path: Path) -> None:
    here, there = ArchiveFolder(tmp_path / "a"), ArchiveFolder(tmp_path / "b")
    assert server_name(here) != server_name(there)
    assert server_name(here) == server_name(ArchiveFolder(tmp_path / "b" / ".." / "a"))


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of Windows leave no file behind")
def test_a_window_that_crashed_does_not_bar_the_next(qtbot: QtBot, folder: ArchiveFolder) -> None:
    leftover = QLocalServer()
    assert leftover.listen(server_name(folder))
    path = Path(leftover.fullServerName())
    single = SingleWindow(folder)
    single.hold()
    assert path.exists()
    single.release()
    leftover.close()
