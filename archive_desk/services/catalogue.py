"""Reading the catalogue of footage: finding, showing, takes, pictures, frames; and correcting it.

Whoever may browse sees what is known of a recording and its small picture; to play it is another
matter, and another service's.
"""

import logging
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from sqlalchemy.orm import Session

from archive_desk.db import cases, corrected_times, footage, health, notes, segments, time_rulings
from archive_desk.db.footage import Facet, FootageFilter, FootageSort
from archive_desk.domain.cases import CaseState
from archive_desk.domain.catalogue import CaseLink, RecordedTake, recorded_take, without_numbers
from archive_desk.domain.corrected_time import Basis
from archive_desk.domain.corrections import Correction, corrected, differences
from archive_desk.domain.errors import Damaged, InvalidInput, Refused
from archive_desk.domain.examinations import Examination
from archive_desk.domain.footage import Footage, Kind
from archive_desk.domain.ids import FootageId, TakeId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.repairs import Repair
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor, Unwatched
from archive_desk.media.probe import probe
from archive_desk.services.desk import Desk
from archive_desk.services.frame_indexes import index_of
from archive_desk.services.originals import picture_path, vault_of
from archive_desk.services.tombs import require_all_standing, require_standing

__all__ = ["Catalogue", "FootageFilter", "FootageSort"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FootagePage:
    """Some recordings and how many there are in all."""

    footage: Sequence[Footage]
    total: int


@dataclass(frozen=True)
class FootageReport:
    """All that the catalogue knows of a recording.

    `attached` are its sidecars, `parent` the recording it is a sidecar of, `take` the act of
    recording it is part of, `basis` what its start rests on besides the device's time;
    `examinations` and `repairs` have the latest first.
    """

    footage: Footage
    links: Sequence[CaseLink]
    attached: Sequence[Footage]
    parent: Footage | None
    take: RecordedTake | None
    basis: Basis = field(default_factory=Basis)
    examinations: Sequence[Examination] = ()
    repairs: Sequence[Repair] = ()


@dataclass(frozen=True)
class Facets:
    """What there is to filter by; officers by their names where the accounts have one."""

    sections: Sequence[str]
    devices: Sequence[str]
    officers: Sequence[str]
    parties: Sequence[str]
    causes: Sequence[str]


@dataclass(frozen=True)
class FrameAt:
    """A picture of a recording: how many there are, its number from 0, when it appears."""

    frames: int
    frame: int
    time_ms: int
    time: Fraction


class Catalogue:
    """What anybody who may browse does with footage, and the clerk's corrections."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def find(
        self,
        actor: Person,
        where: FootageFilter,
        offset: int,
        limit: int,
        *,
        sort: FootageSort = FootageSort.STARTED,
        descending: bool = True,
    ) -> FootagePage:
        """Recordings that `where` selects, the newest first unless said otherwise.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            found = footage.page(
                session, where, sort=sort, descending=descending, offset=offset, limit=limit
            )
            return FootagePage(found, footage.count(session, where))

    def page(
        self,
        actor: Person,
        where: FootageFilter,
        offset: int,
        limit: int,
        *,
        sort: FootageSort = FootageSort.STARTED,
        descending: bool = True,
    ) -> Sequence[Footage]:
        """The same without counting, for lists that know their length already.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return footage.page(
                session, where, sort=sort, descending=descending, offset=offset, limit=limit
            )

    def count(self, actor: Person, where: FootageFilter, at_most: int | None = None) -> int:
        """How many recordings `where` selects; counting stops at `at_most`.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return footage.count(session, where, at_most)

    def facets(self, actor: Person) -> Facets:
        """What there is to filter by.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            names = footage.officer_names(session)
            recorded = footage.values(session, Facet.OFFICER)
            return Facets(
                sections=footage.values(session, Facet.SECTION),
                devices=footage.values(session, Facet.DEVICE),
                officers=sorted({names.get(number, number) for number in recorded}),
                parties=cases.suggestions(session, "party"),
                causes=cases.suggestions(session, "cause"),
            )

    def officer_names(self, actor: Person) -> Mapping[str, str]:
        """The names of people by what recorders have for them: account, certificate number.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return footage.officer_names(session)

    def show(self, actor: Person, footage_id: FootageId) -> FootageReport:
        """All that is known of a recording.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such recording.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            found = footage.get(session, footage_id)
            parent = None if found.parent_id is None else footage.find(session, found.parent_id)
            take = None
            if found.take is not None:
                parts = footage.of_takes(session, [found.take])[found.take]
                known = notes.of_footage(session, [part.id for part in parts])
                take = _holes_told(session, recorded_take(found.take, parts, known))
            return FootageReport(
                footage=found,
                links=footage.links_of(session, footage_id),
                attached=footage.page(
                    session,
                    FootageFilter(parent_id=footage_id),
                    sort=FootageSort.NAME,
                    descending=False,
                ),
                parent=parent,
                take=take,
                basis=corrected_times.basis(session, found),
                examinations=health.examinations_of(session, footage_id),
                repairs=health.repairs_of(session, footage_id),
            )

    def takes(
        self, actor: Person, where: FootageFilter, offset: int, limit: int
    ) -> Sequence[RecordedTake]:
        """The takes that what `where` selects belongs to, whole, with their gaps.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            numbers = footage.take_ids(session, where, offset=offset, limit=limit)
            parts = footage.of_takes(session, numbers)
            known = notes.of_footage(session, [part.id for each in parts.values() for part in each])
            takes = [recorded_take(TakeId(number), parts[number], known) for number in numbers]
            return [_holes_told(session, take) for take in takes]

    def original(self, actor: Person, item: Footage) -> Path:
        """Where the original lies. To know the place is not yet leave to play it.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        require_all_standing(self._desk, item.id)
        return vault_of(self._desk).locate(item.path)

    def picture(self, actor: Person, item: Footage) -> Path | None:
        """The small picture (JPEG) of a recording, made anew if it is lost; None if there is none.

        Slow where it has to be made: ask from a job.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        place = picture_path(self._desk.folder, item.sha256)
        # Pictures are not flushed when they are written; a power cut may leave an empty one.
        if place.is_file() and place.stat().st_size:
            return place
        if item.kind is Kind.SIDECAR or not item.size_bytes or item.destroyed_at is not None:
            return None
        try:
            made = probe(self.original(actor, item), item.kind, self._desk.office.zone).picture
            return _kept(made, place) if made else None
        except (OSError, Damaged) as error:
            _log.info("No picture of footage %s: %s", item.id, error)
            return None

    def frame(
        self, actor: Person, footage_id: FootageId, at_ms: int, monitor: Monitor | None = None
    ) -> FrameAt:
        """The picture of a recording that is seen `at_ms` after its first one.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such recording.
            InvalidInput: it is a photo, sound or something else without pictures in a row.
            Damaged: no picture can be read.
            Unavailable: it cannot be read.
            Cancelled: the person stopped.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            found = footage.get(session, footage_id)
            require_standing(session, footage_id)
        path = vault_of(self._desk).locate(found.path)
        pictures = index_of(self._desk, found, path, monitor or Unwatched())
        if pictures is None:
            raise InvalidInput(say("“{name}”不是录像，没有帧索引。", name=found.name))
        number = pictures.frame_at(at_ms)
        return FrameAt(pictures.count, number, pictures.ms_of(number), pictures.time_of(number))

    def correct(self, actor: Person, footage_id: FootageId, correction: Correction) -> Footage:
        """Correct what is known of a recording; what was there before stays in the journal.

        Raises:
            Refused: `actor` does not keep the footage, or a case file that holds it is archived.
            InvalidInput: there is no reason, or the correction makes no sense.
            NotFound: there is no such recording.
        """
        actor.require(Right.CORRECT_FOOTAGE)
        with self._desk.transaction(actor) as work:
            before = footage.get(work.session, footage_id)
            for link in footage.links_of(work.session, footage_id):
                if link.state is CaseState.ARCHIVED:
                    raise Refused(
                        say(
                            "音像 {name} 属于已归档的案卷 {no}，不能再更正。"
                            "确需说明的，请写入备考表。",
                            name=before.name,
                            no=link.no,
                        )
                    )
            after = corrected(before, correction, work.at)
            if not differences(before, after):
                return before
            footage.correct(work.session, after)
            if correction.started_at is not None:
                reason = correction.reason.strip()
                time_rulings.give_start(
                    work.session, footage_id, correction.started_at, reason, actor.id, work.at
                )
            corrected_times.renew(work.session, [footage_id])
            if (after.device, after.officer) != (before.device, before.officer):
                segments.leave_take(work.session, footage_id)
                segments.regroup(work.session, before.batch_id)
            changes = differences(before, footage.get(work.session, footage_id))
            detail = {"reason": correction.reason.strip(), "changes": changes}
            work.journal(Act("footage.corrected", f"footage:{footage_id}", detail=detail))
            return footage.get(work.session, footage_id)


def _holes_told(session: Session, take: RecordedTake) -> RecordedTake:
    """The take with the holes that no photo of the recorder fills."""
    missing = [number for hole in take.holes for number in hole.missing]
    first = take.footage[0] if take.footage else None
    if not missing or first is None or first.device_time is None:
        return take
    held = segments.numbers_held(session, first.device, missing, first.device_time)
    return without_numbers(take, held)


def _kept(picture: bytes, place: Path) -> Path:
    """Write `picture` to `place`, whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, suffix=".part", delete=False) as file:
        file.write(picture)
    os.replace(file.name, place)  # noqa: PTH105 - both are names of the same folder
    return place
