"""What is shown while an archive made by an older program is brought up to date."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QProgressBar, QWidget

from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import MEDIUM, WIDE, theme
from archive_desk.ui.widgets.panels import Card
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import label

_WIDTH = 460


class UpgradingPage(QWidget):
    """A bar without an end in sight, and the reason for the wait."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        card = Card()
        card.setFixedWidth(theme().px(_WIDTH))
        card.body.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        card.body.setSpacing(MEDIUM)
        card.body.addWidget(Picture("archive", Tone.ACCENT, 22, ground=True))
        card.body.addWidget(label(self.tr("正在升级档案库"), "heading"))
        note = self.tr("这个版本第一次打开它：先备份数据库，再升级。请不要关闭程序，原件不会改动。")
        card.body.addWidget(label(note, "muted", wrap=True))
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setAccessibleName(self.tr("正在升级档案库"))
        card.body.addWidget(bar)
        card.body.addWidget(label(str(folder), "faint", wrap=True))
        grid = QGridLayout(self)
        grid.addWidget(card, 0, 0, Qt.AlignmentFlag.AlignCenter)
