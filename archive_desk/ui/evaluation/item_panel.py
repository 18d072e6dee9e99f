"""One item of the sheet under review: what it asks, what is said of it, what was deducted."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from archive_desk.domain.basis import Basis
from archive_desk.domain.evaluation_hints import Proposal
from archive_desk.domain.evaluation_sheet import (
    Answer,
    Deduction,
    DeductionRule,
    SheetItem,
    Verdict,
    points,
)
from archive_desk.ui import wording
from archive_desk.ui.evaluation.deduction_card import DeductionCard
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import MEDIUM, SMALL, TIGHT
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.flow import FlowLayout
from archive_desk.ui.widgets.panels import Advice, clear, scrolling
from archive_desk.ui.widgets.text import label


class ItemPanel(QWidget):
    """Says yes, no or how much to one item; the keys of the list of items do the same.

    Signals:
        answered: a `Verdict` without points.
        deducted: a `DeductionRule`, or None for a deduction in one's own words.
        changed: a `DeductionCard` whose fields are new.
        typed: the `DeductionCard` in whose words a key was pressed.
        removed, here_wanted: a `Deduction`.
        jump_wanted: a `Moment`.
        taken, dismissed: a `Proposal`.
    """

    answered = Signal(object)
    deducted = Signal(object)
    changed = Signal(object)
    typed = Signal(object)
    removed = Signal(object)
    here_wanted = Signal(object)
    jump_wanted = Signal(object)
    taken = Signal(object)
    dismissed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[DeductionCard] = []
        self.item: SheetItem | None = None
        self._phrases: Callable[[], Sequence[str]] = tuple
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, SMALL, SMALL)
        self._column.setSpacing(SMALL)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._area = scrolling(inner)
        whole.addWidget(self._area)

    def show_item(
        self,
        item: SheetItem,
        basis: Basis | None,
        answer: Answer,
        deductions: Sequence[Deduction],
        offered: Sequence[Proposal],
        *,
        editable: bool,
        phrases: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        """Show an item as it stands; `phrases` are words used before for its deductions."""
        self.flush()
        self._phrases = phrases
        grown = self.item is item and len(deductions) > len(self.cards)
        self.item = item
        clear(self._column)
        self._column.addWidget(label(item.title, "strong", wrap=True))
        worth = self.tr("一票否决项")
        if not item.veto:
            worth = self.tr("{points} 分").format(points=points(item.tenths))
        words = worth if basis is None else f"{worth}　{self.tr('依据：')}{basis}"
        self._column.addWidget(label(words, "caption", wrap=True))
        if editable:
            self._column.addWidget(self._verbs(item, answer, deducted=bool(deductions)))
        self.cards = []
        for deduction in deductions:
            self._column.addWidget(self._card(item, deduction, editable=editable))
        if editable:
            for proposal in offered:
                self._column.addWidget(self._proposal(proposal))
        self._column.addStretch(1)
        if grown:
            QTimer.singleShot(0, self, self._show_last_card)

    def _show_last_card(self) -> None:
        """Bring the deduction just made into view, with the moment that shows it."""
        if self.cards:
            self._area.ensureWidgetVisible(self.cards[-1], 0, SMALL)

    def flush(self) -> None:
        """Tell everything that was typed and not told yet."""
        for card in self.cards:
            card.flush()

    # -- parts -------------------------------------------------------------------------------

    def _verbs(self, item: SheetItem, answer: Answer, *, deducted: bool) -> QWidget:
        box = QWidget()
        row = FlowLayout(box, gap=TIGHT + 2)
        for verdict, words, key, icon in (
            (Verdict.FULL, self.tr("无问题"), "Y", "check"),
            (Verdict.NOT_APPLICABLE, self.tr("不适用"), "N", "minus"),
        ):
            chosen = answer.verdict is verdict
            made = button(f"{words} {key}", icon, kind="primary" if chosen else "plain")
            made.setAutoDefault(False)
            made.setObjectName(f"verdict-{verdict.value}")
            made.setAccessibleName(words)
            made.setEnabled(not deducted)
            again = Verdict.UNSEEN if chosen else verdict
            made.clicked.connect(lambda _=False, again=again: self.answered.emit(again))
            row.addWidget(made)
        for number, rule in enumerate(item.deductions, 1):
            row.addWidget(self._rule_button(number, rule))
        other = self.tr("否决… 0") if item.veto else self.tr("其他扣分… 0")
        made = button(other, "pencil", then=lambda: self.deducted.emit(None))
        made.setObjectName("deduct-other")
        row.addWidget(made)
        return box

    def _rule_button(self, number: int, rule: DeductionRule) -> QPushButton:
        made = button(f"{number}  {rule.text}  -{points(rule.tenths)}")
        made.setObjectName(f"deduct-{rule.key}")
        made.setAccessibleName(rule.text)
        made.clicked.connect(lambda: self.deducted.emit(rule))
        return made

    def _card(self, item: SheetItem, deduction: Deduction, *, editable: bool) -> DeductionCard:
        card = DeductionCard(item, deduction, editable=editable, phrases=self._phrases)
        card.changed.connect(lambda _draft: self.changed.emit(card))
        card.typed.connect(lambda _words: self.typed.emit(card))
        card.removed.connect(lambda: self.removed.emit(card.deduction))
        card.here_wanted.connect(lambda: self.here_wanted.emit(card.deduction))
        card.jump_wanted.connect(self.jump_wanted)
        self.cards.append(card)
        return card

    def _proposal(self, proposal: Proposal) -> QWidget:
        words = self.tr("系统提示：{message}").format(message=wording.sentence(proposal.message))
        if proposal.tenths:
            words += self.tr("（建议扣 {points} 分）").format(points=points(proposal.tenths))
        actions = QWidget()
        row = QHBoxLayout(actions)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(MEDIUM)
        take = button(self.tr("采纳"), then=lambda: self.taken.emit(proposal))
        take.setObjectName(f"take-{proposal.code}")
        row.addWidget(take)
        row.addWidget(
            button(self.tr("不采纳"), kind="quiet", then=lambda: self.dismissed.emit(proposal))
        )
        row.addStretch(1)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TIGHT)
        column.addWidget(Advice(words, Tone.WARN))
        column.addWidget(actions)
        return box
