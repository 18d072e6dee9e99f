"""Entering the officers of a case: at least two rows, known people by their first letters."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from archive_desk.domain.case_entry import LEAST_OFFICERS
from archive_desk.domain.cases import CaseOfficer
from archive_desk.domain.people import Person
from archive_desk.ui.theme import SMALL
from archive_desk.ui.widgets.buttons import button, icon_button


class _Row(QWidget):
    def __init__(self, owner: "OfficersField", people: Sequence[Person], number: int) -> None:
        super().__init__(owner)
        self._known = {person.name: person for person in people}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("姓名"))
        self.name.setAccessibleName(self.tr("执法人员 {n} 姓名").format(n=number))
        completer = QCompleter(sorted(self._known), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._fill)
        self.name.setCompleter(completer)
        self.name.editingFinished.connect(lambda: self._fill(self.name.text()))
        self.certificate = QLineEdit()
        self.certificate.setPlaceholderText(self.tr("执法证号"))
        self.certificate.setAccessibleName(self.tr("执法人员 {n} 执法证号").format(n=number))
        self.remove = icon_button("x", self.tr("去掉这一人"))
        self.remove.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        row.addWidget(self.name, 3)
        row.addWidget(self.certificate, 2)
        row.addWidget(self.remove)

    def _fill(self, name: str) -> None:
        person = self._known.get(name.strip())
        if person is not None and not self.certificate.text():
            self.certificate.setText(person.certificate_no)

    def show_officer(self, officer: CaseOfficer) -> None:
        self.name.setText(officer.name)
        self.certificate.setText(officer.certificate_no)

    @property
    def value(self) -> CaseOfficer | None:
        name = self.name.text().strip()
        if not name:
            return None
        person = self._known.get(name)
        return CaseOfficer(
            name, self.certificate.text().strip(), None if person is None else person.id
        )


class OfficersField(QWidget):
    """The officers of a case, in order."""

    def __init__(self, people: Sequence[Person]) -> None:
        super().__init__()
        self._people = people
        self._rows: list[_Row] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SMALL)
        self._more = button(self.tr("再加一人"), "plus", kind="quiet", then=self._add_and_go)
        self._column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.set_officers(())

    @property
    def officers(self) -> tuple[CaseOfficer, ...]:
        """Who is entered."""
        return tuple(value for row in self._rows if (value := row.value) is not None)

    def set_officers(self, officers: Sequence[CaseOfficer]) -> None:
        """Show these officers, and empty rows up to the least number."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.deleteLater()
        self._rows.clear()
        for officer in officers:
            self._add().show_officer(officer)
        while len(self._rows) < LEAST_OFFICERS:
            self._add()
        self.setFocusProxy(self._rows[0].name)

    def _add(self) -> _Row:
        row = _Row(self, self._people, len(self._rows) + 1)
        row.remove.clicked.connect(lambda: self._remove(row))
        self._rows.append(row)
        self._column.insertWidget(len(self._rows) - 1, row)
        self._tell()
        return row

    def _add_and_go(self) -> None:
        self._add().name.setFocus()

    def _remove(self, row: _Row) -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._tell()

    def _tell(self) -> None:
        before: QWidget | None = None
        for row in self._rows:
            row.remove.setVisible(len(self._rows) > LEAST_OFFICERS)
            for field in (row.name, row.certificate):
                if before is not None:
                    self.setTabOrder(before, field)
                before = field
        if before is not None:
            self.setTabOrder(before, self._more)
