"""Scans (扫描件) of a case file's documents: kept with their digests, shown page by page.

Who may look at the footage of a case may look at its papers: by office, by a seat in a round under
review, or under a live approval.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from archive_desk.db import attachments, case_contents, cases
from archive_desk.domain.attachments import LARGEST_SCAN_BYTES, SCANS, Attachment
from archive_desk.domain.case_entry import require_open
from archive_desk.domain.cases import CaseFile, Document
from archive_desk.domain.errors import InvalidInput, NotFound
from archive_desk.domain.ids import AttachmentId, CaseId, DocumentId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor, Unwatched
from archive_desk.media.pages import PagePicture, count_pages, draw_page
from archive_desk.services.access import CaseAccess, access_to_case
from archive_desk.services.attaching import StoredFile, attach, located, store
from archive_desk.services.desk import Desk, Transaction

__all__ = ["OWNER", "OpenedScan", "PagePicture", "Scans", "scans_of"]

OWNER = "document"
"""What scans belong to, as the attachments have it."""


@dataclass(frozen=True)
class OpenedScan:
    """A scan that somebody may look at now, and the right under which he does."""

    scan: Attachment
    document: Document
    case: CaseFile
    path: Path
    access: CaseAccess

    @property
    def pages(self) -> int:
        """How many pages it shows."""
        return self.scan.pages or 1


class Scans:
    """What is done with the scans of documents."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def add(
        self,
        actor: Person,
        no: str,
        document_id: DocumentId,
        files: Sequence[Path],
        monitor: Monitor | None = None,
    ) -> Sequence[Attachment]:
        """Put scans of a document into an open case file, in the order given.

        All of them are looked at before the first is kept. The same bytes beside the same document
        are kept once.

        Raises:
            Refused: no right, or the file is archived.
            InvalidInput: a file is no scan, damaged, empty or too large, or there is none.
            NotFound: there is no such file or document.
            Unavailable: a file cannot be read or kept.
            Cancelled: the person stopped; nothing is kept.
        """
        actor.require(Right.EDIT_CASES)
        if not files:
            raise InvalidInput(say("请选择扫描件。"))
        watch = monitor or Unwatched()
        self._require_place(no, document_id)
        kept: list[tuple[StoredFile, int]] = []
        for number, file in enumerate(files):
            watch.report(number, 2 * len(files), say("查看扫描件 {name}", name=file.name))
            # The ending is judged by `store`, which also names what would do.
            pages = count_pages(file) if file.suffix.lower() in SCANS and file.is_file() else 0
            kept.append(
                (store(self._desk.folder, file, kinds=SCANS, largest=LARGEST_SCAN_BYTES), pages)
            )
        watch.report(len(files), len(files))
        with self._desk.transaction(actor) as work:
            case = cases.get(work.session, no)
            require_open(case)
            case_contents.document(work.session, case.id, document_id)
            return _record(work, case, document_id, kept, actor)

    def _require_place(self, no: str, document_id: DocumentId) -> None:
        with self._desk.reading() as session:
            case = cases.get(session, no)
            require_open(case)
            case_contents.document(session, case.id, document_id)

    def remove(self, actor: Person, scan_id: AttachmentId) -> None:
        """Take a scan off its document while the file is open; its bytes stay in the archive.

        Raises:
            Refused: no right, or the file is archived.
            NotFound: there is no such scan.
        """
        actor.require(Right.EDIT_CASES)
        with self._desk.transaction(actor) as work:
            scan, _, document = _found(work.session, scan_id)
            case = cases.by_id(work.session, document.case_id)
            require_open(case)
            attachments.remove(work.session, scan_id, work.at)
            detail = {"document": document.id, "scans": [_plain(scan.name, scan.sha256)]}
            work.journal(Act("case.scan_removed", f"case:{case.no}", detail=detail))

    def of_case(self, actor: Person, no: str) -> Mapping[DocumentId, Sequence[Attachment]]:
        """The scans of a case file's documents, by document: their names, not their pages.

        Raises:
            Refused: `actor` may neither browse nor look at the case.
            NotFound: there is no such file.
        """
        with self._desk.reading() as session:
            if actor.may(Right.BROWSE):
                return scans_of(session, cases.get(session, no).id)
            # Who may not browse is not told either what there is not.
            case = cases.find(session, no)
            self._access(session, actor, CaseId(0) if case is None else case.id)
            return {} if case is None else scans_of(session, case.id)

    def open(self, actor: Person, scan_id: AttachmentId) -> OpenedScan:
        """Open a scan to look at its pages; that is written down.

        Raises:
            Refused: with the article that asks for an approval.
            NotFound: there is no such scan.
            Unavailable, Damaged: it is gone, or not what it was.
        """
        with self._desk.reading() as session:
            if not actor.may(Right.PLAY):
                self._access(session, actor, _case_of(session, scan_id))
            scan, path, document = _found(session, scan_id)
        # Comparing a thick file with its digest takes time, and no transaction should wait for it.
        place = located(self._desk.folder, path, scan)
        with self._desk.transaction(actor) as work:
            access = self._access(work.session, actor, document.case_id)
            case = cases.by_id(work.session, document.case_id)
            detail = {"document": document.id, "scans": [_plain(scan.name, scan.sha256)]}
            work.journal(
                Act("case.scan_opened", f"case:{case.no}", approval=access.approval, detail=detail)
            )
        return OpenedScan(scan, document, case, place, access)

    def page(self, actor: Person, opened: OpenedScan, page: int, width: int) -> PagePicture:
        """A page (counted from 0) of an opened scan, `width` pixels wide.

        The right is asked for again at each page.

        Raises:
            Refused: the right has ended meanwhile.
            InvalidInput: there is no such page, or the file is damaged.
        """
        with self._desk.reading() as session:
            self._access(session, actor, opened.case.id)
        return draw_page(opened.path, page, width)

    def _access(self, session: Session, actor: Person, case_id: CaseId) -> CaseAccess:
        return access_to_case(
            session,
            actor,
            case_id,
            self._desk.clock(),
            regulation=self._desk.office.regulation,
        )


