"""The first page of all: open an archive or found one."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from archive_desk.paths import ArchiveFolder
from archive_desk.ui.palette import Tone
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, WIDE, theme
from archive_desk.ui.widgets.panels import Card
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import label

_WIDTH = 620


class ChoiceCard(Card):
    """A big choice: a picture, what it does, and one line about it."""

    def __init__(self, icon: str, words: str, note: str) -> None:
        super().__init__(clickable=True)
        self.setAccessibleName(f"{words}：{note}")
        row = QHBoxLayout()
        row.setSpacing(LARGE)
        row.addWidget(Picture(icon, Tone.ACCENT, 20, ground=True))
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(label(words, "strong"))
        line = label(note, "caption", wrap=True)
        column.addWidget(line)
        row.addLayout(column, 1)
        row.addWidget(Picture("chevron-right", Tone.FAINT, 18))
        self.body.addLayout(row)


class WelcomePage(QWidget):
    """Open or found.

    Signals:
        open_requested: an archive's folder, or None to choose one.
        found_requested: a new archive is wanted.
        restore_requested: an archive is to be made again of its mirror.
    """

    open_requested = Signal(object)
    found_requested = Signal()
    restore_requested = Signal()

    def __init__(self, remembered: Remembered) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        inner = QWidget()
        inner.setMaximumWidth(theme().px(_WIDTH))
        column = QVBoxLayout(inner)
        column.setSpacing(MEDIUM)
        column.addStretch(1)
        column.addLayout(brand())
        column.addSpacing(WIDE)
        last = remembered.preferences.last_archive
        if last is not None and ArchiveFolder(last).description.is_file():
            again = ChoiceCard("history", self.tr("继续使用上次的档案库"), str(last))
            again.clicked.connect(lambda: self.open_requested.emit(Path(last)))
            again.setObjectName("open-last")
            column.addWidget(again)
        found = ChoiceCard(
            "folder-plus",
            self.tr("新建档案库"),
            self.tr("第一次使用：填写单位、选定制度、建立账号，大约三分钟。"),
        )
        found.setObjectName("found")
        found.clicked.connect(self.found_requested)
        column.addWidget(found)
        other = ChoiceCard(
            "folder-open",
            self.tr("打开已有档案库"),
            self.tr("选择档案库所在的文件夹，里面有 archive.toml。"),
        )
        other.setObjectName("open-other")
        other.clicked.connect(lambda: self.open_requested.emit(None))
        column.addWidget(other)
        again = ChoiceCard(
            "archive-restore",
            self.tr("从镜像恢复"),
            self.tr("电脑或硬盘坏了：用镜像磁盘重新建立档案库。"),
        )
        again.setObjectName("restore")
        again.clicked.connect(self.restore_requested)
        column.addWidget(again)
        column.addStretch(2)
        grid.addWidget(inner, 0, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 20)
        grid.setColumnStretch(2, 1)
        grid.setAlignment(inner, Qt.AlignmentFlag.AlignHCenter)
        inner.setMinimumWidth(theme().px(480))


def brand() -> QVBoxLayout:
    """The name of the program and what it is for."""
    column = QVBoxLayout()
    column.setSpacing(SMALL)
    page = QWidget()
    column.addWidget(Picture("archive", Tone.ACCENT, 30, ground=True))
    column.addSpacing(SMALL)
    column.addWidget(label(page.tr("执法音像档案工作站"), "display"))
    column.addWidget(
        label(page.tr("从记录仪的卡，到光盘和借阅登记，每一步都有据可查。"), "muted", wrap=True)
    )
    return column
