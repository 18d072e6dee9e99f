import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from archive_desk.ui.garbage import Garbage


class Knot(QObject):
    """An object that refers to itself, so that only the collector can free it."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


@pytest.mark.usefixtures("qapp")
def test_what_workers_allocate_frees_no_object_of_the_windows(qtbot: QtBot) -> None:
    freed_on: list[int] = []
    weakref.finalize(Knot(), lambda: freed_on.append(threading.get_ident()))

    kept: list[list[int]] = []

    def busy() -> None:
        kept.extend([number] for number in range(100_000))

    worker = threading.Thread(target=busy)
    worker.start()
    worker.join()

    assert freed_on == []
    qtbot.waitUntil(lambda: freed_on == [threading.get_ident()], timeout=5_000)


def test_the_collector_is_given_back_at_the_end(qapp) -> None:
    made = Garbage(qapp)
    assert not gc.isenabled()

    made.close()

    assert gc.isenabled()
    gc.disable()
