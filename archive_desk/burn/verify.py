"""Verifying a disc by the manifest that is on it: an image, a device, or anybody's ISO file.

The whole recorded area is read once, in its order; each file's bytes are taken into its digest on
the way. Files are found by the disc's own file systems. Nothing stops at the first fault: a sector
that cannot be read costs the files that lie on it.
"""

import hashlib
import io
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from archive_desk.burn import uncached
from archive_desk.burn.layout import MANIFEST, RECOVERY, TAG_MANIFEST
from archive_desk.burn.sectors import StoredFile
from archive_desk.burn.streaming import Buffer, Piece, stream
from archive_desk.burn.volume import DiscVolume, open_volume, read_file
from archive_desk.domain.disc_health import PARTS
from archive_desk.domain.discs import SECTOR_BYTES
from archive_desk.domain.errors import Unavailable, reason_of
from archive_desk.domain.findings import Finding
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor

_MANIFEST_LIMIT = 512 * 1024 * 1024
_TRIES = 3


@dataclass(frozen=True)
class Verification:
    """What reading a disc back showed.

    `sha256` is of the whole recorded area, and `manifest_sha256` of the manifest on it.
    `bad_sectors` could not be read; `retries` were needed for these and others. `speeds` are bytes
    per second, stretch by stretch along the disc; `read_ms` is the time spent reading.
    """

    identifier: str
    files: int
    size_bytes: int
    sha256: str
    manifest_sha256: str
    bad_sectors: int
    findings: tuple[Finding, ...]
    retries: int = 0
    read_ms: int = 0
    speeds: tuple[int, ...] = ()


def verify(path: Path, monitor: Monitor) -> Verification:
    """Read the disc at `path` through and compare every file with the manifest on it.

    Raises:
        Unavailable: it cannot be opened; Damaged: there is no readable file system on it.
        Cancelled: the person stopped it.
    """
    volume = open_volume(path)
    manifest = read_file(path, volume.best.files.get(MANIFEST, StoredFile(0, ())))
    expected = {**_listed(volume, TAG_MANIFEST), **parse_manifest(manifest)}
    reading = _Reading(volume)
    total = volume.sectors * SECTOR_BYTES
    try:
        with uncached.open_to_read(path) as file:
            source = _Sectors(volume, file)
            stream(
                source,
                total,
                (reading.digest, reading.digest_files),
                monitor,
                lambda piece: piece.path.rpartition("/")[2] if piece else "",
            )
    except OSError as error:
        raise Unavailable(
            say("无法读取 {path}：{reason}", path=str(path), reason=reason_of(error))
        ) from error
    findings = [
        *_structural(volume, manifest),
        *_compare(volume.best.files, expected, reading.digests, source.bad_files),
    ]
    return Verification(
        volume.best.identifier,
        len(expected),
        total,
        reading.whole.hexdigest(),
        hashlib.sha256(manifest).hexdigest() if manifest else "",
        source.bad_sectors,
        tuple(findings),
        source.retries,
        round(sum(seconds for _, seconds in source.paces) * 1000),
        _speeds(source.paces),
    )


