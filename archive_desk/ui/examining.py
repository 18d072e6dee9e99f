"""Examining recordings while nobody waits: one after the other, gently, never beside playing."""

import logging

from PySide6.QtCore import QObject, QTimer

from archive_desk.domain.ids import FootageId
from archive_desk.services.examining import Examined, Examining
from archive_desk.ui.changes import Changes
from archive_desk.ui.jobs import Job, Jobs, Lane
from archive_desk.ui.wording import tr

_log = logging.getLogger(__name__)

_BETWEEN_MS, _LATER_MS = 2_000, 60_000


class IdleExamining(QObject):
    """Asks for the next recording that was never examined, as long as there is one.

    It waits while any work is under way that a person asked for, and begins anew when footage has
    come in.
    """

    def __init__(self, examining: Examining, jobs: Jobs, changes: Changes, parent: QObject) -> None:
        super().__init__(parent)
        self._examining = examining
        self._jobs = jobs
        self._changes = changes
        self._skip: set[FootageId] = set()
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time)
        changes.footage_changed.connect(self._on_footage_changed)
        self._timer.start(_LATER_MS)

    def stop(self) -> None:
        """Leave off."""
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()

    def begin(self, after_ms: int = _BETWEEN_MS) -> None:
        """Go on after so many milliseconds."""
        if self._job is None:
            self._timer.start(after_ms)

    def _on_footage_changed(self, _ids: object) -> None:
        if self._job is None and not self._timer.isActive():
            self._timer.start(_LATER_MS)

    def _on_time(self) -> None:
        if any(not job.quiet for job in self._jobs.running):
            self._timer.start(_LATER_MS)
            return
        skip = frozenset(self._skip)
        job = Job(
            tr("空闲检查音像"),
            lambda monitor: self._examining.next_in_turn(skip, monitor),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        job.succeeded.connect(self._on_examined)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        job.ended.connect(job.deleteLater)
        self._job = job
        self._jobs.start(job, Lane.READ)

    def _on_examined(self, found: Examined | None) -> None:
        self._job = None
        if found is None:
            return
        if found.decoded is None:
            self._skip.add(found.footage.id)
        self._timer.start(_BETWEEN_MS)
        if found.footage.media.health.faulty:
            self._changes.footage_changed.emit((found.footage.id,))

    def _on_failed(self, error: BaseException) -> None:
        self._job = None
        _log.info("Idle examination left off: %s", error)
        self._timer.start(_LATER_MS)

    def _on_cancelled(self) -> None:
        self._job = None
        self._timer.start(_LATER_MS)
