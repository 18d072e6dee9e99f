"""Backups of the database: one a day by itself, more when asked; the newest few are kept."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive_desk.db import backup, settings
from archive_desk.domain.errors import Damaged, InvalidInput, Unavailable
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.media.copying import read_back
from archive_desk.services.desk import Desk

KEEP = 14
"""How many backups stay unless the archive's settings say otherwise."""

_SETTING = "backups_kept"
_PATTERN = "archive-????????-??????"
_FORMAT = "archive-%Y%m%d-%H%M%S"


@dataclass(frozen=True)
class Backup:
    """A backup that was made; `kept` is how many there are now."""

    file: Path
    size_bytes: int
    sha256: str
    kept: int


class Backups:
    """Copies of the database in the archive's own folder. Copy them to another disk as well."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def make(self, actor: Person, *, keep: int | None = None) -> Backup:
        """Make a backup now, and let the oldest go beyond `keep`.

        Raises:
            Refused: `actor` may not check the archive.
            InvalidInput: `keep` is less than one.
            Unavailable: it cannot be written.
        """
        actor.require(Right.CHECK_ARCHIVE)
        if keep is not None and keep < 1:
            raise InvalidInput(say("至少要保留一份备份。"))
        return self._make(actor, keep)

    def daily(self) -> Backup | None:
        """Make the backup of the day if there is none yet; the program does it by itself.

        Raises:
            Unavailable: it cannot be written.
        """
        today = self._now().date()
        newest = max(self.files(), default=None)
        if newest is not None and newest.name[8:16] >= f"{today:%Y%m%d}":
            return None
        return self._make(None, None)

    def files(self) -> list[Path]:
        """The backups there are, the oldest first."""
        suffix = backup.suffix_of(self._desk.database)
        return sorted(self._desk.folder.backups.glob(_PATTERN + suffix))

    def _make(self, actor: Person | None, keep: int | None) -> Backup:
        name = self._now().strftime(_FORMAT) + backup.suffix_of(self._desk.database)
        target = self._desk.folder.backups / name
        backup.copy_to(self._desk.database, target)
        size, sha256 = _digest(target)
        with self._desk.transaction(actor) as work:
            stated = settings.read(work.session, _SETTING, KEEP)
            most = keep or (stated if isinstance(stated, int) and stated > 0 else KEEP)
            gone = self.files()[:-most]
            detail = {"sha256": sha256, "size_bytes": size, "removed": [each.name for each in gone]}
            work.journal(Act("archive.backed_up", f"backup:{target.name}", detail=detail))
        for each in gone:
            each.unlink(missing_ok=True)
        return Backup(target, size, sha256, len(self.files()))

    def _now(self) -> datetime:
        return self._desk.clock().astimezone(self._desk.office.zone)


def _digest(file: Path) -> tuple[int, str]:
    """The size and digest of a copy, as the medium gives it back.

    Raises:
        Damaged: that is not what was written; the copy is taken away.
        Unavailable: it cannot be read.
    """
    try:
        with file.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        stored = read_back(file, lambda _count: None, with_sm3=False)
        if stored.sha256 != sha256:
            file.unlink()
            raise Damaged(say("备份写入后读回的内容不一致，请检查磁盘。"))
        return stored.size_bytes, sha256
    except OSError as error:
        raise Unavailable(
            say("无法读取 {file}：{reason}", file=str(file), reason=str(error))
        ) from error
