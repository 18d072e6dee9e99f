"""Rounds, draws, sheets and agreement: what holds whatever comes."""

import hashlib
import tomllib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_desk.domain.cases import CaseKind, CaseOfficer
from archive_desk.domain.errors import Refused
from archive_desk.domain.evaluation import (
    CHART,
    RoundEvent,
    RoundState,
    SamplingRule,
    Seat,
    following,
)
from archive_desk.domain.evaluation_assigning import CaseHands, assign, conflict, loads_of
from archive_desk.domain.evaluation_findings import NOTICE_CHART, NoticeState
from archive_desk.domain.evaluation_results import agreement
from archive_desk.domain.evaluation_sampling import Candidate, allocate, draw
from archive_desk.domain.evaluation_sheet import Answer, Verdict, score
from archive_desk.domain.evaluation_sheet_files import parse_score_sheet
from archive_desk.domain.ids import CaseId, PersonId, RoundCaseId
from archive_desk.domain.people import Person, Role
from archive_desk.domain.rule_tables import MistakenRules
from archive_desk.paths import resources

TEXT = (resources() / "score_sheets" / "case_file.toml").read_text("utf-8")
SHEET = parse_score_sheet(tomllib.loads(TEXT))

sections = st.sampled_from(["综合科", "督导科", "许可科"])
strata = st.tuples(sections, st.sampled_from(list(CaseKind)))
populations = st.lists(strata, min_size=1, max_size=60)
rules = st.builds(SamplingRule, st.integers(1, 100), st.none(), st.booleans()) | st.builds(
    SamplingRule, st.none(), st.integers(1, 80), st.booleans()
)


def candidates(places):
    return [Candidate(CaseId(n), f"{n:03}", *place) for n, place in enumerate(places, 1)]


@given(st.lists(st.sampled_from(list(RoundEvent)), max_size=30))
def test_a_round_takes_only_the_steps_of_its_chart_and_never_leaves_its_end(events):
    state = RoundState.DRAFT
    for event in events:
        try:
            after = following(state, event)
        except Refused:
            assert (state, event) not in CHART
            continue
        assert CHART[state, event] is after
        assert state is not RoundState.CLOSED
        state = after


def test_every_state_of_a_round_and_of_a_notice_is_reached():
    assert {RoundState.DRAFT, *CHART.values()} == set(RoundState)
    assert {NoticeState.SENT, *NOTICE_CHART.values()} == set(NoticeState)


@given(populations, rules, st.text(max_size=20))
def test_a_draw_is_the_same_for_everybody_and_as_large_as_the_rule_says(places, rule, seed):
    people = candidates(places)
    made = draw(people, rule, seed)
    assert made == draw(list(reversed(people)), rule, seed)
    wanted = rule.wanted(len(people))
    least = len(set(places)) if rule.each_stratum else 0
    assert len(made.drawn) == max(wanted, least)
    taken = Counter(each.stratum for each in made.drawn)
    if rule.each_stratum:
        assert set(taken) == set(places)
    for share in made.shares:
        assert 0 <= share.drawn <= share.size


@given(populations, st.integers(1, 100))
def test_strata_are_drawn_in_proportion_within_one_case(places, percent):
    sizes = Counter(places)
    counts = allocate(sizes, SamplingRule(percent, None, each_stratum=False))
    wanted = sum(counts.values())
    for key, size in sizes.items():
        assert abs(counts[key] - wanted * size / len(places)) <= 1


def test_a_draw_can_be_redone_with_nothing_but_sha256():
    people = candidates([("综合科", CaseKind.PENALTY)] * 5)
    (drawn,) = draw(people, SamplingRule(number=1), "seed").drawn
    by_hand = min(people, key=lambda c: hashlib.sha256(f"seed\n{c.no}".encode()).hexdigest())
    assert drawn == by_hand


def reviewer(number, **facts):
    values = {"name": f"r{number}", "role": Role.REVIEWER} | facts
    return Person(PersonId(number), f"r{number}", **values)


