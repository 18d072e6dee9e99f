"""What goes on a disc: gathering recordings for a plan, and a disc's catalogue for its image."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from sqlalchemy.orm import Session

from archive_desk.burn import parts
from archive_desk.burn.layout import Placement, place
from archive_desk.burn.plan import Wanted
from archive_desk.db import cases, disc_contents, discs, journal
from archive_desk.db.disc_contents import Holding
from archive_desk.db.journal import JournalFilter
from archive_desk.domain.disc_catalogue import CatalogueEntry, DiscCatalogue
from archive_desk.domain.discs import SECTOR_BYTES, Disc, Medium, Part, Protection
from archive_desk.domain.errors import InvalidInput, NotFound
from archive_desk.domain.ids import FootageId
from archive_desk.domain.journal import Entry
from archive_desk.domain.sentences import say
from archive_desk.media.safe_names import safe_name
from archive_desk.services.desk import Desk
from archive_desk.services.originals import picture_path

MAX_COPIES = 3
_LONGEST_TITLE = 200
_LONGEST_NAME_BYTES = 480
_UTF8_AT_MOST = 4


@dataclass(frozen=True)
class DiscRequest:
    """What is to go on discs: whole cases, or single recordings; on what, and in how many sets.

    An empty `title` is made from the cases. `under` is the loan that grants burning to its
    applicant, where the discs are made for him and not for the archive.
    """

    medium: Medium
    cases: tuple[str, ...] = ()
    footage: tuple[FootageId, ...] = ()
    copies: int = 1
    title: str = ""
    protection: Protection = Protection.NONE
    under: str = ""


@dataclass(frozen=True)
class Material:
    """Everything a request names, with its place on a disc.

    `reserve_sectors` is what each disc needs besides for the journal of the cases.
    """

    holdings: Sequence[Holding]
    wanted: Sequence[Wanted]
    title: str
    reserve_sectors: int = 0


def gather(session: Session, desk: Desk, request: DiscRequest) -> Material:
    """The recordings that `request` names, placed.

    Raises:
        InvalidInput: it names nothing, or more sets than there are.
        NotFound: a case or recording does not exist.
    """
    if not 1 <= request.copies <= MAX_COPIES:
        raise InvalidInput(say("光盘套数应为 1 至 {limit}。", limit=MAX_COPIES))
    found = [cases.get(session, no) for no in dict.fromkeys(request.cases)]
    case_ids = [case.id for case in found]
    holdings = disc_contents.of_cases(session, case_ids) if case_ids else []
    holdings += _single(session, request.footage, holdings)
    holdings = [_in_zone(holding, desk) for holding in holdings]
    if not holdings:
        raise InvalidInput(say("没有可以刻录的音像：请先选择案卷或音像。"))
    paths = place(
        Placement(
            holding.entry.footage_id,
            _full_name(holding),
            holding.entry.case_no,
            holding.batch,
            holding.entry.started_at,
        )
        for holding in holdings
    )
    marks = disc_contents.marks_of(session, [each.entry.footage_id for each in holdings])
    lines = _journal_lines(session, [holding.entry for holding in holdings])
    placed, wanted = [], []
    for holding in holdings:
        footage_id = holding.entry.footage_id
        path = paths[footage_id]
        entry = replace(holding.entry, path=path, marks=tuple(marks.get(footage_id, ())))
        placed.append(replace(holding, entry=entry))
        wanted.append(
            Wanted(
                footage_id,
                entry.name,
                entry.size_bytes,
                holding.take,
                entry.case_no,
                path.rpartition("/")[0],
                _extra_bytes(desk, entry) + lines.get(_footage_item(entry), 0),
            )
        )
    names = [f"{case.no} {case.name}" for case in found]
    title = request.title.strip() or _title(names, len(holdings))
    # The lines on a case go on every disc that has a part of it.
    of_cases = sum(count for item, count in lines.items() if item.startswith("case:"))
    return Material(placed, wanted, title[:_LONGEST_TITLE], -(-of_cases // SECTOR_BYTES))


def _single(
    session: Session, footage_ids: Sequence[FootageId], present: Sequence[Holding]
) -> list[Holding]:
    if not footage_ids:
        return []
    found = disc_contents.of_footage(session, list(dict.fromkeys(footage_ids)))
    known = {holding.entry.footage_id for holding in found}
    missing = [footage_id for footage_id in footage_ids if footage_id not in known]
    if missing:
        raise NotFound(say("没有编号为 {id} 的音像。", id=missing[0]))
    taken = {holding.entry.footage_id for holding in present}
    return [holding for holding in found if holding.entry.footage_id not in taken]


def _in_zone(holding: Holding, desk: Desk) -> Holding:
    at = holding.entry.started_at
    if at is None:
        return holding
    return replace(
        holding, entry=replace(holding.entry, started_at=at.astimezone(desk.office.zone))
    )


def _full_name(holding: Holding) -> str:
    """The number of the vault's file and the whole original name, which discs have room for."""
    number = holding.stored.rpartition("/")[2].partition("_")[0]
    return f"{number}_{safe_name(holding.entry.name, _LONGEST_NAME_BYTES)}"


