"""The only place that talks to the person at the desk.

Short facts pass by as toasts, refusals and failures stay until read, questions state what follows,
and a fault of the program gives a notice that can be copied. Everything said is recorded.
"""

import logging
import platform
import sys
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from archive_desk import __version__
from archive_desk.domain.errors import ArchiveDeskError, Cancelled
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.widgets.dialogs import CrashDialog, MessageDialog, QuestionDialog
from archive_desk.ui.widgets.toasts import Toasts

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Notice:
    """Something that was said: in which tone, what, and under which rule."""

    tone: Tone
    text: str
    basis: str = ""


class Notices(QObject):
    """Says things to the person in front of the window.

    Attributes:
        said: everything said since the start, the oldest forgotten first.

    Signals:
        spoke: a `Notice` has just been said.
    """

    spoke = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.said: deque[Notice] = deque(maxlen=200)
        self._answers: deque[bool] = deque()
        self._window: QWidget | None = None
        self._toasts: Toasts | None = None
        self._crashing = False
        self._attended = False

    def use_window(self, window: QWidget | None) -> None:
        """Show toasts over `window`, and dialogs before it."""
        self._window = window
        self._toasts = None if window is None else Toasts(window)

    def info(self, text: str) -> None:
        """Mention a fact in passing."""
        self._toast(Notice(Tone.ACCENT, text))

    def success(self, text: str) -> None:
        """Say that something is done."""
        self._toast(Notice(Tone.GOOD, text))

    def warn(self, text: str) -> None:
        """Say something that wants attention, but stops nobody. It stays until closed."""
        self._toast(Notice(Tone.WARN, text))

    def offer(self, text: str, verb: str, then: Callable[[], object]) -> None:
        """Say what can be done now, with one button that does it. It stays until closed."""
        self._record(Notice(Tone.ACCENT, text))
        if self._toasts is not None:
            self._toasts.show_offer(text, verb, then)

    def error(self, error: BaseException) -> None:
        """Say what a rule or the world refused. Our own faults give a crash notice.

        `Cancelled` is not told: the person stopped it.
        """
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, ArchiveDeskError):
            self.crash(type(error), error, error.__traceback__)
            return
        basis = "" if error.basis is None else str(error.basis)
        notice = Notice(Tone.BAD, wording.sentence(error.message), basis)
        if self._toasts is None or QApplication.activeModalWidget() is not None:
            self._record(notice)
            if not self._unattended():
                MessageDialog(notice.text, basis, self._parent()).exec()
            return
        self._toast(notice)

    def ask(self, question: str, consequences: str, confirm: str, *, danger: bool = False) -> bool:
        """Whether to go on. `consequences` says what follows, `confirm` is the button's verb."""
        self._record(Notice(Tone.WARN if danger else Tone.ACCENT, f"{question}\n{consequences}"))
        if self._answers:
            return self._answers.popleft()
        dialog = QuestionDialog(
            question, consequences, confirm, danger=danger, parent=self._parent()
        )
        return dialog.exec() == QDialog.DialogCode.Accepted

    def will_agree(self) -> None:
        """Answer one coming question with yes (for tests and unattended runs)."""
        self._answers.append(True)

    def will_decline(self) -> None:
        """Answer one coming question with no."""
        self._answers.append(False)

    def crash(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Log a fault of the program and show what to copy to whoever mends it."""
        _log.critical("A fault of the program", exc_info=(kind, error, trace))
        report = crash_report(kind, error, trace)
        self._record(Notice(Tone.BAD, report))
        if self._crashing or self._unattended():
            return
        self._crashing = True
        # Never from inside the call that failed: it may be painting, and then nothing could be
        # painted, this notice neither.
        QTimer.singleShot(0, self, lambda: self._show_crash(report))

    def _show_crash(self, report: str) -> None:
        try:
            CrashDialog(report, self._parent()).exec()
        finally:
            self._crashing = False

    def install_hook(self) -> None:
        """Show every uncaught exception as a crash notice: from now on somebody is there."""
        self._attended = True
        sys.excepthook = self._on_uncaught

    def _on_uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
        elif isinstance(error, ArchiveDeskError):
            self.error(error)
        else:
            self.crash(kind, error, trace)

    def _toast(self, notice: Notice) -> None:
        self._record(notice)
        if self._toasts is not None:
            self._toasts.show_notice(notice.tone, notice.text, notice.basis)

    def _record(self, notice: Notice) -> None:
        self.said.append(notice)
        self.spoke.emit(notice)

    def _parent(self) -> QWidget | None:
        return QApplication.activeModalWidget() or self._window

    def _unattended(self) -> bool:
        """Nobody could close a dialog: no window of the desk, and not the running program."""
        return self._window is None and not self._attended


def crash_report(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> str:
    """What a person who mends the program needs to know; no names, no footage."""
    now = datetime.now(ZoneInfo("UTC"))
    head = (
        f"Archive Desk {__version__} · Python {platform.python_version()} · {platform.platform()}"
    )
    story = "".join(traceback.format_exception(kind, error, trace))
    return f"{head}\n{now:%Y-%m-%d %H:%M:%S} UTC\n\n{story}"
