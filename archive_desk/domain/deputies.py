"""Deputies (代理): who signs for an approver that is away, from when until when, and why."""

from dataclasses import dataclass
from datetime import datetime

from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.ids import PersonId
from archive_desk.domain.people import Person, Right, Role
from archive_desk.domain.sentences import say


@dataclass(frozen=True)
class Deputy:
    """A deputyship: `deputy` signs what `principal`, who holds `role`, might sign."""

    id: int
    principal_id: PersonId
    principal: str
    role: Role
    deputy_id: PersonId
    deputy: str
    valid_from: datetime
    valid_until: datetime
    reason: str
    ended_at: datetime | None = None

    def in_force(self, at: datetime) -> bool:
        """Whether the deputy may sign at the moment `at`."""
        return self.valid_from <= at < self.valid_until and (
            self.ended_at is None or at < self.ended_at
        )


def check_appointment(
    actor: Person,
    principal: Person,
    deputy: Person,
    valid_from: datetime,
    valid_until: datetime,
    reason: str,
    at: datetime,
) -> None:
    """Refuse a deputyship that makes no sense, or that is not `actor`'s to give.

    An approver appoints his own deputy; the head of the agency anybody's.

    Raises:
        Refused: not his to give.
        InvalidInput: the same person, an inactive account, no reason, or no such period.
    """
    if actor.id != principal.id and actor.role is not Role.AGENCY_HEAD:
        raise Refused(say("代理由本人或行政负责人指定。"))
    actor.require(Right.SIGN)
    principal.require(Right.SIGN)
    if principal.id == deputy.id or not deputy.active:
        raise InvalidInput(say("请选择另一位在用的人员代理。"))
    if not reason.strip():
        raise InvalidInput(say("请写明代理的原因。"))
    if valid_from >= valid_until or valid_until <= at:
        raise InvalidInput(say("代理的止期须晚于起期，且尚未过去。"))
