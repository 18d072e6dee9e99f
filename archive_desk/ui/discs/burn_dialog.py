"""Choosing a drive with a fitting blank disc in it."""

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from archive_desk.domain.discs import Disc
from archive_desk.services.burning import Burning, Drive, DriveReport
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import LARGE, SMALL, TIGHT
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.panels import Advice, clear
from archive_desk.ui.widgets.text import label


class BurnDialog(Dialog):
    """The drives of this workstation and what lies in them; one with room can be chosen.

    Attributes:
        drive: the drive chosen; None while there is none that fits.
    """

    def __init__(
        self, context: ScreenContext, burning: Burning, disc: Disc, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, width=520)
        self.set_title(self.tr("刻录光盘 {no}").format(no=disc.no))
        self._context, self._burning, self._disc = context, burning, disc
        self.drive: Drive | None = None
        words = self.tr(
            "请放入一张空白的 {medium}。先核对映像，写完封口，随后整盘读检；读检通过才算完成。"
        )
        self.body.addWidget(label(words.format(medium=disc.medium.label), "muted", wrap=True))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SMALL)
        self.body.addLayout(self._rows)
        self._group = QButtonGroup(self)
        self.body.addWidget(Advice(self.tr("刻录中途停止，这张盘片就不能再用了。"), Tone.WARN))
        self.add_left(button(self.tr("重新检查光驱"), "refresh-cw", kind="quiet", then=self.look))
        self.confirm = button(self.tr("刻录并读检(&B)"), kind="primary")
        self.confirm.setEnabled(False)
        self.set_buttons(self.confirm, self.tr("取消"))
        self.look()

    def look(self) -> None:
        """Ask the drives what lies in them."""
        clear(self._rows)
        self._rows.addWidget(label(self.tr("正在检查光驱…"), "muted"))
        self.drive = None
        self.confirm.setEnabled(False)
        burning, actor = self._burning, self._context.actor
        job = Job(
            self.tr("检查光驱"), lambda _monitor: burning.report(actor), parent=self, quiet=True
        )
        job.succeeded.connect(self._on_looked)
        self._context.jobs.start(job)

    def _on_looked(self, reports: list[DriveReport]) -> None:
        clear(self._rows)
        self._group = QButtonGroup(self)
        for report in reports:
            fits = self._fits(report)
            choice = QRadioButton(f"{report.drive.name}　{report.drive.address}")
            choice.setEnabled(fits)
            choice.toggled.connect(
                lambda on, drive=report.drive: self._choose(drive) if on else None
            )
            self._group.addButton(choice)
            row = QVBoxLayout()
            row.setSpacing(TIGHT)
            row.addWidget(choice)
            note = label(self._in_words(report), "caption", wrap=True)
            note.setIndent(LARGE + SMALL)
            row.addWidget(note)
            self._rows.addLayout(row)
            if fits and self.drive is None:
                choice.setChecked(True)
        if not reports:
            self._rows.addWidget(label(self.tr("没有找到光驱。"), "muted"))

    def _fits(self, report: DriveReport) -> bool:
        medium = report.medium
        return (
            medium is not None and medium.blank and medium.writable_bytes >= self._disc.used_bytes
        )

    def _in_words(self, report: DriveReport) -> str:
        medium = report.medium
        if medium is None:
            return wording.sentence(report.reason)
        room = wording.size(medium.writable_bytes)
        if not medium.blank:
            return self.tr("{kind}，不是空白盘").format(kind=medium.kind)
        if not self._fits(report):
            return self.tr("{kind}，只能写 {size}，放不下").format(kind=medium.kind, size=room)
        return self.tr("{kind}，空白，可写 {size}").format(kind=medium.kind, size=room)

    def _choose(self, drive: Drive) -> None:
        self.drive = drive
        self.confirm.setEnabled(True)
