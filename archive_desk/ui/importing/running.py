"""The third page: the cards that are being copied, side by side."""

from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from archive_desk.domain.arrivals import Outcome, Receipt
from archive_desk.domain.copies import Release, ReleaseReport
from archive_desk.ui import wording
from archive_desk.ui.jobs import Pace
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, TIGHT, WIDE
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.digits import Digits
from archive_desk.ui.widgets.even_grid import EvenGrid
from archive_desk.ui.widgets.panels import Card, SectionHead, scrolling
from archive_desk.ui.widgets.text import ElidedLabel, label, muted

_STEPS = 1000
_NARROWEST = 380

RELEASE_TONES = {
    Release.SAFE: Tone.GOOD,
    Release.ONE_COPY: Tone.WARN,
    Release.NOT_IN: Tone.BAD,
    Release.EMPTY: Tone.NEUTRAL,
}
"""Green, amber, red: whether a card may be emptied."""


class CardTile(Card):
    """One card under way: how far, how fast, how long still; and afterwards how it ended.

    Signals:
        stop_wanted: the person wants to stop this card.
        result_wanted: the person wants to see what this card brought.
    """

    stop_wanted = Signal()
    result_wanted = Signal()

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.receipt: Receipt | None = None
        self.stopped = False
        self.body.setContentsMargins(WIDE, LARGE, WIDE, LARGE)
        name = ElidedLabel(source.rstrip("/").rpartition("/")[2] or source)
        name.setProperty("role", "strong")
        name.setToolTip(source)
        self.state = BadgeLabel(self.tr("正在采集"), Tone.ACCENT)
        head = QHBoxLayout()
        head.addWidget(name, 1)
        head.addWidget(self.state)
        self.share = Digits(self.tr("已完成"), "0%", size=36)
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("采集进度"))
        self.note = label(self.tr("正在准备…"), "muted", wrap=True)
        self.figures = label("", "caption")
        self.stop_button = button(self.tr("停止"), "x", then=self._on_stop)
        self.result_button = button(
            self.tr("查看结果"), "list", kind="primary", then=self.result_wanted.emit
        )
        self.result_button.hide()
        foot = QHBoxLayout()
        foot.addWidget(self.figures, 1)
        foot.addWidget(self.stop_button)
        foot.addWidget(self.result_button)
        self.body.addLayout(head)
        self.body.addSpacing(TIGHT)
        self.body.addWidget(self.share)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.note)
        self.body.addLayout(foot)

    @property
    def going(self) -> bool:
        """Whether it is still being copied."""
        return not self.stop_button.isHidden()

    def show_pace(self, pace: Pace) -> None:
        """Show how far it is."""
        progress = pace.progress
        share = progress.done * _STEPS // progress.total if progress.total else 0
        self.bar.setValue(min(_STEPS, share))
        self.share.show_text(f"{min(100, share // 10)}%")
        if self.stop_button.isEnabled():
            self.note.setText(wording.sentence(progress.note))
        figures = [f"{wording.size(progress.done)} / {wording.size(progress.total)}"]
        if pace.speed is not None:
            figures.append(wording.tr("{size}/秒", size=wording.size(pace.speed)))
        if pace.remaining_s is not None:
            left = wording.span(timedelta(seconds=max(1, round(pace.remaining_s))))
            figures.append(wording.tr("还需{time}", time=left))
        self.figures.setText(" · ".join(figures))

    def show_end(self, receipt: Receipt, release: ReleaseReport, *, stopped: bool) -> None:
        """Show what it brought, and whether the card may be emptied."""
        self.receipt, self.stopped = receipt, stopped
        self.stop_button.hide()
        self.result_button.show()
        count = len(receipt.of(Outcome.IMPORTED))
        self.share.show_text(wording.tr("{n} 件", n=count))
        if stopped:
            self.state.show_badge(Badge(wording.tr("已停止"), Tone.WARN))
            self.note.setText(self.tr("已完成的部分已经入库。重新采集时只补缺少的。"))
            return
        self.bar.setValue(_STEPS)
        self.state.show_badge(
            Badge(wording.tr(release.release.label), RELEASE_TONES[release.release])
        )
        self.note.setText(wording.sentence(release.wanting))

    def show_failure(self, words: str) -> None:
        """Show that it could not be taken in."""
        self.stop_button.hide()
        self.state.show_badge(Badge(wording.tr("未能采集"), Tone.BAD))
        self.note.setText(words)

    def _on_stop(self) -> None:
        self.stop_button.setEnabled(False)
        self.note.setText(self.tr("正在停止，已完成的部分会保留…"))
        self.stop_wanted.emit()


class RunningPage(QWidget):
    """The cards under way, each with its progress and its own stop.

    Signals:
        more_wanted: the person wants to take in another card beside these.
    """

    more_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tiles: list[CardTile] = []
        self._head = SectionHead(self.tr("正在采集"))
        self.more_button = button(
            self.tr("同时再采一张(&N)"), "hard-drive-download", then=self.more_wanted.emit
        )
        self._head.add(self.more_button)
        inner = QWidget()
        self._grid = EvenGrid(_NARROWEST, parent=inner)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(MEDIUM)
        page.addWidget(self._head)
        page.addWidget(
            muted(
                self.tr(
                    "采集期间请不要拔出存储卡；可以离开本页办理别的事。几张卡一起采集时平均分配速度。"
                )
            )
        )
        page.addSpacing(SMALL)
        page.addWidget(scrolling(inner), 1)

    @property
    def going(self) -> int:
        """How many cards are being copied."""
        return sum(tile.going for tile in self.tiles)

    @property
    def bar(self) -> QProgressBar:
        """How far the card is that was begun last."""
        return self.tiles[-1].bar

    @property
    def stop_button(self) -> QWidget:
        """What stops the card that was begun last."""
        return self.tiles[-1].stop_button

    def begin(self, source: str) -> CardTile:
        """Another card begins; those that have ended make room once none is under way."""
        if not self.going:
            self.clear()
        tile = CardTile(source)
        self.tiles.append(tile)
        self._grid.addWidget(tile)
        self.tell()
        return tile

    def tell(self) -> None:
        """Say how many cards are under way."""
        going = self.going
        self._head.set_words(self.tr("正在采集") if going else self.tr("采集结束"))
        self._head.set_note(wording.tr("{n} 张卡", n=len(self.tiles)))

    def clear(self) -> None:
        """Let go of what has ended."""
        for tile in self.tiles:
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self.tiles = []
