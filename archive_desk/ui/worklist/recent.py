"""The latest hand-overs, so that a clerk sees at once what came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archive_desk.domain.footage import Batch
from archive_desk.domain.people import Person
from archive_desk.services.importing import Importing
from archive_desk.services.worklist import Board
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, theme
from archive_desk.ui.widgets.panels import Card, clear, scrolling
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import heading, label

_SHOWN = 8


@dataclass(frozen=True)
class HomeRead:
    """What the home screen shows, as it was at one moment."""

    board: Board
    sections: Sequence[str]
    recent: Sequence[Batch]


class RecentBatches(Card):
    """The newest batches, one line each.

    Signals:
        wanted: the person wants to see a batch (its id).
    """

    wanted = Signal(object)

    def __init__(self, importing: Importing) -> None:
        super().__init__()
        self._importing = importing
        self.setObjectName("recent-batches")
        self.body.setContentsMargins(0, MEDIUM, 0, MEDIUM)
        head = heading(self.tr("最近采集"))
        head.setContentsMargins(LARGE, 0, LARGE, 0)
        self.body.addWidget(head)
        inner = QWidget()
        self._lines = QVBoxLayout(inner)
        self._lines.setContentsMargins(SMALL, 0, SMALL, 0)
        self._lines.setSpacing(2)
        self.body.addWidget(scrolling(inner), 1)
        self.setMinimumWidth(theme().px(260))

    @property
    def lines(self) -> tuple["BatchLine", ...]:
        """What is shown, newest first."""
        items = (self._lines.itemAt(number) for number in range(self._lines.count()))
        widgets = (None if item is None else item.widget() for item in items)
        return tuple(widget for widget in widgets if isinstance(widget, BatchLine))

    def read(self, actor: Person) -> Sequence[Batch]:
        """The newest batches; asked beside the window."""
        return self._importing.page(actor, 0, _SHOWN).batches

    def show_batches(self, batches: Sequence[Batch]) -> None:
        """Show these."""
        clear(self._lines)
        for batch in batches:
            line = BatchLine(batch)
            line.clicked.connect(partial(self.wanted.emit, batch.id))
            self._lines.addWidget(line)
        self._lines.addStretch(1)


class BatchLine(Card):
    """One batch: who brought it, how much, when."""

    def __init__(self, batch: Batch) -> None:
        super().__init__(panel="row", clickable=True)
        self.body.setContentsMargins(SMALL, SMALL, SMALL, SMALL)
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        done = batch.finished_at is not None
        tone = Tone.ACCENT if done else Tone.WARN
        row.addWidget(Picture("hard-drive-download", tone, 14, ground=True))
        words = QVBoxLayout()
        words.setSpacing(0)
        who = wording.listing(part for part in (batch.officer, batch.device) if part) or batch.no
        words.addWidget(label(who, "strong"))
        amount = wording.tr(
            "{count} 件 · {size}", count=batch.footage_count, size=wording.size(batch.size_bytes)
        )
        words.addWidget(label(amount, "caption"))
        row.addLayout(words, 1)
        when = label(wording.compact(batch.started_at, seconds=False), "caption")
        row.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        self.setAccessibleName(f"{batch.no} {who} {amount}")
        self.setToolTip(batch.no)
