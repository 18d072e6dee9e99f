"""Keeping retention in step with the facts, in the very transaction that changes them.

`follow` is asked at the end of every transaction with what it journalled: no fact can change
without that, so no longer term is ever missed, not even one that lasts a minute.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from archive_desk.db import retention, retention_facts, settings
from archive_desk.db.retention import Stored
from archive_desk.db.spoken import from_text, to_text
from archive_desk.domain.ids import CaseId, FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.keeping import Keep, outlasts, settle
from archive_desk.domain.office import Office
from archive_desk.domain.records_schedule import RecordsSchedule, schedule_from
from archive_desk.domain.regulations import Regulation
from archive_desk.domain.retention_judge import Judge
from archive_desk.services import rulebook

_SCHEDULE = "records_schedule"
_JUDGED_BY = "retention_judged_by"
_MOST_TOLD = 100
_ABOUT_CASES = frozenset({"case.registered", "case.changed", "case.archived"})
_ABOUT_DOCUMENTS = frozenset(
    {"case.document_added", "case.document_changed", "case.document_removed"}
)
_ABOUT_FOOTAGE = frozenset(
    {"case.footage_linked", "case.footage_unlinked", "footage.corrected", "footage.named"}
)
_ABOUT_BATCHES = frozenset({"batch.finished", "batch.settled", "batch.stopped"})
_ABOUT_CLOCKS = frozenset({"device.clock_measured", "device.clock_withdrawn"})


@dataclass(frozen=True)
class Raise:
    """A term that became longer; `item` as registers name it."""

    item: str
    before: Keep
    after: Keep


@dataclass
class Renewal:
    """What a renewal brought: how much it looked at, what is kept longer, what it proposes."""

    looked: int = 0
    written: int = 0
    raised: list[Raise] = field(default_factory=list)
    proposed: int = 0

    def add(self, other: "Renewal") -> None:
        """Count another one in."""
        self.looked += other.looked
        self.written += other.written
        self.raised += other.raised
        self.proposed += other.proposed


def regulations_in_force(session: Session, office: Office) -> Sequence[Regulation]:
    """The regulations by which things are kept; the longest of them wins."""
    return rulebook.applying(session, office)


def schedule_of(session: Session) -> RecordsSchedule:
    """The office's records schedule, or the program's defaults."""
    return schedule_from(settings.read(session, _SCHEDULE))


def write_schedule(session: Session, schedule: RecordsSchedule) -> None:
    """Write the office's records schedule down."""
    settings.write(session, _SCHEDULE, schedule.plain())


def judge_of(session: Session, office: Office) -> Judge:
    """Who says how long something is kept in this office."""
    return Judge(regulations_in_force(session, office), schedule_of(session), office.zone)


