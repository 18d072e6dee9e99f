"""Burning discs in the drives of this workstation."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from archive_desk.burn import burning, drives, verify
from archive_desk.burn.burner import Drive, Load, Medium, Speed, Writing
from archive_desk.db import counters, disc_burns, discs
from archive_desk.domain.disc_burns import BurnAttempt, Outcome
from archive_desk.domain.disc_health import Occasion
from archive_desk.domain.disc_register import BURNABLE, require_state
from archive_desk.domain.discs import Disc, DiscState
from archive_desk.domain.errors import (
    ArchiveDeskError,
    Cancelled,
    Conflict,
    Damaged,
)
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.work import Monitor
from archive_desk.media import locks
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.disc_keeping import DiscKeeping
from archive_desk.services.disc_reading import Circumstances, DiscReading, image_file

__all__ = [
    "STDIO_DRIVES",
    "BurnOptions",
    "Burning",
    "Drive",
    "DriveReport",
    "Load",
    "Medium",
    "Speed",
]

STDIO_DRIVES = "DESK_STDIO_DRIVES"
"""The environment variable that names files to be used as drives, parted as in `PATH`."""


@dataclass(frozen=True)
class DriveReport:
    """A drive and what lies in it; `medium` None and a reason where it does not answer."""

    drive: Drive
    medium: Medium | None
    reason: Sentence | str = ""


@dataclass(frozen=True)
class BurnOptions:
    """How a disc is burned: the medium's brand and batch, and the speed (a factor; 0: fastest)."""

    brand: str = ""
    media_batch: str = ""
    speed: float = 0.0
    eject: bool = False


