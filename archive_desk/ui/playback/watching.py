"""What is looked at: under which right, for how long, and whether it still may be."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from archive_desk.domain.errors import ArchiveDeskError, Refused
from archive_desk.domain.ids import FootageId
from archive_desk.domain.watching import Interval, WatchLog, merged
from archive_desk.media.player import Shown
from archive_desk.services.access import Access
from archive_desk.services.sittings import Sitting, Watched
from archive_desk.services.viewing import Opened, Viewing
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.screen import ScreenContext

_log = logging.getLogger(__name__)
_WRITE_DOWN_MS = 20_000
_ASK_AGAIN_MS = 1_000
_KEEP_MS = 500
_FAR_MS = 3_000

Answers = list[tuple[FootageId, Access]]


class Watching(QObject):
    """Follows what is on the screen, journals it, and asks each second whether it still may be.

    What was watched is kept in the archive twice a second and journalled each twenty, so that a
    program that is killed loses none of it.

    Signals:
        refused: it may not be on the screen any more; the `ArchiveDeskError` that says why.
        renewed: the right is another one now; the `Opened` with it.
    """

    refused = Signal(object)
    renewed = Signal(object)

    def __init__(self, context: ScreenContext, viewing: Viewing, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._viewing = context, viewing
        self.opened: dict[FootageId, Opened] = {}
        self._on_screen: dict[FootageId, None] = {}
        self._shown_before: set[FootageId] = set()
        self._logs: dict[FootageId, WatchLog] = {}
        self._stood: dict[FootageId, tuple[int | None, int]] = {}
        self._sitting = Sitting(context.desk, context.actor)
        self._pending: dict[tuple[FootageId, str], Watched] = {}
        self._keeping: Job | None = None
        self._writing: Job | None = None
        self._kept = True
        self._question: Job | None = None
        self._write_down = self._timer(_WRITE_DOWN_MS, self._write_down_beside)
        self._keep = self._timer(_KEEP_MS, self._keep_beside)
        self._ask_again = self._timer(_ASK_AGAIN_MS, self.ask_again)

    def begin(self, opened: Opened) -> None:
        """`opened` is looked at from now on; its opening is in the journal already."""
        self.opened[opened.footage.id] = opened
        self._shown_before.add(opened.footage.id)
        self._on_screen = {opened.footage.id: None}
        self._write_down.start()
        self._keep.start()
        self._ask_again.start()

    def end(self) -> None:
        """Nothing is looked at any more; what was is in the journal when this returns."""
        self._write_down.stop()
        self._keep.stop()
        self._ask_again.stop()
        if self._question is not None:
            self._question.cancel()
            self._question = None
        self.write_down()
        # What could not be written stays kept, and is journalled when the archive opens again.
        sitting = self._sitting
        if self._writing is None:
            sitting.end()
        else:
            self._writing.ended.connect(lambda: sitting.end())
        self._sitting = Sitting(self._context.desk, self._context.actor)
        self._pending, self._kept = {}, True
        self.opened, self._logs, self._on_screen = {}, {}, {}
        self._shown_before, self._stood = set(), {}

    def see(self, shown: Shown, *, playing: bool, rate: float) -> None:
        """This is on the screen."""
        seen = {lane.footage_id: lane for lane in shown.lanes if lane.footage_id in self.opened}
        for footage_id, log in self._logs.items():
            if footage_id not in seen:
                log.jump()
        self._on_screen = {key: None for key in seen if key is not None}
        for footage_id, lane in seen.items():
            if footage_id is None or lane.waiting or lane.trouble is not None:
                continue
            self._first_time(footage_id)
            if playing:
                self._follow(footage_id, lane.at_ms, rate)
            elif lane.number is not None:
                self._step(footage_id, lane.number, lane.at_ms)
            self._stood[footage_id] = (lane.number, lane.at_ms)

    def jump(self) -> None:
        """What comes next does not follow from what was before."""
        for log in self._logs.values():
            log.jump()

    def write_down(self) -> None:
        """Put what was watched since the last time into the journal, now."""
        parts = self._taken()
        if not parts:
            return
        try:
            self._sitting.write(parts)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        self._pending, self._kept = {}, True

    def ask_again(self) -> None:
        """Ask whether what is on the screen may still be there; the answer comes as a signal."""
        asked = [self.opened[key] for key in self._on_screen if key in self.opened]
        if not asked or self._question is not None:
            return
        actor, viewing = self._context.actor, self._viewing
        job = Job(
            self.tr("核对查看权限"),
            lambda _monitor: [(each.footage.id, viewing.still_open(actor, each)) for each in asked],
            parent=self,
            quiet=True,
            own_errors=True,
        )
        job.succeeded.connect(self._on_answered)
        job.failed.connect(self._on_refused)
        job.ended.connect(self._on_question_ended)
        # One each second, eight hours a day: none may stay.
        job.ended.connect(job.deleteLater)
        self._question = job
        self._context.jobs.start(job, Lane.WATCH)

    # -- inside ----------------------------------------------------------------------------------

    def _first_time(self, footage_id: FootageId) -> None:
        """Journal that it is on the screen, without letting the picture wait for the disk."""
        if footage_id in self._shown_before:
            return
        self._shown_before.add(footage_id)
        actor, viewing, opened = self._context.actor, self._viewing, self.opened[footage_id]
        job = Job(
            self.tr("登记查看记录"),
            lambda _monitor: viewing.show(actor, opened),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        job.failed.connect(lambda error: self._on_not_journalled(footage_id, error))
        self._context.jobs.start(job, Lane.WATCH)

    def _on_not_journalled(self, footage_id: FootageId, error: BaseException) -> None:
        """What cannot be written down is not shown."""
        if isinstance(error, ArchiveDeskError) and footage_id in self.opened:
            self.refused.emit(error)

    def _follow(self, footage_id: FootageId, at_ms: int, rate: float) -> None:
        log = self._logs.setdefault(footage_id, WatchLog())
        last_ms = log.last_ms
        if last_ms is not None:
            on = (at_ms - last_ms) * (1 if rate > 0 else -1)
            # A loop begins anew, or the window stood still meanwhile.
            if on < 0 or on > _FAR_MS * max(abs(rate), 1.0):
                log.jump()
        log.at(at_ms)

    def _step(self, footage_id: FootageId, number: int, at_ms: int) -> None:
        """A picture beside the one before it was stepped to; what was sought was not watched."""
        before, before_ms = self._stood.get(footage_id, (None, 0))
        if before is not None and abs(number - before) == 1:
            self._logs.setdefault(footage_id, WatchLog()).passed(before_ms, at_ms)

    def _taken(self) -> list[Watched]:
        """Everything watched that is not in the journal."""
        for footage_id, log in self._logs.items():
            new = log.take() if footage_id in self.opened else []
            if new:
                self._add(Watched(self.opened[footage_id], new))
        return list(self._pending.values())

    def _add(self, part: Watched) -> None:
        key = (part.opened.footage.id, part.opened.access.approval)
        before = self._pending.get(key)
        intervals: list[Interval] = [*(before.intervals if before else ()), *part.intervals]
        self._pending[key] = Watched(part.opened, merged(intervals))
        self._kept = False

    def _keep_beside(self) -> None:
        """Keep what was watched without letting the window wait."""
        if self._keeping is not None or self._writing is not None:
            return
        parts, sitting = self._taken(), self._sitting
        if self._kept or not parts:
            return
        chapter = sitting.chapter
        job = self._beside(lambda: sitting.keep(parts, chapter))
        job.failed.connect(self._on_not_kept)
        job.ended.connect(self._on_keeping_ended)
        self._keeping, self._kept = job, True
        self._context.jobs.start(job, Lane.WATCH)

    def _on_not_kept(self, error: BaseException) -> None:
        self._kept = False
        if isinstance(error, ArchiveDeskError):
            # The journal is tried soon, and says it to the person.
            _log.info("What is watched could not be kept: %s", error)
        else:
            self._context.notices.error(error)

    def _on_keeping_ended(self) -> None:
        self._keeping = None

    def _write_down_beside(self) -> None:
        """Write down without letting the window wait."""
        parts, sitting = self._taken(), self._sitting
        if not parts or self._writing is not None:
            return
        job = self._beside(lambda: sitting.write(parts))
        job.failed.connect(lambda error: self._on_not_written(sitting, parts, error))
        job.ended.connect(self._on_writing_ended)
        self._writing, self._pending, self._kept = job, {}, True
        self._context.jobs.start(job, Lane.WATCH)

    def _on_not_written(self, sitting: Sitting, parts: list[Watched], error: BaseException) -> None:
        """It is tried again; until then it is still kept."""
        self._context.notices.error(error)
        if sitting is self._sitting:
            for part in parts:
                self._add(part)

    def _on_writing_ended(self) -> None:
        self._writing = None

    def _beside(self, act: Callable[[], None]) -> Job:
        words = self.tr("登记查看记录")
        job = Job(words, lambda _monitor: act(), parent=self, quiet=True, own_errors=True)
        job.ended.connect(job.deleteLater)
        return job

    def _on_answered(self, answers: Answers) -> None:
        changed = [
            (key, access)
            for key, access in answers
            if key in self.opened and self.opened[key].access.approval != access.approval
        ]
        if changed:
            # What was watched until now was watched under the old right.
            self.write_down()
        for key, access in changed:
            self.opened[key] = replace(self.opened[key], access=access)
            self.renewed.emit(self.opened[key])

    def _on_refused(self, error: BaseException) -> None:
        if isinstance(error, Refused):
            self.refused.emit(error)
        elif isinstance(error, ArchiveDeskError):
            _log.info("It could not be asked whether looking is still allowed: %s", error)
        else:
            self._context.notices.error(error)

    def _on_question_ended(self) -> None:
        self._question = None

    def _timer(self, interval_ms: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval_ms)
        timer.timeout.connect(then)
        return timer


def approvals(opened: Iterable[Opened]) -> list[str]:
    """The approvals under which recordings are looked at, each once."""
    return list(dict.fromkeys(each.access.approval for each in opened if each.access.approval))
