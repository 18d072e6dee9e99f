"""The times of the picture on the screen, in large digits."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import TIGHT, WIDE
from archive_desk.ui.widgets.digits import Digits
from archive_desk.ui.widgets.text import label
from archive_desk.ui.zones import local

_UNKNOWN = "—"


@dataclass(frozen=True)
class Reading:
    """What is read off: the picture's true time, the recorder's, position, number of how many."""

    true: datetime | None
    recorder: datetime | None
    at_ms: int
    length_ms: int
    number: int | None = None
    count: int | None = None


class Readout(QWidget):
    """Four clocks side by side; the true time is the largest."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(WIDE)
        self.true = self._clock(row, "player-wall-time", self.tr("拍摄时间"), 30)
        self.recorder = self._clock(row, "player-recorder-time", self.tr("记录仪时间"), 20)
        row.addStretch(1)
        self.position = self._clock(row, "player-position", self.tr("播放位置"), 20)
        self.length = self._clock(row, "player-length", self.tr("总时长"), 20)
        self.frame = self._clock(row, "player-frame", self.tr("画面序号"), 20)

    def _clock(self, row: QHBoxLayout, name: str, words: str, size: int) -> Digits:
        column = QVBoxLayout()
        column.setSpacing(TIGHT)
        column.addWidget(label(words, "caption"))
        digits = Digits(words, _UNKNOWN, size=size)
        digits.setObjectName(name)
        column.addWidget(digits)
        column.addStretch(1)
        row.addLayout(column)
        return digits

    def show_reading(self, reading: Reading) -> None:
        """Show the times of one picture."""
        differs = reading.true != reading.recorder
        self.true.show_text(_clock_words(reading.true))
        self.recorder.show_text(_clock_words(reading.recorder), Tone.WARN if differs else None)
        self.position.show_text(wording.position(reading.at_ms))
        self.length.show_text(wording.position(reading.length_ms))
        if reading.number is None or reading.count is None:
            self.frame.show_text(_UNKNOWN)
        else:
            self.frame.show_text(f"{reading.number} / {reading.count - 1}")

    def clear(self) -> None:
        """Nothing is shown."""
        for digits in (self.true, self.recorder, self.position, self.length, self.frame):
            digits.show_text(_UNKNOWN)


def _clock_words(at: datetime | None) -> str:
    if at is None:
        return _UNKNOWN
    there = local(at)
    return f"{there:%Y-%m-%d %H:%M:%S}.{there.microsecond // 1000:03}"
