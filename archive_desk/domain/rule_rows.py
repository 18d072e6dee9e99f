"""A regulation as lines to be read: each value with its standing, article and paraphrase.

The same lines, compared, say what a new version changes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.combining import nominal, term_rank
from archive_desk.domain.duties import AvLevel, Duty
from archive_desk.domain.regulations import Chain, ChainStep, Clock, Deadline, Regulation
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
from archive_desk.domain.rule_wording import (
    asked_of,
    joined,
    listing,
    matter_words,
    note_words,
    scene_words,
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
    MARKS = "marks"
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
    RuleGroup.MARKS: "标记类别",
    RuleGroup.NOTES: "未能记录的说明",
    RuleGroup.KEEPING: "刻录、保密和监督",
    RuleGroup.LISTS: "列明的项目",
    RuleGroup.OPEN: "制度未定的事项",
}


@dataclass(frozen=True)
class RuleRow:
    """One value. `path` is where it stands in the rule file; `weight` compares terms and times.

    `elsewhere`: it is decided on another page, and only named here. `also` is what there is no
    room for in a line. `name` tells it in a list that may be put in another order.
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
    also: Sentence | str = ""
    name: str = ""

    @property
    def identity(self) -> str:
        """What makes it the same value in another version, wherever it stands there."""
        return self.name or self.path


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


_MAJOR = "调查重大复杂或者社会影响面较大的违法案件，做好全过程音像记录。"


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
    old, new = ({row.identity: row for row in rows(each)} for each in (before, after))
    found = _moved(old, new)
    for path in (*old, *(path for path in new if path not in old)):
        first, second = old.get(path), new.get(path)
        if _said(first) != _said(second):
            row = second or first
            assert row is not None
            found.append(RuleChange(row.title, row.group, first, second))
    return found


def _moved(old: Mapping[str, RuleRow], new: Mapping[str, RuleRow]) -> list[RuleChange]:
    """Lists whose entries stand in another order now."""
    found = []
    for group in RuleGroup:
        first = [key for key, row in old.items() if row.group is group and row.name and key in new]
        second = [key for key, row in new.items() if row.group is group and row.name and key in old]
        if first != second:
            rows_of = [
                replace(
                    new[keys[0]],
                    title=say("{part}的顺序", part=say(group.label)),
                    words=_titles([new[key] for key in keys]),
                )
                for keys in (first, second)
            ]
            found.append(RuleChange(rows_of[0].title, group, rows_of[0], rows_of[1]))
    return found


def _titles(listed: Sequence[RuleRow]) -> Sentence | str:
    words = listed[0].title
    for row in listed[1:]:
        words = say("{before} → {next}", before=words, next=row.title)
    return words


def _said(row: RuleRow | None) -> tuple[object, ...] | None:
    if row is None:
        return None
    article = "" if row.basis is None else row.basis.article
    return (
        str(row.title),
        str(row.words),
        row.standing,
        article,
        row.text,
        row.decision,
        str(row.also),
    )


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
        also=_acts_words(chain),
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
            also=matter_words(rule),
            name=f"matter:{matter.value}",
        )


def chain_words(chain: Chain) -> Sentence:
    """Who signs after whom."""
    words = say(chain.proposer)
    for step in chain.steps:
        words = say("{before} → {next}", before=words, next=step_words(step))
    return words


def step_words(step: ChainStep) -> Sentence:
    """One signature: by whom, what it is called, and for what alone it is asked."""
    words = say("{role}（{title}）", role=say(step.role.label), title=say(step.title))
    if step.acts:
        only = listing([act.label for act in step.acts])
        words = say("{step}［仅{acts}］", step=words, acts=only)
    return say("{step}［不得代签］", step=words) if step.in_person else words


def _acts_words(chain: Chain) -> Sentence | str:
    """The articles that ask for the approval of single acts, and the steps' own."""
    parts = [
        say("{act}：{article}", act=say(act.label), article=basis.article)
        for act, basis in (chain.acts or {}).items()
    ]
    parts += [
        say("{act}：{article}", act=say(step.title), article=step.article)
        for step in chain.steps
        if step.article
    ]
    return joined(parts)


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
            also=asked_of(trigger.kinds, trigger.documents, trigger.stages),
            name=f"trigger:{trigger.code}",
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
    if regulation.duties.major is not None:
        yield RuleRow(
            RuleGroup.MATTERS,
            "duties.major",
            say("重大复杂、社会影响面较大的案件"),
            say(AvLevel.FULL.label),
            Standing.SET,
            regulation.duties.major,
            _MAJOR,
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
            also=scene_words(scene, regulation.scenes),
            name=f"scene:{scene.code}",
        )
    for at, kind in enumerate(regulation.mark_kinds, 1):
        yield RuleRow(
            RuleGroup.MARKS,
            f"marks[{at}]",
            kind.title,
            say("标记“{category}”", category=kind.title),
            Standing.SET,
            kind.basis,
            kind.text,
            name=f"mark:{kind.title}",
        )


def _where(duty: Duty) -> str:
    parts = [duty.stage, "、".join(kind.label for kind in duty.kinds)]
    words = "，".join(part for part in parts if part)
    return f"（{words}）" if words else ""


def _notes(regulation: Regulation) -> Iterator[RuleRow]:
    for kind, rule in regulation.notes.items():
        good = listing([ground.label for ground in rule.grounds])
        words = say("可用理由：{good}", good=good)
        if rule.refused:
            bad = listing([ground.label for ground in rule.refused])
            words = say("可用理由：{good}；不可用：{bad}", good=good, bad=bad)
        yield RuleRow(
            RuleGroup.NOTES,
            f"notes.{kind.value}",
            say(kind.label),
            words,
            Standing.SET,
            rule.basis,
            rule.text,
            also=note_words(rule),
            name=f"note:{kind.value}",
        )


def _keeping(regulation: Regulation) -> Iterator[RuleRow]:
    if regulation.discs:
        yield _row("disc_duty", "刻录范围", regulation.discs.scope.label, regulation.discs)
    if regulation.sensitivity:
        labels = [kind.label for kind in regulation.sensitivity.classes]
        yield _row("sensitivity", "保密分类", listing(labels), regulation.sensitivity)
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
