"""Appraisal (鉴定): what has run its term is judged by a group, never destroyed by itself.

档案法实施条例 Art. 24: expired archives are appraised, with a report; what is kept gets a new
period, and is marked; destruction follows the state's rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.clock import Period, Unit, add_months, end_of_day
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import AppraisalId, FootageId
from archive_desk.domain.keeping import Keep
from archive_desk.domain.live_uses import LiveUse
from archive_desk.domain.retention import FixedTerm
from archive_desk.domain.sentences import Sentence, say

APPRAISAL_LAW = Basis("中华人民共和国档案法实施条例", "第二十四条")
DISPUTE_LAW = Basis("中华人民共和国行政诉讼法", "第四十六条")
"""A suit may be brought within five years at most; 复议法 Art. 20 says the same of a review."""

DISPUTE_YEARS = 5
LEAST_MEMBERS = 2
_MOST_YEARS = 100
_MONTHS = 12


class Opinion(StrEnum):
    """What the group says of one item."""

    DESTROY = "destroy"
    EXTEND = "extend"
    PERMANENT = "permanent"
    SHORTEN = "shorten"
    KEEP = "keep"

    @property
    def label(self) -> str:
        """The opinion as written in the list."""
        return _OPINION_TITLES[self]


_OPINION_TITLES = {
    Opinion.DESTROY: "销毁",
    Opinion.EXTEND: "延长",
    Opinion.PERMANENT: "升为永久",
    Opinion.SHORTEN: "按新期限缩短",
    Opinion.KEEP: "维持原期限",
}


class AppraisalState(StrEnum):
    """Where a round stands."""

    OPEN = "open"
    CONCLUDED = "concluded"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return {"open": "鉴定中", "concluded": "已形成意见", "dropped": "已作废"}[self.value]


@dataclass(frozen=True)
class Group:
    """Who appraises: the leader and the members, by name."""

    leader: str
    members: tuple[str, ...]

    def checked(self) -> "Group":
        """The group without doubles, if there are enough of them.

        Raises:
            InvalidInput: fewer than two people, or no leader.
        """
        leader = self.leader.strip()
        members = tuple(
            dict.fromkeys(each.strip() for each in self.members if each.strip() != leader)
        )
        members = tuple(each for each in members if each)
        if not leader:
            raise InvalidInput(say("请指定鉴定小组组长。"))
        if len(members) + 1 < LEAST_MEMBERS:
            raise InvalidInput(
                say("鉴定小组至少 {least} 人（含组长），请增加成员。", least=LEAST_MEMBERS)
            )
        return Group(leader, members)

    @property
    def words(self) -> str:
        """All names, the leader first."""
        return "、".join((self.leader, *self.members))


@dataclass(frozen=True)
class Appraisal:
    """One round of appraisal; `judged` of `items` have an opinion."""

    id: AppraisalId
    no: str
    title: str
    state: AppraisalState
    group: Group
    begun_by: str
    begun_at: datetime
    items: int = 0
    judged: int = 0
    report: str = ""
    concluded_by: str = ""
    concluded_at: datetime | None = None
    list_no: str = ""


@dataclass(frozen=True)
class Candidate:
    """A recording that may be appraised: its term has ended, or a shorter one is proposed.

    `held` is the number of a hold on it, `used` what it is in use for; `in_dispute`: a review or
    suit may still be lawful.
    """

    footage_id: FootageId
    name: str
    cases: tuple[str, ...]
    recorded_at: datetime | None
    size_bytes: int
    keep: Keep
    proposed: Keep | None = None
    held: str = ""
    used: LiveUse | None = None


@dataclass(frozen=True)
class AppraisalItem:
    """One line of a round, with the group's opinion once there is one.

    `was` is the term as it was when the item came into the round. `years` goes with `EXTEND`.
    """

    candidate: Candidate
    was: str
    until: datetime | None
    opinion: Opinion | None = None
    years: int | None = None
    reason: str = ""
    given_by: str = ""
    given_at: datetime | None = None


def in_dispute(keep: Keep, at: datetime) -> bool:
    """Whether the longest time for a review or a suit has not passed since the term began."""
    if keep.start is None:
        return True
    return at < keep.start + timedelta(days=366 * DISPUTE_YEARS)


def checked_opinion(
    item: AppraisalItem, opinion: Opinion, years: int | None, reason: str, at: datetime
) -> AppraisalItem:
    """The item with an opinion, if it may have this one.

    Raises:
        InvalidInput: a reason or the years are missing, or the opinion does not fit the item.
    """
    name = item.candidate.name
    if not reason.strip():
        raise InvalidInput(say("请写明“{name}”的鉴定理由。", name=name))
    if opinion is Opinion.EXTEND and (years is None or not 1 <= years <= _MOST_YEARS):
        raise InvalidInput(say("请写明延长多少年（1 至 {most}）。", most=_MOST_YEARS))
    if opinion is Opinion.SHORTEN and item.candidate.proposed is None:
        raise InvalidInput(say("“{name}”没有缩短期限的建议。", name=name))
    if opinion is Opinion.KEEP and item.candidate.keep.ended(at):
        raise InvalidInput(say("“{name}”期限已满，请选择延长、升为永久或销毁。", name=name))
    fault = None if opinion is not Opinion.DESTROY else obstacle(item.candidate, at)
    if fault is not None:
        raise InvalidInput(fault)
    return replace(
        item,
        opinion=opinion,
        years=years if opinion is Opinion.EXTEND else None,
        reason=reason.strip(),
    )


def obstacle(candidate: Candidate, at: datetime) -> Sentence | None:
    """What stands in the way of destroying an item; None if nothing does."""
    name = candidate.name
    if candidate.held:
        return say("“{name}”在封存中（{no}），不能提出销毁。", name=name, no=candidate.held)
    if candidate.used is not None:
        return say("“{name}”{use}，办结前不能提出销毁。", name=name, use=candidate.used.words)
    if not candidate.keep.ended(at):
        return say("“{name}”的保管期限没有届满，不能提出销毁。", name=name)
    return None


def kept_by(item: AppraisalItem, no: str, at: datetime, zone: tzinfo) -> Keep | None:
    """The new term that a concluded opinion gives; None where it gives none.

    A term that has run out is extended from today, one that has not from its end.
    """
    keep = item.candidate.keep
    match item.opinion:
        case Opinion.PERMANENT:
            words = say("永久（鉴定升为永久，{no}）", no=no)
            return _given(keep, no, words, None, None, permanent=True)
        case Opinion.EXTEND:
            years = item.years or 0
            last: date = max(at, keep.until or at).astimezone(zone).date()
            until = end_of_day(add_months(last, years * _MONTHS), zone)
            words = say("鉴定延长{years}年（{no}）", years=years, no=no)
            return _given(keep, no, words, Period(years, Unit.YEARS), until, permanent=False)
        case Opinion.SHORTEN if item.candidate.proposed is not None:
            proposed = item.candidate.proposed
            return replace(proposed, appraisal=no, provisional=False)
        case Opinion.KEEP:
            return replace(keep, appraisal=no)
        case _:
            return None


def _given(
    keep: Keep,
    no: str,
    words: Sentence,
    period: Period | None,
    until: datetime | None,
    *,
    permanent: bool,
) -> Keep:
    steps = (*keep.steps, say("{words}，依据{basis}。", words=words, basis=str(APPRAISAL_LAW)))
    return replace(
        keep,
        term="permanent" if permanent else FixedTerm.kind,
        length=words,
        period=period,
        until=until,
        permanent=permanent,
        basis=APPRAISAL_LAW,
        steps=steps,
        provisional=False,
        appraisal=no,
    )


def open_items(items: Sequence[AppraisalItem]) -> list[AppraisalItem]:
    """The items that have no opinion yet."""
    return [each for each in items if each.opinion is None]
