"""Recordings whose bytes really lie in the vault of a test archive."""

import hashlib
import random

from sqlalchemy import select

from archive_desk.db.tables.footage import footage
from archive_desk.domain.cases import CaseFile
from archive_desk.domain.ids import FootageId
from archive_desk.services.casework import Casework
from tests.helpers.archives import Office
from tests.helpers.case_files import recording


def stored(office: Office, size: int = 50_000, **facts: object) -> FootageId:
    """A recording of `size` random bytes in the vault, recorded as it is."""
    footage_id = recording(office)
    data = random.Random(footage_id).randbytes(size)
    path = f"PC-{footage_id}/data/0001_DSJ-询问_{footage_id:04}.mp4"
    file = office.desk.folder.vault / path
    file.parent.mkdir(parents=True)
    file.write_bytes(data)
    values: dict[str, object] = {
        "name": f"DSJ-询问_{footage_id:04}.mp4",
        "path": path,
        "size_bytes": size,
        "sha256": hashlib.sha256(data).hexdigest(),
        "sm3": hashlib.new("sm3", data).hexdigest(),
    }
    with office.desk.transaction(None) as work:
        work.session.execute(
            footage.update().where(footage.c.id == footage_id).values(**values | facts)
        )
    return footage_id


def in_case(office: Office, case: CaseFile, *footage_ids: FootageId) -> None:
    """Link recordings to a case file."""
    Casework(office.desk).link(office["archivist"], case.no, footage_ids)


def vault_file_of(office: Office, footage_id: FootageId):
    """The file of a recording in the vault."""
    with office.desk.reading() as session:
        path = session.scalars(select(footage.c.path).where(footage.c.id == footage_id)).one()
    return office.desk.folder.vault / path
