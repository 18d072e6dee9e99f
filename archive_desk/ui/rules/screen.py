"""The screen of the rules: the regulation line by line, its versions, the working calendar."""

from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.ui.rules.holidays_page import HolidaysPage
from archive_desk.ui.rules.rules_page import RulesPage
from archive_desk.ui.rules.versions_page import VersionsPage
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, WIDE


class RulesScreen(Screen):
    """The regulations (制度) and the holidays (节假日)."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self.rules = RulesPage(context)
        self.versions = VersionsPage(context, self.rules.judge_anew)
        self.holidays = HolidaysPage(context)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(self.tr("制度"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self._pages = QStackedWidget()
        self._add(self.tr("制度内容"), self.rules)
        self._add(self.tr("历次版本"), self.versions)
        self._add(self.tr("节假日"), self.holidays)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        context.changes.office_changed.connect(self.set_stale)
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
        for page in (self.rules, self.versions, self.holidays):
            page.refresh()

    def _on_tab_changed(self, number: int) -> None:
        self._pages.setCurrentIndex(number)
