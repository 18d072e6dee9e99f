"""Figures (统计): what is counted, how, and the rows behind each number.

A figure is a number with its counting rule, or an empty field that a person fills in, because the
archive cannot know it (待填). A weakness is one thing that went wrong in the period.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Measure(StrEnum):
    """What a figure is counted in."""

    CASES = "cases"
    FILES = "files"
    HOURS = "hours"
    GIGABYTES = "gigabytes"
    PERCENT = "percent"
    DISCS = "discs"
    TIMES = "times"
    NOTES = "notes"
    ROUNDS = "rounds"
    POINTS = "points"
    PEOPLE = "people"
    MONEY = "money"

    @property
    def label(self) -> str:
        """The unit in Chinese."""
        return _MEASURES[self]


_MEASURES = {
    Measure.CASES: "件",
    Measure.FILES: "份",
    Measure.HOURS: "小时",
    Measure.GIGABYTES: "GB",
    Measure.PERCENT: "%",
    Measure.DISCS: "张",
    Measure.TIMES: "次",
    Measure.NOTES: "份",
    Measure.ROUNDS: "轮",
    Measure.POINTS: "分",
    Measure.PEOPLE: "人",
    Measure.MONEY: "万元",
}


class Fault(StrEnum):
    """The kinds of weak points (004, item 9(1))."""

    LATE_HAND_IN = "late_hand_in"
    LATE_BURN = "late_burn"
    LATE_ARCHIVE = "late_archive"
    UNCOVERED = "uncovered"
    INTERRUPTED = "interrupted"
    OVERDUE_LOAN = "overdue_loan"

    @property
    def label(self) -> str:
        """The fault in Chinese."""
        return _FAULTS[self]


_FAULTS = {
    Fault.LATE_HAND_IN: "移交超时",
    Fault.LATE_BURN: "刻录超时",
    Fault.LATE_ARCHIVE: "归档超时",
    Fault.UNCOVERED: "案卷无音像",
    Fault.INTERRUPTED: "记录中断",
    Fault.OVERDUE_LOAN: "借阅逾期",
}


class Facet(StrEnum):
    """By what weak points are laid out."""

    SECTION = "section"
    OFFICER = "officer"
    DEVICE = "device"
    MONTH = "month"

    @property
    def label(self) -> str:
        """The facet in Chinese."""
        return _FACETS[self]


_FACETS = {
    Facet.SECTION: "股室",
    Facet.OFFICER: "执法人员",
    Facet.DEVICE: "设备",
    Facet.MONTH: "月份",
}


@dataclass(frozen=True)
class FigureRow:
    """One thing that a figure counts: `item` names it (`case:2026-001`), `item_id` is its id."""

    item: str
    item_id: int
    title: str
    section: str = ""
    person: str = ""
    device: str = ""
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class Figure:
    """One number. `value` is None where nothing can be measured, or nobody has filled it in.

    `asked` is a field for people; `text` is what they wrote, where it is no number.
    """

    key: str
    title: str
    measure: Measure
    rule: str
    value: float | None = None
    asked: bool = False
    text: str = ""

    @property
    def words(self) -> str:
        """The number as it is printed."""
        if self.asked and not self.text:
            return "待填"
        if self.asked:
            return self.text
        if self.value is None:
            return "—"
        if self.measure in {Measure.HOURS, Measure.GIGABYTES, Measure.PERCENT, Measure.POINTS}:
            return f"{self.value:,.1f}"
        return f"{self.value:,.0f}"


@dataclass(frozen=True)
class FigureTable:
    """Figures that stand together."""

    key: str
    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Weakness:
    """One thing that went wrong in the period."""

    fault: Fault
    row: FigureRow
    month: str

    def of(self, facet: Facet) -> str:
        """Where it belongs under `facet`; empty where that is not known."""
        return {
            Facet.SECTION: self.row.section,
            Facet.OFFICER: self.row.person,
            Facet.DEVICE: self.row.device,
            Facet.MONTH: self.month,
        }[facet]


@dataclass(frozen=True)
class Report:
    """The figures of a period, [`since`, `until`)."""

    title: str
    since: datetime
    until: datetime
    tables: tuple[FigureTable, ...]
    weak: tuple[Weakness, ...]
    months: Mapping[str, float] = field(default_factory=dict)
    """Hours of footage taken in by month."""
    papers: Mapping[str, str] = field(default_factory=dict)
    """By what paper and when the report was handed in and published."""

    def figure(self, key: str) -> Figure:
        """The figure with this key.

        Raises:
            KeyError: there is none.
        """
        return next(each for table in self.tables for each in table.figures if each.key == key)

    def weak_by(self, facet: Facet) -> Sequence[tuple[str, Mapping[Fault, int]]]:
        """How many weak points of each kind there are under each value of `facet`.

        Months in their order, all else by number.
        """
        found: dict[str, Counter[Fault]] = {}
        for each in self.weak:
            found.setdefault(each.of(facet), Counter())[each.fault] += 1
        if facet is Facet.MONTH:
            return sorted(found.items())
        return sorted(found.items(), key=lambda pair: (-pair[1].total(), pair[0]))


def percent(part: float, whole: float) -> float | None:
    """The share in per cent; None of nothing."""
    return None if not whole else part * 100 / whole
