"""The window before anybody is signed in."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.languages import Language
from archive_desk.services.desk import Desk
from archive_desk.ui import wording
from archive_desk.ui.entrance.guide import GuidePage
from archive_desk.ui.entrance.restoring import RestorePage
from archive_desk.ui.entrance.sign_in import SignInPage
from archive_desk.ui.entrance.upgrading import UpgradingPage
from archive_desk.ui.entrance.welcome import WelcomePage
from archive_desk.ui.jobs import Jobs
from archive_desk.ui.notices import Notices
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.theme import LARGE, MEDIUM, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.files import choose_folder


class EntranceWindow(QWidget):
    """Shows the welcome, the guide or the sign-in.

    Signals:
        open_requested: open the archive in this folder.
        founded: a new archive, open.
        signed_in: the `Person`.
        language_requested: the other language is wanted.
        closed: the person left.
    """

    open_requested = Signal(object)
    founded = Signal(object)
    signed_in = Signal(object)
    language_requested = Signal()
    closed = Signal()

    def __init__(self, jobs: Jobs, remembered: Remembered, notices: Notices) -> None:
        super().__init__()
        self.setObjectName("entrance")
        self.setProperty("ground", "window")
        self.setWindowTitle(self.tr("执法音像档案工作站"))
        self._jobs = jobs
        self._remembered = remembered
        self._notices = notices
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(LARGE, MEDIUM, LARGE, LARGE)
        top = QHBoxLayout()
        top.addStretch(1)
        other = Language.EN if wording.language() is Language.ZH_CN else Language.ZH_CN
        top.addWidget(
            button(other.label, "languages", kind="quiet", then=self.language_requested.emit)
        )
        column.addLayout(top)
        column.addWidget(self._stack, 1)
        self.resize(theme().px(980), theme().px(700))

    @property
    def page(self) -> QWidget:
        """What is shown."""
        return self._stack.currentWidget() or self

    def show_for(self, desk: Desk | None) -> None:
        """Ask who is there where an archive is open, else which archive it shall be."""
        if desk is None:
            self._show_welcome()
            return
        page = SignInPage(desk, self._jobs, self._remembered)
        page.signed_in.connect(self.signed_in)
        page.elsewhere.connect(self._show_welcome)
        self._show_page(page)

    def show_upgrading(self, folder: Path) -> None:
        """Say that the archive in `folder` is being brought up to date."""
        self._show_page(UpgradingPage(folder))

    def _show_welcome(self) -> None:
        page = WelcomePage(self._remembered)
        page.open_requested.connect(self._on_page_open_requested)
        page.found_requested.connect(self._show_guide)
        page.restore_requested.connect(self._show_restore)
        self._show_page(page)

    def _show_restore(self) -> None:
        page = RestorePage(self._jobs, self._remembered)
        page.open_requested.connect(self.open_requested)
        page.left.connect(self._show_welcome)
        self._show_page(page)

    def _show_guide(self) -> None:
        page = GuidePage(self._jobs, self._remembered)
        page.founded.connect(self._on_page_founded)
        page.left.connect(self._show_welcome)
        self._show_page(page)

    def _show_page(self, page: QWidget) -> None:
        old = self._stack.currentWidget()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()

    def _on_page_open_requested(self, folder: Path | None) -> None:
        chosen = folder or choose_folder(
            self, self._remembered, "archive", self.tr("选择档案库所在的文件夹")
        )
        if chosen is not None:
            self.open_requested.emit(chosen)

    def _on_page_founded(self, desk: Desk) -> None:
        self._notices.success(self.tr("档案库已建立，请登录。"))
        self.founded.emit(desk)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()
