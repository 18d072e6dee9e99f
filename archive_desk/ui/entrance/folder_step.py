"""The guide's last step: where the archive lies, and what will be made."""

import shutil
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QWidget
from typing_extensions import override

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.services import rulebook
from archive_desk.services.places import vault_named, vault_place
from archive_desk.ui import wording
from archive_desk.ui.entrance.founding import Plan
from archive_desk.ui.entrance.steps import Step
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.theme import SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.files import choose_folder
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.panels import Card, Facts
from archive_desk.ui.widgets.text import label


class FolderField(QWidget):
    """A folder to type or to choose, and how much room there is.

    Signals:
        choosing: the person wants to look for one.
    """

    choosing = Signal()

    def __init__(self, words: str, choose: str, *, name: str, room: bool = True) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.field.setObjectName(name)
        self.field.textChanged.connect(self._tell_space)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SMALL)
        line.addWidget(self.field, 1)
        line.addWidget(button(choose, "folder-open", then=self.choosing.emit))
        row.setFocusProxy(self.field)
        form = Form(above=True)
        form.add(words, row)
        self._space: QLabel = label("", "caption", wrap=True)
        column = QHBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        form.add_wide(self._space)
        self._space.setVisible(room)
        column.addWidget(form, 1)

    @property
    def text(self) -> str:
        """What stands there."""
        return self.field.text().strip()

    @property
    def space(self) -> str:
        """What is said about the room."""
        return self._space.text()

    def _tell_space(self) -> None:
        place = Path(self.text).expanduser()
        while not place.exists() and place != place.parent:
            place = place.parent
        try:
            free = shutil.disk_usage(place).free
        except OSError:
            self._space.setText("")
            return
        self._space.setText(self.tr("此处可用空间 {size}。").format(size=wording.size(free)))


class FolderStep(Step):
    """Where the archive lies, its originals elsewhere if so wished, and what will be made."""

    def __init__(self, remembered: Remembered) -> None:
        super().__init__(
            wording.tr("位置"),
            wording.tr("档案库放在哪里？"),
            wording.tr("请选容量大、定期备份的本机硬盘，不要放在网络盘或 U 盘上。"),
        )
        self._remembered = remembered
        place = FolderField(self.tr("文件夹(&F)"), self.tr("选择(&C)…"), name="guide-folder")
        self.field = place.field
        self.field.setText(str(Path.home() / wording.tr("执法音像档案库")))
        place.choosing.connect(self._on_choose_clicked)
        self.elsewhere = QCheckBox(self.tr("音像原件放在另一块硬盘或 NAS 上(&V)"))
        self.elsewhere.setObjectName("guide-vault-elsewhere")
        self.vault = FolderField(
            self.tr("原件库文件夹(&O)"), self.tr("选择(&X)…"), name="guide-vault"
        )
        self.vault.choosing.connect(self._on_choose_vault_clicked)
        self.vault.hide()
        self.elsewhere.toggled.connect(self._on_elsewhere_toggled)
        self._facts = Facts()
        card = Card(panel="sunken")
        card.body.addWidget(label(self.tr("将要建立"), "strong"))
        card.body.addWidget(self._facts)
        for each in (place, self.elsewhere, self.vault, card):
            self.column.addWidget(each)
        self.column.addStretch(1)

    @property
    def folder(self) -> Path:
        """Where the archive will lie."""
        return Path(self.field.text().strip()).expanduser()

    @property
    def vault_folder(self) -> Path | None:
        """Where its originals will lie, if not inside."""
        wanted = self.elsewhere.isChecked() and bool(self.vault.text)
        return Path(self.vault.text).expanduser() if wanted else None

    def summarise(self, plan: Plan) -> None:
        """Say what will be made."""
        regulation = rulebook.regulation(plan.regulation)
        self._facts.show_facts(
            [
                (self.tr("单位"), plan.organisation),
                (self.tr("制度"), regulation.title),
                (
                    self.tr("账号"),
                    wording.listing(
                        wording.with_note(person.name, wording.sentence(person.role.label))
                        for person in plan.people
                    ),
                ),
            ]
        )

    @override
    def check(self) -> str:
        if not self.field.text().strip() or not self.folder.is_absolute():
            return self.tr("请选择一个文件夹。")
        if self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir())):
            return self.tr("这个文件夹里已经有文件，请另选一个空的或还不存在的文件夹。")
        return self._check_vault() if self.elsewhere.isChecked() else ""

    def _check_vault(self) -> str:
        if not self.vault.text:
            return self.tr("请选择放原件的文件夹，或去掉上面的勾。")
        try:
            vault_place(vault_named(self.vault.text), self.folder)
        except ArchiveDeskError as error:
            return wording.sentence(error.message)
        return ""

    @override
    def first_field(self) -> QWidget:
        return self.field

    def _on_elsewhere_toggled(self, wanted: bool) -> None:
        self.vault.setVisible(wanted)
        if wanted:
            self.vault.field.setFocus()

    def _on_choose_clicked(self) -> None:
        chosen = choose_folder(self, self._remembered, "archive", self.tr("选择放档案库的文件夹"))
        if chosen is not None:
            empty = not any(chosen.iterdir())
            self.field.setText(str(chosen if empty else chosen / self.tr("执法音像档案库")))

    def _on_choose_vault_clicked(self) -> None:
        chosen = choose_folder(self, self._remembered, "vault", self.tr("选择放原件的文件夹"))
        if chosen is not None:
            empty = not any(chosen.iterdir())
            self.vault.field.setText(str(chosen if empty else chosen / self.tr("执法音像原件库")))
