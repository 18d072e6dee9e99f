from datetime import UTC, datetime, timedelta

import pytest

from archive_desk.domain.basis import Basis
from archive_desk.domain.cases import CaseKind, Document
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import CaseId, DocumentId, ExplanationId, FootageId, MarkId
from archive_desk.domain.scenes import Explanation, Scene, Shown, checked_reason, checklist

NINE = datetime(2026, 3, 14, 1, tzinfo=UTC)
BASIS = Basis("示例制度", "第十一条")


def scene(code, category, after="", **more):
    return Scene(code, code, category, BASIS, "", after=after, **more)


INSPECTION = [
    scene("facade_in", "门头"),
    scene("entry", "进入现场"),
    scene("evidence", "取证"),
    scene("facade_out", "门头", after="evidence"),
]


def mark(number, category, minute):
    moment = None if minute is None else NINE + timedelta(minutes=minute)
    return Shown(MarkId(number), FootageId(1), 0, category, moment)


def filled(states):
    return {s.scene.code: s.shown.mark_id if s.shown else None for s in states}


def test_the_shop_front_at_the_end_is_not_the_one_at_the_beginning():
    marks = [mark(1, "门头", 0), mark(2, "进入现场", 2), mark(3, "取证", 9)]

    states = checklist(INSPECTION, marks, [])
    assert filled(states) == {"facade_in": 1, "entry": 2, "evidence": 3, "facade_out": None}
    assert [state.missing for state in states] == [False, False, False, True]
    states = checklist(INSPECTION, [*marks, mark(4, "门头", 20), mark(5, "门头", 21)], [])
    assert filled(states)["facade_out"] == 5


def test_without_the_scene_before_the_later_one_is_not_shown():
    assert filled(checklist(INSPECTION, [mark(1, "门头", 5)], []))["facade_out"] is None


def test_a_mark_without_a_time_still_shows_its_scene():
    assert filled(checklist(INSPECTION, [mark(1, "取证", None)], []))["evidence"] == 1


def test_an_explanation_serves_until_it_is_withdrawn():
    made = Explanation(ExplanationId(1), CaseId(1), "scene:entry", "门卫不让拍", "甲", NINE)
    entry = checklist(INSPECTION, [], [made])[1]
    assert entry.exemption == made
    assert not entry.missing
    gone = Explanation(
        ExplanationId(1), CaseId(1), "scene:entry", "x", "甲", NINE, withdrawn_at=NINE
    )
    assert checklist(INSPECTION, [], [gone])[1].missing


@pytest.mark.parametrize(
    ("scene", "concerned"),
    [
        (scene("a", "告知"), True),
        (scene("a", "告知", kinds=(CaseKind.PENALTY,)), True),
        (scene("a", "告知", kinds=(CaseKind.LICENCE,)), False),
        (scene("a", "告知", kinds=(CaseKind.LICENCE,), documents=("询问笔录",)), True),
        (scene("a", "告知", documents=("听证笔录",)), False),
    ],
)
def test_a_scene_is_asked_by_the_kind_of_case_or_by_its_documents(scene, concerned):
    documents = [Document("询问笔录", id=DocumentId(1), case_id=CaseId(1))]
    assert scene.concerns(CaseKind.PENALTY, documents) is concerned


def test_an_explanation_says_something():
    assert checked_reason(" 涉密 ") == "涉密"
    for words in ("  ", "长" * 501):
        with pytest.raises(InvalidInput):
            checked_reason(words)
