"""All ways of naming: the program's own, and those the office added by example."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.people import Right
from archive_desk.services.naming import KnownFamily, Naming
from archive_desk.ui import icons, wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.recorders.family_dialog import FamilyDialog
from archive_desk.ui.row_model import Badge, Column, RowModel, Side, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label


class FamiliesPage(QWidget):
    """A list of families; the office's own can be changed, switched off and deleted."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._naming = Naming(context.desk)
        self._may = context.actor.may(Right.CORRECT_FOOTAGE)
        self._columns = self._make_columns()
        self._model: RowModel[KnownFamily] = RowModel(
            self._columns, listed((), self._columns), key=lambda row: row.key
        )
        self.table = Table(
            self._model, name="naming", remembered=context.remembered, row_height=52, single=True
        )
        self.table.setAccessibleName(self.tr("命名规则"))
        self.table.rows_selected.connect(lambda _rows: self._offer())
        self.table.row_opened.connect(lambda _row: self.edit())
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        words = self.tr("按优先级从高到低逐条比对，先符合的为准。采集时立即生效。")
        top.addWidget(label(words, "muted"), 1)
        add = button(self.tr("添加命名规则(&N)…"), "plus", kind="primary", then=self.add)
        add.setVisible(self._may)
        top.addWidget(add)
        self.edit_button = button(self.tr("更改(&E)…"), "pencil", then=self.edit)
        self.switch_button = button(self.tr("停用(&D)"), "ban", then=self.switch)
        self.delete_button = button(self.tr("删除(&L)"), "trash-2", then=self.delete)
        foot = QHBoxLayout()
        foot.setSpacing(SMALL)
        self._note = label("", "muted")
        foot.addWidget(self._note, 1)
        for made in (self.edit_button, self.switch_button, self.delete_button):
            made.setVisible(self._may)
            foot.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addLayout(foot)

    def _make_columns(self) -> Sequence[Column[KnownFamily]]:
        return (
            Column(
                "title",
                self.tr("名称"),
                lambda row: wording.sentence(row.title),
                subtitle=lambda row: wording.sentence(row.layout),
                bold=True,
                width=320,
            ),
            Column(
                "sample",
                self.tr("示例"),
                lambda row: row.samples[0] if row.samples else "",
                cut_middle=True,
                stretch=True,
                width=300,
            ),
            Column(
                "place", self.tr("用于"), lambda row: wording.sentence(row.place.label), width=90
            ),
            Column(
                "priority",
                self.tr("优先级"),
                lambda row: str(row.priority),
                side=Side.RIGHT,
                width=80,
                sortable=False,
            ),
            Column(
                "origin", self.tr("来源"), lambda row: _origin(row).text, badge=_origin, width=130
            ),
        )

    def refresh(self) -> None:
        """Read the families again."""
        rows = self._naming.families(self._context.actor)
        kept = {row.key for row in self.table.selected()}
        self._model.use(listed(rows, self._columns))
        self.table.select_keys(set(kept))
        self._offer()

    @property
    def chosen(self) -> KnownFamily | None:
        """The family chosen in the list."""
        return next(iter(self.table.selected()), None)

    def choose(self, key: str) -> None:
        """Choose a family in the list."""
        self.table.choose(key)

    def _offer(self) -> None:
        own = None if self.chosen is None else self.chosen.own
        for made in (self.edit_button, self.switch_button, self.delete_button):
            made.setEnabled(own is not None)
        off = own is not None and not own.active
        self.switch_button.setText(self.tr("恢复使用(&D)") if off else self.tr("停用(&D)"))
        icons.put(self.switch_button, "undo-2" if off else "ban")
        said = ""
        if own is not None:
            said = wording.tr("第 {n} 版，{by}", n=own.version, by=own.by)
        elif self.chosen is not None:
            said = self.tr("随程序提供，不能更改；可以添加优先级更高的规则。")
        self._note.setText(said)

    def add(self) -> None:
        """Add a family by example."""
        self._run(FamilyDialog(self._context, self._naming, parent=self))

    def edit(self) -> None:
        """Change the family chosen, if it is the office's own."""
        own = None if self.chosen is None else self.chosen.own
        if own is not None and self._may:
            self._run(FamilyDialog(self._context, self._naming, own, self))

    def _run(self, dialog: FamilyDialog) -> None:
        accepted = bool(dialog.exec())
        dialog.deleteLater()
        if accepted:
            self._context.notices.success(self.tr("命名规则已保存，下次采集即按它认。"))
            self.refresh()

    def switch(self) -> None:
        """Put the family chosen out of use, or into use again."""
        own = None if self.chosen is None else self.chosen.own
        if own is None:
            return
        try:
            self._naming.switch(self._context.actor, own.key, active=not own.active)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
        self.refresh()

    def delete(self) -> None:
        """Take the family chosen out of the list."""
        own = None if self.chosen is None else self.chosen.own
        if own is None or not self._context.notices.ask(
            self.tr("删除命名规则“{title}”吗？").format(title=own.title),
            self.tr("以后采集不再按它认；已采集的音像不变，规则的历史保留在日志中。"),
            self.tr("删除"),
            danger=True,
        ):
            return
        try:
            self._naming.delete(self._context.actor, own.key)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
        self.refresh()


def _origin(row: KnownFamily) -> Badge:
    if row.own is None:
        return Badge(wording.tr("随程序提供"), Tone.NEUTRAL)
    if not row.own.active:
        return Badge(wording.tr("已停用"), Tone.WARN)
    return Badge(wording.tr("本单位添加"), Tone.GOOD)
