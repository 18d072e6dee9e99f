"""Destroying what an approved and witnessed list names: every copy, settled after a cut.

The order, and why: what is to go is written down first; then each copy is deleted, and what is
gone is written down every few copies. Cut off anywhere, a copy that is written down as there may be
gone, never the other way; the next start finds that, and goes on with what two people witnessed.
"""

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace

from archive_desk.db import carriers, destructions, discs
from archive_desk.domain.destruction import (
    DESTRUCTION_LAW,
    CarryingDisc,
    CopyKind,
    DestructionList,
    KnownCopy,
    ListState,
    require_list_state,
)
from archive_desk.domain.disc_register import RETIRABLE
from archive_desk.domain.discs import DiscState, Retired
from archive_desk.domain.errors import Damaged, InvalidInput, Refused
from archive_desk.domain.ids import FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor, Unwatched
from archive_desk.media import locks
from archive_desk.media.copying import StoreFailed
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.destroying_copies import Copies
from archive_desk.services.destruction_lists import (
    DestructionLists,
    obstacles_to,
    require_free,
)
from archive_desk.services.originals import vault_of

__all__ = ["Destroying"]

_LOCK = "destroying"
_WRITE_DOWN_EVERY = 50
_WRITE_DOWN_EVERY_S = 2.0


@dataclass
class _Tally:
    """What has been done and is not written down yet."""

    gone: list[int] = field(default_factory=list)
    troubles: dict[int, str] = field(default_factory=dict)
    buried: list[FootageId] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    written_at: float = field(default_factory=time.monotonic)

    @property
    def due(self) -> bool:
        late = time.monotonic() - self.written_at > _WRITE_DOWN_EVERY_S
        return len(self.gone) >= _WRITE_DOWN_EVERY or late


