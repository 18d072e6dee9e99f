"""Copies of the database in the mirror: without them a mirror is a heap of nameless footage.

One is made after each mirroring that brought something, and once an hour while anything else is
written in the archive. The newest of each day stays, as many days as backups are kept.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from archive_desk.db import backup, journal, mirrors, settings
from archive_desk.db.mirrors import DatabaseCopy
from archive_desk.domain.copies import Mirror
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.findings import Finding
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.media.copying import StoreFailed
from archive_desk.media.files import remove_file
from archive_desk.media.mirror import BACKUPS, MirrorFolder
from archive_desk.services.desk import Desk

KEEP_DAYS = 14
"""How many days' copies stay unless the archive's settings say otherwise."""

_SETTING = "backups_kept"
_FORMAT = "archive-%Y%m%d-%H%M%S"
_SOON = timedelta(hours=1)


class MirrorBackups:
    """Keeps copies of the database in the mirror."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def due(self, mirror: Mirror) -> bool:
        """Whether something was written since the last copy, and that is an hour ago or more."""
        with self._desk.reading() as session:
            newest = mirrors.backup(session, mirror)
            head, _ = journal.head(session)
        if newest is None:
            return True
        return head > newest.journal_no and self._desk.clock() - newest.made_at >= _SOON

    def keep_up(
        self,
        actor: Person | None,
        mirror: Mirror,
        folder: MirrorFolder,
        monitor: Monitor,
        *,
        asked: bool,
    ) -> list[Finding]:
        """Copy the database into the mirror if it is due, or `asked` for and anything is new.

        What prevents it is a finding: what was mirrored beside stays.
        """
        with self._desk.reading() as session:
            newest = mirrors.backup(session, mirror)
            head, _ = journal.head(session)
        new = newest is None or head > newest.journal_no
        if not (self.due(mirror) or (asked and new)):
            return []
        monitor.report(0, 0, say("把数据库备份到镜像"))
        try:
            folder.explain()
            self._copy(actor, mirror, folder)
            self._thin(folder)
        except ArchiveDeskError as error:
            item = "backup" if folder.present else "mirror"
            return [Finding("unreachable", item, error.message)]
        return []

    def _copy(self, actor: Person | None, mirror: Mirror, folder: MirrorFolder) -> None:
        at = self._desk.clock()
        name = at.astimezone(self._desk.office.zone).strftime(_FORMAT)
        name += backup.suffix_of(self._desk.database)
        place = self._desk.folder.backups
        place.mkdir(exist_ok=True)
        for left in place.glob(".mirror-*"):
            # Of a copy that was cut off; nobody else is at the mirror.
            with suppress(OSError):
                remove_file(left)
        temporary = place / f".mirror-{name}"
        with self._desk.reading() as session:
            head, _ = journal.head(session)
        try:
            backup.copy_to(self._desk.database, temporary)
            path = f"{BACKUPS}/{name}"
            if folder.holds(path):
                folder.drop_backup(folder.locate(path))
            taken = folder.take(temporary, path, "", lambda _count: None)
            if taken is None:
                raise StoreFailed(say("数据库没有备份到镜像。"))
            folder.write_beside(folder.locate(path), f"{taken.sha256}  {name}\n".encode())
        finally:
            with suppress(OSError):
                remove_file(temporary)
        with self._desk.transaction(actor) as work:
            detail = {
                "sha256": taken.sha256,
                "size_bytes": taken.size_bytes,
                "folder": str(mirror.path),
            }
            work.journal(Act("archive.backed_up", f"backup:{name}", detail=detail))
            # Its own entry is no reason for the next.
            if journal.head(work.session)[0] == head + 1:
                head += 1
            mirrors.backed_up(work.session, mirror, DatabaseCopy(name, at, head))

    def _thin(self, folder: MirrorFolder) -> None:
        """Let go of all but the newest of each day, and of days long past."""
        with self._desk.reading() as session:
            stated = settings.read(session, _SETTING, KEEP_DAYS)
        most = stated if isinstance(stated, int) and stated > 0 else KEEP_DAYS
        for file in superfluous(folder.backups(), most):
            folder.drop_backup(file)


def superfluous(files: Sequence[Path], most: int) -> list[Path]:
    """Those of `files`, the oldest first, that are not the newest of one of the last days."""
    newest = {file.name[8:16]: file for file in files}
    kept = {newest[day] for day in sorted(newest)[-most:]}
    return [file for file in files if file not in kept]
