"""The whole text of a regulation: checked as it is typed, with a preview of what it changes."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontDatabase, QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.rule_rows import RuleChange
from archive_desk.services.rule_keeping import Problem, RuleKeeping
from archive_desk.services.rulebook import line_of
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Column, RowModel, Side, listed
from archive_desk.ui.rules.changes_table import change_columns
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label, set_tone

_PAUSE_MS = 300


class EditorDialog(Dialog):
    """A rule file in an editor: what is wrong by line and key, and what would change."""

    def __init__(
        self,
        context: ScreenContext,
        text: str,
        *,
        based_on: int | None = None,
        at: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(self.tr("编辑制度全文"), parent, width=1040)
        self._context = context
        self._keeping = RuleKeeping(context.desk)
        self._based_on = based_on
        self.setMinimumHeight(theme().px(640))
        self.editor = QPlainTextEdit(text)
        self.editor.setAccessibleName(self.tr("制度全文"))
        self.editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        # Chinese names and values stand in columns of their own only in a face of one width.
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme().px(14))
        self.editor.setFont(font)
        self.state = label("", "strong", wrap=True)
        columns = self._problem_columns()
        self._problems: RowModel[Problem] = RowModel(
            columns, listed((), columns), key=lambda row: (row.line, row.key)
        )
        self.problems = Table(
            self._problems, name="rule-problems", remembered=context.remembered, single=True
        )
        self.problems.setAccessibleName(self.tr("错误"))
        self.problems.rows_selected.connect(lambda _rows: self._go_to_problem())
        self._change_columns = self._make_change_columns()
        self._changes: RowModel[RuleChange] = RowModel(
            self._change_columns, listed((), self._change_columns), key=id
        )
        self.changes = Table(
            self._changes, name="rule-changes", remembered=context.remembered, single=True
        )
        self.changes.setAccessibleName(self.tr("更改"))
        self.why = QLineEdit()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.check)
        self.editor.textChanged.connect(self._timer.start)
        self._lay_out()
        if at:
            self._go_to_line(line_of(text, at))
        self.check()

    def _lay_out(self) -> None:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.state)
        column.addWidget(self.problems, 1)
        column.addWidget(self.changes, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.editor)
        split.addWidget(side)
        split.setSizes([600, 440])
        self.body.addWidget(split, 1)
        form = Form()
        form.add(self.tr("更改原因(&R)"), self.why, needed=True)
        self._form = form
        self.body.addWidget(form)
        self.confirm = button(self.tr("采用为新版本(&S)"), kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))

    def _problem_columns(self) -> Sequence[Column[Problem]]:
        return (
            Column("line", self.tr("行"), lambda row: str(row.line), side=Side.RIGHT, width=48),
            Column("key", self.tr("项目"), lambda row: row.key, cut_middle=True, width=150),
            Column(
                "expected",
                self.tr("应为"),
                lambda row: wording.sentence(row.expected),
                stretch=True,
                width=220,
            ),
        )

    def _make_change_columns(self) -> Sequence[Column[RuleChange]]:
        return change_columns(
            self.tr("事项"), self.tr("现行"), self.tr("改为"), self.tr("影响"), self.tr("缩短")
        )

    # -- checking ----------------------------------------------------------------------------

    def check(self) -> None:
        """Check the text now, and show what is wrong or what it changes."""
        self._timer.stop()
        text = self.editor.toPlainText()
        problems = self._keeping.problems(text)
        columns = self._problem_columns()
        self._problems.use(listed(problems, columns))
        self.problems.setVisible(bool(problems))
        self.changes.setVisible(not problems)
        self.confirm.setEnabled(not problems)
        if problems:
            self.state.setText(
                self.tr("有 {count} 处错误，改正后才能采用。").format(count=len(problems))
            )
            set_tone(self.state, Tone.BAD)
            return
        found = self._keeping.preview(self._context.actor, text)
        self._changes.use(listed(found.changes, self._change_columns))
        if found.shortens:
            words = self.tr(
                "更改 {count} 处，有保存期限缩短：只影响今后的音像，已归档的列入鉴定建议。"
            )
            set_tone(self.state, Tone.WARN)
        else:
            words = self.tr("没有错误，更改 {count} 处。")
            set_tone(self.state, Tone.GOOD)
        self.state.setText(words.format(count=len(found.changes)))

    def _go_to_problem(self) -> None:
        problem = next(iter(self.problems.selected()), None)
        if problem is not None:
            self._go_to_line(problem.line)

    def _go_to_line(self, line: int) -> None:
        block = self.editor.document().findBlockByNumber(line - 1)
        cursor = QTextCursor(block)
        cursor.select(QTextCursor.SelectionType.LineUnderCursor)
        self.editor.setTextCursor(cursor)
        self.editor.centerCursor()

    @override
    def accept(self) -> None:
        self._form.forgive()
        self.check()
        if not self.confirm.isEnabled():
            return
        if not self.why.text().strip():
            self._form.complain(self.why, self.tr("请填写。"))
            return
        try:
            self._keeping.adopt(
                self._context.actor,
                self.editor.toPlainText(),
                self.why.text(),
                based_on=self._based_on,
            )
        except ArchiveDeskError as error:
            self._form.complain(self.why, wording.sentence(error.message))
            return
        super().accept()
