"""Unrelated footage (与执法无关): set aside with a reason, never dropped, and taken back at will.

What was filmed without having to do with enforcement (001 Arts. 3, 14; 002 Art. 25 forbid it) is an
original like any other; it is only listed apart and offered to no case file.
"""

from collections.abc import Iterable, Mapping, Sequence

from archive_desk.db import footage, set_asides
from archive_desk.db.set_asides import SetAside
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.ids import FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.services.desk import Desk

__all__ = ["SetAside", "SettingAside"]


class SettingAside:
    """What the clerk does with footage that does not belong to the work."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def set_aside(self, actor: Person, ids: Sequence[FootageId], reason: str) -> None:
        """Set recordings aside; all of them or none.

        Raises:
            Refused: not `actor`'s duty, or one of them is in a case file.
            InvalidInput: no reason is given.
            NotFound: there is no such recording.
        """
        actor.require(Right.CORRECT_FOOTAGE)
        reason = reason.strip()
        if not reason:
            raise InvalidInput(say("请写明为什么与执法无关。"))
        with self._desk.transaction(actor) as work:
            known = set_asides.standing(work.session, ids)
            for number in ids:
                item = footage.get(work.session, number)
                if item.cases:
                    raise Refused(
                        say(
                            "音像 {name} 在案卷 {no} 中，不能列为与执法无关。",
                            name=item.name,
                            no=item.cases[0],
                        )
                    )
                if number not in known:
                    set_asides.add(work.session, number, reason, actor.name, work.at)
                    act = Act("footage.set_aside", f"footage:{number}", detail={"reason": reason})
                    work.journal(act)

    def take_back(self, actor: Person, ids: Sequence[FootageId], reason: str = "") -> None:
        """Take recordings back among the others.

        Raises:
            Refused: not `actor`'s duty.
        """
        actor.require(Right.CORRECT_FOOTAGE)
        with self._desk.transaction(actor) as work:
            for number in set_asides.standing(work.session, ids):
                set_asides.undo(work.session, number, actor.name, work.at)
                detail = {"reason": reason.strip()} if reason.strip() else {}
                work.journal(Act("footage.taken_back", f"footage:{number}", detail=detail))

    def standing(self, actor: Person, ids: Iterable[FootageId]) -> Mapping[FootageId, SetAside]:
        """Which of these recordings are set aside, and why.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return set_asides.standing(session, ids)