def _speeds(paces: Sequence[tuple[int, float]]) -> tuple[int, ...]:
    """Bytes per second in at most `PARTS` stretches of the same number of reads."""
    count = min(PARTS, len(paces))
    bounds = [len(paces) * part // count for part in range(count + 1)] if count else []
    found = []
    for start, end in pairwise(bounds):
        size = sum(read for read, _ in paces[start:end])
        seconds = sum(spent for _, spent in paces[start:end])
        found.append(round(size / max(seconds, 1e-6)))
    return tuple(found)


def parse_manifest(manifest: bytes) -> dict[str, str]:
    """Paths and their digests from a manifest as `sha256sum` and BagIt write it."""
    digests: dict[str, str] = {}
    for line in manifest.decode("utf-8-sig", errors="replace").splitlines():
        digest, _, path = line.partition(" ")
        if digest and path:
            # BagIt encodes what would end the line.
            name = path.lstrip(" *").replace("%0D", "\r").replace("%0A", "\n")
            digests[name.replace("%25", "%")] = digest.lower()
    return digests


def _listed(volume: DiscVolume, name: str) -> dict[str, str]:
    stored = volume.best.files.get(name)
    if stored is None or stored.size_bytes > _MANIFEST_LIMIT:
        return {}
    return parse_manifest(read_file(volume.path, stored))


def _structural(volume: DiscVolume, manifest: bytes) -> list[Finding]:
    findings = [
        Finding(
            "file_system",
            name,
            say("光盘上的 {name} 文件系统已损坏，用其他方式仍可读出。", name=name),
        )
        for name in volume.damaged
    ]
    if not manifest:
        findings.append(
            Finding("no_manifest", MANIFEST, say("光盘上没有校验清单，无法核对其中的文件。"))
        )
    by_place = {stored.runs: stored.size_bytes for stored in volume.best.files.values()}
    for view in volume.views[1:]:
        places = {stored.runs: stored.size_bytes for stored in view.files.values()}
        if places != by_place:
            findings.append(
                Finding(
                    "views_differ",
                    view.file_system,
                    say("光盘的 {name} 目录与主目录列出的文件不一致。", name=view.file_system),
                )
            )
    return findings


def _compare(
    files: Mapping[str, StoredFile],
    expected: Mapping[str, str],
    digests: Mapping[str, str],
    bad: set[str],
) -> list[Finding]:
    findings = []
    for path, digest in sorted(expected.items()):
        if path not in files:
            finding = ("missing", say("光盘上缺少“{path}”。", path=path))
        elif path in bad:
            finding = ("unreadable", say("“{path}”所在的扇区无法读出。", path=path))
        elif digests.get(path) != digest:
            finding = ("altered", say("“{path}”与校验清单不符。", path=path))
        else:
            continue
        findings.append(Finding(finding[0], path, finding[1]))
    if expected:
        own = {TAG_MANIFEST, *({MANIFEST} if TAG_MANIFEST not in files else ())}
        for path in sorted(set(files) - set(expected) - own):
            if path.startswith(f"{RECOVERY}/"):
                continue
            findings.append(Finding("extra", path, say("“{path}”不在校验清单中。", path=path)))
    return findings


class _Reading:
    """The digests of one reading."""

    def __init__(self, volume: DiscVolume) -> None:
        self.whole = hashlib.sha256()
        self.digests = {
            path: hashlib.sha256().hexdigest()
            for path, stored in volume.best.files.items()
            if not stored.size_bytes
        }
        self._open: dict[str, hashlib._Hash] = {}

    def digest(self, buffer: Buffer) -> None:
        """Take everything into the digest of the whole."""
        self.whole.update(buffer.view)

    def digest_files(self, buffer: Buffer) -> None:
        """Take each file's bytes into its own."""
        for piece in buffer.pieces:
            digest = self._open.setdefault(piece.path, hashlib.sha256())
            digest.update(buffer.memory[piece.start : piece.end])
            if piece.last:
                self.digests[piece.path] = self._open.pop(piece.path).hexdigest()


@dataclass
class _Run:
    path: str
    start: int
    end: int
    last: bool


@dataclass
class _Sectors:
    """The recorded area from the first sector to the last."""

    volume: DiscVolume
    file: io.FileIO
    bad_sectors: int = 0
    retries: int = 0
    bad_files: set[str] = field(default_factory=set)
    paces: list[tuple[int, float]] = field(default_factory=list)
    _position: int = 0

    def __post_init__(self) -> None:
        runs = [
            _Run(path, start, start + count, (start, count) == stored.runs[-1])
            for path, stored in self.volume.best.files.items()
            for start, count in stored.runs
        ]
        runs.sort(key=lambda run: run.start, reverse=True)
        self._runs = runs

    def fill(self, buffer: Buffer) -> None:
        """Read the next sectors; those that cannot be read become zeros and are counted."""
        start, end = self._position, self._position + buffer.filled
        begun = time.perf_counter()
        bad = self._read(start, buffer.view)
        self.paces.append((buffer.filled, time.perf_counter() - begun))
        self._position = end
        later = []
        while self._runs and self._runs[-1].start < end:
            run = self._runs.pop()
            first, stop = max(run.start, start), min(run.end, end)
            finished = run.end <= end
            buffer.pieces.append(
                Piece(run.path, first - start, stop - start, finished and run.last)
            )
            if any(
                first < (sector + 1) * SECTOR_BYTES and sector * SECTOR_BYTES < stop
                for sector in bad
            ):
                self.bad_files.add(run.path)
            if not finished:
                later.append(run)
        self._runs += reversed(later)

    def _read(self, start: int, view: memoryview) -> list[int]:
        try:
            count = uncached.read_into(self.file, start, view)
        except OSError:
            return self._read_by_sector(start, view)
        if count == len(view):
            return []
        view[count:] = bytes(len(view) - count)
        missing = range((start + count) // SECTOR_BYTES, (start + len(view)) // SECTOR_BYTES)
        self.bad_sectors += len(missing)
        return list(missing)

    def _read_by_sector(self, start: int, view: memoryview) -> list[int]:
        bad = []
        for offset in range(0, len(view), SECTOR_BYTES):
            part = view[offset : offset + SECTOR_BYTES]
            if self._read_patiently(start + offset, part):
                continue
            part[:] = bytes(len(part))
            bad.append((start + offset) // SECTOR_BYTES)
        self.bad_sectors += len(bad)
        return bad

    def _read_patiently(self, start: int, sector: memoryview) -> bool:
        """Try a sector again and again; every try after a failed one is counted."""
        for _ in range(_TRIES):
            with suppress(OSError):
                if uncached.read_into(self.file, start, sector) == len(sector):
                    return True
            self.retries += 1
        return False
