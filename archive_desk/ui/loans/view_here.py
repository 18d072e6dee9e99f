"""Looking at what a request is about without leaving the page: whoever may sign may look."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archive_desk.domain.ids import FootageId
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox


class ViewHere(QWidget):
    """The recordings of a request, one at a time, in the place of the list.

    Signals:
        closed: the list is wanted back.
    """

    closed = Signal()

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self.player = context.player()
        self.recordings = ChoiceBox(self.tr("音像"))
        self.recordings.chosen.connect(self._on_recording_chosen)
        self.back_button = button(
            self.tr("回到列表(&Q)"), "arrow-left", kind="quiet", then=self.close_view
        )
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addWidget(self.back_button)
        head.addWidget(self.recordings, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addLayout(head)
        column.addWidget(self.player, 1)

    def show_recordings(self, found: Sequence[tuple[FootageId, str]], first: FootageId) -> None:
        """Offer these, and open `first`."""
        self.recordings.offer([Choice(each, name) for each, name in found])
        self.recordings.choose(first)
        self.player.show_footage(first)

    def close_view(self) -> None:
        """Stop looking."""
        self.player.clear()
        self.closed.emit()

    def _on_recording_chosen(self, footage_id: FootageId) -> None:
        self.player.show_footage(footage_id)
