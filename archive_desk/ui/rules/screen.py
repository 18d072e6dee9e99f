"""The screen of the rules: the regulation line by line, its versions, the working calendar."""

from typing_extensions import override

from archive_desk.ui.rules.holidays_page import HolidaysPage
from archive_desk.ui.rules.rules_page import RulesPage
from archive_desk.ui.rules.versions_page import VersionsPage
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.widgets.tabbed import TabbedPages


class RulesScreen(Screen):
    """The regulations (制度) and the holidays (节假日)."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self.rules = RulesPage(context)
        self.versions = VersionsPage(context, self.rules.judge_anew)
        self.holidays = HolidaysPage(context)
        self._pages = TabbedPages(self, self.tr("制度"))
        self.tabs = self._pages.tabs
        self._pages.add(self.tr("制度内容"), self.rules, self.rules.refresh)
        self._pages.add(self.tr("历次版本"), self.versions, self.versions.refresh)
        self._pages.add(self.tr("节假日"), self.holidays, self.holidays.refresh)
        context.changes.office_changed.connect(self.set_stale)

    @override
    def refresh(self) -> None:
        self._pages.refresh()
