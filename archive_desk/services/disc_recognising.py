"""Saying what a disc in a drive is, before anybody waits for it to be read through."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from archive_desk.burn import drives, leaflet
from archive_desk.burn.burner import Drive, Load
from archive_desk.burn.layout import INDEX
from archive_desk.burn.leaflet import Leaflet
from archive_desk.db import discs
from archive_desk.domain.discs import Disc
from archive_desk.domain.errors import Damaged, NotFound, Refused, Unavailable
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import Sentence, say
from archive_desk.services.desk import Desk

__all__ = ["Kind", "Leaflet", "Recognised", "Recognising", "recognise", "require_same"]


class Kind(StrEnum):
    """What a disc can turn out to be."""

    OURS = "ours"
    OLD_BUILD = "old_build"
    OTHER_ARCHIVE = "other_archive"
    FOREIGN = "foreign"
    BLANK = "blank"
    EMPTY = "empty"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class Recognised:
    """What lies at `path`. `disc` is the line of our register that it is or claims to be."""

    kind: Kind
    path: Path
    leaflet: Leaflet | None = None
    disc: Disc | None = None
    reason: str = ""

    @property
    def words(self) -> Sentence:
        """The finding as a sentence."""
        found, disc = self.leaflet, self.disc
        match self.kind:
            case Kind.EMPTY:
                return say("光驱里没有光盘。")
            case Kind.BLANK:
                return say("这是一张空白盘。")
            case Kind.DAMAGED:
                return say("这张光盘读不出来：{reason}", reason=self.reason)
            case Kind.OURS if disc is not None:
                return say(
                    "这是本库的光盘 {no}（{set}，第 {number}/{of} 盘）：{title}",
                    no=disc.no,
                    set=disc.set_no,
                    number=disc.number,
                    of=disc.of,
                    title=disc.title,
                )
            case Kind.OLD_BUILD if found is not None:
                return say(
                    "盘上的编号是本库的 {no}，内容却与登记的不同：可能是重做映像之前刻的旧盘。",
                    no=found.disc_no,
                )
            case Kind.OTHER_ARCHIVE if found is not None:
                return say(
                    "这是别的档案库的光盘 {no}（{organisation}，第 {number}/{of} 盘）。",
                    no=found.disc_no,
                    organisation=found.organisation or "—",
                    number=found.number,
                    of=found.of,
                )
        name = found.identifier if found else ""
        return say("这不是档案光盘，是一张普通数据盘“{name}”。", name=name or "—")


class Recognising:
    """Looks at discs."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def identify(self, actor: Person, target: str | Path) -> Recognised:
        """Say what lies in the drive with this address, or in this file.

        Raises:
            Refused: `actor` neither keeps discs nor checks the archive.
            InvalidInput: that is no drive's address.
            Unavailable: the drive does not answer.
        """
        if not actor.may(Right.CHECK_ARCHIVE):
            actor.require(Right.KEEP_DISCS)
        if isinstance(target, Path):
            return recognise(self._desk, target)
        drive = drives.drive_at(target)
        empty = _without_contents(drive)
        return empty or recognise(self._desk, drive.device)

    def index_page(self, actor: Person, path: Path) -> bytes:
        """The offline index of a disc, for looking at what another archive put on it.

        Raises:
            Refused: as `identify`. NotFound: there is none on it.
        """
        if not actor.may(Right.CHECK_ARCHIVE):
            actor.require(Right.KEEP_DISCS)
        page = leaflet.extract(path, INDEX)
        if not page:
            raise NotFound(say("盘上没有可以查看的目录页。"))
        return page


def _without_contents(drive: Drive) -> Recognised | None:
    if not drive.real:
        there = drive.device.exists()
        if there and drive.device.stat().st_size:
            return None
        return Recognised(Kind.BLANK if there else Kind.EMPTY, drive.device)
    load = drives.medium_in(drive).load
    kinds = {Load.ABSENT: Kind.EMPTY, Load.BLANK: Kind.BLANK}
    return Recognised(kinds[load], drive.device) if load in kinds else None


def recognise(desk: Desk, path: Path) -> Recognised:
    """What the disc, image or device at `path` is; reads its catalogue, not its recordings."""
    try:
        found = leaflet.read_leaflet(path)
    except (Damaged, Unavailable) as error:
        return Recognised(Kind.DAMAGED, path, reason=str(error.message))
    with desk.reading() as session:
        disc = discs.with_manifest(session, found.manifest_sha256)
        if disc is not None:
            return Recognised(Kind.OURS, path, found, disc)
        if not found.catalogued:
            return Recognised(Kind.FOREIGN, path, found)
        if found.archive_id != desk.office.archive_id:
            return Recognised(Kind.OTHER_ARCHIVE, path, found)
        try:
            disc = discs.get(session, found.disc_no)
        except NotFound:
            return Recognised(Kind.OTHER_ARCHIVE, path, found)
    return Recognised(Kind.OLD_BUILD, path, found, disc)


def require_same(desk: Desk, disc: Disc, path: Path) -> None:
    """Refuse a disc that is plainly another one, before it is read through.

    One that cannot be read, or differs from the register, passes: reading will say how.

    Raises:
        Refused: it is another disc, or no disc of this archive.
    """
    found = recognise(desk, path)
    if found.kind is Kind.OURS and found.disc is not None and found.disc.no != disc.no:
        if found.disc.set_no == disc.set_no:
            raise Refused(
                say(
                    "放入的是第 {is_number}/{of} 盘 {found}，请放入第 {number}/{of} 盘 {no}。",
                    found=found.disc.no,
                    is_number=found.disc.number,
                    number=disc.number,
                    of=disc.of,
                    no=disc.no,
                )
            )
        raise Refused(say("{found}请放入 {no}。", found=found.words, no=disc.no))
    if found.kind in {Kind.OTHER_ARCHIVE, Kind.FOREIGN}:
        raise Refused(say("{found}请放入 {no}。", found=found.words, no=disc.no))
    if found.kind is Kind.OLD_BUILD and found.disc is not None and found.disc.no != disc.no:
        raise Refused(say("{found}请放入 {no}。", found=found.words, no=disc.no))
