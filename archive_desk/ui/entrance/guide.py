"""The guide to a first archive: office, regulation, people, folder."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.services.desk import Desk
from archive_desk.ui import wording
from archive_desk.ui.entrance.folder_step import FolderStep
from archive_desk.ui.entrance.founding import Plan, found
from archive_desk.ui.entrance.steps import OfficeStep, PeopleStep, RegulationStep, Step
from archive_desk.ui.jobs import Job, Jobs, Lane, Unit
from archive_desk.ui.palette import Tone
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.theme import LARGE, SMALL, WIDE, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.steps import Steps
from archive_desk.ui.widgets.text import muted, title

_WIDTH = 760


class GuidePage(QWidget):
    """Four short steps.

    Signals:
        founded: the new archive, open.
        left: the person went back to the beginning.
    """

    founded = Signal(object)
    left = Signal()

    def __init__(self, jobs: Jobs, remembered: Remembered) -> None:
        super().__init__()
        self._jobs = jobs
        self.office = OfficeStep()
        self.regulation = RegulationStep()
        self.people = PeopleStep()
        self.folder = FolderStep(remembered)
        self._steps: Sequence[Step] = (self.office, self.regulation, self.people, self.folder)
        self._indicator = Steps([step.name for step in self._steps])
        self._title = title("")
        self._advice = muted("")
        self.trouble = Advice("", Tone.BAD)
        self._stack = QStackedWidget()
        for step in self._steps:
            self._stack.addWidget(step)
        self.back = button(self.tr("上一步(&B)"), "arrow-left", then=self._on_back_clicked)
        self.next = button(self.tr("下一步(&N)"), kind="primary", then=self._on_next_clicked)
        self.next.setObjectName("guide-next")
        self._lay_out()
        self._show(0)

    @property
    def step(self) -> int:
        """The number of the step shown, from nought."""
        return self._stack.currentIndex()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setFixedWidth(theme().px(_WIDTH))
        column = QVBoxLayout(inner)
        column.setSpacing(SMALL)
        column.setContentsMargins(0, WIDE + SMALL, 0, WIDE)
        column.addWidget(self._indicator)
        column.addSpacing(WIDE)
        column.addWidget(self._title)
        column.addWidget(self._advice)
        column.addSpacing(SMALL)
        column.addWidget(self.trouble)
        column.addWidget(self._stack, 1)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.next)
        column.addSpacing(LARGE)
        column.addLayout(row)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(inner)
        outer.addStretch(1)

    def _show(self, number: int) -> None:
        step = self._steps[number]
        if step is self.people:
            self.people.ask_for(self.regulation.chosen)
        if step is self.folder:
            self.folder.summarise(self._plan())
        self._stack.setCurrentIndex(number)
        self._indicator.go_to(number)
        self._title.setText(step.title)
        self._advice.setText(step.advice)
        self.trouble.say("")
        last = number == len(self._steps) - 1
        self.next.setText(self.tr("建立档案库(&N)") if last else self.tr("下一步(&N)"))
        step.first_field().setFocus()

    def _on_back_clicked(self) -> None:
        if self.step == 0:
            self.left.emit()
        else:
            self._show(self.step - 1)

    def _on_next_clicked(self) -> None:
        trouble = self._steps[self.step].check()
        self.trouble.say(trouble)
        if trouble:
            return
        if self.step < len(self._steps) - 1:
            self._show(self.step + 1)
            return
        self._found()

    def _plan(self) -> Plan:
        return Plan(
            self.office.organisation,
            self.regulation.chosen.key,
            self.people.people(),
            self.folder.folder,
            self.folder.vault_folder,
        )

    def _found(self) -> None:
        plan = self._plan()
        job = Job(
            self.tr("建立档案库"),
            lambda monitor: found(plan, monitor),
            parent=self,
            unit=Unit.ITEMS,
            quiet=True,
            own_errors=True,
        )
        job.succeeded.connect(self._on_founding_succeeded)
        job.failed.connect(self._on_founding_failed)
        self._set_busy(busy=True)
        self._jobs.start(job, Lane.WRITE)

    def _on_founding_succeeded(self, desk: Desk) -> None:
        self.founded.emit(desk)

    def _on_founding_failed(self, error: BaseException) -> None:
        self._set_busy(busy=False)
        if isinstance(error, ArchiveDeskError):
            self.trouble.say(wording.sentence(error.message))

    def _set_busy(self, *, busy: bool) -> None:
        self.next.setEnabled(not busy)
        self.back.setEnabled(not busy)
        self.next.setText(self.tr("正在建立…") if busy else self.tr("建立档案库(&N)"))
