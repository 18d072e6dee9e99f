"""The five regulations as data, and what a mistaken file is told."""

import tomllib
from datetime import date
from typing import Any

import pytest

from archive_desk.domain.clock import Period, Unit
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.people import Role
from archive_desk.domain.regulations import Clock, Event, Standing
from archive_desk.domain.retention import (
    AsCaseFile,
    FixedTerm,
    Floor,
    LongTerm,
    RetentionClass,
    Undecided,
    retention_for,
)
from archive_desk.domain.rule_files import parse_holidays, parse_regulation
from archive_desk.domain.rule_tables import MistakenRules
from archive_desk.paths import resources
from archive_desk.services.rulebook import KEYS, regulation, regulations


def raw(key: str) -> dict[str, Any]:
    text = (resources() / "regulations" / f"{key}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def test_the_five_regulations_are_there_in_order() -> None:
    assert tuple(each.key for each in regulations()) == KEYS


@pytest.mark.parametrize(
    ("key", "roles", "article"),
    [
        ("xigang", [Role.UNIT_HEAD, Role.LEADER_IN_CHARGE], "第二十二条"),
        ("fushun", [Role.LEADER_IN_CHARGE], "第十七条"),
        ("shuncheng", [Role.AGENCY_HEAD], "第十九条"),
        ("jinpu", [Role.UNIT_HEAD, Role.LEADER_IN_CHARGE], "第二十九条"),
        ("dawukou", [Role.LEADER_IN_CHARGE], "第9项第2目"),
    ],
)
def test_each_regulation_has_its_chain(key: str, roles: list[Role], article: str) -> None:
    chain = regulation(key).chain
    assert [step.role for step in chain.steps] == roles
    assert chain.basis.article == article
    assert chain.basis.template == key
    undecided = chain.standing is Standing.UNDECIDED
    assert undecided == (key == "dawukou")


@pytest.mark.parametrize(
    ("key", "clock", "standing", "period", "article"),
    [
        ("xigang", Clock.BURN, Standing.SET, Period(10, Unit.WORKING_DAYS), "第二十条"),
        ("xigang", Clock.HAND_IN, Standing.UNDECIDED, None, "第七条"),
        ("fushun", Clock.BURN, Standing.UNDECIDED, None, "第十五条"),
        ("fushun", Clock.ARCHIVE, Standing.SILENT, None, ""),
        ("shuncheng", Clock.HAND_IN, Standing.UNDECIDED, None, "第十一条"),
        ("jinpu", Clock.HAND_IN, Standing.SET, Period(24, Unit.HOURS), "第二十四条"),
        ("jinpu", Clock.ARCHIVE, Standing.SET, Period(30, Unit.DAYS), "第二十三条"),
        ("jinpu", Clock.BACKFILL, Standing.SET, Period(24, Unit.HOURS), "第九条"),
        ("jinpu", Clock.BURN, Standing.SILENT, None, ""),
        ("dawukou", Clock.HAND_IN, Standing.SILENT, None, ""),
        ("dawukou", Clock.DISCLOSURE, Standing.SET, Period(20, Unit.WORKING_DAYS), "第三十三条"),
        ("fushun", Clock.COURT_ANSWER, Standing.SET, Period(15, Unit.DAYS), "第六十七条"),
        ("jinpu", Clock.REVIEW_ANSWER, Standing.SET, Period(10, Unit.WORKING_DAYS), "第四十八条"),
    ],
)
def test_each_deadline_is_as_the_text_has_it(
    key: str, clock: Clock, standing: Standing, period: Period | None, article: str
) -> None:
    deadline = regulation(key).deadline(clock)
    assert (deadline.standing, deadline.period, deadline.basis.article) == (
        standing,
        period,
        article,
    )


def test_hand_in_may_start_from_the_return_only_under_003() -> None:
    assert regulation("jinpu").deadline(Clock.HAND_IN).alternative is Event.RETURNED_TO_UNIT
    assert regulation("xigang").deadline(Clock.HAND_IN).alternative is None


def test_providing_to_the_outside_names_its_own_article_under_002() -> None:
    chain = regulation("shuncheng").chain
    assert chain.basis_of(LoanAct.PROVIDE).article == "第十八条、第十九条"
    assert chain.basis_of(LoanAct.VIEW).article == "第十九条"


@pytest.mark.parametrize(
    ("key", "known", "kind", "term"),
    [
        ("xigang", {}, RetentionClass.ORDINARY, FixedTerm(Period(3, Unit.YEARS))),
        ("xigang", {"patrol": True}, RetentionClass.ORDINARY, FixedTerm(Period(3, Unit.YEARS))),
        ("xigang", {"triggers": ("objection",)}, RetentionClass.LONG_TERM, LongTerm()),
        ("fushun", {}, RetentionClass.ORDINARY, Floor(Period(3, Unit.YEARS))),
        ("fushun", {"evidence": True}, RetentionClass.EVIDENCE, AsCaseFile()),
        ("shuncheng", {"patrol": True}, RetentionClass.PATROL, Floor(Period(6, Unit.MONTHS))),
        ("shuncheng", {}, RetentionClass.ORDINARY, Undecided()),
        (
            "shuncheng",
            {"patrol": True, "triggers": ("objection_complaint",)},
            RetentionClass.LONG_TERM,
            LongTerm(),
        ),
        ("jinpu", {"evidence": True}, RetentionClass.ORDINARY, Undecided()),
        ("dawukou", {}, RetentionClass.ORDINARY, Undecided()),
    ],
)
def test_the_longest_keeping_rule_wins(
    key: str, known: dict[str, Any], kind: RetentionClass, term: object
) -> None:
    rules = regulation(key)
    kept = retention_for(rules.retention, rules.triggers, **known)
    assert (kept.rule.kind, kept.rule.term) == (kind, term)
    assert str(kept.rule.basis) in kept.steps[-1]


def test_the_eight_situations_and_the_four_triggers_are_there() -> None:
    assert len(regulation("shuncheng").triggers) == 8
    assert len(regulation("xigang").triggers) == 4


def test_every_mistake_in_a_file_is_named_with_what_is_expected() -> None:
    data = raw("xigang")
    data["deadlines"]["burn"]["working_days"] = "ten"
    data["lending"]["steps"][1]["role"] = "king"
    data["circulation"]["renewels"] = 2
    del data["retention"]["ordinary"]["article"]
    with pytest.raises(MistakenRules) as caught:
        parse_regulation(data)
    found = {mistake.key: mistake.expected for mistake in caught.value.mistakes}
    assert set(found) == {
        "deadlines.burn.working_days",
        "lending.steps[2].role",
        "circulation.renewels",
        "retention.ordinary.article",
    }
    assert "整数" in found["deadlines.burn.working_days"]
    assert "leader_in_charge" in found["lending.steps[2].role"]


@pytest.mark.parametrize("key", ["template", "lending", "circulation", "retention"])
def test_a_missing_table_is_a_mistake(key: str) -> None:
    data = raw("fushun")
    del data[key]
    with pytest.raises(MistakenRules):
        parse_regulation(data)


def test_two_lengths_for_one_deadline_are_a_mistake() -> None:
    data = raw("jinpu")
    data["deadlines"]["hand_in"]["days"] = 1
    with pytest.raises(MistakenRules) as caught:
        parse_regulation(data)
    assert any("恰有一项时长" in mistake.expected for mistake in caught.value.mistakes)


def test_an_unknown_clock_is_a_mistake() -> None:
    data = raw("jinpu")
    data["deadlines"]["hand_inn"] = data["deadlines"].pop("hand_in")
    with pytest.raises(MistakenRules) as caught:
        parse_regulation(data)
    assert caught.value.mistakes[0].key == "deadlines.hand_inn"


@pytest.mark.parametrize(
    ("holiday", "key"),
    [
        ({"name": "春节", "from": date(2027, 2, 9), "to": date(2027, 2, 3)}, "holidays[1].to"),
        (
            {
                "name": "春节",
                "from": date(2027, 2, 5),
                "to": date(2027, 2, 12),
                "working": [date(2027, 2, 3)],
            },
            "holidays[1].working",
        ),
        ({"name": "", "from": date(2027, 2, 5), "to": date(2027, 2, 6)}, "holidays[1].name"),
        ({"name": "春节", "from": "2027-02-05", "to": date(2027, 2, 6)}, "holidays[1].from"),
    ],
)
def test_a_wrong_holiday_is_named(holiday: dict[str, Any], key: str) -> None:
    data = {
        "year": 2027,
        "document_no": "号",
        "published": date(2026, 11, 20),
        "holidays": [holiday],
    }
    with pytest.raises(MistakenRules) as caught:
        parse_holidays(data)
    assert key in {mistake.key for mistake in caught.value.mistakes}


def test_an_empty_holiday_table_is_refused() -> None:
    with pytest.raises(MistakenRules, match="放假安排是空的"):
        parse_holidays({"year": 2027, "document_no": "号", "published": date(2026, 11, 20)})
