"""A regulation line by line: each value with its standing, article and paraphrase."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSplitter, QVBoxLayout, QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.people import Right
from archive_desk.domain.regulations import Regulation
from archive_desk.domain.rule_parts import PARTS, Part, part_at
from archive_desk.domain.rule_rows import RuleGroup, RuleRow, rows
from archive_desk.domain.rule_values import Standing
from archive_desk.services.retention_renewal import Renewal
from archive_desk.services.rule_keeping import RuleKeeping
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, RowModel, listed
from archive_desk.ui.rules.apply_dialog import ApplyDialog, CopyDialog
from archive_desk.ui.rules.editor_dialog import EditorDialog
from archive_desk.ui.rules.part_dialog import PartDialog
from archive_desk.ui.rules.value_dialog import ValueDialog, editable
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.files import choose_file, save_file
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, FilterBar
from archive_desk.ui.widgets.panels import Advice, Facts, SidePanel
from archive_desk.ui.widgets.tables import Table

TONES = {
    Standing.SET: Tone.GOOD,
    Standing.DECIDED: Tone.ACCENT,
    Standing.UNDECIDED: Tone.WARN,
    Standing.SILENT: Tone.FAINT,
}


class RulesPage(QWidget):
    """What one regulation says; who may, decides and edits."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._keeping = RuleKeeping(context.desk)
        self._may = context.actor.may(Right.KEEP_RULES)
        self._known: Sequence[Regulation] = ()
        self._rows: Sequence[RuleRow] = ()
        self.regulation = ChoiceBox(self.tr("制度"), width=300)
        self.regulation.chosen.connect(lambda _key: self._show())
        self.advice = Advice("")
        self.filters = FilterBar(self.tr("搜索制度内容"))
        self.filters.add_filter("group", self.tr("部分"))
        self.filters.add_filter("standing", self.tr("出处"))
        self.filters.changed.connect(self._narrow)
        self._columns = self._make_columns()
        self._model: RowModel[RuleRow] = RowModel(
            self._columns, listed((), self._columns), key=lambda row: row.path
        )
        self.table = Table(
            self._model, name="rules", remembered=context.remembered, row_height=52, single=True
        )
        self.table.setAccessibleName(self.tr("制度内容"))
        self.table.rows_selected.connect(lambda _rows: self._detail())
        self.table.row_opened.connect(lambda _row: self.change())
        self.panel = SidePanel(self.tr("详情"), width=360)
        self.panel.closed.connect(self.panel.hide)
        self.facts = Facts()
        self.panel.body.addWidget(self.facts)
        self.panel.body.addStretch(1)
        self.change_button = button(self.tr("修改(&M)…"), "pencil", then=self.change)
        self.parts_button = self._make_parts_button()
        self.panel.foot.addStretch(1)
        self.panel.foot.addWidget(self.change_button)
        self.panel.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        top.addWidget(self.regulation)
        top.addStretch(1)
        top.addWidget(self.parts_button)
        for words, icon, verb in (
            (self.tr("适用的制度(&Y)…"), "check-check", self.apply),
            (self.tr("复制为新制度(&C)…"), "copy", self.copy),
            (self.tr("编辑全文(&W)…"), "file-pen-line", self.edit),
            (self.tr("从文件采用(&I)…"), "file-text", self.adopt_file),
        ):
            made = button(words, icon, then=verb)
            made.setVisible(self._may)
            top.addWidget(made)
        top.addWidget(button(self.tr("导出(&X)…"), "file-down", then=self.export))
        split = QSplitter()
        split.addWidget(self.table)
        split.addWidget(self.panel)
        split.setStretchFactor(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addLayout(top)
        column.addWidget(self.advice)
        column.addWidget(self.filters)
        column.addWidget(split, 1)

    def _make_parts_button(self) -> QPushButton:
        """A menu of the parts that have a form, also of those this regulation has nothing in."""
        made = button(self.tr("分项编辑(&P)"), "pencil")
        menu = QMenu(made)
        for part in PARTS.values():
            action = menu.addAction(wording.sentence(part.title))
            action.setData(part.key)
            action.triggered.connect(lambda _on=False, part=part: self.edit_part(part))
        made.setMenu(menu)
        made.setVisible(self._may)
        return made

    def _make_columns(self) -> Sequence[Column[RuleRow]]:
        return (
            Column(
                "title",
                self.tr("事项"),
                lambda row: wording.sentence(row.title),
                subtitle=lambda row: wording.sentence(row.group.label),
                bold=True,
                width=230,
            ),
            Column(
                "words",
                self.tr("规定"),
                lambda row: wording.sentence(row.words),
                subtitle=lambda row: row.decision or row.text,
                stretch=True,
                width=420,
            ),
            Column(
                "standing",
                self.tr("出处"),
                lambda row: wording.sentence(row.standing.label),
                badge=lambda row: Badge(wording.sentence(row.standing.label), TONES[row.standing]),
                width=110,
            ),
            Column(
                "basis",
                self.tr("条款"),
                lambda row: "" if row.basis is None else row.basis.article,
                hint=lambda row: "" if row.basis is None else str(row.basis),
                width=150,
            ),
        )

    # -- reading -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the regulations of the archive again."""
        actor = self._context.actor
        applying = self._keeping.applying(actor)
        self._known = self._keeping.known(actor)
        names = {each.key for each in applying}
        first = self.regulation.value or applying[0].key
        mark = self.tr("适用：")
        self.regulation.offer(
            [
                Choice(each.key, (mark if each.key in names else "") + each.title)
                for each in sorted(self._known, key=lambda each: each.key not in names)
            ]
        )
        self.regulation.choose(first)
        reasons = self._keeping.reasons(actor)
        self.advice.setVisible(bool(reasons))
        if reasons:
            self.advice.say("\n".join(wording.sentence(each) for each in reasons))
        self._show()

    @property
    def shown(self) -> Regulation | None:
        """The regulation that is shown."""
        key = self.regulation.value
        return next((each for each in self._known if each.key == key), None)

    def _show(self) -> None:
        shown = self.shown
        self._rows = () if shown is None else rows(shown)
        groups = dict.fromkeys(row.group for row in self._rows)
        self.filters.offer(
            "group",
            [
                Choice(None, self.tr("全部部分")),
                *(Choice(each, wording.sentence(each.label)) for each in groups),
            ],
        )
        self.filters.offer(
            "standing",
            [
                Choice(None, self.tr("全部出处")),
                *(Choice(each, wording.sentence(each.label)) for each in TONES),
            ],
        )
        self._narrow()

    def _narrow(self) -> None:
        group, standing = self.filters.value("group"), self.filters.value("standing")
        text = self.filters.text
        found = [
            row
            for row in self._rows
            if group in {None, row.group}
            and standing in {None, row.standing}
            and (not text or text in f"{row.title} {row.words} {row.text} {row.decision}")
        ]
        kept = {row.path for row in self.table.selected()}
        self._model.use(listed(found, self._columns))
        self.table.select_keys(set(kept))
        self._detail()

    @property
    def chosen(self) -> RuleRow | None:
        """The value chosen in the list."""
        return next(iter(self.table.selected()), None)

    def choose(self, path: str) -> None:
        """Choose a value in the list by where it stands in the rule file."""
        self.table.choose(path)
        self._detail()

    def _detail(self) -> None:
        row, shown = self.chosen, self.shown
        self.panel.setVisible(row is not None)
        if row is None or shown is None:
            return
        self.panel.set_title(wording.sentence(row.title))
        self.facts.show_facts(
            [
                (self.tr("规定"), wording.sentence(row.words)),
                (self.tr("另"), wording.sentence(row.also)),
                (self.tr("出处"), wording.sentence(row.standing.label)),
                (self.tr("单位依据"), row.decision),
                (self.tr("依据"), "" if row.basis is None else str(row.basis)),
                (self.tr("大意"), row.text),
                (
                    self.tr("版本"),
                    self.tr("第 {version} 版").format(version=shown.version),
                ),
            ]
        )
        self.change_button.setVisible(self._may and _can_change(row, shown))

    # -- verbs -------------------------------------------------------------------------------

    def change(self) -> None:
        """Change the chosen value: in a form where there is one, else in the text."""
        row, shown = self.chosen, self.shown
        if row is None or shown is None or not self._may or not _can_change(row, shown):
            return
        part = part_at(row.path)
        if editable(row):
            dialog = ValueDialog(self._context, shown, row, parent=self)
            if dialog.exec():
                self._on_changed()
        elif part is not None:
            self.edit_part(part, path=row.path)
        else:
            self.edit(at=row.path)

    def edit_part(self, part: Part, *, path: str = "") -> None:
        """Edit the entries of a part in a form, beginning with the one at `path`."""
        shown = self.shown
        if shown is None or not self._may:
            return
        try:
            dialog = PartDialog(self._context, shown, part, path=path, parent=self)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        if dialog.exec():
            self._on_changed()

    def edit(self, *, at: str = "") -> None:
        """Edit the whole text, beginning `at` a place in it."""
        shown = self.shown
        if shown is None:
            return
        text = self._keeping.text(self._context.actor, shown.key)
        dialog = EditorDialog(self._context, text, based_on=shown.version, at=at, parent=self)
        if dialog.exec():
            self._on_changed()

    def adopt_file(self) -> None:
        """Read a rule file into the editor, where it is checked and previewed."""
        file = choose_file(
            self,
            self._context.remembered,
            "rules",
            self.tr("选择制度文件"),
            self.tr("制度文件 (*.toml)"),
        )
        if file is None:
            return
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            self._context.notices.warn(self.tr("文件 {name} 读不出来。").format(name=file.name))
            return
        if EditorDialog(self._context, text, parent=self).exec():
            self._on_changed()

    def export(self) -> None:
        """Write the rule file out, for other offices or an editor of one's own."""
        shown = self.shown
        if shown is None:
            return
        file = save_file(
            self,
            self._context.remembered,
            "rules",
            self.tr("导出制度文件"),
            f"{shown.key}-{shown.version}.toml",
            self.tr("制度文件 (*.toml)"),
        )
        if file is not None:
            self._write(file, self._keeping.text(self._context.actor, shown.key))

    def _write(self, file: Path, text: str) -> None:
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            self._context.notices.warn(
                self.tr("无法写入 {name}：{reason}").format(name=file.name, reason=str(error))
            )
            return
        self._context.notices.success(self.tr("已导出 {name}。").format(name=file.name))

    def copy(self) -> None:
        """Begin a regulation of the office's own as a copy of the one shown."""
        shown = self.shown
        if shown is None:
            return
        dialog = CopyDialog(self._context, shown, parent=self)
        if dialog.exec() and dialog.made is not None:
            self._on_changed()
            self.regulation.choose(dialog.made.key)
            self._show()

    def apply(self) -> None:
        """Choose which regulations apply."""
        if ApplyDialog(self._context, self._known, parent=self).exec():
            self._on_changed()

    def _on_changed(self) -> None:
        try:
            self.refresh()
        except ArchiveDeskError as error:
            self._context.notices.error(error)
        self._context.changes.office_changed.emit()
        self.judge_anew()

    def judge_anew(self) -> None:
        """Let the terms follow the rules, beside the window; what would be shorter is proposed."""
        job = Job(self.tr("重算保管期限"), self._keeping.judge_anew, parent=self)
        job.succeeded.connect(self._on_judged)
        self._context.jobs.start(job, Lane.WRITE)

    def _on_judged(self, found: Renewal) -> None:
        if found.raised or found.proposed:
            words = self.tr("保管期限已重算：延长 {raised} 件，建议缩短（待鉴定）{proposed} 件。")
            self._context.notices.info(
                words.format(raised=len(found.raised), proposed=found.proposed)
            )


def _can_change(row: RuleRow, shown: Regulation) -> bool:
    """National law is nobody's to change here, nor what is decided on another page."""
    if row.group is RuleGroup.OPEN:
        return editable(row)
    return row.basis is not None and row.basis.template == shown.key
