"""One case file: its footage by stage, its documents, its facts, and what it still lacks."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QMenu,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from archive_desk.domain.cases import STAGES, CaseFile, Document, LinkedFootage
from archive_desk.domain.completeness import Shortfall, stage_of
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ids import CaseId, DocumentId, FootageId
from archive_desk.domain.loans import ItemKind, LoanItem
from archive_desk.domain.people import Right
from archive_desk.domain.regulations import Clock
from archive_desk.services.casework import CaseReport, Casework
from archive_desk.ui import icons, wording
from archive_desk.ui.cases.afterwards import AfterwardsCard
from archive_desk.ui.cases.candidates import CandidatesPanel
from archive_desk.ui.cases.document_dialog import DocumentDialog
from archive_desk.ui.cases.documents import DocumentsCard
from archive_desk.ui.cases.facts import ClocksCard, FactsCard
from archive_desk.ui.cases.file_actions import FileActions
from archive_desk.ui.cases.head import CaseHead
from archive_desk.ui.cases.missing import MissingCard, Remedy
from archive_desk.ui.cases.pictures import Pictures
from archive_desk.ui.cases.publishing import PublishingCard
from archive_desk.ui.cases.scanning import DocumentScans
from archive_desk.ui.cases.stages import StageBoard
from archive_desk.ui.intentions import (
    GoTo,
    Intention,
    MakeDisc,
    PlayFootage,
    RequestLoan,
    ShowBatch,
    ShowFootage,
)
from archive_desk.ui.note_list import NotesCard
from archive_desk.ui.retention_card import RetentionCard
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, WIDE, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.panels import SectionHead, scrolling

_RIGHT_WIDTH = 330
_ROOM_FOR_BOTH = 1180


def loan_item(case: CaseFile) -> LoanItem:
    """A case file as something to be borrowed."""
    return LoanItem(ItemKind.CASE, case.id, f"{case.no} {case.name}")


class CasePage(QWidget):
    """A case file on one page.

    Signals:
        left: the person goes back to the list.
        requested: an `Intention` for another screen.
        duties_wanted: the `CaseId` of the file whose duties the person wants to see.
    """

    left = Signal()
    duties_wanted = Signal(object)
    requested = Signal(object)

    def __init__(self, context: ScreenContext, casework: Casework) -> None:
        super().__init__()
        self._context = context
        self._casework = casework
        self._report: CaseReport | None = None
        self._case_id: CaseId | None = None
        self._pictures = Pictures(context, self)
        self.board = StageBoard(self._pictures)
        self.documents = DocumentsCard()
        self.scans = DocumentScans(context, self._changed, self)
        self.file_actions = FileActions(context, self._changed, self)
        self.notes = NotesCard(context)
        self.missing = MissingCard(context.actor)
        self.clocks = ClocksCard()
        self.facts = FactsCard()
        self.afterwards = AfterwardsCard(context)
        self.retention = RetentionCard(context)
        self.publishing = PublishingCard(context)
        self.candidates = CandidatesPanel(context, casework, self._pictures)
        self.candidates.hide()
        self.head = CaseHead()
        self._lay_out()
        self._connect()

    # -- for the screen ----------------------------------------------------------------------

    @property
    def case(self) -> CaseFile | None:
        """The case file shown."""
        return None if self._report is None else self._report.dossier.case

    @property
    def report(self) -> CaseReport | None:
        """The case file shown, with what it lacks."""
        return self._report

    def show_case(self, case_id: CaseId) -> None:
        """Show the case file with this id."""
        if case_id != self._case_id:
            self.candidates.hide()
            self._scroll.verticalScrollBar().setValue(0)
        self._case_id = case_id
        self.refresh()

    def refresh(self) -> None:
        """Read the case file again."""
        if self._case_id is None:
            return
        actor = self._context.actor
        try:
            no = self._casework.of_id(actor, self._case_id).no
            self._report = self._casework.check(actor, no)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            self.left.emit()
            return
        self._show()

    # -- arrangement -------------------------------------------------------------------------

    def _lay_out(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, SMALL, WIDE)
        column.setSpacing(MEDIUM)
        self._footage_head = SectionHead(self.tr("音像"))
        self.link_button = button(
            self.tr("关联音像(&L)"), "link", shortcut="Ctrl+L", then=self.toggle_candidates
        )
        self._footage_head.add(self.link_button)
        column.addWidget(self._footage_head)
        column.addWidget(self.board)
        column.addSpacing(SMALL)
        column.addWidget(self.documents)
        column.addSpacing(SMALL)
        column.addWidget(self.notes)
        column.addStretch(1)
        self._scroll = scrolling(middle)
        self._side = self._make_side()
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        for part in (self.candidates, self._scroll, self._side):
            self._splitter.addWidget(part)
        self._splitter.setStretchFactor(1, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(WIDE, SMALL, MEDIUM, 0)
        outer.setSpacing(LARGE)
        outer.addWidget(self.head)
        outer.addWidget(self._splitter, 1)

    def _make_side(self) -> QScrollArea:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, SMALL, WIDE)
        column.setSpacing(MEDIUM)
        for card in (
            self.missing,
            self.afterwards,
            self.clocks,
            self.publishing,
            self.retention,
            self.facts,
        ):
            column.addWidget(card)
        column.addStretch(1)
        area = scrolling(inner)
        area.setMinimumWidth(theme().px(_RIGHT_WIDTH - 50))
        area.setMaximumWidth(theme().px(_RIGHT_WIDTH + 130))
        return area

    def _connect(self) -> None:
        self.head.left.connect(self.left)
        self.head.disc_wanted.connect(self._make_disc)
        self.head.loan_wanted.connect(self._request_loan)
        self.head.archive_wanted.connect(self._archive)
        self.head.binding_wanted.connect(lambda: self._with_case(self.file_actions.bind))
        self.head.natures_wanted.connect(lambda: self._with_case(self.file_actions.test))
        self.afterwards.changed.connect(self._on_notes_changed)
        self.publishing.changed.connect(self._on_notes_changed)
        self.head.duties_wanted.connect(lambda: self.duties_wanted.emit(self._case_id))
        self.board.dropped.connect(self._on_board_dropped)
        self.board.opened.connect(self._play)
        self.board.menu_wanted.connect(self._on_board_menu_wanted)
        self.documents.add_wanted.connect(self._add_document)
        self.documents.edit_wanted.connect(self._edit_document)
        self.documents.remove_wanted.connect(self._remove_document)
        self.documents.dropped.connect(self._on_documents_dropped)
        self.documents.scan_wanted.connect(self._add_scan)
        self.documents.files_dropped.connect(self._on_documents_files_dropped)
        self.documents.look_wanted.connect(self._look_at)
        self.documents.scan_menu_wanted.connect(self._on_documents_scan_menu_wanted)
        self.notes.changed.connect(self._on_notes_changed)
        self.missing.remedy_wanted.connect(self.mend)
        self.facts.edit_wanted.connect(lambda: self._with_case(self.file_actions.edit))
        self.candidates.closed.connect(self._hide_candidates)
        self.candidates.opened.connect(self._play)
        self.candidates.chosen.connect(self._on_candidates_chosen)

    # -- showing -----------------------------------------------------------------------------

    @property
    def editable(self) -> bool:
        """Whether the person may change the file shown."""
        case = self.case
        return case is not None and not case.locked and self._context.actor.may(Right.EDIT_CASES)

    def _show(self) -> None:
        report = self._report
        if report is None:
            return
        dossier, case, editable = report.dossier, report.dossier.case, self.editable
        self.head.show_case(case, self._context.actor, editable=editable)
        self.board.show_footage(dossier.footage, editable=editable)
        self._footage_head.set_note(str(len(dossier.footage) or ""))
        self.documents.show_documents(dossier, editable=editable)
        self.notes.show_notes(case, dossier.notes, dossier.gaps)
        self.missing.setVisible(not case.locked)
        self.missing.show_shortfalls(report.shortfalls, editable=editable)
        self.facts.show_case(case, editable=editable)
        self.afterwards.show_case(case)
        self.retention.show_case(case.no)
        self.publishing.show_case(case)
        self.clocks.show_clocks(
            dossier.due, self._met(report), self._casework.regulation, self._context.desk.clock()
        )
        self.link_button.setVisible(editable)
        if not editable:
            self.candidates.hide()
        elif self.candidates.isVisible():
            self.candidates.show_case(case)
        self._make_room()

    def _met(self, report: CaseReport) -> frozenset[Clock]:
        missing = {each.code for each in report.shortfalls}
        met = set()
        if report.dossier.footage and not missing & {"disc_missing", "disc_unverified"}:
            met.add(Clock.BURN)
        if report.dossier.case.locked:
            met.add(Clock.ARCHIVE)
        return frozenset(met)

    def _make_room(self) -> None:
        """On a narrow window the drawer takes the place of the facts."""
        narrow = self.width() < theme().px(_ROOM_FOR_BOTH)
        self._side.setVisible(not (narrow and self.candidates.isVisible()))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    # -- footage -----------------------------------------------------------------------------

    def toggle_candidates(self) -> None:
        """Open or close the drawer of recordings that may be linked."""
        if self.candidates.isVisible():
            self._hide_candidates()
            return
        if self.editable and self.case is not None:
            self.candidates.show()
            self.candidates.show_case(self.case)
            self._make_room()
            self.candidates.search.setFocus()

    def _hide_candidates(self) -> None:
        self.candidates.hide()
        self._make_room()

    def _on_candidates_chosen(self, stage: str, ids: Sequence[FootageId]) -> None:
        self._link(ids, stage=stage)

    def _on_board_dropped(self, stage: str, ids: Sequence[FootageId]) -> None:
        self._link(ids, stage=stage)

    def _on_documents_dropped(self, document_id: DocumentId, ids: Sequence[FootageId]) -> None:
        self._link(ids, document_id=document_id)

    def _link(
        self,
        ids: Sequence[FootageId],
        *,
        stage: str | None = None,
        document_id: DocumentId | None = None,
    ) -> None:
        """Link recordings; of what is linked already, what is not named stays as it was."""
        report, case = self._report, self.case
        if report is None or case is None:
            return
        linked = {each.footage_id: each for each in report.dossier.footage}
        usual = next(
            (stage_of(each) for each in report.dossier.documents if each.id == document_id), ""
        )
        try:
            for footage_id in ids:
                old = linked.get(footage_id)
                self._casework.link(
                    self._context.actor,
                    case.no,
                    [footage_id],
                    stage=(old.stage if old else "") or usual if stage is None else stage,
                    document_id=document_id or (old.document_id if old else None),
                )
        except ArchiveDeskError as error:
            self._context.notices.error(error)
        self._changed(case)

    def _unlink(self, rows: Sequence[LinkedFootage]) -> None:
        case = self.case
        if case is None or not self._context.notices.ask(
            self.tr("把选中的 {n} 个音像移出案卷吗？").format(n=len(rows)),
            self.tr("音像仍保存在档案库里，可以重新关联。移出会记入操作日志。"),
            self.tr("移出案卷"),
        ):
            return
        try:
            self._casework.unlink(self._context.actor, case.no, [each.footage_id for each in rows])
        except ArchiveDeskError as error:
            self._context.notices.error(error)
        self._changed(case)

    def _play(self, row: LinkedFootage) -> None:
        report = self._report
        playlist = () if report is None else tuple(e.footage_id for e in report.dossier.footage)
        self._ask(PlayFootage(row.footage_id, playlist=playlist))

    def _on_board_menu_wanted(self, rows: Sequence[LinkedFootage], place: QPoint) -> None:
        self.menu_for(rows).popup(place)

    def menu_for(self, rows: Sequence[LinkedFootage]) -> QMenu:
        """What can be done with recordings of this case."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        icons.put(menu.addAction(self.tr("播放"), lambda: self._play(rows[0])), "play")
        ids = tuple(each.footage_id for each in rows)
        icons.put(
            menu.addAction(self.tr("在音像目录中显示"), lambda: self._ask(ShowFootage(ids))),
            "film",
        )
        if not self.editable or self._report is None:
            return menu
        menu.addSeparator()
        stages = menu.addMenu(self.tr("移到环节"))
        for stage in STAGES:
            move = partial(self._link, ids, stage=stage)
            stages.addAction(wording.sentence(stage), move)
        documents = menu.addMenu(self.tr("对应文书"))
        documents.setEnabled(bool(self._report.dossier.documents))
        for document in self._report.dossier.documents:
            words = f"{wording.sentence(document.type)} {document.number}".rstrip()
            documents.addAction(words, partial(self._link, ids, document_id=document.id))
        menu.addSeparator()
        icons.put(menu.addAction(self.tr("移出案卷…"), lambda: self._unlink(rows)), "unlink")
        return menu

    # -- documents ---------------------------------------------------------------------------

    def _add_document(self) -> None:
        if self.case is not None:
            self._run_document_dialog(DocumentDialog(self._context, self.case, parent=self))

    def _edit_document(self, document: Document) -> None:
        if self.case is not None:
            self._run_document_dialog(DocumentDialog(self._context, self.case, document, self))

    def _run_document_dialog(self, dialog: DocumentDialog) -> None:
        if dialog.exec() and self.case is not None:
            self._changed(self.case)
        dialog.deleteLater()

    def _remove_document(self, document: Document) -> None:
        case = self.case
        if case is None or not self._context.notices.ask(
            self.tr("移除“{type}”吗？").format(type=wording.sentence(document.type)),
            self.tr("与它对应的音像仍留在案卷里。移除会记入操作日志。"),
            self.tr("移除文书"),
            danger=True,
        ):
            return
        try:
            self._casework.remove_document(self._context.actor, case.no, document.id)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
        self._changed(case)

    def _add_scan(self, document: Document) -> None:
        if self.case is not None:
            self.scans.choose(self.case, document)

    def _on_documents_files_dropped(self, document_id: DocumentId, files: Sequence[Path]) -> None:
        if self.case is not None:
            self.scans.add(self.case, document_id, files)

    def _look_at(self, document: Document) -> None:
        if self._report is not None:
            self.scans.look(self._report.dossier, document)

    def _on_documents_scan_menu_wanted(self, document: Document, place: QPoint) -> None:
        if self._report is not None and self.editable:
            case, scans = self._report.dossier.case, self._report.dossier.scans_of(document)
            self.scans.removal_menu(case, scans).popup(place)

    # -- the file itself ---------------------------------------------------------------------

    def _with_case(self, act: Callable[[CaseFile], object]) -> None:
        if self.case is not None:
            act(self.case)

    def _archive(self) -> None:
        if self._report is not None:
            self.file_actions.archive(self._report)

    def _make_disc(self) -> None:
        if self._case_id is not None:
            self._ask(MakeDisc(case_ids=(self._case_id,)))

    def _request_loan(self) -> None:
        if self.case is not None:
            self._ask(RequestLoan((loan_item(self.case),)))

    def mend(self, remedy: Remedy, shortfall: Shortfall) -> None:
        """Lead to where a shortfall is mended."""
        acts: dict[Remedy, Callable[[], object]] = {
            Remedy.EDIT: partial(self._with_case, self.file_actions.edit),
            Remedy.LINK: self._show_candidates,
            Remedy.STAGE: partial(self._show_item, shortfall.item),
            Remedy.LOOK: partial(self._show_item, shortfall.item),
            Remedy.DOCUMENT: partial(self._edit_item, shortfall.item),
            Remedy.DISC: self._make_disc,
            Remedy.NOTE: self.notes.explain_gap,
            Remedy.CERTIFICATE: partial(self._with_case, self.file_actions.note_certificate),
            Remedy.ADD_DOCUMENT: self._add_document,
            Remedy.LATE: partial(self._show_batch, shortfall.item),
            Remedy.PLAY: self._play_first,
            Remedy.DISCS: partial(self._ask, GoTo("discs")),
            Remedy.ARCHIVE: self._archive,
        }
        acts[remedy]()

    def _show_candidates(self) -> None:
        if not self.candidates.isVisible():
            self.toggle_candidates()

    def _show_batch(self, item: str) -> None:
        footage_id = FootageId(int(item.removeprefix("footage:")))
        self._ask(ShowBatch(self._casework.batch_of(self._context.actor, footage_id)))

    def _play_first(self) -> None:
        report = self._report
        shown = [] if report is None else list(report.dossier.footage)
        if shown:
            self._play(shown[0])

    def _on_notes_changed(self) -> None:
        if self.case is not None:
            self._changed(self.case)

    def _show_item(self, item: str) -> None:
        """Select a recording that something is wrong with, and bring it into view."""
        number = int(item.removeprefix("footage:"))
        for tiles in self.board.tiles:
            if tiles.select_footage(FootageId(number)):
                self._scroll.ensureWidgetVisible(tiles)
                tiles.setFocus()
                return

    def _edit_item(self, item: str) -> None:
        if self._report is None:
            return
        number = int(item.removeprefix("document:"))
        for document in self._report.dossier.documents:
            if document.id == number:
                self._edit_document(document)
                return

    def _changed(self, case: CaseFile) -> None:
        """Tell everybody; the page itself reads again by the same way."""
        self._context.changes.cases_changed.emit((case.id,))

    def _ask(self, intention: Intention) -> None:
        self.requested.emit(intention)
