"""Dialogs of the desk's own look: a frame with room, and the few that `ui.notices` shows."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, WIDE, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import label, selectable


class Dialog(QDialog):
    """A dialog with a title, a body to fill, and its buttons at the bottom right.

    Fill `body`, then call `set_buttons`. Escape cancels, Return confirms.
    """

    def __init__(self, title: str, parent: QWidget | None = None, *, width: int = 480) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(theme().px(width))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        outer.setSpacing(LARGE)
        self.heading = label(title, "heading", wrap=True)
        outer.addWidget(self.heading)
        self.body = QVBoxLayout()
        self.body.setSpacing(MEDIUM)
        outer.addLayout(self.body, 1)
        self._cancel: QPushButton | None = None
        self._row = QHBoxLayout()
        self._row.setSpacing(SMALL)
        self._row.addStretch(1)
        outer.addLayout(self._row)

    def set_buttons(self, confirm: QPushButton | None, cancel: str = "") -> None:
        """The button that confirms, and the words of the one that does not."""
        if cancel:
            self._cancel = button(cancel, then=self.reject)
            self._row.addWidget(self._cancel)
        if confirm is not None:
            confirm.setDefault(True)
            confirm.clicked.connect(self.accept)
            self._row.addWidget(confirm)

    def set_title(self, title: str) -> None:
        """Name the dialog, in its frame and at its head."""
        self.setWindowTitle(title)
        self.heading.setText(title)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.focusWidget() is None or isinstance(self.focusWidget(), QPushButton):
            self._begin_at_first_field()

    @override
    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._make_room()
        return done

    def _make_room(self) -> None:
        """Grow where words have come that would squeeze what stands around them."""
        layout = self.layout()
        if layout is None or not self.isVisible():
            return
        needed = layout.totalMinimumHeightForWidth(self.width())
        most = self.screen().availableGeometry().height()
        if self.height() < min(needed, most):
            self.resize(self.width(), min(needed, most))

    def _begin_at_first_field(self) -> None:
        """Typing can begin at once; a button would only be pressed by mistake."""
        widget = self.nextInFocusChain()
        while widget is not None and widget is not self:
            if _takes_words(widget) and widget.isVisibleTo(self):
                widget.setFocus()
                return
            widget = widget.nextInFocusChain()

    def add_right(self, widget: QWidget) -> None:
        """Put `widget` after the buttons that are there."""
        self._row.addWidget(widget)

    def add_left(self, widget: QWidget) -> None:
        """Put `widget` at the left of the buttons."""
        self._row.insertWidget(0, widget)


def _takes_words(widget: QWidget) -> bool:
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        return widget.isEnabled() and not widget.isReadOnly()
    return isinstance(widget, QComboBox | QAbstractSpinBox) and widget.isEnabled()


class MessageDialog(Dialog):
    """Something that must be read before going on, with the rule that says so."""

    def __init__(self, text: str, basis: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("请注意"))
        self.heading.hide()
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        row.addWidget(Picture("circle-alert", Tone.BAD, 22), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(SMALL)
        words.addWidget(selectable(label(text, wrap=True)))
        if basis:
            words.addWidget(selectable(label(self.tr("依据：") + basis, "caption", wrap=True)))
        row.addLayout(words, 1)
        self.body.addLayout(row)
        self.set_buttons(button(self.tr("知道了"), kind="primary"))


class QuestionDialog(Dialog):
    """A question with its consequences; the button that goes on carries a verb."""

    def __init__(
        self,
        question: str,
        consequences: str,
        confirm: str,
        *,
        danger: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(question, parent)
        self.body.addWidget(label(consequences, "muted", wrap=True))
        self.confirm = button(confirm, kind="danger" if danger else "primary")
        self.set_buttons(self.confirm, self.tr("取消"))
        if danger and self._cancel is not None:
            self._cancel.setDefault(True)
            self._cancel.setFocus()


class CrashDialog(Dialog):
    """A fault of the program: nothing is lost, and here is what to send."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=640)
        self.setWindowTitle(self.tr("程序出错"))
        self.heading.setText(self.tr("程序出错了，刚才的操作没有完成"))
        self.body.addWidget(
            label(
                self.tr(
                    "已经保存的档案不受影响。请复制下面的内容交给维护人员，"
                    "其中没有案卷和人员信息。可以关闭本窗口继续工作。"
                ),
                "muted",
                wrap=True,
            )
        )
        self._report = QPlainTextEdit(report)
        self._report.setReadOnly(True)
        self._report.setMinimumHeight(theme().px(240))
        self._report.setAccessibleName(self.tr("出错信息"))
        self.body.addWidget(self._report, 1)
        self.add_left(button(self.tr("复制"), "copy", then=self._copy))
        self.set_buttons(button(self.tr("继续工作"), kind="primary"))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report.toPlainText())
