"""What verifying the chain showed, as a strip above the list."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from archive_desk.domain.journal import ChainReport
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import MEDIUM, SMALL, TIGHT, restyle
from archive_desk.ui.widgets.buttons import icon_button
from archive_desk.ui.widgets.panels import CopyLine, clear
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import label

_MOST_SHOWN = 5


class ProofStrip(QFrame):
    """Whether the journal is whole, and every row that does not fit."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("panel", "notice")
        row = QHBoxLayout(self)
        row.setContentsMargins(MEDIUM, SMALL + 2, SMALL, SMALL + 2)
        row.setSpacing(MEDIUM)
        self._picture = Picture("shield-check", Tone.GOOD, 20)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        self._words = QVBoxLayout()
        self._words.setSpacing(TIGHT)
        row.addLayout(self._words, 1)
        row.addWidget(
            icon_button("x", self.tr("关闭"), then=self.hide), 0, Qt.AlignmentFlag.AlignTop
        )
        self.hide()

    def show_report(self, report: ChainReport) -> None:
        """Show what was found."""
        tone = Tone.BAD if report.findings else Tone.GOOD
        self.setProperty("tone", tone.value)
        restyle(self)
        self._picture.change("circle-alert" if report.findings else "shield-check", tone)
        clear(self._words)
        if report.findings:
            head = self.tr("操作日志已被改动：有 {n} 处不符").format(n=len(report.findings))
        else:
            entries = wording.number(report.entries)
            head = self.tr("操作日志完整：{n} 条记录，校验链无误").format(n=entries)
        self._words.addWidget(label(head, "strong", wrap=True))
        for finding in report.findings[:_MOST_SHOWN]:
            self._words.addWidget(label(wording.sentence(finding.message), wrap=True))
        if len(report.findings) > _MOST_SHOWN:
            rest = len(report.findings) - _MOST_SHOWN
            self._words.addWidget(label(self.tr("还有 {n} 处。").format(n=rest), "muted"))
        self._words.addWidget(CopyLine(self.tr("链尾"), report.head))
        self.show()