def scans_of(session: Session, case_id: CaseId) -> Mapping[DocumentId, Sequence[Attachment]]:
    """The scans of a case file's documents, by document."""
    documents = [each.id for each in case_contents.documents_of(session, case_id)]
    found = attachments.of_owners(session, OWNER, documents)
    return {DocumentId(number): scans for number, scans in found.items()}


def _record(
    work: Transaction,
    case: CaseFile,
    document_id: DocumentId,
    kept: Sequence[tuple[StoredFile, int]],
    actor: Person,
) -> Sequence[Attachment]:
    there = {
        each.sha256
        for each in attachments.of_owners(work.session, OWNER, [document_id])[document_id]
    }
    new = []
    for stored, pages in kept:
        if stored.sha256 not in there:
            there.add(stored.sha256)
            attach(work, OWNER, document_id, stored, by=actor.id, pages=pages)
            new.append(_plain(stored.name, stored.sha256) | {"pages": pages})
    if new:
        detail = {"document": document_id, "scans": new}
        work.journal(Act("case.scan_added", f"case:{case.no}", detail=detail))
    return attachments.of_owners(work.session, OWNER, [document_id])[document_id]


def _found(session: Session, scan_id: AttachmentId) -> tuple[Attachment, str, Document]:
    scan, path, owner, owner_id = attachments.get(session, scan_id)
    if owner != OWNER:
        raise NotFound(say("没有这个扫描件，可能已被移除。"))
    return scan, path, case_contents.document_of_id(session, DocumentId(owner_id))


def _case_of(session: Session, scan_id: AttachmentId) -> CaseId:
    """The case file of a scan; one that nobody has for a scan that is not there."""
    try:
        return _found(session, scan_id)[2].case_id
    except NotFound:
        return CaseId(0)


def _plain(name: str, sha256: str) -> dict[str, object]:
    return {"name": name, "sha256": sha256}
