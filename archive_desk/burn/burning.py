"""Burning an image: one session, closed. Counted only after read-back."""

from pathlib import Path

from archive_desk.burn.burner import Drive, Load, Medium, Writing
from archive_desk.burn.drives import burner_for, medium_in
from archive_desk.domain.discs import SECTOR_BYTES
from archive_desk.domain.discs import Medium as DiscMedium
from archive_desk.domain.errors import Refused, Unavailable, reason_of
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor

_HEAD_SECTORS = 600


def burn(
    image: Path,
    drive: Drive,
    monitor: Monitor,
    *,
    speed: float = 0,
    planned: DiscMedium | None = None,
    writing: Writing | None = None,
) -> Medium:
    """Write `image` to the blank disc in `drive`, close it, and say what kind of disc it was.

    `speed` as a factor, 0 for the fastest; `planned` is the medium the disc was planned for;
    `writing` tells how far it came also when it fails.

    Raises:
        Refused: the disc in the drive is not blank, too small, or of another kind.
        Unavailable: no disc, or the drive failed; the disc is spoiled once writing began.
        Cancelled: the person stopped it; the disc is spoiled once writing began.
    """
    writing = writing if writing is not None else Writing()
    size = image.stat().st_size
    medium = medium_in(drive)
    require_fit(drive, medium, size, planned)
    burner_for(drive).write(image, drive, speed, monitor, writing)
    _require_written(image, drive, size)
    writing.written_bytes = size
    monitor.report(size, size, drive.name)
    return medium


def require_fit(drive: Drive, medium: Medium, size: int, planned: DiscMedium | None = None) -> None:
    """Refuse a disc that this image must not be burned on.

    Raises:
        Unavailable: there is no disc, or it cannot be used.
        Refused: it is used, erasable, of another kind than planned, or too small.
    """
    if medium.load is Load.ABSENT:
        raise Unavailable(say("光驱 {drive} 里没有光盘。", drive=drive.name))
    if medium.load is Load.UNUSABLE:
        raise Unavailable(say("光驱 {drive} 认不出里面的盘片，请换一张。", drive=drive.name))
    if not medium.blank:
        raise Refused(
            say(
                "光驱 {drive} 里的盘片（{kind}）不是空白盘，请换一张。",
                drive=drive.name,
                kind=medium.title,
            )
        )
    if not medium.write_once:
        raise Refused(
            say(
                "光驱 {drive} 里的盘片（{kind}）可以擦写，归档要用一次写入的盘片，请换一张。",
                drive=drive.name,
                kind=medium.title,
            )
        )
    if planned is not None and not medium.suits(planned):
        raise Refused(
            say(
                "登记的介质是 {planned}，光驱 {drive} 里放的是 {kind}，请换盘。",
                planned=planned.label,
                drive=drive.name,
                kind=medium.title,
            )
        )
    if medium.writable_bytes < size:
        raise Refused(
            say(
                "光驱 {drive} 里的盘片只能写 {room} 字节，映像有 {size} 字节，请换容量更大的盘片。",
                drive=drive.name,
                room=f"{medium.writable_bytes:,}",
                size=f"{size:,}",
            )
        )


def _require_written(image: Path, drive: Drive, size: int) -> None:
    """Believe no program that says it wrote: the beginning and the end must be there.

    A drive that has not noticed its new disc yet reads nothing; the read-back will judge it.
    """
    span = min(_HEAD_SECTORS * SECTOR_BYTES, size)
    places = (0, max(0, size - span) // SECTOR_BYTES * SECTOR_BYTES)
    try:
        with image.open("rb") as wanted, drive.device.open("rb") as found:
            for place in places:
                wanted.seek(place)
                found.seek(place)
                if wanted.read(span) != found.read(span):
                    raise Unavailable(
                        say("光驱 {drive} 报告写完，盘上的内容却不是映像的内容。", drive=drive.name)
                    )
    except OSError as error:
        if drive.real:
            return
        raise Unavailable(
            say(
                "光驱 {drive} 报告写完，盘片却读不到：{reason}",
                drive=drive.name,
                reason=reason_of(error),
            )
        ) from error
