"""Choosing which drive's disc to read: each is recognised before anybody waits for it."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from archive_desk.domain.discs import Disc
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.services.burning import Burning, Drive
from archive_desk.services.disc_recognising import Kind, Recognised, Recognising
from archive_desk.ui import wording
from archive_desk.ui.discs.found_dialog import FoundDialog
from archive_desk.ui.jobs import Job
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import LARGE, SMALL, TIGHT, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.files import choose_file
from archive_desk.ui.widgets.panels import clear, scrolling
from archive_desk.ui.widgets.text import label, set_tone

_READABLE = {Kind.OURS, Kind.OLD_BUILD, Kind.OTHER_ARCHIVE, Kind.FOREIGN}
Seen = list[tuple[Drive, Recognised | None, str]]


class ReadDialog(Dialog):
    """The drives and what lies in them. With `disc`, only that one can be chosen.

    Attributes:
        target: the address of the drive chosen, or a file; None while there is neither.
        drive_name: what the drive chosen is called.
    """

    def __init__(
        self,
        context: ScreenContext,
        burning: Burning,
        disc: Disc | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent, width=560)
        self._context, self._burning, self._disc = context, burning, disc
        self._recognising = Recognising(context.desk)
        self.target: str | Path | None = None
        self.drive_name = ""
        if disc is None:
            self.set_title(self.tr("校验光盘或映像"))
            words = self.tr("放入光盘，或选择一个映像文件。先认出是哪张盘，再逐个文件核对。")
        else:
            self.set_title(self.tr("读检光盘 {no}").format(no=disc.no))
            words = self.tr("请放入 {no}（第 {number}/{of} 盘）。整盘读完并逐个核对，才算读检。")
            words = words.format(no=disc.no, number=disc.number, of=disc.of)
        self.body.addWidget(label(words, "muted", wrap=True))
        inner = QWidget()
        self._rows = QVBoxLayout(inner)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(SMALL)
        area = scrolling(inner)
        area.setMinimumHeight(theme().px(220))
        self.body.addWidget(area, 1)
        self._group = QButtonGroup(self)
        self.add_left(
            button(self.tr("选择文件(&F)…"), "folder-open", kind="quiet", then=self._choose_file)
        )
        self.add_left(button(self.tr("重新检查光驱"), "refresh-cw", kind="quiet", then=self.look))
        self.confirm = button(self.tr("读检(&C)") if disc else self.tr("校验(&V)"), kind="primary")
        self.confirm.setEnabled(False)
        self.set_buttons(self.confirm, self.tr("取消"))
        self.look()

    def look(self) -> None:
        """Ask the drives what lies in them."""
        clear(self._rows)
        self._rows.addWidget(label(self.tr("正在检查光驱…"), "muted"))
        self.target = None
        self.confirm.setEnabled(False)
        burning, recognising, actor = self._burning, self._recognising, self._context.actor

        def work(_monitor: object) -> Seen:
            seen: Seen = []
            for drive in burning.drives():
                try:
                    seen.append((drive, recognising.identify(actor, drive.address), ""))
                except ArchiveDeskError as error:
                    seen.append((drive, None, error.message))
            return seen

        job = Job(self.tr("检查光驱"), work, parent=self, quiet=True)
        job.succeeded.connect(self._on_looked)
        self._context.jobs.start(job)

    def _on_looked(self, seen: Seen) -> None:
        clear(self._rows)
        self._group = QButtonGroup(self)
        for drive, found, reason in seen:
            choice = QRadioButton(f"{drive.name}　{drive.address}")
            serves = found is not None and self._serves(found)
            choice.setEnabled(serves)
            choice.toggled.connect(lambda on, drive=drive: self._choose(drive) if on else None)
            self._group.addButton(choice)
            row = QVBoxLayout()
            row.setSpacing(TIGHT)
            row.addWidget(choice)
            words = found.words if found is not None else reason
            note = label(wording.sentence(words), "caption", wrap=True)
            note.setIndent(LARGE + SMALL)
            wrong = found is not None and found.kind in _READABLE and not serves
            set_tone(note, Tone.WARN if wrong else None)
            row.addWidget(note)
            if found is not None and found.leaflet is not None and found.disc is None:
                look = button(self.tr("查看内容…"), kind="link")
                look.clicked.connect(partial(self._show_found, found))
                row.addWidget(look, 0, Qt.AlignmentFlag.AlignLeft)
            self._rows.addLayout(row)
            if serves and self.target is None:
                choice.setChecked(True)
        if not seen:
            self._rows.addWidget(
                label(self.tr("没有找到光驱，可以选择映像文件。"), "muted", wrap=True)
            )
        self._rows.addStretch(1)

    def _show_found(self, found: Recognised) -> None:
        dialog = FoundDialog(self._context, found, self)
        dialog.exec()
        dialog.deleteLater()

    def _serves(self, found: Recognised) -> bool:
        if self._disc is None:
            return found.kind in _READABLE
        return found.disc is not None and found.disc.no == self._disc.no

    def _choose(self, drive: Drive) -> None:
        self.target, self.drive_name = drive.address, drive.name
        self.confirm.setEnabled(True)

    def _choose_file(self) -> None:
        kinds = self.tr("光盘映像 (*.iso);;所有文件 (*)")
        title = self.tr("选择光驱或光盘映像")
        path = choose_file(self, self._context.remembered, "discs", title, kinds)
        if path is not None:
            self.target, self.drive_name = path, path.name
            self.accept()
