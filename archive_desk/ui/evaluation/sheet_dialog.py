"""A score sheet as text: copied, changed, checked as one types, kept as the office's own."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.services.score_sheets import ScoreSheets, SheetMistake, SheetText
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.text import muted

_CHECK_AFTER_MS = 300


class SheetDialog(Dialog):
    """Edits a copy of a sheet; every mistake is named by line, key and what is expected.

    Attributes:
        saved: the sheet as it was kept; None if nothing was.

    Signals:
        checked: the mistakes of what stands there now.
    """

    checked = Signal(object)

    def __init__(
        self, context: ScreenContext, sheet: SheetText, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, width=900)
        self.set_title(sheet.sheet.title)
        self._context = context
        self._sheets = ScoreSheets(context.desk)
        self.saved: SheetText | None = None
        text = sheet.text
        if not sheet.own:
            text = text.replace(
                f'key = "{sheet.sheet.key}"', f'key = "{sheet.sheet.key}_office"', 1
            )
        self.body.addWidget(
            muted(
                self.tr("这是一份副本。改好后保存为本单位的评分表；已开始的评查仍用原来的版本。")
                if not sheet.own
                else self.tr("改好后请把 version 加一再保存；已开始的评查仍用原来的版本。")
            )
        )
        self.text = QPlainTextEdit(text)
        self.text.setAccessibleName(self.tr("评分表内容"))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setMinimumHeight(theme().px(360))
        self.mistakes = QListWidget()
        self.mistakes.setAccessibleName(self.tr("错误"))
        self.mistakes.setFixedWidth(theme().px(280))
        self.mistakes.setWordWrap(True)
        self.mistakes.itemActivated.connect(self._go_to)
        self.mistakes.itemClicked.connect(self._go_to)
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        row.addWidget(self.text, 1)
        row.addWidget(self.mistakes)
        self.body.addLayout(row, 1)
        self._advice = Advice("", Tone.BAD)
        self._advice.hide()
        self.body.addWidget(self._advice)
        self.confirm = button(self.tr("保存为本单位评分表"), "check", kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CHECK_AFTER_MS)
        self._timer.timeout.connect(self.check)
        self.text.textChanged.connect(self._timer.start)
        self.check()

    def check(self) -> None:
        """Say what is wrong with the text."""
        self._timer.stop()
        found = self._sheets.mistakes(self.text.toPlainText())
        self.mistakes.clear()
        for each in found:
            self.mistakes.addItem(_line(each))
        if not found:
            self.mistakes.addItem(self.tr("没有错误，可以保存。"))
        self.confirm.setEnabled(not found)
        self.checked.emit(found)

    def _go_to(self, item: QListWidgetItem) -> None:
        line = item.data(0x0100)
        if isinstance(line, int):
            block = self.text.document().findBlockByNumber(line - 1)
            cursor = QTextCursor(block)
            cursor.select(QTextCursor.SelectionType.LineUnderCursor)
            self.text.setTextCursor(cursor)
            self.text.setFocus()

    def accept(self) -> None:
        """Keep the sheet, and close if the service takes it."""
        try:
            self.saved = self._sheets.save(self._context.actor, self.text.toPlainText())
        except ArchiveDeskError as error:
            self._advice.say(wording.sentence(error.message))
            return
        super().accept()


def _line(mistake: SheetMistake) -> QListWidgetItem:
    words = wording.tr(
        "第 {line} 行：{key} {expected}",
        line=mistake.line,
        key=mistake.key,
        expected=wording.sentence(mistake.expected),
    )
    item = QListWidgetItem(words)
    item.setData(0x0100, mistake.line)
    return item
