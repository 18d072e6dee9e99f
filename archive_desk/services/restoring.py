"""Making an archive again of a mirror (从镜像恢复), after its own disk was lost.

The database's copy comes first, then each original and each file beside, held against the record
that vouches for it; `archive.toml` comes last, so that what was cut off is no archive, and goes on
where it was when it is done again. The mirror is only read. What is damaged there is named, and the
rest restored.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from archive_desk.db import upgrade
from archive_desk.db.engine import Database
from archive_desk.domain.errors import InvalidInput, Unavailable, reason_of
from archive_desk.domain.findings import Finding
from archive_desk.domain.people import Right
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.work import Monitor
from archive_desk.media import locks
from archive_desk.media.copying import copy_hashed, store_error
from archive_desk.media.files import flush_folder, remove_file, replace_file
from archive_desk.media.vault import INCOMING
from archive_desk.media.vault_mark import MARK, SYSTEM_NAMES, write_mark
from archive_desk.paths import ArchiveFolder
from archive_desk.services import description
from archive_desk.services.accounts import Accounts
from archive_desk.services.desk import Clock, Desk, office_of, system_clock
from archive_desk.services.places import vault_place
from archive_desk.services.restoration import Restoration
from archive_desk.services.restore_source import Source, look

__all__ = ["Order", "Restored", "Restoring", "Source", "look"]

_STATE = "restoring.json"
_LOCK = "restoring.lock"
_PARTS = ("vault", "derived", "images", "backups")


@dataclass(frozen=True)
class Order:
    """What is to be restored, where to, and by whom.

    `database` is a copy of the database from elsewhere, or the URL of one on a server that a copy
    was brought back into; `vault` a folder elsewhere for originals.
    """

    mirror: Path
    target: Path
    account: str
    password: str
    database: Path | str | None = None
    vault: Path | None = None


@dataclass(frozen=True)
class Restored:
    """What came of it: how many originals and other files are there, and what is not."""

    folder: Path
    organisation: str
    backup: str
    last_at: str
    originals: int
    files: int
    bytes: int
    findings: Sequence[Finding]

    @property
    def complete(self) -> bool:
        """Whether everything on record is there."""
        return not self.findings

    @property
    def message(self) -> Sentence:
        """The same in words."""
        if self.complete:
            return say(
                "已恢复：原件 {originals} 件，其他文件 {files} 个，全部核对无误。",
                originals=self.originals,
                files=self.files,
            )
        return say(
            "已恢复：原件 {originals} 件，其他文件 {files} 个；有 {n} 处没有恢复或需要处理。",
            originals=self.originals,
            files=self.files,
            n=len(self.findings),
        )


class Restoring:
    """Makes archives again. There is no desk yet, so it is no service of one."""

    def __init__(self, clock: Clock = system_clock) -> None:
        """Tell the time by `clock`."""
        self._clock = clock

    def restore(self, order: Order, monitor: Monitor) -> Restored:
        """Restore an archive into an empty folder, or go on with what was cut off there.

        Raises:
            InvalidInput: there is no mirror or database, or the folder holds something else.
            Refused: the account is wrong or may not, or the database is another archive's.
            Unavailable: the disk is full or fails, or somebody else restores there.
            Cancelled: from `monitor`; the next time goes on from there.
        """
        target = order.target.expanduser().absolute()
        source = look(order.mirror, order.database)
        if target.resolve().is_relative_to(source.mirror.resolve()):
            raise InvalidInput(say("不能恢复到镜像里面，请选择另一块磁盘上的空文件夹。"))
        _require_free(target, source)
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(_cannot(target, error)) from error
        with _alone(target):
            _require_free(target, source)
            folder = self._begin(target, source, order, monitor)
            database = Database(folder.database_url)
            try:
                upgrade.upgrade(database)
                desk = Desk(folder, database, office_of(database), self._clock)
                actor = Accounts(desk).sign_in(order.account, order.password)
                actor.require(Right.KEEP_VAULT)
                restored = Restoration(desk, source, actor).go(monitor)
                state = _state(target) or {}
                description.write(folder, desk.office.archive_id)
                with suppress(OSError):
                    remove_file(target / _STATE)
                return Restored(
                    target,
                    desk.office.organisation,
                    str(state.get("backup", "")),
                    str(state.get("last_at", "")),
                    restored.originals,
                    restored.files,
                    restored.bytes,
                    tuple(restored.findings),
                )
            finally:
                database.close()

    def _begin(self, target: Path, source: Source, order: Order, monitor: Monitor) -> ArchiveFolder:
        """Put the database there, unless an earlier time did; where its parts shall lie."""
        state = _state(target)
        if state is not None:
            elsewhere = str(state.get("vault", ""))
            server = str(state.get("database", ""))
            return ArchiveFolder(target, Path(elsewhere) if elsewhere else None, server)
        vault = None if order.vault is None else vault_place(order.vault, target)
        folder = ArchiveFolder(target, vault, source.url)
        monitor.report(0, 0, say("恢复数据库"))
        try:
            for part in (folder.vault, folder.derived, folder.images, folder.backups):
                part.mkdir(exist_ok=True)
            sha256 = "" if source.url else _copied(source.database, folder.database)
            flush_folder(target)
            write_mark(folder.vault, source.archive_id)
            said = {
                "marker": source.marker,
                "archive_id": source.archive_id,
                "backup": source.database.name,
                "sha256": sha256,
                "database": source.url,
                "last_at": source.facts.last_at,
                "vault": "" if vault is None else str(vault),
            }
            replace_file(target / INCOMING, target / _STATE, json.dumps(said).encode())
            flush_folder(target)
        except OSError as error:
            raise store_error(error) from error
        return folder


def _copied(copy: Path, database: Path) -> str:
    """Put a copy where the database will be; its digest."""
    partial = database.with_suffix(".part")
    remove_file(partial)
    copied = copy_hashed(copy, partial, lambda _count: None)
    partial.replace(database)
    return copied.sha256


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Be the only one who restores there."""
    try:
        with locks.held(target / _LOCK):
            yield
    except locks.Busy as error:
        raise Unavailable(say("另一个窗口或命令正在恢复到这个文件夹，请等它完成。")) from error


