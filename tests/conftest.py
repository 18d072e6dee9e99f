"""What every test stands on: a workstation of its own, the bundled font, no leftover threads."""

import gc
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from archive_desk.paths import resources
from archive_desk.ui.garbage import Garbage
from tests.helpers import databases
from tests.helpers.cards import recorder_card

__all__ = ["recorder_card"]

_GRACE_SECONDS = 5.0


def pytest_configure(config: pytest.Config) -> None:
    """Give each worker a screen of its own, so that windows do not take each other's focus."""
    if databases.server():
        # What a test that leaves its desk open never hears of SQLite.
        for kind in ("ResourceWarning", "pytest.PytestUnraisableExceptionWarning"):
            config.addinivalue_line("filterwarnings", f"ignore:.*deleted while still open:{kind}")
    screens = os.environ.get("ARCHIVE_DESK_TEST_DISPLAYS", "").split()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    if screens:
        os.environ["DISPLAY"] = screens[int(worker) % len(screens)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On a server, leave out what is about SQLite itself."""
    if databases.server():
        for item in items:
            if item.get_closest_marker("sqlite") is not None:
                item.add_marker(pytest.mark.skip(reason="about SQLite; the tests run on a server"))


@pytest.fixture(autouse=True)
def workstation(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of preferences and logs of a person who starts the desk for the first time."""
    folder = tmp_path_factory.mktemp("workstation")
    monkeypatch.setenv("ARCHIVE_DESK_CONFIG_DIR", str(folder))
    monkeypatch.delenv("ARCHIVE_DESK_ARCHIVE", raising=False)
    monkeypatch.delenv("ARCHIVE_DESK_PASSWORD", raising=False)
    return folder


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application with the bundled font, so that no test depends on the system's fonts."""
    families: list[str] = []
    for file in sorted((resources() / "fonts").glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(file))
        families += QFontDatabase.applicationFontFamilies(number)
    # What is there before the first window never goes, so the collector need not look at it again.
    gc.collect()
    gc.freeze()
    qapp.setFont(QFont(sorted(set(families))[:1], 10))
    return qapp


@pytest.fixture(autouse=True)
def _garbage(request: pytest.FixtureRequest) -> Iterator[None]:
    """Windows die on their own thread, also between the tests."""
    if "qapp" not in request.fixturenames:
        yield
        return
    garbage = Garbage(request.getfixturevalue("qapp"))
    yield
    garbage.close()
    gc.collect()


@pytest.fixture(autouse=True)
def _no_leftover_threads() -> Iterator[None]:
    """A test must end what it began; threads that die by themselves are not counted."""
    before = set(threading.enumerate())
    yield
    started = [t for t in threading.enumerate() if t not in before and not t.daemon]
    for thread in started:
        thread.join(_GRACE_SECONDS)
    left = [thread.name for thread in started if thread.is_alive()]
    assert not left, f"threads left running: {left}"
