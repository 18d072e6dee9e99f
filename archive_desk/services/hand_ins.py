"""The hand-in clock (移交时限) of every batch, its return-to-unit exception, and late reasons."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from archive_desk.db import batches, late_reasons
from archive_desk.db.late_reasons import Recording
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.footage import Batch
from archive_desk.domain.hand_ins import BatchClock, HandIn, HandInState, state_of_batch
from archive_desk.domain.ids import BatchId, CaseId, FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.office import Office
from archive_desk.domain.people import Person, Right
from archive_desk.domain.regulations import Clock, Deadline, Event
from archive_desk.domain.sentences import say
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk
from archive_desk.services.rules import Rules

__all__ = ["HandInCounter", "HandIns"]


class HandIns:
    """Counts the hours between recording, or return to the unit, and hand-in."""

    def __init__(self, desk: Desk, rules: Rules | None = None) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._rules = rules

    def of_batch(self, actor: Person, no: str) -> BatchClock:
        """The clock of a batch and of each of its recordings.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such batch.
        """
        return self.of_batches(actor, [no])[no]

    def of_batches(self, actor: Person, numbers: Iterable[str]) -> Mapping[str, BatchClock]:
        """The same for several batches, by their numbers.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such batch.
        """
        actor.require(Right.BROWSE)
        found: dict[str, BatchClock] = {}
        with self._desk.reading() as session:
            counter = HandInCounter(session, self._desk.office, self._rules)
            for no in numbers:
                batch = batches.get(session, no)
                recordings = late_reasons.recordings(session, batch.id)
                said = late_reasons.latest(session, batch.id)
                found[no] = counter.clock(batch, recordings, said or batch.return_reason)
        return found

    def explain(self, actor: Person, no: str, reason: str) -> BatchClock:
        """Say why a batch was handed in late.

        Raises:
            Refused: not `actor`'s duty.
            InvalidInput: no reason is given, or nothing was late.
            NotFound: there is no such batch.
        """
        actor.require(Right.IMPORT)
        if not reason.strip():
            raise InvalidInput(say("请说明未能及时交存的原因。"))
        if not self.of_batch(actor, no).late:
            raise InvalidInput(say("批次 {no} 没有超过时限的音像。", no=no))
        with self._desk.transaction(actor) as work:
            batch = batches.get(work.session, no)
            late_reasons.add(work.session, batch.id, reason.strip(), actor.name, work.at)
            detail = {"reason": reason.strip()}
            work.journal(Act("batch.late_explained", f"batch:{no}", detail=detail))
        return self.of_batch(actor, no)


class HandInCounter:
    """Counts for many batches, each recording under the rules that held when it was made."""

    def __init__(self, session: Session, office: Office, rules: Rules | None) -> None:
        """Read the rules there were; `rules` where somebody has them."""
        self._history = rulebook.RuleHistory(session, office)
        self._rules = rules or Rules(rulebook.calendar_of(session))
        self._zone = office.zone
        self._unexplained: dict[BatchId, tuple[Batch, Mapping[FootageId, Recording]]] = {}

    def clock(self, batch: Batch, recordings: Iterable[Recording], reason: str) -> BatchClock:
        """The clock of a batch, from those of its recordings."""
        deadline = self._history.at(batch.started_at).deadline(Clock.HAND_IN)
        counted = [self._hand_in(batch, each) for each in recordings]
        dues = [each.due for each in counted if each.due is not None]
        return BatchClock(
            state_of_batch(counted, deadline.standing, reason),
            deadline.standing,
            deadline.basis if deadline.basis.article else None,
            deadline.text,
            min(dues, default=None),
            batch.finished_at or batch.started_at,
            sum(each.state is HandInState.LATE for each in counted),
            counted,
            reason,
        )

    def late_in_case(self, session: Session, case_id: CaseId) -> Sequence[HandIn]:
        """The recordings of a case file that came too late and nobody said why."""
        late: list[HandIn] = []
        for batch_id, (no, ids) in late_reasons.of_case(session, case_id).items():
            batch, recordings = self._unexplained_of(session, batch_id, no)
            counted = [self._hand_in(batch, recordings[each]) for each in ids if each in recordings]
            late += [each for each in counted if each.state is HandInState.LATE]
        return late

    def _unexplained_of(
        self, session: Session, batch_id: BatchId, no: str
    ) -> tuple[Batch, Mapping[FootageId, Recording]]:
        """A batch and its recordings, none where it is explained; read once for many case files."""
        if batch_id not in self._unexplained:
            batch = batches.get(session, no)
            said = late_reasons.latest(session, batch_id) or batch.return_reason
            recordings = () if said else late_reasons.recordings(session, batch_id)
            self._unexplained[batch_id] = (batch, {each.id: each for each in recordings})
        return self._unexplained[batch_id]

    def _hand_in(self, batch: Batch, recording: Recording) -> HandIn:
        met = recording.imported_at
        deadline = self._deadline(recording)
        if deadline.period is None:
            state = HandInState.UNDECIDED
            return HandIn(recording.id, recording.name, None, None, None, met, state)
        if recording.started_at is None:
            words = (say("不知道何时录完，无法计算。"),)
            state = HandInState.UNKNOWN
            return HandIn(recording.id, recording.name, None, None, None, met, state, words)
        start = recording.started_at + timedelta(milliseconds=recording.duration_ms or 0)
        event = deadline.starts
        returned = batch.returned_at
        if deadline.alternative is Event.RETURNED_TO_UNIT and returned and returned > start:
            start, event = returned, Event.RETURNED_TO_UNIT
        counted = self._rules.count(deadline, start, self._zone)
        due = None if counted is None else counted.due
        late = due is not None and met > due
        return HandIn(
            recording.id,
            recording.name,
            start,
            event,
            due,
            met,
            HandInState.LATE if late else HandInState.IN_TIME,
            () if counted is None else tuple(counted.steps),
        )

    def _deadline(self, recording: Recording) -> Deadline:
        """The deadline under the rules that held when it was recorded."""
        began = recording.started_at or recording.imported_at
        return self._history.at(began).deadline(Clock.HAND_IN)
