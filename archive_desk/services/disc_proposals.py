"""How a request would be distributed over discs, and how a person rearranges that."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from archive_desk.burn.plan import Plan, Wanted, plan_discs
from archive_desk.burn.recovery import possible
from archive_desk.domain.disc_catalogue import CatalogueEntry
from archive_desk.domain.discs import SECTOR_BYTES, Medium, Protection
from archive_desk.domain.errors import Conflict
from archive_desk.domain.ids import FootageId
from archive_desk.domain.sentences import say
from archive_desk.services.disc_material import DiscRequest, Material, as_part


@dataclass(frozen=True)
class ProposedDisc:
    """One disc of a proposal; `takes` name the act of recording of each entry, empty for none."""

    entries: tuple[CatalogueEntry, ...]
    used_bytes: int
    takes: tuple[str, ...]

    def together(self, footage_id: FootageId) -> tuple[FootageId, ...]:
        """The recordings on this disc that are of the same take, that one included."""
        ids = [entry.footage_id for entry in self.entries]
        take = self.takes[ids.index(footage_id)]
        if not take:
            return (footage_id,)
        return tuple(each for each, of in zip(ids, self.takes, strict=True) if of == take)


@dataclass(frozen=True)
class Proposal:
    """What a plan would give; nothing is registered yet.

    `entries` are the recordings by id, `already` the discs that carry some of them now.
    """

    plan: Plan
    title: str
    copies: int
    entries: Mapping[FootageId, CatalogueEntry]
    already: tuple[str, ...]

    @property
    def medium(self) -> Medium:
        """The medium it is for."""
        return self.plan.medium

    @property
    def discs(self) -> tuple[ProposedDisc, ...]:
        """The discs in their order."""
        return tuple(
            ProposedDisc(
                tuple(
                    as_part(self.entries[item.footage_id], item.part, item.size_bytes)
                    for item in disc.items
                ),
                disc.sectors * SECTOR_BYTES,
                tuple(item.take for item in disc.items),
            )
            for disc in self.plan.discs
        )

    @property
    def reserve_bytes(self) -> int:
        """What is kept free on each disc for recovery data and the journal."""
        return self.plan.reserve_sectors * SECTOR_BYTES

    @property
    def overhead_bytes(self) -> int:
        """What file systems, documents and the index of the set take at most on each disc."""
        return self.plan.fixed * SECTOR_BYTES

    @property
    def protections(self) -> tuple[Protection, ...]:
        """What every disc has room for, the better first."""
        on_each = [set(possible(self.medium, disc.sectors)) for disc in self.plan.discs]
        order = (Protection.RS03, Protection.PAR2, Protection.NONE)
        return tuple(each for each in order if all(each in found for found in on_each))

    def moved(self, footage_ids: Collection[FootageId], source: int, target: int) -> "Proposal":
        """With recordings moved from one disc (counted from 0) to another, or to a new last one.

        Raises:
            Refused: they do not fit there.
            InvalidInput: there is nothing to move.
        """
        return replace(self, plan=self.plan.moved(footage_ids, source, target))


def proposal_of(
    material: Material, already: Sequence[str], request: DiscRequest, medium: Medium
) -> Proposal:
    """What the request's material would be on `medium`."""
    plan = plan_discs(
        material.wanted,
        medium,
        reserve_sectors=material.reserve_sectors,
        protection=request.protection,
    )
    entries = {holding.entry.footage_id: holding.entry for holding in material.holdings}
    return Proposal(plan, material.title, request.copies, entries, tuple(already))


def chosen_plan(material: Material, request: DiscRequest, arranged: Proposal | None) -> Plan:
    """The plan for a request: as a person arranged it, if it still is about the same things.

    Raises:
        Conflict: something was added, removed or changed since.
    """
    fresh = proposal_of(material, (), request, request.medium).plan
    if arranged is None:
        return fresh
    agreed = arranged.plan
    same = (
        (agreed.medium, agreed.protection) == (fresh.medium, fresh.protection)
        and _things(agreed.items()) == _things(fresh.items())
        and all(disc.sectors <= agreed.medium.sectors for disc in agreed.discs)
    )
    if not same:
        raise Conflict(say("计划期间所选内容有变化，请重新查看各盘的内容后再生成计划。"))
    return agreed


def _things(items: Collection[Wanted]) -> set[tuple[FootageId, int, int]]:
    return {(item.footage_id, item.part.offset_bytes, item.size_bytes) for item in items}
