"""Tombstones: what was destroyed by an approved list is refused in words."""

from sqlalchemy.orm import Session

from archive_desk.db import destructions, footage
from archive_desk.domain.destruction import DESTRUCTION_LAW
from archive_desk.domain.errors import Refused
from archive_desk.domain.ids import FootageId
from archive_desk.domain.sentences import say
from archive_desk.services.desk import Desk


def require_standing(session: Session, footage_id: FootageId) -> None:
    """See that a recording still is in the archive.

    Raises:
        Refused: it was destroyed; with the list and the day.
    """
    tomb = destructions.tomb_of(session, footage_id)
    if tomb is not None:
        item = footage.get(session, footage_id)
        raise Refused(
            say(
                "音像 {name} 已于 {day} 按销毁清册 {no} 销毁，只保留登记和校验值。",
                name=item.name,
                day=tomb.destroyed_at.date().isoformat(),
                no=tomb.list_no,
            ),
            basis=DESTRUCTION_LAW,
        )


def require_all_standing(desk: Desk, *footage_ids: FootageId) -> None:
    """The same for some recordings, outside any other look.

    Raises:
        Refused: one of them was destroyed.
    """
    with desk.reading() as session:
        for each in footage_ids:
            require_standing(session, each)
