"""What stands on a disc that is not ours: its own catalogue, to be read and nothing else."""

import tempfile
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.services.disc_recognising import Recognised, Recognising
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL, TIGHT, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.panels import Advice, Facts, scrolling
from archive_desk.ui.widgets.text import ElidedLabel, label

_SHOWN = 200


class FoundDialog(Dialog):
    """A disc as it describes itself."""

    def __init__(
        self, context: ScreenContext, found: Recognised, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, width=600)
        self.set_title(self.tr("光驱里的光盘"))
        self._context, self._found = context, found
        self.body.addWidget(Advice(wording.sentence(found.words), Tone.ACCENT))
        leaflet = found.leaflet
        if leaflet is not None:
            facts = Facts()
            facts.show_facts(
                [
                    (self.tr("卷标"), leaflet.identifier),
                    (self.tr("单位"), leaflet.organisation),
                    (self.tr("题名"), leaflet.title),
                    (self.tr("制作时间"), leaflet.made_at),
                    (self.tr("文件"), self.tr("{count} 个").format(count=leaflet.files)),
                ]
            )
            self.body.addWidget(facts)
            inner = QWidget()
            column = QVBoxLayout(inner)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(TIGHT)
            for item in leaflet.items[:_SHOWN]:
                row = QHBoxLayout()
                row.setSpacing(SMALL)
                row.addWidget(ElidedLabel(item.name, hint=item.path), 1)
                row.addWidget(label(item.case_no, "caption"))
                row.addWidget(label(wording.size(item.size_bytes), "caption"))
                column.addLayout(row)
            column.addStretch(1)
            area = scrolling(inner)
            area.setMinimumHeight(theme().px(200))
            self.body.addWidget(area, 1)
        self.index_button = button(self.tr("查看目录页(&I)"), "file-text", then=self.open_index)
        self.index_button.setVisible(bool(leaflet and leaflet.has_index))
        self.add_left(self.index_button)
        self.set_buttons(button(self.tr("知道了"), kind="primary"))

    def open_index(self) -> None:
        """Show the disc's own index in the browser; its recordings stay on the disc."""
        recognising = Recognising(self._context.desk)
        try:
            page = recognising.index_page(self._context.actor, self._found.path)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        file = Path(tempfile.mkdtemp(prefix="archive-desk-disc-")) / "index.html"
        file.write_bytes(page)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
