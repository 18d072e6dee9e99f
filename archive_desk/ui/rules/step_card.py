"""One signature of a chain, on a line or two of a form."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.rule_parts import ACTS, Pairs
from archive_desk.ui import wording
from archive_desk.ui.theme import SMALL, TIGHT, theme
from archive_desk.ui.widgets.buttons import icon_button
from archive_desk.ui.widgets.flow import FlowLayout
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox
from archive_desk.ui.widgets.text import label


class StepCard(QFrame):
    """Who signs, what the text calls it, and, in a `full` one, for what and whether in person.

    Alt+Up and Alt+Down move it, Alt+Delete takes it out.

    Signals:
        edited: something in it is different.
        moved: it wants to go (from where, how many places).
        removed: it wants to go away (from where).
    """

    edited = Signal()
    moved = Signal(int, int)
    removed = Signal(int)

    def __init__(
        self, at: int, of: int, step: Mapping[str, Any], roles: Pairs, *, full: bool
    ) -> None:
        super().__init__()
        self._at = at
        self.setObjectName("rule-step")
        self.role = ChoiceBox(self.tr("签署人"))
        choices = [Choice(role, wording.tr(words)) for role, words in roles]
        if not full:
            choices.insert(0, Choice("", self.tr("（外部）")))
        self.role.offer(choices)
        self.role.choose(step.get("role", ""))
        self.role.chosen.connect(lambda _role: self.edited.emit())
        self.title = QLineEdit(str(step.get("title", "")))
        self.title.setAccessibleName(self.tr("步骤名称"))
        self.title.setPlaceholderText(self.tr("步骤名称"))
        self.title.textEdited.connect(lambda _text: self.edited.emit())
        self.article = QLineEdit(str(step.get("article", "")))
        self.article.setAccessibleName(self.tr("本步条款"))
        self.article.setPlaceholderText(self.tr("本步条款（可不填）"))
        self.article.textEdited.connect(lambda _text: self.edited.emit())
        self.in_person = QCheckBox(self.tr("不得代签"))
        self.in_person.setChecked(step.get("in_person") is True)
        self.in_person.clicked.connect(lambda _on: self.edited.emit())
        self.acts: dict[str, QCheckBox] = {}
        wanted = step.get("acts") or [act for act, _words in ACTS]
        for act, words in ACTS:
            box = QCheckBox(wording.tr(words))
            box.setChecked(act in wanted)
            box.clicked.connect(lambda _on: self.edited.emit())
            self.acts[act] = box
        self._lay_out(of, full=full)

    def _lay_out(self, of: int, *, full: bool) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, TIGHT)
        column.setSpacing(TIGHT)
        first = QHBoxLayout()
        first.setSpacing(SMALL)
        number = label(f"{self._at + 1}", "strong")
        number.setFixedWidth(theme().px(16))
        first.addWidget(number)
        first.addWidget(self.role)
        first.addWidget(self.title, 1)
        up = icon_button("chevron-up", self.tr("上移"), then=lambda: self.moved.emit(self._at, -1))
        up.setEnabled(self._at > 0)
        down = icon_button(
            "chevron-down", self.tr("下移"), then=lambda: self.moved.emit(self._at, 1)
        )
        down.setEnabled(self._at < of - 1)
        gone = icon_button("x", self.tr("删除这一步"), then=lambda: self.removed.emit(self._at))
        for each in (up, down, gone):
            first.addWidget(each)
        column.addLayout(first)
        if not full:
            return
        second = QHBoxLayout()
        second.setSpacing(SMALL)
        second.addSpacing(theme().px(24))
        held = QWidget()
        flow = FlowLayout(held)
        flow.addWidget(label(self.tr("用于"), "caption"))
        for box in self.acts.values():
            flow.addWidget(box)
        second.addWidget(held, 1)
        column.addLayout(second)
        third = QHBoxLayout()
        third.setSpacing(SMALL)
        third.addSpacing(theme().px(24))
        third.addWidget(self.article, 1)
        third.addWidget(self.in_person)
        column.addLayout(third)

    def read(self) -> dict[str, Any]:
        """The step as the rule file has it; what holds for all ways of use names none."""
        made: dict[str, Any] = {"role": self.role.value, "title": self.title.text().strip()}
        ticked = [act for act, box in self.acts.items() if box.isChecked()]
        if ticked and len(ticked) < len(self.acts):
            made["acts"] = ticked
        if self.in_person.isChecked():
            made["in_person"] = True
        if self.article.text().strip():
            made["article"] = self.article.text().strip()
        return {name: value for name, value in made.items() if value != "" or name == "title"}

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            match event.key():
                case Qt.Key.Key_Up:
                    self.moved.emit(self._at, -1)
                    return
                case Qt.Key.Key_Down:
                    self.moved.emit(self._at, 1)
                    return
                case Qt.Key.Key_Delete:
                    self.removed.emit(self._at)
                    return
        super().keyPressEvent(event)
