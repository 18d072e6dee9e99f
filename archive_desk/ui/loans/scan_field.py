"""The field that a scanner types into: the code of a slip, a disc or a volume, then Return."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from archive_desk.ui import icons
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import theme


class ScanField(QLineEdit):
    """Takes codes, also those that are scanned while a list has the focus.

    Signals:
        scanned: the code, after Return.
    """

    scanned = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "search")
        words = self.tr("扫码：借阅单、光盘、卷册")
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setToolTip(self.tr("扫描枪读出编号后自动办理；也可输入编号按回车。F3"))
        self.setMinimumWidth(theme().px(190))
        self.addAction(icons.icon("grid-2x2", Tone.FAINT), QLineEdit.ActionPosition.LeadingPosition)
        self.returnPressed.connect(self._on_return_pressed)

    def listen_to(self, page: QWidget, *lists: QWidget) -> None:
        """Take what is typed into `lists`, which do nothing with letters; F3 goes to the field."""
        QShortcut(QKeySequence(Qt.Key.Key_F3), page, self.setFocus)
        for each in lists:
            each.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = event.modifiers() in {
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.ShiftModifier,
            }
            if self.isVisible() and plain and event.text().isalnum():
                self.clear()
                self.setFocus()
                self.insert(event.text())
                return True
        return super().eventFilter(watched, event)

    def _on_return_pressed(self) -> None:
        code = self.text().strip()
        if code:
            self.scanned.emit(code)
            self.clear()
