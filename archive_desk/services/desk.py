"""An open archive: what every service needs, and one transaction per use case."""

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from archive_desk.db import batches, journal, settings, upgrade
from archive_desk.db.engine import Database
from archive_desk.domain.errors import ArchiveDeskError, InvalidInput, Unavailable
from archive_desk.domain.journal import Act
from archive_desk.domain.office import REGULATIONS, Office
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say
from archive_desk.media.vault_mark import read_mark, write_mark
from archive_desk.paths import ArchiveFolder
from archive_desk.services import description, retention_renewal
from archive_desk.services.database_places import database_place, require_file
from archive_desk.services.places import claim, vault_place

_log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

_MARKED = "vault_marked"


def system_clock() -> datetime:
    """The present moment, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Transaction:
    """One use case under way: its session, its moment, its actor."""

    session: Session
    at: datetime
    actor: Person | None
    acts: list[Act] = field(default_factory=list, compare=False, repr=False)

    def journal(self, act: Act) -> None:
        """Write `act` into the journal, in this same transaction."""
        journal.append(self.session, self.actor, act, self.at)
        self.acts.append(act)


@dataclass(frozen=True)
class Desk:
    """An open archive. Safe to share between threads; make it with `open_desk` or `new_desk`."""

    folder: ArchiveFolder
    database: Database
    office: Office
    clock: Clock = system_clock

    @contextmanager
    def transaction(self, actor: Person | None) -> Iterator[Transaction]:
        """One use case of `actor` (None: the program itself): all of it is kept, or nothing.

        What its acts change in how long things are kept is written down with it.

        Raises:
            Unavailable: the database is busy, full or gone.
        """
        with self.database.writing() as session:
            work = Transaction(session, self.clock(), actor)
            yield work
            for act in retention_renewal.follow(session, work.acts, work.at, self.office):
                work.journal(act)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A look at the archive as it is at one moment."""
        with self.database.reading() as session:
            yield session

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def new_desk(
    root: Path,
    organisation: str,
    regulation: str,
    *,
    clock: Clock = system_clock,
    vault: Path | None = None,
    database: str = "",
) -> Desk:
    """Make an empty archive in `root` and open it.

    With `vault` its originals lie there; `database` is the URL of a database elsewhere.

    Raises:
        InvalidInput: a folder holds something already, the vault is where it cannot be, or the
            regulation is not known.
        Unavailable: the folder cannot be written.
    """
    if regulation not in REGULATIONS:
        raise InvalidInput(
            say(
                "没有名为“{key}”的制度，可选：{known}。",
                key=regulation,
                known="、".join(REGULATIONS),
            )
        )
    if not organisation.strip():
        raise InvalidInput(say("请填写单位名称。"))
    root = root.absolute()
    folder = ArchiveFolder(
        root,
        None if vault is None else vault_place(vault, root),
        database_place(database, root) if database else "",
    )
    office = Office(str(uuid.uuid4()), organisation.strip(), regulation)
    opened = Database(folder.database_url)
    upgrade.require_empty(opened)
    claim(folder)
    upgrade.upgrade(opened)
    desk = Desk(folder, opened, office, clock)
    with desk.transaction(None) as work:
        if settings.read_all(work.session):
            raise InvalidInput(say("这个数据库里已经有内容，请为档案库另建一个空的数据库。"))
        for key, value in (
            ("archive_id", office.archive_id),
            ("organisation", office.organisation),
            ("regulation", office.regulation),
            ("time_zone", office.time_zone),
            (_MARKED, True),
        ):
            settings.write(work.session, key, value)
        work.journal(
            Act(
                "archive.created",
                f"archive:{office.archive_id}",
                detail=_founding(folder, office),
            )
        )
    write_mark(folder.vault, office.archive_id)
    # Last: a folder without it is no archive.
    description.write(folder, office.archive_id)
    return desk


def _founding(folder: ArchiveFolder, office: Office) -> dict[str, str]:
    """What the first entry of the journal says."""
    said = {"organisation": office.organisation, "regulation": office.regulation}
    if folder.vault_elsewhere is not None:
        said["vault"] = str(folder.vault_elsewhere)
    if folder.database_elsewhere:
        said["database"] = folder.database_elsewhere
    return said


def open_desk(root: Path, *, clock: Clock = system_clock) -> Desk:
    """Open the archive in `root`, bringing its database up to date first.

    Raises:
        NotFound: there is no archive there.
        Unavailable: it belongs to a newer program, or two archives have been mixed up.
    """
    described = description.read(root.absolute())
    folder = described.folder
    require_file(folder)
    database = Database(folder.database_url)
    upgrade.require_begun(database)
    upgrade.upgrade(database, folder.backups)
    office = office_of(database)
    if described.archive_id != office.archive_id:
        database.close()
        raise Unavailable(
            say(
                "文件夹 {folder} 里混放了两个档案库：说明文件与数据库不是同一个档案。"
                "请把各自的文件放回原处后再打开。",
                folder=str(root),
            )
        )
    desk = Desk(folder, database, office, clock)
    _mark_older_vault(desk)
    return desk


def office_of(database: Database) -> Office:
    """Whose archive a database is."""
    with database.reading() as session:
        values = settings.read_all(session)
    return Office(
        archive_id=str(values["archive_id"]),
        organisation=str(values["organisation"]),
        regulation=str(values["regulation"]),
        time_zone=str(values["time_zone"]),
    )


def _mark_older_vault(desk: Desk) -> None:
    """Mark the vault of an archive from before there were marks, if its originals are there.

    What stands empty where there should be originals is left without a mark: its disk is missing.
    """
    vault = desk.folder.vault
    try:
        with desk.reading() as session:
            if settings.read(session, _MARKED, default=False) or not vault.is_dir():
                return
            bags = batches.with_originals(session)
        if bags and not any((vault / bag).is_dir() for bag in bags):
            return
        if read_mark(vault) is None:
            write_mark(vault, desk.office.archive_id)
        with desk.transaction(None) as work:
            settings.write(work.session, _MARKED, value=True)
    except (OSError, Unavailable):
        # Whoever needs the vault is told.
        _log.warning("The vault %s could not be marked.", vault, exc_info=True)


def needs_upgrade(root: Path) -> bool:
    """Whether `open_desk` will first have to bring the database up to date, which takes time.

    Where there is no archive, or one that cannot be read, the answer is no: `open_desk` says why.
    """
    try:
        folder = description.read(root.absolute()).folder
    except ArchiveDeskError:
        return False
    file = folder.database_file
    if file is not None and not file.is_file():
        return False
    database = Database(folder.database_url)
    try:
        return upgrade.is_behind(database)
    finally:
        database.close()
