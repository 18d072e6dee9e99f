"""The work of one restoring, its database in place: every file from the mirror, verified."""

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from archive_desk.db import batches, counters, fixity, mirrors, other_files
from archive_desk.db.fixity import Original, Scope
from archive_desk.domain.copies import Fixity
from archive_desk.domain.errors import Damaged, Unavailable
from archive_desk.domain.findings import Finding
from archive_desk.domain.ids import FootageId, OtherFileId
from archive_desk.domain.journal import Act
from archive_desk.domain.other_files import AREAS, FileKind, OtherFile
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.work import Monitor
from archive_desk.media.copying import Digests, SourceFailed, StoreFailed, StoreFull
from archive_desk.media.mirror import MirrorFolder
from archive_desk.media.vault import Verdict, Verification
from archive_desk.services.desk import Desk
from archive_desk.services.file_mirroring import told, verified
from archive_desk.services.import_record import bag_record
from archive_desk.services.journalling import Journalling
from archive_desk.services.originals import BesideOriginals, vault_of
from archive_desk.services.reading import Reading
from archive_desk.services.restore_source import Source

_LOCK = "restoring"
_BAG = re.compile(r"(\d{4})-(\d+)")
_PACKAGE = re.compile(r"TG-(\d{4})-(\d+)")
_GIB = 1 << 30


@dataclass
class Tally:
    """What is there by now, and what could not be had."""

    findings: list[Finding] = field(default_factory=list)
    originals: int = 0
    files: int = 0
    bytes: int = 0
    lost: dict[FootageId, Fixity] = field(default_factory=dict)
    lost_files: dict[OtherFileId, Fixity] = field(default_factory=dict)


