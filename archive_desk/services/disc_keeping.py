"""Keeping discs: registered as burned, read back, on their shelf, moved, taken out of use."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from archive_desk.db import disc_burns, disc_checks, disc_places, discs
from archive_desk.db.discs import DiscFilter
from archive_desk.domain.disc_burns import BurnAttempt
from archive_desk.domain.disc_health import Health, Occasion, health_of
from archive_desk.domain.disc_register import (
    BURNABLE,
    PLACEABLE,
    READABLE,
    RETIRABLE,
    require_state,
    resting_state,
)
from archive_desk.domain.discs import CopySet, Disc, DiscState, Retired
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.disc_reading import (
    Circumstances,
    DiscReading,
    image_file,
    read_disc,
    reading_act,
    record_check,
)
from archive_desk.services.disc_recognising import require_same

HORIZON = timedelta(days=365 * 2)
_LONGEST_PLACE = 200
_AT_MOST = 500


class DiscKeeping:
    """What the clerk does with discs once there is something to hold in the hand."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def waiting(self, actor: Person) -> Sequence[Disc]:
        """The discs with an image that nobody has burned, by set, copy and number."""
        actor.require(Right.KEEP_DISCS)
        with self._desk.reading() as session:
            found = discs.page(session, DiscFilter(state=DiscState.BUILT), limit=_AT_MOST)
        return sorted(found, key=lambda disc: (disc.set_no, disc.copy_set.value, disc.number))

    def register_burned(
        self,
        actor: Person,
        no: str,
        *,
        copy_set: CopySet | None = None,
        location: str = "",
        burned_at: datetime | None = None,
        brand: str = "",
        media_batch: str = "",
    ) -> Disc:
        """Register that the image of a disc was burned, whatever program burned it.

        Raises:
            Refused: no right, or there is no image yet, or it is burned already.
            InvalidInput: the time lies in the future or before the image.
        """
        actor.require(Right.KEEP_DISCS)
        with self._desk.transaction(actor) as work:
            disc = discs.get(work.session, no)
            require_state(disc, BURNABLE, "登记为已刻录")
            at = burned_at or work.at
            built_at = disc.built_at
            # A time is entered in whole minutes, and the image may be of the same minute.
            if built_at and built_at - timedelta(minutes=1) < at < built_at:
                at = built_at
            if at > work.at or (built_at and at < built_at):
                raise InvalidInput(say("刻录时间应在制作映像之后、现在之前。"))
            changed = replace(
                disc,
                state=DiscState.BURNED,
                copy_set=copy_set or disc.copy_set,
                burned_at=at,
                burned_by=actor.name,
                location=_place(work, location),
                brand=brand.strip(),
                media_batch=media_batch.strip(),
            )
            detail = {
                "copy_set": changed.copy_set.value,
                "location": changed.location,
                "burned_at": at.isoformat(),
                "image_sha256": changed.image_sha256,
                "brand": changed.brand,
                "media_batch": changed.media_batch,
            }
            return _saved(work, changed, Act("disc.burned", f"disc:{disc.no}", detail=detail))

    def read_back(
        self,
        actor: Person,
        no: str,
        device: Path,
        monitor: Monitor,
        circumstances: Circumstances | None = None,
    ) -> DiscReading:
        """Read the burned disc in `device` through; without a fault it becomes 已读检.

        What was read is a point of the disc's health curve, sound or not. A disc that takes the
        place of an older one retires that one now.

        Raises:
            Refused: no right, not burned yet, another disc, or only the image from the archive.
            Unavailable: the device cannot be read at all, or was pulled out meanwhile.
        """
        actor.require(Right.KEEP_DISCS)
        with self._desk.reading() as session:
            disc = discs.get(session, no)
        require_state(disc, READABLE, "读检")
        self._require_disc(disc, device)
        require_same(self._desk, disc, device)
        first = disc.verified_at is None
        reading = read_disc(self._desk, disc, device, monitor)
        circumstances = circumstances or Circumstances(
            Occasion.READ_BACK if first else Occasion.CHECK
        )
        with self._desk.transaction(actor) as work:
            current = discs.get(work.session, no)
            require_state(current, READABLE, "读检")
            if not reading.findings and current.state is not DiscState.LENT:
                state = resting_state(burned=True, verified=True, location=current.location)
                current = replace(current, state=state, verified_at=work.at)
                discs.save(work.session, current)
                _retire_predecessor(work, current)
            record_check(work, current, reading, circumstances)
            work.journal(reading_act(reading, "disc.read_back"))
        return replace(reading, disc=current)

    def _require_disc(self, disc: Disc, device: Path) -> None:
        """The image in the archive proves nothing of a disc."""
        image = image_file(self._desk, disc)
        if device.exists() and image.exists() and device.samefile(image):
            raise Refused(
                say("{file} 是档案库里的映像，不是刻好的光盘；请放入光盘再读检。", file=image.name)
            )

    def place(self, actor: Person, no: str, location: str) -> Disc:
        """Say where a burned disc is kept; one that was read back counts as shelved there.

        Raises:
            Refused: no right, or the disc is not in the house.
            InvalidInput: the place is too long to be written on a label.
        """
        actor.require(Right.KEEP_DISCS)
        with self._desk.transaction(actor) as work:
            disc = discs.get(work.session, no)
            require_state(disc, PLACEABLE, "上架")
            place = _place(work, location)
            state = resting_state(
                burned=True, verified=disc.verified_at is not None, location=place
            )
            detail = {"from": disc.location, "to": place}
            changed = replace(disc, location=place, state=state)
            return _saved(work, changed, Act("disc.placed", f"disc:{disc.no}", detail=detail))

    def places(self, actor: Person) -> Sequence[tuple[str, int]]:
        """All places in order, each with the number of discs that lie exactly there."""
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return disc_places.paths(session)

    def retire(
        self, actor: Person, no: str, reason: str, retired_as: Retired | None = None
    ) -> Disc:
        """Take a disc out of use for good: a plan given up, a disc broken.

        Its line and number stay in the register. By itself a disc that exists is scrapped (报废),
        and one that was never burned is void (作废).

        Raises:
            Refused: no right, or the disc is lent.
            InvalidInput: no reason is given.
        """
        actor.require(Right.KEEP_DISCS)
        if not reason.strip():
            raise InvalidInput(say("请写明报废或作废的原因。"))
        with self._desk.transaction(actor) as work:
            disc = discs.get(work.session, no)
            require_state(disc, RETIRABLE, "报废")
            usual = Retired.SCRAPPED if disc.burned_at else Retired.VOID
            return _retired(work, disc, retired_as or usual, reason.strip())

    def health(self, actor: Person, no: str) -> Health:
        """The health curve of a disc, with its trend.

        Raises:
            NotFound: there is no such disc.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            disc = discs.get(session, no)
            return health_of(disc_checks.of_disc(session, disc.id), HORIZON)

    def attempts(self, actor: Person, no: str) -> Sequence[BurnAttempt]:
        """The attempts to burn a disc, oldest first."""
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return disc_burns.of_disc(session, discs.get(session, no).id)

    def wastes(self, actor: Person) -> Sequence[BurnAttempt]:
        """The media that were spoiled, with their numbers."""
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return disc_burns.wastes(session)

    def media_used(self, actor: Person) -> Sequence[tuple[str, str]]:
        """Brands and batches of media entered lately, the last first."""
        actor.require(Right.KEEP_DISCS)
        with self._desk.reading() as session:
            return disc_burns.media_used(session)


def _place(work: Transaction, text: str) -> str:
    names = disc_places.names_of(text)
    if any(len(name) > 60 for name in names) or len(" ".join(names)) > _LONGEST_PLACE:
        raise InvalidInput(say("存放位置太长，请写成“库房 柜 格”。"))
    return disc_places.enter(work.session, names)


def _retired(work: Transaction, disc: Disc, retired_as: Retired, reason: str) -> Disc:
    detail = {"reason": reason, "state": disc.state.value, "as": retired_as.value}
    changed = replace(
        disc,
        state=DiscState.RETIRED,
        retired_at=work.at,
        retired_as=retired_as,
        retired_reason=reason,
    )
    return _saved(work, changed, Act("disc.retired", f"disc:{disc.no}", detail=detail))


def _retire_predecessor(work: Transaction, disc: Disc) -> None:
    if not disc.replaces:
        return
    old = discs.get(work.session, disc.replaces)
    if old.state in RETIRABLE:
        _retired(work, old, Retired.MIGRATED, str(say("已迁移到 {no}。", no=disc.no)))


def _saved(work: Transaction, disc: Disc, act: Act) -> Disc:
    discs.save(work.session, disc)
    work.journal(act)
    return discs.get(work.session, disc.no)
