"""Two reviewers, one result: where they differ, how far they agree, and what was settled."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.evaluation_sheet import (
    Answer,
    ScoreSheet,
    SheetItem,
    Verdict,
    rounded,
)
from archive_desk.domain.ids import PersonId
from archive_desk.domain.sentences import Sentence, say


class Choice(StrEnum):
    """Which view prevails on an item."""

    FIRST = "first"
    SECOND = "second"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The choice in Chinese."""
        return {"first": "采纳初评", "second": "采纳复评", "other": "另定"}[self.value]


class Way(StrEnum):
    """How a difference was settled."""

    DISCUSSION = "discussion"
    LEAD = "lead"

    @property
    def label(self) -> str:
        """The way in Chinese."""
        return {"discussion": "合议", "lead": "组长裁定"}[self.value]


@dataclass(frozen=True)
class Settlement:
    """What was decided on an item where two reviewers differ.

    A settlement by discussion counts once the other reviewer has agreed (`agreed_by`); the lead's
    counts at once. `lost` is for `Choice.OTHER`, in tenths.
    """

    item: str
    choice: Choice
    way: Way
    reason: str
    by_id: PersonId
    by: str
    at: datetime
    verdict: Verdict = Verdict.DEDUCTED
    lost: int = 0
    agreed_by: str = ""

    @property
    def stands(self) -> bool:
        """Whether it counts."""
        return self.way is Way.LEAD or bool(self.agreed_by)


@dataclass(frozen=True)
class Comparison:
    """One item as the two reviewers saw it."""

    item: SheetItem
    first: Answer
    second: Answer
    settlement: Settlement | None = None

    @property
    def same(self) -> bool:
        """Whether both said the same and took the same points."""
        return (self.first.verdict, self.first.lost) == (self.second.verdict, self.second.lost)

    @property
    def open(self) -> bool:
        """Whether it still waits for a decision."""
        return not self.same and (self.settlement is None or not self.settlement.stands)


def compare(
    sheet: ScoreSheet,
    first: Mapping[str, Answer],
    second: Mapping[str, Answer],
    settlements: Mapping[str, Settlement],
) -> list[Comparison]:
    """Every item of the sheet as both saw it, in the sheet's order."""
    return [
        Comparison(item, first[item.key], second[item.key], settlements.get(item.key))
        for item in sheet.items
    ]


def final_answers(comparisons: Iterable[Comparison]) -> dict[str, Answer]:
    """The answers that count; where nothing is settled yet, the first reviewer's for now."""
    found = {}
    for each in comparisons:
        key, settled = each.item.key, each.settlement
        if each.same or settled is None or not settled.stands or settled.choice is Choice.FIRST:
            found[key] = each.first
        elif settled.choice is Choice.SECOND:
            found[key] = each.second
        else:
            found[key] = Answer(key, settled.verdict, settled.lost)
    return found


@dataclass(frozen=True)
class Agreement:
    """How far two reviewers agree on items: in per cent (tenths), and beyond chance (kappa).

    `kappa` is None where chance alone would agree on everything, or there was nothing to compare.
    """

    items: int
    same: int
    kappa: float | None

    @property
    def percent_tenths(self) -> int:
        """Per cent of items, in tenths."""
        return rounded(1000 * self.same, self.items) if self.items else 0

    @property
    def words(self) -> Sentence:
        """What the figure means."""
        if not self.items:
            return say("还没有两人都已提交的案卷，无法比较。")
        if self.kappa is None:
            return say("两人的判断几乎没有变化，无法扣除偶然一致；只看一致率。")
        for least, words in _WORDS:
            if self.kappa >= least:
                return say(words)
        return say(_WORDS[-1][1])


_WORDS = (
    (0.81, "几乎完全一致：两人对标准的理解相同。"),
    (0.61, "高度一致：个别项目值得统一口径。"),
    (0.41, "中等一致：建议就分歧集中的项目合议。"),
    (0.21, "一致性较弱：评分前应当统一标准。"),
    (-1.0, "基本不一致：与随意打分相差不大，应当重新培训并复核。"),
)
"""Landis and Koch's usual reading of kappa, in words of the trade."""


def agreement(pairs: Sequence[tuple[Verdict, Verdict]]) -> Agreement:
    """Per cent and Cohen's kappa of pairs of verdicts.

    Kappa is (observed - expected) / (1 - expected), where the expected share is what two people
    with the same habits would agree on by chance.
    """
    count = len(pairs)
    if not count:
        return Agreement(0, 0, None)
    same = sum(first is second for first, second in pairs)
    firsts, seconds = Counter(p[0] for p in pairs), Counter(p[1] for p in pairs)
    expected = sum(firsts[verdict] * seconds[verdict] for verdict in firsts)
    # Whole numbers up to here, so that "by chance always" is recognised exactly.
    if expected == count * count:
        return Agreement(count, same, None)
    kappa = (same * count - expected) / (count * count - expected)
    return Agreement(count, same, kappa)
