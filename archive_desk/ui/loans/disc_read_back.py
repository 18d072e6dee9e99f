"""Reading a borrowed disc back while it is returned: in a drive, or an image of it."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QProgressBar, QVBoxLayout, QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ids import LoanId
from archive_desk.services.burning import Burning
from archive_desk.services.circulating import Circulating
from archive_desk.services.disc_reading import DiscReading
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane, Pace
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.files import choose_file
from archive_desk.ui.widgets.text import label, set_tone

_THOUSANDTHS = 1000


class DiscReadBack(QWidget):
    """A button that reads the disc lent, and what reading has shown.

    Signals:
        found: the `DiscReading` of a disc of this loan.
        busy_changed: whether a disc is being read.
    """

    found = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, context: ScreenContext, loan_id: LoanId) -> None:
        super().__init__()
        self._context, self._loan_id = context, loan_id
        self._job: Job | None = None
        self._menu = QMenu(self)
        for drive in Burning(context.desk).drives():
            action = self._menu.addAction(f"{drive.name}　{drive.address}")
            action.triggered.connect(
                lambda _on=False, at=drive.address: self.read(Path(at.removeprefix("stdio:")))
            )
        self._menu.addAction(self.tr("光盘映像文件…")).triggered.connect(self._choose_file)
        self.button = button(self.tr("读检交回的光盘(&V)"), "disc-3")
        self.button.setMenu(self._menu)
        self.stop_button = button(self.tr("停止"), kind="link", then=self.stop)
        self.bar = QProgressBar()
        self.bar.setRange(0, _THOUSANDTHS)
        self.bar.setTextVisible(False)
        self.words = label(self.tr("整盘读完并逐个核对，结果记入登记簿。"), "caption", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.button)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop_button)
        row.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addLayout(row)
        column.addWidget(self.words)
        row.setAlignment(self.button, Qt.AlignmentFlag.AlignLeft)
        self._show_busy(busy=False)

    @property
    def busy(self) -> bool:
        """Whether a disc is being read."""
        return self._job is not None

    def read(self, device: Path) -> None:
        """Read what lies in `device`, in the background."""
        circulating = Circulating(self._context.desk)
        actor, loan_id = self._context.actor, self._loan_id
        job = Job(
            self.tr("读检光盘"),
            lambda monitor: circulating.inspect_disc(actor, loan_id, device, monitor),
            parent=self,
            own_errors=True,
        )
        job.progressed.connect(self._on_progressed)
        job.succeeded.connect(self._on_read)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_stopped)
        job.ended.connect(self._on_ended)
        self._job = job
        self._say(self.tr("正在读检…"))
        self._show_busy(busy=True)
        self._context.jobs.start(job, Lane.DRIVE)

    def stop(self) -> None:
        """Stop reading, if anything is being read."""
        if self._job is not None:
            self._job.cancel()

    def _choose_file(self) -> None:
        kinds = self.tr("光盘映像 (*.iso);;所有文件 (*)")
        title = self.tr("选择光驱或光盘映像")
        path = choose_file(self, self._context.remembered, "discs", title, kinds)
        if path is not None:
            self.read(path)

    def _on_progressed(self, pace: Pace) -> None:
        total = pace.progress.total or 1
        self.bar.setValue(round(pace.progress.done / total * _THOUSANDTHS))

    def _on_read(self, reading: DiscReading) -> None:
        no = "" if reading.disc is None else reading.disc.no
        if reading.findings:
            first = wording.sentence(reading.findings[0].message)
            words = self.tr("{no} 读检发现 {n} 处问题：{first}").format(
                no=no, n=len(reading.findings), first=first
            )
            self._say(words, Tone.BAD)
        else:
            self._say(self.tr("{no} 读检完好。").format(no=no), Tone.GOOD)
        self.found.emit(reading)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, ArchiveDeskError):
            self._say(wording.sentence(error.message), Tone.BAD)
        else:
            self._say(self.tr("读检没有完成。"), Tone.BAD)

    def _on_stopped(self) -> None:
        self._say(self.tr("读检已停止，没有结果。"), Tone.WARN)

    def _on_ended(self) -> None:
        self._job = None
        self._show_busy(busy=False)

    def _say(self, words: str, tone: Tone | None = None) -> None:
        self.words.setText(words)
        set_tone(self.words, tone)

    def _show_busy(self, *, busy: bool) -> None:
        self.button.setEnabled(not busy)
        self.bar.setVisible(busy)
        self.stop_button.setVisible(busy)
        self.bar.setValue(0)
        self.busy_changed.emit(busy)
