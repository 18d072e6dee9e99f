"""Discs (光盘): planning sets, building images, verifying them, keeping the register."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive_desk.burn import contents, image, structure
from archive_desk.burn.plan import PlannedDisc, plan_discs
from archive_desk.db import cases, discs
from archive_desk.db.discs import DiscFilter, NewDisc
from archive_desk.domain.disc_catalogue import CatalogueEntry, DiscCatalogue
from archive_desk.domain.disc_register import (
    BUILDABLE,
    require_state,
)
from archive_desk.domain.discs import SECTOR_BYTES, CopySet, Disc, DiscItem, DiscState, Medium
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.ids import CaseId, DiscId
from archive_desk.domain.journal import Act
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.services import disc_numbers
from archive_desk.services.access import access_to
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.disc_material import (
    DiscRequest,
    Material,
    gather,
    of_disc,
    thumbnails,
)
from archive_desk.services.disc_reading import (
    DiscReading,
    image_file,
    read_disc,
    reading_act,
)
from archive_desk.services.originals import vault_of

__all__ = ["DiscFilter", "DiscPage", "DiscReading", "DiscRequest", "Imaging", "Proposal"]


@dataclass(frozen=True)
class ProposedDisc:
    """One disc of a proposal."""

    entries: tuple[CatalogueEntry, ...]
    used_bytes: int


@dataclass(frozen=True)
class Proposal:
    """What a plan would give; nothing is registered yet.

    `already` are the discs that carry some of the recordings now.
    """

    medium: Medium
    title: str
    copies: int
    discs: tuple[ProposedDisc, ...]
    already: tuple[str, ...]


@dataclass(frozen=True)
class DiscPage:
    """Some discs and how many there are in all."""

    discs: Sequence[Disc]
    total: int


class Imaging:
    """What the clerk does with discs."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def propose(self, actor: Person, request: DiscRequest) -> Proposal:
        """Show how a request would be distributed over discs.

        Raises:
            Refused: `actor` does not keep discs.
            InvalidInput: nothing is named, or a recording is larger than the medium.
            NotFound: a case or recording does not exist.
        """
        return self._proposal(*self._gathered(actor, request), request.medium, request.copies)

    def propose_each(
        self, actor: Person, request: DiscRequest
    ) -> dict[Medium, Proposal | InvalidInput]:
        """What a request would be on each medium, or why it cannot be.

        Raises:
            Refused: `actor` does not keep discs.
            InvalidInput: nothing is named.
            NotFound: a case or recording does not exist.
        """
        material, already = self._gathered(actor, request)
        found: dict[Medium, Proposal | InvalidInput] = {}
        for medium in Medium:
            try:
                found[medium] = self._proposal(material, already, medium, request.copies)
            except InvalidInput as error:
                found[medium] = error
        return found

    def _gathered(self, actor: Person, request: DiscRequest) -> tuple[Material, tuple[str, ...]]:
        actor.require(Right.KEEP_DISCS)
        with self._desk.reading() as session:
            material = gather(session, self._desk, request)
            ids = [holding.entry.footage_id for holding in material.holdings]
            carriers = discs.carriers(session, ids).values()
        return material, tuple(sorted({no for numbers in carriers for no in numbers}))

    def _proposal(
        self, material: Material, already: tuple[str, ...], medium: Medium, copies: int
    ) -> Proposal:
        entries = {holding.entry.footage_id: holding.entry for holding in material.holdings}
        return Proposal(
            medium,
            material.title,
            copies,
            tuple(
                ProposedDisc(
                    tuple(entries[item.footage_id] for item in disc.items),
                    disc.sectors * SECTOR_BYTES,
                )
                for disc in plan_discs(
                    material.wanted, medium, reserve_sectors=material.reserve_sectors
                )
            ),
            already,
        )

    def case_numbers(self, actor: Person, case_ids: Sequence[CaseId]) -> tuple[str, ...]:
        """The numbers of these cases, as a request names them."""
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return tuple(cases.by_id(session, case_id).no for case_id in case_ids)

    def plan(self, actor: Person, request: DiscRequest) -> list[Disc]:
        """Register the discs of a request as planned, with their numbers.

        Raises: as `propose`.
        """
        actor.require(Right.KEEP_DISCS)
        with self._desk.transaction(actor) as work:
            material = gather(work.session, self._desk, request)
            for holding in material.holdings:
                access_to(
                    work.session,
                    actor,
                    LoanAct.BURN,
                    holding.entry.footage_id,
                    work.at,
                    regulation=self._desk.office.regulation,
                )
            planned = plan_discs(
                material.wanted, request.medium, reserve_sectors=material.reserve_sectors
            )
            local = work.at.astimezone(self._desk.office.zone)
            set_no = disc_numbers.next_set(work.session, local)
            return [
                _registered(
                    work,
                    material,
                    disc,
                    Disc(
                        id=DiscId(0),
                        no=disc_numbers.next_disc(work.session, local),
                        set_no=set_no,
                        copy_set=copy_set,
                        number=number,
                        of=len(planned),
                        medium=request.medium,
                        title=material.title,
                        state=DiscState.PLANNED,
                        planned_at=work.at,
                        used_bytes=disc.sectors * SECTOR_BYTES,
                    ),
                )
                for copy_set in list(CopySet)[: request.copies]
                for number, disc in enumerate(planned, start=1)
            ]

    def build(self, actor: Person, no: str, monitor: Monitor, *, out: Path | None = None) -> Disc:
        """Build the image of a planned disc, into the archive or to the file `out`.

        Raises:
            Refused: no right, or the disc is burned already.
            Damaged: an original is not what the register says; nothing is left behind.
            Unavailable: no room, or no access.
            Cancelled: the person stopped it.
        """
        actor.require(Right.KEEP_DISCS)
        with self._desk.reading() as session:
            disc = discs.get(session, no)
            require_state(disc, BUILDABLE, "制作映像")
            target = self._target(disc, out)
            material = of_disc(session, self._desk, disc)
        catalogue, vault = material.catalogue, vault_of(self._desk)
        entries = contents.entries_of(
            catalogue,
            {footage_id: vault.locate(stored) for footage_id, stored in material.stored.items()},
            thumbnails(self._desk, catalogue.entries),
            material.journal_extract,
        )
        volume = structure.Volume(disc.no, disc.set_no, disc.number, disc.of, catalogue.made_at)
        laid_out = structure.lay_out(entries, volume)
        _require_fit(disc, laid_out.sectors)
        built = image.build(laid_out, target, monitor)
        manifest = hashlib.sha256(contents.manifest_of(entries)).hexdigest()
        with self._desk.transaction(actor) as work:
            current = discs.get(work.session, disc.no)
            require_state(current, BUILDABLE, "制作映像")
            changed = replace(
                current,
                state=DiscState.BUILT,
                image=str(target) if out else f"{disc.no}.iso",
                image_sha256=built.sha256,
                manifest_sha256=manifest,
                used_bytes=built.size_bytes,
                built_at=work.at,
            )
            detail = {
                "image": changed.image,
                "sha256": built.sha256,
                "manifest_sha256": manifest,
                "size_bytes": built.size_bytes,
            }
            return _saved(work, changed, "disc.built", detail)

    def _target(self, disc: Disc, out: Path | None) -> Path:
        if out is None:
            return self._desk.folder.images / f"{disc.no}.iso"
        target, folder = out.absolute(), self._desk.folder
        inside = target.resolve().is_relative_to(folder.root.resolve())
        if inside and target.resolve().parent != folder.images.resolve():
            raise InvalidInput(
                say("不能把映像写到档案库里的 {file}，请另选位置。", file=str(target))
            )
        if target.is_dir():
            raise InvalidInput(say("{file} 是文件夹，请写明映像文件名。", file=str(target)))
        return target

    def image_file(self, disc: Disc) -> Path:
        """Where the image of `disc` lies.

        Raises:
            Refused: it has none yet.
        """
        return image_file(self._desk, disc)

    def verify(self, actor: Person, target: str | Path, monitor: Monitor) -> DiscReading:
        """Read through the image of a disc (by number), or any image file or device (by path).

        A file or device that bears the manifest of one of our discs is recognised as that disc.

        Raises:
            Refused: `actor` neither keeps discs nor checks the archive.
            NotFound: there is no such disc.
            Unavailable: it cannot be read at all.
        """
        _require_checker(actor)
        disc = None
        if isinstance(target, Path):
            path = target
        else:
            with self._desk.reading() as session:
                disc = discs.get(session, target)
            path = self.image_file(disc)
        reading = read_disc(self._desk, disc, path, monitor)
        with self._desk.transaction(actor) as work:
            work.journal(reading_act(reading, "disc.image_verified"))
        return reading

    def page(self, actor: Person, where: DiscFilter, offset: int = 0, limit: int = 100) -> DiscPage:
        """Some lines of the register, the newest first."""
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return DiscPage(
                discs.page(session, where, offset=offset, limit=limit),
                discs.count(session, where),
            )

    def show(self, actor: Person, no: str) -> DiscCatalogue:
        """One disc with everything on it.

        Raises:
            NotFound: there is no such disc.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return of_disc(session, self._desk, discs.get(session, no)).catalogue


def _require_checker(actor: Person) -> None:
    if not actor.may(Right.CHECK_ARCHIVE):
        actor.require(Right.KEEP_DISCS)


def _registered(work: Transaction, material: Material, planned: PlannedDisc, disc: Disc) -> Disc:
    chosen = {item.footage_id for item in planned.items}
    holdings = [each for each in material.holdings if each.entry.footage_id in chosen]
    items = [
        DiscItem(
            each.entry.footage_id,
            each.entry.path,
            each.entry.size_bytes,
            each.entry.sha256,
            each.entry.sm3,
        )
        for each in holdings
    ]
    case_ids = dict.fromkeys(each.case_id for each in holdings if each.case_id is not None)
    discs.add(work.session, NewDisc(disc, items, list(case_ids)))
    detail = {
        "set": disc.set_no,
        "copy_set": disc.copy_set.value,
        "number": disc.number,
        "of": disc.of,
        "medium": disc.medium.value,
        "title": disc.title,
        "footage": [item.footage_id for item in items],
        "made_by": work.actor.name if work.actor else "",
    }
    work.journal(Act("disc.planned", f"disc:{disc.no}", detail=detail))
    return discs.get(work.session, disc.no)


def _require_fit(disc: Disc, sectors: int) -> None:
    if sectors > disc.medium.sectors:
        raise Refused(
            say(
                "光盘 {no} 的内容比计划时增加，{medium} 已放不下。请作废后重新计划。",
                no=disc.no,
                medium=disc.medium.label,
            )
        )


def _saved(work: Transaction, disc: Disc, verb: str, detail: Mapping[str, object]) -> Disc:
    discs.save(work.session, disc)
    work.journal(Act(verb, f"disc:{disc.no}", detail=detail))
    return discs.get(work.session, disc.no)
