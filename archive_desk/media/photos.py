"""Photos: size, wholeness, EXIF and a small picture, by Pillow."""

import struct
from dataclasses import dataclass
from datetime import tzinfo
from typing import BinaryIO

from PIL import ExifTags, Image, UnidentifiedImageError

from archive_desk.domain.footage import Health, MediaFacts, TimeClaim, TimeSource
from archive_desk.domain.sentences import say
from archive_desk.media import heif, pictures
from archive_desk.media.times import moment_in

# Telephones make photos of 200 million points; JPEG's are read at an eighth of their edge.
Image.MAX_IMAGE_PIXELS = 400_000_000


@dataclass(frozen=True)
class Photo:
    """What a photo says."""

    facts: MediaFacts
    claims: tuple[TimeClaim, ...] = ()
    device: str = ""
    picture: bytes = b""


def look(file: BinaryIO, zone: tzinfo) -> Photo | None:
    """Look into an open photo; None if Pillow does not know its format."""
    try:
        with Image.open(file) as image:
            return _look_into(image, zone)
    except UnidentifiedImageError:
        return None
    except (OSError, ValueError, Image.DecompressionBombError, SyntaxError):
        return Photo(MediaFacts(health=Health.UNREADABLE, health_note=say("照片无法打开。")))


def _look_into(image: Image.Image, zone: tzinfo) -> Photo:
    width, height = image.size
    container = (image.format or "").lower()
    claims, device = _exif(image, zone)
    image.draft("RGB", (pictures.EDGE * 2, pictures.EDGE * 2))
    try:
        image.load()
        picture = pictures.of_photo(image)
        health, note = Health.SOUND, say("")
    except (OSError, ValueError, SyntaxError):
        health, note, picture = Health.TRUNCATED, say("照片数据不完整。"), b""
    facts = MediaFacts(
        container=container, width=width, height=height, health=health, health_note=note
    )
    return Photo(facts, claims, device, picture)


def _exif(image: Image.Image, zone: tzinfo) -> tuple[tuple[TimeClaim, ...], str]:
    try:
        return _said(image.getexif(), zone)
    except (OSError, ValueError, SyntaxError, TypeError, KeyError):
        # Broken EXIF is as good as none.
        return (), ""


def claims_of_heif(file: BinaryIO, length: int, zone: tzinfo) -> tuple[tuple[TimeClaim, ...], str]:
    """The times and the device that the EXIF of an open HEIC photo of `length` bytes gives."""
    content = heif.exif_of(file, length)
    if not content:
        return (), ""
    base = Image.Exif()
    try:
        base.load(b"Exif\x00\x00" + content)
        return _said(base, zone)
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, struct.error):
        return (), ""


def _said(base: Image.Exif, zone: tzinfo) -> tuple[tuple[TimeClaim, ...], str]:
    """What EXIF says of time and device."""
    details = base.get_ifd(ExifTags.IFD.Exif)
    raw = (
        details.get(ExifTags.Base.DateTimeOriginal)
        or details.get(ExifTags.Base.DateTimeDigitized)
        or base.get(ExifTags.Base.DateTime)
    )
    offset = details.get(ExifTags.Base.OffsetTimeOriginal)
    serial = details.get(ExifTags.Base.BodySerialNumber)
    device = str(serial).strip("\x00 ") if serial else ""
    if not isinstance(raw, str):
        return (), device
    found = moment_in(raw, zone)
    if found is None:
        return (), device
    at, zoned = found
    if isinstance(offset, str):
        exact = moment_in(at.strftime("%Y-%m-%dT%H:%M:%S") + offset.strip("\x00 "), zone)
        if exact is not None:
            at, zoned = exact
    return (TimeClaim(TimeSource.EXIF, at, raw=raw.strip("\x00 "), zoned=zoned),), device
