"""What the fields of a part of a regulation are filled in with: texts, choices, articles, steps."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from archive_desk.domain.rule_parts import ACTS, FieldKind, Pairs, PartField
from archive_desk.ui import wording
from archive_desk.ui.rules.step_card import StepCard
from archive_desk.ui.theme import SMALL, TIGHT, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.flow import FlowLayout
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox
from archive_desk.ui.widgets.panels import clear
from archive_desk.ui.widgets.text import label


class PartInput(Protocol):
    """A field: its widget, its value as the rule file has it, and news of its changes."""

    @property
    def widget(self) -> QWidget:
        """What stands on the form."""
        ...

    def show_value(self, value: object) -> None:
        """Show a value of the rule file, silently."""
        ...

    def read(self) -> object:
        """The value as the rule file has it."""
        ...


class TextInput(QLineEdit):
    """A line of text."""

    def __init__(self, changed: Callable[[], None]) -> None:
        super().__init__()
        self.textEdited.connect(lambda _text: changed())

    @property
    def widget(self) -> QWidget:
        """What stands on the form."""
        return self

    def show_value(self, value: object) -> None:
        """Show `value`."""
        self.setText(str(value or ""))
        self.setCursorPosition(0)

    def read(self) -> object:
        """The line."""
        return self.text().strip()


class LongInput(QPlainTextEdit):
    """A few lines of text."""

    def __init__(self, changed: Callable[[], None]) -> None:
        super().__init__()
        self._quiet = False
        self.setFixedHeight(theme().px(64))
        self.setTabChangesFocus(True)
        self.textChanged.connect(lambda: None if self._quiet else changed())

    @property
    def widget(self) -> QWidget:
        """What stands on the form."""
        return self

    def show_value(self, value: object) -> None:
        """Show `value`."""
        self._quiet = True
        self.setPlainText(str(value or ""))
        self._quiet = False

    def read(self) -> object:
        """The text, on one line as a rule file has it."""
        return " ".join(self.toPlainText().split())


class OneInput:
    """One of several; a value that is not on offer is shown as it is."""

    def __init__(self, field: PartField, choices: Pairs, changed: Callable[[], None]) -> None:
        self.box = ChoiceBox(wording.sentence(field.title))
        self._needed = field.needed
        self._choices = choices
        self.offer(choices, "")
        self.box.chosen.connect(lambda _value: changed())

    def offer(self, choices: Pairs, value: str) -> None:
        """Offer other choices, with `value` chosen."""
        self._choices = choices
        offered = [Choice(each, wording.tr(words)) for each, words in choices]
        if not self._needed or not value:
            offered.insert(0, Choice("", wording.tr("（不选）")))
        if value and value not in {each for each, _words in choices}:
            offered.append(Choice(value, value))
        self.box.offer(offered)
        self.box.choose(value)

    @property
    def widget(self) -> QWidget:
        """What stands on the form."""
        return self.box

    def show_value(self, value: object) -> None:
        """Choose `value`."""
        self.offer(self._choices, str(value or ""))

    def read(self) -> object:
        """The value chosen."""
        return self.box.value or ""


class ManyInput(QWidget):
    """Some of several, ticked."""

    def __init__(self, field: PartField, changed: Callable[[], None]) -> None:
        super().__init__()
        row = FlowLayout(self)
        self.boxes: dict[str, QCheckBox] = {}
        for value, words in field.choices:
            box = QCheckBox(wording.tr(words))
            box.clicked.connect(lambda _on: changed())
            row.addWidget(box)
            self.boxes[value] = box
        self.setFocusProxy(next(iter(self.boxes.values())))

    @property
    def widget(self) -> QWidget:
        """What stands on the form."""
        return self

    def show_value(self, value: object) -> None:
        """Tick what `value` lists."""
        wanted = value if isinstance(value, list) else []
        for each, box in self.boxes.items():
            box.setChecked(each in wanted)

    def read(self) -> object:
        """What is ticked."""
        return [value for value, box in self.boxes.items() if box.isChecked()]


class YesInput(QCheckBox):
    """Whether something holds."""

    def __init__(self, changed: Callable[[], None]) -> None:
        super().__init__(wording.tr("是"))
        self.clicked.connect(lambda _on: changed())

    @property
    def widget(self) -> QWidget:
        """What stands on the form."""
        return self

    def show_value(self, value: object) -> None:
        """Tick it or not."""
        self.setChecked(value is True)

    def read(self) -> object:
        """Whether it is ticked."""
        return self.isChecked()


class ArticlesInput(QWidget):
    """An article for each way of use, where it has one of its own."""

    def __init__(self, changed: Callable[[], None]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SMALL)
        grid.setVerticalSpacing(TIGHT)
        self.lines: dict[str, QLineEdit] = {}
        for row, (act, words) in enumerate(ACTS):
            line = QLineEdit()
            line.setAccessibleName(wording.tr(words))
            line.textEdited.connect(lambda _text: changed())
            grid.addWidget(label(wording.tr(words), "caption"), row // 2, row % 2 * 2)
            grid.addWidget(line, row // 2, row % 2 * 2 + 1)
            self.lines[act] = line
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self.setFocusProxy(next(iter(self.lines.values())))

    @property
    def widget(self) -> QWidget:
        """What stands on the form."""
        return self

    def show_value(self, value: object) -> None:
        """Show the articles."""
        said: Mapping[str, object] = value if isinstance(value, Mapping) else {}
        for act, line in self.lines.items():
            line.setText(str(said.get(act, "")))

    def read(self) -> object:
        """The articles that are filled in."""
        return {act: line.text().strip() for act, line in self.lines.items() if line.text().strip()}


class StepsInput(QWidget):
    """Signatures in their order: added, moved, taken out.

    Signals:
        reordered: a step was added, moved or taken out.
    """

    reordered = Signal()

    def __init__(self, field: PartField, changed: Callable[[], None]) -> None:
        super().__init__()
        self._roles, self._full, self._changed = field.choices, field.full, changed
        self._steps: list[dict[str, Any]] = []
        self.cards: list[StepCard] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SMALL)
        column.addLayout(self._rows)
        self.add_button = button(self.tr("增加一步(&P)"), "plus", then=self.add)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.add_button)

    @property
    def widget(self) -> QWidget:
        """What stands on the form."""
        return self

    def show_value(self, value: object) -> None:
        """Show the steps."""
        self._steps = [dict(each) for each in value] if isinstance(value, list) else []
        self._draw()

    def read(self) -> object:
        """The steps as the rule file has them."""
        return [card.read() for card in self.cards]

    def add(self) -> None:
        """Add a step at the end."""
        self._take([*self._read(), {"role": self._roles[-1][0], "title": "批准"}])
        self.cards[-1].title.setFocus()

    def move_step(self, at: int, by: int) -> None:
        """Put a step further on, or forward."""
        steps = self._read()
        to = at + by
        if 0 <= to < len(steps):
            steps.insert(to, steps.pop(at))
            self._take(steps)
            self.cards[to].title.setFocus()

    def remove(self, at: int) -> None:
        """Take a step out."""
        steps = self._read()
        del steps[at]
        self._take(steps)
        if self.cards:
            self.cards[min(at, len(self.cards) - 1)].title.setFocus()

    def _read(self) -> list[dict[str, Any]]:
        return [card.read() for card in self.cards]

    def _take(self, steps: Sequence[dict[str, Any]]) -> None:
        self._steps = list(steps)
        self._draw()
        self._changed()

    def _draw(self) -> None:
        clear(self._rows)
        self.cards = []
        for at, step in enumerate(self._steps):
            card = StepCard(at, len(self._steps), step, self._roles, full=self._full)
            card.edited.connect(self._changed)
            card.moved.connect(self.move_step)
            card.removed.connect(self.remove)
            self._rows.addWidget(card)
            self.cards.append(card)


def input_for(field: PartField, changed: Callable[[], None], extra: Pairs = ()) -> PartInput:
    """The input that suits a field; `extra` are further choices."""
    match field.kind:
        case FieldKind.LONG:
            return LongInput(changed)
        case FieldKind.CHOICE:
            return OneInput(field, (*field.choices, *extra), changed)
        case FieldKind.CHOICES:
            return ManyInput(field, changed)
        case FieldKind.YES:
            return YesInput(changed)
        case FieldKind.ARTICLES:
            return ArticlesInput(changed)
        case FieldKind.STEPS:
            return StepsInput(field, changed)
        case FieldKind.TEXT:
            return TextInput(changed)
