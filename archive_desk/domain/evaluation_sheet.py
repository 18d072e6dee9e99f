"""Score sheets (评分表) as values: sections, items, deductions, veto items, grades; and scoring.

Points are counted in tenths, so that half points add up exactly. An item never falls below zero; a
veto item (一票否决) that fails makes the file fail with nothing, whatever else it earned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.ids import DeductionId, DocumentId, FootageId
from archive_desk.domain.regulations import Regulation

WHOLE = 1000
"""A hundred points, in tenths."""

_SAME_TIME = timedelta(milliseconds=50)
"""A picture's own time lies within a millisecond; a correction is a matter of more."""


@dataclass(frozen=True)
class ItemBasis:
    """Where an item comes from: the article of each regulation that has one, else a law's."""

    law: str = ""
    article: str = ""
    articles: Mapping[str, str] | None = None

    def under(self, regulation: Regulation) -> Basis | None:
        """The article that holds under `regulation`; None where nothing is stated."""
        own = (self.articles or {}).get(regulation.key)
        if own:
            return regulation.basis(own)
        return Basis(self.law, self.article) if self.law else None


@dataclass(frozen=True)
class DeductionRule:
    """A usual reason to deduct, with its points in tenths; `hints` are codes of `case check`."""

    key: str
    text: str
    tenths: int
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetItem:
    """One line of the sheet. A veto item has no points."""

    key: str
    title: str
    tenths: int
    basis: ItemBasis
    deductions: tuple[DeductionRule, ...] = ()
    hints: tuple[str, ...] = ()

    @property
    def veto(self) -> bool:
        """Whether it decides alone."""
        return self.tenths == 0

    def rule(self, key: str) -> DeductionRule | None:
        """The usual deduction with this key."""
        return next((rule for rule in self.deductions if rule.key == key), None)


@dataclass(frozen=True)
class SheetSection:
    """A part of the sheet."""

    key: str
    title: str
    items: tuple[SheetItem, ...]

    @property
    def tenths(self) -> int:
        """The points of the part."""
        return sum(item.tenths for item in self.items)


@dataclass(frozen=True)
class Grade:
    """A grade (等次) and the score from which it is given, in tenths."""

    name: str
    from_tenths: int


class WithoutItem(StrEnum):
    """What becomes of the points of an item that does not apply."""

    RESCALE = "rescale"
    FULL = "full"


@dataclass(frozen=True)
class ScoreSheet:
    """A score sheet. `grades` stand from the best to the worst; the worst begins at nothing."""

    key: str
    version: int
    title: str
    note: str
    without: WithoutItem
    vetoes: tuple[SheetItem, ...]
    sections: tuple[SheetSection, ...]
    grades: tuple[Grade, ...]

    @property
    def items(self) -> tuple[SheetItem, ...]:
        """All items in their order, the veto items first."""
        return (*self.vetoes, *(item for section in self.sections for item in section.items))

    @property
    def tenths(self) -> int:
        """The points of the whole sheet."""
        return sum(section.tenths for section in self.sections)

    def item(self, key: str) -> SheetItem | None:
        """The item with this key."""
        return next((item for item in self.items if item.key == key), None)

    def section_of(self, key: str) -> SheetSection | None:
        """The part that an item stands in; None for a veto item."""
        return next((s for s in self.sections if any(i.key == key for i in s.items)), None)

    def grade(self, tenths: int) -> Grade:
        """The grade for a score of a hundred points."""
        return next((g for g in self.grades if tenths >= g.from_tenths), self.grades[-1])


class Verdict(StrEnum):
    """What a reviewer says of an item."""

    UNSEEN = "unseen"
    FULL = "full"
    DEDUCTED = "deducted"
    NOT_APPLICABLE = "not_applicable"
    VETOED = "vetoed"

    @property
    def label(self) -> str:
        """The verdict in Chinese."""
        return _VERDICT_TITLES[self]


_VERDICT_TITLES = {
    Verdict.UNSEEN: "未评",
    Verdict.FULL: "无问题",
    Verdict.DEDUCTED: "扣分",
    Verdict.NOT_APPLICABLE: "不适用",
    Verdict.VETOED: "一票否决",
}


@dataclass(frozen=True)
class Moment:
    """A moment of a recording: which, where in it, which picture, and when it really was.

    `noted` is what the reviewer saw as the time, where the recording's time was corrected since.
    """

    footage_id: FootageId
    name: str
    at_ms: int
    frame: int | None = None
    wall_clock: datetime | None = None
    noted: datetime | None = None


