"""The screen of devices: who has which, their clocks, how they write times and name files."""

from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.ui.intentions import Intention, ReadClockFilm, ShowDevice, ShowEquipment
from archive_desk.ui.recorders.devices_page import DevicesPage
from archive_desk.ui.recorders.equipment_page import EquipmentPage
from archive_desk.ui.recorders.families_page import FamiliesPage
from archive_desk.ui.recorders.faults_page import FaultsPage
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, WIDE

_PAGES = (DevicesPage, EquipmentPage, FaultsPage, FamiliesPage)


class RecordersScreen(Screen):
    """Devices (执法记录设备): clocks, who has which, time faults, naming."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self.devices = DevicesPage(context)
        self.equipment = EquipmentPage(context)
        self.faults = FaultsPage(context, self)
        self.families = FamiliesPage(context)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(self.tr("记录仪"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self._pages = QStackedWidget()
        self._read: set[int] = set()
        self._add(self.tr("设备与时钟"), self.devices)
        self._add(self.tr("领用与维护"), self.equipment)
        self._add(self.tr("时间核对"), self.faults)
        self._add(self.tr("命名规则"), self.families)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        context.changes.footage_changed.connect(self.set_stale)
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
        if isinstance(intention, ShowEquipment):
            self.tabs.setCurrentIndex(1)
            self.equipment.choose(intention.number)
            return
        self.tabs.setCurrentIndex(0)
        if isinstance(intention, ShowDevice):
            self.devices.choose(intention.number)
        elif isinstance(intention, ReadClockFilm):
            self.devices.read_film(intention.footage_id)

    @override
    def in_use(self) -> bool:
        window = self.devices.window_shown
        return window is not None and window.isVisible()

    def _on_tab_changed(self, number: int) -> None:
        self._pages.setCurrentIndex(number)
        self._freshen_page()

    def _freshen_page(self) -> None:
        """Read the page in sight again, once after each change."""
        number = self._pages.currentIndex()
        page = self._pages.widget(number)
        if number not in self._read and isinstance(page, _PAGES):
            self._read.add(number)
            page.refresh()
