"""One drive: what lies in it, which disc it is to burn, how far it is, how it ended."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from archive_desk.domain.discs import Disc
from archive_desk.domain.findings import Finding
from archive_desk.services.burning import Burning, Drive, DriveReport, Load
from archive_desk.ui import wording
from archive_desk.ui.discs.burn_station import Ending, next_words
from archive_desk.ui.discs.listing import place_in_set
from archive_desk.ui.jobs import Job
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge
from archive_desk.ui.theme import MEDIUM, SMALL, TIGHT
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox
from archive_desk.ui.widgets.panels import Card
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import ElidedLabel, label, set_tone

_STEPS = 1000


class DriveCard(Card):
    """A drive.

    Attributes:
        drive: the drive shown.
        ready: whether what lies in it serves for the disc chosen.

    Signals:
        start_wanted: burn the disc chosen.
        stop_wanted: stop what the drive does.
        eject_wanted: open the tray.
        findings_wanted: the findings of the last reading.
        disc_chosen: another disc was chosen for it.
    """

    start_wanted = Signal()
    stop_wanted = Signal()
    eject_wanted = Signal()
    findings_wanted = Signal(object)
    disc_chosen = Signal()

    def __init__(self, burning: Burning, drive: Drive) -> None:
        super().__init__()
        self.drive = drive
        self.ready = False
        self._burning = burning
        self._report: DriveReport | None = None
        self._findings: tuple[Finding, ...] = ()
        self.setAccessibleName(drive.name)
        self._build_head()
        self._build_choice()
        self._build_progress()
        self._words = label("", wrap=True)
        self.body.addWidget(self._words)
        self.findings_button = button(
            self.tr("查看问题…"),
            kind="link",
            then=lambda: self.findings_wanted.emit(self._findings),
        )
        self.findings_button.hide()
        self.body.addWidget(self.findings_button)

    def _build_head(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        row.addWidget(Picture("disc-3", Tone.ACCENT, 24))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(ElidedLabel(self.drive.name, "strong"))
        self._medium = ElidedLabel(self.drive.address, "caption")
        names.addWidget(self._medium)
        row.addLayout(names, 1)
        self._badge = BadgeLabel()
        row.addWidget(self._badge)
        self.body.addLayout(row)

    def _build_choice(self) -> None:
        self._choice = QWidget()
        row = QHBoxLayout(self._choice)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        self.disc = ChoiceBox(self.tr("{drive} 要刻的光盘").format(drive=self.drive.name))
        self.disc.chosen.connect(lambda _disc: self._on_disc_chosen())
        row.addWidget(self.disc, 1)
        self.speed = ChoiceBox(self.tr("{drive} 的刻录速度").format(drive=self.drive.name))
        self.speed.offer([Choice(0.0, self.tr("最快"))])
        row.addWidget(self.speed)
        self.eject_button = button(self.tr("弹出"), kind="quiet", then=self.eject_wanted.emit)
        self.eject_button.setVisible(self.drive.real)
        row.addWidget(self.eject_button)
        self.start_button = button(self.tr("刻录并读检"), then=self.start_wanted.emit)
        self.start_button.setEnabled(False)
        row.addWidget(self.start_button)
        self.body.addWidget(self._choice)

    def _build_progress(self) -> None:
        self._progress = QWidget()
        column = QVBoxLayout(self._progress)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TIGHT)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        self._doing = label("", "strong")
        row.addWidget(self._doing, 1)
        self.stop_button = button(self.tr("停止"), kind="quiet", then=self.stop_wanted.emit)
        row.addWidget(self.stop_button)
        column.addLayout(row)
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("{drive} 的进度").format(drive=self.drive.name))
        column.addWidget(self.bar)
        self._figures = label("", "caption")
        column.addWidget(self._figures)
        self._progress.hide()
        self.body.addWidget(self._progress)

    # -- showing -----------------------------------------------------------------------------

    def show_report(self, report: DriveReport | None) -> None:
        """Show what lies in it; None: it is being asked."""
        self._report = report
        medium = report.medium if report else None
        if report is None:
            self._badge.show_badge(Badge(self.tr("正在查看…"), Tone.FAINT))
        elif medium is None:
            self._badge.show_badge(Badge(self.tr("没有应答"), Tone.BAD))
        else:
            tone = Tone.GOOD if medium.blank else Tone.WARN
            tone = Tone.FAINT if medium.load is Load.ABSENT else tone
            self._badge.show_badge(Badge(wording.sentence(medium.load.label), tone))
            speeds = [Choice(each.factor, f"{each.factor:g}×") for each in medium.speeds]
            self.speed.offer([Choice(0.0, self.tr("最快")), *speeds])
        parts = [self.drive.address]
        if medium is not None and medium.blank:
            room = wording.size(medium.writable_bytes)
            parts = [wording.sentence(medium.title), self.tr("可写 {size}").format(size=room)]
        self._medium.setText("　".join(part for part in parts if part))
        self._judge()

    def offer(self, discs: Sequence[Disc], suggested: Disc | None) -> None:
        """Offer the discs that wait; what was chosen stays while it is on offer."""
        before = self.disc.value
        self.disc.offer([Choice(disc, f"{disc.no}　{place_in_set(disc)}") for disc in discs])
        still = next((disc for disc in discs if before and disc.no == before.no), None)
        if still is None and suggested is not None:
            still = suggested
        if still is not None:
            self.disc.choose(still)
        self._judge()

    def show_work(self, disc: Disc | None, job: Job | None, ending: Ending | None) -> None:
        """Show what it does, or how that ended."""
        working = job is not None
        self._progress.setVisible(working)
        self._choice.setVisible(not working)
        if job is not None and disc is not None:
            self._words.hide()
            self.findings_button.hide()
            self._show_pace(disc, job)
            return
        self._findings = ending.findings if ending else ()
        self.findings_button.setVisible(bool(self._findings))
        self._ending = ending
        self._judge()

    _ending: Ending | None = None

    def _show_pace(self, disc: Disc, job: Job) -> None:
        self._doing.setText(f"{disc.no}　{place_in_set(disc)}")
        pace = job.pace
        if pace is None or not pace.progress.total:
            self.bar.setValue(0)
            self._figures.setText("")
            return
        progress = pace.progress
        self.bar.setValue(progress.done * _STEPS // progress.total)
        said = [f"{wording.size(progress.done)} / {wording.size(progress.total)}"]
        if pace.speed:
            said.append(wording.tr("{size}/秒", size=wording.size(pace.speed)))
        said.append(wording.sentence(progress.note))
        self._figures.setText("　".join(part for part in said if part))

    def _on_disc_chosen(self) -> None:
        self._judge()
        self.disc_chosen.emit()

    def _judge(self) -> None:
        """Say whether it can begin; if not, why not, and what to put in."""
        disc, report = self.disc.value, self._report
        self.ready = False
        words, tone = "", None
        if self._ending is not None:
            words, tone = self._ending.words, self._ending.tone
        if isinstance(disc, Disc) and report is not None:
            objection = self._burning.objection(disc, report)
            self.ready = objection is None
            if objection is not None and report.medium is not None and not report.medium.blank:
                words = f"{words} {next_words(disc)}".strip()
            elif objection is not None:
                words, tone = wording.sentence(objection), Tone.WARN
        self.start_button.setEnabled(self.ready)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        set_tone(self._words, tone)
