"""The fields of a request that say where, how often and how soon."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSpinBox, QWidget

from archive_desk.domain.loan_requests import Particulars, Urgency
from archive_desk.domain.phrases import PLACES
from archive_desk.ui import wording
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form

_MOST = 999


class ParticularsFields:
    """Puts its fields below those of `form`, and reads them together."""

    def __init__(self, form: Form) -> None:
        self.place = QLineEdit()
        self.place.setMaxLength(200)
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.place, 1)
        for words in PLACES:
            made = button(words, kind="link")
            made.clicked.connect(lambda _checked=False, words=words: self.place.setText(words))
            row.addWidget(made)
        held.setFocusProxy(self.place)
        self.place.setAccessibleName(wording.tr("使用地点"))
        form.add(wording.tr("使用地点(&L)"), held)
        self.urgency = ChoiceBox(
            wording.tr("紧急程度"), [Choice(each, wording.sentence(each.label)) for each in Urgency]
        )
        self.uses = QSpinBox()
        self.uses.setRange(0, _MOST)
        self.uses.setSpecialValueText(wording.tr("不限次数"))
        self.uses.setSuffix(wording.tr(" 次"))
        self.uses.setAccessibleName(wording.tr("利用次数"))
        self.uses.setMinimumWidth(theme().px(110))
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.urgency, 1)
        row.addWidget(self.uses)
        both.setFocusProxy(self.urgency)
        hint = wording.tr("次数用完，批准即行终止：每打开播放一次、复制一次各计一次。")
        form.add(wording.tr("紧急和次数(&G)"), both, hint=hint)

    @property
    def value(self) -> Particulars:
        """What the fields say."""
        return Particulars(self.place.text(), self.urgency.value, self.uses.value() or None)

    def show(self, said: Particulars) -> None:
        """Begin with what was said before."""
        self.place.setText(said.place)
        self.urgency.choose(said.urgency)
        self.uses.setValue(said.uses or 0)
