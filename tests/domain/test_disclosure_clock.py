"""The clock of disclosure across 春节, 国庆 and 调休, with everything that can happen to it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_desk.domain.disclosure import (
    FLOW,
    ONCE,
    ApplicantKind,
    Application,
    ApplicationDraft,
    DisclosureState,
    HowReceived,
    Step,
    StepKind,
)
from archive_desk.domain.disclosure_clock import check_days, correction_until, reply_clock
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.ids import DisclosureId
from archive_desk.services.rulebook import work_calendar

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = work_calendar()
FAR = date(2027, 12, 31)


def step(kind: str, on: str, **facts: object) -> Step:
    return Step(StepKind(kind), date.fromisoformat(on), **facts)  # type: ignore[arg-type]


def received(on: str, *steps: Step, how: HowReceived = HowReceived.IN_PERSON) -> Application:
    day = date.fromisoformat(on)
    draft = ApplicationDraft(
        "示例申请人", ApplicantKind.CITIZEN, "身份证", "电话", "内容", "", how, day, day
    )
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Application(DisclosureId(1), "SQ-1", draft, at, "档案员", steps)


def due(application: Application) -> str:
    clock = reply_clock(application, CALENDAR, ZONE)
    assert clock.due is not None
    return f"{clock.due.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("on", "last"),
    [
        # 中秋 and 国庆 with two working weekends in between
        ("2026-09-14", "2026-10-16"),
        # on the eve of the long holiday
        ("2026-09-30", "2026-11-03"),
        # on a day of rest: the day itself is not counted anyway
        ("2026-10-01", "2026-11-03"),
        # 春节 with both its working Saturdays
        ("2026-02-02", "2026-03-06"),
        # 劳动节
        ("2026-04-20", "2026-05-20"),
        # an ordinary month
        ("2026-11-20", "2026-12-18"),
    ],
)
def test_twenty_working_days_after_the_receipt(on: str, last: str) -> None:
    assert due(received(on)) == f"{last} 23:59:59"


@pytest.mark.parametrize(
    ("steps", "last", "left_out", "extended"),
    [
        # corrected once: all of it begins anew
        ([("ask_correction", "2026-11-24"), ("corrected", "2026-11-30")], "2026-12-28", 0, 0),
        # five working days with a third party
        ([("consult", "2026-11-23"), ("consulted", "2026-11-30")], "2026-12-25", 5, 0),
        # over a weekend only: Friday to Monday is one working day
        ([("consult", "2026-11-20"), ("consulted", "2026-11-23")], "2026-12-21", 1, 0),
        # two of them, one after the other
        (
            [
                ("consult", "2026-11-23"),
                ("consulted", "2026-11-25"),
                ("consult", "2026-11-30"),
                ("consulted", "2026-12-02"),
            ],
            "2026-12-24",
            4,
            0,
        ),
        # longer than the third party's fifteen days: only those are left out
        ([("consult", "2026-11-20"), ("consulted", "2026-12-31")], "2027-01-11", 15, 0),
        # extended by ten
        ([("extend", "2026-12-10", 10)], "2027-01-04", 0, 10),
        # everything at once: corrected, consulted for five days, extended by five
        (
            [
                ("ask_correction", "2026-11-24"),
                ("corrected", "2026-11-30"),
                ("consult", "2026-12-01"),
                ("consulted", "2026-12-08"),
                ("extend", "2026-12-10", 5),
            ],
            "2027-01-12",
            5,
            5,
        ),
    ],
)
def test_what_happens_moves_the_end(
    steps: list[tuple[object, ...]], last: str, left_out: int, extended: int
) -> None:
    taken = [
        replace(step(str(kind), str(on)), days=int(str(more[0])) if more else 0)
        for kind, on, *more in steps
    ]
    application = received("2026-11-20", *taken)
    clock = reply_clock(application, CALENDAR, ZONE)
    assert due(application) == f"{last} 23:59:59"
    assert (clock.not_counted, clock.extended) == (left_out, extended)
    said = "".join(clock.steps)
    assert "第三十三条" in said
    assert ("第三十条" in said) == any(kind == "corrected" for kind, *_ in steps)
    assert ("第三十二条" in said) == any(kind == "consult" for kind, *_ in steps)


def test_while_the_applicant_corrects_there_is_no_end() -> None:
    clock = reply_clock(
        received("2026-11-20", step("ask_correction", "2026-11-24")), CALENDAR, ZONE
    )
    assert clock.due is None
    assert clock.standing


def test_a_consultation_that_runs_is_foreseen_to_its_last_day() -> None:
    application = received("2026-11-20", step("consult", "2026-11-23", party="示例公司"))
    clock = reply_clock(application, CALENDAR, ZONE)
    assert clock.provisional
    assert clock.standing
    assert clock.not_counted == 15
    assert "示例公司" in "".join(clock.steps)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (HowReceived.IN_PERSON, "提交之日"),
        (HowReceived.SIGNED_POST, "签收之日"),
        (HowReceived.PLAIN_POST, "以确认之日"),
        (HowReceived.INTERNET_FAX, "双方确认之日"),
    ],
)
def test_the_day_of_receipt_follows_the_way_it_came(how: HowReceived, words: str) -> None:
    application = received("2026-11-20", how=how)
    assert words in reply_clock(application, CALENDAR, ZONE).steps[0]
    if how.confirmed:
        late = replace(application.draft, confirmed_on=date(2026, 11, 25))
        assert due(replace(application, draft=late)) == "2026-12-23 23:59:59"
        unconfirmed = replace(application.draft, confirmed_on=None)
        with pytest.raises(InvalidInput):
            unconfirmed.require_sense(FAR)
    else:
        confirmed = replace(application.draft, confirmed_on=date(2026, 11, 25))
        assert confirmed.received_on == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("on", "last"), [("2026-11-20", "2026-12-01"), ("2026-09-25", "2026-10-12")]
)
def test_a_correction_is_asked_for_within_seven_working_days(on: str, last: str) -> None:
    assert correction_until(date.fromisoformat(on), CALENDAR).isoformat() == last
    application = received(on)
    check_days(application, step("ask_correction", last), CALENDAR, ZONE)
    late = step("ask_correction", "2026-12-31")
    with pytest.raises(Refused) as caught:
        check_days(application, late, CALENDAR, ZONE)
    assert caught.value.basis is not None
    assert caught.value.basis.article == "第三十条"


@pytest.mark.parametrize("days", [0, 21, 200, -1])
def test_more_than_twenty_days_cannot_be_added(days: int) -> None:
    asked = replace(step("extend", "2026-12-01"), days=days)
    with pytest.raises(Refused) as caught:
        check_days(received("2026-11-20"), asked, CALENDAR, ZONE)
    assert caught.value.basis is not None
    assert caught.value.basis.article == "第三十三条"


def test_what_is_over_is_not_extended() -> None:
    asked = replace(step("extend", "2026-12-21"), days=5)
    with pytest.raises(Refused, match="已于 2026-12-18 届满"):
        check_days(received("2026-11-20"), asked, CALENDAR, ZONE)


@given(st.lists(st.sampled_from(list(StepKind)), max_size=12))
def test_only_what_the_chart_draws_can_follow(kinds: list[StepKind]) -> None:
    application = received("2026-11-20")
    state, taken = DisclosureState.IN_HAND, set[StepKind]()
    for kind in kinds:
        wanted = Step(kind, date(2026, 11, 24))
        drawn = (state, kind) in FLOW and not (kind in ONCE and kind in taken)
        if not drawn:
            with pytest.raises(Refused):
                application.require(wanted, FAR)
            continue
        application.require(wanted, FAR)
        application = replace(application, steps=(*application.steps, wanted))
        state = FLOW[state, kind]
        taken.add(kind)
    assert application.state is state


@pytest.mark.parametrize("on", ["2026-11-19", "2028-01-01"])
def test_a_step_before_the_last_or_in_the_future_is_refused(on: str) -> None:
    with pytest.raises(InvalidInput):
        received("2026-11-20").require(step("consult", on), FAR)
