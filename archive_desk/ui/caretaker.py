"""What the desk does by itself while somebody is signed in: the mirror, the rota, new cards."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.people import Right
from archive_desk.domain.work import Monitor
from archive_desk.services import throttling
from archive_desk.services.backups import Backups
from archive_desk.services.destroying import Destroying
from archive_desk.services.mirroring import CatchUp, Mirroring
from archive_desk.services.retention_reviews import RetentionReviews
from archive_desk.services.rota import Rota, RotaRound
from archive_desk.ui import wording
from archive_desk.ui.importing.drives import Drive, connected_drives
from archive_desk.ui.intentions import Intention, TakeIn
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.screen import ScreenContext

_BEAT_MS = 2500
_MIRROR_MS = 60_000
_SOON_MS = 3000
_ROTA_FIRST_MS = 120_000
_ROTA_MS = 1_800_000
_BACKUP_MS = 3_600_000


class Caretaker(QObject):
    """Keeps the mirror in step, reads originals again bit by bit, and offers cards that appear.

    All of it is quiet, slow while somebody watches a recording, and stops when the person leaves.
    """

    def __init__(
        self,
        context: ScreenContext,
        in_use: Callable[[], bool],
        serve: Callable[[Intention], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._in_use = in_use
        self._serve = serve
        self._mirroring = Mirroring(context.desk)
        self._rota = Rota(context.desk)
        self._drives: frozenset[str] = frozenset()
        self._told: frozenset[str] = frozenset()
        self._jobs: dict[str, Job] = {}
        self._beat = self._timer(_BEAT_MS, self._on_beat)
        self._step = self._timer(_MIRROR_MS, self.keep_in_step)
        self._soon = self._timer(_SOON_MS, self.keep_in_step, once=True)
        self._round = self._timer(_ROTA_FIRST_MS, self.read_again)
        self._backup = self._timer(_BACKUP_MS, self.back_up)
        self._first = self._timer(_SOON_MS, self.settle, once=True)
        context.changes.footage_changed.connect(self._on_footage_changed)

    def _timer(self, ms: int, then: Callable[[], None], *, once: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(ms)
        timer.setSingleShot(once)
        timer.timeout.connect(then)
        return timer

    def _timers(self) -> tuple[QTimer, ...]:
        return (self._beat, self._step, self._soon, self._round, self._backup, self._first)

    def begin(self) -> None:
        """Somebody has signed in."""
        # What is connected already is offered by the import screen itself.
        self._drives = frozenset(str(drive.root) for drive in self._look())
        for timer in self._timers():
            timer.start()

    def stop(self) -> None:
        """The person leaves."""
        for timer in self._timers():
            timer.stop()
        for job in self._jobs.values():
            job.cancel()
        throttling.set_playing(playing=False)

    # -- what the last time left ---------------------------------------------------------------

    def settle(self) -> None:
        """Finish destructions that were cut off, and write down how long things are kept."""
        self._start("settle", wording.tr("登记保管期限"), self._settle, self._on_settled)

    def _settle(self, monitor: Monitor) -> bool:
        settled = Destroying(self._context.desk).settle(monitor)
        renewed = RetentionReviews(self._context.desk).catch_up(monitor)
        return bool(settled or renewed.written)

    def _on_settled(self, done: object) -> None:
        if done:
            self._context.changes.footage_changed.emit(())

    # -- the mirror --------------------------------------------------------------------------

    def keep_in_step(self) -> None:
        """Let the mirror catch up, if it is there and something is lacking."""
        self._start("mirror", wording.tr("同步镜像"), self._catch_up, self._on_caught_up)

    def _catch_up(self, monitor: Monitor) -> CatchUp | None:
        if not self._mirroring.wanting():
            return None
        return self._mirroring.catch_up(None, monitor)

    def _on_caught_up(self, done: CatchUp | None) -> None:
        if done is None:
            return
        if done.copied or done.findings:
            self._context.changes.copies_changed.emit()
        news = frozenset(f"{each.code} {each.item}" for each in done.findings)
        if news - self._told:
            self._context.notices.warn(wording.sentence(done.findings[0].message))
        self._told |= news

    # -- the rota ----------------------------------------------------------------------------

    def read_again(self) -> None:
        """Read what is due to be read again, as far as today's share goes."""
        self._round.setInterval(_ROTA_MS)
        self._start("rota", wording.tr("定期复核"), self._rota.go, self._on_read_again)

    def _on_read_again(self, done: RotaRound | None) -> None:
        if done is None:
            return
        self._context.changes.copies_changed.emit()
        if done.findings:
            self._context.notices.warn(
                wording.tr("定期复核发现 {n} 个问题，请到“核对”查看。", n=len(done.findings))
            )

    # -- backups -----------------------------------------------------------------------------

    def back_up(self) -> None:
        """Make the backup of the day where the window stays open over midnight."""
        backups = Backups(self._context.desk)
        self._start(
            "backup", wording.tr("每日备份"), lambda _m: backups.daily(), self._on_backed_up
        )

    def _on_backed_up(self, made: object) -> None:
        if made is not None:
            self._context.changes.copies_changed.emit()

    # -- cards -------------------------------------------------------------------------------

    def _on_beat(self) -> None:
        throttling.set_playing(playing=self._in_use())
        drives = self._look()
        for drive in drives:
            if str(drive.root) not in self._drives and drive.camera:
                self._offer(drive)
        self._drives = frozenset(str(drive.root) for drive in drives)

    def _look(self) -> tuple[Drive, ...]:
        return connected_drives() if self._context.actor.may(Right.IMPORT) else ()

    def _offer(self, drive: Drive) -> None:
        words = wording.tr("发现存储卡“{name}”。", name=drive.name)
        self._context.notices.offer(
            words, wording.tr("开始采集"), partial(self._serve, TakeIn(drive.root))
        )

    # -- jobs --------------------------------------------------------------------------------

    def _on_footage_changed(self, _ids: object) -> None:
        self._soon.start()

    def _start(
        self,
        key: str,
        title: str,
        work: Callable[[Monitor], object],
        then: Callable[..., None],
    ) -> None:
        """Begin, unless the last one still goes on."""
        if key in self._jobs:
            return
        job = Job(title, work, parent=self, quiet=True, own_errors=True)
        job.succeeded.connect(then)
        job.failed.connect(self._on_failed)
        job.ended.connect(partial(self._on_ended, key))
        self._jobs[key] = job
        self._context.jobs.start(job, Lane.CARE)

    def _on_ended(self, key: str) -> None:
        self._jobs.pop(key).deleteLater()

    def _on_failed(self, error: BaseException) -> None:
        """Somebody else is at it, or a disk is away: it is tried again, and said only once."""
        if isinstance(error, ArchiveDeskError) and str(error.message) not in self._told:
            self._told |= {str(error.message)}
            self._context.notices.info(wording.sentence(error.message))
