"""Case files and recordings for tests, small enough to say what matters in one line."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert

from archive_desk.db.tables.footage import batches, footage
from archive_desk.domain.cases import CaseDraft, CaseFile, CaseKind, CaseOfficer
from archive_desk.domain.ids import FootageId
from archive_desk.services.casework import Casework
from tests.helpers.archives import Office

NINE = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
"""Nine in the morning in the office's zone, two days before the clock of a test office."""

DRAFT = CaseDraft(
    no="西教罚〔2026〕1号",
    cause="无证办学",
    party="示例培训中心",
    kind=CaseKind.PENALTY,
    section="综合科",
    officers=(CaseOfficer("甲一", "ZF-001"), CaseOfficer("乙二", "ZF-002")),
    opened_on=date(2026, 11, 16),
    ended_at=NINE + timedelta(hours=2),
)


def registered(office: Office, **facts: object) -> CaseFile:
    """A case file in the archive of `office`, as `DRAFT` but for `facts`."""
    draft = replace(DRAFT, **facts)  # type: ignore[arg-type]
    return Casework(office.desk).register(office["archivist"], draft)


def recording(office: Office, started_at: datetime | None = NINE, **facts: object) -> FootageId:
    """The record of a recording of an hour from nine, but for `facts`; without its bytes."""
    with office.desk.transaction(None) as work:
        session = work.session
        number = session.query(footage).count() + 1
        batch = session.execute(
            insert(batches)
            .values(
                no=f"PC-{number}", source="/card", started_at=NINE, clerk_id=office["archivist"].id
            )
            .returning(batches.c.id)
        ).scalar_one()
        values: dict[str, object] = {
            "batch_id": batch,
            "name": f"{number:04}.mp4",
            "path": f"PC-{number}/data/{number:04}.mp4",
            "kind": "video",
            "size_bytes": 1000,
            "sha256": f"{number:064x}",
            "sm3": "0" * 64,
            "imported_at": NINE,
            "started_by": "name",
            "started_at": started_at,
            "duration_ms": 3_600_000,
            "health": "sound",
        }
        return FootageId(
            session.execute(
                insert(footage).values(**values | facts).returning(footage.c.id)
            ).scalar_one()
        )
