"""Destruction: only by an approved list (销毁清册), before two witnesses, on every copy there is.

No regulation says who may destroy or how (domain.md §1.10); 档案法 Art. 21 and 档案法实施条例
Art. 24 only say that it must be approved. So the agency's head approves, two people who neither
made nor approved the list witness it by their passwords (监销), and what was destroyed stays in the
register.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.errors import Refused
from archive_desk.domain.ids import DiscId, FootageId, ListId, PersonId
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say

DESTRUCTION_LAW = Basis("中华人民共和国档案法实施条例", "第二十四条（销毁办法制度未定，按此办理）")
WITNESSES = 2


class ListState(StrEnum):
    """Where a list stands. `DESTROYING` is only left when every copy is gone."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    DESTROYING = "destroying"
    DESTROYED = "destroyed"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _STATE_TITLES[self]


_STATE_TITLES = {
    ListState.PROPOSED: "待批准",
    ListState.APPROVED: "已批准，待监销",
    ListState.REFUSED: "不予批准",
    ListState.DESTROYING: "销毁中",
    ListState.DESTROYED: "已销毁",
}


class CopyKind(StrEnum):
    """The kinds of copies that a desk knows."""

    VAULT = "vault"
    MIRROR = "mirror"
    DERIVED = "derived"
    QUARANTINE = "quarantine"
    IMAGE = "image"

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return _COPY_TITLES[self]


_COPY_TITLES = {
    CopyKind.VAULT: "原件",
    CopyKind.MIRROR: "镜像",
    CopyKind.DERIVED: "派生文件",
    CopyKind.QUARANTINE: "移开的坏件",
    CopyKind.IMAGE: "光盘映像",
}


class CopyState(StrEnum):
    """What became of a copy."""

    PENDING = "pending"
    GONE = "gone"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return {"pending": "待销毁", "gone": "已销毁"}[self.value]


@dataclass(frozen=True)
class DestructionItem:
    """One line of a list; with `destroyed_at` the tombstone of a recording."""

    footage_id: FootageId
    position: int
    name: str
    path: str
    size_bytes: int
    sha256: str
    sm3: str
    was: str
    until: datetime | None
    reason: str
    destroyed_at: datetime | None = None
    cases: tuple[str, ...] = ()
    recorded_at: datetime | None = None


@dataclass(frozen=True)
class KnownCopy:
    """One copy of an item; `trouble` says why it is not gone yet."""

    footage_id: FootageId
    kind: CopyKind
    place: str
    state: CopyState = CopyState.PENDING
    trouble: str = ""
    id: int = 0


@dataclass(frozen=True)
class CarryingDisc:
    """A disc that carries items of a list. `whole`: it carries nothing else that is kept."""

    disc_id: DiscId
    disc_no: str
    location: str
    whole: bool
    settled_by: str = ""
    settled_at: datetime | None = None
    note: str = ""

    @property
    def advice(self) -> str:
        """What has to be done with it, since a disc cannot be erased."""
        if self.whole:
            return "整盘销毁（粉碎）并登记"
        return "盘上还有其他材料，不能单独擦除：另刻新盘后整盘销毁"


@dataclass(frozen=True)
class Witness:
    """A 监销人, confirmed by his password."""

    person_id: PersonId
    name: str
    at: datetime


@dataclass(frozen=True)
class DestructionList:
    """A 销毁清册."""

    id: ListId
    no: str
    appraisal_no: str
    state: ListState
    made_by: str
    made_at: datetime
    items: int
    size_bytes: int
    destroyed: int = 0
    decided_by_id: PersonId | None = None
    decided_by: str = ""
    decided_at: datetime | None = None
    opinion: str = ""
    method: str = ""
    place: str = ""
    begun_by: str = ""
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    witnesses: tuple[Witness, ...] = ()
    open_discs: int = 0

    @property
    def witnessed(self) -> bool:
        """Whether enough people have confirmed to be there."""
        return len(self.witnesses) >= WITNESSES


def require_list_state(found: DestructionList, state: ListState) -> None:
    """Refuse what a list is not ready for.

    Raises:
        Refused: with the state it is in.
    """
    if found.state is not state:
        raise Refused(
            say("销毁清册 {no} 现在是“{state}”。", no=found.no, state=say(found.state.label)),
            basis=DESTRUCTION_LAW,
        )


def require_witness(found: DestructionList, person: Person) -> None:
    """Refuse a witness who has another part in it.

    Raises:
        Refused: he made or approved the list, witnessed it already, or belongs to another body.
    """
    require_list_state(found, ListState.APPROVED)
    person.require_inside()
    if person.id == found.decided_by_id:
        raise Refused(say("批准人不能兼任监销人。"), basis=DESTRUCTION_LAW)
    if person.name == found.made_by:
        raise Refused(say("编制清册的人不能兼任监销人。"), basis=DESTRUCTION_LAW)
    if any(person.id == each.person_id for each in found.witnesses):
        raise Refused(say("{name}已经确认监销。", name=person.name))
