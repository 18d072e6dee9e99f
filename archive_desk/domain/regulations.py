"""Rule templates (制度模板): an office's regulation as values, each with its basis.

A value is one of three things, and they are not the same: *set* by the text; *undecided* (制度未定:
the text asks for it but leaves the number to the office); *silent* (the text does not ask for it).
An office's own setting for an undecided value stays labelled as such.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.clock import Period
from archive_desk.domain.disc_rounds import DiscCheckRule
from archive_desk.domain.duties import Duties
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.notes import NoteKind, NoteRule
from archive_desk.domain.people import Role
from archive_desk.domain.retention import RetentionClass, RetentionRule, Trigger
from archive_desk.domain.scenes import Scene


class Standing(StrEnum):
    """Where a value comes from."""

    SET = "set"
    UNDECIDED = "undecided"
    SILENT = "silent"

    @property
    def label(self) -> str:
        """The standing in Chinese."""
        return _STANDING_TITLES[self]


_STANDING_TITLES = {
    Standing.SET: "制度规定",
    Standing.UNDECIDED: "制度未定",
    Standing.SILENT: "制度无此要求",
}


class Clock(StrEnum):
    """The legal clocks of a records room."""

    HAND_IN = "hand_in"
    BURN = "burn"
    ARCHIVE = "archive"
    BACKFILL = "backfill"
    DISCLOSURE = "disclosure"
    REVIEW_ANSWER = "review_answer"
    COURT_ANSWER = "court_answer"

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
}


@dataclass(frozen=True)
class Deadline:
    """One clock under one regulation.

    `period` and `starts` are there only where the standing is SET. `alternative` is another event
    the clock may start from, for a stated reason (003 Art. 24: back at the unit). `text` says the
    provision in our own words.
    """

    clock: Clock
    standing: Standing
    basis: Basis
    text: str
    period: Period | None = None
    starts: Event | None = None
    alternative: Event | None = None


@dataclass(frozen=True)
class ChainStep:
    """One signature of a chain: the role that gives it, and what the regulation calls it."""

    role: Role
    title: str


@dataclass(frozen=True)
class Chain:
    """Who signs a request to use archived records, in what order.

    `proposer` is what the regulation calls the applicant, where it names him (003: 承办人).
    `undecided` chains are the office's to decide; the steps are then only our default.
    """

    standing: Standing
    steps: tuple[ChainStep, ...]
    basis: Basis
    text: str
    proposer: str = "申请人"
    acts: Mapping[LoanAct, Basis] | None = None

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
    """One regulation as a template, with everything the desk computes from it."""

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
