"""Choosing the cases that go on a disc."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from archive_desk.domain.cases import CaseFile
from archive_desk.domain.people import Person
from archive_desk.services.casework import CaseFilter, Casework
from archive_desk.ui import wording
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.inputs import SearchBox

_SHOWN = 200


class CaseChooser(QWidget):
    """A list of cases to tick; those ticked stay chosen whatever is searched for.

    Signals:
        changed: other cases are chosen now.
    """

    changed = Signal()

    def __init__(self, casework: Casework, actor: Person, chosen: Sequence[str] = ()) -> None:
        super().__init__()
        self._casework, self._actor = casework, actor
        self._chosen = dict.fromkeys(chosen)
        self.search = SearchBox(self.tr("搜索案号、案由、当事人"), width=200)
        self.search.searched.connect(self.fill)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("案卷"))
        self.list.setMinimumHeight(theme().px(150))
        self.list.itemChanged.connect(self._on_list_item_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        self.fill("")

    @property
    def chosen(self) -> tuple[str, ...]:
        """The numbers of the cases chosen, in the order they were ticked."""
        return tuple(self._chosen)

    def choose(self, no: str, *, on: bool = True) -> None:
        """Tick the case `no`, or take its tick away."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(Qt.ItemDataRole.UserRole) == no:
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def fill(self, text: str) -> None:
        """Show the cases that `text` finds; without it the chosen ones stand first."""
        page = self._casework.page(self._actor, CaseFilter(text=text), 0, _SHOWN)
        cases = [case for case in page.cases if case.footage_count]
        if not text:
            known = {case.no for case in cases}
            first = [self._casework.get(self._actor, no) for no in self._chosen if no not in known]
            cases = sorted([*first, *cases], key=lambda case: case.no not in self._chosen)
        with QSignalBlocker(self.list):
            self.list.clear()
            for case in cases:
                self.list.addItem(self._item(case))

    def _item(self, case: CaseFile) -> QListWidgetItem:
        count = wording.tr("{count} 件", count=case.footage_count)
        item = QListWidgetItem(f"{case.no}　{count}\n{case.name}")
        item.setToolTip(f"{case.no} {case.name}")
        item.setData(Qt.ItemDataRole.UserRole, case.no)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        chosen = case.no in self._chosen
        item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
        return item

    def _on_list_item_changed(self, item: QListWidgetItem) -> None:
        no = str(item.data(Qt.ItemDataRole.UserRole))
        if item.checkState() is Qt.CheckState.Checked:
            self._chosen[no] = None
        else:
            self._chosen.pop(no, None)
        self.changed.emit()
