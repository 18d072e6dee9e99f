"""The curtain before a locked desk: everything stays as it is, and nothing can be seen or done."""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.people import Person
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.inputs import password_field
from archive_desk.ui.widgets.pictures import Avatar
from archive_desk.ui.widgets.text import label, set_tone

_ROOM_FOR_ALL = 330


class Locking(QObject):
    """Locks all windows of the program and unlocks them by the password.

    `confirm(password, done)` checks it in the background and calls `done` with an empty text, or
    with what is wrong.

    Signals:
        unlocked: the person is back.
        left: somebody else wants to sign in.
    """

    unlocked = Signal()
    left = Signal()

    def __init__(
        self,
        actor: Person,
        confirm: Callable[[str, Callable[[str], None]], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._actor = actor
        self._confirm = confirm
        self._curtains: list[Curtain] = []

    @property
    def locked(self) -> bool:
        """Whether the curtain is down."""
        return bool(self._curtains)

    @property
    def curtains(self) -> tuple["Curtain", ...]:
        """The curtain of each window."""
        return tuple(self._curtains)

    def lock(self) -> None:
        """Draw a curtain before every window, dialogs too."""
        if self.locked:
            return
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and window.windowType() in _CURTAINED:
                self._curtains.append(Curtain(window, self._actor))
        for curtain in self._curtains:
            curtain.tried.connect(self._on_curtain_tried)
            curtain.left.connect(self.left)
        front = QApplication.activeModalWidget() or QApplication.activeWindow()
        for curtain in self._curtains:
            if curtain.parentWidget() is front or front is None:
                curtain.field.setFocus()

    def unlock(self) -> None:
        """Open all curtains."""
        for curtain in self._curtains:
            if shiboken6.isValid(curtain):
                curtain.open()
        self._curtains.clear()

    def _on_curtain_tried(self, password: str) -> None:
        self._confirm(password, self._on_confirm_answered)

    def _on_confirm_answered(self, trouble: str) -> None:
        if trouble:
            for curtain in self._curtains:
                if shiboken6.isValid(curtain):
                    curtain.complain(trouble)
            return
        self.unlock()
        self.unlocked.emit()


_CURTAINED = {Qt.WindowType.Window, Qt.WindowType.Dialog}


class Curtain(QFrame):
    """Covers one window and asks for the password.

    Signals:
        tried: a password was typed.
        left: somebody else wants to sign in.
    """

    tried = Signal(str)
    left = Signal()

    def __init__(self, window: QWidget, actor: Person) -> None:
        super().__init__(window)
        self.setObjectName("curtain")
        self.setProperty("ground", "window")
        self.setAutoFillBackground(True)
        self._closed = [
            child
            for child in window.findChildren(
                QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
            )
            if child is not self and child.isEnabled() and not child.isWindow()
        ]
        for child in self._closed:
            child.setEnabled(False)
        self._build(actor)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self._avatar.setVisible(self.height() >= theme().px(_ROOM_FOR_ALL))
        self.show()
        self.raise_()

    def open(self) -> None:
        """Give the window back."""
        for child in self._closed:
            if shiboken6.isValid(child):
                child.setEnabled(True)
        window = self.parentWidget()
        if window is not None:
            window.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def complain(self, trouble: str) -> None:
        """Say why it stays closed."""
        self._note.setText(trouble)
        set_tone(self._note, Tone.BAD)
        self.field.setEnabled(True)
        self.field.clear()
        self.field.setFocus()

    def _build(self, actor: Person) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(SMALL)
        column.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._avatar = Avatar(actor.name, 64)
        column.addWidget(self._avatar, 0, centre)
        column.addWidget(label(actor.name, "heading"), 0, centre)
        self._note = label(
            self.tr("工作站已锁定，{role}请输入密码继续。").format(
                role=wording.sentence(actor.role.label)
            ),
            "caption",
        )
        column.addWidget(self._note, 0, centre)
        column.addSpacing(SMALL)
        self.field = password_field(self.tr("密码"))
        self.field.setPlaceholderText(self.tr("密码"))
        self.field.setFixedWidth(theme().px(240))
        self.field.returnPressed.connect(self._try)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addStretch(1)
        row.addWidget(self.field)
        row.addWidget(button(self.tr("解锁(&U)"), "lock-open", kind="primary", then=self._try))
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(MEDIUM)
        other = button(self.tr("换人登录(&W)"), kind="link", then=self.left.emit)
        column.addWidget(other, 0, centre)
        column.addStretch(2)
        column.setContentsMargins(LARGE, LARGE, LARGE, LARGE)

    def _try(self) -> None:
        if self.field.text():
            self.field.setEnabled(False)
            self.tried.emit(self.field.text())

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)
