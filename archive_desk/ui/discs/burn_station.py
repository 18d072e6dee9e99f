"""What the drives are doing: one job for each, whichever window looks on."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from archive_desk.domain.discs import Disc
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.findings import Finding
from archive_desk.domain.work import Monitor
from archive_desk.services.burning import Burning, BurnOptions, Drive, waiting_in_turn
from archive_desk.services.disc_keeping import DiscKeeping
from archive_desk.services.disc_reading import DiscReading
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext


@dataclass(frozen=True)
class Ending:
    """How the last work of a drive ended, in words; `findings` if the disc was read and is bad."""

    words: str
    tone: Tone
    findings: tuple[Finding, ...] = ()


class BurnStation(QObject):
    """The discs that wait to be burned, and the drives at work.

    Signals:
        changed: something began, went on or ended.
        begun: a `Disc`, the words for what is done with it, and the `Job`.
    """

    changed = Signal()
    begun = Signal(object, str, object)

    def __init__(self, context: ScreenContext, burning: Burning, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._burning = context, burning
        self._keeping = DiscKeeping(context.desk)
        self._jobs: dict[str, tuple[Disc, Job]] = {}
        self._endings: dict[str, Ending] = {}

    @property
    def busy(self) -> Mapping[str, tuple[Disc, Job]]:
        """The drives at work by address, each with its disc and its job."""
        return self._jobs

    def ending_of(self, address: str) -> Ending | None:
        """How the last work of a drive ended."""
        return self._endings.get(address)

    def waiting(self) -> list[Disc]:
        """Discs with an image that nobody burns yet, in the order of their numbers."""
        taken = {disc.no for disc, _ in self._jobs.values()}
        found = self._keeping.waiting(self._context.actor)
        return [disc for disc in found if disc.no not in taken]

    def start(self, drive: Drive, disc: Disc, options: BurnOptions) -> None:
        """Burn `disc` in `drive`, then read it back."""
        actor, burning = self._context.actor, self._burning

        def work(monitor: Monitor) -> DiscReading:
            burning.burn(actor, disc.no, drive.address, monitor, options)
            reading = burning.read_back(actor, disc.no, drive.address, monitor)
            if options.eject and not reading.findings:
                burning.eject(actor, drive.address)
            return reading

        title = self.tr("刻录并读检 {no}").format(no=disc.no)
        job = Job(title, work, parent=self, own_errors=True)
        job.progressed.connect(lambda _pace: self.changed.emit())
        job.succeeded.connect(lambda reading: self._on_succeeded(drive, disc, reading))
        job.failed.connect(lambda error: self._on_failed(drive, disc, error))
        job.cancelled.connect(lambda: self._on_cancelled(drive, disc))
        job.ended.connect(lambda: self._on_ended(drive, disc))
        self._jobs[drive.address] = (disc, job)
        self._endings.pop(drive.address, None)
        self._context.jobs.start(job, Lane.DRIVE)
        self.begun.emit(disc, title, job)
        self.changed.emit()

    def stop(self, drive: Drive) -> None:
        """Stop what a drive does, if the person knows that its disc is lost then."""
        if drive.address not in self._jobs:
            return
        sure = self._context.notices.ask(
            self.tr("停止刻录？"),
            self.tr("正在写的盘片会作废，并登记为废盘；光盘仍是“已建映像”，换盘后可以重刻。"),
            self.tr("停止刻录"),
            danger=True,
        )
        if sure and drive.address in self._jobs:
            self._jobs[drive.address][1].cancel()

    def _on_succeeded(self, drive: Drive, disc: Disc, reading: DiscReading) -> None:
        if reading.findings:
            words = self.tr("{no} 已刻录，读检发现 {count} 处问题，没有标为已读检。")
            words = words.format(no=disc.no, count=len(reading.findings))
            self._endings[drive.address] = Ending(words, Tone.BAD, reading.findings)
            return
        words = self.tr("{no} 已刻录并读检，{count} 个文件全部一致。").format(
            no=disc.no, count=reading.verification.files
        )
        self._endings[drive.address] = Ending(words, Tone.GOOD)

    def _on_failed(self, drive: Drive, disc: Disc, error: Exception) -> None:
        if isinstance(error, ArchiveDeskError):
            words = wording.sentence(error.message)
            more = self.tr("{no} 没有标为已刻录。").format(no=disc.no)
            self._endings[drive.address] = Ending(f"{words} {more}", Tone.BAD)

    def _on_cancelled(self, drive: Drive, disc: Disc) -> None:
        words = self.tr("已停止。{no} 没有标为已刻录，写过的盘片请取出作废。").format(no=disc.no)
        self._endings[drive.address] = Ending(words, Tone.WARN)

    def _on_ended(self, drive: Drive, disc: Disc) -> None:
        self.changed.emit()
        self._jobs.pop(drive.address, None)
        self._context.changes.discs_changed.emit((disc.id,))
        self.changed.emit()


def next_words(disc: Disc) -> str:
    """What to put in next: `请放入第 2/3 张空白光盘`."""
    return wording.sentence(waiting_in_turn(disc))
