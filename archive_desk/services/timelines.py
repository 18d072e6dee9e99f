"""Timelines of footage: a recording with its take, a case, an operation; and moving their lanes."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from archive_desk.db import alignments, case_contents, cases, footage, notes
from archive_desk.domain.alignments import Alignment, checked_alignment
from archive_desk.domain.catalogue import recorded_take
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.footage import Footage, Kind
from archive_desk.domain.ids import AlignmentId, FootageId, TakeId
from archive_desk.domain.journal import Act
from archive_desk.domain.notes import Note
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.takes import BREAK_AFTER
from archive_desk.domain.timelines import Lane, Timeline, laid_out
from archive_desk.services.access import visible
from archive_desk.services.desk import Desk, Transaction

_MOST_LINKED = 500
"""Of a case with more recordings than this the line shows the earliest."""


class Timelines:
    """What is seen on a timeline, and what is done with its lanes."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def of_footage(self, actor: Person, footage_id: FootageId) -> Timeline:
        """The line of a recording's take; of the recording alone where it belongs to none.

        Raises:
            Refused: `actor` may neither browse nor look at the recording.
            NotFound: there is no such recording.
        """
        with self._desk.reading() as session:
            parts = _with_take(session, footage.get(session, footage_id))
            seen = visible(
                session,
                actor,
                [each.id for each in parts],
                self._desk.clock(),
                regulation=self._desk.office.regulation,
            )
            return _laid_out(session, [each for each in parts if each.id in seen])

    def of_take(self, actor: Person, take_id: TakeId) -> Timeline:
        """The line of a take.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return _laid_out(session, footage.of_takes(session, [take_id])[take_id])

    def of_case(self, actor: Person, no: str) -> Timeline:
        """The line of all footage in a case file, with every part of its takes.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such case file.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return _laid_out(session, _of_cases(session, [no]))

    def of_operation(self, actor: Person, footage_id: FootageId) -> Timeline:
        """The line of the operation a recording was made in: all recorders that ran then.

        An operation is what belongs to the same case files and hangs together in time: between
        any two neighbours lies no longer pause than between two parts of a take. A recording of no
        case shows its take.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such recording.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            item = footage.get(session, footage_id)
            own = _with_take(session, item)
            linked = {each.id: each for each in (*own, *_of_cases(session, item.cases))}
            together = _hanging_together(_laid_out(session, linked.values()), item.id)
            return _laid_out(session, [linked[each] for each in linked if each in together])

    def align(
        self, actor: Person, lane: Lane, offset: timedelta, reason: str
    ) -> Sequence[Alignment]:
        """Let all takes of `lane` lie `offset` later than their recorded times; none changes.

        Raises:
            Refused: `actor` may not mark.
            InvalidInput: there is no reason, or it is too far.
        """
        actor.require(Right.MARK)
        offset, reason = checked_alignment(offset, reason)
        with self._desk.transaction(actor) as work:
            return [
                self._align(work, actor, footage_id, offset, reason)
                for footage_id in _one_of_each_take(lane)
            ]

    def withdraw_alignment(self, actor: Person, alignment_id: AlignmentId) -> None:
        """Let an alignment hold no longer; what was said before it holds again.

        Raises:
            Refused: `actor` may not mark.
            NotFound: there is none.
            InvalidInput: it was withdrawn already.
        """
        actor.require(Right.MARK)
        with self._desk.transaction(actor) as work:
            old = alignments.get(work.session, alignment_id)
            if old.withdrawn_at is not None:
                raise InvalidInput(say("这条对齐已经撤回。"))
            alignments.withdraw(work.session, alignment_id, actor.id, work.at)
            _write(work, "footage.alignment_withdrawn", old)

    def alignments_of(self, actor: Person, lane: Lane) -> Sequence[Alignment]:
        """Everything ever said about where a lane lies, the newest first.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return alignments.history_of(session, _members(lane))

    def _align(
        self,
        work: Transaction,
        actor: Person,
        footage_id: FootageId,
        offset: timedelta,
        reason: str,
    ) -> Alignment:
        made = Alignment(AlignmentId(0), footage_id, offset, reason, actor.name, work.at)
        key = alignments.add(work.session, made, actor.id)
        kept = alignments.get(work.session, key)
        _write(work, "footage.aligned", kept)
        return kept


def _write(work: Transaction, verb: str, made: Alignment) -> None:
    detail = {
        "alignment": made.id,
        "offset_ms": round(made.offset / timedelta(milliseconds=1)),
        "reason": made.reason,
    }
    work.journal(Act(verb, f"footage:{made.footage_id}", detail=detail))


def _with_take(session: Session, item: Footage) -> Sequence[Footage]:
    if item.take is None:
        return [item]
    return footage.of_takes(session, [item.take])[item.take]


def _of_cases(session: Session, numbers: Sequence[str]) -> list[Footage]:
    """The footage of case files and, whole, every take of which something belongs to them."""
    found: dict[FootageId, Footage] = {}
    for no in numbers:
        linked = case_contents.footage_of(session, cases.get(session, no).id)
        for each in linked[:_MOST_LINKED]:
            if each.footage_id in found or each.kind is Kind.SIDECAR:
                continue
            for part in _with_take(session, footage.get(session, each.footage_id)):
                found[part.id] = part
    return list(found.values())


def _laid_out(session: Session, parts: Iterable[Footage]) -> Timeline:
    items = list(parts)
    ids = [item.id for item in items]
    return laid_out(
        items,
        offsets=alignments.standing_of(session, ids),
        explained=_explained(items, notes.of_footage(session, ids)),
    )


def _explained(items: Sequence[Footage], known: Sequence[Note]) -> set[tuple[FootageId, FootageId]]:
    """The gaps of takes that a note explains."""
    by_take: dict[TakeId, list[Footage]] = {}
    for item in items:
        if item.take is not None:
            by_take.setdefault(item.take, []).append(item)
    return {
        (gap.after, gap.before)
        for take, parts in by_take.items()
        for gap in recorded_take(take, parts, known).gaps
        if gap.explained
    }


def _hanging_together(line: Timeline, footage_id: FootageId) -> set[FootageId]:
    """What lies around a recording without a pause longer than takes have."""
    spans = sorted(
        [(s.start, s.end, s.footage_id) for lane in line.lanes for s in lane.segments]
        + [(p.moment, p.moment, p.footage_id) for lane in line.lanes for p in lane.photos]
    )
    together: set[FootageId] = set()
    reach = None
    for start, end, each in spans:
        if reach is not None and start - reach > BREAK_AFTER:
            if footage_id in together:
                return together
            together, reach = set(), None
        together.add(each)
        reach = end if reach is None else max(reach, end)
    return together if footage_id in together else {footage_id}


def _members(lane: Lane) -> list[FootageId]:
    return [s.footage_id for s in lane.segments] + [p.footage_id for p in lane.photos]


def _one_of_each_take(lane: Lane) -> list[FootageId]:
    """The recordings that stand for their takes: the first of each."""
    takes: set[TakeId] = set()
    chosen = []
    for segment in lane.segments:
        if segment.take is None or segment.take not in takes:
            chosen.append(segment.footage_id)
        if segment.take is not None:
            takes.add(segment.take)
    return chosen + [photo.footage_id for photo in lane.photos]
