"""The copy kept of what was provided (002 Art. 18 复制留存): made, and held against its lists.

A bag of its own below the archive, whole: it shows what was given even when the originals' own time
has run out.
"""

import hashlib
import shutil
from pathlib import Path

from archive_desk.db import counters, provisions
from archive_desk.domain.errors import Damaged, NotFound
from archive_desk.domain.findings import Finding
from archive_desk.domain.people import Person, Right
from archive_desk.domain.provisions import KeptCopy, Provision
from archive_desk.domain.sentences import say
from archive_desk.media.bags import SHA256_MANIFEST
from archive_desk.media.copying import read_back
from archive_desk.services.desk import Desk, Transaction


def keep_package(package: Path, target: Path) -> tuple[int, int]:
    """Copy a package file by file and compare each copy; how many files and bytes.

    Raises:
        Damaged: a copy is not what was copied.
        OSError: it cannot be written.
    """
    files = sorted(each for each in package.rglob("*") if each.is_file())
    total = 0
    for file in files:
        copy = target / file.relative_to(package)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        if _digest(copy) != _digest(file):
            raise Damaged(say("留存件 {file} 与提供的文件不一致。", file=copy.name))
        total += copy.stat().st_size
    return len(files), total


def number(work: Transaction, year: int) -> str:
    """The next number of the register of kept copies."""
    return f"LC-{year}-{counters.next_value(work.session, f'kept-copy-{year}'):04}"


class KeptCopies:
    """What the clerk does with kept copies."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def check(self, actor: Person, no: str) -> list[Finding]:
        """Hold the kept copy of a provision against its lists; nothing found is all well.

        Raises:
            Refused: `actor` may not check the archive.
            NotFound: no such provision, or nothing was kept of it.
        """
        actor.require(Right.CHECK_ARCHIVE)
        with self._desk.reading() as session:
            provision = provisions.find(session, no)
        kept = provision.kept
        if kept is None:
            raise NotFound(say("{no} 没有留存件。", no=no))
        folder = self._desk.folder.root / kept.path
        manifest = folder / SHA256_MANIFEST
        item = f"provision:{no}"
        try:
            said = manifest.read_bytes()
        except OSError:
            words = say("留存件 {no} 的清单读不到。", no=kept.no)
            return [Finding("kept_copy_missing", item, words)]
        if hashlib.sha256(said).hexdigest() != kept.manifest_sha256:
            words = say("留存件 {no} 的清单已被改动。", no=kept.no)
            return [Finding("kept_copy_altered", item, words)]
        found = (_fault(folder, line, kept, provision) for line in said.decode().splitlines())
        return [each for each in found if each is not None]


def _fault(folder: Path, line: str, kept: KeptCopy, provision: Provision) -> Finding | None:
    wanted, _, path = line.partition("  ")
    file, item = folder / path, f"provision:{provision.no}"
    if not file.is_file():
        words = say("留存件 {no} 缺少 {file}。", no=kept.no, file=path)
        return Finding("kept_copy_missing", item, words)
    if _digest(file) != wanted:
        words = say("留存件 {no} 的 {file} 已被改动。", no=kept.no, file=path)
        return Finding("kept_copy_altered", item, words)
    return None


def _digest(file: Path) -> str:
    return read_back(file, lambda _count: None, with_sm3=False).sha256