def fingerprint(session: Session, office: Office) -> str:
    """What all terms depend on besides the facts: another one asks for a review of everything."""
    rules = [
        [
            each.key,
            each.version,
            sorted(repr(rule) for rule in each.retention.values()),
            [repr(trigger) for trigger in each.triggers],
        ]
        for each in regulations_in_force(session, office)
    ]
    text = json.dumps([rules, schedule_of(session).plain()], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def is_stale(session: Session, office: Office) -> bool:
    """Whether rules or schedule have changed since everything was judged."""
    judged_by = settings.read(session, _JUDGED_BY)
    return judged_by is not None and judged_by != fingerprint(session, office)


def mark_judged(session: Session, office: Office) -> None:
    """Everything was judged by what is in force now."""
    settings.write(session, _JUDGED_BY, fingerprint(session, office))


def fresh_of_footage(
    session: Session, office: Office, ids: Iterable[FootageId]
) -> dict[FootageId, Keep]:
    """The terms of recordings by what is known now, whatever was written down."""
    judge = judge_of(session, office)
    facts = retention_facts.circumstances(session, ids, schedule_of(session))
    return {number: judge.recording(about) for number, about in facts.items()}


def fresh_of_cases(session: Session, office: Office, ids: Iterable[CaseId]) -> dict[CaseId, Keep]:
    """The terms of case files by what is known now."""
    judge = judge_of(session, office)
    facts = retention_facts.case_files(session, ids, schedule_of(session))
    return {number: judge.case_file(case) for number, case in facts.items()}


def footage_in(session: Session, case_ids: Iterable[CaseId]) -> set[FootageId]:
    """The recordings in these case files that are still there."""
    return set(retention_facts.footage_of_cases(session, case_ids))


def renew(
    session: Session,
    office: Office,
    footage_ids: Iterable[FootageId],
    case_ids: Iterable[CaseId],
    at: datetime,
) -> Renewal:
    """Judge these things anew and write down what is longer; what is shorter is proposed."""
    if settings.read(session, _JUDGED_BY) is None:
        mark_judged(session, office)
    renewal = Renewal()
    ids = retention_facts.with_sidecars(session, footage_ids)
    fresh = fresh_of_footage(session, office, ids)
    before = retention.of_footage(session, ids, bare=True)
    _write(session, office, "footage", fresh, before, at, renewal)
    numbers = sorted(set(case_ids))
    files = fresh_of_cases(session, office, numbers)
    known = retention.of_cases(session, numbers, bare=True)
    _write(session, office, "case", files, known, at, renewal)
    return renewal


def _write(
    session: Session,
    office: Office,
    kind: str,
    fresh: Mapping[FootageId, Keep] | Mapping[CaseId, Keep],
    stored: Mapping[FootageId, Stored] | Mapping[CaseId, Stored],
    at: datetime,
    renewal: Renewal,
) -> None:
    known: Mapping[int, Stored] = {int(key): each for key, each in stored.items()}
    new: list[tuple[str, int, Keep]] = []
    changed: dict[int, Keep] = {}
    proposed: dict[int, Keep | None] = {}
    for number, keep in fresh.items():
        renewal.looked += 1
        before = known.get(number)
        if before is None:
            new.append((f"{kind}_id", number, keep))
            continue
        after, shorter = settle(before.keep, keep, office.zone)
        proposed[before.id] = shorter
        renewal.proposed += shorter is not None
        if after is keep:
            if replace(after, steps=()) != before.keep or to_text(after.steps) != before.steps:
                changed[before.id] = after
        elif after != before.keep:
            # A term that waited for its case: what was explained before stays, the count follows.
            changed[before.id] = replace(after, steps=(*from_text(before.steps), *after.steps))
        if outlasts(after, before.keep):
            renewal.raised.append(Raise(f"{kind}:{number}", before.keep, after))
    retention.write(session, new, changed, at)
    retention.propose(session, proposed, at)
    renewal.written += len(new) + len(changed)


def acts_of(renewal: Renewal, office: Office) -> list[Act]:
    """What the journal says of a renewal: every term that became longer, and why."""
    told = renewal.raised[:_MOST_TOLD]
    acts = [
        Act(
            "retention.raised",
            each.item,
            detail={
                "from": each.before.plain(office.zone),
                "to": each.after.plain(office.zone),
                "steps": [str(step) for step in each.after.steps],
            },
        )
        for each in told
    ]
    rest = renewal.raised[_MOST_TOLD:]
    if rest:
        detail = {"raised": [each.item for each in rest]}
        acts.append(Act("retention.raised", "retention", detail=detail))
    return acts


def follow(session: Session, acts: Sequence[Act], at: datetime, office: Office) -> list[Act]:
    """Bring into step what `acts` changed the facts of; gives what the journal says of it."""
    footage_ids, case_ids = _touched(session, acts)
    if not footage_ids and not case_ids:
        return []
    return acts_of(renew(session, office, footage_ids, case_ids, at), office)


def _touched(session: Session, acts: Sequence[Act]) -> tuple[set[FootageId], set[CaseId]]:
    footage_ids: set[FootageId] = set()
    numbers, batches = set(), set()
    for act in acts:
        _, _, name = act.item.partition(":")
        if act.verb in _ABOUT_FOOTAGE and name.isdecimal():
            footage_ids.add(FootageId(int(name)))
        elif act.verb in _ABOUT_CASES | _ABOUT_DOCUMENTS:
            numbers |= {name, *_renamed(act)}
        elif act.verb in _ABOUT_BATCHES:
            batches.add(name)
        elif act.verb in _ABOUT_CLOCKS:
            changes = (act.detail or {}).get("changes")
            if isinstance(changes, dict):
                footage_ids |= {FootageId(int(each)) for each in changes}
    case_ids = set(retention_facts.case_ids(session, numbers)) if numbers else set()
    footage_ids |= set(retention_facts.footage_of_cases(session, case_ids))
    if batches:
        footage_ids |= set(retention_facts.footage_of_batches(session, batches))
    return footage_ids, case_ids


def _renamed(act: Act) -> list[str]:
    change = (act.detail or {}).get("no")
    return [str(each) for each in change] if isinstance(change, list) else []
