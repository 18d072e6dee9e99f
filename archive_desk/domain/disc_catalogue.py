"""What a disc says about itself: its recordings as its documents, pages and labels name them."""

from dataclasses import dataclass
from datetime import datetime

from archive_desk.domain.discs import WHOLE, Disc, Part
from archive_desk.domain.footage import Kind
from archive_desk.domain.ids import FootageId


@dataclass(frozen=True)
class CatalogueMark:
    """A time mark as printed beside a recording."""

    at_ms: int
    category: str
    note: str = ""


@dataclass(frozen=True)
class CatalogueEntry:
    """One recording of a disc or of its set.

    Attributes:
        path: where it lies on its disc, with `/`.
        name: the name it was recorded under.
        title: what it shows, where a person said so.
        case_no: the case it is filed under on the disc; empty for none.
        case_name: that case's name; empty if it is not to be told.
        started_at: corrected start, in the archive's zone; `time_source` says where from.
        format: container and codecs, for people.
        note: what is wrong with it, if anything.
        part: which part of the recording it is; size and digests are the part's then, and those of
            the recording are in `whole_bytes`, `whole_sha256` and `whole_sm3`.
    """

    footage_id: FootageId
    disc_no: str
    path: str
    name: str
    kind: Kind
    size_bytes: int
    sha256: str
    sm3: str = ""
    title: str = ""
    case_no: str = ""
    case_name: str = ""
    stage: str = ""
    section: str = ""
    officer: str = ""
    device: str = ""
    started_at: datetime | None = None
    time_source: str = ""
    duration_ms: int | None = None
    format: str = ""
    note: str = ""
    marks: tuple[CatalogueMark, ...] = ()
    part: Part = WHOLE
    whole_bytes: int = 0
    whole_sha256: str = ""
    whole_sm3: str = ""

    @property
    def remark(self) -> str:
        """What is wrong with it, and which part of the recording it is."""
        if self.part.whole:
            return self.note
        words = f"分段 {self.part.number}/{self.part.of}，合并方法见盘上 其他/合并说明.TXT"
        return f"{words}；{self.note}" if self.note else words


@dataclass(frozen=True)
class DiscCatalogue:
    """A disc with its recordings, and those of the other discs of its set.

    `made_at` is in the archive's zone; it is the only time in the image that is not a recording's.
    `archive_id` and `journal_head` tie the disc to its archive.
    """

    disc: Disc
    organisation: str
    made_at: datetime
    made_by: str
    entries: tuple[CatalogueEntry, ...]
    elsewhere: tuple[CatalogueEntry, ...] = ()
    archive_id: str = ""
    journal_head: str = ""

    @property
    def data_bytes(self) -> int:
        """The size of the recordings alone."""
        return sum(entry.size_bytes for entry in self.entries)

    @property
    def cases(self) -> tuple[str, ...]:
        """The cases on the disc, each once, in their order."""
        return tuple(dict.fromkeys(entry.case_no for entry in self.entries if entry.case_no))

    @property
    def period(self) -> tuple[datetime | None, datetime | None]:
        """The first and the last start among the recordings."""
        starts = [entry.started_at for entry in self.entries if entry.started_at]
        return (min(starts), max(starts)) if starts else (None, None)


def duration_in_words(duration_ms: int | None) -> str:
    """`1:02:03`, or `02:03` below an hour; empty where there is none."""
    if duration_ms is None:
        return ""
    seconds = round(duration_ms / 1000)
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def size_in_words(size_bytes: int) -> str:
    """`4.7 GB`, in powers of ten as discs are sold."""
    size = float(size_bytes)
    for unit in ("B", "KB", "MB", "GB"):
        if size < 999.95 or unit == "GB":
            break
        size /= 1000
    return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
