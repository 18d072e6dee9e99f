from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from archive_desk.domain.cases import CaseKind
from archive_desk.domain.clock import Period, Unit
from archive_desk.domain.keeping import (
    Activity,
    CaseOf,
    Circumstances,
    KnownEvent,
    outlasts,
    settle,
)
from archive_desk.domain.records_schedule import FileClass, RecordsSchedule, StartsFrom
from archive_desk.domain.retention import FixedTerm, Procedure, RetentionClass
from archive_desk.domain.retention_judge import Judge
from archive_desk.services import rulebook

ZONE = ZoneInfo("Asia/Shanghai")
NINE = datetime(2023, 3, 1, 1, 0, tzinfo=UTC)
LATER = datetime(2023, 5, 4, 8, 0, tzinfo=UTC)


def judge(*keys: str, schedule: RecordsSchedule | None = None) -> Judge:
    return Judge([rulebook.regulation(key) for key in keys], schedule or RecordsSchedule(), ZONE)


def case(kind: CaseKind = CaseKind.PENALTY, **facts: object) -> CaseOf:
    given = {
        "no": "A1",
        "kind": kind,
        "procedure": Procedure.GENERAL,
        "file_class": FileClass.YEARS_30,
        "ended_at": LATER,
    }
    return CaseOf(**(given | facts))  # type: ignore[arg-type]


def day(keep) -> str | None:
    return None if keep.until is None else keep.until.astimezone(ZONE).date().isoformat()


COMPLAINT = KnownEvent("complaint_petition", "投诉、上访", date(2026, 4, 2), "来信反映执法态度")


@pytest.mark.parametrize(
    ("key", "about", "kind", "term", "until"),
    [
        ("xigang", Circumstances(NINE), "ordinary", "fixed", "2026-03-01"),
        ("xigang", Circumstances(NINE, (case(),)), "ordinary", "fixed", "2026-05-04"),
        (
            "xigang",
            Circumstances(NINE, events=(COMPLAINT,)),
            "long_term",
            "long_term",
            "2053-03-01",
        ),
        ("fushun", Circumstances(NINE), "ordinary", "floor", "2026-03-01"),
        ("fushun", Circumstances(NINE, (case(),)), "evidence", "case_file", "2053-05-04"),
        (
            "fushun",
            Circumstances(NINE, (case(),), evidence=False),
            "ordinary",
            "floor",
            "2026-05-04",
        ),
        ("shuncheng", Circumstances(NINE), "long_term", "long_term", "2053-03-01"),
        (
            "shuncheng",
            Circumstances(NINE, activity=Activity.PATROL),
            "patrol",
            "floor",
            "2023-09-01",
        ),
        (
            "shuncheng",
            Circumstances(NINE, (case(CaseKind.LICENCE, stage="送达"),)),
            "ordinary",
            "undecided",
            "2053-05-04",
        ),
        (
            "shuncheng",
            Circumstances(NINE, (case(CaseKind.COERCION, file_class=FileClass.YEARS_10),)),
            "long_term",
            "long_term",
            "2053-05-04",
        ),
        (
            "shuncheng",
            Circumstances(NINE, (case(stage="执行", file_class=FileClass.PERMANENT),)),
            "evidence",
            "case_file",
            None,
        ),
        ("jinpu", Circumstances(NINE), "ordinary", "undecided", None),
        ("dawukou", Circumstances(NINE), "ordinary", "undecided", None),
    ],
)
def test_each_regulation_keeps_what_it_says(key, about, kind, term, until):
    kept = judge(key).recording(about)
    assert (kept.kind, kept.term, day(kept)) == (kind, term, until)
    assert kept.basis.template == key
    assert kept.basis.version >= 1
    assert kept.steps[-1] == "期满只进入鉴定，不自动销毁。"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"stage": "调查取证"}, "在案卷 A1 的“调查取证”环节。"),
        ({"document": "询问笔录"}, "在案卷 A1 的《询问笔录》旁。"),
        ({"document": "查封（扣押）决定书"}, "在案卷 A1 的《查封（扣押）决定书》旁。"),
        ({"stage": "执行"}, "在案卷 A1 的“执行”环节。"),
        ({"kind": CaseKind.INSPECTION}, "属于行政检查案卷 A1。"),
        ({"kind": CaseKind.COERCION}, "属于行政强制案卷 A1。"),
    ],
)
def test_stage_document_and_kind_of_case_show_a_situation_by_themselves(facts, code):
    about = Circumstances(NINE, (case(**({"kind": CaseKind.LICENCE} | facts)),))
    kept = judge("shuncheng").recording(about)
    assert code in kept.steps
    assert kept.kind == "long_term"


def test_evidence_under_the_second_regulation_is_only_of_general_penalties_and_coercion():
    summary = case(procedure=Procedure.SUMMARY, stage="送达", file_class=FileClass.YEARS_30)
    general = case(stage="送达", file_class=FileClass.PERMANENT)
    assert judge("shuncheng").recording(Circumstances(NINE, (summary,))).kind == "ordinary"
    assert judge("shuncheng").recording(Circumstances(NINE, (general,))).permanent


