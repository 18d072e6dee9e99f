"""The screen of devices: who has which, their clocks, how they write times and name files."""

from typing_extensions import override

from archive_desk.ui.intentions import Intention, ReadClockFilm, ShowDevice, ShowEquipment
from archive_desk.ui.recorders.devices_page import DevicesPage
from archive_desk.ui.recorders.equipment_page import EquipmentPage
from archive_desk.ui.recorders.families_page import FamiliesPage
from archive_desk.ui.recorders.faults_page import FaultsPage
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.widgets.tabbed import TabbedPages


class RecordersScreen(Screen):
    """Devices (执法记录设备): clocks, who has which, time faults, naming."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self.devices = DevicesPage(context)
        self.equipment = EquipmentPage(context)
        self.faults = FaultsPage(context, self)
        self.families = FamiliesPage(context)
        self._pages = TabbedPages(self, self.tr("记录仪"))
        self.tabs = self._pages.tabs
        self._pages.add(self.tr("设备与时钟"), self.devices, self.devices.refresh)
        self._pages.add(self.tr("领用与维护"), self.equipment, self.equipment.refresh)
        self._pages.add(self.tr("时间核对"), self.faults, self.faults.refresh)
        self._pages.add(self.tr("命名规则"), self.families, self.families.refresh)
        context.changes.footage_changed.connect(self.set_stale)

    @override
    def refresh(self) -> None:
        self._pages.refresh()

    @override
    def open_item(self, intention: Intention) -> None:
        if isinstance(intention, ShowEquipment):
            self._pages.bring(self.equipment)
            self.equipment.choose(intention.number)
            return
        self._pages.bring(self.devices)
        if isinstance(intention, ShowDevice):
            self.devices.choose(intention.number)
        elif isinstance(intention, ReadClockFilm):
            self.devices.read_film(intention.footage_id)

    @override
    def in_use(self) -> bool:
        window = self.devices.window_shown
        return window is not None and window.isVisible()
