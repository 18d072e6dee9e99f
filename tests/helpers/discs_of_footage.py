"""Discs for tests that need footage on a disc that was read back, and no disc itself."""

from collections.abc import Iterable

from sqlalchemy import insert

from archive_desk.db.tables.discs import disc_items, discs
from archive_desk.domain.ids import DiscId, FootageId
from tests.helpers.archives import Office


def on_disc(office: Office, footage_id: FootageId, state: str = "verified") -> DiscId:
    """Record that it lies on a disc that stands like this in the register."""
    with office.desk.transaction(None) as work:
        disc_id = work.session.execute(
            insert(discs)
            .values(
                no=f"GP-{footage_id}",
                set_no="GP",
                copy_set="A",
                number=1,
                of=1,
                medium="dvd",
                title="盘",
                state=state,
                planned_at=work.at,
                used_bytes=1000,
            )
            .returning(discs.c.id)
        ).scalar_one()
        work.session.execute(
            insert(disc_items).values(
                disc_id=disc_id, footage_id=footage_id, path="a", size_bytes=1, sha256="0" * 64
            )
        )
    return DiscId(disc_id)


def on_read_back_discs(office: Office, footage_ids: Iterable[FootageId]) -> None:
    """Record that each of these lies on a disc that was read back."""
    for footage_id in footage_ids:
        on_disc(office, footage_id)
