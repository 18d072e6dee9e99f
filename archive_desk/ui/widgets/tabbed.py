"""Pages behind a bar of tabs."""

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from archive_desk.ui.theme import MEDIUM, SMALL, WIDE


class TabbedPages(QVBoxLayout):
    """The layout of a screen that is a bar of tabs and a page for each.

    A page reads the archive when it comes into sight, once after each `refresh`; one without
    a `read` of its own is read by the screen.

    Attributes:
        tabs: the bar; another tab brings its page.
    """

    def __init__(self, screen: QWidget, name: str) -> None:
        """Lay `screen` out; assistive technology finds the bar as `name`."""
        super().__init__(screen)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(name)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self._pile = QStackedWidget()
        self._reads: list[Callable[[], object] | None] = []
        self._read: set[int] = set()
        self.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        self.setSpacing(MEDIUM)
        self.addWidget(self.tabs)
        self.addWidget(self._pile, 1)
        self.tabs.currentChanged.connect(self._on_tab_changed)

    def add(self, title: str, page: QWidget, read: Callable[[], object] | None = None) -> None:
        """Add a page at the end; `read` makes it read the archive."""
        self._reads.append(read)
        self._pile.addWidget(page)
        # Last, since the first tab is current at once.
        self.tabs.addTab(title)

    def bring(self, page: QWidget) -> None:
        """Bring the tab of `page` into sight."""
        self.tabs.setCurrentIndex(self._pile.indexOf(page))

    def refresh(self) -> None:
        """Read the page in sight again, the others when they come into sight."""
        self._read.clear()
        self._freshen()

    def _on_tab_changed(self, number: int) -> None:
        self._pile.setCurrentIndex(number)
        # Until the screen itself was asked to read, nothing is read.
        if self._read:
            self._freshen()

    def _freshen(self) -> None:
        number = self._pile.currentIndex()
        if number < 0 or number in self._read:
            return
        self._read.add(number)
        read = self._reads[number]
        if read is not None:
            read()
