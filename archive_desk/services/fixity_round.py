"""Reading originals again, one by one, so that a check that is cut off goes on where it was."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from archive_desk.db import fixity, fixity_runs, mirrors
from archive_desk.db.fixity import Original, Scope
from archive_desk.db.fixity_runs import Run
from archive_desk.domain.copies import Fixity, Mirror
from archive_desk.domain.findings import Finding
from archive_desk.domain.ids import FootageId
from archive_desk.domain.sentences import Sentence, say
from archive_desk.media.copying import Advance, Digests, StoreFailed
from archive_desk.media.mirror import MirrorFolder
from archive_desk.media.vault import Vault, Verdict, Verification
from archive_desk.services.desk import Desk
from archive_desk.services.mirroring import Mirroring
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
    """What has been read and is not written down yet."""

    vault: dict[FootageId, tuple[Fixity, str]] = field(default_factory=dict)
    mirror: dict[FootageId, Fixity] = field(default_factory=dict)
    written_at: float = field(default_factory=time.monotonic)


class Round:
    """One going through of originals.

    Attributes:
        run: the check it belongs to, as far as it has come.
        found_elsewhere: paths in the vault at which moved originals lie.
        mirrored: how many copies in the mirror were read.
    """

    def __init__(self, desk: Desk, vault: Vault, run: Run, throttle: Throttle) -> None:
        self.run = run
        self.found_elsewhere: set[str] = set()
        self.mirrored = 0
        self._desk = desk
        self._vault = vault
        self._throttle = throttle
        self._pending = _Pending()
        self._lost: list[Original] = []
        self._strangers: dict[str, tuple[Original, str]] = {}
        self._mirror: tuple[Mirror, MirrorFolder] | None = None

    def go(self, originals: Iterable[Original], reading: Reading) -> None:
        """Read them all, and write down every few seconds what was seen.

        Raises:
            Cancelled: from the monitor of `reading`; what was read is written down.
        """
        with ExitStack() as stack:
            self._mirror = self._look_for_mirror()
            stack.callback(self._write_down)
            for original in originals:
                self._read(original, reading)
                if time.monotonic() - self._pending.written_at > _WRITE_DOWN_EVERY_S:
                    self._write_down()
        self._look_for_lost(reading)

    def _look_for_mirror(self) -> tuple[Mirror, MirrorFolder] | None:
        mirror, folder = Mirroring(self._desk).folder()
        if mirror is None or folder is None:
            return None
        if not folder.present:
            if self.run.order.with_mirror:
                self._add(Finding("unreachable", "mirror", say("镜像没有连接，没有核对镜像。")))
            return None
        return mirror, folder

    def _add(self, *findings: Finding) -> None:
        known = {(each.code, each.item) for each in self.run.findings}
        new = tuple(each for each in findings if (each.code, each.item) not in known)
        self.run = replace(self.run, findings=(*self.run.findings, *new))

    def _read(self, original: Original, reading: Reading) -> None:
        reading.begin(say("核对 {name}", name=original.name))
        before = reading.done
        expected = Digests(
            original.size_bytes, original.sha256, original.sm3 if self.run.order.full else ""
        )
        seen = self._vault.verify(original.path, expected, self._paced(reading))
        reading.done = before + original.size_bytes
        state = _STATES[seen.verdict]
        there = self._read_mirror(original, expected, reading, wanted=state is not Fixity.SOUND)
        if state is Fixity.MISSING:
            self._lost.append(original)
        elif state is Fixity.ALTERED and seen.digests is not None:
            self._strangers[original.path] = (original, seen.digests.sha256)
        if state is not Fixity.SOUND:
            self._add(_vault_finding(original, seen, there))
        if there is not None and there.verdict is not Verdict.SOUND:
            self._add(*_mirror_findings(original, seen, there))
        if state is not Fixity.UNREACHABLE or self._vault_there():
            found = seen.digests.sha256 if seen.digests and state is not Fixity.SOUND else ""
            self._pending.vault[original.id] = (state, found)
        self.run = replace(
            self.run,
            upto=original.path,
            items=self.run.items + 1,
            bytes=self.run.bytes + original.size_bytes,
        )

    def _read_mirror(
        self, original: Original, expected: Digests, reading: Reading, *, wanted: bool
    ) -> Verification | None:
        """The copy in the mirror, where it is to be read or the vault's own is not sound."""
        if self._mirror is None or not (wanted or self.run.order.with_mirror):
            return None
        _, folder = self._mirror
        with self._desk.reading() as session:
            held = mirrors.held(session, [original.id])[original.id].mirror
        if held is None:
            return None
        before = reading.done
        seen = folder.verify(original.path, expected, self._paced(reading))
        reading.done = before + (original.size_bytes if self.run.order.with_mirror else 0)
        if seen.verdict is Verdict.UNREACHABLE and not folder.present:
            self._add(Finding("unreachable", "mirror", say("镜像没有连接，没有核对镜像。")))
            self._mirror = None
            return None
        self.mirrored += 1
        if seen.verdict is not Verdict.UNREACHABLE:
            self._pending.mirror[original.id] = _STATES[seen.verdict]
        return seen

    def _vault_there(self) -> bool:
        """A vault whose disk is not connected says nothing of any single original."""
        try:
            self._vault.require_presence()
        except StoreFailed:
            return False
        return True

    def _paced(self, reading: Reading) -> Advance:
        def advance(count: int) -> None:
            reading.advance(count)
            self._throttle.pace(count, lambda: reading.advance(0))

        return advance

    def _write_down(self) -> None:
        pending = self._pending
        with self._desk.transaction(None) as work:
            fixity.record(work.session, pending.vault, work.at)
            mirror = mirrors.current(work.session)
            if mirror is not None and pending.mirror:
                mirrors.record(work.session, mirror, pending.mirror, work.at)
            fixity_runs.keep(work.session, self.run)
        self._pending = _Pending()

    # -- what is not in its place ------------------------------------------------------------

    def _look_for_lost(self, reading: Reading) -> None:
        """Look whether missing or altered originals lie elsewhere, told by size and digest.

        In the place of another original, as when two were exchanged, or where nothing belongs.
        """
        if not self._lost and not self._strangers:
            return
        try:
            strays = list(self._strays())
        except StoreFailed:
            return
        altered = [original for original, _ in self._strangers.values()]
        for original in (*self._lost, *altered):
            path = self._exchanged_with(original, reading)
            path = path or self._place_of(original, strays, reading)
            if path is None:
                continue
            if path in {stray for stray, _ in strays}:
                self.found_elsewhere.add(path)
            if original.path in self._strangers or path not in self.found_elsewhere:
                self._call_exchanged(original, path)
            else:
                self._call_moved(original, path)
        self._write_down()

    def _exchanged_with(self, original: Original, reading: Reading) -> str | None:
        """The place of another original in which this one lies, if it does."""
        for path, (_, sha256) in self._strangers.items():
            if sha256 == original.sha256 and path != original.path:
                return path
        if original.path not in self._strangers:
            return None
        # The other place may be one that this check does not read.
        with self._desk.reading() as session:
            owners = fixity.of_digest(session, self._strangers[original.path][1])
        before = reading.done
        for owner in owners:
            if owner.path in self._strangers or owner.id == original.id:
                continue
            expected = Digests(original.size_bytes, original.sha256)
            seen = self._vault.verify(owner.path, expected, self._paced(reading))
            reading.done = before
            if seen.verdict is Verdict.SOUND:
                return owner.path
        return None

    def _strays(self) -> Iterator[tuple[str, int]]:
        with self._desk.reading() as session:
            recorded = {each.path for each in fixity.originals(session, Scope())}
        for path in self._vault.files():
            if path in recorded:
                continue
            try:
                yield path, self._vault.locate(path).lstat().st_size
            except OSError:
                continue

    def _place_of(
        self, original: Original, strays: Sequence[tuple[str, int]], reading: Reading
    ) -> str | None:
        expected = Digests(original.size_bytes, original.sha256)
        before = reading.done
        for path, size in strays:
            if size != original.size_bytes or path in self.found_elsewhere:
                continue
            seen = self._vault.verify(path, expected, self._paced(reading))
            reading.done = before
            if seen.verdict is Verdict.SOUND:
                return path
        return None

    def _call_exchanged(self, original: Original, path: str) -> None:
        words = say(
            "音像 {name} 的位置上是别的文件，它的原件在 {found}，内容完好，可以换回 {path}。",
            name=original.name,
            found=path,
            path=original.path,
        )
        self._call(original, "exchanged", words, path)

    def _call_moved(self, original: Original, path: str) -> None:
        words = say(
            "音像 {name} 的原件不在原处，在 {found} 找到，内容完好，可以放回 {path}。",
            name=original.name,
            found=path,
            path=original.path,
        )
        self._call(original, "moved", words, path)

    def _call(self, original: Original, code: str, words: Sentence, path: str) -> None:
        item = f"footage:{original.id}"
        told = {("missing", item), ("altered", item)}
        rest = tuple(each for each in self.run.findings if (each.code, each.item) not in told)
        self.run = replace(self.run, findings=(*rest, Finding(code, item, words)))
        self._pending.vault[original.id] = (Fixity.MOVED, path)


