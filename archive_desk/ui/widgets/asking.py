"""A dialog that asks for some facts and tries the verb at once: what is refused is said inside."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QDoubleSpinBox,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)
from typing_extensions import override

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import ChoiceBox, DatePicker, Form, MomentPicker
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.text import label

Given = Mapping[str, Any]
"""What was filled in, by the keys of the fields."""


@dataclass(frozen=True)
class Asked:
    """One field: its key in the answer, its words, the widget, and whether it must be filled."""

    key: str
    words: str
    field: QWidget
    needed: bool = False
    hint: str = ""


class Asking(Dialog):
    """Some fields and a verb.

    `attempt` is called with what was filled in; if it raises one of our errors the dialog says so
    and stays open, else it closes and keeps the answer in `answer`.
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[Asked],
        verb: str,
        attempt: Callable[[Given], object],
        *,
        advice: str = "",
        danger: bool = False,
        width: int = 520,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent, width=width)
        if advice:
            self.body.addWidget(label(advice, "muted", wrap=True))
        self.problem = Advice("", Tone.BAD)
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.form = Form()
        self._fields = fields
        self._attempt = attempt
        self.answer: object = None
        for each in fields:
            each.field.setAccessibleName(each.words.split("(&")[0])
            self.form.add(each.words, each.field, hint=each.hint, needed=each.needed)
        self.body.addWidget(self.form)
        self.confirm = button(verb, kind="danger" if danger else "primary")
        self.set_buttons(self.confirm, self.tr("取消"))

    @property
    def given(self) -> Given:
        """What is filled in now."""
        return {each.key: value_of(each.field) for each in self._fields}

    def field(self, key: str) -> Any:
        """The widget of a field."""
        return next(each.field for each in self._fields if each.key == key)

    def accept(self) -> None:
        """Try it; close if nothing stands against it."""
        self.form.forgive()
        self.problem.hide()
        given, missing = self.given, False
        for each in self._fields:
            if each.needed and each.field.isVisibleTo(self) and given[each.key] in ("", None):
                self.form.complain(each.field, self.tr("请填写。"))
                missing = True
        if missing:
            self._fit()
            return
        try:
            self.answer = self._attempt(given)
        except ArchiveDeskError as error:
            said = wording.sentence(error.message)
            if error.basis is not None:
                said += self.tr("（依据：{basis}）").format(basis=str(error.basis))
            self.problem.say(said)
            self.problem.show()
            self._fit()
            return
        super().accept()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Be as high as the fields need: with hints that wrap, Qt's own guess is too low."""
        layout = self.layout()
        if layout is None:
            return
        layout.activate()
        wanted = layout.totalHeightForWidth(self.width())
        if wanted > self.height():
            self.resize(self.width(), wanted)


def value_of(field: QWidget) -> Any:
    """What a field holds: a text without its edges, a number, a day, a moment, yes or no."""
    match field:
        case QLineEdit():
            return field.text().strip()
        case QPlainTextEdit():
            return field.toPlainText().strip()
        case QCheckBox():
            return field.isChecked()
        case ChoiceBox() | DatePicker() | MomentPicker():
            return field.value
        case QSpinBox() | QDoubleSpinBox():
            # The lowest value of a box that names it so stands for "nobody looked".
            unknown = bool(field.specialValueText()) and field.value() == field.minimum()
            return None if unknown else field.value()
    raise TypeError(f"nothing can be read from {type(field).__name__}")


def lines(text: str = "", *, height: int = 64) -> QPlainTextEdit:
    """A field for a few lines."""
    field = QPlainTextEdit(text)
    field.setTabChangesFocus(True)
    field.setFixedHeight(theme().px(height))
    return field


def line(text: str = "", hint: str = "") -> QLineEdit:
    """A field for one line."""
    field = QLineEdit(text)
    field.setPlaceholderText(hint)
    return field


def number(least: int, most: int, unit: str = "", *, value: int | None = None) -> QSpinBox:
    """A field for a whole number; without `value` it may stay unknown."""
    field = QSpinBox()
    _set_up(field, unit)
    field.setRange(least if value is not None else least - 1, most)
    if value is None:
        field.setSpecialValueText("—")
        field.setValue(least - 1)
    else:
        field.setValue(value)
    return field


def amount(most: float, unit: str = "") -> QDoubleSpinBox:
    """A field for an amount from 0, which may stay unknown."""
    field = QDoubleSpinBox()
    _set_up(field, unit)
    field.setDecimals(1)
    field.setRange(-0.1, most)
    field.setSpecialValueText("—")
    field.setValue(-0.1)
    return field


def _set_up(field: QSpinBox | QDoubleSpinBox, unit: str) -> None:
    field.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.UpDownArrows)
    field.setMinimumWidth(theme().px(120))
    if unit:
        field.setSuffix(f" {unit}")


def day_field(words: str, value: date | None = None, *, optional: bool = False) -> DatePicker:
    """A field for a day."""
    return DatePicker(words, optional=optional, value=value)


def moment_field(
    words: str, value: datetime | None = None, *, optional: bool = False, seconds: bool = False
) -> MomentPicker:
    """A field for a moment."""
    return MomentPicker(words, optional=optional, value=value, seconds=seconds)
