"""Attached files: scans of documents, answers' papers. First the file, then the record.

The bytes lie under `attachments/` by their digest and are never changed; the same file attached
twice lies there once.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from archive_desk.domain.errors import Damaged, InvalidInput, Unavailable
from archive_desk.domain.evaluation_findings import Attachment
from archive_desk.domain.sentences import say
from archive_desk.paths import ArchiveFolder

LARGEST_BYTES = 50_000_000
"""One paper is not footage; larger files belong into the vault."""

SUFFIXES = (".pdf", ".jpg", ".jpeg", ".png", ".docx", ".xlsx", ".doc", ".xls", ".txt")
_BLOCK = 1 << 20


@dataclass(frozen=True)
class StoredFile:
    """A file that lies in the archive now, before anything records it."""

    name: str
    path: str
    size_bytes: int
    sha256: str


def store(folder: ArchiveFolder, source: Path) -> StoredFile:
    """Copy `source` into the archive, flushed and under its digest.

    Raises:
        InvalidInput: it is no file of a kind that is attached, is empty, or too large.
        Unavailable: it cannot be read or written.
    """
    suffix = source.suffix.lower()
    if suffix not in SUFFIXES:
        raise InvalidInput(
            say(
                "“{name}”不能作附件；可用：{kinds}。",
                name=source.name,
                kinds="、".join(each.lstrip(".") for each in SUFFIXES),
            )
        )
    try:
        size = source.stat().st_size
        if not 0 < size <= LARGEST_BYTES:
            raise InvalidInput(say("附件“{name}”是空的，或者超过 50 MB。", name=source.name))
        return _copied(folder.attachments, source, suffix)
    except OSError as error:
        raise Unavailable(
            say(
                "附件“{name}”无法存入档案库：{reason}。",
                name=source.name,
                reason=error.strerror or str(error),
            )
        ) from error


def _copied(root: Path, source: Path, suffix: str) -> StoredFile:
    root.mkdir(exist_ok=True)
    digest, size = hashlib.sha256(), 0
    descriptor, name = tempfile.mkstemp(prefix=".new-", dir=root)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as target, source.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
        sha256 = digest.hexdigest()
        place = root / sha256[:2] / f"{sha256}{suffix}"
        place.parent.mkdir(exist_ok=True)
        temporary.replace(place)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    for each in (place.parent, root):
        _flush(each)
    return StoredFile(source.name, f"{sha256[:2]}/{sha256}{suffix}", size, sha256)


def _flush(folder: Path) -> None:
    """Make a rename in `folder` last; Windows has no such thing and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def located(folder: ArchiveFolder, path: str, attachment: Attachment) -> Path:
    """Where an attachment lies, its bytes compared with the record.

    Raises:
        Unavailable: it is gone.
        Damaged: its bytes are not what they were.
    """
    place = folder.attachments / path
    try:
        with place.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Unavailable(say("附件“{name}”的文件不见了。", name=attachment.name)) from error
    if digest != attachment.sha256:
        raise Damaged(say("附件“{name}”与登记的校验值不符。", name=attachment.name))
    return place
