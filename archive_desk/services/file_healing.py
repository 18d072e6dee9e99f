"""Healing a scan, a kept package or another file beside the originals from its other copy.

As with originals: the bad file is set aside, never deleted, and nothing overwrites a sound one.
"""

from dataclasses import dataclass
from pathlib import Path

from archive_desk.db import other_files
from archive_desk.domain.copies import Fixity, Mirror
from archive_desk.domain.errors import Damaged, NotFound, Unavailable
from archive_desk.domain.journal import Act
from archive_desk.domain.other_files import FileKind, OtherFile, path_of
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.verbs import item_title
from archive_desk.domain.work import Monitor
from archive_desk.media.mirror import MirrorFolder
from archive_desk.media.quarantine import set_aside
from archive_desk.media.vault import Verdict, Verification
from archive_desk.services.desk import Desk
from archive_desk.services.file_mirroring import both_wrong, put_away, verified
from archive_desk.services.mirroring import Mirroring
from archive_desk.services.originals import BesideOriginals
from archive_desk.services.reading import Reading

__all__ = ["FileHealing", "HealedFile"]

_TITLES = {
    "nothing": "两份都完好，无需修复",
    "archive": "已用镜像修复档案库里的一份",
    "mirror": "已用档案库里的一份修复镜像",
}


@dataclass(frozen=True)
class HealedFile:
    """What was done about one file: `nothing`, `archive` or `mirror` was mended."""

    item: str
    mended: str
    set_aside: Path | None = None

    @property
    def message(self) -> Sentence:
        """The same in words."""
        return say(
            "{item}：{mended}。", item=item_title(self.item), mended=say(_TITLES[self.mended])
        )


@dataclass(frozen=True)
class _Patient:
    file: OtherFile
    here: Verification
    there: Verification


class FileHealing:
    """What is done about a bad copy of a file beside the originals."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._archive = BesideOriginals(desk.folder)

    def heal(self, actor: Person, item: str, monitor: Monitor) -> HealedFile:
        """Read both copies of a file again and replace the bad one from the sound one.

        `item` is what findings call it, such as `attachment:ab/abcd.pdf`.

        Raises:
            Refused: not `actor`'s duty.
            NotFound: there is no such file on record.
            InvalidInput: no mirror is set up.
            Damaged: neither copy is what the record says.
            Unavailable: one of them cannot be reached or written.
            Cancelled: from `monitor`, before anything was moved.
        """
        actor.require(Right.KEEP_VAULT)
        with self._desk.reading() as session:
            file = other_files.find(session, path_of(item) or item)
        reading = Reading(monitor, 6 * file.size_bytes)
        reading.begin(say("修复 {name}", name=file.name))
        with Mirroring(self._desk).opened() as (mirror, folder):
            patient = _Patient(
                file,
                verified(self._archive, file, reading.advance),
                verified(folder, file, reading.advance),
            )
            healed = self._healed(folder, patient, reading)
            self._known(actor, mirror, patient, healed)
        reading.end()
        return healed

    def _healed(self, folder: MirrorFolder, patient: _Patient, reading: Reading) -> HealedFile:
        file, here, there = patient.file, patient.here.verdict, patient.there.verdict
        if not file.sha256:
            raise NotFound(say("{name} 还没有核对过，不能修复。", name=file.name))
        if Verdict.UNREACHABLE in {here, there}:
            reason = patient.here.reason or patient.there.reason
            raise Unavailable(
                say("{name} 有一份读不到，暂时不能修复。{reason}", name=file.name, reason=reason)
            )
        if here is Verdict.SOUND and there is Verdict.SOUND:
            return HealedFile(file.item, "nothing")
        if here is Verdict.SOUND:
            aside = put_away(folder, file, patient.there)
            source = self._archive.locate(file.path)
            if folder.take(source, file.path, file.sha256, reading.advance) is None:
                raise Damaged(say("修复时读出的内容与登记不符，请检查磁盘。"))
            return HealedFile(file.item, "mirror", aside)
        if there is not Verdict.SOUND:
            finding = both_wrong(file, patient.here.digests, patient.there.digests)
            raise Damaged(finding.message)
        return HealedFile(file.item, "archive", self._replace(folder, patient, reading))

    def _replace(self, folder: MirrorFolder, patient: _Patient, reading: Reading) -> Path | None:
        """Put the mirror's copy in the place of the archive's; where the bad one went."""
        file = patient.file
        with self._archive.filling():
            place = self._archive.locate(file.path)
            aside = None
            if file.kind is FileKind.QUARANTINE:
                # It lies there already; only its name tells what it was.
                if place.exists():
                    aside = place.with_name(f"{place.name}.{_short(patient.here) or 'x'}")
                    place.replace(aside)
            elif file.kind is FileKind.IMAGE:
                self._archive.discard(file.path)
            else:
                aside = set_aside(place, self._desk.folder.quarantine_beside, _short(patient.here))
            stored = self._archive.receive(folder.locate(file.path), file.path, reading.advance)
            if stored.sha256 != file.sha256:
                self._archive.discard(file.path)
                raise Damaged(say("修复时读出的内容与登记不符，请检查磁盘。"))
        return aside

    def _known(self, actor: Person, mirror: Mirror, patient: _Patient, healed: HealedFile) -> None:
        file = patient.file
        with self._desk.transaction(actor) as work:
            other_files.record_mirrored(work.session, mirror, {file.id: Fixity.SOUND}, work.at)
            other_files.record(work.session, {file.id: Fixity.SOUND}, work.at)
            if healed.mended == "nothing":
                return
            verb = "archive.file_healed" if healed.mended == "archive" else "archive.copy_healed"
            bad = patient.here if healed.mended == "archive" else patient.there
            detail = {
                "path": file.path,
                "sha256": file.sha256,
                "found_sha256": "" if bad.digests is None else bad.digests.sha256,
                "set_aside": "" if healed.set_aside is None else str(healed.set_aside),
            }
            work.journal(Act(verb, file.item, detail=detail))


def _short(seen: Verification) -> str:
    return seen.digests.sha256[:16] if seen.digests else ""
