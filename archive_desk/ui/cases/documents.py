"""The documents of a case with their times; recordings can be dropped on each."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from archive_desk.domain.attachments import page_total
from archive_desk.domain.cases import Document
from archive_desk.domain.completeness import Dossier
from archive_desk.domain.ids import DocumentId
from archive_desk.ui import wording
from archive_desk.ui.cases.stages import DropCard
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, TIGHT
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.panels import Card, SectionHead, clear
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import label, muted
from archive_desk.ui.zones import local


class DocumentsCard(Card):
    """All documents of a case file.

    Signals:
        add_wanted: a new document is to be registered.
        edit_wanted: a `Document` to be changed.
        remove_wanted: a `Document` to be taken out.
        dropped: a `DocumentId` and the ids of recordings dropped on it.
        scan_wanted: a `Document` that scans are to be added to.
        files_dropped: a `DocumentId` and the files dropped on it.
        look_wanted: a `Document` whose scans are to be looked at.
        scan_menu_wanted: a `Document` and the place for a menu of its scans.
    """

    add_wanted = Signal()
    edit_wanted = Signal(object)
    remove_wanted = Signal(object)
    dropped = Signal(object, object)
    scan_wanted = Signal(object)
    files_dropped = Signal(object, object)
    look_wanted = Signal(object)
    scan_menu_wanted = Signal(object, object)

    def __init__(self) -> None:
        super().__init__(panel="none")
        self.body.setContentsMargins(0, 0, 0, 0)
        self.head = SectionHead(self.tr("文书"))
        self.add_button = button(
            self.tr("登记文书(&W)"), "plus", kind="quiet", then=self.add_wanted.emit
        )
        self.head.add(self.add_button)
        self.body.addWidget(self.head)
        self._list = QVBoxLayout()
        self._list.setSpacing(SMALL)
        self.body.addLayout(self._list)

    def show_documents(self, dossier: Dossier, *, editable: bool) -> None:
        """Show the documents, each with how much footage stands beside it."""
        clear(self._list)
        self.add_button.setVisible(editable)
        self.head.set_note(str(len(dossier.documents) or ""))
        for document in dossier.documents:
            self._list.addWidget(self._row(document, dossier, editable=editable))
        if not dossier.documents:
            words = (
                self.tr("还没有文书。登记笔录、决定书等，与音像的起止时间核对。")
                if editable
                else self.tr("没有文书。")
            )
            self._list.addWidget(muted(words))

    def _row(self, document: Document, dossier: Dossier, *, editable: bool) -> DropCard:
        card = DropCard(open_to_drops=editable, takes_files=True)
        card.setObjectName(f"document-{document.id}")
        card.body.setContentsMargins(LARGE, MEDIUM, SMALL, MEDIUM)
        card.dropped.connect(lambda ids: self._on_row_dropped(document.id, ids))
        card.files_dropped.connect(lambda files: self.files_dropped.emit(document.id, files))
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        row.addWidget(Picture("file-text", Tone.NEUTRAL, 20), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(TIGHT)
        title = label(f"{wording.sentence(document.type)}  {document.number}".rstrip(), "strong")
        words.addWidget(title)
        words.addWidget(label(self._facts_of(document, dossier), "caption"))
        row.addLayout(words, 1)
        beside = len(dossier.beside(document))
        badge = BadgeLabel()
        text = self.tr("{n} 个音像").format(n=beside) if beside else self.tr("未关联音像")
        badge.show_badge(Badge(text, Tone.ACCENT if beside else Tone.NEUTRAL))
        row.addWidget(badge)
        scans = dossier.scans_of(document)
        if scans:
            words_of_look = self.tr("扫描件 {n} 页").format(n=page_total(scans))
            look = button(
                words_of_look, "eye", kind="link", then=lambda: self.look_wanted.emit(document)
            )
            look.setObjectName(f"look-{document.id}")
            look.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            look.customContextMenuRequested.connect(
                lambda place: self.scan_menu_wanted.emit(document, look.mapToGlobal(place))
            )
            row.addWidget(look)
        if editable:
            scan = icon_button(
                "file-down", self.tr("添加扫描件"), then=lambda: self.scan_wanted.emit(document)
            )
            scan.setObjectName(f"scan-{document.id}")
            row.addWidget(scan)
            edit = icon_button(
                "pencil", self.tr("更改文书"), then=lambda: self.edit_wanted.emit(document)
            )
            remove = icon_button(
                "trash-2", self.tr("移除文书"), then=lambda: self.remove_wanted.emit(document)
            )
            row.addWidget(edit)
            row.addWidget(remove)
        card.body.addLayout(row)
        return card

    def _facts_of(self, document: Document, dossier: Dossier) -> str:
        pages = document.pages or page_total(dossier.scans_of(document))
        counted = self.tr("{n} 页").format(n=pages) if pages else ""
        times = times_of(document) or self.tr("未填起止时间")
        return " · ".join(part for part in (times, document.responsible, counted) if part)

    def _on_row_dropped(self, document_id: DocumentId, ids: Sequence[int]) -> None:
        self.dropped.emit(document_id, ids)


def times_of(document: Document) -> str:
    """The times of a document: `2026-11-20 09:30 – 10:15`."""
    start, end = document.started_at, document.ended_at
    if start is None and end is None:
        return ""
    if start is None or end is None:
        return wording.compact(start or end, seconds=False)
    same_day = local(start).date() == local(end).date()
    until = f"{local(end):%H:%M}" if same_day else wording.compact(end, seconds=False)
    return f"{wording.compact(start, seconds=False)} – {until}"
