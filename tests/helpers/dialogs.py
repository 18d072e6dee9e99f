"""Modal dialogs in tests: what is done in a dialog while the program waits for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog


@contextmanager
def in_dialogs(*acts: Callable[[Any], object]) -> Iterator[None]:
    """Do the first act in the first modal dialog that opens meanwhile, the next in the next.

    What an act leaves open is cancelled. What goes wrong in one is raised at the end, and it is
    wrong if fewer dialogs opened than there are acts.
    """
    waiting, failed = list(acts), []
    seen: list[QDialog] = []
    timer = QTimer()
    timer.setInterval(5)

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog) or not dialog.isVisible() or dialog in seen:
            return
        seen.append(dialog)
        try:
            if not waiting:
                raise AssertionError(f"a dialog nobody expected: {dialog.windowTitle()}")
            waiting.pop(0)(dialog)
        except BaseException as error:  # noqa: BLE001 - raised again where the test waits
            failed.append(error)
        finally:
            if dialog.isVisible():
                dialog.reject()

    timer.timeout.connect(look)
    timer.start()
    try:
        yield
    finally:
        timer.stop()
    if failed:
        raise failed[0]
    assert not waiting, f"{len(waiting)} dialogs did not open"
