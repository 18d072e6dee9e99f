"""Things to lend, written straight into a test archive: a case, its footage, a disc."""

from dataclasses import dataclass

from sqlalchemy import insert

from archive_desk.db.tables.cases import case_footage, cases
from archive_desk.db.tables.discs import disc_items, discs
from archive_desk.db.tables.footage import batches, footage
from archive_desk.domain.ids import FootageId
from archive_desk.domain.loans import ItemKind, LoanItem
from tests.helpers.archives import Office


@dataclass(frozen=True)
class Holdings:
    """A case with one recording, the same recording on a disc, and a recording beside them."""

    case: LoanItem
    disc: LoanItem
    in_case: FootageId
    alone: FootageId

    @property
    def footage(self) -> LoanItem:
        return LoanItem(ItemKind.FOOTAGE, self.alone, "")


def holdings(office: Office, no: str = "2026-001") -> Holdings:
    """Put the things into the archive of `office`."""
    with office.desk.transaction(None) as work:
        session, at = work.session, work.at
        batch = session.execute(
            insert(batches)
            .values(no=f"PC-{no}", source="/card", started_at=at, clerk_id=office["archivist"].id)
            .returning(batches.c.id)
        ).scalar_one()
        recordings = [
            session.execute(
                insert(footage)
                .values(
                    batch_id=batch,
                    name=f"{no}-{number}.mp4",
                    path=f"{no}/{number}.mp4",
                    kind="video",
                    size_bytes=1000,
                    sha256=f"{no}-{number}".ljust(64, "0"),
                    sm3="0" * 64,
                    imported_at=at,
                    started_by="name",
                    health="sound",
                )
                .returning(footage.c.id)
            ).scalar_one()
            for number in (1, 2)
        ]
        case = session.execute(
            insert(cases)
            .values(
                no=no,
                cause="无证办学",
                party="示例培训中心",
                kind="penalty",
                section="综合科",
                state="open",
                registered_at=at,
            )
            .returning(cases.c.id)
        ).scalar_one()
        session.execute(
            insert(case_footage).values(case_id=case, footage_id=recordings[0], linked_at=at)
        )
        disc = session.execute(
            insert(discs)
            .values(
                no=f"GP-{no}",
                set_no=f"GP-{no}",
                copy_set="B",
                number=1,
                of=1,
                medium="dvd",
                title="示例",
                state="shelved",
                planned_at=at,
                used_bytes=1000,
                burned_at=at,
                verified_at=at,
                location="一号柜",
            )
            .returning(discs.c.id)
        ).scalar_one()
        session.execute(
            insert(disc_items).values(
                disc_id=disc, footage_id=recordings[0], path="1", size_bytes=1000, sha256="0" * 64
            )
        )
    return Holdings(
        LoanItem(ItemKind.CASE, case, ""),
        LoanItem(ItemKind.DISC, disc, ""),
        FootageId(recordings[0]),
        FootageId(recordings[1]),
    )