def _title(case_names: Sequence[str], count: int) -> str:
    if not case_names:
        return f"音像资料 {count} 件"
    first = case_names[0][:160]
    return first if len(case_names) == 1 else f"{first} 等 {len(case_names)} 个案卷"


def _extra_bytes(desk: Desk, entry: CatalogueEntry) -> int:
    try:
        size = picture_path(desk.folder, entry.sha256).stat().st_size
    except OSError:
        size = 0
    # Each mark stands in the directory, the catalogue and the page.
    return size + sum(400 + 12 * len(mark.note) for mark in entry.marks)


def thumbnails(desk: Desk, entries: Sequence[CatalogueEntry]) -> dict[FootageId, bytes]:
    """The thumbnails that there are."""
    found: dict[FootageId, bytes] = {}
    for entry in entries:
        try:
            picture = picture_path(desk.folder, entry.sha256)
            found[entry.footage_id] = picture.read_bytes()
        except OSError:
            continue
    return found


@dataclass(frozen=True)
class DiscMaterial:
    """A registered disc with all it is made of. `stored` are paths in the vault."""

    catalogue: DiscCatalogue
    stored: dict[FootageId, str]
    journal_extract: bytes


def of_disc(session: Session, desk: Desk, disc: Disc) -> DiscMaterial:
    """Everything on `disc`, as it was planned.

    Its only times are the plan's and the recordings', so that the same disc can be made again.
    """
    zone = desk.office.zone
    entries, stored = _entries(session, desk, disc)
    elsewhere: list[CatalogueEntry] = []
    for other in discs.beside(session, disc):
        elsewhere += _entries(session, desk, other)[0]
    planned = _planned_entry(session, disc)
    catalogue = DiscCatalogue(
        disc=disc,
        organisation=desk.office.organisation,
        made_at=disc.planned_at.astimezone(zone).replace(microsecond=0),
        made_by=str(planned.detail.get("made_by", "")) if planned else "",
        entries=tuple(entries),
        elsewhere=tuple(elsewhere),
        archive_id=desk.office.archive_id,
        journal_head=planned.chain if planned else "",
    )
    return DiscMaterial(catalogue, stored, _journal_extract(session, catalogue, planned))


