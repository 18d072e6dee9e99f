"""The third page: the copy under way."""

from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from archive_desk.ui import wording
from archive_desk.ui.jobs import Pace
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, WIDE, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.digits import Digits
from archive_desk.ui.widgets.panels import Card
from archive_desk.ui.widgets.text import label, muted

_STEPS = 1000


class RunningPage(QWidget):
    """How far, how fast, how long still; and the button that stops.

    Signals:
        stop_wanted: the person wants to stop.
    """

    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._source = label("", "muted")
        self.share = Digits(self.tr("已完成"), "0%", size=44)
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("采集进度"))
        self.note = label("", "muted")
        self.amount, self.speed, self.left = (label("—", "strong") for _ in range(3))
        self.stop_button = button(self.tr("停止采集(&C)"), "x", then=self._on_stop)
        self._lay_out()

    def _lay_out(self) -> None:
        card = Card()
        card.body.setContentsMargins(WIDE * 2, WIDE + SMALL, WIDE * 2, WIDE + SMALL)
        card.body.setSpacing(MEDIUM)
        card.setFixedWidth(theme().px(620))
        card.body.addWidget(label(self.tr("正在采集"), "title"))
        card.body.addWidget(self._source)
        card.body.addSpacing(SMALL)
        card.body.addWidget(self.share)
        card.body.addWidget(self.bar)
        card.body.addWidget(self.note)
        card.body.addSpacing(SMALL)
        grid = QGridLayout()
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(2)
        for number, (words, value) in enumerate(self._figures()):
            grid.addWidget(label(words, "field"), 0, number)
            grid.addWidget(value, 1, number)
            grid.setColumnStretch(number, 1)
        card.body.addLayout(grid)
        card.body.addSpacing(MEDIUM)
        card.body.addWidget(muted(self.tr("采集期间请不要拔出存储卡；可以离开本页办理别的事。")))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.stop_button)
        card.body.addLayout(foot)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, LARGE, 0, 0)
        page.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        page.addStretch(1)

    def _figures(self) -> tuple[tuple[str, QLabel], ...]:
        return (
            (self.tr("已读取"), self.amount),
            (self.tr("速度"), self.speed),
            (self.tr("剩余时间"), self.left),
        )

    def begin(self, source: str) -> None:
        """Another import begins."""
        self._source.setText(source)
        self.share.show_text("0%")
        self.bar.setValue(0)
        self.note.setText(self.tr("正在准备…"))
        for figure in (self.amount, self.speed, self.left):
            figure.setText("—")
        self.stop_button.setEnabled(True)

    def show_pace(self, pace: Pace) -> None:
        """Show how far it is."""
        progress = pace.progress
        share = progress.done * _STEPS // progress.total if progress.total else 0
        self.bar.setValue(min(_STEPS, share))
        self.share.show_text(f"{min(100, share // 10)}%")
        if self.stop_button.isEnabled():
            self.note.setText(wording.sentence(progress.note))
        self.amount.setText(f"{wording.size(progress.done)} / {wording.size(progress.total)}")
        if pace.speed is not None:
            self.speed.setText(wording.tr("{size}/秒", size=wording.size(pace.speed)))
        if pace.remaining_s is not None:
            self.left.setText(wording.span(timedelta(seconds=max(1, round(pace.remaining_s)))))

    def _on_stop(self) -> None:
        self.stop_button.setEnabled(False)
        self.note.setText(self.tr("正在停止，已完成的部分会保留…"))
        self.stop_wanted.emit()
