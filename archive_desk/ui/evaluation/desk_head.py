"""The head of the reviewer's desk: which case, by which right, how many are left."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archive_desk.domain.evaluation import RoundCase
from archive_desk.domain.ids import PersonId, RoundCaseId
from archive_desk.services.scoring import Assignment
from archive_desk.ui.evaluation.panes import press_with
from archive_desk.ui.theme import MEDIUM, TIGHT
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import icon_button
from archive_desk.ui.widgets.text import ElidedLabel, muted


class DeskHead(QWidget):
    """What lies on the desk, and the way to the case before and after it.

    Signals:
        left: back to the round.
        case_wanted: the `RoundCaseId` of another case of one's own.
        keys_wanted: which keys there are.
    """

    left = Signal()
    case_wanted = Signal(object)
    keys_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mine: Sequence[RoundCase] = ()
        self._here = -1
        self._reviewer = PersonId(0)
        self.title = ElidedLabel("", "heading", mode=Qt.TextElideMode.ElideRight)
        self.basis = ElidedLabel("", "caption", mode=Qt.TextElideMode.ElideRight)
        self.seat = BadgeLabel()
        self.saved = muted("", wrap=False)
        self.place = muted("", wrap=False)
        self.place.setObjectName("desk-place")
        self.before = icon_button("chevron-left", self.tr("上一件"), then=lambda: self._go(-1))
        self.after = icon_button("chevron-right", self.tr("下一件"), then=lambda: self._go(1))
        press_with(self.before, "Ctrl+PgUp")
        press_with(self.after, "Ctrl+PgDown")
        keys = icon_button("info", self.tr("快捷键"), shortcut="F1", then=self.keys_wanted.emit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(MEDIUM)
        row.addWidget(
            icon_button("arrow-left", self.tr("返回"), shortcut="Alt+Left", then=self.left.emit)
        )
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.basis)
        row.addLayout(words, 1)
        row.addWidget(self.saved)
        row.addWidget(self.seat)
        way = QHBoxLayout()
        way.setSpacing(TIGHT)
        for each in (self.before, self.place, self.after, keys):
            way.addWidget(each)
        row.addLayout(way)

    def show_assignment(
        self, assignment: Assignment, mine: Sequence[RoundCase], reviewer: PersonId
    ) -> None:
        """Say which case lies here, why one may look at it, and where it stands among `mine`."""
        case = assignment.case
        self.title.setText(f"{case.case_no}　{case.case_name}")
        self.basis.setText(
            self.tr("评查 {no}　凭本轮指派查阅和回放，依据{basis}").format(
                no=assignment.round.no, basis=assignment.basis
            )
        )
        self._mine, self._reviewer = mine, reviewer
        self._here = next((n for n, each in enumerate(mine) if each.id == case.id), -1)
        self.before.setEnabled(self._here > 0)
        self.after.setEnabled(0 <= self._here < len(mine) - 1)
        self.place.setText(
            self.tr("第 {number}/{total} 件，还剩 {left} 件").format(
                number=self._here + 1, total=len(mine), left=len(self._open())
            )
        )

    def next_open(self) -> RoundCaseId | None:
        """The next case that is not handed in yet, from the beginning again after the last."""
        rest = [n for n in self._open() if n != self._here]
        later = [n for n in rest if n > self._here]
        number = next(iter((*later, *rest)), None)
        return None if number is None else self._mine[number].id

    def _open(self) -> list[int]:
        return [
            number
            for number, case in enumerate(self._mine)
            if case.seat_of(self._reviewer) not in case.handed_in
        ]

    def _go(self, by: int) -> None:
        number = self._here + by
        if 0 <= number < len(self._mine):
            self.case_wanted.emit(self._mine[number].id)
