"""What the five regulations say beside their deadlines, as data."""

import tomllib
from typing import Any

import pytest

from archive_desk.domain.cases import CaseKind
from archive_desk.domain.duties import AvLevel
from archive_desk.domain.notes import Ground, NoteKind
from archive_desk.domain.people import Role
from archive_desk.domain.regulations import Clock
from archive_desk.domain.rule_files import parse_openings, parse_regulation
from archive_desk.domain.rule_tables import MistakenRules
from archive_desk.domain.rule_values import (
    Continuity,
    Custody,
    DiscScope,
    Matter,
    Sensitivity,
    Standing,
    WordListKind,
)
from archive_desk.paths import resources
from archive_desk.services.rulebook import KEYS, openings, regulation


def raw(key: str) -> dict[str, Any]:
    text = (resources() / "regulations" / f"{key}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@pytest.mark.parametrize(
    ("key", "scope", "article"),
    [
        ("xigang", DiscScope.ALL, "第二十条"),
        ("fushun", DiscScope.EVIDENCE, "第十五条"),
        ("shuncheng", DiscScope.SITUATIONS, "第十三条"),
        ("jinpu", DiscScope.NONE, "第二十四条"),
        ("dawukou", DiscScope.NONE, "第8项第2目"),
    ],
)
def test_each_regulation_says_what_goes_onto_discs(
    key: str, scope: DiscScope, article: str
) -> None:
    duty = regulation(key).discs
    assert duty is not None
    assert (duty.scope, duty.basis.article) == (scope, article)


@pytest.mark.parametrize(
    ("key", "ordinary", "evidence", "situation"),
    [
        ("xigang", True, True, True),
        ("fushun", False, True, False),
        ("shuncheng", False, False, True),
        ("jinpu", False, False, False),
    ],
)
def test_a_recording_goes_onto_a_disc_where_its_regulation_asks(
    key: str, ordinary: bool, evidence: bool, situation: bool
) -> None:
    duty = regulation(key).discs
    assert duty is not None
    assert duty.asks() is ordinary
    assert duty.asks(evidence=True) is evidence
    assert duty.asks(situation=True) is situation


def must_be_filmed(key: str, kind: CaseKind) -> set[str]:
    duties = regulation(key).duties
    return {
        duty.document
        for duty in duties.footage
        if duty.document and duties.for_document(duty.document, kind) is not None
    }


@pytest.mark.parametrize(
    ("key", "kind", "documents"),
    [
        (
            "xigang",
            CaseKind.PENALTY,
            {"询问笔录", "听证笔录", "合议记录", "现场检查（勘验）笔录", "公告送达记录"},
        ),
        ("xigang", CaseKind.LICENCE, {"现场核查记录", "公告送达记录"}),
        (
            "fushun",
            CaseKind.PENALTY,
            {
                "现场检查（勘验）笔录",
                "询问笔录",
                "抽样取证凭证",
                "证据登记保存清单",
                "先行登记保存证据通知书",
                "送达回证",
            },
        ),
        (
            "shuncheng",
            CaseKind.COERCION,
            {
                "现场检查（勘验）笔录",
                "抽样取证凭证",
                "查封（扣押）决定书",
                "听证笔录",
                "证据登记保存清单",
                "先行登记保存证据通知书",
                "公告送达记录",
            },
        ),
        (
            "jinpu",
            CaseKind.PENALTY,
            {"现场检查（勘验）笔录", "抽样取证凭证", "听证笔录", "查封（扣押）决定书"},
        ),
        ("dawukou", CaseKind.PENALTY, {"查封（扣押）决定书", "强制执行现场笔录"}),
    ],
)
def test_each_regulation_names_the_documents_that_want_footage(
    key: str, kind: CaseKind, documents: set[str]
) -> None:
    assert must_be_filmed(key, kind) == documents


def test_an_act_without_a_document_of_its_own_is_a_row_too() -> None:
    rows = {duty.occasion: duty for duty in regulation("shuncheng").duties.footage if duty.occasion}
    assert rows["留置送达"].level is AvLevel.RECORDED
    assert rows["留置送达"].stage == "送达"
    assert rows["留置送达"].document == ""


def test_a_fault_of_the_device_excuses_under_001_and_not_under_002() -> None:
    fault = Ground.DEVICE_FAULT
    assert fault in regulation("fushun").note_rule(NoteKind.INTERRUPTION).grounds
    doubt = regulation("shuncheng").note_rule(NoteKind.EXEMPTION).doubt(fault)
    assert doubt is not None
    assert "第二十三条" in doubt
    assert regulation("dawukou").note_rule(NoteKind.EXEMPTION).grounds == (Ground.TEXT_SUFFICIENT,)


def test_only_004_knows_work_secrets() -> None:
    knows = {key: regulation(key).sensitivity for key in KEYS}
    with_work = {
        key for key, rule in knows.items() if rule and Sensitivity.WORK_SECRET in rule.classes
    }
    assert with_work == {"dawukou"}
    assert all(rule is not None for rule in knows.values())


def test_custody_reviewers_and_continuity_differ() -> None:
    fushun, shuncheng, dawukou = map(regulation, ("fushun", "shuncheng", "dawukou"))
    assert fushun.custody is not None
    assert (fushun.custody.kind, fushun.custody.keeper) == (Custody.NAMED_SECTION, "校外监管科")
    assert shuncheng.reviewers is not None
    assert (shuncheng.reviewers.body, shuncheng.reviewers.external) == ("区司法局", True)
    assert fushun.continuity is not None
    assert fushun.continuity.kind is Continuity.STRICT
    assert dawukou.continuity is not None
    assert dawukou.continuity.kind is Continuity.LISTED
    assert regulation("jinpu").custody is None


