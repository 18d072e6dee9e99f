"""Flagging recordings that are not for everybody (涉密和敏感), and lifting the flags again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from archive_desk.db import footage, live_uses, sensitive_flags
from archive_desk.domain.basis import Basis
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.ids import FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.live_uses import LiveUse
from archive_desk.domain.people import Person, Right
from archive_desk.domain.rule_values import Sensitivity
from archive_desk.domain.sensitivity import (
    STATE_SECRETS,
    SensitiveFlag,
    basis_of,
    checked,
    checked_reason,
    offered,
)
from archive_desk.domain.sentences import say
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk

__all__ = ["Classifying", "Flagged", "refuse_state_secrets"]


@dataclass(frozen=True)
class Flagged:
    """What flagging came to: the flags now, and what goes on under them that somebody must know."""

    flags: Mapping[FootageId, tuple[Sensitivity, ...]]
    used: Mapping[FootageId, LiveUse]


class Classifying:
    """What is done with flags. Who may browse may read them."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def offered(self, actor: Person) -> Sequence[tuple[Sensitivity, Basis]]:
        """The flags that can be set here, each with its article.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        regulation = rulebook.of(self._desk)
        return [(kind, basis_of(kind, regulation)) for kind in offered(regulation)]

    def standing(
        self, actor: Person, ids: Iterable[FootageId]
    ) -> Mapping[FootageId, tuple[Sensitivity, ...]]:
        """The flags of these recordings.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return sensitive_flags.standing(session, ids)

    def history(self, actor: Person, footage_id: FootageId) -> Sequence[SensitiveFlag]:
        """All flags that a recording ever had.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such recording.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            footage.get(session, footage_id)
            return sensitive_flags.history(session, footage_id)

    def flag(
        self, actor: Person, ids: Sequence[FootageId], kinds: Sequence[Sensitivity], reason: str
    ) -> Flagged:
        """Flag recordings; all of them or none. What has a flag already keeps it.

        Raises:
            Refused: not `actor`'s duty.
            InvalidInput: nothing to flag, a kind the regulation does not know, or no reason.
            NotFound: there is no such recording.
        """
        actor.require(Right.CORRECT_FOOTAGE)
        regulation = rulebook.of(self._desk)
        reason = checked(kinds, reason, offered(regulation))
        if not ids:
            raise InvalidInput(say("请选择音像。"))
        with self._desk.transaction(actor) as work:
            before = sensitive_flags.standing(work.session, ids)
            for number in dict.fromkeys(ids):
                footage.get(work.session, number)
                new = [kind for kind in dict.fromkeys(kinds) if kind not in before.get(number, ())]
                for kind in new:
                    sensitive_flags.add(work.session, number, kind, reason, actor.name, work.at)
                if new:
                    detail = {
                        "sensitivity": [kind.value for kind in new],
                        "reason": reason,
                        "basis": str(basis_of(new[0], regulation)),
                    }
                    work.journal(Act("footage.flagged", f"footage:{number}", detail=detail))
            return Flagged(
                sensitive_flags.standing(work.session, ids),
                live_uses.in_use(work.session, ids, work.at),
            )

    def lift(
        self, actor: Person, ids: Sequence[FootageId], kinds: Sequence[Sensitivity], reason: str
    ) -> Flagged:
        """Lift flags; that is decided by somebody who signs for the office, not by the clerk alone.

        Raises:
            Refused: `actor` signs nothing.
            InvalidInput: none of them has such a flag, or no reason is given.
        """
        if not actor.may(Right.SIGN):
            raise Refused(say("解除涉密、敏感标注由执法单位负责人、分管领导或行政负责人决定。"))
        reason = checked_reason(reason)
        with self._desk.transaction(actor) as work:
            before = sensitive_flags.standing(work.session, ids)
            lifted = 0
            for number, flags in before.items():
                gone = [kind for kind in flags if kind in kinds]
                for kind in gone:
                    sensitive_flags.lift(work.session, number, kind, reason, actor.name, work.at)
                if gone:
                    lifted += 1
                    detail = {"sensitivity": [kind.value for kind in gone], "reason": reason}
                    work.journal(Act("footage.unflagged", f"footage:{number}", detail=detail))
            if not lifted:
                raise InvalidInput(say("所选音像没有这些标注。"))
            return Flagged(sensitive_flags.standing(work.session, ids), {})


def refuse_state_secrets(session: Session, ids: Iterable[FootageId]) -> None:
    """Refuse any use of a recording that holds a state secret: it does not belong here.

    Raises:
        Refused: with the law.
    """
    for number, kinds in sensitive_flags.standing(session, ids).items():
        if Sensitivity.STATE_SECRET in kinds:
            raise Refused(
                say(
                    "音像 {id} 标注为涉及国家秘密，不得在本系统查看、复制或提供，"
                    "请按保密规定移送处理。",
                    id=number,
                ),
                basis=STATE_SECRETS,
            )
