"""Evaluation rounds (案卷评查): what is drawn from what, who reviews it, where the round stands.

002 Art. 24: case files and footage are played back periodically together with the evaluation of
case files, and this counts in the annual assessment; 000 Art. 5 and 004 item 9(1) ask for the same
supervision within the office.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.cases import CaseKind
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.ids import CaseId, PersonId, RoundCaseId, RoundId
from archive_desk.domain.regulations import Regulation
from archive_desk.domain.sentences import say

PENALTY_LAW_RECORDS = Basis("中华人民共和国行政处罚法", "第四十七条")
"""The whole course is recorded by text and footage; holds where a regulation is silent."""

RECTIFICATION_DAYS = 15
"""Working days to rectify; our proposal, no regulation gives a number."""


def evaluation_basis(regulation: Regulation) -> Basis:
    """The article under which the office's case files are evaluated."""
    return regulation.duties.evaluation or PENALTY_LAW_RECORDS


class RoundState(StrEnum):
    """Where a round stands."""

    DRAFT = "draft"
    DRAWN = "drawn"
    REVIEWING = "reviewing"
    SECOND_REVIEW = "second_review"
    FINDINGS_SENT = "findings_sent"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _STATE_TITLES[self]

    @property
    def under_review(self) -> bool:
        """Whether reviewers may look at the round's cases and score them."""
        return self in {RoundState.REVIEWING, RoundState.SECOND_REVIEW}


_STATE_TITLES = {
    RoundState.DRAFT: "筹备中",
    RoundState.DRAWN: "已抽样",
    RoundState.REVIEWING: "评查中",
    RoundState.SECOND_REVIEW: "复评中",
    RoundState.FINDINGS_SENT: "整改中",
    RoundState.CLOSED: "评查结束",
    RoundState.WITHDRAWN: "评查撤销",
}


class RoundEvent(StrEnum):
    """What moves a round on."""

    DRAW = "draw"
    DISCARD_DRAW = "discard_draw"
    BEGIN = "begin"
    FIRST_REVIEWS_IN = "first_reviews_in"
    TAKEN_BACK = "taken_back"
    SEND_FINDINGS = "send_findings"
    CLOSE = "close"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> str:
        """The event in Chinese."""
        return _EVENT_TITLES[self]


_EVENT_TITLES = {
    RoundEvent.DRAW: "抽样",
    RoundEvent.DISCARD_DRAW: "作废抽样",
    RoundEvent.BEGIN: "开始评查",
    RoundEvent.FIRST_REVIEWS_IN: "初评全部提交",
    RoundEvent.TAKEN_BACK: "撤回评分",
    RoundEvent.SEND_FINDINGS: "下发整改通知",
    RoundEvent.CLOSE: "结束评查",
    RoundEvent.WITHDRAW: "撤销评查",
}

CHART: Mapping[tuple[RoundState, RoundEvent], RoundState] = {
    (RoundState.DRAFT, RoundEvent.DRAW): RoundState.DRAWN,
    (RoundState.DRAWN, RoundEvent.DISCARD_DRAW): RoundState.DRAFT,
    (RoundState.DRAWN, RoundEvent.BEGIN): RoundState.REVIEWING,
    (RoundState.REVIEWING, RoundEvent.FIRST_REVIEWS_IN): RoundState.SECOND_REVIEW,
    (RoundState.SECOND_REVIEW, RoundEvent.TAKEN_BACK): RoundState.REVIEWING,
    (RoundState.SECOND_REVIEW, RoundEvent.SEND_FINDINGS): RoundState.FINDINGS_SENT,
    (RoundState.FINDINGS_SENT, RoundEvent.CLOSE): RoundState.CLOSED,
    (RoundState.DRAFT, RoundEvent.WITHDRAW): RoundState.WITHDRAWN,
    (RoundState.DRAWN, RoundEvent.WITHDRAW): RoundState.WITHDRAWN,
    (RoundState.REVIEWING, RoundEvent.WITHDRAW): RoundState.WITHDRAWN,
    (RoundState.SECOND_REVIEW, RoundEvent.WITHDRAW): RoundState.WITHDRAWN,
}
"""Every step that a round may take; what is not here is refused. Once findings are out a round is
brought to its end; a withdrawn one stays in the list with its number, its draws and the reason."""


def following(state: RoundState, event: RoundEvent) -> RoundState:
    """The state after `event`.

    Raises:
        Refused: a round in this state takes no such step.
    """
    after = CHART.get((state, event))
    if after is None:
        raise Refused(
            say(
                "这一轮评查“{state}”，不能{event}。",
                state=say(state.label),
                event=say(event.label),
            )
        )
    return after


@dataclass(frozen=True)
class Scope:
    """Which case files a round is about; empty fields do not narrow. Days are inclusive.

    `closed_from` and `closed_until` are about the end of the enforcement activity.
    """

    sections: tuple[str, ...] = ()
    kinds: tuple[CaseKind, ...] = ()
    closed_from: date | None = None
    closed_until: date | None = None
    archived_only: bool = False


