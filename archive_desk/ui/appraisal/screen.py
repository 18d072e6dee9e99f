"""The screen of appraisal (鉴定)."""

from typing_extensions import override

from archive_desk.domain.people import Right
from archive_desk.services.destruction_lists import DestructionLists
from archive_desk.ui.appraisal.due_page import DuePage
from archive_desk.ui.appraisal.holds_page import HoldsPage
from archive_desk.ui.appraisal.lists_page import ListsPage
from archive_desk.ui.appraisal.rounds_page import RoundsPage
from archive_desk.ui.appraisal.schedule_dialog import ScheduleDialog
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.widgets.tabbed import TabbedPages

DUE, PROPOSED, ROUNDS, LISTS, HOLDS = range(5)


class AppraisalScreen(Screen):
    """What has run its term, what is kept longer, rounds, destruction lists and holds."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self.due = DuePage(context, proposed=False)
        self.proposed = DuePage(context, proposed=True)
        self.rounds = RoundsPage(context)
        self.lists = ListsPage(context)
        self.holds = HoldsPage(context)
        self._pages = TabbedPages(self, self.tr("鉴定与销毁"))
        self.tabs = self._pages.tabs
        # The first two are read with the screen, since their tabs say how many wait.
        self._pages.add(self.tr("到期"), self.due)
        self._pages.add(self.tr("缩短建议"), self.proposed)
        self._pages.add(self.tr("鉴定"), self.rounds, self.rounds.refresh)
        self._pages.add(self.tr("销毁清册"), self.lists, self.lists.refresh)
        self._pages.add(self.tr("封存"), self.holds, self.holds.refresh)
        for page in (self.due, self.proposed):
            page.begun.connect(self._on_begun)
            page.schedule_wanted.connect(self.show_schedule)
        self.due.counted.connect(lambda count: self._number(DUE, count))
        self.proposed.counted.connect(lambda count: self._number(PROPOSED, count))
        self.rounds.concluded.connect(self._on_concluded)
        self.lists.destroyed.connect(self._on_destroyed)
        self.holds.changed.connect(self.refresh)
        self._titles = [self.tabs.tabText(number) for number in range(self.tabs.count())]
        for changed in (
            context.changes.footage_changed,
            context.changes.cases_changed,
            context.changes.office_changed,
        ):
            changed.connect(self.set_stale)
        if context.actor.may(Right.APPROVE_DESTRUCTION):
            self.tabs.setCurrentIndex(LISTS)

    @override
    def refresh(self) -> None:
        self.due.refresh()
        self.proposed.refresh()
        self._pages.refresh()
        self._count_waiting()

    def _number(self, tab: int, count: int) -> None:
        words = self._titles[tab]
        self.tabs.setTabText(tab, f"{words} {count}" if count else words)

    def _count_waiting(self) -> None:
        """A list waits for the head; the clerk sees what has run its term on the first page."""
        if not self.context.actor.may(Right.APPROVE_DESTRUCTION):
            return
        found = DestructionLists(self.context.desk).lists(self.context.actor)
        self.waiting_changed.emit(sum(each.state.value == "proposed" for each in found))

    def _on_begun(self, no: str) -> None:
        self.refresh()
        self.rounds.refresh(no)
        self.tabs.setCurrentIndex(ROUNDS)

    def _on_concluded(self, list_no: str) -> None:
        self.due.refresh()
        self.proposed.refresh()
        self.lists.refresh(list_no)
        self.context.changes.footage_changed.emit(())
        if list_no:
            self.tabs.setCurrentIndex(LISTS)

    def _on_destroyed(self) -> None:
        self.context.changes.footage_changed.emit(())
        self.context.changes.copies_changed.emit()
        self.context.changes.discs_changed.emit(())

    def show_schedule(self) -> None:
        """Show the office's records schedule, and judge anew by what was decided."""
        if ScheduleDialog(self.context, self).exec():
            self.refresh()
