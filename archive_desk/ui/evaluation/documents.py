"""The documents of a case by stage, with their stated times and the footage beside them."""

from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from archive_desk.domain.cases import STAGES, Document, LinkedFootage
from archive_desk.domain.completeness import Dossier, stage_of
from archive_desk.domain.document_times import TOLERANCE
from archive_desk.domain.footage import Kind
from archive_desk.domain.ids import FootageId
from archive_desk.ui import icons, wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import MEDIUM, SMALL, TIGHT
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.panels import Card, clear, scrolling
from archive_desk.ui.widgets.text import ElidedLabel, label, muted, set_tone
from archive_desk.ui.zones import local

_KIND_ICONS = {Kind.VIDEO: "film", Kind.AUDIO: "mic", Kind.PHOTO: "image"}


class DocumentsPane(QWidget):
    """What is in the file: read here, played at the right.

    Signals:
        play_wanted: a `FootageId` to be shown.
        cited: a `Document` that shows the fault on the item under review.
        scan_wanted: a `Document` whose scan is to be read.
    """

    play_wanted = Signal(object)
    cited = Signal(object)
    scan_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, SMALL, SMALL)
        self._list.setSpacing(SMALL)
        self._buttons: dict[FootageId, QPushButton] = {}
        self._tolerance = TOLERANCE
        area = scrolling(inner)
        area.setAccessibleName(self.tr("卷内文书"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def show_dossier(self, dossier: Dossier) -> None:
        """Show documents and footage of a case, and which times lie too far apart."""
        self._tolerance = dossier.tolerance
        clear(self._list)
        self._buttons.clear()
        shown: set[FootageId] = set()
        for stage in (*STAGES, ""):
            documents = [each for each in dossier.documents if stage_of(each) == stage]
            if not documents:
                continue
            title = wording.sentence(stage) if stage else self.tr("其他文书")
            self._list.addWidget(label(title, "field"))
            for document in documents:
                beside = dossier.beside(document)
                shown.update(each.footage_id for each in beside)
                pages = sum(each.pages or 1 for each in dossier.scans_of(document))
                self._list.addWidget(self._card(document, beside, pages))
        rest = [
            each
            for each in dossier.footage
            if each.footage_id not in shown and each.kind is not Kind.SIDECAR
        ]
        if rest:
            self._list.addWidget(label(self.tr("其他音像"), "field"))
            card = Card(panel="card")
            card.body.setContentsMargins(MEDIUM, SMALL, SMALL, SMALL)
            for footage in rest:
                card.body.addWidget(self._play_button(footage))
            self._list.addWidget(card)
        if not dossier.documents and not rest:
            self._list.addWidget(muted(self.tr("案卷里没有文书，也没有音像。")))
        self._list.addStretch(1)

    def show_playing(self, footage_id: FootageId | None) -> None:
        """Say which recording is on the screen."""
        for key, made in self._buttons.items():
            made.setProperty("chosen", "true" if key == footage_id else None)
            icons.put(made, "circle-play" if key == footage_id else "play", "accent_text")

    def _card(self, document: Document, beside: list[LinkedFootage], pages: int) -> Card:
        card = Card(panel="card")
        card.setObjectName(f"document-{document.id}")
        card.body.setContentsMargins(MEDIUM, SMALL, SMALL, SMALL)
        card.body.setSpacing(TIGHT)
        row = QHBoxLayout()
        row.setSpacing(TIGHT)
        words = words_of(document)
        row.addWidget(ElidedLabel(words, "strong", hint=words, mode=Qt.TextElideMode.ElideRight), 1)
        cite = icon_button(
            "link",
            self.tr("用作本项扣分的依据：{name}").format(name=words),
            then=lambda: self.cited.emit(document),
        )
        row.addWidget(cite)
        card.body.addLayout(row)
        times = label(_times(document) or self.tr("未填起止时间"), "caption", wrap=True)
        card.body.addWidget(times)
        apart = _apart(document, beside, self._tolerance)
        if apart:
            warning = label(apart, "caption", wrap=True)
            set_tone(warning, Tone.WARN)
            card.body.addWidget(warning)
        if pages:
            card.body.addWidget(self._scan_button(document, words, pages))
        for footage in beside:
            if footage.kind is not Kind.SIDECAR:
                card.body.addWidget(self._play_button(footage))
        return card

    def _scan_button(self, document: Document, words: str, pages: int) -> QPushButton:
        made = button(self.tr("扫描件（{n} 页）").format(n=pages), "file-text", kind="link")
        made.setAccessibleName(self.tr("看扫描件：{name}").format(name=words))
        made.setObjectName(f"scan-{document.id}")
        made.clicked.connect(lambda: self.scan_wanted.emit(document))
        return made

    def _play_button(self, footage: LinkedFootage) -> QPushButton:
        started = "" if footage.started_at is None else f"{local(footage.started_at):%H:%M:%S} "
        length = wording.duration(footage.duration_ms) if footage.duration_ms else ""
        made = button(f"{started}{length}".strip() or footage.name, "play", kind="link")
        made.setToolTip(footage.name)
        made.setAccessibleName(self.tr("播放 {name}").format(name=footage.name))
        made.setObjectName(f"play-{footage.footage_id}")
        made.clicked.connect(lambda: self.play_wanted.emit(footage.footage_id))
        self._buttons[footage.footage_id] = made
        return made


def words_of(document: Document) -> str:
    """What a document is called: its kind and its number."""
    return f"{wording.sentence(document.type)} {document.number}".strip()


def _times(document: Document) -> str:
    """The stated times of a document: `11月18日 09:00–09:40`."""
    start, end = document.started_at, document.ended_at
    if start is None and end is None:
        return ""
    first = wording.moment(start) if start is not None else "…"
    last = f"{local(end):%H:%M}" if end is not None else "…"
    return f"{first}–{last}"


def _apart(document: Document, beside: list[LinkedFootage], tolerance: timedelta) -> str:
    """How far the stated times lie from those of the footage, where that is too far."""
    starts = [each.started_at for each in beside if each.started_at is not None]
    ends = [each.ended_at for each in beside if each.ended_at is not None]
    found = []
    for stated, shown, words in (
        (document.started_at, min(starts, default=None), wording.tr("开始")),
        (document.ended_at, max(ends, default=None), wording.tr("结束")),
    ):
        if stated is None or shown is None or abs(stated - shown) <= tolerance:
            continue
        minutes = round(abs(stated - shown) / timedelta(minutes=1))
        found.append(wording.tr("{what}与音像相差 {minutes} 分钟", what=words, minutes=minutes))
    return wording.listing(found)
