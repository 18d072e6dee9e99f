"""Attached files: scans of documents, answers' papers. First the file, then the record.

The bytes lie under `attachments/` by their digest and are never changed; the same file attached
twice lies there once.
"""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from archive_desk.db import attachments
from archive_desk.domain.attachments import LARGEST_BYTES, PAPERS, Attachment
from archive_desk.domain.errors import Damaged, InvalidInput, Unavailable, reason_of
from archive_desk.domain.ids import AttachmentId, PersonId
from archive_desk.domain.sentences import say
from archive_desk.paths import ArchiveFolder
from archive_desk.services.desk import Transaction

_BLOCK = 1 << 20
_READ_ONLY = 0o444


@dataclass(frozen=True)
class StoredFile:
    """A file that lies in the archive now, before anything records it."""

    name: str
    path: str
    size_bytes: int
    sha256: str


def store(
    folder: ArchiveFolder,
    source: Path,
    *,
    kinds: Sequence[str] = PAPERS,
    largest: int = LARGEST_BYTES,
) -> StoredFile:
    """Copy `source` into the archive, flushed, read-only and under its digest.

    `kinds` are the endings that will do, `largest` how many bytes.

    Raises:
        InvalidInput: it is no file of a kind that is attached, is empty, or too large.
        Unavailable: it cannot be read or written.
    """
    suffix = source.suffix.lower()
    if suffix not in kinds:
        raise InvalidInput(
            say(
                "“{name}”不能作附件；可用：{kinds}。",
                name=source.name,
                kinds="、".join(each.lstrip(".") for each in kinds),
            )
        )
    try:
        size = source.stat().st_size
        if not 0 < size <= largest:
            raise InvalidInput(
                say(
                    "附件“{name}”是空的，或者超过 {most} MB。",
                    name=source.name,
                    most=largest // 1_000_000,
                )
            )
        return _copied(folder.attachments, source, suffix)
    except OSError as error:
        raise Unavailable(
            say(
                "附件“{name}”无法存入档案库：{reason}。",
                name=source.name,
                reason=reason_of(error),
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
        if _holds(place, sha256):
            temporary.unlink()
        else:
            temporary.chmod(_READ_ONLY)
            temporary.replace(place)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    for each in (place.parent, root):
        _flush(each)
    return StoredFile(source.name, f"{sha256[:2]}/{sha256}{suffix}", size, sha256)


def _holds(place: Path, sha256: str) -> bool:
    """Whether the same bytes lie there already, and soundly."""
    try:
        with place.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def attach(
    work: Transaction,
    owner: str,
    owner_id: int,
    stored: StoredFile,
    *,
    by: PersonId,
    pages: int | None = None,
) -> AttachmentId:
    """Record that a stored file belongs to something."""
    return attachments.add(
        work.session,
        owner,
        owner_id,
        name=stored.name,
        path=stored.path,
        size_bytes=stored.size_bytes,
        sha256=stored.sha256,
        by=by,
        at=work.at,
        pages=pages,
    )


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