def _require_free(target: Path, source: Source) -> None:
    """See that the folder is empty, or that restoring of this mirror was cut off there.

    Raises:
        InvalidInput: it holds something else.
        Unavailable: it cannot be looked at.
    """
    try:
        if not target.exists():
            return
        names = {entry.name for entry in target.iterdir()} - SYSTEM_NAMES - {_LOCK}
        state = _state(target)
    except OSError as error:
        raise Unavailable(_cannot(target, error)) from error
    folder = ArchiveFolder(target)
    database = folder.database
    begun = {*_PARTS, INCOMING, database.name, database.with_suffix(".part").name}
    if state is None and names <= begun and not _filled(target):
        # Cut off before the database was there whole.
        return
    if state is None or folder.description.name in names:
        raise InvalidInput(
            say("文件夹 {folder} 不是空的，请另选一个空文件夹。", folder=str(target))
        )
    if state.get("marker") != source.marker:
        raise InvalidInput(
            say(
                "文件夹 {folder} 里是另一个镜像没有恢复完的档案库，请另选一个空文件夹。",
                folder=str(target),
            )
        )


def _filled(target: Path) -> bool:
    """Whether the folders of an archive there hold anything but what a beginning leaves."""
    return any(
        entry.name != MARK
        for part in _PARTS
        if (target / part).is_dir()
        for entry in (target / part).iterdir()
    )


def _state(target: Path) -> dict[str, object] | None:
    """What an earlier time has written down; None where there was none."""
    try:
        told = json.loads((target / _STATE).read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def _cannot(target: Path, error: OSError) -> Sentence:
    return say("无法使用文件夹 {folder}：{reason}", folder=str(target), reason=reason_of(error))