class Destroying:
    """Executes what was approved and witnessed. The only service that deletes an original."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def execute(self, actor: Person, no: str, monitor: Monitor) -> DestructionList:
        """Destroy what an approved and witnessed list names, every copy of it.

        A copy that cannot be reached leaves the list open, with its trouble in words.

        Raises:
            Refused: not `actor`'s duty, not approved, fewer than two witnesses, or something on
                it is held, in use or kept longer by now.
            Unavailable: the vault is not there, or somebody else is at it.
            Cancelled: from `monitor`; the next start goes on.
        """
        actor.require(Right.KEEP_RETENTION)
        with self._exclusive():
            with self._desk.reading() as session:
                found = destructions.get(session, no)
            if found.state is not ListState.DESTROYING:
                self._begin(actor, no)
            return self._go_on(actor, no, monitor)

    def _exclusive(self) -> AbstractContextManager[None]:
        vault = vault_of(self._desk)
        vault.require_presence()
        return vault.filling(_LOCK)

    def _begin(self, actor: Person, no: str) -> None:
        plan = DestructionLists(self._desk).plan(actor, no)
        found = plan.found
        require_list_state(found, ListState.APPROVED)
        if not found.witnessed:
            raise Refused(
                say("须有两名监销人确认后才能销毁，现有 {count} 名。", count=len(found.witnesses)),
                basis=DESTRUCTION_LAW,
            )
        if any(witness.person_id == actor.id for witness in found.witnesses):
            raise Refused(say("监销人不能自己执行销毁。"), basis=DESTRUCTION_LAW)
        require_free(plan.obstacles)
        with self._desk.transaction(actor) as work:
            require_list_state(destructions.get(work.session, no), ListState.APPROVED)
            # A hold or a request may have come between the look and now.
            require_free(obstacles_to(work.session, plan.items, work.at))
            destructions.begin(work.session, found.id, plan.copies, plan.discs, actor.name, work.at)
            detail = {
                "items": found.items,
                "copies": len(plan.copies),
                "discs": [disc.disc_no for disc in plan.discs],
                "witnesses": [witness.name for witness in found.witnesses],
            }
            work.journal(Act("destruction.begun", f"destruction:{no}", no, detail))

    def settle(self, monitor: Monitor | None = None) -> Sequence[DestructionList]:
        """Go on with destructions that were cut off, or waited for a disk; for the program itself.

        Raises:
            Cancelled: from `monitor`; the next start goes on.
        """
        with self._desk.reading() as session:
            waiting = destructions.in_state(session, ListState.DESTROYING)
        if not waiting:
            return ()
        settled = []
        # A vault that is not there, or another desk at work, is no reason not to start.
        with suppress(StoreFailed, locks.Busy), self._exclusive():
            for each in waiting:
                with self._desk.reading() as session:
                    left = destructions.copies_of(session, each.id, pending_only=True)
                if not left or self._reachable(left):
                    settled.append(self._go_on(None, each.no, monitor or Unwatched()))
        return settled

    def _reachable(self, left: Sequence[KnownCopy]) -> bool:
        """Whether anything can be done: more is left than copies in a mirror that is away."""
        away = Copies(self._desk).mirror_wanting
        return not away or any(copy.kind is not CopyKind.MIRROR for copy in left)

    def _go_on(self, actor: Person | None, no: str, monitor: Monitor) -> DestructionList:
        copies = Copies(self._desk)
        with self._desk.reading() as session:
            found = destructions.get(session, no)
            pending = destructions.copies_of(session, found.id, pending_only=True)
        tally = _Tally()
        try:
            for done, copy in enumerate(pending):
                monitor.report(done, len(pending), say("销毁 {no}", no=no))
                _destroy(copies, copy, tally)
                if tally.due:
                    self._write_down(actor, found, tally)
        finally:
            self._write_down(actor, found, tally)
        monitor.report(len(pending), len(pending), say("销毁 {no}", no=no))
        return self._end(actor, found, copies)

    def _write_down(self, actor: Person | None, found: DestructionList, tally: _Tally) -> None:
        if tally.gone or tally.troubles:
            with self._desk.transaction(actor) as work:
                destructions.settle_copies(work.session, tally.gone, tally.troubles, work.at)
                carriers.forget_images(work.session, tally.images)
                self._bury(work, found, tally.buried)
        tally.gone.clear()
        tally.troubles.clear()
        tally.buried.clear()
        tally.images.clear()
        tally.written_at = time.monotonic()

    def _bury(self, work: Transaction, found: DestructionList, buried: Sequence[FootageId]) -> None:
        """Tombstones: the register and the journal keep what it was, and by which list it went."""
        if not buried:
            return
        destructions.bury(work.session, found.id, buried, work.at)
        wanted = set(buried)
        for item in destructions.items_of(work.session, found.id):
            if item.footage_id in wanted:
                detail = {
                    "list": found.no,
                    "name": item.name,
                    "path": item.path,
                    "size_bytes": item.size_bytes,
                    "sha256": item.sha256,
                    "sm3": item.sm3,
                    "reason": item.reason,
                }
                act = Act("footage.destroyed", f"footage:{item.footage_id}", found.no, detail)
                work.journal(act)

    def _end(self, actor: Person | None, found: DestructionList, copies: Copies) -> DestructionList:
        with self._desk.reading() as session:
            touched = carriers.batches_of(session, found.id)
            left = destructions.copies_of(session, found.id, pending_only=True)
        for no in touched:
            copies.reseal(no)
        with self._desk.transaction(actor) as work:
            if left:
                detail: dict[str, object] = {"left": len(left), "reason": left[0].trouble}
                act = Act("destruction.resumed", f"destruction:{found.no}", found.no, detail)
            else:
                self._void_plans(work, found)
                destructions.finish(work.session, found.id, work.at)
                now = destructions.get(work.session, found.no)
                detail = {"items": now.destroyed, "discs": now.open_discs}
                act = Act("destruction.finished", f"destruction:{found.no}", found.no, detail)
            work.journal(act)
            return destructions.get(work.session, found.no)

    def _void_plans(self, work: Transaction, found: DestructionList) -> None:
        """Discs that only exist as a plan or an image are void: nothing has to be destroyed."""
        for line in carriers.discs_of(work.session, found.id):
            disc = discs.get(work.session, line.disc_no)
            if disc.burned_at is None and disc.state in RETIRABLE:
                note = str(say("所载音像已按清册 {no} 销毁，作废。", no=found.no))
                self._retire(work, line, note, Retired.VOID)
                carriers.settle_disc(
                    work.session, found.id, line.disc_id, found.begun_by, note, work.at
                )

    # -- discs -------------------------------------------------------------------------------

    def settle_disc(self, actor: Person, no: str, disc_no: str, note: str) -> DestructionList:
        """Say that a disc was destroyed too; only a person can.

        Raises:
            Refused: not `actor`'s duty, or the disc is lent.
            InvalidInput: the disc is not on the list, is settled already, or there is no note.
        """
        actor.require(Right.KEEP_RETENTION)
        if not note.strip():
            raise InvalidInput(say("请写明光盘怎样销毁、何时何地、谁在场。"))
        with self._desk.transaction(actor) as work:
            found = destructions.get(work.session, no)
            lines = {each.disc_no: each for each in carriers.discs_of(work.session, found.id)}
            line = lines.get(disc_no)
            if line is None or line.settled_at is not None:
                raise InvalidInput(
                    say("清册 {no} 中没有待销毁的光盘 {disc}。", no=no, disc=disc_no)
                )
            disc = discs.get(work.session, disc_no)
            if disc.state is DiscState.LENT:
                raise Refused(say("光盘 {no} 还借在外面，归还后才能销毁。", no=disc_no))
            if disc.state in RETIRABLE:
                reason = str(say("按清册 {no} 销毁：{note}", no=no, note=note.strip()))
                self._retire(work, line, reason, Retired.SCRAPPED)
            carriers.settle_disc(
                work.session, found.id, line.disc_id, actor.name, note.strip(), work.at
            )
            detail = {"list": no, "note": note.strip()}
            work.journal(Act("destruction.disc_settled", f"disc:{disc_no}", no, detail))
            return destructions.get(work.session, no)

    def _retire(
        self, work: Transaction, line: CarryingDisc, reason: str, retired_as: Retired
    ) -> None:
        disc = discs.get(work.session, line.disc_no)
        detail = {"reason": reason, "state": disc.state.value, "as": retired_as.value}
        discs.save(
            work.session,
            replace(
                disc,
                state=DiscState.RETIRED,
                retired_at=work.at,
                retired_as=retired_as,
                retired_reason=reason,
            ),
        )
        work.journal(Act("disc.retired", f"disc:{line.disc_no}", detail=detail))


def _destroy(copies: Copies, copy: KnownCopy, tally: _Tally) -> None:
    try:
        copies.destroy(copy)
    except (Damaged, StoreFailed) as error:
        tally.troubles[copy.id] = str(error.message)
        return
    tally.gone.append(copy.id)
    if copy.kind is CopyKind.VAULT:
        tally.buried.append(copy.footage_id)
    elif copy.kind is CopyKind.IMAGE:
        tally.images.append(copy.place)
