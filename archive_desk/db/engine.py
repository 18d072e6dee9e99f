"""Opening the archive's database, and one transaction at a time on it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from archive_desk.db.dialects.choice import way_to
from archive_desk.db.dialects.way import Way


class Database:
    """The database of one archive; opens sessions for one use case each.

    Safe to share between threads; a session is not.
    """

    def __init__(self, url: str) -> None:
        """Prepare the connection; nothing is opened yet."""
        self.way: Way = way_to(url)
        self.engine: Engine = self.way.engine(url)
        self._writer = self.engine.execution_options(writes=True)
        self._reader = self.engine.execution_options(reads=True)
        self._reading = threading.local()

    @classmethod
    def at(cls, file: Path) -> "Database":
        """The SQLite database in `file`."""
        return cls(f"sqlite:///{file.as_posix()}")

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits at the end, or rolls everything back.

        Raises:
            Unavailable: the database cannot be reached, is busy or its disk is full.
        """
        with (
            self.in_our_words(),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment of the archive and changes nothing.

        Whoever reads within a reading of the same thread reads on in it: a second connection would
        wait for a writer that waits for the first.

        Raises:
            Unavailable: the database cannot be reached.
        """
        current: Session | None = getattr(self._reading, "session", None)
        if current is not None:
            yield current
            return
        with self.in_our_words(), Session(self._reader) as session:
            self._reading.session = session
            try:
                yield session
                session.rollback()
            finally:
                self._reading.session = None

    @contextmanager
    def in_our_words(self) -> Iterator[None]:
        """Turn what the database's driver says of the world into our errors.

        Raises:
            Unavailable: it cannot be reached or written, or is no sound database.
        """
        try:
            yield
        except DBAPIError as error:
            trouble = self.way.trouble(error)
            if trouble is None:
                raise
            raise trouble from error

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()
