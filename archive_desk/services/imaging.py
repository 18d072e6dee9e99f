"""Discs (光盘): planning sets, building images, verifying them, keeping the register."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive_desk.burn import contents, image, parts, protect, structure
from archive_desk.burn.plan import PlannedDisc
from archive_desk.db import cases, discs
from archive_desk.db.discs import DiscFilter, NewDisc
from archive_desk.domain.disc_catalogue import DiscCatalogue
from archive_desk.domain.disc_register import (
    BUILDABLE,
    require_state,
)
from archive_desk.domain.discs import (
    SECTOR_BYTES,
    CopySet,
    Disc,
    DiscItem,
    DiscState,
    Medium,
    Protection,
)
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.ids import CaseId, DiscId
from archive_desk.domain.journal import Act
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.services import disc_numbers
from archive_desk.services.access import Access, access_to, spend
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.disc_material import (
    DiscRequest,
    Material,
    Unmeasured,
    as_part,
    gather,
    of_disc,
    thumbnails,
    unmeasured,
)
from archive_desk.services.disc_proposals import Proposal, chosen_plan, proposal_of
from archive_desk.services.disc_reading import (
    DiscReading,
    image_file,
    read_disc,
    reading_act,
)
from archive_desk.services.originals import vault_of

__all__ = ["DiscFilter", "DiscPage", "DiscReading", "DiscRequest", "Imaging", "Proposal"]


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
        return proposal_of(*self._gathered(actor, request), request, request.medium)

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
                found[medium] = proposal_of(material, already, request, medium)
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

    def case_numbers(self, actor: Person, case_ids: Sequence[CaseId]) -> tuple[str, ...]:
        """The numbers of these cases, as a request names them."""
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return tuple(cases.by_id(session, case_id).no for case_id in case_ids)

    def plan(
        self, actor: Person, request: DiscRequest, arranged: Proposal | None = None
    ) -> list[Disc]:
        """Register the discs of a request as planned, with their numbers.

        `arranged` is a proposal for this request that a person has rearranged.

        Raises:
            Conflict: what is asked for is no longer what was arranged.
            Refused, InvalidInput, NotFound: as `propose`.
        """
        actor.require(Right.KEEP_DISCS)
        with self._desk.transaction(actor) as work:
            material = gather(work.session, self._desk, request)
            leaves = [
                access_to(
                    work.session,
                    actor,
                    LoanAct.BURN,
                    holding.entry.footage_id,
                    work.at,
                    regulation=self._desk.office.regulation,
                    under=request.under,
                )
                for holding in material.holdings
            ]
            spend(work.session, leaves)
            planned = chosen_plan(material, request, arranged).discs
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
                        protection=request.protection,
                    ),
                    leaves,
                )
                for copy_set in list(CopySet)[: request.copies]
                for number, disc in enumerate(planned, start=1)
            ]

    def build(
        self,
        actor: Person,
        no: str,
        monitor: Monitor,
        *,
        out: Path | None = None,
        protection: Protection | None = None,
    ) -> Disc:
        """Build the image of a planned disc, into the archive or to the file `out`.

        `protection` overrules the plan's.

        Raises:
            Refused: no right, the disc is burned already, or too full for its protection.
            Damaged: an original is not what the register says; nothing is left behind.
            Unavailable: no room, no access, or the program for the protection is missing.
            Cancelled: the person stopped it.
        """
        actor.require(Right.KEEP_DISCS)
        with self._desk.reading() as session:
            disc = discs.get(session, no)
            require_state(disc, BUILDABLE, "制作映像")
            target = self._target(disc, out)
            to_measure = unmeasured(session, disc)
        wanted = disc.protection if protection is None else protection
        protect.require_installed(wanted)
        disc = replace(disc, protection=wanted)
        self._measure(disc, to_measure, monitor)
        with self._desk.reading() as session:
            material = of_disc(session, self._desk, disc)
        catalogue, vault = material.catalogue, vault_of(self._desk)
        entries = contents.entries_of(
            catalogue,
            {footage_id: vault.locate(stored) for footage_id, stored in material.stored.items()},
            thumbnails(self._desk, catalogue.entries),
            material.journal_extract,
        )
        volume = structure.Volume(disc.no, disc.set_no, disc.number, disc.of, catalogue.made_at)
        laid_out, recovery = protect.lay_out(entries, volume, disc.medium, wanted)
        _require_fit(disc, laid_out.recorded_sectors)
        built = image.build(laid_out, target, monitor, recovery)
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
                protection=wanted,
            )
            detail = {
                "image": changed.image,
                "protection": wanted.value,
                "sha256": built.sha256,
                "manifest_sha256": manifest,
                "size_bytes": built.size_bytes,
            }
            return _saved(work, changed, "disc.built", detail)

    def _measure(self, disc: Disc, wanted: Sequence[Unmeasured], monitor: Monitor) -> None:
        """Read recordings in parts once, and keep the digests of the parts."""
        vault = vault_of(self._desk)
        for each in wanted:
            found = parts.digests(
                vault.locate(each.stored), each.name, each.sha256, each.cuts, monitor
            )
            with self._desk.transaction(None) as work:
                for start, digest in zip(each.cuts, found, strict=True):
                    discs.set_part_digest(work.session, disc.set_no, each.footage_id, start, digest)

    def protections(self, proposal: Proposal | None = None) -> tuple[Protection, ...]:
        """What this workstation can make, the better first; of that, what `proposal` has room for.

        Without a proposal none comes first: it is what is taken unless a person chooses.
        """
        installed = (*protect.installed(), Protection.NONE)
        if proposal is None:
            return tuple(reversed(installed))
        return tuple(each for each in proposal.protections if each in installed)

    def _target(self, disc: Disc, out: Path | None) -> Path:
        if out is None:
            return self._desk.folder.images / f"{disc.no}.iso"
        target, folder = out.absolute(), self._desk.folder
        if folder.holds(target) and target.resolve().parent != folder.images.resolve():
            raise InvalidInput(
                say("不能把映像写到档案库里的 {file}，请另选位置。", file=str(target))
            )
        if target.is_dir():
            raise InvalidInput(say("{file} 是文件夹，请写明映像文件名。", file=str(target)))
        if not image.may_replace(target):
            raise InvalidInput(
                say("{file} 已经存在，而且不是光盘映像；请换一个文件名。", file=str(target))
            )
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


def _registered(
    work: Transaction,
    material: Material,
    planned: PlannedDisc,
    disc: Disc,
    leaves: Sequence[Access],
) -> Disc:
    chosen = {item.footage_id: item for item in planned.items}
    holdings = [each for each in material.holdings if each.entry.footage_id in chosen]
    items = []
    for holding in holdings:
        item = chosen[holding.entry.footage_id]
        entry = as_part(holding.entry, item.part, item.size_bytes)
        items.append(
            DiscItem(
                entry.footage_id, entry.path, entry.size_bytes, entry.sha256, entry.sm3, item.part
            )
        )
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
        "parts": {
            str(item.footage_id): f"{item.part.number}/{item.part.of}"
            for item in items
            if not item.part.whole
        },
        "protection": disc.protection.value,
        "made_by": work.actor.name if work.actor else "",
    }
    # Discs are for the archive, or all of them for one loan.
    leave = leaves[0]
    work.journal(
        Act("disc.planned", f"disc:{disc.no}", leave.approval, {**detail, **leave.of_grant})
    )
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
