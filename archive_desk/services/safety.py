"""What stands between the archive and one lost disk: a mirror that keeps up, and fresh backups.

Whoever may keep the vault is told on his worklist, before it is too late.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from archive_desk.db import batches, mirrors
from archive_desk.domain.findings import Finding
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.services.backups import Backups
from archive_desk.services.desk import Desk
from archive_desk.services.mirroring import Mirroring

__all__ = ["Safety"]

_BEHIND = timedelta(days=7)
"""How long a mirror may be away or behind before it is said on the worklist."""

_STALE = timedelta(days=3)
"""How old the newest backup may be: a weekend and a day."""


class Safety:
    """Looks whether a second copy of everything is there."""

    def __init__(self, desk: Desk) -> None:
        """Look at `desk`."""
        self._desk = desk

    def warnings(self, actor: Person) -> Sequence[Finding]:
        """What is wanting, the worst first; nothing for those whose business it is not."""
        if not actor.may(Right.KEEP_VAULT):
            return ()
        with self._desk.reading() as session:
            if not batches.with_originals(session):
                # Nothing can be lost yet.
                return ()
        return (*self._mirror(), *self._backup())

    def _mirror(self) -> Iterator[Finding]:
        with self._desk.reading() as session:
            mirror = mirrors.current(session)
        if mirror is None:
            words = say(
                "没有设置镜像：硬盘一坏，原件、扫描件和数据库都会丢失。"
                "请接上另一块硬盘，在“核对”页设置镜像。"
            )
            yield Finding("no_mirror", "mirror", words)
            return
        standing = Mirroring(self._desk).standing()
        since = mirror.stepped_at or mirror.joined_at
        now = self._desk.clock()
        if not standing.in_step and now - since > _BEHIND:
            words = say(
                "镜像已有 {days} 天没有跟上，还差 {n} 件；请接上镜像磁盘（{path}）。",
                days=(now - since).days,
                n=standing.behind,
                path=str(mirror.path),
            )
            yield Finding("mirror_behind", "mirror", words)
        elif standing.same_disk:
            words = say("镜像与档案库在同一块磁盘上，磁盘损坏时两份会一起丢失。")
            yield Finding("same_disk", "mirror", words)

    def _backup(self) -> Iterator[Finding]:
        newest = self._newest_backup()
        if newest is None or self._desk.clock() - newest > _STALE:
            words = say("最近几天没有数据库备份。请在“核对”页立即备份，并检查磁盘空间。")
            yield Finding("backup_stale", "backup", words)

    def _newest_backup(self) -> datetime | None:
        files = Backups(self._desk).files()
        if not files:
            return None
        stamp = files[-1].name[8:23]
        made = datetime.strptime(stamp, "%Y%m%d-%H%M%S")  # noqa: DTZ007 - the zone follows
        return made.replace(tzinfo=self._desk.office.zone)
