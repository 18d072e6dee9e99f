"""The office's records schedule (保管期限表): what the regulations leave to it, as settings.

No regulation says how long 长期 is, when a period begins, or how long a case file itself is kept
(domain.md §1.10, §2.6). Until the office has decided, the program's defaults lean to the longer
side and are called 制度未定 wherever they are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.cases import CaseKind
from archive_desk.domain.clock import Period, Unit
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.retention import Procedure
from archive_desk.domain.sentences import Sentence, say

_MOST_YEARS = 100


class FileClass(StrEnum):
    """How long a case file is kept: the three classes since 国家档案局令第8号."""

    PERMANENT = "permanent"
    YEARS_30 = "30"
    YEARS_10 = "10"

    @property
    def label(self) -> str:
        """The class as printed on a cover."""
        return {"permanent": "永久", "30": "30年", "10": "10年"}[self.value]

    @property
    def period(self) -> Period | None:
        """How long that is; None for ever."""
        return None if self is FileClass.PERMANENT else Period(int(self.value), Unit.YEARS)


class StartsFrom(StrEnum):
    """From when a period is counted, which no regulation says."""

    RECORDED = "recorded"
    CASE_ENDED = "case_ended"
    NEXT_YEAR = "next_year"

    @property
    def label(self) -> str:
        """The start in Chinese."""
        return _START_TITLES[self]


_START_TITLES = {
    StartsFrom.RECORDED: "自录制完成之日起",
    StartsFrom.CASE_ENDED: "自录制完成或案件办结之日（取较晚者）起",
    StartsFrom.NEXT_YEAR: "自录制完成或案件办结（取较晚者）的次年1月1日起",
}

NATIONAL = "机关文件材料归档范围和文书档案保管期限规定"
"""国家档案局令第8号, by which important penalties are permanent and ordinary ones 30 years."""

_CASES: Mapping[str, FileClass] = {
    "penalty.general": FileClass.PERMANENT,
    "penalty.summary": FileClass.YEARS_30,
    "coercion": FileClass.PERMANENT,
    "licence": FileClass.YEARS_30,
    "inspection": FileClass.YEARS_30,
}


def class_key(kind: CaseKind, procedure: Procedure) -> str:
    """Under which name the schedule keeps the class of such cases."""
    return f"{kind.value}.{procedure.value}" if kind is CaseKind.PENALTY else kind.value


def class_title(key: str) -> Sentence:
    """What a `class_key` is called."""
    kind, _, procedure = key.partition(".")
    if not procedure:
        return say(CaseKind(kind).label)
    return say(
        "{kind}（{procedure}）",
        kind=say(CaseKind(kind).label),
        procedure=say(Procedure(procedure).label),
    )


@dataclass(frozen=True)
class RecordsSchedule:
    """What the office has decided, or the program's defaults.

    `document` is what the office decided it by; without it everything here is 制度未定.
    `ordinary_years` is for recordings whose regulation names no period; None: nothing decided, so
    they are kept until somebody decides.
    """

    long_term_years: int = 30
    starts: StartsFrom = StartsFrom.CASE_ENDED
    cases: Mapping[str, FileClass] = field(default_factory=lambda: dict(_CASES))
    ordinary_years: int | None = None
    document: str = ""

    @property
    def decided(self) -> bool:
        """Whether the office has decided."""
        return bool(self.document)

    @property
    def source(self) -> Sentence:
        """By what it was decided, to be shown behind every value."""
        if self.document:
            return say("依据：《{document}》", document=self.document)
        return say("制度未定，暂按软件缺省")

    @property
    def basis(self) -> Basis:
        """The schedule as the basis of a case file's class."""
        if self.document:
            return Basis(self.document, "", "schedule", 1)
        return Basis(NATIONAL, "（制度未定，暂按软件缺省）", "schedule", 0)

    def class_of(self, kind: CaseKind, procedure: Procedure) -> FileClass:
        """The class of such cases."""
        return self.cases[class_key(kind, procedure)]

    def checked(self) -> "RecordsSchedule":
        """The same, if it makes sense.

        Raises:
            InvalidInput: a number of years is out of range, or a kind of case is unknown.
        """
        for years in (self.long_term_years, self.ordinary_years):
            if years is not None and not 1 <= years <= _MOST_YEARS:
                raise InvalidInput(say("年数应在 1 至 {most} 之间。", most=_MOST_YEARS))
        if set(self.cases) != set(_CASES):
            raise InvalidInput(say("案卷种类应为：{known}。", known="、".join(_CASES)))
        return self

    def plain(self) -> dict[str, object]:
        """The schedule as settings and the journal keep it."""
        return {
            "long_term_years": self.long_term_years,
            "starts": self.starts.value,
            "cases": {key: each.value for key, each in self.cases.items()},
            "ordinary_years": self.ordinary_years,
            "document": self.document,
        }


def schedule_from(data: object) -> RecordsSchedule:
    """The schedule of `RecordsSchedule.plain`; the defaults where nothing was ever written."""
    if not isinstance(data, dict):
        return RecordsSchedule()
    return RecordsSchedule(
        int(data["long_term_years"]),
        StartsFrom(data["starts"]),
        {**_CASES, **{key: FileClass(each) for key, each in data["cases"].items()}},
        data["ordinary_years"],
        str(data["document"]),
    )
