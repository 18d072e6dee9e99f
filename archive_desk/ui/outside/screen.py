"""The screen of what goes to the outside, and of who may look before a decision."""

from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.people import Right
from archive_desk.services.calling_up import arranges
from archive_desk.ui.intentions import Intention, ShowComplaint, ShowDisclosure
from archive_desk.ui.outside.call_ups import CallUpsPage
from archive_desk.ui.outside.complaints import ComplaintsPage
from archive_desk.ui.outside.disclosures import DisclosuresPage
from archive_desk.ui.outside.parties import PartiesPage
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, WIDE


class OutsideScreen(Screen):
    """对外利用: disclosure, parties, complaints; and call-ups within."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        actor = context.actor
        reads = actor.may(Right.READ_LEDGER) or actor.may(Right.HANDLE_DISCLOSURE)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(self.tr("对外利用"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self._pages = QStackedWidget()
        self._read: set[int] = set()
        self.disclosures: DisclosuresPage | None = None
        self.parties: PartiesPage | None = None
        self.complaints: ComplaintsPage | None = None
        self.call_ups: CallUpsPage | None = None
        if reads:
            self.disclosures = DisclosuresPage(context, self.ask)
            self.parties = PartiesPage(context, self.ask)
            self.complaints = ComplaintsPage(context, self.ask)
            self._add(self.tr("公开申请"), self.disclosures)
            self._add(self.tr("当事人查阅"), self.parties)
            self._add(self.tr("复议应诉"), self.complaints)
        if actor.may(Right.BROWSE) or arranges(actor) or actor.may(Right.READ_LEDGER):
            self.call_ups = CallUpsPage(context, self.ask)
            self._add(self.tr("审核调阅"), self.call_ups)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        for signal in (context.changes.loans_changed, context.changes.cases_changed):
            signal.connect(self.set_stale)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        column.setSpacing(MEDIUM)
        column.addWidget(self.tabs)
        column.addWidget(self._pages, 1)

    def _add(self, words: str, page: QWidget) -> None:
        self.tabs.addTab(words)
        self._pages.addWidget(page)

    @override
    def refresh(self) -> None:
        self._read.clear()
        self._freshen_page()

    @override
    def open_item(self, intention: Intention) -> None:
        if isinstance(intention, ShowDisclosure) and self.disclosures is not None:
            self._show(self.disclosures)
            self.disclosures.choose(intention.no)
        elif isinstance(intention, ShowComplaint) and self.complaints is not None:
            self._show(self.complaints)
            self.complaints.choose(intention.no)

    def _show(self, page: QWidget) -> None:
        self.tabs.setCurrentIndex(self._pages.indexOf(page))

    def _on_tab_changed(self, number: int) -> None:
        self._pages.setCurrentIndex(number)
        self._freshen_page()

    def _freshen_page(self) -> None:
        """Read the page in sight again, once after each change."""
        number = self._pages.currentIndex()
        page = self._pages.widget(number)
        known = DisclosuresPage | PartiesPage | ComplaintsPage | CallUpsPage
        if number not in self._read and isinstance(page, known):
            self._read.add(number)
            page.refresh()
