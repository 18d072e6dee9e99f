"""All versions of a regulation: who changed what, when and why; an earlier one can be taken up."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archive_desk.domain.people import Right
from archive_desk.domain.rule_rows import RuleChange, changes
from archive_desk.domain.rule_versions import RuleVersion
from archive_desk.services.rule_keeping import RuleKeeping
from archive_desk.ui import wording
from archive_desk.ui.row_model import Column, RowModel, Side, listed
from archive_desk.ui.rules.changes_table import change_columns
from archive_desk.ui.rules.editor_dialog import EditorDialog
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label


class VersionsPage(QWidget):
    """The versions of one regulation, and what each changed against the one before."""

    def __init__(self, context: ScreenContext, judge_anew: Callable[[], object]) -> None:
        """`judge_anew` lets the terms of keeping follow a change."""
        super().__init__()
        self._context = context
        self._judge_anew = judge_anew
        self._keeping = RuleKeeping(context.desk)
        self._versions: Sequence[RuleVersion] = ()
        self.regulation = ChoiceBox(self.tr("制度"), width=320)
        self.regulation.chosen.connect(lambda _key: self._show())
        self._columns = self._make_columns()
        self._model: RowModel[RuleVersion] = RowModel(
            self._columns, listed((), self._columns), key=lambda row: row.version
        )
        self.table = Table(
            self._model, name="rule-versions", remembered=context.remembered, single=True
        )
        self.table.setAccessibleName(self.tr("历次版本"))
        self.table.rows_selected.connect(lambda _rows: self._compare())
        self._change_columns = change_columns(
            self.tr("事项"), self.tr("此前"), self.tr("改为"), self.tr("影响"), self.tr("缩短")
        )
        self._changes: RowModel[RuleChange] = RowModel(
            self._change_columns, listed((), self._change_columns), key=id
        )
        self.changes = Table(
            self._changes, name="rule-version-changes", remembered=context.remembered, single=True
        )
        self.changes.setAccessibleName(self.tr("更改"))
        self._note = label("", "muted", wrap=True)
        self.take_up = button(self.tr("以此版为基础修改(&B)…"), "file-pen-line", then=self.edit)
        self.take_up.setVisible(context.actor.may(Right.KEEP_RULES))
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        top.addWidget(self.regulation)
        top.addStretch(1)
        top.addWidget(self.take_up)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(MEDIUM)
        outer.addLayout(top)
        outer.addWidget(self.table, 1)
        outer.addWidget(self._note)
        outer.addWidget(self.changes, 1)

    def _make_columns(self) -> Sequence[Column[RuleVersion]]:
        return (
            Column(
                "version",
                self.tr("版本"),
                lambda row: str(row.version),
                side=Side.RIGHT,
                width=70,
            ),
            Column(
                "made_at",
                self.tr("采用时间"),
                lambda row: "—" if row.made_at is None else wording.moment(row.made_at),
                width=170,
            ),
            Column("by", self.tr("办理人"), lambda row: row.by or "—", width=120),
            Column(
                "why",
                self.tr("原因和依据"),
                lambda row: wording.sentence(row.why),
                stretch=True,
                width=360,
            ),
        )

    def refresh(self) -> None:
        """Read the regulations and their versions again."""
        actor = self._context.actor
        applying = self._keeping.applying(actor)
        first = self.regulation.value or applying[0].key
        known = self._keeping.known(actor)
        self.regulation.offer([Choice(each.key, each.title) for each in known])
        self.regulation.choose(first)
        self._show()

    def _show(self) -> None:
        key = self.regulation.value
        self._versions = self._keeping.versions(self._context.actor, key)
        self._model.use(listed(self._versions, self._columns))
        self.table.select_row(0)
        self._compare()

    @property
    def chosen(self) -> RuleVersion | None:
        """The version chosen in the list."""
        return next(iter(self.table.selected()), None)

    def _compare(self) -> None:
        version = self.chosen
        found: list[RuleChange] = []
        if version is None:
            words = ""
        elif version.made_at is None:
            words = self.tr("软件附带的原文，各条大意由本软件概括，以印发的正式文本为准。")
        else:
            earlier = next(
                (each for each in self._versions if each.version == version.version - 1), None
            )
            if earlier is None:
                words = self.tr("这是本单位制度的第一版。")
            else:
                actor = self._context.actor
                found = changes(
                    self._keeping.regulation(actor, version.key, earlier.version),
                    self._keeping.regulation(actor, version.key, version.version),
                )
                words = self.tr("与第 {version} 版相比，更改 {count} 处：").format(
                    version=earlier.version, count=len(found)
                )
        self._note.setText(words)
        self._changes.use(listed(found, self._change_columns))
        self.changes.setVisible(bool(found))
        self.take_up.setEnabled(version is not None)

    def edit(self) -> None:
        """Take an earlier version up again: edit it, and adopt it as the next one."""
        version = self.chosen
        if version is None:
            return
        dialog = EditorDialog(
            self._context, version.text, based_on=self._versions[0].version, parent=self
        )
        if dialog.exec():
            self.refresh()
            self._context.changes.office_changed.emit()
            self._judge_anew()