def _entries(
    session: Session, desk: Desk, disc: Disc
) -> tuple[list[CatalogueEntry], dict[FootageId, str]]:
    items = {item.footage_id: item for item in discs.items(session, disc.id)}
    ids = list(items)
    holdings = disc_contents.of_footage(session, ids, disc.cases)
    marks = disc_contents.marks_of(session, ids)
    entries: list[CatalogueEntry] = []
    stored: dict[FootageId, str] = {}
    for holding in holdings:
        entry = _in_zone(holding, desk).entry
        item = items.get(entry.footage_id)
        if item is None:  # a sidecar that came to its recording after the plan
            continue
        stored[entry.footage_id] = holding.stored
        entries.append(
            replace(
                entry,
                disc_no=disc.no,
                path=item.path,
                # The bytes must be those of the plan, whatever has happened to the register since.
                size_bytes=item.size_bytes,
                sha256=item.sha256,
                sm3=item.sm3,
                marks=tuple(marks.get(entry.footage_id, ())),
                **_whole(entry, item.part),
            )
        )
    return entries, stored


class _Whole(TypedDict):
    part: Part
    whole_bytes: int
    whole_sha256: str
    whole_sm3: str


def _whole(entry: CatalogueEntry, part: Part) -> _Whole:
    """What a part says of the recording that it is of; nothing for what is whole."""
    if part.whole:
        return _Whole(part=part, whole_bytes=0, whole_sha256="", whole_sm3="")
    return _Whole(
        part=part, whole_bytes=entry.size_bytes, whole_sha256=entry.sha256, whole_sm3=entry.sm3
    )


def as_part(entry: CatalogueEntry, part: Part, size_bytes: int) -> CatalogueEntry:
    """`entry`, a recording with its place, as the part that lies on one disc."""
    if part.whole:
        return entry
    return replace(
        entry,
        path=parts.path_of(entry.path, part),
        size_bytes=size_bytes,
        sha256="",
        sm3="",
        **_whole(entry, part),
    )


@dataclass(frozen=True)
class Unmeasured:
    """A recording in parts whose digests nobody has computed yet; `cuts` are where they begin."""

    footage_id: FootageId
    name: str
    stored: str
    sha256: str
    cuts: tuple[int, ...]


def unmeasured(session: Session, disc: Disc) -> list[Unmeasured]:
    """The recordings in parts on the discs of this set that are still to be measured."""
    wanted = {
        item.footage_id
        for each in discs.of_set(session, disc.set_no, disc.copy_set)
        for item in discs.items(session, each.id)
        if not item.part.whole and not item.sha256
    }
    return [
        Unmeasured(
            holding.entry.footage_id,
            holding.entry.name,
            holding.stored,
            holding.entry.sha256,
            tuple(discs.cuts(session, disc.set_no, holding.entry.footage_id)),
        )
        for holding in disc_contents.of_footage(session, sorted(wanted))
        if holding.entry.footage_id in wanted
    ]


def _planned_entry(session: Session, disc: Disc) -> Entry | None:
    where = JournalFilter(item=f"disc:{disc.no}", verb="disc.planned")
    found = journal.page(session, where, offset=0, limit=1, newest_first=False)
    return found[0] if found else None


def _journal_extract(session: Session, catalogue: DiscCatalogue, planned: Entry | None) -> bytes:
    """The journal's lines on what is on the disc, up to its planning; one JSON document each."""
    if planned is None:
        return b""
    items = [f"disc:{catalogue.disc.no}", *_journal_items(catalogue.entries)]
    entries = journal.of_items(session, items, planned.no)
    return "".join(f"{entry.line}\n" for entry in entries).encode()


def _journal_items(entries: Sequence[CatalogueEntry]) -> list[str]:
    cases_of_entries = dict.fromkeys(entry.case_no for entry in entries if entry.case_no)
    return [*(f"case:{no}" for no in cases_of_entries), *map(_footage_item, entries)]


def _footage_item(entry: CatalogueEntry) -> str:
    return f"footage:{entry.footage_id}"


def _journal_lines(session: Session, entries: Sequence[CatalogueEntry]) -> dict[str, int]:
    """Bytes that the journal's lines take at most, by item."""
    lengths = journal.line_lengths(session, _journal_items(entries))
    return {item: _UTF8_AT_MOST * length for item, length in lengths.items()}
