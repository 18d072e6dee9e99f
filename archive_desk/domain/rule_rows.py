"""A regulation as lines to be read: each value with its standing, article and paraphrase.

The same lines, compared, say what a new version changes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.combining import nominal, term_rank
from archive_desk.domain.duties import Duty
from archive_desk.domain.regulations import Chain, Clock, Deadline, Regulation
from archive_desk.domain.retention import RetentionRule, Undecided
from archive_desk.domain.rule_values import (
    ContinuityRule,
    CustodyRule,
    DiscDuty,
    OpeningKind,
    ReviewerRule,
    SensitivityRule,
    Standing,
)
from archive_desk.domain.sentences import Sentence, say

_Rule = DiscDuty | SensitivityRule | CustodyRule | ReviewerRule | ContinuityRule


class RuleGroup(StrEnum):
    """The parts of a regulation, in the order of its page."""

    DEADLINES = "deadlines"
    APPROVALS = "approvals"
    RETENTION = "retention"
    TRIGGERS = "triggers"
    MATTERS = "matter_list"
    SCENES = "scenes"
    NOTES = "notes"
    KEEPING = "keeping"
    LISTS = "lists"
    OPEN = "open"

    @property
    def label(self) -> str:
        """The part in Chinese."""
        return _GROUP_TITLES[self]


_GROUP_TITLES = {
    RuleGroup.DEADLINES: "时限",
    RuleGroup.APPROVALS: "审批程序",
    RuleGroup.RETENTION: "保存期限",
    RuleGroup.TRIGGERS: "须长期保存的情形",
    RuleGroup.MATTERS: "音像记录事项清单",
    RuleGroup.SCENES: "必录环节",
    RuleGroup.NOTES: "未能记录的说明",
    RuleGroup.KEEPING: "刻录、保密和监督",
    RuleGroup.LISTS: "列明的项目",
    RuleGroup.OPEN: "制度未定的事项",
}


@dataclass(frozen=True)
class RuleRow:
    """One value. `path` is where it stands in the rule file; `weight` compares terms and times.

    `elsewhere`: it is decided on another page, and only named here.
    """

    group: RuleGroup
    path: str
    title: Sentence | str
    words: Sentence | str
    standing: Standing
    basis: Basis | None
    text: str
    decision: str = ""
    weight: tuple[float, ...] | None = None
    elsewhere: bool = False


@dataclass(frozen=True)
class RuleChange:
    """What a new version changes in one value; None where it is new, or gone.

    `shortens`: things would be kept less long. What is archived already is not touched by that.
    """

    title: Sentence | str
    group: RuleGroup
    before: RuleRow | None
    after: RuleRow | None

    @property
    def shortens(self) -> bool:
        """Whether a term of keeping becomes shorter."""
        if self.group is RuleGroup.TRIGGERS:
            return self.after is None
        if self.group is not RuleGroup.RETENTION or self.before is None:
            return False
        if self.after is None:
            return True
        return (self.after.weight or ()) < (self.before.weight or ())


def rows(regulation: Regulation) -> list[RuleRow]:
    """Everything a regulation says, in the order of its page."""
    return [
        *_deadlines(regulation),
        *_approvals(regulation),
        *_retention(regulation),
        *_duties(regulation),
        *_notes(regulation),
        *_keeping(regulation),
        *_lists(regulation),
        *_open(regulation),
    ]


def changes(before: Regulation, after: Regulation) -> list[RuleChange]:
    """What differs between two versions of a regulation, in the order of the page."""
    old, new = ({row.path: row for row in rows(each)} for each in (before, after))
    found = []
    for path in (*old, *(path for path in new if path not in old)):
        first, second = old.get(path), new.get(path)
        if _said(first) != _said(second):
            row = second or first
            assert row is not None
            found.append(RuleChange(row.title, row.group, first, second))
    return found


def _said(row: RuleRow | None) -> tuple[object, ...] | None:
    if row is None:
        return None
    article = "" if row.basis is None else row.basis.article
    return (str(row.title), str(row.words), row.standing, article, row.text, row.decision)


def _deadlines(regulation: Regulation) -> Iterator[RuleRow]:
    for clock in Clock:
        deadline = regulation.deadline(clock)
        # What neither this regulation nor the law says anything of is nobody's line.
        if deadline.standing is not Standing.SILENT:
            yield RuleRow(
                RuleGroup.DEADLINES,
                f"deadlines.{clock.value}",
                say(clock.label),
                deadline_words(deadline),
                deadline.standing,
                deadline.basis,
                deadline.text,
                deadline.decision,
                None if deadline.period is None else (nominal(deadline.period),),
            )


def deadline_words(deadline: Deadline) -> Sentence:
    """A deadline in a few words: `自执法活动结束起 10 个工作日`."""
    if deadline.starts is None:
        return say(deadline.standing.label)
    if deadline.yearly is not None:
        return deadline.yearly.words
    assert deadline.period is not None
    return say(
        "自{event}起 {period}", event=say(deadline.starts.label), period=deadline.period.words
    )


def _approvals(regulation: Regulation) -> Iterator[RuleRow]:
    chain = regulation.chain
    yield RuleRow(
        RuleGroup.APPROVALS,
        "lending",
        say("借阅审批"),
        chain_words(chain),
        chain.standing,
        chain.basis,
        chain.text,
        chain.decision,
    )
    circulation = regulation.circulation
    yield RuleRow(
        RuleGroup.APPROVALS,
        "circulation",
        say("借阅流转"),
        say(
            "可续借 {renewals} 次，提前 {days} 天提醒",
            renewals=circulation.renewals,
            days=circulation.due_soon_days,
        ),
        Standing.UNDECIDED,
        circulation.basis,
        circulation.text,
    )
    for at, (matter, rule) in enumerate(regulation.matters.items(), 1):
        steps = " → ".join(step.title for step in rule.steps)
        yield RuleRow(
            RuleGroup.APPROVALS,
            f"matters[{at}]",
            say(matter.label),
            steps or rule.superseded or say("不另设审批"),
            Standing.SET,
            rule.basis,
            rule.text,
        )


def chain_words(chain: Chain) -> Sentence:
    """Who signs after whom."""
    words = say(chain.proposer)
    for step in chain.steps:
        words = say(
            "{before} → {next}",
            before=words,
            next=say("{role}（{title}）", role=say(step.role.label), title=say(step.title)),
        )
    return words


def _retention(regulation: Regulation) -> Iterator[RuleRow]:
    for kind, rule in regulation.retention.items():
        yield RuleRow(
            RuleGroup.RETENTION,
            f"retention.{kind.value}",
            say(kind.label),
            rule.term.words,
            retention_standing(rule),
            rule.basis,
            rule.text,
            rule.decision,
            term_rank(rule.term),
        )
    for at, trigger in enumerate(regulation.triggers, 1):
        yield RuleRow(
            RuleGroup.TRIGGERS,
            f"triggers[{at}]",
            trigger.code,
            trigger.title,
            Standing.SET,
            trigger.basis,
            "",
        )


def retention_standing(rule: RetentionRule) -> Standing:
    """Whether a term is said, decided or left open."""
    if rule.decision:
        return Standing.DECIDED
    return Standing.UNDECIDED if isinstance(rule.term, Undecided) else Standing.SET


def _duties(regulation: Regulation) -> Iterator[RuleRow]:
    for at, duty in enumerate(regulation.duties.footage, 1):
        yield RuleRow(
            RuleGroup.MATTERS,
            f"duties.footage:{duty.document or duty.occasion}:{at}",
            say(duty.document) if duty.document else duty.occasion,
            say(duty.level.label),
            Standing.SET,
            duty.basis,
            _where(duty) + duty.text,
        )
    for at, scene in enumerate(regulation.scenes, 1):
        yield RuleRow(
            RuleGroup.SCENES,
            f"scenes[{at}]",
            scene.title,
            say("标记“{category}”", category=say(scene.category)),
            Standing.SET,
            scene.basis,
            scene.text,
        )


def _where(duty: Duty) -> str:
    parts = [duty.stage, "、".join(kind.label for kind in duty.kinds)]
    words = "，".join(part for part in parts if part)
    return f"（{words}）" if words else ""


def _notes(regulation: Regulation) -> Iterator[RuleRow]:
    for kind, rule in regulation.notes.items():
        good = _listing([ground.label for ground in rule.grounds])
        words = say("可用理由：{good}", good=good)
        if rule.refused:
            bad = _listing([ground.label for ground in rule.refused])
            words = say("可用理由：{good}；不可用：{bad}", good=good, bad=bad)
        yield RuleRow(
            RuleGroup.NOTES,
            f"notes.{kind.value}",
            say(kind.label),
            words,
            Standing.SET,
            rule.basis,
            rule.text,
        )


def _keeping(regulation: Regulation) -> Iterator[RuleRow]:
    if regulation.discs:
        yield _row("disc_duty", "刻录范围", regulation.discs.scope.label, regulation.discs)
    if regulation.sensitivity:
        labels = [kind.label for kind in regulation.sensitivity.classes]
        yield _row("sensitivity", "保密分类", _listing(labels), regulation.sensitivity)
    if regulation.custody:
        words = regulation.custody.keeper or regulation.custody.kind.label
        yield _row("custody", "设备保管", words, regulation.custody)
    if regulation.reviewers:
        yield _row("reviewers", "监督检查", regulation.reviewers.body, regulation.reviewers)
    if regulation.continuity:
        words = regulation.continuity.kind.label
        yield _row("continuity", "连续记录", words, regulation.continuity)


def _row(path: str, title: str, words: Sentence | str, rule: _Rule) -> RuleRow:
    said = words if isinstance(words, Sentence) else say(words)
    group = RuleGroup.KEEPING
    return RuleRow(group, path, say(title), said, Standing.SET, rule.basis, rule.text)


def _listing(labels: Sequence[str]) -> Sentence:
    """Labels one after the other, each to be said in the reader's language."""
    words = say(labels[0]) if labels else say("—")
    for label in labels[1:]:
        words = say("{one}、{more}", one=words, more=say(label))
    return words


def _lists(regulation: Regulation) -> Iterator[RuleRow]:
    for kind, words in regulation.lists.items():
        yield RuleRow(
            RuleGroup.LISTS,
            f"lists.{kind.value}",
            say(kind.label),
            "、".join(words.words),
            Standing.SET,
            words.basis,
            words.text,
        )


def _open(regulation: Regulation) -> Iterator[RuleRow]:
    for key, opening in regulation.openings.items():
        elsewhere = opening.kind is OpeningKind.ELSEWHERE
        yield RuleRow(
            RuleGroup.OPEN,
            f"open.{key}",
            opening.title,
            say("在“{where}”决定", where=opening.where) if elsewhere else opening.words,
            opening.standing,
            None,
            opening.text,
            opening.decision,
            elsewhere=elsewhere,
        )
