"""Background jobs: the only place where the windows use threads.

Work is a plain function of a `Monitor`, written without Qt. Describe the job, connect its signals,
then start it:

    job = Job(self.tr("采集"), lambda monitor: service.take_in(actor, card, monitor), parent=self)
    job.succeeded.connect(self._on_import_succeeded)
    context.jobs.start(job, Lane.WRITE)

A job ends with exactly one of `succeeded`, `failed`, `cancelled`. It belongs to its parent: when
that is deleted, the work is asked to stop and nobody hears its end.
"""

import logging
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from enum import Enum, StrEnum

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from archive_desk.domain.errors import ArchiveDeskError, Cancelled
from archive_desk.domain.sentences import Sentence
from archive_desk.domain.work import Monitor, Progress

_log = logging.getLogger(__name__)

_READERS = 3
_CARDS = 8
_SWITCH_S = 0.001
_DRIVES = 8
_WATCHERS = 3
_REPORT_EVERY_S = 0.1
_PACE_WINDOW_S = 8.0


class Lane(Enum):
    """Where a job runs: one writer for the archive, several readers beside it.

    Imports have a lane of their own, one thread for each card: they share what copies among
    themselves (`services.porters`), and the writer stays free for everything else. So have discs
    in drives, which take long and hardly use the machine. What somebody who watches waits for, the
    next recording or whether he still may, does not queue either.
    """

    WRITE = "write"
    READ = "read"
    IMPORT = "import"
    CARE = "care"
    DRIVE = "drive"
    WATCH = "watch"


class Unit(StrEnum):
    """What a job counts, so that speed is said rightly."""

    BYTES = "bytes"
    ITEMS = "items"


@dataclass(frozen=True)
class Pace:
    """Progress with its speed (units per second) and what remains, where they can be told."""

    progress: Progress
    speed: float | None = None
    remaining_s: float | None = None


