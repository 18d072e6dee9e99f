"""What the home screen's tests share."""

from pytestqt.qtbot import QtBot

from archive_desk.ui.worklist.screen import WorklistScreen


def settled(qtbot: QtBot, screen: WorklistScreen) -> None:
    """Wait until the archive has answered."""
    qtbot.waitUntil(lambda: not screen.busy, timeout=60_000)
