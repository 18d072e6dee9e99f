"""An open archive: what every service needs, and one transaction per use case."""

import logging
import os
import tomllib
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from archive_desk.db import batches, journal, settings, upgrade
from archive_desk.db.engine import Database
from archive_desk.domain.errors import InvalidInput, NotFound, Unavailable
from archive_desk.domain.journal import Act
from archive_desk.domain.office import REGULATIONS, Office
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say
from archive_desk.media.vault_mark import read_mark, write_mark
from archive_desk.paths import ArchiveFolder
from archive_desk.services import retention_renewal

_log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

_FORMAT = 1
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
    root: Path, organisation: str, regulation: str, *, clock: Clock = system_clock
) -> Desk:
    """Make an empty archive in `root` and open it.

    Raises:
        InvalidInput: the folder holds something already, or the regulation is not known.
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
    folder = ArchiveFolder(root.absolute())
    _claim(folder)
    office = Office(str(uuid.uuid4()), organisation.strip(), regulation)
    database = Database.at(folder.database)
    upgrade.upgrade(database)
    desk = Desk(folder, database, office, clock)
    with desk.transaction(None) as work:
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
                detail={"organisation": office.organisation, "regulation": office.regulation},
            )
        )
    write_mark(folder.vault, office.archive_id)
    _describe(folder, office)
    return desk


def open_desk(root: Path, *, clock: Clock = system_clock) -> Desk:
    """Open the archive in `root`, bringing its database up to date first.

    Raises:
        NotFound: there is no archive there.
        Unavailable: it belongs to a newer program, or two archives have been mixed up.
    """
    folder = ArchiveFolder(root.absolute())
    described = _read_description(folder)
    if not folder.database.is_file():
        raise Unavailable(say("档案库 {folder} 里没有数据库文件，请用备份恢复。", folder=str(root)))
    database = Database.at(folder.database)
    upgrade.upgrade(database, folder.backups)
    with database.reading() as session:
        values = settings.read_all(session)
    office = Office(
        archive_id=str(values["archive_id"]),
        organisation=str(values["organisation"]),
        regulation=str(values["regulation"]),
        time_zone=str(values["time_zone"]),
    )
    if described != office.archive_id:
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
    folder = ArchiveFolder(root.absolute())
    if not (folder.description.is_file() and folder.database.is_file()):
        return False
    database = Database.at(folder.database)
    try:
        return upgrade.is_behind(database)
    finally:
        database.close()


def _claim(folder: ArchiveFolder) -> None:
    try:
        folder.root.mkdir(parents=True, exist_ok=True)
        if any(folder.root.iterdir()):
            raise InvalidInput(
                say("文件夹 {folder} 不是空的，请另选一个空文件夹。", folder=str(folder.root))
            )
        for part in (folder.vault, folder.derived, folder.images, folder.backups):
            part.mkdir()
    except OSError as error:
        raise Unavailable(
            say("无法在 {folder} 建立档案库：{reason}", folder=str(folder.root), reason=str(error))
        ) from error


def _describe(folder: ArchiveFolder, office: Office) -> None:
    """Write `archive.toml` last: a folder without it is no archive."""
    text = f'format = {_FORMAT}\narchive_id = "{office.archive_id}"\n'
    temporary = folder.description.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder.description)


def _read_description(folder: ArchiveFolder) -> str:
    try:
        with folder.description.open("rb") as file:
            return str(tomllib.load(file)["archive_id"])
    except FileNotFoundError as error:
        raise NotFound(
            say("{folder} 不是档案库：没有 archive.toml。", folder=str(folder.root))
        ) from error
    except (OSError, ValueError, KeyError) as error:
        raise Unavailable(
            say("档案库说明文件 {file} 无法读取。", file=str(folder.description))
        ) from error