class Job(QObject):
    """One piece of long work.

    Attributes:
        title: what is being done, as the jobs strip shows it.
        quiet: not shown in the strip (loading of pictures and the like).
        own_errors: its screen shows an `ArchiveDeskError` itself, the window need not.

    Signals:
        progressed: a `Pace`, at most ten times a second.
        succeeded: the result.
        failed: the exception.
        cancelled: the person stopped it, or the window closed.
        ended: after exactly one of the three above.
    """

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()

    def __init__(
        self,
        title: str,
        work: Callable[[Monitor], object],
        *,
        parent: QObject,
        unit: Unit = Unit.BYTES,
        quiet: bool = False,
        own_errors: bool = False,
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.work = work
        self.unit = unit
        self.quiet = quiet
        self.own_errors = own_errors
        self.pace: Pace | None = None
        self.running = False
        self._stop = threading.Event()

    @property
    def stop(self) -> threading.Event:
        """What tells the work to stop; it outlives the job."""
        return self._stop

    @property
    def stopping(self) -> bool:
        """Whether it has been asked to stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._stop.set()


class Jobs(QObject):
    """Runs jobs and knows those that run.

    Signals:
        started: a job that is not quiet has been started.
        ended: a job has ended (the job, or None when its parent is gone).
        went_wrong: a job and the exception it failed with.
    """

    started = Signal(object)
    ended = Signal(object)
    went_wrong = Signal(object, object)
    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # A worker busy in Python lets the windows' thread in after this time instead of after five
        # milliseconds, of which a few workers would make a pause that is felt.
        sys.setswitchinterval(_SWITCH_S)
        self._lanes = {
            Lane.WRITE: ThreadPoolExecutor(1, thread_name_prefix="writer"),
            Lane.READ: ThreadPoolExecutor(_READERS, thread_name_prefix="reader"),
            Lane.CARE: ThreadPoolExecutor(1, thread_name_prefix="care"),
            Lane.IMPORT: ThreadPoolExecutor(_CARDS, thread_name_prefix="card"),
            Lane.DRIVE: ThreadPoolExecutor(_DRIVES, thread_name_prefix="drive"),
            Lane.WATCH: ThreadPoolExecutor(_WATCHERS, thread_name_prefix="watcher"),
        }
        self._beginnings: list[threading.Barrier] = []
        self._begin_threads()
        self._closed = False
        self._runs: dict[int, _Run] = {}
        self._futures: set[Future[None]] = set()
        # Queued even for the UI thread, so that no signal arrives while start() still runs.
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def _begin_threads(self) -> None:
        """Start those that a person waits for now: a new thread keeps its beginner waiting."""
        for lane, count in ((Lane.READ, _READERS), (Lane.WATCH, _WATCHERS)):
            together = threading.Barrier(count)
            self._beginnings.append(together)
            for _ in range(count):
                self._lanes[lane].submit(together.wait)

    @property
    def running(self) -> tuple[Job, ...]:
        """The jobs under way whose screens are still there, oldest first."""
        return tuple(run.job for run in self._runs.values() if run.alive)

    @property
    def busy(self) -> bool:
        """Whether any work is under way, also of screens that are gone."""
        return bool(self._runs)

    def start(self, job: Job, lane: Lane = Lane.READ) -> None:
        """Run `job` in `lane`. Connect its signals before."""
        if job.running:
            raise RuntimeError(f"The job {job.title!r} runs already.")
        job.running = True
        run = _Run(job, self._posted.emit)
        self._runs[id(run)] = run
        job.destroyed.connect(run.stop.set)
        self._futures = {future for future in self._futures if not future.done()}
        self._futures.add(self._lanes[lane].submit(run))
        if not job.quiet:
            self.started.emit(job)

    def cancel_all(self) -> None:
        """Ask all work to stop."""
        for run in self._runs.values():
            run.stop.set()

    def finish(self) -> None:
        """Wait until all work has ended by itself; its endings are told as usual."""
        # Nobody tells of one that was taken out of its queue when the lanes were closed.
        wait({future for future in self._futures if not future.cancelled()})

    def close(self) -> None:
        """Stop all work and wait until its threads have ended.

        No job can be started after, and nobody is told of endings that are still under way.
        """
        self._closed = True
        self.cancel_all()
        # Closed before all of them have begun, those that have would wait for the others for ever.
        for together in self._beginnings:
            together.abort()
        for pool in self._lanes.values():
            pool.shutdown(wait=True, cancel_futures=True)
        self._runs.clear()

    def _deliver(self, letter: "_Letter") -> None:
        if self._closed:
            return
        run, job = letter.run, letter.run.job
        if letter.pace is not None:
            if run.alive and job.running:
                job.pace = letter.pace
                job.progressed.emit(letter.pace)
            return
        self._runs.pop(id(run), None)
        if not run.alive:
            self.ended.emit(None)
            return
        job.running = False
        if letter.error is None:
            job.succeeded.emit(letter.result)
        elif isinstance(letter.error, Cancelled):
            job.cancelled.emit()
        else:
            job.failed.emit(letter.error)
            if not (job.own_errors and isinstance(letter.error, ArchiveDeskError)):
                self.went_wrong.emit(job, letter.error)
        if run.alive:
            job.ended.emit()
        self.ended.emit(job if run.alive else None)


@dataclass(frozen=True)
class _Letter:
    """What a worker has to say; without a pace it is the last."""

    run: "_Run"
    pace: Pace | None = None
    result: object = None
    error: BaseException | None = None


class _Run:
    """One job on its thread: its monitor and its post."""

    def __init__(self, job: Job, post: Callable[[object], None]) -> None:
        self.job = job
        self.stop = job.stop
        self._work = job.work
        self._title = job.title
        self._post = post
        self._clock = _Clock()
        self._last_report = 0.0

    @property
    def alive(self) -> bool:
        return shiboken6.isValid(self.job)

    def report(self, done: int, total: int, note: Sentence | str = "") -> None:
        if self.stop.is_set():
            raise Cancelled
        now = time.monotonic()
        first = not self._last_report
        if first or now - self._last_report >= _REPORT_EVERY_S or done == total:
            self._last_report = now
            self._post(_Letter(self, self._clock.pace(Progress(done, total, note), now)))

    def __call__(self) -> None:
        try:
            if self.stop.is_set():
                raise Cancelled
            letter = _Letter(self, result=self._work(self))
        except (Cancelled, ArchiveDeskError) as error:
            letter = _Letter(self, error=error)
        except BaseException as error:  # noqa: BLE001 - every end must be told, ours to fix or not
            _log.exception("The job %r failed by our fault.", self._title)
            letter = _Letter(self, error=error)
        self._post(letter)


class _Clock:
    """Speed over the last seconds, so that one slow file does not make the estimate jump."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def pace(self, progress: Progress, now: float) -> Pace:
        seen = self._seen
        if seen and progress.done < seen[-1][1]:
            seen.clear()
        seen.append((now, progress.done))
        while len(seen) > 2 and now - seen[0][0] > _PACE_WINDOW_S:
            seen.popleft()
        elapsed = now - seen[0][0]
        if elapsed < 1.0:
            return Pace(progress)
        speed = (progress.done - seen[0][1]) / elapsed
        if speed <= 0:
            return Pace(progress, speed)
        return Pace(progress, speed, max(0, progress.total - progress.done) / speed)