class Burning:
    """What the clerk does with drives."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._keeping = DiscKeeping(desk)

    def drives(self) -> list[Drive]:
        """The drives of this workstation, without asking them anything."""
        return drives.find(os.environ.get(STDIO_DRIVES, ""))

    def signs(self) -> Mapping[str, tuple[int, ...]]:
        """By address, numbers that change when a drive gets another disc; empty: nothing in it."""
        return {drive.address: drives.signs(drive) for drive in self.drives()}

    def report(self, actor: Person) -> list[DriveReport]:
        """The drives, and what lies in each.

        Raises:
            Refused: `actor` does not keep discs.
        """
        actor.require(Right.KEEP_DISCS)
        return [self.look_into(actor, drive) for drive in self.drives()]

    def look_into(self, actor: Person, drive: Drive) -> DriveReport:
        """What lies in one drive.

        Raises:
            Refused: `actor` does not keep discs.
        """
        actor.require(Right.KEEP_DISCS)
        try:
            return DriveReport(drive, drives.medium_in(drive))
        except ArchiveDeskError as error:
            return DriveReport(drive, None, error.message)

    def objection(self, disc: Disc, report: DriveReport) -> Sentence | str | None:
        """Why what lies in a drive does not serve for `disc`; None if it does."""
        if report.medium is None:
            return report.reason
        try:
            burning.require_fit(report.drive, report.medium, disc.used_bytes, disc.medium)
        except ArchiveDeskError as error:
            return error.message
        return None

    def drive(self, address: str) -> Drive:
        """The drive with this address.

        Raises:
            InvalidInput: that is no drive.
        """
        return drives.drive_at(address)

    def eject(self, actor: Person, address: str) -> None:
        """Open the tray of a drive.

        Raises:
            Refused: `actor` does not keep discs. InvalidInput: that is no drive.
            Unavailable: it stays shut.
        """
        actor.require(Right.KEEP_DISCS)
        drives.eject(drives.drive_at(address))

    def burn(
        self,
        actor: Person,
        no: str,
        address: str,
        monitor: Monitor,
        options: BurnOptions | None = None,
    ) -> Disc:
        """Burn the image of a disc, if it is sound, and register the disc as burned.

        Each attempt that touched a medium is recorded; one that failed or was stopped gives the
        spoiled medium a waste number, and the disc stays as it was.

        Raises:
            Refused: no right, no image, burned already, or the medium is used, wrong or too small.
            Conflict: this disc is being burned, or this drive is at work.
            Damaged: the image is no longer what was built.
            Unavailable: the drive or its program failed.
            Cancelled: the person stopped it.
        """
        actor.require(Right.KEEP_DISCS)
        options = options or BurnOptions()
        drive = drives.drive_at(address)
        with self._desk.reading() as session:
            disc = discs.get(session, no)
        require_state(disc, BURNABLE, "刻录")
        image = image_file(self._desk, disc)
        with (
            self._busy(f"disc {disc.no}", say("光盘 {no} 正在刻录。", no=disc.no)),
            self._busy(
                f"drive {drive.address}",
                say("光驱 {drive} 正在使用，请等它完成。", drive=drive.name),
            ),
        ):
            burning.require_fit(drive, drives.medium_in(drive), disc.used_bytes, disc.medium)
            found = verify.verify(image, monitor)
            if found.findings or found.sha256 != disc.image_sha256:
                raise Damaged(
                    say("映像 {no} 已不是当初做好的样子，请重新制作映像后再刻录。", no=disc.no)
                )
            attempt = self._begin(actor, disc, drive, options)
            writing = Writing()
            try:
                medium = burning.burn(
                    image,
                    drive,
                    monitor,
                    speed=options.speed,
                    planned=disc.medium,
                    writing=writing,
                )
            except BaseException as error:
                attempt = replace(attempt, written_bytes=writing.written_bytes)
                self._fail(actor, attempt, error, spoiled=writing.began)
                raise
            attempt = replace(
                attempt,
                medium_kind=medium.kind,
                written_bytes=writing.written_bytes,
                outcome=Outcome.BURNED,
            )
            burned = self._register(actor, no, attempt, drive)
        if options.eject:
            drives.eject(drive)
        return burned

    def read_back(self, actor: Person, no: str, address: str, monitor: Monitor) -> DiscReading:
        """Read the disc in a drive through; without a fault it becomes 已读检.

        Raises: as `DiscKeeping.read_back`, and InvalidInput for what is no drive.
        """
        actor.require_inside()
        drive = drives.drive_at(address)
        with self._desk.reading() as session:
            first = discs.get(session, no).verified_at is None
        occasion = Occasion.READ_BACK if first else Occasion.CHECK
        circumstances = Circumstances(occasion, drive.name)
        return self._keeping.read_back(actor, no, drive.device, monitor, circumstances)

    # -- attempts ----------------------------------------------------------------------------

    @contextmanager
    def _busy(self, what: str, words: Sentence) -> Iterator[None]:
        """Nobody else burns this disc, or uses this drive, while it lasts."""
        name = hashlib.sha256(what.encode()).hexdigest()[:16]
        file = self._desk.folder.images / f".burning-{name}"
        try:
            with locks.held(file):
                try:
                    yield
                finally:
                    with suppress(OSError):
                        file.unlink(missing_ok=True)
        except locks.Busy as error:
            raise Conflict(words) from error

    def _begin(self, actor: Person, disc: Disc, drive: Drive, options: BurnOptions) -> BurnAttempt:
        with self._desk.transaction(actor) as work:
            self._settle(work, disc)
            attempt = BurnAttempt(
                id=0,
                disc_no=disc.no,
                drive=drive.address,
                drive_name=drive.name,
                operator=actor.name,
                started_at=work.at,
                outcome=Outcome.RUNNING,
                brand=options.brand.strip(),
                media_batch=options.media_batch.strip(),
                speed=options.speed,
            )
            return replace(attempt, id=disc_burns.begin(work.session, disc.id, attempt))

    def _settle(self, work: Transaction, disc: Disc) -> None:
        """Attempts that nobody ended: the program was killed, and the medium is spoiled."""
        for left in disc_burns.of_disc(work.session, disc.id):
            if left.outcome is Outcome.RUNNING:
                reason = str(say("刻录时程序被中断。"))
                ended = replace(left, reason=reason, outcome=Outcome.FAILED)
                self._end(work, ended, spoiled=True)

    def _fail(
        self, actor: Person, attempt: BurnAttempt, error: BaseException, *, spoiled: bool
    ) -> None:
        stopped = isinstance(error, Cancelled | KeyboardInterrupt)
        outcome = Outcome.CANCELLED if stopped else Outcome.FAILED
        reason = str(error.message) if isinstance(error, ArchiveDeskError) else ""
        with self._desk.transaction(actor) as work:
            self._end(work, replace(attempt, outcome=outcome, reason=reason), spoiled=spoiled)

    def _end(self, work: Transaction, attempt: BurnAttempt, *, spoiled: bool) -> None:
        attempt = replace(attempt, ended_at=work.at)
        if spoiled:
            year = work.at.astimezone(self._desk.office.zone).year
            number = counters.next_value(work.session, f"disc-waste-{year}")
            attempt = replace(attempt, waste_no=f"F{year}-{number:04}")
        disc_burns.end(work.session, attempt)
        detail = {
            "drive": attempt.drive,
            "reason": attempt.reason or attempt.outcome.value,
            "written_bytes": attempt.written_bytes,
            "waste": attempt.waste_no,
            "brand": attempt.brand,
            "media_batch": attempt.media_batch,
        }
        work.journal(Act("disc.burn_failed", f"disc:{attempt.disc_no}", detail=detail))

    def _register(self, actor: Person, no: str, attempt: BurnAttempt, drive: Drive) -> Disc:
        with self._desk.transaction(actor) as work:
            current = discs.get(work.session, no)
            require_state(current, BURNABLE, "登记为已刻录")
            disc_burns.end(work.session, replace(attempt, ended_at=work.at))
            changed = replace(
                current,
                state=DiscState.BURNED,
                burned_at=work.at,
                burned_by=actor.name,
                brand=attempt.brand,
                media_batch=attempt.media_batch,
                drive=drive.name,
            )
            discs.save(work.session, changed)
            detail = {
                "copy_set": changed.copy_set.value,
                "drive": drive.address,
                "drive_name": drive.name,
                "medium_kind": attempt.medium_kind,
                "image_sha256": changed.image_sha256,
                "brand": attempt.brand,
                "media_batch": attempt.media_batch,
            }
            work.journal(Act("disc.burned", f"disc:{no}", detail=detail))
            return discs.get(work.session, no)


def waiting_in_turn(disc: Disc) -> Sentence:
    """What to put into a drive next."""
    return say(
        "请放入第 {number}/{of} 张空白光盘（{no}）。", number=disc.number, of=disc.of, no=disc.no
    )
