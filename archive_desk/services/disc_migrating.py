"""Migrating a disc to a new medium (迁移): the same contents, a new number, both linked."""

from archive_desk.db import cases, discs
from archive_desk.db.discs import NewDisc
from archive_desk.domain.disc_register import MIGRATABLE, require_state
from archive_desk.domain.discs import Disc, DiscState, Medium
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.ids import DiscId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.services import disc_numbers
from archive_desk.services.desk import Desk, Transaction


class DiscMigrating:
    """Plans the disc that takes an older one's place."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def migrate(self, actor: Person, no: str, reason: str, medium: Medium | None = None) -> Disc:
        """Plan a disc with the contents, set, copy and place in the set of the disc `no`.

        It is built, burned and read back as any other; once it was read back, the old one is
        retired as migrated. `medium` is that of the old disc unless it is given.

        Raises:
            Refused: no right, the disc was never burned or is retired, or has a successor already.
            InvalidInput: no reason is given, or the medium is too small.
        """
        actor.require(Right.KEEP_DISCS)
        if not reason.strip():
            raise InvalidInput(say("请写明迁移的原因。"))
        with self._desk.transaction(actor) as work:
            old = discs.get(work.session, no)
            require_state(old, MIGRATABLE, "迁移")
            if old.replaced_by:
                raise Refused(
                    say("光盘 {no} 已由 {other} 接替，请接着做。", no=old.no, other=old.replaced_by)
                )
            chosen = medium or old.medium
            if chosen.capacity_bytes < old.used_bytes:
                raise InvalidInput(
                    say("{medium} 放不下光盘 {no} 的内容。", medium=chosen.label, no=old.no)
                )
            return self._plan(work, old, chosen, reason.strip())

    def _plan(self, work: Transaction, old: Disc, medium: Medium, reason: str) -> Disc:
        session = work.session
        local = work.at.astimezone(self._desk.office.zone)
        items = discs.items(session, old.id)
        new = Disc(
            id=DiscId(0),
            no=disc_numbers.next_disc(session, local),
            set_no=old.set_no,
            copy_set=old.copy_set,
            number=old.number,
            of=old.of,
            medium=medium,
            title=old.title,
            state=DiscState.PLANNED,
            planned_at=work.at,
            used_bytes=old.used_bytes,
            replaces=old.no,
            protection=old.protection,
        )
        case_ids = [cases.get(session, no).id for no in old.cases]
        discs.add(session, NewDisc(new, items, case_ids))
        planned = {
            "set": new.set_no,
            "copy_set": new.copy_set.value,
            "number": new.number,
            "of": new.of,
            "medium": medium.value,
            "title": new.title,
            "footage": [item.footage_id for item in items],
            "made_by": work.actor.name if work.actor else "",
            "old_disc": old.no,
        }
        work.journal(Act("disc.planned", f"disc:{new.no}", detail=planned))
        detail = {"reason": reason, "replaced_by": new.no}
        work.journal(Act("disc.migrating", f"disc:{old.no}", detail=detail))
        return discs.get(session, new.no)
