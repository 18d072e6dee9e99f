"""The head of a case's page: its name and state, and what can be done with the whole file."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from archive_desk.domain.cases import CaseFile
from archive_desk.domain.people import Person, Right
from archive_desk.ui import wording
from archive_desk.ui.cases.listing import state_badge
from archive_desk.ui.theme import MEDIUM, SMALL, TIGHT
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.text import label, selectable


class CaseHead(QWidget):
    """Name, state and the great actions of a case file.

    Signals:
        left: back to the list.
        disc_wanted, loan_wanted, archive_wanted: what is to be done with the file.
        duties_wanted: its duties are to be shown.
        binding_wanted, natures_wanted: it is to be bound, or tested.
    """

    left = Signal()
    disc_wanted = Signal()
    loan_wanted = Signal()
    archive_wanted = Signal()
    duties_wanted = Signal()
    binding_wanted = Signal()
    natures_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, MEDIUM, 0)
        column.setSpacing(TIGHT)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        back = icon_button(
            "arrow-left", self.tr("返回案卷列表"), shortcut="Alt+Left", then=self.left.emit
        )
        back.setObjectName("back-to-cases")
        row.addWidget(back)
        self._name: QLabel = selectable(label("", "title"))
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self._name, 1)
        self.disc_button = button(self.tr("制作光盘(&G)"), "disc-3", then=self.disc_wanted.emit)
        self.loan_button = button(
            self.tr("申请借阅(&J)"), "hand-helping", then=self.loan_wanted.emit
        )
        self.archive_button = button(
            self.tr("归档(&A)"), "archive", kind="primary", then=self.archive_wanted.emit
        )
        for made in (self.disc_button, self.loan_button, self.archive_button):
            row.addWidget(made)
        column.addLayout(row)
        column.addLayout(self._make_lower(back.sizeHint().width() + SMALL))

    def _make_lower(self, indent: int) -> QHBoxLayout:
        """State and number, and what is looked at or printed of the file."""
        lower = QHBoxLayout()
        lower.setSpacing(MEDIUM)
        lower.addSpacing(indent - MEDIUM)
        self._state = BadgeLabel()
        self._no: QLabel = selectable(label("", "muted"))
        lower.addWidget(self._state)
        lower.addWidget(self._no)
        lower.addStretch(1)
        self.duties_button = button(
            self.tr("核查(&H)"), "clipboard-check", kind="quiet", then=self.duties_wanted.emit
        )
        self.binding_button = button(
            self.tr("组卷(&Z)"), "printer", kind="quiet", then=self.binding_wanted.emit
        )
        self.natures_button = button(
            self.tr("四性检测(&X)"), "shield-check", kind="quiet", then=self.natures_wanted.emit
        )
        for made in (self.duties_button, self.binding_button, self.natures_button):
            lower.addWidget(made)
        return lower

    def show_case(self, case: CaseFile, actor: Person, *, editable: bool) -> None:
        """Show `case`, and what `actor` may do with it."""
        self._name.setText(case.name)
        self._name.setToolTip(case.name)
        self._no.setText(f"{case.no} · {wording.sentence(case.kind.label)} · {case.section}")
        self._state.show_badge(state_badge(case))
        self.archive_button.setVisible(editable)
        for made in (self.binding_button, self.natures_button):
            made.setVisible(actor.may(Right.EDIT_CASES))
        self.disc_button.setVisible(actor.may(Right.KEEP_DISCS) and case.footage_count > 0)
        self.loan_button.setVisible(actor.may(Right.REQUEST_LOAN))
