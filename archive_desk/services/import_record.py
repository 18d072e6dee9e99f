"""Making the records of one import: originals, names, duplicates, failures, and the sealed bag."""

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from archive_desk import __version__
from archive_desk.db import batches, carriers, corrected_times, intake, people, segments
from archive_desk.db.intake import Conclusion, Twin
from archive_desk.domain.arrivals import Found, HandOver, Outcome, Planned
from archive_desk.domain.footage import Batch, Kind
from archive_desk.domain.ids import FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.office import Office
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import Sentence, say
from archive_desk.media.bags import BagEntry, BagRecord, DestroyedEntry
from archive_desk.media.copying import StoreFailed
from archive_desk.media.recorders.sidecars import Companions
from archive_desk.media.times import from_nanoseconds
from archive_desk.media.vault import Vault
from archive_desk.paths import ArchiveFolder
from archive_desk.services.describing import Brought, Parent, Surroundings, describe
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.import_lane import Attempt, Lane
from archive_desk.services.originals import picture_path

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Closing:
    """How an import ended: what is said of files that never came, and the journal's verb."""

    not_taken: Sentence
    verb: str = "batch.finished"


class Register:
    """Records what an import brings, in transactions of their own; `actor` None is the program."""

    def __init__(
        self,
        desk: Desk,
        vault: Vault,
        actor: Person | None,
        batch: Batch,
        planned: Sequence[Planned],
    ) -> None:
        self._desk = desk
        self._vault = vault
        self._actor = actor
        self._batch = batch
        with desk.reading() as session:
            officers = {
                person.certificate_no: person
                for person in people.all_people(session)
                if person.certificate_no
            }
            recorded = intake.recordings_of(session, batch.id)
        stated = HandOver(batch.device, batch.officer, batch.section)
        self._around = Surroundings(batch, stated, officers, desk.office.zone)
        self._parents = {path: Parent(*facts) for path, facts in recorded.items()}
        coming = (plan.found for plan in planned if plan.found.kind is not Kind.SIDECAR)
        self._companions = Companions([*recorded, *(found.path for found in coming)])

    @property
    def batch(self) -> Batch:
        """The batch that is recorded, as it was at the beginning."""
        return self._batch

    def record(self, attempts: Iterable[Attempt], lane: Lane | None = None) -> None:
        """Record a group of files, all of it or nothing.

        Raises:
            Unavailable: the database cannot be written; what is in the vault is settled later.
        """
        attempts = self._resolved(list(attempts), lane)
        pictures: list[tuple[Path, bytes]] = []
        with self._desk.transaction(self._actor) as work:
            group = _Group(work, [each.known.sha256 for each in attempts if each.known])
            for attempt in attempts:
                if attempt.error is not None:
                    reason = str(attempt.error.message)
                    group.conclude(attempt.planned, Outcome.FAILED, reason)
                elif attempt.known is not None:
                    self._record_known(group, attempt.planned, attempt.known.sha256)
                elif attempt.brought is not None:
                    brought = attempt.brought
                    if self._record_brought(group, attempt.planned, brought):
                        target = picture_path(self._desk.folder, brought.digests.sha256)
                        pictures.append((target, brought.probed.picture))
            intake.conclude_all(work.session, group.conclusions)
        for target, picture in pictures:
            _write_picture(target, picture)

    def _resolved(self, attempts: list[Attempt], lane: Lane | None) -> list[Attempt]:
        """Bring what was known by name, size and time after all, should it hold other bytes."""
        digests = [attempt.known.sha256 for attempt in attempts if attempt.known is not None]
        if not digests or lane is None:
            return attempts
        with self._desk.reading() as session:
            twins = intake.twins_of(session, digests)
        return [
            attempt
            if attempt.known is None
            or self._twin(twins.get(attempt.known.sha256, ()), attempt.planned.found) is not None
            else lane.bring_after_all(attempt.planned)
            for attempt in attempts
        ]

    def _record_known(self, group: "_Group", planned: Planned, sha256: str) -> None:
        twin = self._twin(group.twins.get(sha256, ()), planned.found)
        if twin is None:
            group.conclude(planned, Outcome.FAILED, say("此文件尚未采集。"))
        else:
            self._record_twin(group, planned, twin)

    def _record_brought(self, group: "_Group", planned: Planned, brought: Brought) -> bool:
        """Record a file that lies in the vault; whether it became a new original."""
        work, sha256 = group.work, brought.digests.sha256
        twin = self._twin(intake.twins_of(work.session, [sha256]).get(sha256, ()), planned.found)
        if twin is not None:
            with suppress(StoreFailed):
                # What stays is removed before the bag is sealed.
                self._vault.discard(planned.stored)
            self._record_twin(group, planned, twin)
            return False
        found = planned.found
        original = describe(brought, self._around, work.at, self._parent_of(found))
        footage_id = intake.add(work.session, original)
        self._parents[found.path] = Parent(footage_id, original.device, original.officer)
        self._name(work, footage_id, found)
        media = original.media
        note = media.health_note if media.health.faulty else ""
        group.conclude(planned, Outcome.IMPORTED, note, footage_id)
        detail = {
            "batch": self._batch.no,
            "source": found.path,
            "path": original.path,
            "size_bytes": original.size_bytes,
            "sha256": original.sha256,
            "sm3": original.sm3,
            "health": media.health.value,
        }
        work.journal(Act("footage.imported", f"footage:{footage_id}", detail=detail))
        return True

    def _record_twin(self, group: "_Group", planned: Planned, twin: Twin) -> None:
        """The same bytes are here already: one original, and one more name if it is a new one."""
        work, found = group.work, planned.found
        reason = say("与已采集的“{name}”内容相同，登记为同一件。", name=twin.name)
        group.conclude(planned, Outcome.DUPLICATE, reason, twin.footage_id)
        self._parents[found.path] = Parent(twin.footage_id, twin.device, twin.officer)
        parent = self._parent_of(found)
        if parent is not None and twin.parent_id is None:
            intake.adopt(work.session, twin.footage_id, parent.id)
        marked = found.recognised.important and not twin.important
        if marked:
            intake.mark_important(work.session, twin.footage_id)
        if not group.is_new_name(twin.footage_id, found.path) and not marked:
            # A card that was read again; its batch says so, and nothing else has changed.
            return
        self._name(work, twin.footage_id, found)
        detail = {"batch": self._batch.no, "source": found.path, "marked_important": marked}
        work.journal(Act("footage.named", f"footage:{twin.footage_id}", detail=detail))

    def _name(self, work: Transaction, footage_id: FootageId, found: Found) -> None:
        modified = from_nanoseconds(found.modified_ns)
        intake.add_name(work.session, footage_id, self._batch.id, found.path, modified, work.at)

    def _parent_of(self, found: Found) -> Parent | None:
        if found.kind is not Kind.SIDECAR:
            return None
        recording = self._companions.of(found.path)
        return None if recording is None else self._parents.get(recording)

    def _twin(self, twins: Iterable[Twin], found: Found) -> Twin | None:
        """The original that these bytes already are.

        An empty recording, or a sidecar, is the same only under the same name: two empty
        recordings are two accidents, and one text may stand beside two recordings.
        """
        parent = self._parent_of(found)
        parent_id = None if parent is None else parent.id
        for twin in twins:
            if not self._present(twin):
                continue
            if twin.footage_id == found.known_as:
                # The very file; its recording may only have come in now.
                return twin
            if found.kind is Kind.SIDECAR:
                if (twin.name, twin.parent_id) == (found.name, parent_id):
                    return twin
            elif twin.size_bytes or twin.name == found.name:
                return twin
        return None

    def _present(self, twin: Twin) -> bool:
        """Whether the original is where it should be; what is lost may come in again."""
        try:
            return self._vault.locate(twin.path).stat().st_size == twin.size_bytes
        except OSError:
            return False

    def close(self, closing: Closing) -> None:
        """Conclude what never came, group into takes, seal the bag and finish the batch.

        Raises:
            StoreFailed: the bag's lists cannot be written; the next start finishes the batch.
            Unavailable: the database cannot be written.
        """
        with self._desk.transaction(self._actor) as work:
            for planned in intake.still_planned(work.session, self._batch.id):
                intake.conclude(work.session, planned.arrival_id, Outcome.FAILED, closing.not_taken)
            segments.regroup(work.session, self._batch.id)
            brought = corrected_times.of_batch(work.session, self._batch.id)
            corrected_times.renew(work.session, brought)
            record = bag_record(work.session, self._batch, self._desk.office, work.at)
            self._tidy(work, record)
            self._vault.seal(self._batch.no, record)
            batches.finish(work.session, self._batch.id, work.at)
            counts = {
                outcome.value: number
                for outcome, number in intake.outcomes(work.session, self._batch.id).items()
            }
            work.journal(Act(closing.verb, f"batch:{self._batch.no}", detail=counts))

    def _tidy(self, work: Transaction, record: BagRecord) -> None:
        """Remove what a failing disk, or a cut, left of files that were not recorded.

        Only under the names this batch meant to use: a stranger's file is a finding, not ours.
        What cannot be removed leaves the batch unfinished, for the next start.
        """
        self._vault.sweep_bag(self._batch.no)
        kept = {f"{self._batch.no}/{entry.path}" for entry in record.entries}
        ours = intake.places(work.session, self._batch.id) - kept
        for path in self._vault.stored(self._batch.no):
            if path in ours:
                self._vault.discard(path)


