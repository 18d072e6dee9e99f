"""What an approver consents to: all that was asked for, or less."""

from datetime import date

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from archive_desk.domain.approvals import scope_of
from archive_desk.domain.clock import end_of_day
from archive_desk.domain.loans import Loan, Scope
from archive_desk.ui import wording
from archive_desk.ui.theme import SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.inputs import DatePicker
from archive_desk.ui.widgets.text import label
from archive_desk.ui.zones import local, zone


class ScopePicker(QWidget):
    """Ticks for acts and things, and an earlier last day; folded until it is wanted."""

    def __init__(self, loan: Loan) -> None:
        super().__init__()
        self._loan = loan
        self.open_button = button(
            self.tr("缩小批准范围(&N)…"), kind="link", then=lambda: self._unfold(unfolded=True)
        )
        self._held = QWidget()
        self.acts = [_tick(wording.sentence(act.label)) for act in loan.acts]
        self.items = [_tick(item.label) for item in loan.items]
        self._last = local(loan.wanted_until).date()
        self.until = DatePicker(self.tr("批准到"), optional=False, value=self._last)
        self._lay_out()
        self._unfold(unfolded=False)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.open_button)
        row.addStretch(1)
        column.addLayout(row)
        inner = QVBoxLayout(self._held)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(SMALL)
        inner.addWidget(label(self.tr("同意的方式和内容"), "field"))
        acts = QHBoxLayout()
        for tick in self.acts:
            acts.addWidget(tick)
        acts.addStretch(1)
        inner.addLayout(acts)
        for tick in self.items:
            inner.addWidget(tick)
        inner.addWidget(label(self.tr("批准到"), "field"))
        inner.addWidget(self.until)
        column.addWidget(self._held)

    def _unfold(self, *, unfolded: bool) -> None:
        self._held.setVisible(unfolded)
        self.open_button.setVisible(not unfolded)

    @property
    def scope(self) -> Scope | None:
        """What is consented to; None for all of it."""
        acts = tuple(act for act, tick in zip(self._loan.acts, self.acts, strict=True) if _on(tick))
        items = tuple(
            item for item, tick in zip(self._loan.items, self.items, strict=True) if _on(tick)
        )
        chosen: date = self.until.value or self._last
        until = self._loan.wanted_until if chosen == self._last else end_of_day(chosen, zone())
        scope = Scope(acts, items, until)
        return None if scope == scope_of(self._loan) else scope


def _tick(words: str) -> QCheckBox:
    made = QCheckBox(words)
    made.setChecked(True)
    return made


def _on(tick: QCheckBox) -> bool:
    return tick.isChecked()
