"""The form of one entry of a part of a regulation, made of the description of its fields."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from archive_desk.domain.rule_parts import Entry, FieldKind, Pairs, Part, PartField
from archive_desk.domain.sentences import Sentence
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.rules.part_inputs import OneInput, PartInput, input_for
from archive_desk.ui.theme import SMALL
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.text import label


class PartForm(QWidget):
    """Fields of an entry, with what is wrong under each.

    Signals:
        edited: a person changed the field of this name.
    """

    edited = Signal(str)

    def __init__(self, part: Part, marks: Callable[[], Pairs]) -> None:
        super().__init__()
        self._part = part
        self._form = Form()
        self.wrong = label("", "body", tone=Tone.BAD, wrap=True)
        self.wrong.hide()
        self.inputs: dict[str, PartInput] = {}
        for field in part.fields:
            made = input_for(field, self._news_of(field.name), marks() if field.marks else ())
            self.inputs[field.name] = made
            hint = "" if field.hint is None else wording.sentence(field.hint)
            self._form.add(
                wording.sentence(field.title), made.widget, hint=hint, needed=field.needed
            )
        column = QVBoxLayout(self)
        column.setContentsMargins(SMALL, 0, SMALL, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.wrong)
        column.addWidget(self._form)
        column.addStretch(1)

    def _news_of(self, name: str) -> Callable[[], None]:
        return lambda: self.edited.emit(name)

    def show_entry(self, entry: Mapping[str, object], earlier: Sequence[str]) -> None:
        """Show an entry; `earlier` are the codes of those before it."""
        for field in self._part.fields:
            made = self.inputs[field.name]
            if field.earlier and isinstance(made, OneInput):
                pairs = tuple((code, code) for code in earlier if code)
                made.offer(pairs, str(entry.get(field.name, "")))
            else:
                made.show_value(entry.get(field.name))

    def entry(self) -> Entry:
        """The entry as the form has it now."""
        return {name: made.read() for name, made in self.inputs.items()}

    def begin(self) -> None:
        """Put the cursor into the first field."""
        next(iter(self.inputs.values())).widget.setFocus()

    def complain(self, problems: Sequence[tuple[str, Sentence]]) -> None:
        """Say beside the fields what is wrong, and take back what no longer is."""
        self._form.forgive()
        rest = []
        for name, expected in problems:
            field = self._part.field(name)
            if field is not None:
                said = wording.sentence(expected)
                words = said if self.inputs[name].read() else self._wanting(field)
                self._form.complain(self.inputs[name].widget, words, go=False)
            else:
                rest.append(f"{name}：{wording.sentence(expected)}".strip("："))
        self.wrong.setText("\n".join(rest))
        self.wrong.setVisible(bool(rest))

    def _wanting(self, field: PartField) -> str:
        chosen = field.kind in {FieldKind.CHOICE, FieldKind.CHOICES}
        return self.tr("请选择。") if chosen else self.tr("请填写。")

    def note_of(self, name: str) -> str:
        """What stands under a field."""
        return self._form.note_of(self.inputs[name].widget)
