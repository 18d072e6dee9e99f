"""A part of a regulation in a form: its entries in their order, checked and previewed as one types.

Everything can be undone until it is saved; saving makes a new version of the regulation.
"""

from copy import deepcopy

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.regulations import Regulation
from archive_desk.domain.rule_parts import Entry, Part, tidy
from archive_desk.services.rule_parts import RuleParts, Trial, moved
from archive_desk.ui import icons, wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.rules.changes_view import ChangesView
from archive_desk.ui.rules.part_form import PartForm
from archive_desk.ui.rules.part_history import History
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL, TIGHT, theme
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.panels import scrolling
from archive_desk.ui.widgets.text import label, set_tone

_PAUSE_MS = 300


class PartDialog(Dialog):
    """The entries of a part, the form of the chosen one, and what saving would change."""

    def __init__(
        self,
        context: ScreenContext,
        regulation: Regulation,
        part: Part,
        *,
        path: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(wording.sentence(part.title), parent, width=1080)
        self._context, self._key, self._part = context, regulation.key, part
        self._parts = RuleParts(context.desk)
        read = self._parts.read(context.actor, regulation.key, part)
        self._version = read.version
        self._before = [tidy(part, each) for each in read.entries]
        self._history = History(deepcopy(self._before))
        self._trial: Trial | None = None
        self._at = part.entry_at(path, self._before)
        self.form = PartForm(part, lambda: self._marks())
        self.form.edited.connect(self._on_edited)
        self.entries = QListWidget()
        self.entries.setAccessibleName(wording.sentence(part.title))
        self.entries.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.entries.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.entries.currentRowChanged.connect(self._on_entry_chosen)
        self.state = label("", "strong", wrap=True)
        self.effects = label("", "muted", wrap=True)
        self.changes = ChangesView()
        self.why = QLineEdit()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.check)
        self._lay_out()
        self._show()
        self.check()

    # -- layout ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        if self._part.listed:
            split.addWidget(self._list())
        split.addWidget(scrolling(self.form))
        split.addWidget(self._preview())
        split.setSizes([230, 520, 330] if self._part.listed else [660, 420])
        split.setMinimumHeight(theme().px(470))
        self.body.addWidget(split, 1)
        self._reason = Form()
        self._reason.add(self.tr("更改原因(&R)"), self.why, needed=True)
        self.body.addWidget(self._reason)
        self.confirm = button(self.tr("保存为新版本(&S)"), kind="primary")
        self.undo_button = button(
            self.tr("撤销(&Z)"), "undo-2", kind="quiet", hint="Ctrl+Z", then=self.undo
        )
        self.redo_button = button(
            self.tr("重做(&Y)"), "turn-right", kind="quiet", hint="Ctrl+Y", then=self.redo
        )
        self.set_buttons(self.confirm, self.tr("取消"))
        self.add_left(self.redo_button)
        self.add_left(self.undo_button)
        for keys, verb in (("Ctrl+Z", self.undo), ("Ctrl+Y", self.redo), ("Alt+N", self.add)):
            QShortcut(QKeySequence(keys), self, verb)
        for keys, by in (("Ctrl+Shift+Up", -1), ("Ctrl+Shift+Down", 1)):
            QShortcut(QKeySequence(keys), self, lambda by=by: self.move_entry(by))

    def _list(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.entries, 1)
        row = QHBoxLayout()
        row.setSpacing(TIGHT)
        self.add_button = icon_button("plus", self.tr("增加一项（Alt+N）"), then=self.add)
        self.up_button = icon_button(
            "chevron-up", self.tr("上移（Ctrl+Shift+↑）"), then=lambda: self.move_entry(-1)
        )
        self.down_button = icon_button(
            "chevron-down", self.tr("下移（Ctrl+Shift+↓）"), then=lambda: self.move_entry(1)
        )
        self.delete_button = icon_button("trash-2", self.tr("删除这一项"), then=self.remove)
        for each in (self.add_button, self.up_button, self.down_button, self.delete_button):
            row.addWidget(each)
        row.addStretch(1)
        column.addLayout(row)
        return side

    def _preview(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(SMALL, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.state)
        column.addWidget(self.effects)
        column.addWidget(scrolling(self.changes), 1)
        return side

    # -- showing -----------------------------------------------------------------------------

    @property
    def _now(self) -> list[Entry]:
        return self._history.now

    def _show(self) -> None:
        """Show what is there now: the list, the form of the chosen entry, what can be undone."""
        entries = self._now
        self._at = max(0, min(self._at, len(entries) - 1))
        if self._part.listed:
            self._show_list()
        self.form.setVisible(bool(entries))
        if entries:
            earlier = [str(each.get("code", "")) for each in entries[: self._at]]
            self.form.show_entry(entries[self._at], earlier)
        self._show_buttons()

    def _show_list(self) -> None:
        entries = self._now
        wrong = set() if self._trial is None else {each.entry for each in self._trial.problems}
        with QSignalBlocker(self.entries):
            self._fill_list(entries, wrong)

    def _fill_list(self, entries: list[Entry], wrong: set[int]) -> None:
        while self.entries.count() > len(entries):
            self.entries.takeItem(self.entries.count() - 1)
        for at, entry in enumerate(entries):
            if at >= self.entries.count():
                self.entries.addItem(QListWidgetItem())
            item = self.entries.item(at)
            item.setText(f"{at + 1}  {self._named(entry)}")
            item.setToolTip(item.text())
            tone = Tone.BAD if at in wrong else Tone.FAINT
            item.setIcon(icons.icon("circle-alert" if at in wrong else "list", tone))
        self.entries.setCurrentRow(self._at)

    def _named(self, entry: Entry) -> str:
        name = self._part.name_of(entry)
        return wording.listing([wording.tr(each) for each in name.split("、")]) or self.tr("未命名")

    def _show_buttons(self) -> None:
        self.undo_button.setEnabled(self._history.can_undo)
        self.redo_button.setEnabled(self._history.can_redo)
        if self._part.listed:
            last = len(self._now) - 1
            self.up_button.setEnabled(self._at > 0)
            self.down_button.setEnabled(self._at < last)
            self.delete_button.setEnabled(last >= 0)

    def _marks(self) -> tuple[tuple[str, str], ...]:
        kinds = self._parts.regulation(self._context.actor, self._key).mark_kinds
        return tuple((kind.title, kind.title) for kind in kinds)

    # -- editing -----------------------------------------------------------------------------

    def _on_entry_chosen(self, at: int) -> None:
        if at >= 0 and at != self._at:
            self._at = at
            self._show()
            self._complain()

    def _on_edited(self, field: str) -> None:
        entries = deepcopy(self._now)
        entries[self._at] = tidy(self._part, {**entries[self._at], **self.form.entry()})
        self._history.put(entries, f"{self._at}:{field}")
        self._show_buttons()
        self._timer.start()

    def _change(self, entries: list[Entry], at: int) -> None:
        self._history.put(entries, "")
        self._at = at
        self._show()
        self.check()

    def add(self) -> None:
        """Add an empty entry after the chosen one, and begin to fill it in."""
        if not self._part.listed:
            return
        entries = deepcopy(self._now)
        at = self._at + 1 if entries else 0
        entries.insert(at, {})
        self._change(entries, at)
        self.form.begin()

    def remove(self) -> None:
        """Take the chosen entry out."""
        entries = deepcopy(self._now)
        if self._part.listed and entries:
            del entries[self._at]
            self._change(entries, self._at)

    def move_entry(self, by: int) -> None:
        """Put the chosen entry further on, or forward."""
        to = self._at + by
        if self._part.listed and 0 <= to < len(self._now):
            self._change(moved(deepcopy(self._now), self._at, to), to)

    def undo(self) -> None:
        """Take the last change back."""
        if self._history.undo():
            self._show()
            self.check()

    def redo(self) -> None:
        """Do again what was taken back."""
        if self._history.redo():
            self._show()
            self.check()

    # -- checking ----------------------------------------------------------------------------

    @property
    def changed(self) -> bool:
        """Whether anything is other than it was."""
        return self._now != self._before

    def check(self) -> None:
        """Check the part now: say what is wrong beside its field, or what saving would change."""
        self._timer.stop()
        trial = self._parts.trial(self._context.actor, self._key, self._part, self._now)
        self._trial = trial
        self.changes.show_changes(trial.changes)
        self.confirm.setEnabled(trial.good and self.changed)
        self.effects.setText("\n".join(wording.sentence(each) for each in trial.effects))
        self.effects.setVisible(bool(trial.effects))
        self._say(trial)
        if self._part.listed:
            self._show_list()
        self._complain()

    def _say(self, trial: Trial) -> None:
        if not trial.good:
            words = self.tr("有 {count} 处错误，改正后才能保存。").format(
                count=len(trial.problems) + len(trial.elsewhere)
            )
            lines = [words, *(wording.sentence(each) for each in trial.elsewhere)]
            self.state.setText("\n".join(lines))
            set_tone(self.state, Tone.BAD)
        elif not self.changed:
            self.state.setText(self.tr("没有更改。"))
            set_tone(self.state, None)
        else:
            words = self.tr("没有错误，更改 {count} 处。")
            self.state.setText(words.format(count=len(trial.changes)))
            set_tone(self.state, Tone.WARN if trial.shortens else Tone.GOOD)

    def _complain(self) -> None:
        problems = () if self._trial is None else self._trial.problems
        self.form.complain(
            [(each.field, each.expected) for each in problems if each.entry == self._at]
        )

    # -- saving ------------------------------------------------------------------------------

    @override
    def accept(self) -> None:
        self._reason.forgive()
        self.check()
        if not self.confirm.isEnabled():
            return
        if not self.why.text().strip():
            self._reason.complain(self.why, self.tr("请填写。"))
            return
        try:
            self._parts.save(
                self._context.actor,
                self._key,
                self._part,
                self._now,
                self.why.text(),
                based_on=self._version,
            )
        except ArchiveDeskError as error:
            self._reason.complain(self.why, wording.sentence(error.message))
            return
        super().accept()

    @override
    def reject(self) -> None:
        if self.changed and not self._context.notices.ask(
            self.tr("放弃尚未保存的更改？"),
            self.tr("更改还没有保存为新版本，关闭后不再保留。"),
            self.tr("放弃更改"),
        ):
            return
        super().reject()
