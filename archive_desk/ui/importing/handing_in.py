"""What the clerk states about a whole card: who hands it in, for which section, if late, why."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from archive_desk.domain.arrivals import HandOver
from archive_desk.domain.people import Person
from archive_desk.ui import wording
from archive_desk.ui.importing.card import Card
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import LARGE, TIGHT, restyle
from archive_desk.ui.widgets.inputs import MomentPicker
from archive_desk.ui.widgets.panels import Card as Panel
from archive_desk.ui.widgets.text import label


class HandingInForm(Panel):
    """The statement above the list, in one line of fields."""

    def __init__(self) -> None:
        super().__init__()
        self._officers: dict[str, Person] = {}
        self.officer = QComboBox()
        self.officer.setEditable(True)
        self.officer.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.officer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.officer.setMinimumContentsLength(8)
        self.section = QLineEdit()
        self.device = QLineEdit()
        self.returned = MomentPicker(self.tr("返回单位的时间"))
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(self.tr("例如：连续两日在外检查"))
        self._wrong = label("", "caption", tone=Tone.BAD)
        self._wrong.hide()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(LARGE)
        self._grid.setVerticalSpacing(TIGHT)
        self._names: dict[QWidget, QLabel] = {}
        self._add(
            self.tr("交存人(&O)"), self.officer, 3, self.tr("文件上没有写明人员的，记在此人名下。")
        )
        self._add(self.tr("股室(&S)"), self.section, 2)
        self._add(
            self.tr("设备编号(&D)"), self.device, 2, self.tr("文件上没有写明设备的，记为此设备。")
        )
        self._add(
            self.tr("返回单位时间(&T)"),
            self.returned,
            2,
            self.tr("在外执法、未能当日交存时填写，交存期限从返回时起算。"),
        )
        self._add(self.tr("未及时交存的原因"), self.reason, 3)
        self.body.addLayout(self._grid)
        self.body.addWidget(self._wrong)
        self.officer.activated.connect(self._on_officer_activated)
        self.returned.changed.connect(self._on_returned_changed)
        self._on_returned_changed()

    def _add(self, words: str, field: QWidget, stretch: int, hint: str = "") -> None:
        column = len(self._names)
        name = QLabel(words)
        name.setProperty("role", "field")
        name.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(words.partition("(")[0])
        for each in (name, field):
            each.setToolTip(hint)
        self._names[field] = name
        self._grid.addWidget(name, 0, column)
        self._grid.addWidget(field, 1, column, Qt.AlignmentFlag.AlignVCenter)
        self._grid.setColumnStretch(column, stretch)

    @property
    def statement(self) -> HandOver:
        """What is stated."""
        returned = self.returned.value
        return HandOver(
            device=self.device.text().strip(),
            officer=self._officer(),
            section=self.section.text().strip(),
            returned_at=returned,
            return_reason=self.reason.text().strip() if returned is not None else "",
        )

    def propose(self, card: Card, officers: Sequence[Person]) -> None:
        """Begin with what the files themselves say, where they all say the same.

        `officers` are the people on offer.
        """
        self._officers = {person.certificate_no: person for person in officers}
        self.officer.clear()
        self.officer.addItem("", "")
        for person in officers:
            words = wording.with_note(person.name, person.certificate_no)
            self.officer.addItem(words, person.certificate_no)
        for field in (self.section, self.device, self.reason):
            field.clear()
        self.returned.set_value(None)
        self._on_returned_changed()
        self.officer.setCurrentIndex(0)
        self.officer.setEditText("")
        if len(card.officers) == 1:
            self.officer.setEditText(card.officers[0])
            index = self.officer.findData(card.officers[0])
            if index > 0:
                self.officer.setCurrentIndex(index)
                self._on_officer_activated(index)
        if len(card.devices) == 1:
            self.device.setText(card.devices[0])

    def complete(self) -> bool:
        """Whether nothing is missing; what is missing is said below."""
        stated = self.statement
        lacking = stated.returned_at is not None and not stated.return_reason
        self._complain(self.tr("请说明未能及时交存的原因。") if lacking else "")
        return not lacking

    def _complain(self, words: str) -> None:
        self._wrong.setText(words)
        self._wrong.setVisible(bool(words))
        self.reason.setProperty("wrong", "true" if words else None)
        restyle(self.reason)
        if words:
            self.reason.setFocus()

    def _officer(self) -> str:
        index = self.officer.currentIndex()
        typed = self.officer.currentText().strip()
        if index > 0 and typed == self.officer.itemText(index):
            return str(self.officer.itemData(index))
        by_name = [number for number, person in self._officers.items() if person.name == typed]
        return by_name[0] if len(by_name) == 1 else typed

    def _on_officer_activated(self, index: int) -> None:
        person = self._officers.get(str(self.officer.itemData(index)))
        if person is not None and person.section:
            self.section.setText(person.section)

    def _on_returned_changed(self) -> None:
        late = self.returned.value is not None
        self.reason.setVisible(late)
        self._names[self.reason].setVisible(late)
        self._grid.setColumnStretch(len(self._names) - 1, 3 if late else 0)
        self._complain("")
