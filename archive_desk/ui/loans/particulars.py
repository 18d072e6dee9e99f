"""The fields of a request that say where, how often and how soon."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from archive_desk.domain.loan_requests import Particulars, Urgency
from archive_desk.domain.phrases import PLACES
from archive_desk.ui import wording
from archive_desk.ui.theme import SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form

_USUAL = (1, 2, 3, 5, 10, 20)


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
        self.uses = ChoiceBox(wording.tr("利用次数"), _times(_USUAL))
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.urgency, 1)
        row.addWidget(self.uses, 1)
        both.setFocusProxy(self.urgency)
        hint = wording.tr("次数用完，批准即行终止：每打开播放一次、复制一次各计一次。")
        form.add(wording.tr("紧急和次数(&G)"), both, hint=hint)

    @property
    def value(self) -> Particulars:
        """What the fields say."""
        return Particulars(self.place.text(), self.urgency.value, self.uses.value)

    def show(self, said: Particulars) -> None:
        """Begin with what was said before."""
        self.place.setText(said.place)
        self.urgency.choose(said.urgency)
        if said.uses is not None and said.uses not in _USUAL:
            self.uses.offer(_times(sorted((*_USUAL, said.uses))))
        self.uses.choose(said.uses)


def _times(numbers: Sequence[int]) -> list[Choice]:
    limited = [Choice(number, wording.tr("{n} 次", n=number)) for number in numbers]
    return [Choice(None, wording.tr("不限次数")), *limited]
