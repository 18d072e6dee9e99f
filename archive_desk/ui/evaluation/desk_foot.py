"""The foot of the reviewer's desk: the opinion, how far the sheet is, and handing it in."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from archive_desk.services.scoring_seat import LONGEST_OPINION, SheetState
from archive_desk.ui.evaluation.panes import press_with
from archive_desk.ui.evaluation.words import score_words
from archive_desk.ui.theme import MEDIUM
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.text import label, muted

_STATED_AFTER_MS = 250


class DeskFoot(QWidget):
    """What is said of the whole file.

    Signals:
        typed: the opinion as it stands after a key.
        stated: the opinion, a moment after the last key.
        hand_in_wanted, take_back_wanted, undo_wanted: the buttons.
    """

    typed = Signal(str)
    stated = Signal(str)
    hand_in_wanted = Signal()
    take_back_wanted = Signal()
    undo_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._kept = ""
        self.score = label("", "strong")
        self.score.setObjectName("evaluation-score")
        self.progress = muted("", wrap=False)
        self.opinion = QLineEdit()
        self.opinion.setObjectName("evaluation-opinion")
        self.opinion.setAccessibleName(self.tr("评语"))
        self.opinion.setPlaceholderText(self.tr("对整个案卷的评语"))
        self.opinion.setMaxLength(LONGEST_OPINION)
        self.undo_button = icon_button("undo-2", self.tr("撤销上一步"), then=self.undo_wanted.emit)
        press_with(self.undo_button, "Ctrl+Z")
        self.undo_button.setObjectName("sheet-undo")
        self.hand_in_button = button(
            self.tr("提交评分(&S)"),
            "check",
            kind="primary",
            shortcut="Ctrl+Return",
            then=self.hand_in_wanted.emit,
        )
        self.take_back_button = button(self.tr("撤回…"), "undo-2", then=self.take_back_wanted.emit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(MEDIUM)
        row.addWidget(self.opinion, 1)
        for each in (
            self.progress,
            self.score,
            self.undo_button,
            self.take_back_button,
            self.hand_in_button,
        ):
            row.addWidget(each)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_STATED_AFTER_MS)
        self._timer.timeout.connect(self.flush)
        self.opinion.textEdited.connect(self._on_edited)
        self.opinion.editingFinished.connect(self.flush)

    def show_state(self, state: SheetState, total: int, *, undoable: bool) -> None:
        """Say how far the sheet is; the words in the field stay as they are being written."""
        result = state.sheet.score
        self._kept = state.sheet.review.opinion
        self.progress.setText(
            self.tr("已评 {done}/{total} 项").format(done=total - result.unseen, total=total)
        )
        self.score.setText(score_words(result))
        self.hand_in_button.setVisible(not state.handed_in)
        self.take_back_button.setVisible(state.handed_in)
        self.undo_button.setVisible(not state.handed_in)
        self.undo_button.setEnabled(undoable)
        self.opinion.setReadOnly(state.handed_in)

    def flush(self) -> None:
        """State what was typed, if it is new."""
        self._timer.stop()
        words = self.opinion.text().strip()
        if not self.opinion.isReadOnly() and words != self._kept:
            self.stated.emit(words)

    def _on_edited(self, words: str) -> None:
        self.typed.emit(words)
        self._timer.start()
