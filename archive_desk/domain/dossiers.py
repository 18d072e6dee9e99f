"""A case file with all that is known of it, and what may be found lacking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from archive_desk.domain.attachments import Attachment
from archive_desk.domain.cases import CaseFile, Document, LinkedFootage
from archive_desk.domain.certificates import Certificate
from archive_desk.domain.discs import DiscState
from archive_desk.domain.document_times import TOLERANCE
from archive_desk.domain.findings import Finding
from archive_desk.domain.hand_ins import HandIn
from archive_desk.domain.ids import DocumentId, FootageId
from archive_desk.domain.notes import Note, NoteKind
from archive_desk.domain.regulations import Clock
from archive_desk.domain.scenes import Explanation, SceneState
from archive_desk.domain.takes import Gap

EXPLANATION = "无法记录（中断）情况说明"
"""The document that stands for footage that could not be made."""

STAGE_DOCUMENTS: Mapping[str, tuple[str, ...]] = {
    "启动": ("立案审批表",),
    "调查取证": (
        "现场检查（勘验）笔录",
        "询问笔录",
        "抽样取证凭证",
        "证据登记保存清单",
        "先行登记保存证据通知书",
        "查封（扣押）决定书",
        "听证笔录",
        "现场核查记录",
    ),
    "审核": ("合议记录", "法制审核意见书"),
    "决定": ("责令改正通知书", "行政处罚事先告知书", "行政处罚决定书"),
    "送达": ("送达回证", "公告送达记录"),
    "执行": ("整改复查记录", "强制执行现场笔录"),
}
"""Which documents belong to which stage."""


@dataclass(frozen=True)
class Shortfall(Finding):
    """One thing that a case file lacks; `blocking` ones stand in the way of archiving."""

    blocking: bool = False


@dataclass(frozen=True)
class Dossier:
    """A case file with all that is known of it.

    `discs` has the states of the discs that each recording is on, `due` the moments at which its
    clocks run out. `gaps` are those between two recordings that are both in the file, each with
    whether a note explains it; `notes` all that were written about the file and these gaps;
    `scenes` what the regulation wants to be seen; `explanations` what was said of times
    and scenes; `scans` the scans of its documents; `certificates` what the register knows of its
    officers' certificates, by number; `late` the recordings that were handed in too late
    without a reason; `zone` is the office's, `tolerance` how far times may lie apart there.
    """

    case: CaseFile
    documents: Sequence[Document]
    footage: Sequence[LinkedFootage]
    discs: Mapping[FootageId, frozenset[DiscState]]
    due: Mapping[Clock, datetime]
    gaps: Sequence[Gap] = ()
    notes: Sequence[Note] = ()
    scenes: Sequence[SceneState] = ()
    explanations: Sequence[Explanation] = ()
    scans: Mapping[DocumentId, Sequence[Attachment]] = field(default_factory=dict)
    certificates: Mapping[str, Certificate] = field(default_factory=dict)
    late: Sequence[HandIn] = ()
    zone: tzinfo = UTC
    tolerance: timedelta = TOLERANCE

    def scans_of(self, document: Document) -> Sequence[Attachment]:
        """The scans of `document`."""
        return self.scans.get(document.id, ())

    def beside(self, document: Document) -> list[LinkedFootage]:
        """The footage linked beside `document`."""
        return [item for item in self.footage if item.document_id == document.id]

    @property
    def explained(self) -> bool:
        """Whether a document or a note explains why something could not be recorded."""
        written = any(document.type == EXPLANATION for document in self.documents)
        return written or any(self._excuses(note) for note in self.notes)

    def excused(self, stage: str) -> bool:
        """Whether a note explains why there is no footage of a stage."""
        return any(self._excuses(note) and note.draft.stage == stage for note in self.notes)

    def _excuses(self, note: Note) -> bool:
        return note.explains and note.draft.kind is NoteKind.EXEMPTION


def stage_of(document: Document) -> str:
    """The stage to which a document of this type usually belongs; empty if any."""
    return next((s for s, types in STAGE_DOCUMENTS.items() if document.type in types), "")
