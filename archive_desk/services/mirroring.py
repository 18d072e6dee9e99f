"""The mirror (镜像): a second vault on another disk, kept in step with the first."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from archive_desk.db import fixity, mirrors, other_files
from archive_desk.db.fixity import Original, Scope
from archive_desk.domain.copies import Fixity, Mirror
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.findings import Finding
from archive_desk.domain.ids import BatchId, FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.other_files import AREAS, FileKind
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.media import mirror as mirror_files
from archive_desk.media.bag_check import bag_faults
from archive_desk.media.bags import BagEntry
from archive_desk.media.copying import Digests, SourceFailed, StoreFailed, StoreFull
from archive_desk.media.mirror import MirrorFolder
from archive_desk.media.vault import Verdict
from archive_desk.services.desk import Desk
from archive_desk.services.file_mirroring import FileMirroring
from archive_desk.services.mirror_backups import MirrorBackups
from archive_desk.services.mirror_status import CatchUp, MirrorStatus
from archive_desk.services.originals import vault_of
from archive_desk.services.reading import Reading
from archive_desk.services.stocktaking import Stock

__all__ = ["CatchUp", "MirrorStatus", "Mirroring"]

_WRITE_DOWN_EVERY_S = 2.0


@dataclass
class _Tally:
    """What one catching up has done so far and not written down yet."""

    states: dict[FootageId, Fixity] = field(default_factory=dict)
    vault: dict[FootageId, tuple[Fixity, str]] = field(default_factory=dict)
    copied: int = 0
    copied_bytes: int = 0
    findings: list[Finding] = field(default_factory=list)
    written_at: float = field(default_factory=time.monotonic)


class Mirroring:
    """What is done about the second vault."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._vault = vault_of(desk)

    # -- which one ---------------------------------------------------------------------------

    def status(self, actor: Person) -> MirrorStatus:
        """How the mirror stands.

        Raises:
            Refused: `actor` neither browses nor checks the archive.
        """
        if not actor.may(Right.CHECK_ARCHIVE):
            actor.require(Right.BROWSE)
        return self.standing()

    def standing(self) -> MirrorStatus:
        """How the mirror stands, for the program itself."""
        with self._desk.reading() as session:
            mirror = mirrors.current(session)
            if mirror is None:
                return MirrorStatus(None, present=False)
        Stock(self._desk).take()
        with self._desk.reading() as session:
            counts = mirrors.counts(session, mirror)
            files = other_files.counts(session, mirror)
            backup = mirrors.backup(session, mirror)
        folder = self._folder(mirror)
        present, room = folder.present, None
        if present:
            try:
                room = folder.room_bytes()
            except StoreFailed:
                present = False
        return MirrorStatus(
            mirror,
            present,
            counts.total + files.total,
            counts.waiting + files.waiting,
            counts.waiting_bytes + files.waiting_bytes,
            counts.troubled + files.troubled,
            room,
            present and self._same_disk(mirror.path),
            files.total,
            files.waiting,
            None if backup is None else backup.made_at,
            Stock(self._desk).with_images(),
        )

    def set_up(self, actor: Person, root: Path, *, replace: bool = False) -> MirrorStatus:
        """Use the folder `root` as mirror: an empty one, or one of this archive that was moved.

        Another mirror in use is only left with `replace`; what lies in it stays as it is.

        Raises:
            Refused: not `actor`'s duty, or it is the mirror of another archive.
            InvalidInput: it is not there, holds something else, overlaps with the archive, or
                another mirror is in use.
            Unavailable: it cannot be written.
        """
        actor.require(Right.KEEP_VAULT)
        root = self._checked(root)
        sign = mirror_files.sign_of(root, self._desk.office.archive_id)
        mirror_files.require_usable(sign, root)
        with self._desk.reading() as session:
            before = mirrors.current(session)
        same = before is not None and before.marker == sign.marker
        if before is not None and not same and not replace:
            raise InvalidInput(
                say("已经有镜像 {path}。要换成别的磁盘，请确认更换。", path=str(before.path))
            )
        marker = mirror_files.found(root, self._desk.office.archive_id)
        with self._desk.transaction(actor) as work:
            if same and before is not None:
                mirrors.move(work.session, before, root)
                verb = "archive.mirror_moved"
            else:
                mirrors.join(work.session, marker, root, work.at)
                verb = "archive.mirror_joined"
            detail = {"folder": str(root), "replaces": str(before.path) if before else ""}
            work.journal(Act(verb, "mirror", detail={k: v for k, v in detail.items() if v}))
        return self.standing()

    def leave(self, actor: Person) -> None:
        """Use no mirror any more; what lies in it stays.

        Raises:
            Refused: not `actor`'s duty.
            InvalidInput: there is none.
        """
        actor.require(Right.KEEP_VAULT)
        with self._desk.transaction(actor) as work:
            mirror = mirrors.current(work.session)
            if mirror is None:
                raise InvalidInput(say("没有设置镜像。"))
            mirrors.leave(work.session, work.at)
            detail = {"folder": str(mirror.path)}
            work.journal(Act("archive.mirror_left", "mirror", detail=detail))

    def _checked(self, root: Path) -> Path:
        root = root.expanduser().absolute()
        if self._desk.folder.overlaps(root):
            raise InvalidInput(
                say("“{root}”与档案库重叠，请选择另一块硬盘或共享上的文件夹。", root=str(root))
            )
        return root

    def _same_disk(self, root: Path) -> bool:
        try:
            return root.stat().st_dev == self._desk.folder.vault.stat().st_dev
        except OSError:
            return False

    def _folder(self, mirror: Mirror) -> MirrorFolder:
        return MirrorFolder(mirror.path, self._desk.office.archive_id, mirror.marker)

    def folder(self) -> tuple[Mirror, MirrorFolder] | tuple[None, None]:
        """The mirror to read from, whether it is there or not; Nones where none is set up."""
        with self._desk.reading() as session:
            mirror = mirrors.current(session)
        return (None, None) if mirror is None else (mirror, self._folder(mirror))

    @contextmanager
    def opened(self) -> Iterator[tuple[Mirror, MirrorFolder]]:
        """The mirror, while nobody else writes to it.

        Raises:
            InvalidInput: none is set up.
            Unavailable: it is not there, or somebody else is at it.
        """
        with self._desk.reading() as session:
            mirror = mirrors.current(session)
        if mirror is None:
            raise InvalidInput(say("没有设置镜像。"))
        folder = self._folder(mirror)
        with folder.exclusive():
            yield mirror, folder

    # -- catching up -------------------------------------------------------------------------

    def catch_up(self, actor: Person | None, monitor: Monitor) -> CatchUp:
        """Copy into the mirror what it lacks, each copy read back; `actor` None is the program.

        What cannot be copied is said among the findings and everything else is carried on. A file
        of the vault that is not what its record says is never copied.

        Raises:
            Refused: not `actor`'s duty.
            InvalidInput: no mirror is set up.
            Unavailable: the mirror is not there, or somebody else is at it.
            Cancelled: from `monitor`; what was copied stays and is known.
        """
        if actor is not None:
            actor.require(Right.KEEP_VAULT)
        with self.opened() as (mirror, folder):
            return self._catch_up(actor, mirror, folder, monitor)

    def _catch_up(
        self, actor: Person | None, mirror: Mirror, folder: MirrorFolder, monitor: Monitor
    ) -> CatchUp:
        tally = _Tally()
        # Scans are small and few: they come first, so that a disk that fills up holds them.
        tally.findings += Stock(self._desk).take()
        with self._desk.reading() as session:
            waiting = mirrors.waiting(session, mirror)
            files = other_files.waiting(session, mirror)
        # Every byte is written once and read back once.
        total = sum(each.size_bytes for each in waiting)
        total += sum(each.size_bytes for each in files)
        reading = Reading(monitor, 2 * total)
        beside = FileMirroring(self._desk, mirror, folder)
        try:
            room = beside.bring(files, reading)
        finally:
            tally.copied, tally.copied_bytes = beside.tally.copied, beside.tally.copied_bytes
            tally.findings += beside.tally.findings
        if room:
            self._originals(mirror, folder, waiting, reading, tally)
        self._lists(mirror, folder, tally)
        done = self._concluded(actor, mirror, tally)
        # Last, so that it knows all of this.
        asked = actor is not None or bool(tally.copied)
        trouble = MirrorBackups(self._desk).keep_up(actor, mirror, folder, monitor, asked=asked)
        if any(each.item == "mirror" for each in done.findings):
            # That it is full or gone was said.
            return done
        return replace(done, findings=(*done.findings, *trouble))

    def _originals(
        self,
        mirror: Mirror,
        folder: MirrorFolder,
        waiting: Sequence[Original],
        reading: Reading,
        tally: _Tally,
    ) -> None:
        try:
            for original in waiting:
                reading.begin(say("镜像 {name}", name=original.name))
                if not self._bring(folder, original, reading, tally):
                    break
                self._write_down(mirror, tally, soon=False)
        finally:
            self._write_down(mirror, tally, soon=True)

    def _bring(
        self, folder: MirrorFolder, original: Original, reading: Reading, tally: _Tally
    ) -> bool:
        """Bring one original into the mirror; whether to go on."""
        expected = Digests(original.size_bytes, original.sha256, original.sm3)
        done = reading.done
        try:
            state = self._brought(folder, original, expected, reading, tally)
        except SourceFailed as error:
            self._vault_trouble(original, tally, str(error.message))
            return True
        except StoreFull as error:
            tally.findings.append(Finding("full", "mirror", error.message))
            return False
        except StoreFailed as error:
            gone = not folder.present
            tally.findings.append(
                Finding(
                    "unreachable",
                    "mirror" if gone else f"footage:{original.id}",
                    error.message,
                )
            )
            return not gone
        finally:
            reading.done = done + 2 * original.size_bytes
        if state is not None:
            tally.states[original.id] = state
            tally.copied += state is Fixity.SOUND
            tally.copied_bytes += original.size_bytes if state is Fixity.SOUND else 0
        return True

    def _brought(
        self,
        folder: MirrorFolder,
        original: Original,
        expected: Digests,
        reading: Reading,
        tally: _Tally,
    ) -> Fixity | None:
        source = self._vault.locate(original.path)
        if folder.holds(original.path):
            # Copied before a cut that came before it was written down, or changed since.
            seen = folder.verify(original.path, expected, reading.advance)
            if seen.verdict is Verdict.SOUND:
                return Fixity.SOUND
            here = self._vault.verify(original.path, expected, reading.advance)
            if here.verdict is not Verdict.SOUND:
                tally.findings.append(both_bad(original, here.digests, seen.digests))
                return Fixity.ALTERED
            folder.set_aside(original.path, _short(seen.digests))
        if folder.receive(source, original.path, expected, reading.advance):
            return Fixity.SOUND
        self._vault_trouble(original, tally, "")
        return None

    def _vault_trouble(self, original: Original, tally: _Tally, reason: str) -> None:
        """An original that could not be mirrored since the vault's own is not what it should be."""
        item = f"footage:{original.id}"
        if not self._vault.locate(original.path).exists():
            words = say("音像 {name} 的原件不见了：{path}", name=original.name, path=original.path)
            tally.findings.append(Finding("missing", item, words))
            tally.vault[original.id] = (Fixity.MISSING, "")
        elif reason:
            words = say(
                "音像 {name} 的原件读不到：{path} {reason}",
                name=original.name,
                path=original.path,
                reason=reason,
            )
            tally.findings.append(Finding("unreachable", item, words))
        else:
            words = say(
                "音像 {name} 的原件已被改动，与采集时的校验值不符：{path}",
                name=original.name,
                path=original.path,
            )
            tally.findings.append(Finding("altered", item, words))
            tally.vault[original.id] = (Fixity.ALTERED, "")

    def _write_down(self, mirror: Mirror, tally: _Tally, *, soon: bool) -> None:
        now = time.monotonic()
        if not soon and now - tally.written_at < _WRITE_DOWN_EVERY_S:
            return
        if tally.states or tally.vault:
            with self._desk.transaction(None) as work:
                mirrors.record(work.session, mirror, tally.states, work.at)
                fixity.record(work.session, tally.vault, work.at)
            tally.states.clear()
            tally.vault.clear()
        tally.written_at = now

    def _lists(self, mirror: Mirror, folder: MirrorFolder, tally: _Tally) -> None:
        """Put the lists of batches there whose originals are all there."""
        with self._desk.reading() as session:
            unlisted = mirrors.unlisted(session, mirror)
            behind = {each.batch_id for each in mirrors.waiting(session, mirror)}
        for batch_id, no in unlisted.items():
            if batch_id in behind:
                continue
            try:
                self._list(mirror, folder, batch_id, no, tally)
            except StoreFailed as error:
                tally.findings.append(Finding("unreachable", f"batch:{no}", error.message))
                if not folder.present:
                    return

    def _list(
        self, mirror: Mirror, folder: MirrorFolder, batch_id: BatchId, no: str, tally: _Tally
    ) -> None:
        with self._desk.reading() as session:
            originals = fixity.originals(session, Scope(batch_no=no))
        faults = [*bag_faults(self._vault.locate(no), entries_of(no, originals))]
        if faults:
            words = say("批次 {no} 的清单与登记不符，没有写入镜像。", no=no)
            tally.findings.append(Finding(faults[0].fault.value, f"batch:{no}", words))
            return
        folder.write_lists(no, mirror_files.bag_lists(self._vault.locate(no)))
        with self._desk.transaction(None) as work:
            mirrors.listed(work.session, mirror, batch_id, work.at)

    def _concluded(self, actor: Person | None, mirror: Mirror, tally: _Tally) -> CatchUp:
        with self._desk.transaction(actor) as work:
            counts = mirrors.counts(work.session, mirror)
            files = other_files.counts(work.session, mirror)
            behind = counts.waiting + files.waiting
            if not behind and not counts.troubled and not files.troubled:
                mirrors.in_step(work.session, mirror, work.at)
            if tally.copied or tally.findings:
                detail = {
                    "files": tally.copied,
                    "bytes": tally.copied_bytes,
                    "behind": behind,
                    "findings": [f"{each.code} {each.item}" for each in tally.findings[:100]],
                }
                work.journal(Act("archive.mirrored", "mirror", detail=detail))
        return CatchUp(tally.copied, tally.copied_bytes, behind, tuple(tally.findings))

    def wanting(self) -> bool:
        """Whether the mirror is there and lacks something, a fresh copy of the database too."""
        mirror, folder = self.folder()
        if mirror is None or folder is None or not folder.present:
            return False
        return not self.standing().in_step or MirrorBackups(self._desk).due(mirror)

    def is_present(self) -> bool:
        """Whether a mirror is set up and there; cheap, for looking every few seconds."""
        with self._desk.reading() as session:
            mirror = mirrors.current(session)
        return mirror is not None and self._folder(mirror).present

    def strays(self) -> Sequence[str]:
        """Files in the mirror that no record speaks of.

        Raises:
            InvalidInput: no mirror is set up.
            Unavailable: it is not there.
        """
        with self._desk.reading() as session:
            mirror = mirrors.current(session)
            if mirror is None:
                raise InvalidInput(say("没有设置镜像。"))
            known = mirrors.known_paths(session, mirror) | other_files.paths(session)
        folder = self._folder(mirror)
        folder.require()
        return [*folder.strays(known, AREAS - {FileKind.IMAGE.area})]


def entries_of(no: str, originals: Sequence[Original]) -> list[BagEntry]:
    """The originals of a batch as its lists name them."""
    return [
        BagEntry(each.path.removeprefix(f"{no}/"), each.size_bytes, each.sha256, each.sm3)
        for each in originals
    ]


def both_bad(original: Original, here: Digests | None, there: Digests | None) -> Finding:
    """Neither copy is what the record says; both are named."""
    words = say(
        "音像 {name} 在档案库和镜像里都与登记不符：登记 {recorded}，档案库 {here}，镜像 {there}。",
        name=original.name,
        recorded=original.sha256,
        here=here.sha256 if here else "—",
        there=there.sha256 if there else "—",
    )
    return Finding("disagreement", f"footage:{original.id}", words)


def _short(digests: Digests | None) -> str:
    return digests.sha256[:16] if digests else ""
