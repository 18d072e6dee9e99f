"""A person at the desk: reads what is shown, clicks and types, and waits for what comes.

The person is a thread of his own and the program runs as it does every day, so a story reads from
top to bottom even where the program waits in a dialog. Widgets are found by what is written on
them or by the name a screen reader would say, and clicks go through the window, as the mouse's
do: what is hidden, switched off or covered cannot be clicked.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from PySide6.QtCore import (
    QEventLoop,
    QObject,
    Qt,
    Signal,
)
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QWidget,
)

from tests.journeys import eyes
from tests.journeys.eyes import Place

Found = TypeVar("Found")

_PATIENCE_S = 15.0
_LEFT = Qt.MouseButton.LeftButton
_NO_KEY = Qt.KeyboardModifier.NoModifier


class Hand(QObject):
    """What a person does. Every method may be called from the person's own thread only."""

    _wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._wanted.connect(self._serve)

    @staticmethod
    def _serve(act: Callable[[], None]) -> None:
        act()

    # -- the thread --------------------------------------------------------------------------

    def live(self, story: Callable[[], None], pictures: Path) -> None:
        """Run `story` in a thread while the program runs here; raise what goes wrong in it.

        Where something goes wrong, a picture of each window is left in `pictures`.
        """
        loop = QEventLoop()
        failed: list[BaseException] = []

        def whole() -> None:
            try:
                story()
            except BaseException as error:  # noqa: BLE001 - raised again below
                failed.append(error)
                with suppress(Exception):
                    self.ask(lambda: _photograph(pictures))
            finally:
                self._leave_dialogs()
                self._wanted.emit(loop.quit)

        thread = threading.Thread(target=whole, name="person")
        thread.start()
        loop.exec()
        thread.join()
        if failed:
            raise failed[0]

    def _leave_dialogs(self) -> None:
        """Whatever is left open keeps the program waiting, so close it."""
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end and self.ask(_close_topmost):
            time.sleep(0.02)

    def ask(self, question: Callable[[], Found]) -> Found:
        """What `question` finds out in the program's own thread."""
        answer: Future[Found] = Future()

        def work() -> None:
            try:
                answer.set_result(question())
            except BaseException as error:  # noqa: BLE001 - belongs to whoever asked
                answer.set_exception(error)

        self._wanted.emit(work)
        return answer.result(timeout=60)

    def do(self, act: Callable[[], None]) -> None:
        """Begin `act` in the program's thread; it may take as long as a dialog stays open."""
        begun = threading.Event()

        def work() -> None:
            begun.set()
            act()

        self._wanted.emit(work)
        assert begun.wait(60)

    def wait(
        self, what: str, question: Callable[[], Found], patience: float = _PATIENCE_S
    ) -> Found:
        """The first answer to `question` that is not empty."""
        end = time.monotonic() + patience
        while True:
            found = self.ask(question)
            if found:
                return found
            if time.monotonic() > end:
                self._gives_up(what)
            time.sleep(0.02)

    def _gives_up(self, what: str) -> NoReturn:
        seen = self.ask(lambda: eyes.shown(eyes.window())).replace("\n", " | ")
        raise eyes.NotSeen(f"{what} is not to be seen. There is: {seen[:2000]}")

    # -- looking -----------------------------------------------------------------------------

    def sees(self, words: str, patience: float = _PATIENCE_S) -> None:
        """Wait until `words` are somewhere in the window in front."""
        self.wait(f"“{words}”", lambda: words in eyes.shown(eyes.window()), patience)

    def finds(self, kind: type[Found], name: str = "", patience: float = _PATIENCE_S) -> Found:
        """The widget of `kind`, if given with this object name, once it is shown."""
        return self.wait(f"{kind.__name__} {name}", lambda: eyes.first(kind, name), patience)

    # -- clicking ----------------------------------------------------------------------------

    def clicks(self, words: str, patience: float = _PATIENCE_S) -> None:
        """Click what is called `words`: a button, a card, a tab, or an entry of an open menu."""
        self._click(f"“{words}” to click", lambda: eyes.place_of(words), patience)

    def clicks_at(self, widget: QWidget) -> None:
        """Click a widget that has no words on it."""
        self._click(f"{widget} to click", lambda: eyes.reachable(widget, widget.rect().center()))

    def clicks_row(self, words: str, *, double: bool = False) -> None:
        """Scroll to the row with `words` in it and click it; then perhaps open it."""
        self._click(f"the row “{words}”", lambda: eyes.row_place(words))
        if double:
            self._click(f"the row “{words}”", lambda: eyes.row_place(words), double=True)

    def _click(
        self,
        what: str,
        find: Callable[[], Place | None],
        patience: float = _PATIENCE_S,
        *,
        double: bool = False,
    ) -> None:
        """Look and click without a moment between, or the thing may have moved."""
        end = time.monotonic() + patience
        while not self._tries_to_click(find, double=double):
            if time.monotonic() > end:
                self._gives_up(what)
            time.sleep(0.02)

    def _tries_to_click(self, find: Callable[[], Place | None], *, double: bool) -> bool:
        found: Future[bool] = Future()

        def work() -> None:
            try:
                place = find() if _in_front() else None
            except BaseException as error:  # noqa: BLE001 - belongs to whoever clicks
                found.set_exception(error)
                return
            found.set_result(place is not None)
            if place is not None:
                top, at = place[0].windowHandle(), place[1]
                (QTest.mouseDClick if double else QTest.mouseClick)(top, _LEFT, _NO_KEY, at)

        self._wanted.emit(work)
        return found.result(timeout=60)

    # -- typing ------------------------------------------------------------------------------

    def types(self, words: str) -> None:
        """Type into the field that has the cursor, as an input method hands words over."""
        self.wait("the window in front", _in_front)
        self.do(lambda: _commit(words))

    def presses(
        self,
        key: Qt.Key,
        held: Qt.KeyboardModifier = _NO_KEY,
    ) -> None:
        """Press a key."""
        self.wait("the window in front", _in_front)
        self.do(lambda: QTest.keyClick(eyes.window().windowHandle(), key, held))

    def writes(self, field: str, words: str) -> None:
        """Replace what stands in the field called `field`."""
        found = self.wait(f"the field “{field}”", lambda: eyes.field(field))
        self.clicks_at(found)
        self.presses(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.types(words)

    def chooses(self, box: str, words: str) -> None:
        """Choose from the list called `box` by the keyboard."""
        found = self.wait(f"the list “{box}”", lambda: eyes.field(box, QComboBox))
        number = self.wait(f"“{words}” in “{box}”", lambda: 1 + eyes.choice_in(found, words)) - 1
        self.ask(found.setFocus)
        self.presses(Qt.Key.Key_Home)
        for _ in range(number):
            self.presses(Qt.Key.Key_Down)
        self.wait(f"“{words}” chosen", lambda: words in found.currentText())


def _in_front() -> bool:
    """Whether the front window has the keyboard; on a screen without a window manager, ask."""
    front = eyes.window()
    if front.windowType() is Qt.WindowType.Popup or QApplication.activeWindow() is front:
        return True
    front.activateWindow()
    return False


def _commit(words: str) -> None:
    target = QApplication.focusWidget()
    assert target is not None, f"nothing has the cursor to type “{words}”"
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(target, event)


def _close_topmost() -> bool:
    front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    if front is not None:
        front.close()
    return front is not None


def _photograph(folder: Path) -> None:
    tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
    for number, top in enumerate(tops):
        top.grab().save(str(folder / f"window-{number}.png"))


@contextmanager
def file_dialogs(monkeypatch: Any) -> Iterator[list[Path]]:
    """The system's file dialogs answer with the paths put into the list, one after the other."""
    answers: list[Path] = []

    def folder(*_: object) -> str:
        return str(answers.pop(0))

    def file(*_: object) -> tuple[str, str]:
        return str(answers.pop(0)), ""

    with monkeypatch.context() as patch:
        patch.setattr(QFileDialog, "getExistingDirectory", folder)
        patch.setattr(QFileDialog, "getOpenFileName", file)
        patch.setattr(QFileDialog, "getSaveFileName", file)
        yield answers
    assert not answers, f"nobody asked for {answers}"
