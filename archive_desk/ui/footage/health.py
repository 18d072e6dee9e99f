"""What examinations have shown of a recording, and its repaired copies, in the details panel."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archive_desk.domain.examinations import Examination, in_words
from archive_desk.domain.repairs import Repair
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import SMALL, TIGHT
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.panels import clear
from archive_desk.ui.widgets.text import label

_MOST = 12


class HealthPart(QWidget):
    """The last examination, stretch by stretch, and what can be done.

    Signals:
        examine_wanted: decode the recording to its end now.
        repair_wanted: make a copy that plays.
        copy_wanted: play this `Repair`.
    """

    examine_wanted = Signal()
    repair_wanted = Signal()
    copy_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(TIGHT)

    def show_health(
        self,
        examinations: Sequence[Examination],
        repairs: Sequence[Repair],
        *,
        may: bool,
        faulty: bool,
    ) -> None:
        """Show these; `may` tells whether the person may examine and repair."""
        clear(self._column)
        if examinations:
            self._show_examination(examinations[0])
        else:
            words = self.tr("还没有解码检查；空闲时会自动进行。")
            self._column.addWidget(label(words, "caption", wrap=True))
        for each in repairs:
            self._column.addLayout(self._copy_row(each))
        if may:
            self._offer(faulty=faulty)

    def _show_examination(self, last: Examination) -> None:
        decoded = last.decoded
        if last.health.faulty and decoded.note:
            note = wording.sentence(decoded.note)
            self._column.addWidget(label(note, "body", tone=Tone.BAD, wrap=True))
        for number, one in enumerate(decoded.stretches):
            if number == _MOST:
                rest = wording.tr("另有 {n} 处。", n=len(decoded.stretches) - _MOST)
                self._column.addWidget(label(rest, "caption"))
                break
            tone = Tone.BAD if one.remark.damage else None
            words = wording.sentence(in_words(one, decoded.decoded_ms))
            self._column.addWidget(label(words, "body", tone=tone, wrap=True))
        if not decoded.stretches and not last.health.faulty:
            self._column.addWidget(label(self.tr("全部解码，没有发现问题。"), "body"))
        by = last.by or wording.tr("程序自动")
        when = wording.compact(last.at, seconds=False)
        self._column.addWidget(label(f"{when}　{by}　{last.program}", "caption", wrap=True))

    def _copy_row(self, each: Repair) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        words = wording.tr(
            "修复件：{length}，{method}（{by}，{when}）",
            length=wording.duration(each.duration_ms),
            method=wording.sentence(each.method.label),
            by=each.by,
            when=wording.compact(each.made_at, seconds=False),
        )
        row.addWidget(label(words, "body", wrap=True), 1)
        row.addWidget(
            button(self.tr("播放"), kind="link", then=lambda: self.copy_wanted.emit(each))
        )
        return row

    def _offer(self, *, faulty: bool) -> None:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(button(self.tr("立即检查"), kind="link", then=self.examine_wanted.emit))
        if faulty:
            repair = button(self.tr("制作修复件"), kind="link", then=self.repair_wanted.emit)
            row.addWidget(repair)
        row.addStretch(1)
        self._column.addLayout(row)