class Restoration:
    """Brings everything on record from a mirror into an archive that is yet to be described."""

    def __init__(self, desk: Desk, source: Source, actor: Person) -> None:
        """Restore `desk` from `source`; `actor` has signed in, and may."""
        self._desk = desk
        self._source = source
        self._actor = actor
        self._vault = vault_of(desk)
        self._beside = BesideOriginals(desk.folder)
        self._mirror = MirrorFolder(source.mirror, source.archive_id, source.marker)
        self._tally = Tally(findings=list(source.findings))

    def go(self, monitor: Monitor) -> Tally:
        """Bring everything.

        Raises:
            Unavailable: the disk is full or fails, or the mirror has gone.
            Cancelled: from `monitor`.
        """
        with self._desk.reading() as session:
            originals = fixity.originals(session, Scope())
            files = other_files.everything(session)
        total = sum(each.size_bytes for each in originals)
        total += sum(each.size_bytes for each in files)
        reading = Reading(monitor, 2 * total)
        try:
            self._require_room(originals, files)
            with self._vault.filling(_LOCK), self._beside.filling():
                self._vault.sweep()
                for file in files:
                    self._file(file, reading)
                for original in originals:
                    self._original(original, reading)
            reading.begin(say("重写采集批次的清单"))
            self._seal()
        except StoreFull as error:
            raise Unavailable(_full(self._desk.folder.root)) from error
        self._tally.findings += self._newer()
        self._conclude()
        chain = Journalling(self._desk).verify()
        self._tally.findings += chain.findings
        reading.end()
        return self._tally

    def _require_room(self, originals: Sequence[Original], files: Sequence[OtherFile]) -> None:
        """Say at once if it will not fit, rather than after hours."""
        vault, root = self._desk.folder.vault, self._desk.folder.root
        here = (self._vault.locate(each.path) for each in originals)
        wanted = sum(
            each.size_bytes
            for each, place in zip(originals, here, strict=True)
            if not place.exists()
        )
        beside = sum(
            each.size_bytes for each in files if not self._beside.locate(each.path).exists()
        )
        try:
            if vault.stat().st_dev == root.stat().st_dev:
                wanted, beside = wanted + beside, 0
            for place, size in ((vault, wanted), (root, beside)):
                free = shutil.disk_usage(place).free
                if size > free:
                    raise Unavailable(
                        say(
                            "“{place}”所在磁盘空间不足：需要 {need} GB，只有 {free} GB。"
                            "请换更大的磁盘，或腾出空间后再恢复一次，会接着做。",
                            place=str(place),
                            need=f"{size / _GIB:.1f}",
                            free=f"{free / _GIB:.1f}",
                        )
                    )
        except OSError as error:
            raise StoreFailed(say("无法读取档案库：{reason}", reason=str(error))) from error

    # -- one by one ---------------------------------------------------------------------------

    def _original(self, original: Original, reading: Reading) -> None:
        reading.begin(say("恢复 {name}", name=original.name))
        done, tally = reading.done, self._tally
        expected = Digests(original.size_bytes, original.sha256, original.sm3)
        state, trouble = self._brought(original, expected, reading)
        if state is Fixity.SOUND:
            tally.originals += 1
            tally.bytes += original.size_bytes
        else:
            tally.lost[original.id] = state
            tally.findings.append(_lost(original, state, trouble))
        reading.done = done + 2 * original.size_bytes

    def _brought(
        self, original: Original, expected: Digests, reading: Reading
    ) -> tuple[Fixity, Sentence | str]:
        path = original.path
        if self._vault.locate(path).exists():
            # Of an earlier time; a kill may have come before it was read back.
            seen = self._vault.verify(path, expected, reading.advance)
            if seen.verdict is Verdict.SOUND:
                return Fixity.SOUND, ""
            self._vault.discard(path)
        if not self._mirror.holds(path):
            self._mirror.require()
            return Fixity.MISSING, ""
        try:
            stored = self._vault.receive(self._mirror.locate(path), path, reading.advance)
        except (SourceFailed, Damaged) as error:
            self._mirror.require()
            return Fixity.UNREACHABLE, error.message
        if (stored.sha256, stored.size_bytes) != (expected.sha256, expected.size_bytes):
            self._vault.discard(path)
            return Fixity.ALTERED, ""
        return Fixity.SOUND, ""

    def _file(self, file: OtherFile, reading: Reading) -> None:
        if file.kind is FileKind.IMAGE and not self._mirror.holds(file.path):
            return
        reading.begin(say("恢复 {name}", name=file.name))
        done, tally = reading.done, self._tally
        seen = self._file_brought(file, reading)
        if seen.verdict is Verdict.SOUND:
            tally.files += 1
            tally.bytes += file.size_bytes
        else:
            tally.lost_files[file.id] = _STATES[seen.verdict]
            tally.findings.append(told(file, seen, say("（镜像里的一份）")))
        reading.done = done + 2 * file.size_bytes

    def _file_brought(self, file: OtherFile, reading: Reading) -> Verification:
        if self._beside.locate(file.path).exists():
            seen = verified(self._beside, file, reading.advance)
            if seen.verdict is Verdict.SOUND:
                return seen
            self._beside.discard(file.path)
        if not self._mirror.holds(file.path):
            self._mirror.require()
            return Verification(Verdict.MISSING)
        try:
            source = self._mirror.locate(file.path)
            stored = self._beside.receive(source, file.path, reading.advance)
        except (SourceFailed, Damaged) as error:
            self._mirror.require()
            return Verification(Verdict.UNREACHABLE, reason=error.message)
        if file.sha256 not in {"", stored.sha256}:
            self._beside.discard(file.path)
            return Verification(Verdict.ALTERED, stored)
        return Verification(Verdict.SOUND, stored)

    # -- the rest -----------------------------------------------------------------------------

    def _seal(self) -> None:
        """Write the lists of all finished batches, as the register has them."""
        with self._desk.reading() as session:
            finished = fixity.finished_batches(session)
            filled = batches.with_originals(session)
        for no in finished.values():
            if no not in filled:
                continue
            with self._desk.reading() as session:
                batch = batches.get(session, no)
                at = batch.finished_at or batch.started_at
                record = bag_record(session, batch, self._desk.office, at)
            with self._vault.filling(no):
                self._vault.seal(no, record)

    def _newer(self) -> Iterator[Finding]:
        """What came into the mirror after the database's copy was made, and is not on record."""
        with self._desk.reading() as session:
            known = {each.path for each in fixity.originals(session, Scope())}
            known |= other_files.paths(session)
        try:
            for path in self._mirror.strays(frozenset(known), AREAS - {FileKind.IMAGE.area}):
                words = say(
                    "镜像里的 {path} 不在数据库备份里（备份之后才有的），没有恢复；"
                    "请从镜像里重新采集或添加。",
                    path=path,
                )
                yield Finding("unrecorded", f"mirror:{path}", words)
        except StoreFailed as error:
            yield Finding("unreachable", "mirror", error.message)

    def _conclude(self) -> None:
        """Write down what was done, and where the mirror is now."""
        tally, source = self._tally, self._source
        with self._desk.transaction(self._actor) as work:
            current = mirrors.current(work.session)
            if current is not None and current.marker == source.marker:
                mirrors.move(work.session, current, source.mirror)
            else:
                current = mirrors.join(work.session, source.marker, source.mirror, work.at)
            lost = {number: (state, "") for number, state in tally.lost.items()}
            fixity.record(work.session, lost, work.at)
            mirrors.record(work.session, current, tally.lost, work.at)
            other_files.record(work.session, tally.lost_files, work.at)
            other_files.record_mirrored(work.session, current, tally.lost_files, work.at)
            self._count_on(work.session)
            detail = {
                "folder": str(source.mirror),
                "backup": source.database.name,
                "files": tally.originals + tally.files,
                "bytes": tally.bytes,
                "finding_count": len(tally.findings),
                "findings": [f"{each.code} {each.item}" for each in tally.findings[:100]],
            }
            work.journal(Act("archive.restored", "archive", detail=detail))

    def _count_on(self, session: Session) -> None:
        """Give no number again that somebody gave after the database's copy was made."""
        for folder, name, pattern in (
            (self._mirror.root, "batch", _BAG),
            (self._mirror.root / FileKind.KEPT_COPY.area, "provision", _PACKAGE),
        ):
            names = [each.name for each in folder.iterdir()] if folder.is_dir() else []
            for found in filter(None, map(pattern.fullmatch, names)):
                counters.at_least(session, f"{name}-{found[1]}", int(found[2]))


_STATES = {
    Verdict.ALTERED: Fixity.ALTERED,
    Verdict.MISSING: Fixity.MISSING,
    Verdict.UNREACHABLE: Fixity.UNREACHABLE,
}


def _lost(original: Original, state: Fixity, trouble: Sentence | str) -> Finding:
    item, name, path = f"footage:{original.id}", original.name, original.path
    if state is Fixity.MISSING:
        words = say("音像 {name} 在镜像里没有，没有恢复：{path}", name=name, path=path)
    elif state is Fixity.ALTERED:
        words = say("音像 {name} 在镜像里的一份已被改动，没有恢复：{path}", name=name, path=path)
    else:
        words = say(
            "音像 {name} 在镜像里读不到，没有恢复：{path} {reason}",
            name=name,
            path=path,
            reason=trouble,
        )
    return Finding(state.value, item, words)


def _full(place: Path) -> Sentence:
    return say(
        "“{place}”所在磁盘满了，恢复停在中间。请腾出空间后再恢复一次，会接着做。",
        place=str(place),
    )
