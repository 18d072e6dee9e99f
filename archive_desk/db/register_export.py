"""All tables of the archive as plain rows, for formats that any program reads."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from archive_desk.db.tables import metadata
from archive_desk.db.tables.footage import footage
from archive_desk.db.tables.keeping import other_files
from archive_desk.domain.other_files import FileKind

_SECRET = {("people", "password_hash"), ("people", "failed_attempts")}
"""What opens doors leaves the archive with nobody."""


def registers(session: Session) -> Mapping[str, int]:
    """The tables there are, with how many rows each has, by name."""
    return {
        table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in sorted(metadata.tables.values(), key=lambda table: table.name)
    }


def columns(name: str) -> Sequence[str]:
    """The columns of a table that are exported."""
    table = metadata.tables[name]
    return [column.name for column in table.columns if (name, column.name) not in _SECRET]


def rows(session: Session, name: str) -> Iterator[Mapping[str, object]]:
    """The rows of a table by its key: texts, numbers, and times as ISO 8601."""
    table = metadata.tables[name]
    chosen = [table.c[column] for column in columns(name)]
    statement = select(*chosen).order_by(*table.primary_key.columns)
    for row in session.execute(statement, execution_options={"yield_per": 1_000}).mappings():
        yield {str(key): _plain(value) for key, value in row.items()}


def _plain(value: object) -> object:
    match value:
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case None | bool() | int() | float() | str():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)


def files(session: Session) -> Iterator[Mapping[str, object]]:
    """Every file the archive keeps: originals, then scans, kept packages, what was set aside."""
    originals = select(
        footage.c.path, footage.c.name, footage.c.size_bytes, footage.c.sha256, footage.c.sm3
    ).order_by(footage.c.path)
    for row in session.execute(originals, execution_options={"yield_per": 1_000}):
        yield {
            "path": f"vault/{row.path}",
            "name": row.name,
            "size_bytes": row.size_bytes,
            "sha256": row.sha256,
            "sm3": row.sm3,
        }
    beside = (
        select(other_files)
        .where(other_files.c.kind != FileKind.IMAGE.value)
        .order_by(other_files.c.path)
    )
    for row in session.execute(beside, execution_options={"yield_per": 1_000}):
        yield {
            "path": row.path,
            "name": row.name,
            "size_bytes": row.size_bytes,
            "sha256": row.sha256,
            "sm3": "",
        }
