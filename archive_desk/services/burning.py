"""Burning discs in the drives of this workstation."""

import os
from dataclasses import dataclass, replace

from archive_desk.burn import burning, drives, verify
from archive_desk.burn.drives import Drive
from archive_desk.db import discs
from archive_desk.domain.disc_register import BURNABLE, require_state
from archive_desk.domain.discs import Disc, DiscState
from archive_desk.domain.errors import ArchiveDeskError, Damaged, Unavailable
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.services.desk import Desk
from archive_desk.services.disc_reading import DiscReading
from archive_desk.services.imaging import Imaging

__all__ = ["STDIO_DRIVES", "Burning", "Drive", "DriveReport"]

STDIO_DRIVES = "DESK_STDIO_DRIVES"
"""The environment variable that names files to be used as drives, parted as in `PATH`."""


@dataclass(frozen=True)
class DriveReport:
    """A drive and what lies in it; `medium` None and a reason where it does not answer."""

    drive: Drive
    medium: drives.Medium | None
    reason: str = ""


class Burning:
    """What the clerk does with drives."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._imaging = Imaging(desk)

    def drives(self) -> list[Drive]:
        """The drives of this workstation, without asking them anything."""
        return drives.find(os.environ.get(STDIO_DRIVES, ""))

    def report(self, actor: Person) -> list[DriveReport]:
        """The drives, and what lies in each.

        Raises:
            Refused: `actor` does not keep discs.
        """
        actor.require(Right.KEEP_DISCS)
        found = []
        for drive in self.drives():
            try:
                found.append(DriveReport(drive, drives.medium_in(drive)))
            except ArchiveDeskError as error:
                found.append(DriveReport(drive, None, str(error.message)))
        return found

    def burn(self, actor: Person, no: str, address: str, monitor: Monitor) -> Disc:
        """Burn the image of a disc, if it is sound, and register the disc as burned.

        Raises:
            Refused: no right, no image, burned already, or the medium is used or too small.
            Damaged: the image is no longer what was built.
            Unavailable: the drive or its program failed; nothing is registered.
            Cancelled: the person stopped it; nothing is registered.
        """
        actor.require(Right.KEEP_DISCS)
        drive = drives.drive_at(address)
        with self._desk.reading() as session:
            disc = discs.get(session, no)
        require_state(disc, BURNABLE, "刻录")
        image = self._imaging.image_file(disc)
        found = verify.verify(image, monitor)
        if found.findings or found.sha256 != disc.image_sha256:
            raise Damaged(
                say("映像 {no} 已不是当初做好的样子，请重新制作映像后再刻录。", no=disc.no)
            )
        try:
            burning.burn(image, drive, monitor)
        except Unavailable as error:
            with self._desk.transaction(actor) as work:
                detail = {"drive": drive.address, "reason": str(error.message)}
                work.journal(Act("disc.burn_failed", f"disc:{disc.no}", detail=detail))
            raise
        with self._desk.transaction(actor) as work:
            current = discs.get(work.session, no)
            require_state(current, BURNABLE, "登记为已刻录")
            changed = replace(
                current, state=DiscState.BURNED, burned_at=work.at, burned_by=actor.name
            )
            discs.save(work.session, changed)
            detail = {
                "copy_set": changed.copy_set.value,
                "drive": drive.address,
                "drive_name": drive.name,
                "image_sha256": changed.image_sha256,
            }
            work.journal(Act("disc.burned", f"disc:{disc.no}", detail=detail))
            return discs.get(work.session, no)

    def read_back(self, actor: Person, no: str, address: str, monitor: Monitor) -> DiscReading:
        """Read the disc in a drive through; without a fault it becomes 已读检.

        Raises: as `Imaging.read_back`, and InvalidInput for what is no drive.
        """
        device = drives.drive_at(address).device
        return self._imaging.read_back(actor, no, device, monitor)
