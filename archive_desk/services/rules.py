"""What the regulations ask for, explained; works without an archive."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from archive_desk.domain.basis import Basis
from archive_desk.domain.clock import Count, Period, count, count_yearly
from archive_desk.domain.combining import combine
from archive_desk.domain.errors import InvalidInput, NotFound
from archive_desk.domain.holidays import WorkCalendar
from archive_desk.domain.regulations import Clock, Deadline, Event, Regulation, Standing
from archive_desk.domain.retention import FixedTerm, Floor, RetentionRule, retention_for
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.worklist import explain
from archive_desk.services import rulebook


@dataclass(frozen=True)
class Due:
    """When something is due under a regulation, and why; `due` is None where it is not decided."""

    clock: Clock
    standing: Standing
    basis: Basis | None
    due: datetime | None
    steps: tuple[Sentence, ...]
    provisional: bool = False


@dataclass(frozen=True)
class Kept:
    """How long something is kept under a regulation, and why.

    `until` is the end of a stated term or the earliest day of appraisal; None where there is none.
    """

    rule: RetentionRule
    steps: tuple[Sentence, ...]
    until: datetime | None


class Rules:
    """Answers from the rule files."""

    def __init__(
        self, calendar: WorkCalendar | None = None, archive: rulebook.Archive | None = None
    ) -> None:
        """Count on `calendar`; by default on the holiday notices that come with the program.

        With an `archive` its own versions of the regulations and its own holidays hold.
        """
        self._archive = archive
        self._calendar = calendar
        if calendar is None and archive is not None:
            self._calendar = rulebook.calendar(archive)

    @property
    def calendar(self) -> WorkCalendar:
        """The working calendar."""
        if self._calendar is None:
            self._calendar = rulebook.work_calendar()
        return self._calendar

    def all(self) -> Sequence[Regulation]:
        """All regulations; those of an archive in the versions that hold there."""
        if self._archive is None:
            return rulebook.regulations()
        return [rulebook.of_key(self._archive, key) for key in self.keys]

    @property
    def keys(self) -> Sequence[str]:
        """What the regulations are called: the program's, then an archive's own."""
        if self._archive is None:
            return rulebook.KEYS
        with self._archive.reading() as session:
            return rulebook.known_keys(session)

    def require(self, key: str) -> None:
        """Refuse a key that is nobody's.

        Raises:
            NotFound: with those there are.
        """
        known = self.keys
        if key in known:
            return
        words = "、".join(known)
        if self._archive is None:
            raise NotFound(
                say(
                    "软件附带的制度里没有 {key}；现有：{keys}。本单位自己的制度请加 --archive。",
                    key=key,
                    keys=words,
                )
            )
        raise NotFound(say("本档案库没有名为 {key} 的制度；现有：{keys}。", key=key, keys=words))

    def regulation(self, key: str) -> Regulation:
        """The regulation with this key.

        Raises:
            NotFound: there is none.
        """
        if self._archive is not None:
            return rulebook.of_key(self._archive, key)
        return rulebook.regulation(key)

    def count(self, deadline: Deadline, start: datetime, zone: tzinfo) -> Count | None:
        """The end of a deadline that began at `start`; None where nothing is decided.

        Where several regulations set one, the earliest end, with the others named in its steps.
        """
        counted = self._count(deadline, start, zone)
        if counted is None or not deadline.beside:
            return counted
        every = [(deadline, counted)]
        for other in deadline.beside:
            if other.starts is deadline.starts:
                ended = self._count(other, start, zone)
                if ended is not None:
                    every.append((other, ended))
        winner, first = min(every, key=lambda pair: pair[1].due)
        later = [
            say(
                "另据{basis}应于 {due} 前，较晚，从早。",
                basis=str(other.basis),
                due=ended.due.strftime("%Y-%m-%d %H:%M"),
            )
            for other, ended in every
            if other is not winner
        ]
        return replace(first, steps=(*first.steps, *later))

    def _count(self, deadline: Deadline, start: datetime, zone: tzinfo) -> Count | None:
        if deadline.yearly is not None:
            counted = count_yearly(start, deadline.yearly, zone)
        elif deadline.period is not None:
            counted = count(start, deadline.period, self.calendar, zone)
        else:
            return None
        return Count(start, counted.due, explain(deadline, counted), counted.provisional)

    def together(self, keys: str | Sequence[str]) -> Regulation:
        """The regulations with these keys as one.

        Raises:
            NotFound: one of them is not known.
        """
        names = (keys,) if isinstance(keys, str) else tuple(dict.fromkeys(keys))
        return combine([self.regulation(key) for key in names])

    def due(
        self,
        key: str | Sequence[str],
        clock: Clock,
        start: datetime,
        zone: tzinfo,
        *,
        event: Event | None = None,
        extended: bool = False,
    ) -> Due:
        """When `clock` ends under the regulation `key`, begun at `start`.

        Of several regulations the earliest end.

        `event` is the other event a clock may start from, where the regulation allows one;
        `extended` counts the extension too, which somebody must have agreed to.

        Raises:
            NotFound: no such regulation.
            InvalidInput: the clock does not start from `event` under this regulation, or cannot be
                extended.
        """
        deadline = self.together(key).deadline(clock)
        if event is not None and event not in {deadline.starts, deadline.alternative}:
            raise InvalidInput(
                say(
                    "“{clock}”在此制度下不从“{event}”起算。",
                    clock=say(clock.label),
                    event=say(event.label),
                )
            )
        if event is not None and event is deadline.alternative:
            deadline = replace(deadline, starts=event)
        if extended:
            deadline = _extended(deadline)
        counted = self.count(deadline, start, zone)
        if counted is None:
            return _undecided(deadline)
        return Due(
            clock,
            deadline.standing,
            deadline.basis,
            counted.due,
            counted.steps,
            counted.provisional,
        )

    def retention(
        self,
        key: str | Sequence[str],
        *,
        patrol: bool = False,
        evidence: bool = False,
        triggers: tuple[str, ...] = (),
        start: datetime | None = None,
        zone: tzinfo | None = None,
    ) -> Kept:
        """How long a recording is kept under the regulation `key`; of several, the longest.

        `start` and `zone` turn a stated term into a date.

        Raises:
            NotFound: no such regulation.
            InvalidInput: a trigger the regulation does not know.
        """
        regulation = self.together(key)
        known = {trigger.code for trigger in regulation.triggers}
        unknown = [code for code in triggers if code not in known]
        if unknown:
            raise InvalidInput(
                say(
                    "此制度没有这样的情形：{unknown}；可用：{known}。",
                    unknown="、".join(unknown),
                    known="、".join(sorted(known)) or "—",
                )
            )
        kept = retention_for(
            regulation.retention,
            regulation.triggers,
            patrol=patrol,
            evidence=evidence,
            triggers=triggers,
        )
        term, until, steps = kept.rule.term, None, [*self._weighed(key), *kept.steps]
        if start is not None and zone is not None and isinstance(term, FixedTerm | Floor):
            counted = count(start, term.period, self.calendar, zone, roll=False)
            until = counted.due
            steps += counted.steps
        steps.append(say("期满只进入鉴定，不自动销毁。"))
        return Kept(kept.rule, tuple(steps), until)

    def _weighed(self, key: str | Sequence[str]) -> list[Sentence]:
        """What each of several regulations says, before the longest is taken."""
        if isinstance(key, str) or len(key) < 2:
            return []
        return [
            say(
                "{kind}：{term}（{basis}）。",
                kind=say(rule.kind.label),
                term=rule.term.words,
                basis=str(rule.basis),
            )
            for name in key
            for rule in self.regulation(name).retention.values()
        ]


def _extended(deadline: Deadline) -> Deadline:
    """The deadline with its extension; the extension is counted on, in the same unit."""
    period, more = deadline.period, deadline.extension
    if period is None or more is None or more.unit is not period.unit:
        raise InvalidInput(say("“{clock}”在此制度下不能延长。", clock=say(deadline.clock.label)))
    return replace(deadline, period=Period(period.amount + more.amount, period.unit))


def _undecided(deadline: Deadline) -> Due:
    if deadline.standing is Standing.SILENT:
        step = say("此制度对“{clock}”没有规定时限。", clock=say(deadline.clock.label))
        return Due(deadline.clock, deadline.standing, None, None, (step,))
    step = say(
        "制度未定：{text}（{basis}）请由单位规定具体时限。",
        text=deadline.text,
        basis=str(deadline.basis),
    )
    return Due(deadline.clock, deadline.standing, deadline.basis, None, (step,))