def _vault_finding(original: Original, seen: Verification, there: Verification | None) -> Finding:
    item, name, path = f"footage:{original.id}", original.name, original.path
    more = _other_copy(there)
    if seen.verdict is Verdict.MISSING:
        words = say("音像 {name} 的原件不见了：{path}{more}", name=name, path=path, more=more)
        return Finding("missing", item, words)
    if seen.verdict is Verdict.ALTERED:
        words = say(
            "音像 {name} 的原件已被改动，与采集时的校验值不符：{path}{more}",
            name=name,
            path=path,
            more=more,
        )
        return Finding("altered", item, words)
    words = say(
        "音像 {name} 的原件读不到：{path} {reason}{more}",
        name=name,
        path=path,
        reason=seen.reason,
        more=more,
    )
    return Finding("unreachable", item, words)


def _other_copy(there: Verification | None) -> Sentence | str:
    if there is None:
        return ""
    if there.verdict is Verdict.SOUND:
        return say("。镜像里的一份完好，可以用来修复。")
    return say("。镜像里的一份也不能用。")


def _mirror_findings(
    original: Original, here: Verification, there: Verification
) -> Iterator[Finding]:
    item, name = f"footage:{original.id}", original.name
    if there.verdict is Verdict.MISSING:
        words = say("音像 {name} 在镜像里的一份不见了，可以重新复制。", name=name)
        yield Finding("mirror_missing", item, words)
    elif there.verdict is Verdict.ALTERED:
        words = say("音像 {name} 在镜像里的一份已被改动，可以用原件修复。", name=name)
        yield Finding("mirror_altered", item, words)
    else:
        words = say("音像 {name} 在镜像里的一份读不到：{reason}", name=name, reason=there.reason)
        yield Finding("mirror_unreachable", item, words)
    digests = (here.digests, there.digests)
    if here.verdict is Verdict.ALTERED and there.verdict is Verdict.ALTERED and all(digests):
        words = say(
            "音像 {name} 在档案库和镜像里都与登记不符："
            "登记 {recorded}，档案库 {here}，镜像 {there}。",
            name=name,
            recorded=original.sha256,
            here=digests[0].sha256 if digests[0] else "",
            there=digests[1].sha256 if digests[1] else "",
        )
        yield Finding("disagreement", item, words)
