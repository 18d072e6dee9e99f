"""The marks of what is played, and setting, finding, changing and withdrawing them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from archive_desk.domain.ids import MarkId, PersonId
from archive_desk.domain.marks import CATEGORIES, Category, Colour, Mark
from archive_desk.languages import Language
from archive_desk.ui import wording
from archive_desk.ui.mark_colours import mark_colour
from archive_desk.ui.palette import Tone
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.row_model import Column, RowModel, listed
from archive_desk.ui.theme import SMALL, TIGHT, theme
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, SearchBox
from archive_desk.ui.widgets.panels import SectionHead
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label
from archive_desk.ui.zones import local

_COLUMNS = {Language.ZH_CN: 3, Language.EN: 2}
_DOT = 10
TimeOf = Callable[[Mark], datetime | None]


class MarksPanel(QWidget):
    """The list of marks with its keys.

    Signals:
        wanted: a mark of this category at the picture on the screen.
        stretch_wanted: a stretch of this category begins, or ends, at the picture on the screen.
        chosen: go to this `Mark`.
        changed: a `Mark` with another category, note or colour.
        removed: this `Mark` is to go.
        restored: this `Mark` is to come back.
        history_wanted: what was done to this `Mark`.
        export_wanted: the list is to be written to a file.
        withdrawn_wanted: whether marks that were withdrawn are to be shown.
    """

    wanted = Signal(str)
    stretch_wanted = Signal(str)
    chosen = Signal(object)
    changed = Signal(object, str, str, str)
    removed = Signal(object)
    restored = Signal(object)
    history_wanted = Signal(object)
    export_wanted = Signal()
    withdrawn_wanted = Signal(bool)

    def __init__(self, remembered: Remembered, me: PersonId, *, may_mark: bool) -> None:
        super().__init__()
        self._me, self._may_mark = me, may_mark
        self._usable = False
        self._offered: MarkId | None = None
        self._told = ""
        self._time_of: TimeOf = lambda _mark: None
        self._all: Sequence[Mark] = ()
        self._rows: Sequence[Mark] = ()
        self._categories: Sequence[Category] = ()
        self._head = SectionHead(self.tr("时间标记"))
        self._keys = QGridLayout()
        self.keys: list[QPushButton] = []
        columns = (
            Column[Mark](
                "at",
                self.tr("时刻"),
                self._moment,
                width=128,
                subtitle=self._position,
                bold=True,
                picture=_dot,
            ),
            Column[Mark](
                "what",
                self.tr("类别"),
                lambda mark: wording.tr(mark.category),
                subtitle=self._subtitle,
                hint=lambda mark: f"{mark.note}\n{mark.author}".strip(),
                tone=lambda mark: Tone.FAINT if mark.removed_at else None,
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
        self.search = SearchBox(self.tr("查找标记"), width=110)
        self.search.setObjectName("player-marks-search")
        self.only = ChoiceBox(self.tr("只看一类标记"))
        self.only.setObjectName("player-marks-only")
        self._hint = label(
            self.tr("播放时按数字键 1–9，当前画面就作上标记；按住 Alt 再按，开始或结束一个区间。")
            if may_mark
            else self.tr("这段音像还没有标记。"),
            "muted",
            wrap=True,
        )
        self.category = ChoiceBox(self.tr("标记类别"), width=112)
        self.category.setObjectName("player-mark-category")
        self.colour = ChoiceBox(
            self.tr("标记颜色"),
            [
                Choice("", self.tr("默认颜色")),
                *(Choice(each.value, wording.sentence(each.label)) for each in Colour),
            ],
        )
        self.colour.setObjectName("player-mark-colour")
        self.colour.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.note = QLineEdit()
        self.note.setObjectName("player-mark-note")
        self.note.setAccessibleName(self.tr("标记说明"))
        self.note.setPlaceholderText(self.tr("说明，按回车保存"))
        self.remove = icon_button("trash-2", self.tr("删除标记"), then=self._on_remove_wanted)
        self.remove.setObjectName("player-mark-remove")
        self.more = icon_button("ellipsis", self.tr("更多"), then=self._on_more_wanted)
        self.more.setObjectName("player-marks-more")
        self._withdrawn = False
        self._arrange()
        self._connect()
        self.show_categories([Category(title, str(n)) for n, title in enumerate(CATEGORIES, 1)])
        self._offer(None)

    @property
    def marks(self) -> Sequence[Mark]:
        """The marks shown, after filter and search."""
        return self._rows

    def show_categories(self, categories: Sequence[Category]) -> None:
        """Offer these categories, each with its key."""
        self._categories = categories
        for key in self.keys:
            self._keys.removeWidget(key)
            key.deleteLater()
        keyed = [each for each in categories if each.key]
        self.keys = [self._key(number, each) for number, each in enumerate(keyed, 1)]
        across = _COLUMNS[wording.language()]
        for place, key in enumerate(self.keys):
            self._keys.addWidget(key, place // across, place % across)
            key.setVisible(self._may_mark)
            key.setEnabled(self._usable)
        choices = [Choice(each.title, wording.tr(each.title)) for each in categories]
        self.category.offer(choices)
        self.only.offer([Choice("", self.tr("全部类别")), *choices])

    def show_marks(self, marks: Sequence[Mark], time_of: TimeOf, select: MarkId | None) -> None:
        """Show these; `time_of` gives the true time of a mark, `select` is chosen then."""
        self._time_of, self._all = time_of, marks
        current = self.table.current()
        keep = select if select is not None else (None if current is None else current.id)
        self._filter()
        shown = self.marks
        self._head.set_note(str(len(marks)) if marks else "")
        self._hint.setVisible(self._usable and not marks)
        if keep is not None and any(mark.id == keep for mark in shown):
            self.table.select_keys({keep}, current=keep)
        self._offer(self.table.current() if keep is not None else None)

    def set_usable(self, *, usable: bool) -> None:
        """Whether there is a recording that takes marks."""
        for key in self.keys:
            key.setEnabled(usable)
        self._usable = usable
        self._hint.setVisible(usable and not self._all)

    def select(self, mark_id: MarkId) -> None:
        """Choose a mark in the list."""
        self.table.select_keys({mark_id}, current=mark_id)
        self._offer(self.table.current())

    def edit_note(self) -> None:
        """Let the person write about the mark just set."""
        if self.note.isEnabled():
            self.note.setFocus()
            self.note.selectAll()

    def neighbour(self, moment: datetime, by: int) -> Mark | None:
        """The next mark of the list after a moment, or the one before."""
        timed = [(at, mark) for mark in self.marks if (at := self._time_of(mark)) is not None]
        if by > 0:
            return next((mark for at, mark in timed if at > moment), None)
        return next((mark for at, mark in reversed(timed) if at < moment), None)

    def _filter(self) -> None:
        words, only = self.search.text().strip().lower(), self.only.value or ""
        self._rows = [
            mark
            for mark in self._all
            if (not only or mark.category == only)
            and words
            in f"{mark.category} {wording.tr(mark.category)} {mark.note} {mark.author}".lower()
        ]
        self._model.use(listed(self._rows, self._columns))
        self._model.row(0)

    def _key(self, number: int, category: Category) -> QPushButton:
        words = wording.tr(category.title)
        made = button(
            f"{category.key} {words}",
            kind="key",
            then=partial(self.wanted.emit, category.title),
        )
        made.setObjectName(f"player-mark-{number}")
        made.setAccessibleName(self.tr("标记：{category}").format(category=words))
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return made

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        head = QHBoxLayout()
        head.setSpacing(TIGHT)
        head.addWidget(self._head, 1)
        head.addWidget(self.more)
        column.addLayout(head)
        self._keys.setSpacing(TIGHT)
        column.addLayout(self._keys)
        column.addWidget(self._hint)
        finding = QHBoxLayout()
        finding.setSpacing(TIGHT)
        finding.addWidget(self.search, 1)
        finding.addWidget(self.only)
        column.addLayout(finding)
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(TIGHT)
        row.addWidget(self.category, 1)
        row.addWidget(self.colour, 1)
        for widget in (self.category, self.colour, self.note, self.remove):
            widget.setVisible(self._may_mark)
        column.addLayout(row)
        writing = QHBoxLayout()
        writing.setSpacing(TIGHT)
        writing.addWidget(self.note, 1)
        writing.addWidget(self.remove)
        column.addLayout(writing)

    def _connect(self) -> None:
        self.table.clicked.connect(self._on_table_clicked)
        self.table.row_opened.connect(self.chosen)
        self.table.rows_selected.connect(lambda _rows: self._offer(self.table.current()))
        self.category.chosen.connect(lambda _value: self._on_edited())
        self.colour.chosen.connect(lambda _value: self._on_edited())
        self.note.editingFinished.connect(self._on_edited)
        self.search.searched.connect(lambda _words: self._filter())
        self.only.chosen.connect(lambda _value: self._filter())

    def _offer(self, mark: Mark | None) -> None:
        own = mark is not None and mark.author_id == self._me and self._may_mark
        standing = own and mark is not None and mark.removed_at is None
        for widget in (self.category, self.colour, self.note, self.remove):
            widget.setEnabled(standing)
        with QSignalBlocker(self.category), QSignalBlocker(self.note):
            # What is being written is not lost when the list is read again meanwhile.
            same = mark is not None and mark.id == self._offered and standing
            self._offered = None if mark is None else mark.id
            saved = "" if mark is None else mark.note
            if not same or self.note.text() in {self._told, saved}:
                self.note.setText(saved)
                self._told = self.note.text()
            if mark is not None:
                titles = [each.title for each in self._categories]
                if mark.category not in titles:
                    titles.append(mark.category)
                self.category.offer([Choice(title, wording.tr(title)) for title in titles])
                self.category.choose(mark.category)
                self.colour.choose(mark.colour)

    def _moment(self, mark: Mark) -> str:
        at = self._time_of(mark)
        return wording.position(mark.at_ms) if at is None else f"{local(at):%H:%M:%S}"

    def _position(self, mark: Mark) -> str:
        if mark.to_ms is None:
            return wording.position(mark.at_ms)
        return self.tr("持续 {length}").format(length=wording.duration(mark.to_ms - mark.at_ms))

    def _subtitle(self, mark: Mark) -> str:
        words = " ".join(mark.note.split()) or mark.author
        return self.tr("已撤回：{words}").format(words=words) if mark.removed_at else words

    def _on_table_clicked(self, index: QModelIndex) -> None:
        mark = self._model.row(index.row())
        if mark is not None:
            self.chosen.emit(mark)

    def _on_edited(self) -> None:
        mark = self.table.current()
        if mark is None or not self.note.isEnabled():
            return
        category, note = str(self.category.value), self.note.text().strip()
        if self.note.text() == self._told:
            # A field of one line may show a note of several differently.
            note = mark.note
        colour = str(self.colour.value or "")
        if (category, note, colour) != (mark.category, mark.note, mark.colour):
            self.changed.emit(mark, category, note, colour)

    def _on_remove_wanted(self) -> None:
        mark = self.table.current()
        if mark is not None:
            self.removed.emit(mark)

    def _on_more_wanted(self) -> None:
        menu = QMenu(self)
        mark = self.table.current()
        if mark is not None:
            menu.addAction(self.tr("修改记录…"), lambda: self.history_wanted.emit(mark))
            if mark.removed_at is not None and mark.author_id == self._me:
                menu.addAction(self.tr("恢复这个标记"), lambda: self.restored.emit(mark))
            menu.addSeparator()
        shown = menu.addAction(self.tr("显示已撤回的标记"))
        shown.setCheckable(True)
        shown.setChecked(self._withdrawn)
        shown.toggled.connect(self._on_withdrawn_toggled)
        menu.addAction(self.tr("导出标记清单…"), self.export_wanted.emit)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _on_withdrawn_toggled(self, shown: bool) -> None:
        self._withdrawn = shown
        self.withdrawn_wanted.emit(shown)


def _dot(mark: Mark) -> QIcon:
    """The colour of a mark; a ring where it was withdrawn."""
    side = theme().px(_DOT)
    drawn = QPixmap(2 * side, 2 * side)
    drawn.setDevicePixelRatio(2)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = mark_colour(mark.shade)
    painter.setPen(ink)
    if mark.removed_at is None:
        painter.setBrush(ink)
    painter.drawEllipse(QRectF(1, 1, side - 2, side - 2))
    painter.end()
    return QIcon(drawn)
