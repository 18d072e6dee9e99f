"""Case files (案卷), their documents and the footage that belongs to them."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from archive_desk.domain.footage import Health, Kind
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


class ReviewGround(StrEnum):
    """Why a decision must pass legal review first (行政处罚法 Art. 58, 004 item 12(2))."""

    PUBLIC_INTEREST = "public_interest"
    SOCIAL_RISK = "social_risk"
    MAJOR_RIGHTS = "major_rights"
    HEARING = "hearing"
    COMPLEX = "complex"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The ground in Chinese."""
        return _GROUND_TITLES[self]


_GROUND_TITLES = {
    ReviewGround.PUBLIC_INTEREST: "涉及重大公共利益",
    ReviewGround.SOCIAL_RISK: "可能造成重大社会影响或引发社会风险",
    ReviewGround.MAJOR_RIGHTS: "直接关系当事人或第三人重大权益",
    ReviewGround.HEARING: "经过听证程序",
    ReviewGround.COMPLEX: "疑难复杂、涉及多个法律关系",
    ReviewGround.OTHER: "其他应当法制审核的情形",
}

STAGES = ("启动", "调查取证", "审核", "决定", "送达", "执行")
"""The six stages of 行政处罚法 Art. 47, the default list of stages."""

DOCUMENT_TYPES = (
    "立案审批表",
    "现场检查（勘验）笔录",
    "询问笔录",
    "抽样取证凭证",
    "证据登记保存清单",
    "先行登记保存证据通知书",
    "查封（扣押）决定书",
    "听证笔录",
    "现场核查记录",
    "合议记录",
    "法制审核意见书",
    "责令改正通知书",
    "行政处罚事先告知书",
    "行政处罚决定书",
    "送达回证",
    "公告送达记录",
    "整改复查记录",
    "强制执行现场笔录",
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
class DocumentDraft:
    """What a document (文书) says, as somebody enters it; the times are those written in it.

    `responsible` is who made it (责任者), `pages` how many pages it has on paper; the pages of its
    scans count where it is not given.
    """

    type: str
    number: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    note: str = ""
    responsible: str = ""
    pages: int | None = None


@dataclass(frozen=True)
class Document(DocumentDraft):
    """A document of a case file."""

    id: DocumentId = field(kw_only=True)
    case_id: CaseId = field(kw_only=True)


@dataclass(frozen=True)
class CaseDraft:
    """The facts of a case file as somebody enters them.

    `review` is why its decision must pass legal review first; None if the clerk said nothing.
    `major`: it is 重大复杂 or 社会影响面较大; where a regulation asks for it, recorded in full.
    """

    no: str
    cause: str
    party: str
    kind: CaseKind
    section: str
    officers: tuple[CaseOfficer, ...]
    opened_on: date | None = None
    ended_at: datetime | None = None
    note: str = ""
    review: ReviewGround | None = None
    major: bool = False


@dataclass(frozen=True)
class CaseFile(CaseDraft):
    """An enforcement case file. The disc deadline counts from `ended_at`."""

    id: CaseId = field(kw_only=True)
    state: CaseState = CaseState.OPEN
    archived_at: datetime | None = None
    footage_count: int = 0
    document_count: int = 0

    @property
    def name(self) -> str:
        """The case name as printed: party and cause."""
        return f"{self.party}{self.cause}案"

    @property
    def locked(self) -> bool:
        """Whether the file is archived, so that nothing in it may change any more."""
        return self.state is CaseState.ARCHIVED

    @property
    def facts(self) -> CaseDraft:
        """What may be changed while the file is open."""
        return CaseDraft(
            no=self.no,
            cause=self.cause,
            party=self.party,
            kind=self.kind,
            section=self.section,
            officers=self.officers,
            opened_on=self.opened_on,
            ended_at=self.ended_at,
            note=self.note,
            review=self.review,
            major=self.major,
        )


@dataclass(frozen=True)
class LinkedFootage:
    """A recording in a case file: where it belongs there, and what the file needs to know of it."""

    footage_id: FootageId
    name: str
    path: str
    kind: Kind
    device: str
    officer: str
    started_at: datetime | None
    duration_ms: int | None
    size_bytes: int
    sha256: str
    health: Health
    doubts: tuple[str, ...] = ()
    stage: str = ""
    document_id: DocumentId | None = None
    linked_at: datetime | None = None
    clock_offset: timedelta = timedelta(0)

    @property
    def ended_at(self) -> datetime | None:
        """The corrected end, where start and length are known; a photo ends as it starts."""
        if self.started_at is None:
            return None
        return self.started_at + timedelta(milliseconds=self.duration_ms or 0)
