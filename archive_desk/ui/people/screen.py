"""The administrator's screen: who has an account, with which role, and whether it is in use."""

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from typing_extensions import override

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.people import Person, Role
from archive_desk.services.accounts import Accounts
from archive_desk.ui import icons, wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.people.person_dialog import PersonDialog, ResetPasswordDialog
from archive_desk.ui.row_model import Badge, Column, RowModel, Source, listed
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, WIDE
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.inputs import Choice, FilterBar
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label


class PeopleScreen(Screen):
    """People and their accounts (人员)."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._accounts = Accounts(context.desk)
        self._everybody: Sequence[Person] = ()
        self.filters = FilterBar(self.tr("姓名、账号、股室、执法证号"))
        self.filters.add_filter(
            "role",
            self.tr("全部角色"),
            [Choice(role, wording.sentence(role.label)) for role in Role],
        )
        self.filters.add_filter(
            "active",
            self.tr("全部状态"),
            [Choice("yes", self.tr("在用")), Choice("no", self.tr("已停用"))],
        )
        self.filters.changed.connect(self._filter)
        self.add_button = button(
            self.tr("添加人员(&N)"), "user-plus", kind="primary", shortcut="Ctrl+N", then=self.add
        )
        self.filters.add_right(self.add_button)
        self._columns = self._make_columns()
        self._model: RowModel[Person] = RowModel(
            self._columns, listed((), self._columns), key=lambda person: person.id
        )
        self.table = Table(
            self._model, name="people", remembered=context.remembered, row_height=52, single=True
        )
        self.table.setAccessibleName(self.tr("人员"))
        self.table.menu_actions = self._menu
        self.table.row_opened.connect(self.edit)
        self.table.rows_selected.connect(lambda _rows: self._tell())
        context.changes.people_changed.connect(self.set_stale)
        self._lay_out()

    def _lay_out(self) -> None:
        self.edit_button = button(self.tr("更改(&E)"), "pencil", then=self._edit_selected)
        self.reset_button = button(self.tr("重置密码(&R)"), "key-round", then=self._reset_selected)
        self.active_button = button(self.tr("停用(&D)"), "ban", then=self._switch_selected)
        self._note = label("", "muted")
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self._note, 1)
        for made in (self.edit_button, self.reset_button, self.active_button):
            row.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        column.setSpacing(MEDIUM)
        column.addWidget(self.filters)
        column.addWidget(self.table, 1)
        column.addLayout(row)

    @override
    def refresh(self) -> None:
        self._everybody = self._accounts.everybody(self.context.actor)
        self._filter()

    # -- the list ----------------------------------------------------------------------------

    def _make_columns(self) -> Sequence[Column[Person]]:
        return (
            Column(
                "name",
                self.tr("姓名"),
                lambda person: person.name,
                subtitle=lambda person: person.account,
                bold=True,
                stretch=True,
            ),
            Column(
                "role",
                self.tr("角色"),
                lambda person: wording.sentence(person.role.label),
                width=170,
            ),
            Column("section", self.tr("股室"), lambda person: person.section, width=150),
            Column(
                "certificate", self.tr("执法证号"), lambda person: person.certificate_no, width=160
            ),
            Column(
                "state",
                self.tr("状态"),
                lambda person: self._state(person).text,
                badge=self._state,
                width=190,
            ),
        )

    def _state(self, person: Person) -> Badge:
        if not person.active:
            return Badge(self.tr("已停用"), Tone.NEUTRAL)
        locked = person.locked_until
        if locked is not None and locked > self.context.desk.clock():
            until = wording.compact(locked, seconds=False)[-5:]
            return Badge(self.tr("锁定到 {time}").format(time=until), Tone.WARN)
        return Badge(self.tr("在用"), Tone.GOOD)

    def _filter(self) -> None:
        kept = self.table.selected()
        rows = [person for person in self._everybody if self._wanted(person)]
        source: Source[Person] = listed(rows, self._columns)
        self._model.use(source)
        self.table.select_keys({person.id for person in kept})
        active = sum(1 for person in self._everybody if person.active)
        total = len(self._everybody)
        self._note.setText(self.tr("共 {n} 人，{m} 人在用").format(n=total, m=active))
        self._tell()

    def _wanted(self, person: Person) -> bool:
        role, active = self.filters.value("role"), self.filters.value("active")
        words = f"{person.name} {person.account} {person.section} {person.certificate_no}".lower()
        return (
            (role is None or person.role == role)
            and (active is None or person.active == (active == "yes"))
            and all(word in words for word in self.filters.text.lower().split())
        )

    def _tell(self) -> None:
        rows = self.table.selected()
        for made in (self.edit_button, self.reset_button, self.active_button):
            made.setEnabled(bool(rows))
        inactive = bool(rows) and not rows[0].active
        self.active_button.setText(self.tr("恢复使用(&D)") if inactive else self.tr("停用(&D)"))
        icons.put(self.active_button, "undo-2" if inactive else "ban")

    def _menu(self, rows: Sequence[Person]) -> Sequence[QAction]:
        if not rows:
            return ()
        person = rows[0]
        switch = self.tr("停用") if person.active else self.tr("恢复使用")
        entries = (
            (self.tr("更改…"), "pencil", self._edit_selected),
            (self.tr("重置密码…"), "key-round", self._reset_selected),
            (switch, "ban" if person.active else "undo-2", self._switch_selected),
        )
        actions = []
        for words, icon, act in entries:
            action = QAction(words, self.table)
            icons.put(action, icon)
            action.triggered.connect(act)
            actions.append(action)
        return actions

    # -- verbs -------------------------------------------------------------------------------

    def add(self) -> None:
        """Give somebody an account."""
        self._run(PersonDialog(self.context, parent=self), self.tr("已添加{name}。"))

    def edit(self, person: Person) -> None:
        """Change the facts of an account."""
        self._run(PersonDialog(self.context, person, self), self.tr("已更改{name}的资料。"))

    def _run(self, dialog: PersonDialog, words: str) -> None:
        dialog.exec()
        person = dialog.person
        dialog.deleteLater()
        if person is not None:
            self._changed(person)
            self.context.notices.success(words.format(name=person.name))

    def _edit_selected(self) -> None:
        for person in self.table.selected():
            self.edit(person)

    def _reset_selected(self) -> None:
        for person in self.table.selected():
            dialog = ResetPasswordDialog(self.context, person, self)
            dialog.exec()
            done = dialog.is_set
            dialog.deleteLater()
            if done:
                self._changed(person)
                self.context.notices.success(
                    self.tr("已为{name}设置新密码。").format(name=person.name)
                )

    def _switch_selected(self) -> None:
        for person in self.table.selected():
            self.switch(person)

    def switch(self, person: Person) -> None:
        """Put an account out of use, or into use again."""
        if person.active and not self.context.notices.ask(
            self.tr("停用{name}的账号吗？").format(name=person.name),
            self.tr("停用后不能登录，已有的记录都保留。随时可以恢复使用。"),
            self.tr("停用"),
            danger=True,
        ):
            return
        try:
            changed = self._accounts.change(
                self.context.actor, person.account, active=not person.active
            )
        except ArchiveDeskError as error:
            self.context.notices.error(error)
            return
        self._changed(changed)

    def _changed(self, person: Person) -> None:
        self.context.changes.people_changed.emit((person.id,))
