"""The judge of retention: the regulations in force and the office's schedule, applied to facts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from archive_desk.domain.clock import Period, Unit
from archive_desk.domain.keeping import (
    CASE_FILE,
    Activity,
    CaseOf,
    Circumstances,
    Keep,
    about_days,
    count_term,
    outlasts,
)
from archive_desk.domain.records_schedule import RecordsSchedule, StartsFrom
from archive_desk.domain.regulations import Regulation
from archive_desk.domain.retention import (
    AsCaseFile,
    FixedTerm,
    Floor,
    LongTerm,
    RetentionClass,
    Term,
    Trigger,
    Undecided,
    retention_for,
)
from archive_desk.domain.sentences import Sentence, say

_NEVER = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class _Length:
    """A term as the office's schedule resolves it."""

    words: Sentence
    period: Period | None = None
    permanent: bool = False

    @property
    def rank(self) -> tuple[int, int]:
        if self.permanent:
            return (2, 0)
        return (1, 0) if self.period is None else (0, round(about_days(self.period)))


class Judge:
    """Applies the regulations in force and the office's schedule."""

    def __init__(
        self, regulations: Sequence[Regulation], schedule: RecordsSchedule, zone: tzinfo
    ) -> None:
        """Judge by `regulations`, of which the one that keeps longest wins."""
        self._regulations = tuple(regulations)
        self._schedule = schedule
        self._zone = zone

    @property
    def zone(self) -> tzinfo:
        """Where days begin and end."""
        return self._zone

    # -- recordings --------------------------------------------------------------------------

    def recording(self, about: Circumstances) -> Keep:
        """How long a recording is kept, explained step by step."""
        start, why = self._start(about)
        found = [self._under(regulation, about, start, why) for regulation in self._regulations]
        longest = found[0]
        for each in found[1:]:
            longest = each if outlasts(each, longest) else longest
        if len(found) > 1:
            compared = tuple(
                say("《{title}》：{words}。", title=each.basis.regulation, words=each.length)
                for each in found
            )
            last = say(
                "几个制度同时适用，取保存期限最长的《{title}》。", title=longest.basis.regulation
            )
            longest = replace(longest, steps=(*longest.steps, *compared, last))
        return longest

    def _under(
        self,
        regulation: Regulation,
        about: Circumstances,
        start: datetime | None,
        why: tuple[Sentence, ...],
    ) -> Keep:
        steps: list[Sentence] = []
        hit = []
        for trigger in regulation.triggers:
            reasons = list(_reasons(trigger, about))
            steps += reasons
            if reasons:
                hit.append(trigger.code)
        patrol = about.activity is Activity.PATROL
        open_choice = RetentionClass.PATROL in regulation.retention and about.activity is None
        if open_choice:
            steps.append(say("没有选择“日常巡查”还是“现场检查”，暂按较长的现场检查处理。"))
        elif about.activity is not None:
            steps.append(say("已选定为“{activity}”。", activity=say(about.activity.label)))
        found = retention_for(
            regulation.retention,
            regulation.triggers,
            patrol=patrol,
            evidence=self._is_evidence(regulation, about, steps),
            triggers=hit,
            measure=lambda term: self._rank(term, about),
        )
        steps += found.steps
        length = self._length(found.rule.term, about)
        until = None
        if length.period is not None:
            steps += why
            if start is not None:
                counted = count_term(start, length.period, self._zone)
                until = counted.due
                steps += counted.steps
        steps.append(say("期满只进入鉴定，不自动销毁。"))
        return Keep(
            kind=found.rule.kind.value,
            term=found.rule.term.kind,
            length=length.words,
            period=length.period,
            permanent=length.permanent,
            start=start if length.period is not None else None,
            until=until,
            basis=found.rule.basis,
            steps=tuple(steps),
            provisional=open_choice,
        )

    def _is_evidence(
        self, regulation: Regulation, about: Circumstances, steps: list[Sentence]
    ) -> bool:
        rule = regulation.retention.get(RetentionClass.EVIDENCE)
        if rule is None:
            return False
        if about.evidence is not None:
            words = say("作为证据使用") if about.evidence else say("不作为证据使用")
            steps.append(say("已写明：{words}。", words=words))
            return about.evidence
        covered = [case for case in about.cases if rule.covers(case.kind, case.procedure)]
        steps.extend(
            say(
                "在案卷 {no}（{kind}）中，没有另作说明，按作为证据使用处理。",
                no=case.no,
                kind=say(case.kind.label),
            )
            for case in covered
        )
        return bool(covered)

    def _length(self, term: Term, about: Circumstances) -> _Length:
        schedule = self._schedule
        match term:
            case FixedTerm(period):
                return _Length(term.words, period)
            case Floor(period):
                return _Length(term.words, period)
            case LongTerm():
                words = say(
                    "长期（按{years}年管理，{source}）",
                    years=schedule.long_term_years,
                    source=schedule.source,
                )
                return _Length(words, Period(schedule.long_term_years, Unit.YEARS))
            case AsCaseFile():
                return self._as_case_file(about)
            case Undecided():
                return self._undecided(about)

    def _rank(self, term: Term, about: Circumstances) -> tuple[int, int]:
        # What a regulation leaves open gives way to what it says expressly.
        return (-1, 0) if isinstance(term, Undecided) else self._length(term, about).rank

    def _as_case_file(self, about: Circumstances) -> _Length:
        if not about.cases:
            return _Length(say("与案卷保存期限相同；尚未关联案卷，关联前一直保存"))
        longest = max(
            (case.file_class for case in about.cases),
            key=lambda each: (each.period is None, each.period.amount if each.period else 0),
        )
        words = say(
            "与案卷保存期限相同（{years}，{source}）",
            years=say(longest.label),
            source=self._schedule.source,
        )
        return _Length(words, longest.period, permanent=longest.period is None)

    def _undecided(self, about: Circumstances) -> _Length:
        if about.cases:
            return self._as_case_file(about)
        years = self._schedule.ordinary_years
        if years is None:
            return _Length(say("制度未定，单位确定期限之前一直保存"))
        words = say(
            "{years}年（制度未定，按单位保管期限表，{source}）",
            years=years,
            source=self._schedule.source,
        )
        return _Length(words, Period(years, Unit.YEARS))

    # -- case files --------------------------------------------------------------------------

    def case_file(self, case: CaseOf) -> Keep:
        """How long a case file itself is kept."""
        kept = case.file_class
        start, why = self._start(Circumstances(case.ended_at or _NEVER, (case,)))
        source = self._schedule.source
        steps = [
            say(
                "{kind}案卷按保管期限表为{years}（{source}）。",
                kind=say(case.kind.label),
                years=say(kept.label),
                source=source,
            )
        ]
        until = None
        if kept.period is not None:
            steps += why
            if start is not None:
                counted = count_term(start, kept.period, self._zone)
                until = counted.due
                steps += counted.steps
        steps.append(say("期满只进入鉴定，不自动销毁。"))
        return Keep(
            kind=CASE_FILE,
            term="permanent" if kept.period is None else FixedTerm.kind,
            length=say("{years}（{source}）", years=say(kept.label), source=source),
            period=kept.period,
            permanent=kept.period is None,
            start=start if kept.period is not None else None,
            until=until,
            basis=self._schedule.basis,
            steps=tuple(steps),
        )

    # -- the beginning -----------------------------------------------------------------------

    def _start(self, about: Circumstances) -> tuple[datetime | None, tuple[Sentence, ...]]:
        """From when a period counts, and why; None while a case has not ended."""
        starts = self._schedule.starts
        rule = say(
            "起算：{rule}（{source}）。", rule=say(starts.label), source=self._schedule.source
        )
        if starts is StartsFrom.RECORDED and about.ended_at != _NEVER:
            return about.ended_at, (rule,)
        open_case = next((case for case in about.cases if case.ended_at is None), None)
        if open_case is not None:
            wait = say("案卷 {no} 尚未办结，期限还没有开始计算。", no=open_case.no)
            return None, (rule, wait)
        moments = [about.ended_at, *(case.ended_at for case in about.cases if case.ended_at)]
        latest = max(moments)
        if starts is StartsFrom.NEXT_YEAR:
            # The first day of a period does not count, so that it ends with a year.
            local = latest.astimezone(self._zone)
            latest = local.replace(month=12, day=31, hour=23, minute=59, second=59, microsecond=0)
        return latest, (rule,)


def _reasons(trigger: Trigger, about: Circumstances) -> list[Sentence]:
    """Why a situation holds: what was entered, and what the facts show by themselves."""
    found = [
        say(
            "{day} 发生“{title}”：{reason}",
            day=event.on.isoformat(),
            title=event.title,
            reason=event.reason,
        )
        for event in about.events
        if event.code == trigger.code
    ]
    for case in about.cases:
        if case.stage in trigger.stages:
            found.append(say("在案卷 {no} 的“{stage}”环节。", no=case.no, stage=case.stage))
        if case.document in trigger.documents:
            found.append(say("在案卷 {no} 的《{name}》旁。", no=case.no, name=case.document))
        if case.kind in trigger.kinds:
            found.append(say("属于{kind}案卷 {no}。", kind=say(case.kind.label), no=case.no))
    placed = any(case.stage or case.document for case in about.cases)
    if not found and trigger.unless_patrol and not placed and about.activity is not Activity.PATROL:
        found.append(say("不是日常巡查，按“{title}”处理。", title=trigger.title))
    return found
