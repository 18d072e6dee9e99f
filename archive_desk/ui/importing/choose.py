"""The first page: which card or folder, and what was taken in lately."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.services.hand_ins import HandIns
from archive_desk.services.importing import Importing
from archive_desk.services.releasing import Releasing
from archive_desk.ui import wording
from archive_desk.ui.importing.batches import BatchRow, batch_columns
from archive_desk.ui.importing.drives import Drive, connected_drives
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import RowModel, Source, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.panels import Advice, Card, EmptyState, SectionHead, clear, scrolling
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label, muted

_LOOK_AGAIN_MS = 2500


class DriveCard(Card):
    """A connected card or drive, to be clicked."""

    def __init__(self, drive: Drive) -> None:
        super().__init__(clickable=True)
        self.drive = drive
        self.setAccessibleName(f"{drive.name} {drive.root}")
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        tone = Tone.ACCENT if drive.camera else Tone.NEUTRAL
        icon = "hard-drive-download" if drive.camera else "folder"
        row.addWidget(Picture(icon, tone, 20, ground=True), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(drive.name, "strong"))
        words.addWidget(label(str(drive.root), "caption"))
        kind = self.tr("记录仪或相机的存储卡") if drive.camera else self.tr("可移动磁盘")
        words.addWidget(label(kind, "muted"))
        room = wording.tr(
            "已用 {used} / {size}",
            used=wording.size(drive.used_bytes),
            size=wording.size(drive.size_bytes),
        )
        bar = QProgressBar()
        bar.setRange(0, 1000)
        bar.setValue(drive.used_bytes * 1000 // max(1, drive.size_bytes))
        bar.setTextVisible(False)
        words.addSpacing(SMALL)
        words.addWidget(bar)
        words.addWidget(label(room, "caption"))
        row.addLayout(words, 1)
        self.body.addLayout(row)


class ChoosePage(QWidget):
    """Connected cards, a folder to choose, and the latest batches.

    Signals:
        source_chosen: the `Path` of a card or folder.
        folder_wanted: the person wants to choose a folder.
        batch_opened: a `Batch` is to be shown.
        running_wanted: back to the cards under way.
    """

    source_chosen = Signal(object)
    folder_wanted = Signal()
    batch_opened = Signal(object)
    running_wanted = Signal()

    def __init__(self, context: ScreenContext, importing: Importing) -> None:
        super().__init__()
        self._context = context
        self._importing = importing
        self._drives: tuple[Drive, ...] = ()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_AGAIN_MS)
        self._timer.timeout.connect(self.look_for_drives)
        self.folder_button = button(
            self.tr("选择文件夹(&F)…"), "folder-open", kind="primary", then=self.folder_wanted.emit
        )
        self._places = QVBoxLayout()
        self._places.setSpacing(MEDIUM)
        self.batches = Table(
            RowModel(batch_columns(), listed((), batch_columns()), key=lambda row: row.batch.id),
            name="batches",
            remembered=context.remembered,
            row_height=52,
            single=True,
        )
        self.batches.setAccessibleName(self.tr("最近的采集"))
        self.batches.row_opened.connect(lambda row: self.batch_opened.emit(row.batch))
        self._lay_out()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(MEDIUM)
        self._running_button = button(
            self.tr("查看(&R)"), kind="link", then=self.running_wanted.emit
        )
        self.running_note = Advice("", Tone.ACCENT, self._running_button)
        self.running_note.hide()
        left.addWidget(self.running_note)
        left.addWidget(SectionHead(self.tr("从哪里采集")))
        self._advice = muted(
            self.tr("插入存储卡后会自动出现在这里；也可以选择文件夹，或把文件夹拖进来。")
        )
        left.addWidget(self._advice)
        left.addLayout(self._places)
        left.addWidget(self.folder_button, 0, Qt.AlignmentFlag.AlignLeft)
        promise = Card(panel="sunken")
        promise.body.addWidget(label(self.tr("采集时"), "strong"))
        for words in (
            self.tr("存储卡只读取，不写入、不改名、不删除。"),
            self.tr("逐件计算 SHA-256 和 SM3，写入后读回核对。"),
            self.tr("有损坏的文件照原样收存并注明。"),
            self.tr("中途停止或断电不要紧，重新采集只补缺少的。"),
        ):
            promise.body.addWidget(muted(words))
        left.addSpacing(SMALL)
        left.addWidget(promise)
        left.addStretch(1)
        inner = QWidget()
        inner.setLayout(left)
        left.setContentsMargins(0, 0, SMALL, 0)
        side = scrolling(inner)
        side.setFixedWidth(theme().px(388))
        right = QVBoxLayout()
        right.setSpacing(MEDIUM)
        self._head = SectionHead(self.tr("最近的采集"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.batches)
        self._stack.addWidget(
            EmptyState(
                "hard-drive-download",
                self.tr("还没有采集过音像"),
                self.tr("从左侧选择存储卡或文件夹开始。"),
            )
        )
        right.addWidget(self._head)
        right.addWidget(self._stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(LARGE * 2)
        row.addWidget(side)
        row.addLayout(right, 1)

    def refresh(self) -> None:
        """Read the batches again."""
        self.batches.rows.use(self._source())
        total = self.batches.rows.rowCount()
        self._head.set_note(wording.tr("共 {n} 批", n=wording.number(total)) if total else "")
        self._stack.setCurrentIndex(0 if total else 1)

    def show_running(self, cards: int) -> None:
        """Say that cards are being copied meanwhile; nothing is said of none."""
        self.running_note.say(wording.tr("{n} 张卡正在采集", n=cards) if cards else "")

    def look_for_drives(self) -> None:
        """Show the drives that are connected now."""
        drives = connected_drives()
        if drives == self._drives:
            return
        self._drives = drives
        clear(self._places)
        for drive in drives:
            card = DriveCard(drive)
            card.clicked.connect(lambda root=drive.root: self.source_chosen.emit(Path(root)))
            self._places.addWidget(card)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look_for_drives()
        self._timer.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _source(self) -> Source[BatchRow]:
        importing, actor = self._importing, self._context.actor
        releasing, hand_ins = Releasing(self._context.desk), HandIns(self._context.desk)

        def page(offset: int, limit: int, sort: str, descending: bool) -> tuple[BatchRow, ...]:
            batches = importing.page(actor, offset, limit).batches
            numbers = [batch.no for batch in batches]
            released = releasing.of_batches(actor, numbers)
            clocks = hand_ins.of_batches(actor, numbers)
            return tuple(BatchRow(batch, released[batch.no], clocks[batch.no]) for batch in batches)

        return Source(lambda: importing.page(actor, 0, 0).total, page)
