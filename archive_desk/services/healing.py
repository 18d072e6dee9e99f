"""Healing (修复): a bad copy of an original is replaced from the sound one, never the other way.

The bad file is set aside in a quarantine folder with the beginning of its digest in its name; it is
never deleted, and the journal says where it went.
"""

from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from archive_desk.db import fixity, mirrors
from archive_desk.db.fixity import Original
from archive_desk.domain.copies import Fixity
from archive_desk.domain.errors import Damaged, InvalidInput, Unavailable, reason_of
from archive_desk.domain.ids import FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.work import Monitor
from archive_desk.media.copying import Digests, StoreFailed
from archive_desk.media.files import flush_folder, rename_without_replacing
from archive_desk.media.mirror import MirrorFolder
from archive_desk.media.quarantine import set_aside
from archive_desk.media.vault import Verdict, Verification
from archive_desk.services.desk import Desk
from archive_desk.services.mirroring import Mirroring, both_bad
from archive_desk.services.originals import vault_of
from archive_desk.services.reading import Reading
from archive_desk.services.tombs import require_all_standing

_ON_ITS_WAY = ".back"
"""What the name of an original ends with that waits beside its place until that is free."""

__all__ = ["Healed", "Healing", "Mended"]


class Mended(StrEnum):
    """What was done."""

    NOTHING = "nothing"
    VAULT = "vault"
    MIRROR = "mirror"
    PUT_BACK = "put_back"

    @property
    def label(self) -> str:
        """The same in Chinese."""
        return _MENDED_TITLES[self]


_MENDED_TITLES = {
    Mended.NOTHING: "两份都完好，无需修复",
    Mended.VAULT: "已用镜像修复档案库里的原件",
    Mended.MIRROR: "已用档案库里的原件修复镜像",
    Mended.PUT_BACK: "已把原件放回原处",
}


@dataclass(frozen=True)
class Healed:
    """What was done about one recording; `set_aside` is where the bad file went."""

    footage_id: FootageId
    mended: Mended
    set_aside: Path | None = None

    @property
    def item(self) -> str:
        """What was mended, as findings name it."""
        return f"footage:{self.footage_id}"

    @property
    def message(self) -> Sentence:
        """The same in words."""
        return say("音像 {id}：{mended}。", id=self.footage_id, mended=say(self.mended.label))


@dataclass(frozen=True)
class _Patient:
    """One original, what is expected of it, and what both copies showed."""

    original: Original
    expected: Digests
    here: Verification
    there: Verification


