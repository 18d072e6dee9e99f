"""The strip at the bottom of the window: what is being done, how fast, how long still."""

from datetime import timedelta

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout

from archive_desk.domain.work import Progress
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Jobs, Pace, Unit
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, theme
from archive_desk.ui.widgets.buttons import icon_button
from archive_desk.ui.widgets.text import label

_SHOW_AFTER_MS = 300
_STEPS = 1000


class JobsStrip(QFrame):
    """One line per job; hidden while there is none. Jobs shorter than a blink are not shown."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("jobs")
        self.setAccessibleName(self.tr("正在进行的任务"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(LARGE, SMALL, MEDIUM, SMALL)
        self._column.setSpacing(SMALL)
        self._lines: dict[int, _Line] = {}
        jobs.started.connect(self._on_job_started)
        jobs.ended.connect(self._on_job_ended)
        for job in jobs.running:
            if not job.quiet:
                self._on_job_started(job)
        self._settle()

    @property
    def lines(self) -> tuple["_Line", ...]:
        """The lines shown, oldest first."""
        return tuple(self._lines.values())

    def _on_job_started(self, job: Job) -> None:
        line = _Line(job)
        self._lines[id(job)] = line
        QTimer.singleShot(_SHOW_AFTER_MS, line, lambda: self._show(line))

    def _show(self, line: "_Line") -> None:
        if line in self._lines.values():
            self._column.addWidget(line)
            line.show()
            self._settle()

    def _on_job_ended(self, job: Job | None) -> None:
        gone = [key for key, line in self._lines.items() if line.job is job or not line.alive]
        for key in gone:
            line = self._lines.pop(key)
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._settle()

    def _settle(self) -> None:
        self.setVisible(self._column.count() > 0)


class _Line(QFrame):
    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job
        self.alive = True
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(MEDIUM)
        self._title = label(job.title, "strong")
        self._note = label("", "caption")
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(theme().px(220))
        self._bar.setAccessibleName(job.title)
        self._figures = label("", "caption")
        self._stop = icon_button("x", self.tr("停止：{title}").format(title=job.title))
        self._stop.clicked.connect(self._on_stop_clicked)
        row.addWidget(self._title)
        row.addWidget(self._note, 1)
        row.addWidget(self._figures)
        row.addWidget(self._bar)
        row.addWidget(self._stop)
        job.progressed.connect(self._on_job_progressed)
        job.destroyed.connect(self._on_job_destroyed)
        if job.pace is not None:
            self._on_job_progressed(job.pace)

    def _on_job_progressed(self, pace: Pace) -> None:
        progress = pace.progress
        if progress.total > 0:
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(min(_STEPS, progress.done * _STEPS // progress.total))
        else:
            self._bar.setRange(0, 0)
        if not self.job.stopping:
            self._note.setText(wording.sentence(progress.note))
        self._figures.setText(figures(pace, self.job.unit))

    def _on_stop_clicked(self) -> None:
        self.job.cancel()
        self._stop.setEnabled(False)
        self._note.setText(self.tr("正在停止…"))

    def _on_job_destroyed(self) -> None:
        self.alive = False


def figures(pace: Pace, unit: Unit) -> str:
    """Amount, speed and remaining time in one line."""
    parts = [_amount(pace.progress, unit)]
    if pace.speed is not None and unit is Unit.BYTES:
        parts.append(wording.tr("{size}/秒", size=wording.size(pace.speed)))
    if pace.remaining_s is not None and pace.progress.done < pace.progress.total:
        left = wording.span(timedelta(seconds=max(1, round(pace.remaining_s))))
        parts.append(wording.tr("剩余{time}", time=left))
    return "  ·  ".join(part for part in parts if part)


def _amount(progress: Progress, unit: Unit) -> str:
    if progress.total <= 0:
        return ""
    if unit is Unit.BYTES:
        return f"{wording.size(progress.done)} / {wording.size(progress.total)}"
    return f"{wording.number(progress.done)} / {wording.number(progress.total)}"
