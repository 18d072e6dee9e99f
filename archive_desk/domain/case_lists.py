"""Lists of case files from elsewhere: which column is what, and what a row says.

Columns are guessed by their heads; a person sets them right. A row that cannot be understood says
why, and keeps nobody from taking in the others.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from archive_desk.domain.cases import CaseDraft, CaseKind, CaseOfficer
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import Sentence, say

Cell = str | int | float | date | datetime | None

HEAD_WITHIN = 15
"""The head of the table is looked for in so many rows; titles may stand above it."""

_LEAST_HEADS = 2
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000


class ListField(StrEnum):
    """What a column can be."""

    NO = "no"
    CAUSE = "cause"
    PARTY = "party"
    KIND = "kind"
    SECTION = "section"
    OFFICERS = "officers"
    CERTIFICATES = "certificates"
    OPENED = "opened"
    ENDED = "ended"
    NOTE = "note"

    @property
    def label(self) -> str:
        """The field in Chinese."""
        return _TITLES[self]

    @property
    def needed(self) -> bool:
        """Whether a row without it is wrong."""
        return self in _NEEDED


_TITLES = {
    ListField.NO: "案件编号",
    ListField.CAUSE: "案由",
    ListField.PARTY: "当事人",
    ListField.KIND: "执法类型",
    ListField.SECTION: "股室",
    ListField.OFFICERS: "执法人员",
    ListField.CERTIFICATES: "执法证号",
    ListField.OPENED: "立案日期",
    ListField.ENDED: "执法结束",
    ListField.NOTE: "备注",
}
_NEEDED = {ListField.NO, ListField.CAUSE, ListField.PARTY, ListField.OFFICERS}

_ALIASES: Mapping[ListField, tuple[str, ...]] = {
    ListField.NO: (
        "案件编号",
        "案卷编号",
        "案号",
        "立案号",
        "文号",
        "案件号",
        "编号",
        "caseno",
        "no",
    ),
    ListField.CAUSE: ("案由", "违法行为", "案件事由", "事由", "案件名称", "cause"),
    ListField.PARTY: (
        "当事人",
        "行政相对人",
        "相对人",
        "被处罚人",
        "检查对象",
        "单位名称",
        "party",
    ),
    ListField.KIND: ("执法类型", "案件类型", "执法类别", "类型", "类别", "kind"),
    ListField.SECTION: ("股室", "科室", "承办科室", "承办机构", "办案机构", "执法单位", "section"),
    ListField.OFFICERS: ("执法人员", "承办人", "办案人员", "经办人", "主办人", "officers"),
    ListField.CERTIFICATES: ("执法证号", "证件号", "执法证件号", "证号", "certificates"),
    ListField.OPENED: ("立案日期", "立案时间", "受理日期", "日期", "opened"),
    ListField.ENDED: ("结案日期", "结案时间", "执法结束", "结束时间", "办结日期", "ended"),
    ListField.NOTE: ("备注", "说明", "note"),
}
_KINDS = {word: kind for kind in CaseKind for word in (kind.value, kind.label, kind.label[2:])}


@dataclass(frozen=True)
class ListPlan:
    """How a list is read: where its head is (from 0), which column is what, and what is assumed.

    `kind` and `section` stand for rows that do not say it.
    """

    head: int
    columns: Mapping[ListField, int]
    kind: CaseKind | None = None
    section: str = ""

    @property
    def missing(self) -> list[ListField]:
        """The needed fields that no column and no assumption gives."""
        absent = [each for each in ListField if each.needed and each not in self.columns]
        if ListField.KIND not in self.columns and self.kind is None:
            absent.append(ListField.KIND)
        if ListField.SECTION not in self.columns and not self.section:
            absent.append(ListField.SECTION)
        return absent


@dataclass(frozen=True)
class WrongRow:
    """A row that was not taken: its number in the file (from 1), why, and what it held."""

    row: int
    reason: Sentence
    cells: Sequence[Cell]


def guessed(rows: Sequence[Sequence[Cell]]) -> ListPlan:
    """Where the head is and which column is what, as far as the heads tell."""
    best = ListPlan(0, {})
    for number, row in enumerate(rows[:HEAD_WITHIN]):
        columns = _columns(row)
        if len(columns) > len(best.columns):
            best = ListPlan(number, columns)
    return best if len(best.columns) >= _LEAST_HEADS else ListPlan(0, {})


def _columns(head: Sequence[Cell]) -> dict[ListField, int]:
    words = [re.sub(r"[\s*（）()：:]", "", str(cell or "")).lower() for cell in head]
    found: dict[ListField, int] = {}
    taken: set[int] = set()
    # Exact names first, so that 案件名称 is not taken where 案由 stands beside it.
    for exact in (True, False):
        for field, aliases in _ALIASES.items():
            if field in found:
                continue
            place = _place(words, aliases, taken, exact=exact)
            if place is not None:
                found[field] = place
                taken.add(place)
    return found


def _place(
    words: Sequence[str], aliases: Sequence[str], taken: set[int], *, exact: bool
) -> int | None:
    for alias in aliases:
        for number, word in enumerate(words):
            fits = word == alias if exact else len(alias) > 1 and alias in word
            if number not in taken and word and fits:
                return number
    return None


def draft_of(row: Sequence[Cell], plan: ListPlan, zone: ZoneInfo) -> CaseDraft:
    """What a row says, not yet judged by the rules for case files.

    Raises:
        InvalidInput: a value cannot be understood; the sentence says which.
    """

    def cell(field: ListField) -> Cell:
        place = plan.columns.get(field)
        return row[place] if place is not None and place < len(row) else None

    return CaseDraft(
        no=_words(cell(ListField.NO)),
        cause=_words(cell(ListField.CAUSE)),
        party=_words(cell(ListField.PARTY)),
        kind=_kind(cell(ListField.KIND), plan.kind),
        section=_words(cell(ListField.SECTION)) or plan.section,
        officers=_officers(cell(ListField.OFFICERS), cell(ListField.CERTIFICATES)),
        opened_on=_day(cell(ListField.OPENED), ListField.OPENED),
        ended_at=_moment(cell(ListField.ENDED), ListField.ENDED, zone),
        note=_words(cell(ListField.NOTE)),
    )


def _words(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _kind(cell: Cell, assumed: CaseKind | None) -> CaseKind:
    words = _words(cell)
    if not words and assumed is not None:
        return assumed
    kind = _KINDS.get(words) or next(
        (each for word, each in _KINDS.items() if len(word) > 1 and word in words), None
    )
    if kind is None:
        known = "、".join(each.label for each in CaseKind)
        raise InvalidInput(say("执法类型“{words}”不明，应为：{known}。", words=words, known=known))
    return kind


def _officers(cell: Cell, certificates: Cell) -> tuple[CaseOfficer, ...]:
    names = _split(_words(cell))
    numbers = _split(_words(certificates))
    found = []
    for place, name in enumerate(names):
        # 张三（ZF-1） or 张三:ZF-1
        match = re.fullmatch(r"(.+?)\s*[（(:：]\s*([^）)]*)[）)]?", name)
        own = match[2].strip() if match else ""
        beside = numbers[place] if place < len(numbers) else ""
        found.append(CaseOfficer(match[1].strip() if match else name, own or beside))
    return tuple(found)


def _split(words: str) -> list[str]:
    return [
        part.strip() for part in re.split(r"[、,，;；/\n|]+|\s{1,}(?=\S)", words) if part.strip()
    ]


def _day(cell: Cell, field: ListField) -> date | None:
    match cell:
        case None:
            return None
        case datetime():
            return cell.date()
        case date():
            return cell
        case int() | float() if _FIRST_SERIAL <= cell <= _LAST_SERIAL:
            return date.fromordinal(_EXCEL_DAY_ZERO.toordinal() + int(cell))
    day, _ = _parsed(_words(cell), field)
    return day


def _moment(cell: Cell, field: ListField, zone: ZoneInfo) -> datetime | None:
    match cell:
        case None:
            return None
        case datetime():
            return cell if cell.tzinfo else cell.replace(tzinfo=zone)
        case date():
            return datetime.combine(cell, time(), zone)
        case int() | float() if _FIRST_SERIAL <= cell <= _LAST_SERIAL:
            seconds = round((cell - int(cell)) * 86_400)
            day = date.fromordinal(_EXCEL_DAY_ZERO.toordinal() + int(cell))
            clock = time(seconds // 3600 % 24, seconds // 60 % 60, seconds % 60)
            return datetime.combine(day, clock, zone)
    day, clock = _parsed(_words(cell), field)
    return datetime.combine(day, clock, zone)


_DATE = re.compile(
    r"(?P<y>\d{4})\s*[-/.年]?\s*(?P<m>\d{1,2})\s*[-/.月]?\s*(?P<d>\d{1,2})\s*日?"
    r"(?:[T\s]*(?P<h>\d{1,2})\s*[:：时点]\s*(?P<n>\d{1,2})\s*分?(?:[:：]\s*(?P<s>\d{1,2}))?.*)?"
)
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})")


def _parsed(words: str, field: ListField) -> tuple[date, time]:
    wrong = InvalidInput(
        say("{field}“{words}”不是日期，应如 2026-11-20。", field=say(field.label), words=words)
    )
    found = _COMPACT.fullmatch(words) or _DATE.fullmatch(words)
    if found is None:
        raise wrong
    parts = found.groupdict()
    try:
        day = date(int(parts["y"]), int(parts["m"]), int(parts["d"]))
        clock = time(int(parts.get("h") or 0), int(parts.get("n") or 0), int(parts.get("s") or 0))
    except ValueError as error:
        raise wrong from error
    return day, clock
