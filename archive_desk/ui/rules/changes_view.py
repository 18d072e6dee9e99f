"""What a new version of a regulation changes, one below the other where there is little width."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from archive_desk.domain.rule_rows import RuleChange
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.rules.changes_table import side_words
from archive_desk.ui.theme import SMALL, TIGHT
from archive_desk.ui.widgets.panels import clear
from archive_desk.ui.widgets.text import label


class ChangesView(QWidget):
    """Each change: what it is about, what stands there now, what will."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(TIGHT)

    def show_changes(self, changes: Sequence[RuleChange]) -> None:
        """Show these changes."""
        clear(self._rows)
        for change in changes:
            title = wording.sentence(change.title)
            self._rows.addWidget(label(title, "strong", wrap=True))
            for words, old in ((self.tr("现行"), True), (self.tr("改为"), False)):
                said = f"{words}：{side_words(change, old=old)}"
                self._rows.addWidget(label(said, "caption", wrap=True))
            if change.shortens:
                self._rows.addWidget(label(self.tr("缩短"), "caption", tone=Tone.WARN))
            self._rows.addSpacing(SMALL)
        self._rows.addStretch(1)
