"""Rule templates (制度模板): an office's regulation as values, each with its basis.

A value is one of four things, and they are not the same: *set* by the text; *undecided* (制度未定:
the text asks for it but leaves the number to the office); *decided* (单位规定: the office has said
what the text leaves to it, and that stays labelled); *silent* (the text does not ask for it).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.clock import DayOfYear, Period
from archive_desk.domain.disc_rounds import DiscCheckRule
from archive_desk.domain.duties import Duties
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.notes import NoteKind, NoteRule
from archive_desk.domain.people import Role
from archive_desk.domain.retention import RetentionClass, RetentionRule, Trigger
from archive_desk.domain.rule_values import (
    ContinuityRule,
    CustodyRule,
    DiscDuty,
    MarkKind,
    Matter,
    MatterRule,
    Opening,
    ReviewerRule,
    SensitivityRule,
    WordList,
    WordListKind,
)
from archive_desk.domain.rule_values import Standing as Standing
from archive_desk.domain.scenes import Scene


class Clock(StrEnum):
    """The legal clocks of a records room."""

    HAND_IN = "hand_in"
    BURN = "burn"
    ARCHIVE = "archive"
    BACKFILL = "backfill"
    DISCLOSURE = "disclosure"
    REVIEW_ANSWER = "review_answer"
    COURT_ANSWER = "court_answer"
    EXPLAIN = "explain"
    PUBLISH_RESULT = "publish_result"
    PUBLISH_DECISION = "publish_decision"
    REPORT_STATISTICS = "report_statistics"
    PUBLISH_STATISTICS = "publish_statistics"
    CORRECTION = "correction"
    THIRD_PARTY = "third_party"
    REVIEW_ANSWER_SIMPLE = "review_answer_simple"

    @property
    def label(self) -> str:
        """The clock in Chinese."""
        return _CLOCK_TITLES[self]


_CLOCK_TITLES = {
    Clock.HAND_IN: "移交存储",
    Clock.BURN: "刻录光盘",
    Clock.ARCHIVE: "归档",
    Clock.BACKFILL: "紧急立案补报",
    Clock.DISCLOSURE: "政府信息公开答复",
    Clock.REVIEW_ANSWER: "行政复议答复",
    Clock.COURT_ANSWER: "行政诉讼举证",
    Clock.EXPLAIN: "补写情况说明",
    Clock.PUBLISH_RESULT: "执法结果公示",
    Clock.PUBLISH_DECISION: "许可、处罚决定公示",
    Clock.REPORT_STATISTICS: "统计年报报送",
    Clock.PUBLISH_STATISTICS: "统计年报公开",
    Clock.CORRECTION: "公开申请补正告知",
    Clock.THIRD_PARTY: "第三方答复意见",
    Clock.REVIEW_ANSWER_SIMPLE: "行政复议答复（简易程序）",
}


class Event(StrEnum):
    """What starts a clock."""

    RECORDING_ENDED = "recording_ended"
    RETURNED_TO_UNIT = "returned_to_unit"
    ACTIVITY_ENDED = "activity_ended"
    CASE_ENDED = "case_ended"
    PROCEDURE_STARTED = "procedure_started"
    REQUEST_RECEIVED = "request_received"
    COMPLAINT_RECEIVED = "complaint_received"
    DECISION_MADE = "decision_made"
    YEAR_REPORTED = "year_reported"
    CONSULTATION_RECEIVED = "consultation_received"

    @property
    def label(self) -> str:
        """The event in Chinese."""
        return _EVENT_TITLES[self]


_EVENT_TITLES = {
    Event.RECORDING_ENDED: "音像记录制作完成",
    Event.RETURNED_TO_UNIT: "回到本单位",
    Event.ACTIVITY_ENDED: "执法活动结束",
    Event.CASE_ENDED: "执法行为终结",
    Event.PROCEDURE_STARTED: "执法程序启动",
    Event.REQUEST_RECEIVED: "收到申请",
    Event.COMPLAINT_RECEIVED: "收到申请书或起诉状副本",
    Event.DECISION_MADE: "执法决定作出",
    Event.YEAR_REPORTED: "统计年度",
    Event.CONSULTATION_RECEIVED: "收到征求意见书",
}


@dataclass(frozen=True)
class Deadline:
    """One clock under one regulation.

    `period` and `starts` are there only where the standing is binding; instead of a period a rule
    may name a day of the following year (`yearly`). `alternative` is another event the clock may
    start from, for a stated reason (003 Art. 24: back at the unit); `extension` how much longer the
    period may be made, with somebody's consent. `text` says the provision in our own words,
    `decision` the office's own basis where it decided; `beside` holds those of other regulations
    that apply too, of which the earliest end counts.
    """

    clock: Clock
    standing: Standing
    basis: Basis
    text: str
    period: Period | None = None
    starts: Event | None = None
    alternative: Event | None = None
    yearly: DayOfYear | None = None
    extension: Period | None = None
    decision: str = ""
    beside: tuple["Deadline", ...] = ()


@dataclass(frozen=True)
class ChainStep:
    """One signature of a chain: the role that gives it, and what the regulation calls it.

    With `acts` it is only asked for where one of them is wanted; `in_person` steps are signed by no
    deputy. `article` is the step's own, where it has one beside the chain's.
    """

    role: Role
    title: str
    acts: tuple[LoanAct, ...] = ()
    in_person: bool = False
    article: str = ""

    def concerns(self, acts: Sequence[LoanAct]) -> bool:
        """Whether a request for `acts` needs this signature."""
        return not self.acts or any(act in self.acts for act in acts)


@dataclass(frozen=True)
class Chain:
    """Who signs a request to use archived records, in what order.

    `proposer` is what the regulation calls the applicant, where it names him (003: 承办人).
    `undecided` chains are the office's to decide; the steps are then only our default. `decision`
    is the office's own basis where it decided. `beside` are milder chains of other regulations that
    apply too.
    """

    standing: Standing
    steps: tuple[ChainStep, ...]
    basis: Basis
    text: str
    proposer: str = "申请人"
    acts: Mapping[LoanAct, Basis] | None = None
    decision: str = ""
    beside: tuple["Chain", ...] = ()

    def steps_for(self, acts: Sequence[LoanAct]) -> tuple[tuple[int, ChainStep], ...]:
        """The signatures that a request for `acts` needs, each with its place in the chain."""
        return tuple(
            (place, step) for place, step in enumerate(self.steps, 1) if step.concerns(acts)
        )

    def basis_of(self, act: LoanAct) -> Basis:
        """The article that asks for an approval of `act`, if it names one, else the chain's."""
        return (self.acts or {}).get(act, self.basis)


