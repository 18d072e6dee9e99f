"""Destruction lists: read, foreseen, approved or refused by the agency's head, and witnessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from archive_desk.db import carriers, destructions, holds, live_uses, retention
from archive_desk.domain.destruction import (
    DESTRUCTION_LAW,
    CarryingDisc,
    DestructionItem,
    DestructionList,
    KnownCopy,
    ListState,
    require_list_state,
    require_witness,
)
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import Sentence, say
from archive_desk.services.accounts import Accounts
from archive_desk.services.desk import Desk
from archive_desk.services.destroying_copies import Copies

__all__ = ["DestructionLists", "Plan", "obstacles_to", "require_free"]


@dataclass(frozen=True)
class Plan:
    """What executing a list would do, without doing it. With `obstacles` it would be refused."""

    found: DestructionList
    items: Sequence[DestructionItem]
    copies: Sequence[KnownCopy]
    discs: Sequence[CarryingDisc]
    obstacles: Sequence[Sentence] = ()
    warnings: Sequence[Sentence] = ()


class DestructionLists:
    """What is done with destruction lists before anything goes. Who may browse may read them."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    # -- reading -----------------------------------------------------------------------------

    def lists(self, actor: Person) -> Sequence[DestructionList]:
        """All lists, the newest first.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return destructions.page(session)

    def get(self, actor: Person, no: str) -> DestructionList:
        """One list.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such list.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return destructions.get(session, no)

    def plan(self, actor: Person, no: str) -> Plan:
        """What executing the list would do, or did: items, copies, discs, what is in the way.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such list.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            found = destructions.get(session, no)
            items = destructions.items_of(session, found.id)
            if found.state in {ListState.DESTROYING, ListState.DESTROYED}:
                copies = destructions.copies_of(session, found.id)
                return Plan(found, items, copies, carriers.discs_of(session, found.id))
        return self._foreseen(found, items)

    def _foreseen(self, found: DestructionList, items: Sequence[DestructionItem]) -> Plan:
        known, at = Copies(self._desk), self._desk.clock()
        with self._desk.reading() as session:
            carrying = carriers.carrying(session, [item.footage_id for item in items])
            copies = known.known(session, items, carrying)
            obstacles = obstacles_to(session, items, at)
        warnings = []
        if known.mirror_wanting:
            warnings.append(say("镜像没有连接：镜像里的副本要等连接后才能销毁，清册到那时才完结。"))
        return Plan(found, items, copies, carrying, tuple(obstacles), tuple(warnings))

    # -- deciding and witnessing -------------------------------------------------------------

    def approve(
        self, actor: Person, no: str, opinion: str, *, method: str = "", place: str = ""
    ) -> DestructionList:
        """Approve a list.

        Raises:
            Refused: `actor` is not the agency's head, it is decided already, or something on it is
                held, in use or kept longer by now.
        """
        words = opinion.strip() or str(say("同意销毁"))
        return self._decide(actor, no, ListState.APPROVED, words, method.strip(), place.strip())

    def refuse(self, actor: Person, no: str, reason: str) -> DestructionList:
        """Refuse a list; its items may be appraised again.

        Raises:
            Refused: `actor` is not the agency's head, or it is decided already.
            InvalidInput: there is no reason.
        """
        if not reason.strip():
            raise InvalidInput(say("请写明不予批准的理由。"))
        return self._decide(actor, no, ListState.REFUSED, reason.strip(), "", "")

    def _decide(
        self, actor: Person, no: str, state: ListState, opinion: str, method: str, place: str
    ) -> DestructionList:
        if not actor.may(Right.APPROVE_DESTRUCTION):
            role = say(actor.role.label)
            raise Refused(
                say(
                    "{name}（{role}）不能批准销毁，须由行政负责人批准。", name=actor.name, role=role
                ),
                basis=DESTRUCTION_LAW,
            )
        with self._desk.transaction(actor) as work:
            found = destructions.get(work.session, no)
            require_list_state(found, ListState.PROPOSED)
            if state is ListState.APPROVED:
                items = destructions.items_of(work.session, found.id)
                require_free(obstacles_to(work.session, items, work.at))
            method = method or str(say("删除文件，光盘粉碎"))
            place = place or self._desk.office.organisation
            destructions.decide(
                work.session, found.id, state, actor, opinion, method, place, work.at
            )
            approved = state is ListState.APPROVED
            verb = "destruction.approved" if approved else "destruction.refused"
            detail = {"opinion": opinion, "items": found.items, "basis": str(DESTRUCTION_LAW)}
            work.journal(Act(verb, f"destruction:{no}", detail=detail))
            return destructions.get(work.session, no)

    def witness(self, actor: Person, no: str, password: str) -> DestructionList:
        """Confirm by one's password to witness the destruction (监销).

        Raises:
            Refused: wrong password, the list is not approved, or `actor` has another part in it.
        """
        actor.require_inside()
        with self._desk.reading() as session:
            require_witness(destructions.get(session, no), actor)
        Accounts(self._desk).confirm(actor, password)
        with self._desk.transaction(actor) as work:
            found = destructions.get(work.session, no)
            require_witness(found, actor)
            destructions.witness(work.session, found.id, actor, work.at)
            act = Act("destruction.witnessed", f"destruction:{no}", detail={"name": actor.name})
            work.journal(act)
            return destructions.get(work.session, no)


def obstacles_to(
    session: Session, items: Sequence[DestructionItem], at: datetime
) -> list[Sentence]:
    """What stands in the way of destroying these, an item each."""
    ids = [item.footage_id for item in items]
    held, used = holds.held(session, ids), live_uses.in_use(session, ids, at)
    terms = retention.of_footage(session, ids)
    obstacles = []
    for item in items:
        if item.footage_id in held:
            no = held[item.footage_id]
            obstacles.append(say("“{name}”在封存中（{no}）。", name=item.name, no=no))
        elif item.footage_id in used:
            words = used[item.footage_id].words
            obstacles.append(say("“{name}”{use}。", name=item.name, use=words))
        elif item.footage_id not in terms or not terms[item.footage_id].keep.ended(at):
            obstacles.append(say("“{name}”的保管期限已经延长，没有届满。", name=item.name))
    return obstacles


def require_free(obstacles: Sequence[Sentence]) -> None:
    """Refuse to go on where anything stands in the way.

    Raises:
        Refused: with the first of them, and how many there are.
    """
    if obstacles:
        raise Refused(
            say(
                "不能销毁：{first}共 {count} 项，请重新鉴定。",
                first=obstacles[0],
                count=len(obstacles),
            ),
            basis=DESTRUCTION_LAW,
        )
