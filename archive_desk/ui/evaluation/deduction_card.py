"""One deduction on the sheet: its words, its points, and the moment or document that shows it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLineEdit, QMenu, QToolButton

from archive_desk.domain.evaluation_sheet import Deduction, DeductionDraft, SheetItem
from archive_desk.services.scoring_seat import LONGEST_TEXT
from archive_desk.ui.evaluation.words import moment_words, noted_words
from archive_desk.ui.theme import SMALL, TIGHT, theme
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.panels import Card
from archive_desk.ui.widgets.text import ElidedLabel

_SAVE_AFTER_MS = 250


class DeductionCard(Card):
    """Edits one deduction; every change is told a moment after the last key.

    Signals:
        changed: the `DeductionDraft` as it stands now.
        typed: the words as they stand after a key.
        jump_wanted: a `Moment` to go back to.
        here_wanted: the moment on the screen is to be the evidence.
        removed: the deduction is to go.
    """

    changed = Signal(object)
    typed = Signal(str)
    jump_wanted = Signal(object)
    here_wanted = Signal()
    removed = Signal()

    def __init__(
        self,
        item: SheetItem,
        deduction: Deduction,
        *,
        editable: bool,
        phrases: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        super().__init__(panel="card")
        self._phrases = phrases
        self.deduction = deduction
        self._editable = editable
        self.setObjectName(f"deduction-{deduction.id}")
        self.body.setContentsMargins(SMALL, SMALL, SMALL, SMALL)
        self.body.setSpacing(TIGHT)
        self.words = QLineEdit(deduction.text)
        self.words.setAccessibleName(self.tr("扣分理由"))
        self.words.setReadOnly(not editable)
        self.words.setMaxLength(LONGEST_TEXT)
        self.amount = QDoubleSpinBox()
        self.amount.setAccessibleName(self.tr("扣分"))
        self.amount.setDecimals(1)
        self.amount.setSingleStep(0.5)
        self.amount.setRange(0.0 if item.veto else 0.5, item.tenths / 10)
        self.amount.setValue(deduction.tenths / 10)
        self.amount.setPrefix("-")
        self.amount.setMinimumWidth(theme().px(78))
        self.amount.setVisible(not item.veto)
        self.amount.setReadOnly(not editable)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(self.flush)
        self._lay_out()
        self.words.textEdited.connect(self._on_words_edited)
        self.words.editingFinished.connect(self.flush)
        self.amount.valueChanged.connect(lambda _amount: self.flush())

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        top.addWidget(self.words, 1)
        top.addWidget(self.amount)
        if self._editable:
            top.addWidget(self._phrases_button())
            remove = icon_button("trash-2", self.tr("删除这条扣分"), then=self.removed.emit)
            top.addWidget(remove)
        self.body.addLayout(top)
        below = QHBoxLayout()
        below.setSpacing(SMALL)
        moment, document = self.deduction.moment, self.deduction.document
        if moment is not None:
            jump = button(moment_words(moment), "play", kind="link")
            jump.setObjectName("jump")
            jump.setToolTip(noted_words(moment))
            jump.setAccessibleName(
                self.tr("回到 {name} {at}").format(name=moment.name, at=moment_words(moment))
            )
            jump.clicked.connect(lambda: self.jump_wanted.emit(moment))
            below.addWidget(jump)
        if document:
            below.addWidget(ElidedLabel(document, "caption"), 1)
        below.addStretch(1)
        if self._editable:
            words = self.tr("记下此刻") if moment is None else self.tr("改为此刻")
            here = button(words, "map-pin", kind="quiet", then=self.here_wanted.emit)
            below.addWidget(here)
        self.body.addLayout(below)

    def _phrases_button(self) -> QToolButton:
        made = icon_button("list", self.tr("常用说法"), then=self.offer_phrases)
        made.setObjectName("phrases")
        made.setToolTip(self.tr("常用说法  Alt+↓"))
        keys = QShortcut(QKeySequence("Alt+Down"), self.words)
        keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        keys.activated.connect(self.offer_phrases)
        return made

    def offer_phrases(self) -> None:
        """List words used before for this item; the one chosen takes the place of the words."""
        self.menu = QMenu(self)
        phrases = self._phrases()
        for phrase in phrases:
            shown = self.menu.fontMetrics().elidedText(
                phrase, Qt.TextElideMode.ElideRight, theme().px(420)
            )
            action = self.menu.addAction(shown.replace("&", "&&"))
            action.triggered.connect(lambda _=False, phrase=phrase: self.say(phrase))
        if not phrases:
            self.menu.addAction(self.tr("这一项还没有用过的说法")).setEnabled(False)
        self.menu.popup(self.words.mapToGlobal(self.words.rect().bottomLeft()))

    def say(self, words: str) -> None:
        """Put `words` into the field and keep them."""
        self.words.setText(words)
        self.flush()
        self.words.setFocus()

    def _on_words_edited(self, words: str) -> None:
        self.typed.emit(words)
        self._timer.start()

    @property
    def draft(self) -> DeductionDraft:
        """The deduction as it stands in the fields."""
        old = self.deduction
        return DeductionDraft(
            old.item,
            self.words.text(),
            round(self.amount.value() * 10) if self.amount.maximum() else 0,
            old.rule,
            old.moment,
            old.document_id,
            old.document,
            old.origin,
        )

    def flush(self) -> None:
        """Tell what was typed now, if it is new."""
        self._timer.stop()
        draft = self.draft
        if self._editable and not draft.text.strip():
            # Whoever writes anew empties the field first; without a reason the old one stays.
            if not self.words.hasFocus():
                self.put_back()
            return
        if self._editable and (draft.text.strip(), draft.tenths) != (
            self.deduction.text,
            self.deduction.tenths,
        ):
            self.changed.emit(draft)

    def kept(self, draft: DeductionDraft) -> None:
        """The service has kept `draft`."""
        self.deduction = replace(self.deduction, text=draft.text.strip(), tenths=draft.tenths)

    def put_back(self) -> None:
        """The service refused: show what is kept."""
        with QSignalBlocker(self.words), QSignalBlocker(self.amount):
            self.words.setText(self.deduction.text)
            self.amount.setValue(self.deduction.tenths / 10)
