"""The rota (定期复核): every original is read again at least every so many days, a share each day.

What has waited longest comes first, counted from its last reading or, if there was none, from the
import, which read everything back. A round that is cut off loses nothing: what was read is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from archive_desk.db import fixity, fixity_runs, other_files, settings
from archive_desk.db.fixity import Original
from archive_desk.db.fixity_runs import Order, Run, Troubled
from archive_desk.domain.copies import Fixity
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.findings import Finding
from archive_desk.domain.journal import Act
from archive_desk.domain.other_files import OtherFile
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.services.desk import Desk
from archive_desk.services.file_round import FileRound
from archive_desk.services.fixity_round import Round
from archive_desk.services.originals import vault_of
from archive_desk.services.reading import Reading
from archive_desk.services.stocktaking import Stock
from archive_desk.services.throttling import Throttle

__all__ = ["Rota", "RotaRound", "RotaSettings", "RotaStanding", "Run", "Troubled"]

_INTERVAL, _SHARE, _RATE = "fixity_interval_days", "fixity_share_gib", "fixity_rate_mib"
_GIB, _MIB = 1 << 30, 1 << 20


@dataclass(frozen=True)
class RotaSettings:
    """How often each original is read again, how much a day at most, and how fast.

    `interval_days` 0 turns the rota off. `rate_mib` a second; 0 for as fast as the disk.
    """

    interval_days: int = 90
    share_gib: int = 50
    rate_mib: int = 60


@dataclass(frozen=True)
class RotaStanding:
    """How the rota stands: originals by state, and what is due today, other files among it.

    `files` are the scans and other files that are not as they should be. `oldest` is the earliest
    last reading (or import) of any original, None without originals.
    """

    settings: RotaSettings
    states: dict[Fixity, int]
    due: int
    due_bytes: int
    read_today: int
    oldest: datetime | None
    troubled: Sequence[Troubled]
    files: Sequence[OtherFile] = ()


@dataclass(frozen=True)
class RotaRound:
    """What one round read and found."""

    items: int
    bytes: int
    findings: Sequence[Finding]


class Rota:
    """Reading the originals again, bit by bit."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._vault = vault_of(desk)

    def settings(self) -> RotaSettings:
        """How often, how much, how fast."""
        with self._desk.reading() as session:
            usual = RotaSettings()
            return RotaSettings(
                _whole(settings.read(session, _INTERVAL), usual.interval_days),
                _whole(settings.read(session, _SHARE), usual.share_gib),
                _whole(settings.read(session, _RATE), usual.rate_mib),
            )

    def change(self, actor: Person, wanted: RotaSettings) -> RotaSettings:
        """Change how often, how much and how fast.

        Raises:
            Refused: not `actor`'s duty.
            InvalidInput: a number makes no sense.
        """
        actor.require(Right.KEEP_VAULT)
        if not 0 <= wanted.interval_days <= 3650:
            raise InvalidInput(say("复核周期应为 1 至 3650 天，0 为停用。"))
        if not 1 <= wanted.share_gib <= 100_000:
            raise InvalidInput(say("每天的复核量应不少于 1 GiB。"))
        if not 0 <= wanted.rate_mib <= 100_000:
            raise InvalidInput(say("复核速度应为 0（不限）或每秒若干 MiB。"))
        with self._desk.transaction(actor) as work:
            detail = {
                _INTERVAL: wanted.interval_days,
                _SHARE: wanted.share_gib,
                _RATE: wanted.rate_mib,
            }
            for key, value in detail.items():
                settings.write(work.session, key, value)
            work.journal(Act("archive.rota_changed", "archive", detail=detail))
        return wanted

    def standing(self, actor: Person) -> RotaStanding:
        """How the rota stands.

        Raises:
            Refused: `actor` may not check the archive.
        """
        actor.require(Right.CHECK_ARCHIVE)
        chosen, at = self.settings(), self._desk.clock()
        with self._desk.reading() as session:
            due, size = fixity.due_count(session, self._before(chosen, at))
            files, files_size = other_files.due_count(session, self._before(chosen, at))
            return RotaStanding(
                chosen,
                dict(fixity_runs.by_state(session)),
                due + files,
                size + files_size,
                fixity_runs.bytes_since(session, self._midnight(at)),
                fixity.oldest(session),
                fixity_runs.troubled(session),
                other_files.troubled(session),
            )

    def runs(self, actor: Person, limit: int = 50) -> Sequence[Run]:
        """The latest checks, scheduled and asked for, newest first.

        Raises:
            Refused: `actor` may not check the archive.
        """
        actor.require(Right.CHECK_ARCHIVE)
        with self._desk.reading() as session:
            return fixity_runs.recent(session, limit)

    def go(self, monitor: Monitor, throttle: Throttle | None = None) -> RotaRound | None:
        """Read what is due, as far as today's share goes; None when nothing is due.

        Raises:
            Cancelled: from `monitor`; what was read is known.
            Unavailable: the archive cannot be read or written.
        """
        chosen, at = self.settings(), self._desk.clock()
        if not chosen.interval_days:
            return None
        Stock(self._desk).take()
        originals, files = self._due(chosen, at)
        if not originals and not files:
            return None
        rate = chosen.rate_mib * _MIB or None
        with self._desk.transaction(None) as work:
            number = fixity_runs.begin(work.session, Order(scheduled=True), "", at)
            run = fixity_runs.get(work.session, number)
        total = sum(each.size_bytes for each in originals)
        total += sum(each.size_bytes for each in files)
        pace, reading = throttle or Throttle(rate), Reading(monitor, total)
        going = Round(self._desk, self._vault, run, pace)
        going.go(originals, reading)
        beside = FileRound(self._desk, pace, with_mirror=False)
        beside.go(files, reading)
        ended = replace(
            going.run,
            items=going.run.items + beside.items,
            bytes=going.run.bytes + beside.bytes,
            findings=(*going.run.findings, *beside.findings),
        )
        with self._desk.transaction(None) as work:
            fixity_runs.keep(work.session, _ended(ended, work.at, beside.items))
            detail = {
                "files": ended.items,
                "bytes": ended.bytes,
                "findings": [f"{each.code} {each.item}" for each in ended.findings[:100]],
            }
            work.journal(Act("archive.rota_read", "archive", detail=detail))
        return RotaRound(ended.items, ended.bytes, ended.findings)

    def _due(
        self, chosen: RotaSettings, at: datetime
    ) -> tuple[Sequence[Original], Sequence[OtherFile]]:
        """What has waited longest, up to what is left of today's share; at least one.

        Scans and the like are small: they count, and are not kept waiting by large originals.
        """
        before = self._before(chosen, at)
        with self._desk.reading() as session:
            left = chosen.share_gib * _GIB
            left -= fixity_runs.bytes_since(session, self._midnight(at))
            files: list[OtherFile] = []
            for file in other_files.due(session, before):
                if left <= 0:
                    break
                files.append(file)
                left -= file.size_bytes
            found: list[Original] = []
            for original in fixity.due(session, before):
                if left <= 0:
                    break
                found.append(original)
                left -= original.size_bytes
        return found, files

    def _before(self, chosen: RotaSettings, at: datetime) -> datetime:
        return at - timedelta(days=chosen.interval_days or 36_500)

    def _midnight(self, at: datetime) -> datetime:
        local = at.astimezone(self._desk.office.zone)
        return local.replace(hour=0, minute=0, second=0, microsecond=0)


def _ended(run: Run, at: datetime, files: int) -> Run:
    return Run(
        run.id,
        run.order,
        run.begun_by,
        run.started_at,
        at,
        run.upto,
        run.items,
        run.bytes,
        {"originals": run.items - files, "files": files, "bytes": run.bytes},
        run.findings,
    )


def _whole(value: object, usual: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else usual
