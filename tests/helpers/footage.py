"""Recordings of a test archive as an import leaves them: the record, its words, its bytes."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import insert

from archive_desk.db.footage_search import index
from archive_desk.db.tables.footage import footage_names, marks, takes
from archive_desk.domain.ids import FootageId, TakeId
from tests.helpers.archives import Office
from tests.helpers.case_files import NINE, recording


def catalogued(
    office: Office,
    started_at: datetime | None = NINE,
    *,
    names: tuple[str, ...] = (),
    **facts: object,
) -> FootageId:
    """A recording that is found by its words; `names` are those it came under."""
    made = recording(office, started_at, **facts)
    with office.desk.transaction(None) as work:
        for source in names:
            work.session.execute(
                insert(footage_names).values(
                    footage_id=made,
                    batch_id=1,
                    name=source.rpartition("/")[2],
                    source=source,
                    seen_at=work.at,
                )
            )
        index(work.session, made)
    return made


def new_take(office: Office) -> TakeId:
    with office.desk.transaction(None) as work:
        return TakeId(work.session.execute(insert(takes).returning(takes.c.id)).scalar_one())


def marked(office: Office, footage_id: FootageId, note: str, category: str = "取证") -> None:
    """A mark on a recording, with its words in the index."""
    with office.desk.transaction(None) as work:
        work.session.execute(
            insert(marks).values(
                footage_id=footage_id,
                at_ms=0,
                category=category,
                note=note,
                author_id=office["archivist"].id,
                made_at=work.at,
            )
        )
        index(work.session, footage_id)


def stored(office: Office, path: Path, **facts: object) -> FootageId:
    """A recording with the bytes of the file at `path` in the vault."""
    place = office.desk.folder.vault / "bag" / "data" / path.name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(path.read_bytes())
    values = {"name": path.name, "path": f"bag/data/{path.name}", "size_bytes": path.stat().st_size}
    return catalogued(office, **values | facts)  # type: ignore[arg-type]
