"""Reading the files beside the originals again, here and in the mirror."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from archive_desk.db import mirrors, other_files
from archive_desk.domain.copies import Fixity, Mirror
from archive_desk.domain.findings import Finding
from archive_desk.domain.ids import OtherFileId
from archive_desk.domain.other_files import FileKind, OtherFile
from archive_desk.domain.sentences import Sentence, say
from archive_desk.media.copying import Advance, Digests
from archive_desk.media.mirror import MirrorFolder
from archive_desk.media.vault import Verdict, Verification
from archive_desk.services.desk import Desk
from archive_desk.services.file_mirroring import both_wrong, told, told_of_mirror, verified
from archive_desk.services.mirroring import Mirroring
from archive_desk.services.originals import BesideOriginals
from archive_desk.services.reading import Reading
from archive_desk.services.throttling import Throttle

_WRITE_DOWN_EVERY_S = 2.0
_STATES = {
    Verdict.SOUND: Fixity.SOUND,
    Verdict.ALTERED: Fixity.ALTERED,
    Verdict.MISSING: Fixity.MISSING,
    Verdict.UNREACHABLE: Fixity.UNREACHABLE,
}


@dataclass
class _Pending:
    archive: dict[OtherFileId, Fixity] = field(default_factory=dict)
    mirror: dict[OtherFileId, Fixity] = field(default_factory=dict)
    digests: dict[OtherFileId, Digests] = field(default_factory=dict)
    written_at: float = field(default_factory=time.monotonic)


class FileRound:
    """One going through of them.

    Attributes:
        findings: what was found.
        items, bytes: how many were read here, and how much.
        mirrored: how many copies in the mirror were read.
    """

    def __init__(self, desk: Desk, throttle: Throttle, *, with_mirror: bool) -> None:
        self.findings: list[Finding] = []
        self.items = self.bytes = self.mirrored = 0
        self._desk = desk
        self._archive = BesideOriginals(desk.folder)
        self._throttle = throttle
        self._with_mirror = with_mirror
        self._pending = _Pending()
        self._mirror: Mirror | None = None
        self._folder: MirrorFolder | None = None
        self._held: frozenset[OtherFileId] = frozenset()

    def go(self, files: Iterable[OtherFile], reading: Reading) -> None:
        """Read them all, and write down every few seconds what was seen.

        Disc images are read in the mirror only; here they have a round of their own.

        Raises:
            Cancelled: from the monitor of `reading`; what was read is written down.
        """
        self._look_for_mirror()
        try:
            for file in files:
                reading.begin(say("核对{kind} {name}", kind=say(file.kind.label), name=file.name))
                self._read(file, reading)
                if time.monotonic() - self._pending.written_at > _WRITE_DOWN_EVERY_S:
                    self._write_down()
        finally:
            self._write_down()

    def _look_for_mirror(self) -> None:
        mirror, folder = Mirroring(self._desk).folder()
        if mirror is None or folder is None or not folder.present:
            return
        self._mirror, self._folder = mirror, folder
        with self._desk.reading() as session:
            self._held = other_files.mirrored(session, mirror)

    def _read(self, file: OtherFile, reading: Reading) -> None:
        advance = self._paced(reading)
        seen = Verification(Verdict.SOUND)
        if file.kind is not FileKind.IMAGE:
            before = reading.done
            seen = verified(self._archive, file, advance)
            reading.done = before + file.size_bytes
            self.items += 1
            self.bytes += file.size_bytes
            self._pending.archive[file.id] = _STATES[seen.verdict]
            if not file.sha256 and seen.digests is not None:
                self._pending.digests[file.id] = seen.digests
        there = self._read_mirror(file, advance, wanted=seen.verdict is not Verdict.SOUND)
        if seen.verdict is not Verdict.SOUND:
            self.findings.append(told(file, seen, _other(there)))
        if there is not None and there.verdict is not Verdict.SOUND:
            self.findings.append(told_of_mirror(file, there))
            if Verdict.ALTERED is seen.verdict is there.verdict:
                self.findings.append(both_wrong(file, seen.digests, there.digests))

    def _read_mirror(
        self, file: OtherFile, advance: Advance, *, wanted: bool
    ) -> Verification | None:
        folder = self._folder
        if folder is None or file.id not in self._held or not (wanted or self._with_mirror):
            return None
        seen = verified(folder, file, advance)
        if seen.verdict is Verdict.UNREACHABLE and not folder.present:
            self._folder = None
            words = say("镜像没有连接，没有核对镜像。")
            self.findings.append(Finding("unreachable", "mirror", words))
            return None
        self.mirrored += 1
        if seen.verdict is not Verdict.UNREACHABLE:
            self._pending.mirror[file.id] = _STATES[seen.verdict]
        return seen

    def _paced(self, reading: Reading) -> Advance:
        def advance(count: int) -> None:
            reading.advance(count)
            self._throttle.pace(count, lambda: reading.advance(0))

        return advance

    def _write_down(self) -> None:
        pending, self._pending = self._pending, _Pending()
        if not (pending.archive or pending.mirror):
            return
        with self._desk.transaction(None) as work:
            other_files.record(work.session, pending.archive, work.at)
            mirror = mirrors.current(work.session)
            if mirror is not None and self._mirror is not None and mirror.id == self._mirror.id:
                other_files.record_mirrored(work.session, mirror, pending.mirror, work.at)
            for file_id, digests in pending.digests.items():
                other_files.digested(work.session, file_id, digests.size_bytes, digests.sha256)


def _other(there: Verification | None) -> Sentence | str:
    if there is None:
        return ""
    if there.verdict is Verdict.SOUND:
        return say("。镜像里的一份完好，可以用来修复。")
    return say("。镜像里的一份也不能用。")
