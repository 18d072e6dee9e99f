"""Case files (案卷), their documents and the footage that belongs to them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from archive_desk.domain.ids import CaseId, DocumentId, FootageId, PersonId


class CaseKind(StrEnum):
    """Kinds of enforcement (执法类型)."""

    PENALTY = "penalty"
    LICENCE = "licence"
    COERCION = "coercion"
    INSPECTION = "inspection"

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return _KIND_TITLES[self]


_KIND_TITLES = {
    CaseKind.PENALTY: "行政处罚",
    CaseKind.LICENCE: "行政许可",
    CaseKind.COERCION: "行政强制",
    CaseKind.INSPECTION: "行政检查",
}


class CaseState(StrEnum):
    """Where a case file stands. Archiving is a legal act; an archived file is locked."""

    OPEN = "open"
    ARCHIVED = "archived"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return {"open": "办理中", "archived": "已归档"}[self.value]


STAGES = ("启动", "调查取证", "审核", "决定", "送达", "执行")
"""The six stages of 行政处罚法 Art. 47, the default list of stages."""

DOCUMENT_TYPES = (
    "立案审批表",
    "现场检查（勘验）笔录",
    "询问笔录",
    "抽样取证凭证",
    "先行登记保存证据通知书",
    "查封（扣押）决定书",
    "听证笔录",
    "合议记录",
    "责令改正通知书",
    "行政处罚事先告知书",
    "行政处罚决定书",
    "送达回证",
    "整改复查记录",
    "无法记录（中断）情况说明",
    "其他",
)
"""Usual documents of an enforcement file, in the order of the procedure."""


@dataclass(frozen=True)
class CaseOfficer:
    """An officer of a case as the file names him, whether or not he has an account."""

    name: str
    certificate_no: str = ""
    person_id: PersonId | None = None


@dataclass(frozen=True)
class Document:
    """A document (文书) of a case; the times are those written in it."""

    id: DocumentId
    case_id: CaseId
    type: str
    number: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class CaseFile:
    """An enforcement case file. `activity_ended_at` is what the disc deadline counts from."""

    id: CaseId
    no: str
    cause: str
    party: str
    kind: CaseKind
    section: str
    officers: tuple[CaseOfficer, ...]
    opened_on: date | None = None
    ended_at: datetime | None = None
    state: CaseState = CaseState.OPEN
    archived_at: datetime | None = None
    note: str = ""
    footage_count: int = 0
    document_count: int = 0

    @property
    def name(self) -> str:
        """The case name as printed: party and cause."""
        return f"{self.party}{self.cause}案"


@dataclass(frozen=True)
class Link:
    """That a recording belongs to a case, at a stage and, if known, beside a document."""

    case_id: CaseId
    footage_id: FootageId
    stage: str = ""
    document_id: DocumentId | None = None
