"""How recorders write their times: proposed with the evidence, applied when the clerk confirms."""

from collections.abc import Collection
from dataclasses import dataclass

from archive_desk.db import clock_errors, corrected_times, footage, time_rulings
from archive_desk.db.footage import FootageFilter
from archive_desk.domain.clock_errors import ClockError
from archive_desk.domain.corrected_time import Basis, basis_of
from archive_desk.domain.errors import Conflict, InvalidInput, NotFound, Refused
from archive_desk.domain.footage import Footage
from archive_desk.domain.ids import FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.time_faults import Compared, Proposal, compare
from archive_desk.domain.time_rulings import Ruling
from archive_desk.services.clocks import changes_of
from archive_desk.services.desk import Desk, Transaction

__all__ = ["FootageFilter", "Ruled", "TimeFaults", "TimeStory"]


@dataclass(frozen=True)
class Ruled:
    """What an act of ruling did; `kept` counts what archived case files hold fast."""

    act: int
    footage: tuple[FootageId, ...]
    kept: int


@dataclass(frozen=True)
class TimeStory:
    """All that was ever said of one recording's time, and what counts now."""

    item: Footage
    basis: Basis
    rulings: tuple[Ruling, ...]
    errors: tuple[ClockError, ...]


class TimeFaults:
    """Comparing the sources of many recordings, and ruling on what they show."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def compare(self, actor: Person, where: FootageFilter) -> Compared:
        """What the recordings that `where` selects show together.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            items = footage.several(session, footage.ids_where(session, where))
        return compare(items, self._desk.office.zone)

    def confirm(
        self,
        actor: Person,
        proposal: Proposal,
        chosen: Collection[FootageId],
        reason: str,
    ) -> Ruled:
        """Apply a proposal to the recordings chosen from its evidence.

        Raises:
            Refused: `actor` does not keep the footage.
            InvalidInput: nothing is chosen, or there is no reason.
            Conflict: a recording has been corrected meanwhile.
        """
        actor.require(Right.CORRECT_FOOTAGE)
        reason = reason.strip()
        if not reason:
            raise InvalidInput(say("请写明确认的理由。"))
        evidence = {one.footage_id: one for one in proposal.evidence if one.footage_id in chosen}
        if not evidence:
            raise InvalidInput(say("请至少选择一个音像。"))
        with self._desk.transaction(actor) as work:
            ids = list(evidence)
            archived = corrected_times.in_archived_cases(work.session, ids)
            open_ids = [one for one in ids if one not in archived]
            for item in footage.several(work.session, open_ids):
                if item.device_time is None or (
                    item.device_time + evidence[item.id].shift != evidence[item.id].start
                ):
                    raise Conflict(say("音像 {name} 的时间已有变动，请重新核对。", name=item.name))
            shifts = {one: evidence[one].shift for one in open_ids}
            act = time_rulings.confirm(
                work.session, shifts, proposal.fault, reason, actor.id, work.at
            )
            renewal = corrected_times.renew(work.session, open_ids)
            detail = {
                "ruling": act,
                "fault": proposal.fault.value,
                "footage": open_ids,
                "device": proposal.device,
                "reason": reason,
                "changes": changes_of(renewal),
            }
            work.journal(Act("footage.times_confirmed", f"ruling:{act}", detail=detail))
        return Ruled(act, tuple(open_ids), len(archived))

    def withdraw(self, actor: Person, act: int, reason: str) -> Ruled:
        """Take an act of ruling back for all recordings it was about.

        Raises:
            Refused: `actor` does not keep the footage.
            InvalidInput: there is no reason.
            NotFound: nothing of it counts any more.
        """
        actor.require(Right.CORRECT_FOOTAGE)
        reason = reason.strip()
        if not reason:
            raise InvalidInput(say("请写明撤回的理由。"))
        with self._desk.transaction(actor) as work:
            counting = [
                ruling for ruling in time_rulings.of_act(work.session, act) if not ruling.withdrawn
            ]
            return self._withdrawn(work, actor, counting, act, reason)

    def withdraw_from(self, actor: Person, footage_id: FootageId, reason: str) -> Ruled:
        """Take back what counts now for one recording.

        Raises:
            Refused: `actor` does not keep the footage.
            InvalidInput: there is no reason.
            NotFound: nobody ruled on it, or it is withdrawn already.
        """
        actor.require(Right.CORRECT_FOOTAGE)
        reason = reason.strip()
        if not reason:
            raise InvalidInput(say("请写明撤回的理由。"))
        with self._desk.transaction(actor) as work:
            mine = time_rulings.of_footage(work.session, [footage_id]).get(footage_id, ())
            counting = [ruling for ruling in mine if not ruling.withdrawn][-1:]
            act = counting[0].group if counting else 0
            return self._withdrawn(work, actor, counting, act, reason)

    def _withdrawn(
        self, work: Transaction, actor: Person, rulings: list[Ruling], act: int, reason: str
    ) -> Ruled:
        if not rulings:
            raise NotFound(say("没有可以撤回的时间认定。"))
        ids = [ruling.footage_id for ruling in rulings]
        archived = corrected_times.in_archived_cases(work.session, ids)
        rulings = [ruling for ruling in rulings if ruling.footage_id not in archived]
        if not rulings:
            raise Refused(say("这些音像属于已归档的案卷，不能再更正。"))
        time_rulings.withdraw(
            work.session, [ruling.id for ruling in rulings], actor.id, reason, work.at
        )
        open_ids = [ruling.footage_id for ruling in rulings]
        renewal = corrected_times.renew(work.session, open_ids)
        detail = {
            "ruling": act,
            "footage": open_ids,
            "reason": reason,
            "changes": changes_of(renewal),
        }
        item = f"footage:{open_ids[0]}" if len(open_ids) == 1 else f"ruling:{act}"
        work.journal(Act("footage.times_withdrawn", item, detail=detail))
        return Ruled(act, tuple(open_ids), len(archived))

    def story(self, actor: Person, footage_id: FootageId) -> TimeStory:
        """All that was said of one recording's time.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such recording.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            item = footage.get(session, footage_id)
            rulings = time_rulings.of_footage(session, [footage_id]).get(footage_id, ())
            errors = clock_errors.of_device(session, item.device)
        return TimeStory(item, basis_of(item, rulings, errors), rulings, errors)
