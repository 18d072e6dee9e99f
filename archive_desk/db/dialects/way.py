"""The verbs that each database has its own way for."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from sqlalchemy import ColumnElement, Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from archive_desk.domain.errors import Unavailable


class Way(Protocol):
    """How one kind of database does what the others do otherwise."""

    @property
    def suffix(self) -> str:
        """What the name of a copy ends with."""

    def engine(self, url: str) -> Engine:
        """What opens connections to `url`; nothing is opened yet.

        Its option `writes` begins a transaction as the only writer, `reads` one that sees one
        moment of the archive.
        """

    def trouble(self, error: DBAPIError) -> Unavailable | None:
        """What the driver says of the world, in our words; None where it is our own fault."""

    def require_empty(self, engine: Engine) -> None:
        """See that a new archive may begin here.

        Raises:
            InvalidInput: there is something already, or it cannot keep Chinese text.
        """

    def upgrading(self, connection: Connection) -> AbstractContextManager[None]:
        """What must hold while the schema changes; checked afterwards.

        Raises:
            Damaged: references are broken afterwards.
        """

    def copy_to(self, engine: Engine, target: Path) -> None:
        """Write a sound copy of everything to the new file `target`.

        Raises:
            OSError: it cannot be written.
            Unavailable: it cannot be made.
            Damaged: it is not sound.
        """

    def faults(self, connection: Connection, guarded: Sequence[str], *, full: bool) -> list[str]:
        """What the database finds wrong with itself, and missing triggers of `guarded` tables."""

    def index_words(self, session: Session, footage_id: int, known: str | None, words: str) -> None:
        """Have a recording found by `words` instead of by `known`."""

    def mentions(
        self, session: Session, wanted: Iterable[str], *, in_order: bool
    ) -> ColumnElement[bool]:
        """The condition on `footage` that all of the simplified words `wanted` are mentioned."""
