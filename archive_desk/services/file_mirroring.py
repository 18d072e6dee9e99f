"""The files beside the originals in the mirror: copied, read back, each held against its record."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archive_desk.db import other_files
from archive_desk.domain.copies import Fixity, Mirror
from archive_desk.domain.findings import Finding
from archive_desk.domain.ids import OtherFileId
from archive_desk.domain.other_files import FileKind, OtherFile
from archive_desk.domain.sentences import Sentence, say
from archive_desk.media.copying import Advance, Digests, SourceFailed, StoreFailed, StoreFull
from archive_desk.media.mirror import MirrorFolder
from archive_desk.media.vault import Verdict, Verification
from archive_desk.services.desk import Desk
from archive_desk.services.originals import BesideOriginals
from archive_desk.services.reading import Reading

_WRITE_DOWN_EVERY_S = 2.0


@dataclass
class FileTally:
    """What was copied and what was found, in one catching up."""

    copied: int = 0
    copied_bytes: int = 0
    findings: list[Finding] = field(default_factory=list)
    mirror: dict[OtherFileId, Fixity] = field(default_factory=dict)
    archive: dict[OtherFileId, Fixity] = field(default_factory=dict)
    digests: dict[OtherFileId, Digests] = field(default_factory=dict)
    written_at: float = field(default_factory=time.monotonic)


class FileMirroring:
    """Brings files beside the originals into one mirror."""

    def __init__(self, desk: Desk, mirror: Mirror, folder: MirrorFolder) -> None:
        """Copy from `desk` into `folder`."""
        self._desk = desk
        self._mirror = mirror
        self._folder = folder
        self._archive = BesideOriginals(desk.folder)
        self.tally = FileTally()

    def bring(self, files: Sequence[OtherFile], reading: Reading) -> bool:
        """Copy them all; False if the mirror is full or gone, and there is no use in going on.

        Raises:
            Cancelled: from the monitor of `reading`; what was copied is known.
        """
        try:
            for file in files:
                reading.begin(say("镜像 {name}", name=file.name))
                done = reading.done
                go_on = self._one(file, reading)
                reading.done = done + 2 * file.size_bytes
                if not go_on:
                    return False
                if time.monotonic() - self.tally.written_at > _WRITE_DOWN_EVERY_S:
                    self._write_down()
        finally:
            self._write_down()
        return True

    def _one(self, file: OtherFile, reading: Reading) -> bool:
        tally = self.tally
        try:
            state = self._brought(file, reading.advance)
        except SourceFailed as error:
            self._trouble(file, error.message)
            return True
        except StoreFull as error:
            tally.findings.append(Finding("full", "mirror", error.message))
            return False
        except StoreFailed as error:
            gone = not self._folder.present
            item = "mirror" if gone else file.item
            tally.findings.append(Finding("unreachable", item, error.message))
            return not gone
        if state is not None:
            tally.mirror[file.id] = state
            tally.copied += state is Fixity.SOUND
            tally.copied_bytes += file.size_bytes if state is Fixity.SOUND else 0
        return True

    def _brought(self, file: OtherFile, advance: Advance) -> Fixity | None:
        source = self._archive.locate(file.path)
        if self._folder.holds(file.path):
            # Copied before a cut that came before it was written down, or changed since.
            seen = verified(self._folder, file, advance)
            if seen.verdict is Verdict.SOUND and file.sha256:
                return Fixity.SOUND
            here = verified(self._archive, file, advance)
            if here.verdict is not Verdict.SOUND:
                self.tally.findings.append(both_wrong(file, here.digests, seen.digests))
                return Fixity.ALTERED
            put_away(self._folder, file, seen)
        taken = self._folder.take(source, file.path, file.sha256, advance)
        if taken is None:
            self._trouble(file, None)
            return None
        self.tally.digests[file.id] = taken
        return Fixity.SOUND

    def _trouble(self, file: OtherFile, reason: Sentence | None) -> None:
        """A file that cannot be mirrored since the archive's own is not what it should be."""
        if not self._archive.locate(file.path).exists():
            self.tally.archive[file.id] = Fixity.MISSING
            self.tally.findings.append(told(file, Verification(Verdict.MISSING)))
        elif reason is None:
            self.tally.archive[file.id] = Fixity.ALTERED
            self.tally.findings.append(told(file, Verification(Verdict.ALTERED)))
        else:
            seen = Verification(Verdict.UNREACHABLE, reason=reason)
            self.tally.findings.append(told(file, seen))

    def _write_down(self) -> None:
        tally = self.tally
        if tally.mirror or tally.archive or tally.digests:
            with self._desk.transaction(None) as work:
                other_files.record_mirrored(work.session, self._mirror, tally.mirror, work.at)
                other_files.record(work.session, tally.archive, work.at)
                for file_id, digests in tally.digests.items():
                    other_files.digested(work.session, file_id, digests.size_bytes, digests.sha256)
        tally.mirror.clear()
        tally.archive.clear()
        tally.digests.clear()
        tally.written_at = time.monotonic()


