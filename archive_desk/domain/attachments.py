"""Files that people attach to things: scans of documents, papers of answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from archive_desk.domain.ids import AttachmentId

LARGEST_BYTES = 50_000_000
"""One paper is not footage; larger files belong into the vault."""

PAPERS = (".pdf", ".jpg", ".jpeg", ".png", ".docx", ".xlsx", ".doc", ".xls", ".txt")
"""What may be attached to an answer."""

SCANS = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff")
"""What a scanned document may be: what the desk itself can show page by page."""

LARGEST_SCAN_BYTES = 500_000_000
"""A thick file scanned in colour."""


@dataclass(frozen=True)
class Attachment:
    """A file that belongs to something: its name, size and digest; the bytes lie in the archive.

    `pages` is how many pages it shows, None where nobody counted them.
    """

    id: AttachmentId
    name: str
    size_bytes: int
    sha256: str
    added_at: datetime
    added_by: str
    pages: int | None = None


def page_total(scans: Iterable[Attachment]) -> int:
    """How many pages some scans have together."""
    return sum(each.pages or 0 for each in scans)