def timed(moment: Moment, started_at: datetime | None, noted: datetime | None) -> Moment:
    """`moment` of a recording that began at `started_at`, where `noted` was seen at the time.

    The place in the recording is the evidence and stays; its time of day follows a correction.
    """
    if started_at is None:
        return replace(moment, wall_clock=noted)
    true = started_at + timedelta(milliseconds=moment.at_ms)
    if noted is None or abs(true - noted) < _SAME_TIME:
        return replace(moment, wall_clock=noted or true)
    return replace(moment, wall_clock=true, noted=noted)


@dataclass(frozen=True)
class DeductionDraft:
    """Points taken from an item, why, and what shows it: a moment of footage or a document.

    `rule` is the key of the usual deduction, empty for one in the reviewer's own words. `origin`
    is the code of the finding that proposed it, empty where the reviewer found it.
    """

    item: str
    text: str
    tenths: int
    rule: str = ""
    moment: Moment | None = None
    document_id: DocumentId | None = None
    document: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Deduction(DeductionDraft):
    """A deduction on a reviewer's sheet."""

    id: DeductionId = field(kw_only=True)


@dataclass(frozen=True)
class Answer:
    """The outcome for one item: the verdict and the points lost, in tenths."""

    item: str
    verdict: Verdict
    lost: int = 0


def answers_of(
    sheet: ScoreSheet, said: Mapping[str, Verdict], deductions: Sequence[Deduction]
) -> dict[str, Answer]:
    """The answer to each item, from what was said of it and what was deducted."""
    lost: dict[str, int] = {}
    for each in deductions:
        lost[each.item] = lost.get(each.item, 0) + each.tenths
    found = {}
    for item in sheet.items:
        if item.key in lost:
            verdict = Verdict.VETOED if item.veto else Verdict.DEDUCTED
            found[item.key] = Answer(item.key, verdict, min(lost[item.key], item.tenths))
        else:
            verdict = said.get(item.key, Verdict.UNSEEN)
            found[item.key] = Answer(item.key, verdict)
    return found


@dataclass(frozen=True)
class Score:
    """A score: `tenths` of a hundred points, what it was counted from, and the grade.

    `earned` of `possible` points; `vetoes` are the keys of the veto items that failed; `unseen`
    how many items have no answer yet.
    """

    tenths: int
    earned: int
    possible: int
    grade: Grade
    vetoes: tuple[str, ...] = ()
    unseen: int = 0

    @property
    def complete(self) -> bool:
        """Whether every item has its answer."""
        return self.unseen == 0


def score(sheet: ScoreSheet, answers: Mapping[str, Answer]) -> Score:
    """Count the points. Items without an answer count as full for now."""
    earned = possible = unseen = 0
    vetoes = []
    for item in sheet.items:
        answer = answers.get(item.key, Answer(item.key, Verdict.UNSEEN))
        unseen += answer.verdict is Verdict.UNSEEN
        if item.veto:
            if answer.verdict is Verdict.VETOED:
                vetoes.append(item.key)
            continue
        if answer.verdict is Verdict.NOT_APPLICABLE and sheet.without is WithoutItem.RESCALE:
            continue
        possible += item.tenths
        earned += item.tenths - min(answer.lost, item.tenths)
    tenths = 0 if vetoes else (WHOLE if not possible else rounded(earned * WHOLE, possible))
    grade = sheet.grades[-1] if vetoes else sheet.grade(tenths)
    return Score(tenths, earned, possible, grade, tuple(vetoes), unseen)


def rounded(amount: int, by: int) -> int:
    """`amount / by`, a half rounded up."""
    return (2 * amount + by) // (2 * by)


def section_scores(
    sheet: ScoreSheet, answers: Mapping[str, Answer]
) -> list[tuple[SheetSection, int, int]]:
    """Each part with what it earned and what it could have."""
    found = []
    for section in sheet.sections:
        earned = possible = 0
        for item in section.items:
            answer = answers.get(item.key, Answer(item.key, Verdict.UNSEEN))
            if answer.verdict is Verdict.NOT_APPLICABLE and sheet.without is WithoutItem.RESCALE:
                continue
            possible += item.tenths
            earned += item.tenths - min(answer.lost, item.tenths)
        found.append((section, earned, possible))
    return found


def points(tenths: int) -> str:
    """Points as written: `2`, `0.5`, `96.3`."""
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest}" if rest else str(whole)