@given(st.integers(1, 30), st.integers(2, 6), st.text(max_size=8))
def test_reviewers_get_the_same_share_and_nobody_both_seats(cases, people, seed):
    hands = [CaseHands(RoundCaseId(n), f"{n}", "综合科") for n in range(cases)]
    found = assign(hands, [reviewer(n) for n in range(people)], seed, second_review=True)
    loads = loads_of(found)
    counts = [loads[PersonId(n)] for n in range(people)]
    assert max(counts) - min(counts) <= 1
    assert all(seats[Seat.FIRST] != seats[Seat.SECOND] for seats in found.values())


@pytest.mark.parametrize(
    ("person", "hands"),
    [
        (reviewer(1), {"officers": (CaseOfficer("x", "", PersonId(1)),)}),
        (reviewer(1, certificate_no="Z1"), {"officers": (CaseOfficer("x", "Z1"),)}),
        (reviewer(1), {"officers": (CaseOfficer("r1"),)}),
        (reviewer(1), {"approvers": frozenset({PersonId(1)})}),
        (reviewer(1), {"clerks": frozenset({PersonId(1)})}),
        (reviewer(1), {"declared": frozenset({PersonId(1)})}),
        (reviewer(1, role=Role.UNIT_HEAD, section="综合科"), {}),
    ],
)
def test_whoever_had_a_hand_in_a_case_is_barred(person, hands):
    assert conflict(person, CaseHands(RoundCaseId(1), "1", "综合科", **hands)) is not None
    assert conflict(reviewer(2), CaseHands(RoundCaseId(1), "1", "综合科", **hands)) is None


verdicts = st.sampled_from(list(Verdict))


@given(st.dictionaries(st.sampled_from([i.key for i in SHEET.items]), verdicts), st.data())
def test_a_score_lies_between_nothing_and_a_hundred_and_a_veto_gives_nothing(said, data):
    answers = {}
    for key, verdict in said.items():
        item = SHEET.item(key)
        lost = data.draw(st.integers(0, item.tenths)) if verdict is Verdict.DEDUCTED else 0
        answers[key] = Answer(key, verdict, lost)
    found = score(SHEET, answers)
    assert 0 <= found.tenths <= 1000
    if found.vetoes:
        assert (found.tenths, found.grade) == (0, SHEET.grades[-1])


def test_points_that_do_not_apply_are_left_out_of_the_count():
    answers = {"service": Answer("service", Verdict.NOT_APPLICABLE)}
    assert score(SHEET, answers).tenths == 1000
    answers["rights"] = Answer("rights", Verdict.DEDUCTED, 90)
    assert score(SHEET, answers).tenths == 900


def test_kappa_is_the_known_figure():
    full, taken = Verdict.FULL, Verdict.DEDUCTED
    pairs = [(full, full)] * 20 + [(full, taken)] * 5 + [(taken, full)] * 10 + [(taken, taken)] * 15
    found = agreement(pairs)
    assert (found.percent_tenths, round(found.kappa, 2)) == (700, 0.4)


def test_agreement_by_chance_alone_has_no_kappa():
    assert agreement([(Verdict.FULL, Verdict.FULL)] * 5).kappa is None
    assert agreement([]).items == 0


@given(st.lists(st.tuples(verdicts, verdicts), min_size=1, max_size=40))
def test_kappa_never_exceeds_the_share_of_agreement(pairs):
    found = agreement(pairs)
    assert found.kappa is None or -1 <= found.kappa <= found.same / found.items + 1e-9


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("points = 6\n", "points = 7\n", "sections"),
        ("points = 6\n", 'points = "six"\n', "sections[1].items[1].points"),
        ('key = "service"', 'key = "rights"', "sections"),
        ("from = 60", "from = 95", "grades"),
        ("version = 1", 'version = "one"', "sheet.version"),
        ("xigang = ", "nowhere = ", "vetoes[1].articles.nowhere"),
    ],
)
def test_a_mistake_in_a_score_sheet_is_named_by_its_key(old, new, key):
    assert old in TEXT
    with pytest.raises(MistakenRules) as caught:
        parse_score_sheet(tomllib.loads(TEXT.replace(old, new, 1)))
    assert key in {each.key for each in caught.value.mistakes}