@dataclass(frozen=True)
class SamplingRule:
    """How many case files are drawn: a share of all in per cent, or a number.

    Strata are section and kind of enforcement. With `each_stratum` none goes without a case.
    """

    share_percent: int | None = None
    number: int | None = None
    each_stratum: bool = True

    def wanted(self, population: int) -> int:
        """How many cases the rule asks for; a share is rounded up."""
        if self.number is not None:
            return min(self.number, population)
        return min(population, -(-population * (self.share_percent or 0) // 100))


@dataclass(frozen=True)
class RoundPlan:
    """A round as its organiser plans it.

    `sheet` is the key of the score sheet, `lead_id` who decides where two reviewers differ.
    """

    name: str
    period_from: date
    period_until: date
    scope: Scope
    sampling: SamplingRule
    sheet: str
    second_review: bool = True
    bar_same_section: bool = False
    rectification_days: int = RECTIFICATION_DAYS
    lead_id: PersonId | None = None


def checked_plan(plan: RoundPlan) -> RoundPlan:
    """The plan with tidy words.

    Raises:
        InvalidInput: it makes no sense.
    """
    name = plan.name.strip()
    if not name:
        raise InvalidInput(say("请填写评查名称，如“2026年第四季度案卷评查”。"))
    if plan.period_until < plan.period_from:
        raise InvalidInput(say("评查期间的结束日期早于开始日期。"))
    since, until = plan.scope.closed_from, plan.scope.closed_until
    if since is not None and until is not None and until < since:
        raise InvalidInput(say("案件办结日期的结束早于开始。"))
    rule = plan.sampling
    if (rule.share_percent is None) == (rule.number is None):
        raise InvalidInput(say("抽样请填比例或者件数，二者取一。"))
    if rule.share_percent is not None and not 1 <= rule.share_percent <= 100:
        raise InvalidInput(say("抽样比例应在 1% 到 100% 之间。"))
    if rule.number is not None and rule.number < 1:
        raise InvalidInput(say("抽样件数至少为 1。"))
    if not 1 <= plan.rectification_days <= 250:
        raise InvalidInput(say("整改期限应在 1 到 250 个工作日之间。"))
    return RoundPlan(
        name,
        plan.period_from,
        plan.period_until,
        plan.scope,
        plan.sampling,
        plan.sheet,
        plan.second_review,
        plan.bar_same_section,
        plan.rectification_days,
        plan.lead_id,
    )


def plan_like(plan: RoundPlan, name: str, today: date) -> RoundPlan:
    """The same plan for the next time: from `today`, as long as before, ended since the last days.

    Where the old one was about cases that ended within certain days, the next begins the day after
    those and reaches until `today`.
    """
    closed_from, closed_until = plan.scope.closed_from, plan.scope.closed_until
    if closed_until is not None:
        closed_from = min(closed_until + timedelta(days=1), today)
        closed_until = today
    return replace(
        plan,
        name=name,
        period_from=today,
        period_until=today + (plan.period_until - plan.period_from),
        scope=replace(plan.scope, closed_from=closed_from, closed_until=closed_until),
    )


@dataclass(frozen=True)
class EvaluationRound:
    """A round of evaluation.

    `sheet_version` and `sheet_title` are those of the score sheet as it was when the round was
    made. `seed` and `digest` belong to the draw in force: anyone can redo it with them. `draws`
    counts all draws, those that were discarded too. `withdrawn_why` says why it was called off.
    """

    id: RoundId
    no: str
    plan: RoundPlan
    state: RoundState
    regulation: str
    made_at: datetime
    made_by: str
    sheet_id: int
    sheet_title: str
    sheet_version: int
    seed: str = ""
    digest: str = ""
    population: int = 0
    drawn_at: datetime | None = None
    draws: int = 0
    sent_at: datetime | None = None
    closed_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_why: str = ""
    case_count: int = 0
    settled_count: int = 0

    @property
    def name(self) -> str:
        """What people call it."""
        return self.plan.name


class Seat(StrEnum):
    """Which of the two reviewers of a case."""

    FIRST = "first"
    SECOND = "second"

    @property
    def label(self) -> str:
        """The seat in Chinese."""
        return {"first": "初评", "second": "复评"}[self.value]


@dataclass(frozen=True)
class Assignment:
    """A reviewer of a case. `ended_at` is there once somebody else took the seat."""

    seat: Seat
    person_id: PersonId
    person: str
    assigned_at: datetime
    ended_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class RoundCase:
    """A case file in a round. `reason` says why it was added by hand; empty where it was drawn."""

    id: RoundCaseId
    round_id: RoundId
    case_id: CaseId
    case_no: str
    case_name: str
    section: str
    kind: CaseKind
    position: int
    reason: str = ""
    settled_at: datetime | None = None
    seats: tuple[Assignment, ...] = ()
    handed_in: frozenset[Seat] = field(default_factory=frozenset)

    @property
    def drawn(self) -> bool:
        """Whether the draw brought it in."""
        return not self.reason

    def holder(self, seat: Seat) -> Assignment | None:
        """Who has the seat now."""
        return next((a for a in self.seats if a.seat is seat and a.ended_at is None), None)

    def seat_of(self, person_id: PersonId) -> Seat | None:
        """The seat that a person has now, if he has one."""
        return next(
            (a.seat for a in self.seats if a.person_id == person_id and a.ended_at is None), None
        )


@dataclass(frozen=True)
class Recusal:
    """Somebody declared that he does not review a case, and why (回避)."""

    round_case_id: RoundCaseId
    person_id: PersonId
    person: str
    reason: str
    at: datetime
