"""What stands above the list: list or calendar, whose work, where it stands, lists on paper."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from archive_desk.domain.people import Person, Right, Role
from archive_desk.domain.worklist import ClockState, WorkFilter
from archive_desk.services.worklist import CHOOSING
from archive_desk.ui import wording
from archive_desk.ui.theme import SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.flow import FlowLayout
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox

OWN = "own work"
"""Chosen instead of a section: only what the person himself has to do."""
_LEADERS = frozenset({Role.LEADER_IN_CHARGE, Role.AGENCY_HEAD})


class WorklistTools(QWidget):
    """Filters and verbs of the home screen.

    Signals:
        narrowed: another filter holds.
        calendar_wanted: whether the calendar is wanted instead of the list.
        overdue_wanted: the overdue list on paper is wanted.
        urgent_wanted: a case begun before its approval is to be registered.
    """

    narrowed = Signal()
    calendar_wanted = Signal(bool)
    overdue_wanted = Signal()
    urgent_wanted = Signal()

    def __init__(self, actor: Person, *, backfill: bool) -> None:
        super().__init__()
        self._actor = actor
        row = FlowLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        self.list_button = button(self.tr("清单(&L)"), "list", kind="quiet")
        self.calendar_button = button(self.tr("月历(&M)"), "calendar-days", kind="quiet")
        self._views = QButtonGroup(self)
        for made in (self.list_button, self.calendar_button):
            made.setCheckable(True)
            self._views.addButton(made)
            row.addWidget(made)
        self.list_button.setChecked(True)
        self.calendar_button.toggled.connect(self.calendar_wanted)
        self.whose = ChoiceBox(self.tr("谁的事项"), self._scopes(()))
        self.whose.chosen.connect(lambda _value: self.narrowed.emit())
        self.whose.setVisible(actor.role in CHOOSING)
        states = [Choice(None, self.tr("全部状态"))]
        states += [
            Choice(state, wording.sentence(state.label))
            for state in (ClockState.OVERDUE, ClockState.DUE_SOON, ClockState.RUNNING)
        ]
        self.state = ChoiceBox(self.tr("状态"), states)
        self.state.chosen.connect(lambda _value: self.narrowed.emit())
        row.addWidget(self.whose)
        row.addWidget(self.state)
        if backfill and actor.may(Right.EDIT_CASES):
            self.urgent_button = button(
                self.tr("登记紧急立案(&J)…"), "plus", kind="quiet", then=self.urgent_wanted.emit
            )
            row.addWidget(self.urgent_button)
        self.overdue_button = button(
            self.tr("逾期清单(&O)…"), "printer", kind="quiet", then=self.overdue_wanted.emit
        )
        row.addWidget(self.overdue_button)

    def offer_sections(self, sections: Sequence[str]) -> None:
        """Offer these sections to choose from."""
        self.whose.offer(self._scopes(sections))

    @property
    def filter(self) -> WorkFilter:
        """What is to be shown."""
        whose = self.whose.value or ""
        state = self.state.value
        return WorkFilter(
            section="" if whose == OWN else str(whose),
            states=frozenset() if state is None else frozenset({state}),
            own=whose == OWN,
        )

    def _scopes(self, sections: Sequence[str]) -> list[Choice]:
        found = [Choice("", self.tr("全部股室"))]
        if self._actor.role in _LEADERS:
            found.append(Choice(OWN, self.tr("等我办理的")))
        return found + [Choice(name, name) for name in sections]
