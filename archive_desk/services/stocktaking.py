"""Keeping in mind every file beside the originals that cannot be made again (清点).

Scans and answers' papers are known from their records, kept packages from their manifests, which
the register vouches for, and what was set aside from its folder. It is done before every check and
every mirroring, so that nothing comes in unseen.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from archive_desk.db import fixity, other_files, settings
from archive_desk.db.fixity import Scope
from archive_desk.db.other_files import KeptPackage, NewFile
from archive_desk.domain.findings import Finding
from archive_desk.domain.journal import Act
from archive_desk.domain.other_files import FileKind
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.media.bags import SHA256_MANIFEST
from archive_desk.services.desk import Desk

__all__ = ["Stock"]

_TAG_MANIFEST = "tagmanifest-sha256.txt"
_WITH_IMAGES = "mirror_images"


class Stock:
    """What lies beside the originals."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def with_images(self) -> bool:
        """Whether disc images are mirrored too."""
        with self._desk.reading() as session:
            return bool(settings.read(session, _WITH_IMAGES, default=False))

    def choose_images(self, actor: Person, *, wanted: bool) -> None:
        """Have disc images mirrored too, or no more; copies already there stay where they are.

        Raises:
            Refused: not `actor`'s duty.
        """
        actor.require(Right.KEEP_VAULT)
        with self._desk.transaction(actor) as work:
            settings.write(work.session, _WITH_IMAGES, wanted)
            detail = {"images": wanted}
            work.journal(Act("archive.mirror_images_chosen", "mirror", detail=detail))
        self.take()

    def take(self) -> list[Finding]:
        """Keep in mind what has come since the last time; what is wrong with kept packages."""
        stale = self._stale_images()
        new, findings = self._new(stale)
        if new or stale:
            with self._desk.transaction(None) as work:
                other_files.forget(work.session, stale)
                # Somebody else may have taken stock meanwhile.
                known = other_files.paths(work.session)
                other_files.add(
                    work.session, [each for each in new if each.path not in known], work.at
                )
        return findings

    def _new(self, stale: frozenset[str]) -> tuple[list[NewFile], list[Finding]]:
        findings: list[Finding] = []
        with self._desk.reading() as session:
            new = list(other_files.unnoted_attachments(session))
            packages = other_files.unnoted_packages(session)
            aside = other_files.paths(session, FileKind.QUARANTINE)
            images = other_files.paths(session, FileKind.IMAGE) - stale
        for package in packages:
            files, fault = _package(self._desk.folder.root, package)
            new += files
            findings += fault
        new += [each for each in self._quarantined() if each.path not in aside]
        if self.with_images():
            new += [each for each in self._images() if each.path not in images]
        return new, findings

    def _quarantined(self) -> Iterator[NewFile]:
        for root in {self._desk.folder.quarantine, self._desk.folder.quarantine_beside}:
            for file in sorted(root.rglob("*")) if root.is_dir() else ():
                if file.is_file() and not file.is_symlink():
                    name = file.relative_to(root).as_posix()
                    path = f"{FileKind.QUARANTINE.area}/{name}"
                    yield NewFile(path, FileKind.QUARANTINE, file.name, file.stat().st_size, "")

    def _images(self) -> Iterator[NewFile]:
        with self._desk.reading() as session:
            images = fixity.images(session, Scope())
        for image in images:
            file = self._desk.folder.images / image.file
            if file.is_file():
                path = f"{FileKind.IMAGE.area}/{image.file}"
                size = file.stat().st_size
                yield NewFile(path, FileKind.IMAGE, image.disc_no, size, image.sha256)

    def _stale_images(self) -> frozenset[str]:
        """Images that were built anew, retired or cleared, or that nobody wants mirrored."""
        with self._desk.reading() as session:
            known = other_files.paths(session, FileKind.IMAGE)
            if not known:
                return frozenset()
            noted = {each.path: each.sha256 for each in other_files.everything(session, known)}
        there = {each.path: each.sha256 for each in self._images()} if self.with_images() else {}
        return frozenset(path for path in known if there.get(path) != noted[path])


def _package(root: Path, package: KeptPackage) -> tuple[list[NewFile], list[Finding]]:
    """The files of a kept package by its lists, or why they cannot be relied on."""
    folder, item = root / package.path, f"{FileKind.KEPT_COPY.value}:{_inner(package.path)}"
    try:
        manifest = (folder / SHA256_MANIFEST).read_bytes()
        tags = (folder / _TAG_MANIFEST).read_bytes()
    except OSError:
        words = say("留存件 {no} 的清单读不到。", no=package.no)
        return [], [Finding("missing", item, words)]
    told = dict(_lines(tags))
    sound = hashlib.sha256(manifest).hexdigest() == package.manifest_sha256
    if not sound or told.get(SHA256_MANIFEST) != package.manifest_sha256:
        words = say("留存件 {no} 的清单已被改动。", no=package.no)
        return [], [Finding("altered", item, words)]
    digests = {**dict(_lines(manifest)), **told, _TAG_MANIFEST: hashlib.sha256(tags).hexdigest()}
    return [
        NewFile(
            f"{package.path}/{name}",
            FileKind.KEPT_COPY,
            f"{package.no} {name.rpartition('/')[2]}",
            _size(folder / name),
            digest,
        )
        for name, digest in sorted(digests.items())
    ], []


def _inner(path: str) -> str:
    return path.partition("/")[2]


def _lines(manifest: bytes) -> Iterator[tuple[str, str]]:
    for line in manifest.decode(errors="replace").splitlines():
        digest, gap, path = line.partition("  ")
        if gap:
            yield path, digest


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
