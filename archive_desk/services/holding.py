"""Holds: placed and released by a person, asked for by everybody who is about to give or destroy.

Others ask `on_hold(session, item)` with an item as registers name it (`footage:12`, `case:NO`).
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from archive_desk.db import cases, counters, footage, holds
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.holds import Hold, HoldDraft, checked_hold
from archive_desk.domain.ids import CaseId, FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.services.desk import Desk, Transaction

__all__ = ["Holding", "on_hold"]


def on_hold(session: Session, item: str) -> Sequence[Hold]:
    """The holds that stand on an item: `footage:12`, or `case:NO`; empty if there are none.

    A recording is also held by a hold on a case file it is in, and a sidecar by its recording's.
    """
    kind, _, name = item.partition(":")
    if kind == "footage":
        found = holds.of_footage(session, FootageId(int(name)))
    elif kind == "case":
        case = cases.find(session, name)
        found = [] if case is None else holds.of_case(session, case.id)
    else:
        raise ValueError(f"nothing of the kind {kind!r} is ever held")
    return [hold for hold in found if hold.standing]


class Holding:
    """What is done with holds."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def place(self, actor: Person, draft: HoldDraft) -> Sequence[Hold]:
        """Hold a case file with all its recordings, or some recordings, one hold each.

        Raises:
            Refused: not `actor`'s duty.
            InvalidInput: nothing is held, a paper or reason is missing, or the day lies ahead.
            NotFound: there is no such case file or recording.
        """
        actor.require(Right.HOLD)
        with self._desk.transaction(actor) as work:
            zone = self._desk.office.zone
            draft = checked_hold(draft, work.at.astimezone(zone).date())
            numbers = [self._place(work, actor, draft, *target) for target in _targets(work, draft)]
            return [holds.get(work.session, no) for no in numbers]

    def _place(
        self,
        work: Transaction,
        actor: Person,
        draft: HoldDraft,
        case_id: CaseId | None,
        footage_id: FootageId | None,
    ) -> str:
        year = work.at.astimezone(self._desk.office.zone).year
        no = f"FC-{year}-{counters.next_value(work.session, f'hold-{year}'):04}"
        holds.add(work.session, no, draft, (case_id, footage_id), actor.name, work.at)
        item = f"case:{draft.case_no}" if case_id is not None else f"footage:{footage_id}"
        detail = {
            "no": no,
            "ground": draft.ground.value,
            "document": draft.document_no.strip(),
            "reason": draft.reason.strip(),
            "from": draft.from_day.isoformat(),
        }
        work.journal(Act("hold.placed", item, detail=detail))
        return no

    def release(self, actor: Person, no: str, reason: str) -> Hold:
        """End a hold, with the reason and the paper that ended the case.

        Raises:
            Refused: not `actor`'s duty, or it has ended already.
            InvalidInput: there is no reason.
            NotFound: there is no such hold.
        """
        actor.require(Right.HOLD)
        if not reason.strip():
            raise InvalidInput(say("请写明解除封存的理由和文号。"))
        with self._desk.transaction(actor) as work:
            hold = holds.get(work.session, no)
            if not hold.standing:
                raise Refused(say("封存 {no} 已经解除。", no=no))
            holds.release(work.session, hold.id, actor.name, reason.strip(), work.at)
            detail = {"no": no, "release_reason": reason.strip()}
            work.journal(Act("hold.released", hold.item, detail=detail))
            return holds.get(work.session, no)

    def page(self, actor: Person, *, all_of_them: bool = False) -> Sequence[Hold]:
        """The holds that stand, or all there ever were; the newest first.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return holds.page(session, standing_only=not all_of_them)

    def of_item(self, actor: Person, item: str) -> Sequence[Hold]:
        """The holds that stand on `footage:12` or `case:NO`.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return on_hold(session, item)


def _targets(work: Transaction, draft: HoldDraft) -> list[tuple[CaseId | None, FootageId | None]]:
    if draft.case_no:
        return [(cases.get(work.session, draft.case_no).id, None)]
    return [
        (None, footage.get(work.session, number).id) for number in dict.fromkeys(draft.footage_ids)
    ]
