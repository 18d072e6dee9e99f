"""The head of the reviewer's desk: which case, by which right, and that everything is kept."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archive_desk.services.scoring import Assignment
from archive_desk.ui.theme import MEDIUM
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import icon_button
from archive_desk.ui.widgets.text import ElidedLabel, muted


class DeskHead(QWidget):
    """What lies on the desk.

    Signals:
        left: back to the round.
    """

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = ElidedLabel("", "heading", mode=Qt.TextElideMode.ElideRight)
        self.basis = ElidedLabel("", "caption", mode=Qt.TextElideMode.ElideRight)
        self.seat = BadgeLabel()
        self.saved = muted("", wrap=False)
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

    def show_assignment(self, assignment: Assignment) -> None:
        """Say which case lies here, and why the reviewer may look at it."""
        case = assignment.case
        self.title.setText(f"{case.case_no}　{case.case_name}")
        self.basis.setText(
            self.tr("评查 {no}　凭本轮指派查阅和回放，依据{basis}").format(
                no=assignment.round.no, basis=assignment.basis
            )
        )