def test_internal_approval_takes_three_different_people_under_003() -> None:
    rule = regulation("jinpu").matters[Matter.INTERNAL]
    assert [step.title for step in rule.steps] == ["承办人", "审核人", "批准人"]
    assert rule.distinct
    assert rule.basis.article == "第二十九条"


def test_a_note_goes_to_the_section_head_under_001() -> None:
    rule = regulation("fushun").matters[Matter.NOTE]
    assert [step.role for step in rule.steps] == [Role.UNIT_HEAD]


def test_the_superseded_order_492_is_named_with_what_holds_now() -> None:
    rule = regulation("xigang").matters[Matter.PUBLIC]
    assert "711" in rule.superseded
    assert "492" in rule.text


def test_footage_never_stands_in_for_a_document_under_003() -> None:
    written = regulation("jinpu").duties.written
    assert written is not None
    assert written.article == "第八条"


def test_the_lists_of_words_are_there() -> None:
    assert len(regulation("shuncheng").lists[WordListKind.STORAGE_FACETS].words) == 6
    assert len(regulation("xigang").lists[WordListKind.VOLUME_FIELDS].words) == 6
    assert len(regulation("fushun").lists[WordListKind.LIABILITY].words) == 7
    assert len(regulation("xigang").lists[WordListKind.MEDIA_FORMS].words) == 3
    assert len(regulation("dawukou").lists[WordListKind.MEDIA_FORMS].words) == 2


def test_what_no_regulation_decides_is_an_open_question_with_a_name() -> None:
    questions = openings()
    assert len(questions) >= 14
    assert all(each.standing is Standing.UNDECIDED for each in questions.values())
    assert all(each.text and each.title for each in questions.values())
    assert questions["disc_copies"].number == 1
    assert questions["photos_are_av"].words == "算"
    assert "保管期限表" in questions["retention_start"].words


def test_the_office_answers_an_open_question_with_its_own_basis() -> None:
    data = raw("fushun")
    data["open"] = {"document_tolerance": {"value": 3, "decision": "局长办公会纪要〔2026〕3号"}}
    answered = parse_regulation(data, openings=openings()).opening("document_tolerance")
    assert (answered.number, answered.standing) == (3, Standing.DECIDED)
    assert answered.standing.label == "单位规定"
    assert answered.decision == "局长办公会纪要〔2026〕3号"


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ({"value": 61, "decision": "纪要"}, "open.document_tolerance.value"),
        ({"value": "long", "decision": "纪要"}, "open.document_tolerance.value"),
        ({"value": 20}, "open.document_tolerance.decision"),
        ({"value": 20, "decision": "纪要", "why": "x"}, "open.document_tolerance.why"),
    ],
)
def test_a_wrong_answer_is_named(answer: dict[str, Any], key: str) -> None:
    data = raw("fushun")
    data["open"] = {"document_tolerance": answer}
    with pytest.raises(MistakenRules) as caught:
        parse_regulation(data, openings=openings())
    assert key in {mistake.key for mistake in caught.value.mistakes}


def test_an_office_decides_a_deadline_that_the_text_leaves_open() -> None:
    data = raw("fushun")
    data["deadlines"]["hand_in"] = {
        "standing": "decided",
        "article": "第十五条",
        "text": "及时",
        "hours": 48,
        "starts": "recording_ended",
        "decision": "办公会纪要",
    }
    deadline = parse_regulation(data).deadline(Clock.HAND_IN)
    assert deadline.standing is Standing.DECIDED
    assert deadline.standing.binding
    assert deadline.decision == "办公会纪要"


def change(data: dict[str, Any], path: str, value: object) -> None:
    place: Any = data
    *parents, last = path.split(".")
    for name in parents:
        place = place[int(name)] if name.isdigit() else place[name]
    place[last] = value


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ("disc_duty.scope", "some", "disc_duty.scope"),
        ("sensitivity.classes", ["secret"], "sensitivity.classes"),
        ("custody.kind", "nobody", "custody.kind"),
        ("continuity.kind", "often", "continuity.kind"),
        ("reviewers.external", "yes", "reviewers.external"),
        ("matters.0.matter", "lunch", "matters[1].matter"),
        ("lists.media_forms.words", [], "lists.media_forms.words"),
        ("lists.nonsense", {"words": ["x"]}, "lists.nonsense"),
        ("duties.footage.0.level", "well", "duties.footage[1].level"),
        ("duties.footage.0.stage", "午休", "duties.footage[1].stage"),
        ("duties.footage.0.kinds", ["feast"], "duties.footage[1].kinds"),
        ("duties.footage.0.documents", ["诗"], "duties.footage[1].documents"),
        ("deadlines.burn.standing", "decided", "deadlines.burn.decision"),
    ],
)
def test_each_mistake_in_a_value_is_named_by_its_key(path: str, value: object, key: str) -> None:
    data = raw("xigang")
    change(data, path, value)
    with pytest.raises(MistakenRules) as caught:
        parse_regulation(data)
    assert key in {mistake.key for mistake in caught.value.mistakes}


@pytest.mark.parametrize("day", ["5 January", "13-01", "02-30", "1"])
def test_a_day_that_is_none_is_a_mistake(day: str) -> None:
    data = raw("dawukou")
    data["deadlines"]["report_statistics"]["yearly"] = day
    with pytest.raises(MistakenRules) as caught:
        parse_regulation(data)
    assert caught.value.mistakes[0].key == "deadlines.report_statistics.yearly"


def test_an_open_question_with_bounds_it_breaks_is_a_mistake() -> None:
    with pytest.raises(MistakenRules):
        parse_openings(
            {
                "x": {
                    "title": "t",
                    "kind": "number",
                    "value": 9,
                    "least": 1,
                    "most": 3,
                    "text": "t",
                }
            }
        )