def bag_record(session: Session, batch: Batch, office: Office, at: datetime) -> BagRecord:
    """What is to stand beside the originals of `batch`, whose lists are written `at`.

    What was destroyed by an approved list is listed apart from what is there.
    """
    sources = intake.sources_of(session, batch.id)
    prefix = batch.no + "/"
    entries = tuple(
        BagEntry(
            stored.path.removeprefix(prefix),
            stored.size_bytes,
            stored.sha256,
            stored.sm3,
            tuple(sources.get(stored.footage_id, ())),
        )
        for stored in intake.stored_of(session, batch.id)
    )
    buried = carriers.buried_in(session, batch.id)
    lists = "、".join(sorted({each.list_no for each in buried}))
    info = {
        "Source-Organization": office.organisation,
        "External-Identifier": batch.no,
        "External-Description": batch.source,
        "Bagging-Date": at.astimezone(office.zone).date().isoformat(),
        "Contact-Name": batch.clerk,
        "Bag-Software-Agent": f"archive-desk {__version__}",
        "Destroyed-Files": f"{len(buried)}（{lists}）" if buried else "",
    }
    destroyed = tuple(
        DestroyedEntry(
            each.path.removeprefix(prefix),
            each.size_bytes,
            each.sha256,
            each.sm3,
            each.list_no,
            each.destroyed_at.astimezone(office.zone).isoformat(timespec="seconds"),
        )
        for each in buried
    )
    return BagRecord(entries, {label: text for label, text in info.items() if text}, destroyed)


