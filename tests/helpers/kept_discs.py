"""Discs burned and read back without a drive: a copy of the image stands for the disc."""

import shutil
from pathlib import Path

from archive_desk.domain.discs import Medium
from archive_desk.domain.work import Unwatched
from archive_desk.services.disc_keeping import DiscKeeping
from archive_desk.services.imaging import DiscRequest, Imaging
from tests.helpers.archives import Office

CASE = "西教罚〔2026〕1号"


def built(office: Office, copies: int = 1) -> list[str]:
    """New discs of the first case, with their images; their numbers."""
    imaging, clerk = Imaging(office.desk), office["archivist"]
    planned = imaging.plan(clerk, DiscRequest(Medium.DVD, (CASE,), copies=copies))
    for disc in planned:
        imaging.build(clerk, disc.no, Unwatched())
    return [disc.no for disc in planned]


def in_drive(office: Office, no: str) -> Path:
    """What lies in a drive after the image of a disc was burned there."""
    drive = office.desk.folder.root.parent / f"drive-{no}"
    if not drive.exists():
        shutil.copyfile(office.desk.folder.images / f"{no}.iso", drive)
    return drive


def kept(office: Office, copies: int = 1, location: str = "一号库 3柜") -> list[str]:
    """New discs, burned, read back and on their shelf."""
    keeping, clerk = DiscKeeping(office.desk), office["archivist"]
    numbers = built(office, copies)
    for no in numbers:
        keeping.register_burned(clerk, no, location=location)
        keeping.read_back(clerk, no, in_drive(office, no), Unwatched())
    return numbers


def spoil(drive: Path) -> None:
    """Scratch a disc."""
    data = bytearray(drive.read_bytes())
    data[-200_000] ^= 0xFF
    drive.write_bytes(data)
