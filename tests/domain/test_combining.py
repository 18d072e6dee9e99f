"""Several regulations at once: the longest, the earliest, the strictest, each explained."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_desk.domain.basis import Basis
from archive_desk.domain.cases import CaseKind
from archive_desk.domain.clock import Period, Unit, count
from archive_desk.domain.combining import (
    combine,
    earliest,
    longest,
    nominal,
    reasons,
    strictest,
    term_rank,
)
from archive_desk.domain.notes import Ground, NoteKind
from archive_desk.domain.people import Role
from archive_desk.domain.regulations import Chain, ChainStep, Clock, Deadline, Event
from archive_desk.domain.retention import (
    AsCaseFile,
    FixedTerm,
    Floor,
    LongTerm,
    RetentionClass,
    RetentionRule,
    Undecided,
    retention_for,
)
from archive_desk.domain.rule_values import Continuity, Sensitivity, Standing
from archive_desk.services.rulebook import KEYS, regulation, work_calendar
from archive_desk.services.rules import Rules

ZONE = ZoneInfo("Asia/Shanghai")
RULES = Rules()
CALENDAR = work_calendar()

periods = st.builds(Period, st.integers(1, 60), st.sampled_from(list(Unit)))
terms = st.one_of(
    st.builds(FixedTerm, periods),
    st.builds(Floor, periods),
    st.sampled_from([AsCaseFile(), LongTerm(), Undecided()]),
)
moments = st.integers(0, 1200 * 24 * 60).map(
    lambda minutes: datetime(2023, 1, 1, tzinfo=ZONE) + timedelta(minutes=minutes)
)


def deadline(period: Period, name: str = "甲") -> Deadline:
    basis = Basis(name, "第一条")
    return Deadline(Clock.BURN, Standing.SET, basis, "", period, Event.ACTIVITY_ENDED)


def rule(term: object, name: str = "甲") -> RetentionRule:
    return RetentionRule(RetentionClass.ORDINARY, term, Basis(name, "第一条"), "")  # type: ignore[arg-type]


def chain(roles: list[Role], standing: Standing = Standing.SET) -> Chain:
    steps = tuple(ChainStep(role, "批准") for role in roles)
    return Chain(standing, steps, Basis("甲", "第一条"), "")


@settings(deadline=None)
@given(st.lists(periods, min_size=2, max_size=5), moments)
def test_of_several_deadlines_the_earliest_end_counts_whatever_their_order(
    lengths: list[Period], start: datetime
) -> None:
    each = [deadline(length, f"制度{n}") for n, length in enumerate(lengths)]
    ends = [count(start, length, CALENDAR, ZONE).due for length in lengths]
    for order in (each, each[::-1]):
        counted = RULES.count(earliest(order), start, ZONE)
        assert counted is not None
        assert counted.due == min(ends)
        assert sum("从早" in step for step in counted.steps) == len(each) - 1


@given(st.lists(terms, min_size=1, max_size=6))
def test_of_several_terms_none_is_longer_than_the_one_that_is_kept(several: list[object]) -> None:
    rules = [rule(term, f"制度{n}") for n, term in enumerate(several)]
    kept = longest(rules)
    assert kept in rules
    assert all(term_rank(kept.term) >= term_rank(each.term) for each in rules)


@given(st.lists(st.lists(st.sampled_from(list(Role)), min_size=1, max_size=4), min_size=1))
def test_of_several_chains_none_has_more_signatures_than_the_one_that_holds(
    several: list[list[Role]],
) -> None:
    chains = [chain(roles) for roles in several]
    holds = strictest(chains)
    assert len(holds.steps) == max(len(each.steps) for each in chains)
    assert len(holds.beside) == len(chains) - 1


def test_a_decided_chain_comes_before_one_that_is_left_open() -> None:
    open_one = chain([Role.UNIT_HEAD, Role.LEADER_IN_CHARGE], Standing.UNDECIDED)
    assert strictest([open_one, chain([Role.LEADER_IN_CHARGE])]).standing is Standing.SET


def test_the_head_of_the_agency_is_stricter_than_a_section_head() -> None:
    several = [chain([Role.UNIT_HEAD]), chain([Role.AGENCY_HEAD]), chain([Role.LEADER_IN_CHARGE])]
    assert strictest(several).steps[0].role is Role.AGENCY_HEAD


def test_a_floor_is_kept_before_a_term_of_the_same_length() -> None:
    three = Period(3, Unit.YEARS)
    assert longest([rule(FixedTerm(three)), rule(Floor(three))]).term == Floor(three)


@pytest.mark.parametrize("keys", [*combinations(KEYS, 2), KEYS])
def test_together_nothing_is_kept_shorter_nor_due_later_than_under_one(
    keys: tuple[str, ...],
) -> None:
    every = [regulation(key) for key in keys]
    one = combine(every)
    for known in (
        {},
        {"patrol": True},
        {"evidence": True},
        {"patrol": True, "evidence": True},
        {"triggers": ("objection",)},
        {"triggers": ("investigation",), "patrol": True},
    ):
        kept = retention_for(one.retention, one.triggers, **known)  # type: ignore[arg-type]
        for each in every:
            alone = retention_for(each.retention, each.triggers, **known)  # type: ignore[arg-type]
            assert term_rank(kept.rule.term) >= term_rank(alone.rule.term)
    start = datetime(2026, 2, 6, 10, tzinfo=ZONE)
    for clock in Clock:
        together = RULES.count(one.deadline(clock), start, ZONE)
        for each in every:
            counted = RULES.count(each.deadline(clock), start, ZONE)
            if counted is not None:
                assert together is not None
                assert together.due <= counted.due
    assert len(one.chain.steps) == max(len(each.chain.steps) for each in every)


@pytest.mark.parametrize("keys", list(permutations(("xigang", "shuncheng", "jinpu"))))
def test_the_order_in_which_regulations_are_named_changes_no_rule(keys: tuple[str, ...]) -> None:
    one = combine([regulation(key) for key in keys])
    assert one.deadline(Clock.HAND_IN).period == Period(24, Unit.HOURS)
    assert one.deadline(Clock.BURN).period == Period(10, Unit.WORKING_DAYS)
    assert {step.role for step in one.chain.steps} == {Role.UNIT_HEAD, Role.LEADER_IN_CHARGE}
    assert one.retention[RetentionClass.PATROL].term == FixedTerm(Period(3, Unit.YEARS))
    assert one.retention[RetentionClass.EVIDENCE].term == AsCaseFile()
    assert len(one.triggers) == 12
    assert one.duties.for_document("查封（扣押）决定书", CaseKind.COERCION) is not None
    assert one.duties.for_document("合议记录", CaseKind.PENALTY) is not None


def test_together_a_ground_is_good_only_where_every_rule_accepts_it() -> None:
    one = combine([regulation("fushun"), regulation("shuncheng")])
    rule = one.note_rule(NoteKind.EXEMPTION)
    assert Ground.URGENT not in rule.grounds
    assert Ground.PRIVACY in rule.grounds
    assert Ground.DEVICE_FAULT in rule.refused
    assert rule.approver is Role.UNIT_HEAD
    stopped = one.note_rule(NoteKind.INTERRUPTION)
    assert Ground.DEVICE_FAULT not in stopped.grounds
    assert stopped.voice


def test_together_the_widest_duty_to_burn_and_all_classes_of_secrets_hold() -> None:
    two = combine([regulation("fushun"), regulation("shuncheng")])
    assert two.discs is not None
    assert two.discs.asks(evidence=True)
    assert two.discs.asks(situation=True)
    assert not two.discs.asks()
    with_dawukou = combine([regulation("jinpu"), regulation("dawukou")])
    assert with_dawukou.sensitivity is not None
    assert Sensitivity.WORK_SECRET in with_dawukou.sensitivity.classes
    strict = combine([regulation("dawukou"), regulation("fushun")]).continuity
    assert strict is not None
    assert strict.kind is Continuity.STRICT


def test_what_was_weighed_is_said() -> None:
    every = [regulation("xigang"), regulation("jinpu")]
    lines = reasons(every)
    assert "2 部制度" in lines[0]
    assert any("保存 3 年" in line for line in lines)
    assert reasons(every[:1]) == []


def test_one_regulation_stays_itself_and_none_is_a_mistake_of_ours() -> None:
    only = regulation("fushun")
    assert combine([only]) is only
    with pytest.raises(ValueError, match="at least one"):
        combine([])


def test_a_deadline_that_starts_from_something_else_is_not_counted_from_this() -> None:
    other = replace(deadline(Period(1, Unit.DAYS), "乙"), starts=Event.CASE_ENDED)
    both = earliest([deadline(Period(5, Unit.DAYS)), other])
    start = datetime(2026, 3, 2, tzinfo=UTC)
    counted = RULES.count(both, start, ZONE)
    assert counted is not None
    assert nominal(Period(1, Unit.DAYS)) == 24
