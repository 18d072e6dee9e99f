"""What a round shows when its results are laid together: by part, item, section and grade.

Every figure keeps the numbers of the cases it was counted from, so that it can be opened.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive_desk.domain.cases import CaseKind
from archive_desk.domain.evaluation_sheet import (
    Answer,
    Score,
    ScoreSheet,
    SheetItem,
    SheetSection,
    Verdict,
    points,
    rounded,
    section_scores,
)


@dataclass(frozen=True)
class CaseOutcome:
    """The outcome of one case, as the figures need it."""

    no: str
    name: str
    section: str
    kind: CaseKind
    answers: Mapping[str, Answer]
    score: Score


@dataclass(frozen=True)
class PartFigure:
    """How a part of the sheet went: points earned of those possible, in tenths, over all cases."""

    part: SheetSection
    earned: int
    possible: int
    cases: tuple[str, ...]

    @property
    def permille(self) -> int:
        """The share earned, in thousandths."""
        return rounded(1000 * self.earned, self.possible) if self.possible else 1000


@dataclass(frozen=True)
class ItemFigure:
    """Where points were lost: an item, how many in tenths, and in which cases."""

    item: SheetItem
    lost: int
    cases: tuple[str, ...]


@dataclass(frozen=True)
class GroupFigure:
    """Cases of one group (a section, a kind, a grade) and their average score, in tenths."""

    name: str
    average: int
    cases: tuple[str, ...]
    failed: int = 0


@dataclass(frozen=True)
class Figures:
    """All figures of a round."""

    count: int
    average: int
    best: int
    worst: int
    parts: tuple[PartFigure, ...]
    items: tuple[ItemFigure, ...]
    grades: tuple[GroupFigure, ...]
    sections: tuple[GroupFigure, ...]
    kinds: tuple[GroupFigure, ...]


@dataclass(frozen=True)
class Changes:
    """How a round differs from the one before it, by the same sheet; scores in tenths.

    `parts` and `sections` are by key and name: what the earlier round had, in thousandths and
    tenths.
    """

    no: str
    average: int
    failed: int
    count: int
    parts: Mapping[str, int]
    sections: Mapping[str, int]


def earlier(no: str, found: Figures) -> Changes:
    """What a later round is compared with."""
    return Changes(
        no,
        found.average,
        len(found.grades[-1].cases),
        found.count,
        {each.part.key: each.permille for each in found.parts},
        {each.name: each.average for each in found.sections},
    )


def change_words(now: int, before: int | None) -> str:
    """How a figure in tenths has changed: `+2.2`, `-0.5`; empty where there is none to compare."""
    if before is None:
        return ""
    sign = "-" if now < before else "+"
    return f"{sign}{points(abs(now - before))}" if now != before else "±0"


def figures(sheet: ScoreSheet, outcomes: Sequence[CaseOutcome]) -> Figures:
    """Lay the outcomes of cases together."""
    scores = [each.score.tenths for each in outcomes]
    by_grade = _groups(outcomes, sheet, lambda each: each.score.grade.name)
    return Figures(
        count=len(outcomes),
        average=_average(scores),
        best=max(scores, default=0),
        worst=min(scores, default=0),
        parts=_parts(sheet, outcomes),
        items=_items(sheet, outcomes),
        grades=tuple(
            by_grade.get(grade.name, GroupFigure(grade.name, 0, ())) for grade in sheet.grades
        ),
        sections=_weakest_first(_groups(outcomes, sheet, lambda each: each.section).values()),
        kinds=tuple(_groups(outcomes, sheet, lambda each: each.kind.label).values()),
    )


def _parts(sheet: ScoreSheet, outcomes: Sequence[CaseOutcome]) -> tuple[PartFigure, ...]:
    earned: dict[str, int] = defaultdict(int)
    possible: dict[str, int] = defaultdict(int)
    for each in outcomes:
        for part, got, could in section_scores(sheet, each.answers):
            earned[part.key] += got
            possible[part.key] += could
    cases = tuple(each.no for each in outcomes)
    return tuple(
        PartFigure(part, earned[part.key], possible[part.key], cases) for part in sheet.sections
    )


def _items(sheet: ScoreSheet, outcomes: Sequence[CaseOutcome]) -> tuple[ItemFigure, ...]:
    found = []
    for item in sheet.items:
        hit = [
            (each.no, each.answers[item.key].lost)
            for each in outcomes
            if item.key in each.answers
            and each.answers[item.key].verdict in {Verdict.DEDUCTED, Verdict.VETOED}
        ]
        if hit:
            lost = sum(points for _no, points in hit)
            found.append(ItemFigure(item, lost, tuple(no for no, _points in hit)))
    return tuple(sorted(found, key=lambda each: (not each.item.veto, -each.lost, each.item.key)))


def _groups(
    outcomes: Iterable[CaseOutcome], sheet: ScoreSheet, name_of: Callable[[CaseOutcome], str]
) -> dict[str, GroupFigure]:
    groups: dict[str, list[CaseOutcome]] = defaultdict(list)
    for each in outcomes:
        groups[name_of(each)].append(each)
    worst = sheet.grades[-1]
    return {
        name: GroupFigure(
            name,
            _average([each.score.tenths for each in members]),
            tuple(each.no for each in members),
            sum(each.score.grade == worst for each in members),
        )
        for name, members in sorted(groups.items())
    }


def _weakest_first(groups: Iterable[GroupFigure]) -> tuple[GroupFigure, ...]:
    return tuple(sorted(groups, key=lambda each: (each.average, each.name)))


def _average(scores: Sequence[int]) -> int:
    return rounded(sum(scores), len(scores)) if scores else 0
