"""Fields: search, filters, dates and times as people here write them, rows of a form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from PySide6.QtCore import QDate, QDateTime, QSignalBlocker, Qt, QTime, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDateTimeEdit,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from archive_desk.languages import Language
from archive_desk.ui import icons, wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import LARGE, SMALL, TIGHT, restyle, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.text import label, set_tone
from archive_desk.ui.zones import zone

_SEARCH_AFTER_MS = 250


class SearchBox(QLineEdit):
    """A field to search in; Escape empties it.

    Signals:
        searched: what to look for, a moment after the last key.
    """

    searched = Signal(str)

    def __init__(self, hint: str, *, width: int = 260) -> None:
        super().__init__()
        self.setProperty("kind", "search")
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(theme().px(width))
        self.addAction(icons.icon("search", Tone.FAINT), QLineEdit.ActionPosition.LeadingPosition)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SEARCH_AFTER_MS)
        self._timer.timeout.connect(self._search)
        self.textChanged.connect(lambda _text: self._timer.start())
        self.returnPressed.connect(self._search)

    def _search(self) -> None:
        self._timer.stop()
        self.searched.emit(self.text().strip())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)


@dataclass(frozen=True)
class Choice:
    """One choice of a list: its value and its words."""

    value: Any
    words: str


class ChoiceBox(QComboBox):
    """A list to choose one value from.

    Signals:
        chosen: the value now chosen.
    """

    chosen = Signal(object)

    def __init__(self, name: str, choices: Sequence[Choice] = (), *, width: int = 0) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        if width:
            self.setMinimumWidth(theme().px(width))
        self.offer(choices)
        self.activated.connect(lambda _number: self.chosen.emit(self.value))

    @property
    def value(self) -> Any:
        """The value chosen; None where there is nothing to choose."""
        choice = self.currentData()
        return choice.value if isinstance(choice, Choice) else None

    def choose(self, value: Any) -> None:
        """Choose `value`, silently; what is not on offer changes nothing."""
        for number in range(self.count()):
            if self.itemData(number).value == value:
                self.setCurrentIndex(number)
                return

    def offer(self, choices: Sequence[Choice]) -> None:
        """Offer these choices; the one chosen stays chosen where it still is on offer."""
        old = self.value
        with QSignalBlocker(self):
            self.clear()
            for choice in choices:
                # The whole choice: of a bare enumeration of texts Qt would make a text.
                self.addItem(choice.words, choice)
            self.choose(old)


class FilterBar(QWidget):
    """A row of filters above a list: a search box and boxes that narrow it down.

    Signals:
        changed: some filter is different now.
    """

    changed = Signal()

    def __init__(self, search_hint: str = "") -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SMALL)
        self.search: SearchBox | None = None
        self._filters: dict[str, ChoiceBox] = {}
        self._pickers: list[DatePicker] = []
        self._clear = button(self.tr("清除条件"), "x", kind="quiet", then=self.clear)
        self._clear.hide()
        if search_hint:
            self.search = SearchBox(search_hint)
            self.search.searched.connect(self._on_search_searched)
            self._row.addWidget(self.search, 1)
        self._row.addWidget(self._clear)
        self._row.addStretch(1)

    def add_filter(self, key: str, name: str, choices: Sequence[Choice] = ()) -> ChoiceBox:
        """A box that narrows the list by `key`; its first choice, `name`, stands for all."""
        box = ChoiceBox(name, (Choice(None, name), *choices))
        box.chosen.connect(self._on_filter_chosen)
        self._filters[key] = box
        self._row.insertWidget(self._row.count() - 2, box)
        return box

    def offer(self, key: str, choices: Sequence[Choice]) -> None:
        """Give the filter `key` other choices."""
        box = self._filters[key]
        box.offer((Choice(None, box.accessibleName()), *choices))

    def add_picker(self, picker: "DatePicker") -> None:
        """Narrow by a date too."""
        picker.changed.connect(self._on_filter_chosen)
        self._pickers.append(picker)
        self._row.insertWidget(self._row.count() - 2, picker)

    def add_right(self, widget: QWidget) -> None:
        """Put `widget` at the right end."""
        self._row.addWidget(widget)

    def value(self, key: str) -> Any:
        """What filter `key` is set to; None for all."""
        return self._filters[key].value

    @property
    def text(self) -> str:
        """What is searched for."""
        return "" if self.search is None else self.search.text().strip()

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(
            self.text
            or any(box.value is not None for box in self._filters.values())
            or any(picker.value is not None for picker in self._pickers)
        )

    def set_text(self, text: str) -> None:
        """Search for `text` now."""
        if self.search is not None:
            with QSignalBlocker(self.search):
                self.search.setText(text)
            self._on_filter_chosen()

    def clear(self) -> None:
        """Show everything again."""
        for box in self._filters.values():
            box.setCurrentIndex(0)
        for picker in self._pickers:
            with QSignalBlocker(picker):
                picker.set_value(None)
        if self.search is not None:
            with QSignalBlocker(self.search):
                self.search.clear()
        self._on_filter_chosen()

    def _on_search_searched(self, _text: str) -> None:
        self._on_filter_chosen()

    def _on_filter_chosen(self) -> None:
        self._clear.setVisible(self.narrowed)
        self.changed.emit()


class DatePicker(QWidget):
    """A date, or none.

    Signals:
        changed: another date is set.
    """

    changed = Signal()

    def __init__(self, name: str, *, optional: bool = True, value: date | None = None) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TIGHT)
        self._given = QCheckBox(name if optional else "")
        self._given.setVisible(optional)
        self._edit = QDateEdit()
        self._edit.setCalendarPopup(True)
        self._edit.setDisplayFormat(_date_format())
        self._edit.setAccessibleName(name)
        self._optional = optional
        row.addWidget(self._given)
        row.addWidget(self._edit, 1)
        self.setFocusProxy(self._given if optional else self._edit)
        self.set_value(value)
        self._given.toggled.connect(self._on_given_toggled)
        self._edit.dateChanged.connect(lambda _date: self.changed.emit())

    @property
    def shown(self) -> str:
        """The date as it is written in the field."""
        return self._edit.text()

    @property
    def value(self) -> date | None:
        """The date chosen."""
        if self._optional and not self._given.isChecked():
            return None
        return _date(self._edit.date())

    def set_value(self, value: date | None) -> None:
        """Show `value`."""
        shown = value or datetime.now(zone()).date()
        with QSignalBlocker(self._edit), QSignalBlocker(self._given):
            self._edit.setDate(QDate(shown.year, shown.month, shown.day))
            self._given.setChecked(value is not None)
        self._edit.setVisible(not self._optional or value is not None)

    def _on_given_toggled(self, given: bool) -> None:
        self._edit.setVisible(given)
        self.changed.emit()


class MomentPicker(QWidget):
    """A date and a time of day in the archive's zone, or none.

    Signals:
        changed: another moment is set.
    """

    changed = Signal()

    def __init__(
        self,
        name: str,
        *,
        optional: bool = True,
        value: datetime | None = None,
        seconds: bool = False,
    ) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        self._given = QCheckBox(self.tr("填写"))
        self._given.setAccessibleName(name)
        self._given.setVisible(optional)
        self._edit = QDateTimeEdit()
        self._edit.setCalendarPopup(True)
        self._edit.setDisplayFormat(f"{_date_format()} HH:mm{':ss' if seconds else ''}")
        self._edit.setAccessibleName(name)
        self._optional = optional
        row.addWidget(self._given)
        row.addWidget(self._edit, 1)
        self.setFocusProxy(self._given if optional else self._edit)
        self.set_value(value)
        self._given.toggled.connect(self._on_given_toggled)
        self._edit.dateTimeChanged.connect(lambda _moment: self.changed.emit())

    @property
    def shown(self) -> str:
        """The moment as it is written in the field."""
        return self._edit.text()

    @property
    def value(self) -> datetime | None:
        """The moment chosen, aware."""
        if self._optional and not self._given.isChecked():
            return None
        shown = self._edit.dateTime()
        clock = shown.time()
        return datetime.combine(
            _date(shown.date()), time(clock.hour(), clock.minute(), clock.second()), zone()
        )

    def set_value(self, value: datetime | None) -> None:
        """Show `value`."""
        shown = (value or datetime.now(zone())).astimezone(zone())
        with QSignalBlocker(self._edit), QSignalBlocker(self._given):
            self._edit.setDateTime(
                QDateTime(
                    QDate(shown.year, shown.month, shown.day),
                    QTime(shown.hour, shown.minute, shown.second if value else 0),
                )
            )
            self._given.setChecked(value is not None)
        self._edit.setVisible(not self._optional or value is not None)

    def _on_given_toggled(self, given: bool) -> None:
        self._edit.setVisible(given)
        self.changed.emit()


class Form(QWidget):
    """Fields below each other, their names at the left or above, and what is wrong under each."""

    def __init__(self, *, above: bool = False) -> None:
        super().__init__()
        self._above = above
        self._layout = QFormLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(LARGE)
        self._layout.setVerticalSpacing(SMALL)
        self._layout.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        if above:
            self._layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._notes: dict[QWidget, QLabel] = {}
        self._hints: dict[QWidget, str] = {}

    def add(self, words: str, field: QWidget, *, hint: str = "", needed: bool = False) -> QWidget:
        """Add `field` under the name `words` (may carry a mnemonic); `hint` helps to fill it."""
        name = QLabel(f"{words} *" if needed else words)
        name.setProperty("role", "field")
        name.setBuddy(field)
        if not self._above:
            name.setMinimumHeight(theme().px(34))
            name.setMinimumWidth(theme().px(84))
        if not field.accessibleName():
            field.setAccessibleName(words.replace("&", ""))
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, TIGHT)
        column.setSpacing(TIGHT)
        column.addWidget(field)
        note = label(hint, "caption", wrap=True)
        note.setVisible(bool(hint))
        column.addWidget(note)
        self._notes[field] = note
        self._hints[field] = hint
        self._layout.addRow(name, box)
        return field

    def add_wide(self, widget: QWidget) -> None:
        """Add `widget` over the whole width."""
        self._layout.addRow(widget)

    def complain(self, field: QWidget, words: str, *, go: bool = True) -> None:
        """Say what is wrong with `field`, and go there unless told not to."""
        note = self._notes[field]
        note.setText(words)
        note.show()
        set_tone(note, Tone.BAD)
        field.setProperty("wrong", "true")
        restyle(field)
        if go:
            field.setFocus()

    def note_of(self, field: QWidget) -> str:
        """What stands under `field`: its hint, or what is wrong."""
        return self._notes[field].text()

    def forgive(self) -> None:
        """Take all complaints back."""
        for field, note in self._notes.items():
            note.setText(self._hints[field])
            note.setVisible(bool(self._hints[field]))
            set_tone(note, None)
            if field.property("wrong"):
                field.setProperty("wrong", None)
                restyle(field)


def password_field(name: str) -> QLineEdit:
    """A field for a password, with an eye to look at it."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setAccessibleName(name)
    eye = field.addAction(icons.icon("eye", Tone.FAINT), QLineEdit.ActionPosition.TrailingPosition)
    eye.setToolTip(wording.tr("显示密码"))

    def look() -> None:
        hidden = field.echoMode() is QLineEdit.EchoMode.Password
        mode = QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password
        field.setEchoMode(mode)
        eye.setIcon(icons.icon("eye-off" if hidden else "eye", Tone.FAINT))

    eye.triggered.connect(look)
    return field


def _date(shown: QDate) -> date:
    return date(shown.year(), shown.month(), shown.day())


def _date_format() -> str:
    return "yyyy年M月d日" if wording.language() is Language.ZH_CN else "d MMM yyyy"
