"""The main window: joins the screens, which do not know each other."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from archive_desk.ui import wording
from archive_desk.ui.header import Header
from archive_desk.ui.intentions import (
    GoTo,
    Intention,
    ShowFootage,
)
from archive_desk.ui.jobs import Job
from archive_desk.ui.jobs_strip import JobsStrip
from archive_desk.ui.navigation import Entry, Navigation
from archive_desk.ui.registry import SCREENS, ScreenSpec
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import theme

_NARROW = 1100


class MainWindow(QMainWindow):
    """The desk of the person who is signed in.

    Signals:
        lock_requested, sign_out_requested, password_requested: the application's business.
        language_requested, scheme_requested: likewise.
        preferences_changed: a screen changed language, looks or the time until locking.
        closed: the window is gone for good.
    """

    lock_requested = Signal()
    sign_out_requested = Signal()
    password_requested = Signal()
    language_requested = Signal()
    scheme_requested = Signal()
    preferences_changed = Signal()
    closed = Signal()

    def __init__(self, context: ScreenContext, screens: Sequence[ScreenSpec] = SCREENS) -> None:
        super().__init__()
        self.setObjectName("main-window")
        self._context = context
        self._specs = {spec.key: spec for spec in screens if spec.open_to(context.actor)}
        self._screens: dict[str, Screen] = {}
        self._current = ""
        self._closing = False
        self.setWindowTitle(f"{self.tr('执法音像档案工作站')} — {context.desk.office.organisation}")
        self._navigation = Navigation(
            [
                Entry(spec.key, wording.page_title(spec.title), spec.icon, spec.group)
                for spec in self._specs.values()
            ],
            context.desk.office.organisation,
        )
        searcher = self._server(ShowFootage())
        self._search_key = None if searcher is None else searcher.key
        self._header = Header(context.actor, search=searcher is not None)
        self._stack = QStackedWidget()
        self._strip = JobsStrip(context.jobs)
        self._lay_out()
        self._connect()
        self._restore()
        context.notices.use_window(self)

    @property
    def current_key(self) -> str:
        """The key of the screen that is shown."""
        return self._current

    @property
    def navigation(self) -> Navigation:
        """The list of screens."""
        return self._navigation

    def screen_of(self, key: str) -> Screen:
        """The screen `key`, built if this is its first time."""
        if key not in self._screens:
            spec = self._specs[key]
            screen = spec.make(replace(self._context, home=self._stack))
            screen.setObjectName(f"screen-{key}")
            screen.setAccessibleName(wording.page_title(spec.title))
            screen.requested.connect(self.serve)
            screen.preferences_changed.connect(self.preferences_changed)
            screen.waiting_changed.connect(partial(self._navigation.show_count, key))
            self._screens[key] = screen
            self._stack.addWidget(screen)
        return self._screens[key]

    def make_ready(self, *keys: str) -> None:
        """Build these screens before anybody waits for them, where the person has them.

        Building one is the longest that the window works at a stretch; while the person is let in
        nobody feels it, in the middle of work everybody would.
        """
        for key in keys:
            if key in self._specs and key not in self._screens:
                screen = self.screen_of(key)
                screen.resize(self.size())
                # Laid out, dressed and drawn once, out of sight: letters and icons are there then.
                screen.grab()

    def go_to(self, key: str) -> bool:
        """Show the screen `key`; False where the one shown must not be left, or there is none."""
        if key == self._current:
            self._screens[key].freshen()
            return True
        if key not in self._specs or not self._may_leave():
            self._navigation.show_current(self._current)
            return False
        screen = self.screen_of(key)
        self._current = key
        self._navigation.show_current(key)
        self._header.show_title(wording.page_title(self._specs[key].title))
        self._header.offer_search(offered=self._search_key not in {None, key})
        self._stack.setCurrentWidget(screen)
        screen.freshen()
        self._context.remembered.change(last_screen=key)
        return True

    def serve(self, intention: Intention) -> None:
        """Take `intention` to the screen that serves it."""
        if isinstance(intention, GoTo):
            self.go_to(intention.key)
            return
        spec = self._server(intention)
        if spec is None:
            self._context.notices.warn(self.tr("当前角色没有办理此事的页面，请联系档案员。"))
        elif self.go_to(spec.key):
            self.screen_of(spec.key).open_item(intention)

    def may_sign_out(self) -> bool:
        """Whether the person may leave the desk to somebody else now."""
        return self._may_close()

    def set_locked(self, *, locked: bool) -> None:
        """Tell the screens that the curtain falls or opens."""
        for screen in self._screens.values():
            screen.set_locked(locked=locked)

    def shut(self) -> None:
        """Close for good without asking: another window takes over, or the program ends."""
        self._closing = True
        self.close()

    def in_use(self) -> bool:
        """Whether something goes on that a person may watch without touching anything."""
        return bool(self._current) and self._screens[self._current].in_use()

    # -- arrangement -------------------------------------------------------------------------

    def _server(self, intention: Intention) -> ScreenSpec | None:
        serving = (s for s in self._specs.values() if isinstance(intention, s.serves))
        return next(serving, None)

    def _lay_out(self) -> None:
        centre = QWidget()
        centre.setProperty("ground", "window")
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self._stack, 1)
        column.addWidget(self._strip)
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._navigation)
        row.addLayout(column, 1)
        self.setCentralWidget(centre)
        self.setMinimumSize(800, 500)

    def _connect(self) -> None:
        self._navigation.chosen.connect(self.go_to)
        self._navigation.folded.connect(self._on_navigation_folded)
        header = self._header
        header.searched.connect(self._on_header_searched)
        header.lock_requested.connect(self.lock_requested)
        header.sign_out_requested.connect(self.sign_out_requested)
        header.password_requested.connect(self.password_requested)
        header.language_requested.connect(self.language_requested)
        header.scheme_requested.connect(self.scheme_requested)
        self._context.jobs.went_wrong.connect(self._on_job_went_wrong)
        QShortcut(QKeySequence.StandardKey.Refresh, self, self._on_refresh_wanted)

    def _restore(self) -> None:
        remembered = self._context.remembered
        geometry = remembered.layout("main-window")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(1280, 800)
        folded = remembered.layout("navigation-folded")
        self._navigation.fold(folded=folded is not None and bytes(folded.data()) == b"1")
        wanted = remembered.preferences.last_screen
        if wanted not in self._specs:
            wanted = next(iter(self._specs), "")
        if wanted:
            self.go_to(wanted)

    def _may_leave(self) -> bool:
        return not self._current or self._screens[self._current].may_leave()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._navigation.set_room(narrow=self.width() < theme().px(_NARROW))

    # -- what happens ------------------------------------------------------------------------

    def _on_navigation_folded(self, folded: bool) -> None:
        self._context.remembered.keep_layout("navigation-folded", b"1" if folded else b"0")

    def _on_header_searched(self, text: str) -> None:
        self.serve(ShowFootage(text=text))

    def _on_job_went_wrong(self, _job: Job, error: BaseException) -> None:
        self._context.notices.error(error)

    def _on_refresh_wanted(self) -> None:
        if self._current:
            self._screens[self._current].set_stale()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closing and not self._may_close():
            event.ignore()
            return
        self._context.remembered.keep_layout("main-window", self.saveGeometry())
        self._context.notices.use_window(None)
        for screen in self._screens.values():
            screen.shut()
        super().closeEvent(event)
        self.closed.emit()

    def _may_close(self) -> bool:
        if not self._may_leave():
            return False
        jobs = self._context.jobs
        if not jobs.busy:
            return True
        titles = wording.listing(job.title for job in jobs.running if not job.quiet)
        if not titles:
            return True
        return self._context.notices.ask(
            self.tr("还有任务没有完成，要停止并关闭吗？"),
            self.tr("正在进行：{titles}。停止后，已经完成的部分都会保留，下次可以接着做。").format(
                titles=titles
            ),
            self.tr("停止并关闭"),
            danger=True,
        )
