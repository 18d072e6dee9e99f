"""What a recorder wrote beside a recording: subtitles, GPS points, at their moments."""

from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from archive_desk.domain.timed_texts import TimedText, texts_at
from archive_desk.services.viewing import Opened, Viewing
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, theme
from archive_desk.ui.widgets.text import label

_MOST_LISTED = 2000


class Beside(QWidget):
    """The texts that accompany the picture; the one of the moment stands above, large."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._viewing = Viewing(context.desk)
        self._opened: Opened | None = None
        self._texts: tuple[TimedText, ...] = ()
        self._here: list[TimedText] = []
        self._job: Job | None = None
        self.setObjectName("player-texts-panel")
        self.setFixedWidth(theme().px(260))
        self.now = label("", "strong", wrap=True)
        self.now.setObjectName("player-text")
        self.list = QListWidget()
        self.list.setObjectName("player-text-list")
        self.list.setAccessibleName(self.tr("随附文字"))
        self.list.setWordWrap(True)
        self.empty = label(self.tr("这段录像没有随附的字幕或定位。"), "muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        column.setSpacing(SMALL)
        for widget in (self.now, self.empty, self.list):
            column.addWidget(widget)
        column.addStretch(1)
        column.setStretchFactor(self.list, 100)
        self.clear()

    def clear(self) -> None:
        """Nothing is played."""
        self._opened = None
        self._show(())

    def show_footage(self, opened: Opened) -> None:
        """Read what lies beside `opened`."""
        if self._opened is not None and self._opened.footage.id == opened.footage.id:
            return
        self._opened = opened
        self._show(())
        actor, viewing = self._context.actor, self._viewing
        job = Job(
            self.tr("读取随附文字"),
            lambda _monitor: viewing.texts(actor, opened),
            parent=self,
            quiet=True,
        )
        job.succeeded.connect(lambda texts: self._on_read(opened, texts))
        self._context.jobs.start(job, Lane.WATCH)

    def show_position(self, at_ms: int) -> None:
        """Show what belongs to this moment."""
        here = texts_at(self._texts, at_ms)
        if here == self._here:
            return
        self._here = here
        words = "\n".join(each.text for each in here)
        self.now.setText(words)
        self.now.setAccessibleName(words)
        if here and here[-1] in self._texts[:_MOST_LISTED]:
            self.list.setCurrentRow(self._texts.index(here[-1]))

    def _on_read(self, opened: Opened, texts: tuple[TimedText, ...]) -> None:
        if self._opened is opened:
            self._show(texts)

    def _show(self, texts: tuple[TimedText, ...]) -> None:
        self._texts, self._here = texts, []
        self.now.setText("")
        self.list.clear()
        for each in texts[:_MOST_LISTED]:
            words = f"{wording.position(each.from_ms)[:8]}  {each.text}"
            self.list.addItem(QListWidgetItem(words))
        self.list.setVisible(bool(texts))
        self.empty.setVisible(not texts)
