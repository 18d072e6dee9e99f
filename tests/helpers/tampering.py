"""Changing rows behind the program's back, as whoever has the database's keys could."""

import sqlite3
from contextlib import closing

from archive_desk.services.desk import Desk


def tamper(desk: Desk, *statements: str, guarded: bool = False) -> None:
    """Run `statements` without checks of references; on a server also without triggers.

    With `guarded` everything is in force. `DROP TRIGGER` is only for SQLite's file.
    """
    file = desk.folder.database_file
    if file is not None:
        with closing(sqlite3.connect(file)) as connection, connection:
            for statement in statements:
                connection.execute(statement)
        return
    with desk.database.engine.begin() as connection:
        if not guarded:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            if not statement.startswith("DROP TRIGGER"):
                connection.exec_driver_sql(statement)