def test_of_several_regulations_the_longest_holds_and_says_why():
    kept = judge("xigang", "fushun", "shuncheng").recording(
        Circumstances(NINE, activity=Activity.INSPECTION)
    )
    assert kept.basis.template == "shuncheng"
    assert any("取保存期限最长的《顺城区" in step for step in kept.steps)


def test_while_a_case_is_open_nothing_counts():
    kept = judge("fushun").recording(Circumstances(NINE, (case(ended_at=None),)))
    assert (kept.start, kept.until, kept.ended(LATER)) == (None, None, False)
    assert "案卷 A1 尚未办结" in " ".join(kept.steps)


@pytest.mark.parametrize(
    ("starts", "until"),
    [
        (StartsFrom.RECORDED, "2026-03-01"),
        (StartsFrom.CASE_ENDED, "2026-05-04"),
        (StartsFrom.NEXT_YEAR, "2026-12-31"),
    ],
)
def test_the_office_says_from_when_a_period_counts(starts, until):
    schedule = RecordsSchedule(starts=starts, document="保管期限表")
    kept = judge("xigang", schedule=schedule).recording(Circumstances(NINE, (case(),)))
    assert day(kept) == until


def test_what_the_office_has_not_decided_is_called_so():
    kept = judge("shuncheng").recording(Circumstances(NINE))
    assert kept.length == "长期（按30年管理，制度未定，暂按软件缺省）"
    decided = RecordsSchedule(long_term_years=50, document="单位保管期限表")
    longer = judge("shuncheng", schedule=decided).recording(Circumstances(NINE))
    assert longer.length == "长期（按50年管理，依据：《单位保管期限表》）"
    assert outlasts(longer, kept)


def test_a_floor_says_from_when_to_appraise_and_a_period_when_it_ends():
    floor = judge("fushun").recording(Circumstances(NINE))
    fixed = judge("xigang").recording(Circumstances(NINE))
    assert floor.words(ZONE) == "保存不少于 3 年，2026-03-01 后可鉴定"
    assert fixed.words(ZONE) == "保存 3 年，至 2026-03-01"


def test_what_holds_longer_stays_and_the_shorter_is_proposed():
    three = judge("xigang").recording(Circumstances(NINE))
    thirty = judge("xigang").recording(Circumstances(NINE, events=(COMPLAINT,)))
    assert settle(three, thirty, ZONE) == (thirty, None)
    assert settle(thirty, three, ZONE) == (thirty, three)
    assert settle(None, three, ZONE) == (three, None)


def test_only_the_first_choice_of_a_patrol_ends_the_longer_default():
    nobody_chose = judge("shuncheng").recording(Circumstances(NINE))
    patrol = judge("shuncheng").recording(Circumstances(NINE, activity=Activity.PATROL))
    inspection = judge("shuncheng").recording(Circumstances(NINE, activity=Activity.INSPECTION))
    assert nobody_chose.provisional
    assert settle(nobody_chose, patrol, ZONE) == (patrol, None)
    assert settle(inspection, patrol, ZONE) == (inspection, patrol)
    shorter = replace(patrol, provisional=True)
    assert settle(nobody_chose, shorter, ZONE) == (nobody_chose, shorter)


def test_a_term_that_waited_for_its_case_counts_when_that_has_ended():
    waiting = judge("fushun").recording(Circumstances(NINE, (case(ended_at=None),)))
    unlinked = judge("fushun").recording(Circumstances(NINE))
    kept, proposed = settle(waiting, unlinked, ZONE)
    assert day(kept) == "2053-03-01"
    assert proposed == unlinked


def test_what_an_appraisal_gave_is_only_overruled_by_what_is_longer():
    three = judge("xigang").recording(Circumstances(NINE))
    ten = replace(three, period=Period(10, Unit.YEARS), appraisal="JD-2026-001")
    ten = replace(ten, until=datetime(2036, 1, 1, tzinfo=UTC))
    thirty = judge("xigang").recording(Circumstances(NINE, events=(COMPLAINT,)))
    assert settle(ten, three, ZONE) == (ten, None)
    assert settle(ten, thirty, ZONE) == (thirty, None)


def test_a_term_in_days_is_kept_in_days():
    rules = rulebook.regulation("xigang")
    ordinary = rules.retention[RetentionClass.ORDINARY]
    short = replace(ordinary, term=FixedTerm(Period(15, Unit.DAYS)))
    changed = replace(rules, retention={**rules.retention, RetentionClass.ORDINARY: short})
    kept = Judge([changed], RecordsSchedule(), ZONE).recording(Circumstances(NINE))
    assert day(kept) == "2023-03-16"


@pytest.mark.parametrize(
    ("file_class", "words"),
    [
        (FileClass.PERMANENT, "永久（制度未定，暂按软件缺省）"),
        (FileClass.YEARS_10, "10年（制度未定，暂按软件缺省），至 2033-05-04"),
    ],
)
def test_a_case_file_is_kept_by_its_class(file_class, words):
    kept = judge("xigang").case_file(case(file_class=file_class))
    assert kept.words(ZONE) == words
