"""The screen of what goes to the outside, and of who may look before a decision."""

from typing_extensions import override

from archive_desk.domain.people import Right
from archive_desk.services.calling_up import arranges
from archive_desk.ui.intentions import Intention, ShowComplaint, ShowDisclosure
from archive_desk.ui.outside.call_ups import CallUpsPage
from archive_desk.ui.outside.complaints import ComplaintsPage
from archive_desk.ui.outside.disclosures import DisclosuresPage
from archive_desk.ui.outside.parties import PartiesPage
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.widgets.tabbed import TabbedPages


class OutsideScreen(Screen):
    """对外利用: disclosure, parties, complaints; and call-ups within."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        actor = context.actor
        reads = actor.may(Right.READ_LEDGER) or actor.may(Right.HANDLE_DISCLOSURE)
        self._pages = TabbedPages(self, self.tr("对外利用"))
        self.tabs = self._pages.tabs
        self.disclosures: DisclosuresPage | None = None
        self.parties: PartiesPage | None = None
        self.complaints: ComplaintsPage | None = None
        self.call_ups: CallUpsPage | None = None
        if reads:
            self.disclosures = DisclosuresPage(context, self.ask)
            self.parties = PartiesPage(context, self.ask)
            self.complaints = ComplaintsPage(context, self.ask)
            self._pages.add(self.tr("公开申请"), self.disclosures, self.disclosures.refresh)
            self._pages.add(self.tr("当事人查阅"), self.parties, self.parties.refresh)
            self._pages.add(self.tr("复议应诉"), self.complaints, self.complaints.refresh)
        if actor.may(Right.BROWSE) or arranges(actor) or actor.may(Right.READ_LEDGER):
            self.call_ups = CallUpsPage(context, self.ask)
            self._pages.add(self.tr("审核调阅"), self.call_ups, self.call_ups.refresh)
        for signal in (context.changes.loans_changed, context.changes.cases_changed):
            signal.connect(self.set_stale)

    @override
    def refresh(self) -> None:
        self._pages.refresh()

    @override
    def open_item(self, intention: Intention) -> None:
        if isinstance(intention, ShowDisclosure) and self.disclosures is not None:
            self._pages.bring(self.disclosures)
            self.disclosures.choose(intention.no)
        elif isinstance(intention, ShowComplaint) and self.complaints is not None:
            self._pages.bring(self.complaints)
            self.complaints.choose(intention.no)
