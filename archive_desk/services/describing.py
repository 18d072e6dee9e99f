"""From a file on a card and what was found in it to the record of an original."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from archive_desk.domain.arrivals import Found, HandOver
from archive_desk.domain.device_time import settle_start
from archive_desk.domain.footage import Batch, Footage, Kind
from archive_desk.domain.ids import FootageId
from archive_desk.domain.people import Person
from archive_desk.media.copying import Digests
from archive_desk.media.probe import Probed
from archive_desk.media.recorders.sidecars import SidecarFacts


@dataclass(frozen=True)
class Brought:
    """One file in the vault: where, its digests, what its bytes and its sidecars say."""

    found: Found
    path: str
    digests: Digests
    probed: Probed
    beside: SidecarFacts


@dataclass(frozen=True)
class Parent:
    """The recording that a sidecar accompanies."""

    id: FootageId
    device: str = ""
    officer: str = ""


@dataclass(frozen=True)
class Surroundings:
    """What a whole import knows: its batch, the clerk's statement, the office's people and zone."""

    batch: Batch
    stated: HandOver
    officers: Mapping[str, Person]
    zone: tzinfo


def describe(
    brought: Brought, around: Surroundings, at: datetime, parent: Parent | None = None
) -> Footage:
    """The record of an original, taken in at `at`; its id is not given yet.

    The card's own word goes before the clerk's general statement. A sidecar without a word of its
    own takes after its recording, `parent`.
    """
    found, media = brought.found, brought.probed.facts
    seen = found.recognised
    beside = brought.beside
    claims = [*seen.claims, *brought.probed.claims]
    if beside.start is not None:
        claims.append(beside.start)
    length = length_of(found.kind, media.duration_ms)
    start = settle_start(claims, length=length, zone=around.zone, now=at)
    device = seen.device or beside.device or brought.probed.device
    officer = seen.officer or beside.officer
    if parent is not None:
        device, officer = device or parent.device, officer or parent.officer
    officer = officer or around.stated.officer
    person = around.officers.get(officer)
    return Footage(
        id=FootageId(0),
        batch_id=around.batch.id,
        batch=around.batch.no,
        name=found.name,
        path=brought.path,
        kind=found.kind,
        size_bytes=brought.digests.size_bytes,
        sha256=brought.digests.sha256,
        sm3=brought.digests.sm3,
        imported_at=at,
        device=device or around.stated.device,
        officer=officer,
        section=(person.section if person is not None else "") or around.stated.section,
        device_time=start.at,
        started_by=start.source,
        started_at=start.at,
        doubts=() if found.kind is Kind.SIDECAR else tuple(start.doubts),
        sequence=seen.sequence,
        important=seen.important,
        media=media,
        parent_id=None if parent is None else parent.id,
        claims=start.claims,
        names=(found.path,),
        recorder=seen.family,
    )


def length_of(kind: Kind, duration_ms: int | None) -> timedelta | None:
    """How long a recording lasts; photos and sidecars take no time; None if unknown."""
    if kind in {Kind.PHOTO, Kind.SIDECAR}:
        return timedelta(0)
    return None if duration_ms is None else timedelta(milliseconds=duration_ms)