def put_away(folder: MirrorFolder, file: OtherFile, seen: Verification) -> Path | None:
    """Make room for a sound copy in the mirror; where the bad one went.

    A bad disc image is deleted: it can be made again, and nobody would find the footage in it when
    that is to be destroyed.
    """
    if file.kind is FileKind.IMAGE:
        folder.drop(file.path)
        return None
    return folder.set_aside(file.path, seen.digests.sha256[:16] if seen.digests else "")


def verified(
    place: BesideOriginals | MirrorFolder, file: OtherFile, advance: Advance
) -> Verification:
    """Read a file again where `place` has it; whatever it is will do that was never read before."""
    seen = place.verify(file.path, Digests(file.size_bytes, file.sha256), advance)
    if seen.verdict is Verdict.ALTERED and seen.digests and not file.sha256:
        return Verification(Verdict.SOUND, seen.digests)
    return seen


def told(file: OtherFile, seen: Verification, more: Sentence | str = "") -> Finding:
    """What reading the archive's own copy showed, as a finding."""
    kind, name = say(file.kind.label), file.name
    match seen.verdict:
        case Verdict.MISSING:
            words = say("{kind} {name} 不见了{more}", kind=kind, name=name, more=more)
            return Finding("missing", file.item, words)
        case Verdict.ALTERED:
            words = say("{kind} {name} 与登记的校验值不符{more}", kind=kind, name=name, more=more)
            return Finding("altered", file.item, words)
    words = say(
        "{kind} {name} 读不到：{reason}{more}",
        kind=kind,
        name=name,
        reason=seen.reason,
        more=more,
    )
    return Finding("unreachable", file.item, words)


def told_of_mirror(file: OtherFile, seen: Verification) -> Finding:
    """What reading the mirror's copy showed, as a finding."""
    kind, name = say(file.kind.label), file.name
    match seen.verdict:
        case Verdict.MISSING:
            words = say("{kind} {name} 在镜像里的一份不见了，可以重新复制。", kind=kind, name=name)
            return Finding("mirror_missing", file.item, words)
        case Verdict.ALTERED:
            words = say(
                "{kind} {name} 在镜像里的一份已被改动，可以用档案库的一份修复。",
                kind=kind,
                name=name,
            )
            return Finding("mirror_altered", file.item, words)
    words = say(
        "{kind} {name} 在镜像里的一份读不到：{reason}", kind=kind, name=name, reason=seen.reason
    )
    return Finding("mirror_unreachable", file.item, words)


def both_wrong(file: OtherFile, here: Digests | None, there: Digests | None) -> Finding:
    """Neither copy is what the record says; both are named."""
    words = say(
        "{kind} {name} 在档案库和镜像里都与登记不符："
        "登记 {recorded}，档案库 {here}，镜像 {there}。",
        kind=say(file.kind.label),
        name=file.name,
        recorded=file.sha256,
        here=here.sha256 if here else "—",
        there=there.sha256 if there else "—",
    )
    return Finding("disagreement", file.item, words)
