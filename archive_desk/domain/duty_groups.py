"""The duties towards a case file, as columns: which shortfalls belong to which."""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from archive_desk.domain.dossiers import Shortfall


class DutyGroup(StrEnum):
    """One kind of duty."""

    FACTS = "facts"
    OFFICERS = "officers"
    DOCUMENTS = "documents"
    FOOTAGE = "footage"
    SCENES = "scenes"
    TIMES = "times"
    GAPS = "gaps"
    HAND_IN = "hand_in"
    DISCS = "discs"
    ARCHIVING = "archiving"

    @property
    def label(self) -> str:
        """The duty in Chinese."""
        return _TITLES[self]


_TITLES = {
    DutyGroup.FACTS: "基本情况",
    DutyGroup.OFFICERS: "执法人员",
    DutyGroup.DOCUMENTS: "文书",
    DutyGroup.FOOTAGE: "音像",
    DutyGroup.SCENES: "必录环节",
    DutyGroup.TIMES: "时间一致",
    DutyGroup.GAPS: "中断说明",
    DutyGroup.HAND_IN: "按时移交",
    DutyGroup.DISCS: "光盘",
    DutyGroup.ARCHIVING: "按时归档",
}

_GROUPS = {
    "opened_missing": DutyGroup.FACTS,
    "ended_missing": DutyGroup.FACTS,
    "too_few_officers": DutyGroup.OFFICERS,
    "certificate_missing": DutyGroup.OFFICERS,
    "certificate_expired": DutyGroup.OFFICERS,
    "document_missing": DutyGroup.DOCUMENTS,
    "legal_review_missing": DutyGroup.DOCUMENTS,
    "legal_review_late": DutyGroup.DOCUMENTS,
    "footage_missing": DutyGroup.FOOTAGE,
    "major_without_footage": DutyGroup.FOOTAGE,
    "footage_faulty": DutyGroup.FOOTAGE,
    "footage_untimed": DutyGroup.FOOTAGE,
    "footage_doubtful": DutyGroup.FOOTAGE,
    "stage_unknown": DutyGroup.FOOTAGE,
    "stage_without_footage": DutyGroup.FOOTAGE,
    "document_without_footage": DutyGroup.FOOTAGE,
    "scene_missing": DutyGroup.SCENES,
    "document_untimed": DutyGroup.TIMES,
    "document_times": DutyGroup.TIMES,
    "gap_unexplained": DutyGroup.GAPS,
    "note_unsigned": DutyGroup.GAPS,
    "late_import": DutyGroup.HAND_IN,
    "disc_missing": DutyGroup.DISCS,
    "disc_unverified": DutyGroup.DISCS,
    "burn_overdue": DutyGroup.DISCS,
    "archive_overdue": DutyGroup.ARCHIVING,
}


def group_of(code: str) -> DutyGroup:
    """The duty that a shortfall belongs to."""
    return _GROUPS.get(code, DutyGroup.FACTS)


def counted(shortfalls: Iterable[Shortfall]) -> Mapping[DutyGroup, int]:
    """How many shortfalls each duty has."""
    return Counter(group_of(each.code) for each in shortfalls)


def blocked(shortfalls: Iterable[Shortfall]) -> frozenset[DutyGroup]:
    """The duties with a shortfall that stands in the way of archiving."""
    return frozenset(group_of(each.code) for each in shortfalls if each.blocking)
