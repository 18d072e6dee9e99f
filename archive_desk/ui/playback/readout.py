"""The times of the picture on the screen, in large digits."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, WIDE, theme
from archive_desk.ui.widgets.buttons import icon_button
from archive_desk.ui.widgets.digits import Digits
from archive_desk.ui.widgets.panels import Facts, scrolling
from archive_desk.ui.widgets.text import label
from archive_desk.ui.zones import local

_UNKNOWN = "—"
_LARGE, _PLAIN = 34, 20
_NARROW = 630


@dataclass(frozen=True)
class Reading:
    """What is read off: the picture's true time, the recorder's, position, number of how many."""

    true: datetime | None
    recorder: datetime | None
    at_ms: int | None
    length_ms: int | None
    number: int | None = None
    count: int | None = None


class Reader(QWidget):
    """One value with its name above it; a time has its date beside the name.

    The accessible name is the name and the whole value: `拍摄时间 2026-11-20 09:30:16.600`.
    """

    def __init__(self, object_name: str, name: str, size: int = _PLAIN) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self._name = name
        self._text = _UNKNOWN
        self._date = label("", "caption")
        self._digits = Digits(name, _UNKNOWN, size=size)
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addWidget(label(name, "caption"))
        head.addWidget(self._date)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._digits)
        column.addStretch(1)
        self.setAccessibleName(f"{name} {_UNKNOWN}")

    @property
    def text(self) -> str:
        """The value shown, a time with its date."""
        return self._text

    def show_value(self, value: str, *, date: str = "", tone: Tone | None = None) -> None:
        """Show `value`, in `tone`."""
        text = f"{date} {value}".strip()
        if text == self._text and tone is None:
            return
        self._text = text
        self._date.setText(date)
        self._digits.show_text(value, tone)
        self.setAccessibleName(f"{self._name} {text}")

    def show_moment(self, at: datetime | None, tone: Tone | None = None) -> None:
        """Show a point in time to the millisecond, in the archive's zone."""
        if at is None:
            self.show_value(_UNKNOWN)
            return
        there = local(at)
        clock = f"{there:%H:%M:%S}.{there.microsecond // 1000:03}"
        self.show_value(clock, date=f"{there:%Y-%m-%d}", tone=tone)


class Readout(QWidget):
    """Clocks side by side; the picture's true time is the largest.

    `facts` tells where that time comes from; the page puts it beside the picture.
    """

    def __init__(self) -> None:
        super().__init__()
        self.true = Reader("player-wall-time", self.tr("拍摄时间"), _LARGE)
        self.recorder = Reader("player-recorder-time", self.tr("记录仪时间"))
        self.position = Reader("player-position", self.tr("播放位置"))
        self.frame = Reader("player-frame", self.tr("画面序号"))
        self._source = label("", "caption")
        self._source.setObjectName("player-time-source")
        # The words may be cut short; the digits never.
        self._source.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.more = icon_button("info", self.tr("时间从哪里来"), checkable=True)
        self.more.setObjectName("player-time-facts-toggle")
        self._facts = Facts()
        self.facts = scrolling(self._facts)
        self.facts.setObjectName("player-time-facts")
        self.facts.setFixedWidth(theme().px(300))
        self.facts.hide()
        self.more.toggled.connect(self.facts.setVisible)
        self.length = label("", "caption")
        self.length.setObjectName("player-length")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(MEDIUM, 0, MEDIUM, 0)
        self._row.setSpacing(LARGE)
        self._row.addLayout(self._clocks(), 1)
        self._row.addLayout(self._places())

    def _clocks(self) -> QHBoxLayout:
        beside = QVBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.recorder, 0, Qt.AlignmentFlag.AlignLeft)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self.more)
        below.addWidget(self._source, 1)
        beside.addLayout(below)
        row = QHBoxLayout()
        row.setSpacing(WIDE)
        row.addWidget(self.true)
        row.addLayout(beside, 1)
        return row

    def _places(self) -> QHBoxLayout:
        past = QVBoxLayout()
        past.setSpacing(0)
        past.addWidget(self.position)
        past.addWidget(self.length)
        row = QHBoxLayout()
        row.setSpacing(LARGE)
        row.addLayout(past)
        row.addWidget(self.frame, 0, Qt.AlignmentFlag.AlignTop)
        return row

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < theme().px(_NARROW)
        self._row.setDirection(
            QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        )

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(360), super().minimumSizeHint().height())

    def show_source(self, words: str, facts: list[tuple[str, str]]) -> None:
        """Say where the time comes from and how wrong the clock is; `facts` a click away."""
        self._source.setText(words)
        self._source.setToolTip(words)
        self._facts.show_facts(facts)
        self.more.setEnabled(bool(facts))
        if not facts:
            self.more.setChecked(False)

    def show_reading(self, reading: Reading) -> None:
        """Show the times of one picture; of a gap, its moment alone."""
        differs = reading.recorder is not None and reading.true != reading.recorder
        self.true.show_moment(reading.true)
        self.recorder.show_moment(reading.recorder, Tone.WARN if differs else None)
        at_ms, length_ms = reading.at_ms, reading.length_ms
        self.position.show_value(_UNKNOWN if at_ms is None else wording.position(at_ms))
        length = ""
        if length_ms is not None:
            length = self.tr("共 {length}").format(length=wording.position(length_ms))
        if self.length.text() != length:
            self.length.setText(length)
        if reading.number is None or reading.count is None:
            self.frame.show_value(_UNKNOWN)
        else:
            self.frame.show_value(f"{reading.number} / {reading.count - 1}")

    def clear(self) -> None:
        """Nothing is played."""
        self.clear_readings()
        self.show_source("", [])

    def clear_readings(self) -> None:
        """Nothing is shown yet."""
        for reader in (self.true, self.recorder, self.position, self.frame):
            reader.show_value(_UNKNOWN)
        self.length.setText("")
