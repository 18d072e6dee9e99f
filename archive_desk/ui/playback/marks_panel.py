"""The marks of a recording, and setting, changing and removing them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from archive_desk.domain.ids import MarkId, PersonId
from archive_desk.domain.marks import CATEGORIES, Mark
from archive_desk.languages import Language
from archive_desk.ui import wording
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.row_model import Column, RowModel, listed
from archive_desk.ui.theme import SMALL, TIGHT
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox
from archive_desk.ui.widgets.panels import SectionHead
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label
from archive_desk.ui.zones import local

_COLUMNS = {Language.ZH_CN: 3, Language.EN: 2}
TimeOf = Callable[[int], datetime | None]


class MarksPanel(QWidget):
    """The list of marks with its keys.

    Signals:
        wanted: a mark of this category at the picture on the screen.
        chosen: go to this `Mark`.
        changed: a `Mark` with another category or note.
        removed: this `Mark` is to go.
    """

    wanted = Signal(str)
    chosen = Signal(object)
    changed = Signal(object, str, str)
    removed = Signal(object)

    def __init__(self, remembered: Remembered, me: PersonId, *, may_mark: bool) -> None:
        super().__init__()
        self._me, self._may_mark = me, may_mark
        self._usable = False
        self._time_of: TimeOf = lambda _at_ms: None
        self._head = SectionHead(self.tr("时间标记"))
        self.keys = [self._key(number, words) for number, words in enumerate(CATEGORIES, 1)]
        columns = (
            Column[Mark](
                "at", self.tr("时刻"), self._moment, width=104, subtitle=self._position, bold=True
            ),
            Column[Mark](
                "what",
                self.tr("类别"),
                lambda mark: wording.tr(mark.category),
                subtitle=lambda mark: mark.note or mark.author,
                hint=lambda mark: f"{mark.note}\n{mark.author}".strip(),
                stretch=True,
            ),
        )
        self._columns = columns
        self._model = RowModel(columns, listed([], columns), key=lambda mark: mark.id)
        self.table: Table[Mark] = Table(
            self._model, name="marks", remembered=remembered, single=True
        )
        self.table.setObjectName("player-marks")
        self.table.setAccessibleName(self.tr("时间标记"))
        self._hint = label(
            self.tr("播放时按数字键 1–9，当前画面就作上标记。")
            if may_mark
            else self.tr("这段音像还没有标记。"),
            "muted",
            wrap=True,
        )
        self.category = ChoiceBox(
            self.tr("标记类别"),
            [Choice(words, wording.tr(words)) for words in CATEGORIES],
            width=112,
        )
        self.category.setObjectName("player-mark-category")
        self.note = QLineEdit()
        self.note.setObjectName("player-mark-note")
        self.note.setAccessibleName(self.tr("标记说明"))
        self.note.setPlaceholderText(self.tr("说明，按回车保存"))
        self.remove = icon_button("trash-2", self.tr("删除标记"), then=self._on_remove_wanted)
        self.remove.setObjectName("player-mark-remove")
        self._arrange()
        self._connect()
        self._offer(None)

    @property
    def marks(self) -> Sequence[Mark]:
        """The marks shown."""
        return [row for _, row in self._model.loaded()]

    def show_marks(self, marks: Sequence[Mark], time_of: TimeOf, select: MarkId | None) -> None:
        """Show these; `time_of` gives the true time of a position, `select` is chosen then."""
        self._time_of = time_of
        current = self.table.current()
        keep = select if select is not None else (None if current is None else current.id)
        self._model.use(listed(list(marks), self._columns))
        self._model.row(0)
        self._head.set_note(str(len(marks)) if marks else "")
        self._hint.setVisible(self._usable and not marks)
        if keep is not None and any(mark.id == keep for mark in marks):
            self.table.select_keys({keep}, current=keep)
        self._offer(self.table.current() if keep is not None else None)

    def set_usable(self, *, usable: bool) -> None:
        """Whether there is a recording that takes marks."""
        for key in self.keys:
            key.setEnabled(usable)
        self._usable = usable
        self._hint.setVisible(usable and not self.marks)

    def edit_note(self) -> None:
        """Let the person write about the mark just set."""
        if self.note.isEnabled():
            self.note.setFocus()
            self.note.selectAll()

    def _key(self, number: int, words: str) -> QPushButton:
        made = button(
            f"{number} {wording.tr(words)}", kind="key", then=partial(self.wanted.emit, words)
        )
        made.setObjectName(f"player-mark-{number}")
        made.setAccessibleName(self.tr("标记：{category}").format(category=wording.tr(words)))
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return made

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self._head)
        grid = QGridLayout()
        grid.setSpacing(TIGHT)
        across = _COLUMNS[wording.language()]
        for place, key in enumerate(self.keys):
            grid.addWidget(key, place // across, place % across)
            key.setVisible(self._may_mark)
        column.addLayout(grid)
        column.addWidget(self._hint)
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(TIGHT)
        row.addWidget(self.category, 1)
        row.addWidget(self.remove)
        for widget in (self.category, self.note, self.remove):
            widget.setVisible(self._may_mark)
        column.addLayout(row)
        column.addWidget(self.note)

    def _connect(self) -> None:
        self.table.clicked.connect(self._on_table_clicked)
        self.table.row_opened.connect(self.chosen)
        self.table.rows_selected.connect(lambda _rows: self._offer(self.table.current()))
        self.category.chosen.connect(lambda _value: self._on_edited())
        self.note.editingFinished.connect(self._on_edited)

    def _offer(self, mark: Mark | None) -> None:
        own = mark is not None and mark.author_id == self._me and self._may_mark
        for widget in (self.category, self.note, self.remove):
            widget.setEnabled(own)
        with QSignalBlocker(self.category), QSignalBlocker(self.note):
            self.note.setText("" if mark is None else mark.note)
            if mark is not None:
                if mark.category not in CATEGORIES:
                    self.category.offer(
                        [Choice(w, wording.tr(w)) for w in (*CATEGORIES, mark.category)]
                    )
                self.category.choose(mark.category)

    def _moment(self, mark: Mark) -> str:
        at = self._time_of(mark.at_ms)
        return wording.position(mark.at_ms) if at is None else f"{local(at):%H:%M:%S}"

    def _position(self, mark: Mark) -> str:
        return wording.position(mark.at_ms)

    def _on_table_clicked(self, index: QModelIndex) -> None:
        mark = self._model.row(index.row())
        if mark is not None:
            self.chosen.emit(mark)

    def _on_edited(self) -> None:
        mark = self.table.current()
        if mark is None or not self.note.isEnabled():
            return
        category, note = str(self.category.value), self.note.text().strip()
        if (category, note) != (mark.category, mark.note):
            self.changed.emit(mark, category, note)

    def _on_remove_wanted(self) -> None:
        mark = self.table.current()
        if mark is not None:
            self.removed.emit(mark)
