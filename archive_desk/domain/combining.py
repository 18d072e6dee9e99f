"""Several regulations at once: longest retention, earliest deadline, strictest approval.

The result is again a regulation, so that nobody who reads rules need know how many apply. Which
one a value comes from stands in the value's basis; what it was weighed against in its `beside`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from archive_desk.domain.clock import Period, Unit
from archive_desk.domain.duties import AvLevel, Duties, Duty
from archive_desk.domain.notes import NoteKind, NoteRule
from archive_desk.domain.people import Role
from archive_desk.domain.regulations import Chain, Clock, Deadline, Regulation
from archive_desk.domain.retention import (
    AsCaseFile,
    FixedTerm,
    Floor,
    LongTerm,
    RetentionClass,
    RetentionRule,
    Term,
)
from archive_desk.domain.rule_values import (
    Continuity,
    ContinuityRule,
    DiscDuty,
    DiscScope,
    SensitivityRule,
    Standing,
)
from archive_desk.domain.sentences import Sentence, say

_HOURS = {
    Unit.HOURS: 1.0,
    Unit.WORKING_DAYS: 24 * 7 / 5,
    Unit.DAYS: 24.0,
    Unit.MONTHS: 24 * 30.44,
    Unit.YEARS: 24 * 365.25,
}
"""Nominal lengths, to put periods of different units in an order; dates are always counted."""

_RANK = {Role.UNIT_HEAD: 1, Role.LEADER_IN_CHARGE: 2, Role.AGENCY_HEAD: 3}
_LEVELS = list(AvLevel)
_SCOPES = list(DiscScope)
_CONTINUITIES = list(Continuity)

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def combine(regulations: Sequence[Regulation]) -> Regulation:
    """The regulations as one; the first gives its name and what only one of them can say.

    Raises:
        ValueError: for none at all.
    """
    if not regulations:
        raise ValueError("at least one regulation applies")
    first, *others = regulations
    if not others:
        return first
    return replace(
        first,
        deadlines={
            clock: earliest([each.deadline(clock) for each in regulations]) for clock in Clock
        },
        chain=strictest([each.chain for each in regulations]),
        retention=_retention(regulations),
        triggers=tuple(
            _first_by([t for each in regulations for t in each.triggers], lambda each: each.code)
        ),
        duties=_duties(regulations),
        notes=_notes(regulations),
        scenes=tuple(
            _first_by([s for each in regulations for s in each.scenes], lambda each: each.code)
        ),
        mark_kinds=tuple(
            _first_by([k for each in regulations for k in each.mark_kinds], lambda each: each.title)
        ),
        discs=_discs([each.discs for each in regulations if each.discs is not None]),
        sensitivity=_sensitivity([e.sensitivity for e in regulations if e.sensitivity is not None]),
        custody=_said([each.custody for each in regulations]),
        reviewers=_said([each.reviewers for each in regulations]),
        disc_checks=_said([each.disc_checks for each in regulations]),
        continuity=_continuity([e.continuity for e in regulations if e.continuity is not None]),
        matters=_union([each.matters for each in regulations]),
        lists=_union([each.lists for each in regulations]),
        openings={
            key: next(
                (r.openings[key] for r in regulations if r.openings[key].standing.binding), value
            )
            for key, value in first.openings.items()
        },
        beside=tuple(others),
    )


def earliest(deadlines: Sequence[Deadline]) -> Deadline:
    """The deadline to keep to, with the other binding ones beside it.

    Which of them ends first depends on the day; whoever counts takes the earliest. Of what nobody
    set, one that is asked for but left open comes before one nobody asks for.
    """
    binding = sorted((each for each in deadlines if each.standing.binding), key=_nominal)
    if binding:
        # National clocks stand in every regulation: the same one is not weighed against itself.
        others = _first_by(binding, lambda each: (each.basis.regulation, each.basis.article))
        return replace(others[0], beside=tuple(others[1:]))
    return next((d for d in deadlines if d.standing is Standing.UNDECIDED), deadlines[0])


def strictest(chains: Sequence[Chain]) -> Chain:
    """The chain with most signatures, then with the highest last one; the others beside it.

    A chain that a regulation leaves open gives way to any that is set or decided.
    """
    ordered = sorted(chains, key=_severity, reverse=True)
    return replace(ordered[0], beside=tuple(ordered[1:]))


def longest(rules: Sequence[RetentionRule]) -> RetentionRule:
    """The rule that keeps longest; of equal periods a floor, which names no end."""
    return max(rules, key=lambda rule: term_rank(rule.term))


def term_rank(term: Term) -> tuple[int, float, int]:
    """How long a term is, to be compared: the greater is kept longer."""
    if isinstance(term, LongTerm):
        return (3, 0.0, 0)
    if isinstance(term, AsCaseFile):
        return (2, 0.0, 0)
    if isinstance(term, FixedTerm | Floor):
        return (1, nominal(term.period), isinstance(term, Floor))
    return (0, 0.0, 0)


def nominal(period: Period) -> float:
    """About how many hours a period is."""
    return period.amount * _HOURS[period.unit]


def reasons(regulations: Sequence[Regulation]) -> list[Sentence]:
    """How several regulations were weighed against each other, for whoever wants to know."""
    if len(regulations) < 2:
        return []
    one = combine(regulations)
    lines = [
        say("同时适用 {count} 部制度：保存取最长，时限取最早，审批取最严。", count=len(regulations))
    ]
    lines.append(
        say(
            "审批依{basis}，共 {count} 步；另有 {others} 部较宽，不采用。",
            basis=str(one.chain.basis),
            count=len(one.chain.steps),
            others=len(one.chain.beside),
        )
    )
    for deadline in one.deadlines.values():
        if deadline.beside:
            lines.append(
                say(
                    "{clock}：{count} 部制度都有时限，以先到期的为准。",
                    clock=say(deadline.clock.label),
                    count=1 + len(deadline.beside),
                )
            )
    for kind, rule in one.retention.items():
        lines.append(
            say(
                "{kind}：取最长的“{term}”（{basis}）。",
                kind=say(kind.label),
                term=rule.term.words,
                basis=str(rule.basis),
            )
        )
    return lines


def _nominal(deadline: Deadline) -> float:
    return float("inf") if deadline.period is None else nominal(deadline.period)


def _severity(chain: Chain) -> tuple[bool, int, int]:
    last = max((_RANK.get(step.role, 0) for step in chain.steps), default=0)
    return (chain.standing.binding, len(chain.steps), last)


def _retention(regulations: Sequence[Regulation]) -> dict[RetentionClass, RetentionRule]:
    """Class by class; where a regulation has no rule for patrols or evidence, its ordinary one."""
    classes = [kind for kind in RetentionClass if any(kind in r.retention for r in regulations)]
    found: dict[RetentionClass, RetentionRule] = {}
    for kind in classes:
        rules = [_effective(each, kind) for each in regulations]
        found[kind] = replace(longest([rule for rule in rules if rule is not None]), kind=kind)
    return found


def _effective(regulation: Regulation, kind: RetentionClass) -> RetentionRule | None:
    if kind in regulation.retention or kind is RetentionClass.LONG_TERM:
        return regulation.retention.get(kind)
    return regulation.retention[RetentionClass.ORDINARY]


def _duties(regulations: Sequence[Regulation]) -> Duties:
    every = [duty for each in regulations for duty in each.duties.footage]
    every.sort(key=lambda duty: _LEVELS.index(duty.level))
    duties = [each.duties for each in regulations]
    return Duties(
        tuple(_first_by(every, _act)),
        duties[0].officers,
        _said([each.document_times for each in duties]),
        _said([each.explanation for each in duties]),
        _said([each.evaluation for each in duties]),
        _said([each.written for each in duties]),
        _said([each.major for each in duties]),
    )


def _act(duty: Duty) -> tuple[str, str, object]:
    return (duty.document, "" if duty.document else duty.occasion, duty.kinds)


def _notes(regulations: Sequence[Regulation]) -> dict[NoteKind, NoteRule]:
    found: dict[NoteKind, NoteRule] = {}
    for kind in NoteKind:
        rules = [each.notes[kind] for each in regulations if kind in each.notes]
        if rules:
            found[kind] = _note_rule(rules)
    return found


def _note_rule(rules: Sequence[NoteRule]) -> NoteRule:
    """A ground must be good under every rule that names grounds; a word or a voice under any."""
    naming = [rule.grounds for rule in rules if rule.grounds]
    common = [g for g in naming[0] if all(g in each for each in naming)] if naming else []
    leading = next((rule for rule in rules if rule.approver is not None), rules[0])
    refusing = next((rule for rule in rules if rule.refused), None)
    refused = {ground: None for rule in rules for ground in rule.refused}
    return replace(
        leading,
        grounds=tuple(ground for ground in common if ground not in refused),
        refused=tuple(refused),
        refused_basis=None if refusing is None else refusing.refused_basis or refusing.basis,
        voice=any(rule.voice for rule in rules),
    )


def _discs(duties: Sequence[DiscDuty]) -> DiscDuty | None:
    if not duties:
        return None
    ordered = sorted(duties, key=lambda duty: _SCOPES.index(duty.scope))
    return replace(ordered[0], beside=tuple(ordered[1:]))


def _sensitivity(rules: Sequence[SensitivityRule]) -> SensitivityRule | None:
    if not rules:
        return None
    widest = max(rules, key=lambda rule: len(rule.classes))
    classes = {kind: None for rule in (widest, *rules) for kind in rule.classes}
    return replace(widest, classes=tuple(classes))


def _continuity(rules: Sequence[ContinuityRule]) -> ContinuityRule | None:
    return min(rules, key=lambda rule: _CONTINUITIES.index(rule.kind), default=None)


def _said(values: Sequence[_Value | None]) -> _Value | None:
    """The first that says anything."""
    return next((value for value in values if value is not None), None)


def _union(tables: Sequence[Mapping[_Key, _Value]]) -> dict[_Key, _Value]:
    """All entries; of two under one key the first."""
    found: dict[_Key, _Value] = {}
    for table in tables:
        for key, value in table.items():
            found.setdefault(key, value)
    return found


def _first_by(values: Sequence[_Value], key: Callable[[_Value], object]) -> list[_Value]:
    """The values without those whose key has been seen before."""
    found: dict[object, _Value] = {}
    for value in values:
        found.setdefault(key(value), value)
    return list(found.values())