class Healing:
    """What is done about a bad copy."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._vault = vault_of(desk)
        self._mirroring = Mirroring(desk)

    def heal(self, actor: Person, footage_id: FootageId, monitor: Monitor) -> Healed:
        """Read both copies of a recording again and replace the bad one from the sound one.

        Raises:
            Refused: not `actor`'s duty.
            InvalidInput: no mirror is set up, or there is no such recording.
            Damaged: neither copy is what the record says; both digests are named.
            Unavailable: one of them cannot be reached, or somebody is importing.
            Cancelled: from `monitor`, before anything was moved.
        """
        actor.require(Right.KEEP_VAULT)
        require_all_standing(self._desk, footage_id)
        original = self._original(footage_id)
        reading = Reading(monitor, 6 * original.size_bytes)
        reading.begin(say("修复 {name}", name=original.name))
        with self._mirroring.opened() as (mirror, folder):
            patient = self._examined(folder, original, reading)
            here, there = patient.here.verdict, patient.there.verdict
            if Verdict.UNREACHABLE in {here, there}:
                reason = patient.here.reason or patient.there.reason
                raise Unavailable(
                    say(
                        "{name} 有一份读不到，暂时不能修复。{reason}",
                        name=original.name,
                        reason=reason,
                    )
                )
            if here is Verdict.SOUND and there is Verdict.SOUND:
                self._known(actor, mirror.id, footage_id, Healed(footage_id, Mended.NOTHING))
                return Healed(footage_id, Mended.NOTHING)
            if here is Verdict.SOUND:
                healed = self._heal_mirror(folder, patient, reading)
            elif there is Verdict.SOUND:
                healed = self._heal_vault(folder, patient, reading)
            else:
                finding = both_bad(original, patient.here.digests, patient.there.digests)
                raise Damaged(finding.message)
            self._known(actor, mirror.id, footage_id, healed, patient)
        reading.end()
        return healed

    def put_back(
        self, actor: Person, footage_id: FootageId, found: str, monitor: Monitor
    ) -> Healed:
        """Put an original that lies elsewhere in the vault back where it belongs.

        `found` is where it lies; empty for where the last reading found it. What lies in its place
        goes where it belongs, if it is another original, or else is set aside.

        Raises:
            Refused: not `actor`'s duty.
            InvalidInput: it is in its place, or what lies at `found` is not it.
            Unavailable: the vault cannot be written, or somebody is importing.
        """
        actor.require(Right.KEEP_VAULT)
        require_all_standing(self._desk, footage_id)
        original = self._original(footage_id)
        with self._desk.reading() as session:
            state, place = fixity.seen(session, footage_id)
        if not found and state is Fixity.SOUND:
            # It went back when another one did.
            return Healed(footage_id, Mended.NOTHING)
        found = found or (place if state is Fixity.MOVED else self._look_for(original))
        reading = Reading(monitor, 2 * original.size_bytes)
        with ExitStack() as stack:
            for bag in sorted({_bag(original.path), _bag(found)} - {""}):
                stack.enter_context(self._vault.filling(bag))
            healed = self._moved_back(actor, original, found, reading)
        reading.end()
        return healed

    def _look_for(self, original: Original) -> str:
        """Where an original may lie that a cut left on its way: beside its own place."""
        return original.path + _ON_ITS_WAY

    def _moved_back(
        self, actor: Person, original: Original, found: str, reading: Reading
    ) -> Healed:
        expected = Digests(original.size_bytes, original.sha256, original.sm3)
        in_place = self._vault.verify(original.path, expected, reading.advance)
        if in_place.verdict is Verdict.SOUND:
            raise InvalidInput(say("音像 {name} 的原件就在原处。", name=original.name))
        if self._vault.verify(found, expected, reading.advance).verdict is not Verdict.SOUND:
            raise InvalidInput(say("{path} 不是 {name} 的原件。", path=found, name=original.name))
        other, waiting, aside = self._make_room(original, in_place)
        self._rename(found, original.path)
        states: dict[FootageId, tuple[Fixity, str]] = {original.id: (Fixity.SOUND, "")}
        moved = [(original, found)]
        if other is not None:
            if self._vault.locate(other.path).exists():
                states[other.id] = (Fixity.MOVED, waiting)
            else:
                self._rename(waiting, other.path)
                states[other.id] = (Fixity.SOUND, "")
                moved.append((other, original.path))
        with self._desk.transaction(actor) as work:
            fixity.record(work.session, states, work.at)
            for each, source in moved:
                detail = {"source": source, "path": each.path, "sha256": each.sha256}
                work.journal(Act("footage.put_back", f"footage:{each.id}", detail=detail))
        return Healed(original.id, Mended.PUT_BACK, aside)

    def _make_room(
        self, original: Original, in_place: Verification
    ) -> tuple[Original | None, str, Path | None]:
        """Take away what lies in an original's place: whose it is, where it waits or went."""
        place = self._vault.locate(original.path)
        if not place.exists():
            return None, "", None
        with self._desk.reading() as session:
            digest = in_place.digests.sha256 if in_place.digests else ""
            owners = [
                each
                for each in fixity.of_digest(session, digest)
                if each.id != original.id and not self._is_in_place(each)
            ]
        if not owners:
            return None, "", set_aside(place, self._desk.folder.quarantine, _short(in_place))
        waiting = owners[0].path + _ON_ITS_WAY
        self._rename(original.path, waiting)
        return owners[0], waiting, None

    def _is_in_place(self, original: Original) -> bool:
        expected = Digests(original.size_bytes, original.sha256, original.sm3)
        seen = self._vault.verify(original.path, expected, lambda _count: None)
        return seen.verdict is Verdict.SOUND

    def _rename(self, source: str, target: str) -> None:
        """Give a file of the vault another name, known to the medium; nothing is replaced."""
        place, final = self._vault.locate(source), self._vault.locate(target)
        try:
            final.parent.mkdir(parents=True, exist_ok=True)
            rename_without_replacing(place, final)
            flush_folder(final.parent)
            flush_folder(place.parent)
        except OSError as error:
            raise StoreFailed(say("无法写入档案库：{error}", error=reason_of(error))) from error

    def _original(self, footage_id: FootageId) -> Original:
        with self._desk.reading() as session:
            return fixity.original(session, footage_id)

    def _examined(self, folder: MirrorFolder, original: Original, reading: Reading) -> _Patient:
        expected = Digests(original.size_bytes, original.sha256, original.sm3)
        return _Patient(
            original,
            expected,
            self._vault.verify(original.path, expected, reading.advance),
            folder.verify(original.path, expected, reading.advance),
        )

    def _heal_mirror(self, folder: MirrorFolder, patient: _Patient, reading: Reading) -> Healed:
        path = patient.original.path
        aside = folder.set_aside(path, _short(patient.there))
        source = self._vault.locate(path)
        if not folder.receive(source, path, patient.expected, reading.advance):
            raise Damaged(say("修复时读出的内容与登记不符，请检查磁盘。"))
        return Healed(patient.original.id, Mended.MIRROR, aside)

    def _heal_vault(self, folder: MirrorFolder, patient: _Patient, reading: Reading) -> Healed:
        path = patient.original.path
        with self._vault.filling(_bag(path)):
            place = self._vault.locate(path)
            aside = set_aside(place, self._desk.folder.quarantine, _short(patient.here))
            stored = self._vault.receive(folder.locate(path), path, reading.advance)
            if stored != patient.expected:
                self._vault.discard(path)
                raise Damaged(say("修复时读出的内容与登记不符，请检查磁盘。"))
        return Healed(patient.original.id, Mended.VAULT, aside)

    def _known(
        self,
        actor: Person,
        mirror_id: int,
        footage_id: FootageId,
        healed: Healed,
        patient: _Patient | None = None,
    ) -> None:
        with self._desk.transaction(actor) as work:
            mirror = mirrors.current(work.session)
            if mirror is not None and mirror.id == mirror_id:
                mirrors.record(work.session, mirror, {footage_id: Fixity.SOUND}, work.at)
            fixity.record(work.session, {footage_id: (Fixity.SOUND, "")}, work.at)
            if patient is None:
                return
            verb = "footage.healed" if healed.mended is Mended.VAULT else "footage.mirror_healed"
            bad = patient.here if healed.mended is Mended.VAULT else patient.there
            detail = {
                "path": patient.original.path,
                "sha256": patient.original.sha256,
                "found_sha256": "" if bad.digests is None else bad.digests.sha256,
                "set_aside": "" if healed.set_aside is None else str(healed.set_aside),
            }
            work.journal(Act(verb, f"footage:{footage_id}", detail=detail))


def _short(seen: Verification) -> str:
    return seen.digests.sha256[:16] if seen.digests else ""


def _bag(path: str) -> str:
    return path.partition("/")[0]
