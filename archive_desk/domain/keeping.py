"""How long one recording or case file is kept: the rules applied to what is known of it.

What was once kept longer is never shortened here, neither by another regulation nor by another
fact: `settle` keeps the longer and hands the shorter out as a proposal for appraisal (鉴定).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.cases import CaseKind
from archive_desk.domain.clock import Count, Period, Unit, count
from archive_desk.domain.holidays import WorkCalendar
from archive_desk.domain.records_schedule import FileClass
from archive_desk.domain.retention import (
    Floor,
    Procedure,
    RetentionClass,
)
from archive_desk.domain.sentences import Sentence, say

CASE_FILE = "case_file"
"""The class of a case file itself, beside the `RetentionClass` of recordings."""

_NO_HOLIDAYS = WorkCalendar.of(())


class Activity(StrEnum):
    """What a recording without a case was made at: it decides between 6 months and 长期."""

    PATROL = "patrol"
    INSPECTION = "inspection"

    @property
    def label(self) -> str:
        """The activity in Chinese."""
        return {"patrol": "日常巡查", "inspection": "现场检查"}[self.value]


@dataclass(frozen=True)
class CaseOf:
    """A case file as it matters to a recording that stands at its `stage`, beside `document`."""

    no: str
    kind: CaseKind
    procedure: Procedure
    file_class: FileClass
    ended_at: datetime | None
    stage: str = ""
    document: str = ""


@dataclass(frozen=True)
class KnownEvent:
    """A situation somebody entered: when it was, and why; `case_no` where it was the case's."""

    code: str
    title: str
    on: date
    reason: str
    case_no: str = ""


@dataclass(frozen=True)
class Circumstances:
    """Everything about a recording that its retention depends on.

    `ended_at` is when it was finished, or taken in where that is not known. `evidence` and
    `activity` are what a person has decided; None: nobody has, so the longer one holds.
    """

    ended_at: datetime
    cases: tuple[CaseOf, ...] = ()
    activity: Activity | None = None
    evidence: bool | None = None
    events: tuple[KnownEvent, ...] = ()


@dataclass(frozen=True)
class Keep:
    """How long one thing is kept, and why.

    `kind` is a `RetentionClass` or `CASE_FILE`; `term` the kind of term (`fixed`, `floor`, …).
    `period` is its length (None: for ever, or not decided), `until` its last moment: of a stated
    term when it ends, of a floor (不少于) from when it may be appraised. `start` None: the case
    has not ended, so nothing counts yet. `provisional`: a choice is still open, the longer holds.
    `appraisal` is the number of the appraisal that gave the term instead of a rule.
    """

    kind: str
    term: str
    length: Sentence
    period: Period | None
    permanent: bool
    start: datetime | None
    until: datetime | None
    basis: Basis
    steps: tuple[Sentence, ...] = ()
    provisional: bool = False
    appraisal: str = ""

    @property
    def undecided(self) -> bool:
        """Whether nobody has said how long."""
        return self.period is None and not self.permanent

    @property
    def kind_label(self) -> str:
        """The class in Chinese."""
        return "案卷" if self.kind == CASE_FILE else RetentionClass(self.kind).label

    def words(self, zone: tzinfo) -> Sentence:
        """How long, and until when, in one line."""
        if self.permanent or self.undecided:
            return self.length
        if self.until is None:
            return say("{length}，自案件办结之日起算", length=self.length)
        day = self.until.astimezone(zone).date().isoformat()
        if self.term == Floor.kind:
            return say("{length}，{day} 后可鉴定", length=self.length, day=day)
        return say("{length}，至 {day}", length=self.length, day=day)

    def ended(self, at: datetime) -> bool:
        """Whether it may be appraised at `at`; never that it may be destroyed."""
        return self.until is not None and not self.permanent and self.until < at

    def plain(self, zone: tzinfo) -> dict[str, object]:
        """The gist, as the journal writes it."""
        return {
            "retention": str(self.words(zone)),
            "until": None if self.until is None else self.until.isoformat(),
            "permanent": self.permanent,
            "basis": str(self.basis),
            "template": self.basis.template,
            "version": self.basis.version,
        }


def outlasts(one: Keep, other: Keep) -> bool:
    """Whether `one` is kept longer than `other`."""
    return _rank(one, other) > _rank(other, one)


def _rank(keep: Keep, beside: Keep) -> tuple[bool, bool, float]:
    if keep.permanent or keep.undecided:
        return (keep.permanent, keep.undecided, 0.0)
    dated = keep.until is not None and beside.until is not None
    if dated and keep.until is not None:
        return (False, False, keep.until.timestamp())
    return (False, False, about_days(keep.period))


def settle(stored: Keep | None, fresh: Keep, zone: tzinfo) -> tuple[Keep, Keep | None]:
    """What holds now, and the shorter term that is proposed for appraisal, if there is one.

    `stored` is what held so far. The first express choice of a patrol may end the longer term that
    only held because nobody had chosen; nothing else shortens.
    """
    if stored is None or stored.undecided or _is_first_choice(stored, fresh):
        return fresh, None
    kept = _recounted(stored, fresh.start, zone)
    if not outlasts(kept, fresh) and not (kept.appraisal and not outlasts(fresh, kept)):
        return fresh, None
    if kept.appraisal:
        # An appraisal has decided; only what asks for longer overrules it.
        return kept, None
    return kept, fresh


def _is_first_choice(stored: Keep, fresh: Keep) -> bool:
    return (
        stored.provisional
        and not fresh.provisional
        and stored.kind == RetentionClass.LONG_TERM
        and fresh.kind == RetentionClass.PATROL
    )


def _recounted(stored: Keep, start: datetime | None, zone: tzinfo) -> Keep:
    """A term that waited for its case to end, now that it has."""
    if stored.until is not None or stored.period is None or start is None:
        return stored
    counted = count_term(start, stored.period, zone)
    return replace(stored, start=start, until=counted.due, steps=(*stored.steps, *counted.steps))


_DAYS_OF = {
    Unit.HOURS: 1 / 24,
    Unit.WORKING_DAYS: 1.4,
    Unit.DAYS: 1.0,
    Unit.MONTHS: 30.5,
    Unit.YEARS: 366.0,
}


def about_days(period: Period | None) -> float:
    """About how long a period is, to compare periods that have no dates yet."""
    return 0.0 if period is None else period.amount * _DAYS_OF[period.unit]


def count_term(start: datetime, period: Period, zone: tzinfo) -> Count:
    """The end of a term; its last day may be any day, since nobody has to act on it."""
    return count(start, period, _NO_HOLIDAYS, zone, roll=False)