class _Group:
    """Files that are recorded in one transaction: what was looked up and concluded together."""

    def __init__(self, work: Transaction, known: Sequence[str]) -> None:
        """Look up the originals with the digests in `known`, and the names they have."""
        self.work = work
        self.twins = intake.twins_of(work.session, known)
        ids = [twin.footage_id for twins in self.twins.values() for twin in twins]
        self._names = intake.sources_by_footage(work.session, ids)
        self.conclusions: list[Conclusion] = []

    def conclude(
        self,
        planned: Planned,
        outcome: Outcome,
        reason: str = "",
        footage_id: FootageId | None = None,
    ) -> None:
        """Remember what became of a file; it is written when the group is complete."""
        self.conclusions.append(Conclusion(planned.arrival_id, outcome, reason, footage_id))

    def is_new_name(self, footage_id: FootageId, source: str) -> bool:
        """Whether an original has not come under this path before."""
        if footage_id not in self._names:
            self._names |= intake.sources_by_footage(self.work.session, [footage_id])
        names = self._names[footage_id]
        new = source not in names
        names.add(source)
        return new


def sweep_pictures(folder: ArchiveFolder) -> None:
    """Remove pictures that an interrupted import left unfinished; they are made anew when wanted.

    A list shows an icon meanwhile, so a failure is only logged.
    """
    try:
        for partial in (folder.derived / "pictures").glob("*/*.part"):
            partial.unlink(missing_ok=True)
    except OSError:
        _log.warning("Unfinished pictures could not be removed.", exc_info=True)


def _write_picture(target: Path, picture: bytes) -> None:
    """Keep a small picture; without it a list shows an icon, so a failure is only logged."""
    if not picture or target.exists():
        return
    partial = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(picture)
        partial.replace(target)
    except OSError:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        _log.warning("The picture %s could not be written.", target.name, exc_info=True)
