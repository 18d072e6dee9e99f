"""Questions to the archive that a page asks beside the window, so that it never stands still.

    self._reading = Reading(context, self.tr("读取清单"), self)
    self._reading.ask(lambda: service.list(actor, where), self._show)

What is shown stays until the answer is there. The newest question wins: one that was overtaken is
not answered any more, and of several that wait only the last is asked at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.screen import ScreenContext

_Answer = TypeVar("_Answer")

_PATIENCE_MS = 300


@dataclass(frozen=True)
class _Question:
    read: Callable[[], Any]
    then: Callable[[Any], None]


class Reading(QObject):
    """Asks one question at a time; it goes with its parent, and nobody is answered after.

    Signals:
        waiting_changed: whether an answer takes so long that the person should be told; True at
            most once for a question, False when it is there.
    """

    waiting_changed = Signal(bool)

    def __init__(self, context: ScreenContext, title: str, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._title = context, title
        self._next: _Question | None = None
        self._job: Job | None = None
        self._told = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience_timeout)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._job is not None

    def ask(self, read: Callable[[], _Answer], then: Callable[[_Answer], None]) -> None:
        """Let `read` run beside the window and hand what it gives to `then`."""
        question = _Question(read, then)
        if self._job is None:
            self._start(question)
        else:
            self._next = question

    def _start(self, question: _Question) -> None:
        job = Job(
            self._title, lambda _monitor: question.read(), parent=self, quiet=True, own_errors=True
        )
        job.succeeded.connect(lambda answer: self._on_answered(question, answer))
        job.failed.connect(self._on_failed)
        job.ended.connect(self._on_ended)
        self._job = job
        if not self._told:
            self._patience.start()
        self._context.jobs.start(job, Lane.READ)

    def _on_answered(self, question: _Question, answer: object) -> None:
        if self._next is None:
            self._be_told(waiting=False)
            question.then(answer)

    def _on_failed(self, error: BaseException) -> None:
        if self._next is None:
            self._be_told(waiting=False)
            if isinstance(error, ArchiveDeskError):
                self._context.notices.error(error)

    def _on_ended(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.deleteLater()
        question, self._next = self._next, None
        if question is not None:
            self._start(question)

    def _on_patience_timeout(self) -> None:
        if self._job is not None:
            self._be_told(waiting=True)

    def _be_told(self, *, waiting: bool) -> None:
        self._patience.stop()
        if waiting != self._told:
            self._told = waiting
            self.waiting_changed.emit(waiting)
