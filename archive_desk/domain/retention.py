"""How long records are kept: terms, floors and triggers, and the rule that keeps longest.

A stated period (保存期限为3年) and a floor (不少于6个月) are different types: neither ever means
"destroy now", but only the first says when a period ends; the second when appraisal may begin.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from archive_desk.domain.basis import Basis
from archive_desk.domain.cases import CaseKind
from archive_desk.domain.clock import Period
from archive_desk.domain.sentences import Sentence, say


class RetentionClass(StrEnum):
    """What kind of record a retention rule is about."""

    ORDINARY = "ordinary"
    PATROL = "patrol"
    EVIDENCE = "evidence"
    LONG_TERM = "long_term"

    @property
    def label(self) -> str:
        """The class in Chinese."""
        return _CLASS_TITLES[self]


_CLASS_TITLES = {
    RetentionClass.ORDINARY: "一般音像",
    RetentionClass.PATROL: "日常巡查音像",
    RetentionClass.EVIDENCE: "作为证据使用的音像",
    RetentionClass.LONG_TERM: "须长期保存的情形",
}


@dataclass(frozen=True)
class FixedTerm:
    """Kept for a stated period (保存期限为3年); afterwards due for appraisal, never deletion."""

    period: Period
    kind: ClassVar[str] = "fixed"

    @property
    def words(self) -> Sentence:
        """The term in words."""
        return say("保存 {period}", period=self.period.words)


@dataclass(frozen=True)
class Floor:
    """Kept at least so long (不少于): says from when it may be appraised, never when to end."""

    period: Period
    kind: ClassVar[str] = "floor"

    @property
    def words(self) -> Sentence:
        """The floor in words."""
        return say("保存不少于 {period}", period=self.period.words)


@dataclass(frozen=True)
class AsCaseFile:
    """Kept as long as the case file it belongs to."""

    kind: ClassVar[str] = "case_file"

    @property
    def words(self) -> Sentence:
        """The term in words."""
        return say("与案卷保存期限相同")


@dataclass(frozen=True)
class LongTerm:
    """Kept long (长期). No regulation says how long that is: the office's schedule does."""

    kind: ClassVar[str] = "long_term"

    @property
    def words(self) -> Sentence:
        """The term in words."""
        return say("长期保存")


@dataclass(frozen=True)
class Undecided:
    """The text leaves the term to other rules or to the office."""

    kind: ClassVar[str] = "undecided"

    @property
    def words(self) -> Sentence:
        """The term in words."""
        return say("制度未定，按单位保管期限表")


Term = FixedTerm | Floor | AsCaseFile | LongTerm | Undecided


class Procedure(StrEnum):
    """By which procedure a penalty was imposed."""

    GENERAL = "general"
    SUMMARY = "summary"

    @property
    def label(self) -> str:
        """The procedure in Chinese."""
        return {"general": "一般程序", "summary": "简易程序"}[self.value]


@dataclass(frozen=True)
class RetentionRule:
    """How long one class of records is kept.

    `kinds` and `procedures` narrow evidence to such cases (002 Art. 12: penalties by the general
    procedure and coercion); empty they do not narrow. A procedure is only asked of penalties.

    `decision` is the office's own basis where it decided what the text leaves to it.
    """

    kind: RetentionClass
    term: Term
    basis: Basis
    text: str
    decision: str = ""
    kinds: tuple[CaseKind, ...] = ()
    procedures: tuple[Procedure, ...] = ()

    def covers(self, kind: CaseKind, procedure: Procedure) -> bool:
        """Whether it is about recordings of such a case."""
        if self.kinds and kind not in self.kinds:
            return False
        return kind is not CaseKind.PENALTY or not self.procedures or procedure in self.procedures


@dataclass(frozen=True)
class Trigger:
    """A situation that makes a record long-term, whenever it becomes known.

    `stages`, `documents` and `kinds` (of cases) are the facts that show it by themselves; without
    any only a person can say so. `unless_patrol`: it holds for whatever was not expressly taken
    for a routine patrol (002 Art. 13(1) against Art. 12).
    """

    code: str
    title: str
    basis: Basis
    stages: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    kinds: tuple[CaseKind, ...] = ()
    unless_patrol: bool = False


@dataclass(frozen=True)
class Retention:
    """How long a record is kept and why, after everything that is known about it."""

    rule: RetentionRule
    steps: tuple[Sentence, ...]


Measure = Callable[[Term], tuple[int, int]]
"""How long a term is, to be compared: the greater is kept longer."""


def _by_name(term: Term) -> tuple[int, int]:
    """Without an office's schedule 长期, which the regulations ask for by name, is the longest."""
    return (1 if isinstance(term, LongTerm) else 0, 0)


def retention_for(
    rules: Mapping[RetentionClass, RetentionRule],
    known_triggers: Sequence[Trigger],
    *,
    patrol: bool = False,
    evidence: bool = False,
    triggers: Sequence[str] = (),
    measure: Measure = _by_name,
) -> Retention:
    """The rule that keeps a record longest; what was considered, as sentences.

    Evidence wins over patrol and the ordinary term, a trigger over both unless `measure` shows
    the case file's own term to be longer. `patrol` is an explicit choice: without it the longer
    default applies (domain.md §1.8).
    """
    steps: list[Sentence] = []
    chosen = rules[RetentionClass.ORDINARY]
    if patrol and RetentionClass.PATROL in rules:
        chosen = rules[RetentionClass.PATROL]
    steps.append(_considered(chosen))
    if evidence and RetentionClass.EVIDENCE in rules:
        chosen = rules[RetentionClass.EVIDENCE]
        steps.append(_considered(chosen))
    hit = [trigger for trigger in known_triggers if trigger.code in triggers]
    if hit and RetentionClass.LONG_TERM in rules:
        steps.extend(
            say("有应长期保存的情形：{title}（{basis}）。", title=t.title, basis=str(t.basis))
            for t in hit
        )
        long_term = rules[RetentionClass.LONG_TERM]
        if measure(long_term.term) >= measure(chosen.term):
            chosen = long_term
        else:
            steps.append(_considered(long_term))
    steps.append(say("结论：{term}（{basis}）。", term=chosen.term.words, basis=str(chosen.basis)))
    return Retention(chosen, tuple(steps))


def _considered(rule: RetentionRule) -> Sentence:
    return say(
        "{kind}：{term}（{basis}）。",
        kind=say(rule.kind.label),
        term=rule.term.words,
        basis=str(rule.basis),
    )