@dataclass(frozen=True)
class Circulation:
    """The office's settings for what is out: no regulation gives numbers, so none is a rule."""

    basis: Basis
    text: str
    renewals: int
    due_soon_days: int


@dataclass(frozen=True)
class Regulation:
    """One regulation as a template, with everything the desk computes from it.

    What it says nothing about is None, or missing from its mapping. Several that apply at once are
    one, made by `combining.combine`, with the others `beside`.
    """

    key: str
    version: int
    title: str
    issuer: str
    document_no: str
    effective_on: date | None
    deadlines: Mapping[Clock, Deadline]
    chain: Chain
    circulation: Circulation
    retention: Mapping[RetentionClass, RetentionRule]
    triggers: tuple[Trigger, ...]
    duties: Duties = field(default_factory=Duties)
    notes: Mapping[NoteKind, NoteRule] = field(default_factory=dict)
    disc_checks: DiscCheckRule | None = None
    scenes: tuple[Scene, ...] = ()
    discs: DiscDuty | None = None
    sensitivity: SensitivityRule | None = None
    custody: CustodyRule | None = None
    reviewers: ReviewerRule | None = None
    continuity: ContinuityRule | None = None
    matters: Mapping[Matter, MatterRule] = field(default_factory=dict)
    lists: Mapping[WordListKind, WordList] = field(default_factory=dict)
    openings: Mapping[str, Opening] = field(default_factory=dict)
    mark_kinds: tuple[MarkKind, ...] = ()
    beside: tuple["Regulation", ...] = ()

    def basis(self, article: str) -> Basis:
        """An article of this regulation as a basis."""
        return Basis(self.title, article, self.key, self.version)

    def deadline(self, clock: Clock) -> Deadline:
        """The clock under this regulation; silent where it says nothing."""
        found = self.deadlines.get(clock)
        if found is not None:
            return found
        return Deadline(clock, Standing.SILENT, self.basis(""), "")

    def note_rule(self, kind: NoteKind) -> NoteRule:
        """What it says of notes of this kind; a bare one where it says nothing."""
        found = self.notes.get(kind)
        return NoteRule(kind, self.basis(""), "") if found is None else found

    def opening(self, key: str) -> Opening:
        """The open question `key`, as decided by the office or as it is done meanwhile.

        Raises:
            KeyError: there is no such question.
        """
        return self.openings[key]
