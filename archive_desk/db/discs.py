"""Queries on the disc register."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Exists,
    Row,
    Select,
    distinct,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from archive_desk.db.tables.cases import cases
from archive_desk.db.tables.discs import disc_cases, disc_items, discs
from archive_desk.domain.discs import (
    CopySet,
    Disc,
    DiscItem,
    DiscState,
    Medium,
    Part,
    Protection,
    Retired,
)
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import CaseId, DiscId, FootageId
from archive_desk.domain.sentences import say

_CHUNK = 400


@dataclass(frozen=True)
class DiscFilter:
    """Which discs to show; empty fields do not narrow. `text` is looked for in what is printed."""

    text: str = ""
    state: DiscState | None = None
    copy_set: CopySet | None = None
    case_no: str = ""
    footage_id: FootageId | None = None


@dataclass(frozen=True)
class NewDisc:
    """A disc about to be registered as planned."""

    disc: Disc
    items: Sequence[DiscItem]
    case_ids: Sequence[CaseId]


_item_count = (
    select(func.count())
    .where(disc_items.c.disc_id == discs.c.id)
    .correlate(discs)
    .scalar_subquery()
    .label("item_count")
)

_old, _new = discs.alias("old_discs"), discs.alias("new_discs")
_replaces = (
    select(_old.c.no)
    .where(_old.c.id == discs.c.replaces_id)
    .correlate(discs)
    .scalar_subquery()
    .label("replaces")
)
_replaced_by = (
    select(func.max(_new.c.no))
    .where(_new.c.replaces_id == discs.c.id, _new.c.state != DiscState.RETIRED.value)
    .correlate(discs)
    .scalar_subquery()
    .label("replaced_by")
)


def add(session: Session, new: NewDisc) -> DiscId:
    """Register a disc with its items and cases; the id in `new` is not used."""
    disc = new.disc
    replaces = select(discs.c.id).where(discs.c.no == disc.replaces).scalar_subquery()
    disc_id = session.execute(
        insert(discs)
        .values(
            no=disc.no,
            set_no=disc.set_no,
            copy_set=disc.copy_set.value,
            number=disc.number,
            of=disc.of,
            medium=disc.medium.value,
            title=disc.title,
            state=disc.state.value,
            planned_at=disc.planned_at,
            used_bytes=disc.used_bytes,
            replaces_id=replaces if disc.replaces else None,
            protection=disc.protection.value,
        )
        .returning(discs.c.id)
    ).scalar_one()
    rows = [
        {
            "disc_id": disc_id,
            "footage_id": item.footage_id,
            "path": item.path,
            "size_bytes": item.size_bytes,
            "sha256": item.sha256,
            "sm3": item.sm3,
            "part": item.part.number,
            "parts": item.part.of,
            "offset_bytes": item.part.offset_bytes,
        }
        for item in new.items
    ]
    session.execute(insert(disc_items), rows)
    if new.case_ids:
        session.execute(
            insert(disc_cases),
            [{"disc_id": disc_id, "case_id": case_id} for case_id in new.case_ids],
        )
    return DiscId(disc_id)


def save(session: Session, disc: Disc) -> None:
    """Write the facts of `disc` that change in its life over the old ones."""
    session.execute(
        update(discs)
        .where(discs.c.id == disc.id)
        .values(
            copy_set=disc.copy_set.value,
            state=disc.state.value,
            used_bytes=disc.used_bytes,
            image=disc.image,
            image_sha256=disc.image_sha256,
            manifest_sha256=disc.manifest_sha256,
            built_at=disc.built_at,
            burned_at=disc.burned_at,
            burned_by=disc.burned_by,
            verified_at=disc.verified_at,
            location=disc.location,
            brand=disc.brand,
            media_batch=disc.media_batch,
            drive=disc.drive[:200],
            retired_at=disc.retired_at,
            retired_as=disc.retired_as.value if disc.retired_as else "",
            retired_reason=disc.retired_reason,
            protection=disc.protection.value,
        )
    )


def get(session: Session, reference: str) -> Disc:
    """The disc with this number, or with this id if no number is the same.

    Raises:
        NotFound: there is none.
    """
    number = int(reference) if reference.isdecimal() and len(reference) < 10 else None
    statement = (
        _selection()
        .where(or_(discs.c.no == reference, discs.c.id == number))
        .order_by(discs.c.no != reference)
        .limit(1)
    )
    found = _read(session, statement)
    if not found:
        raise NotFound(say("没有编号为“{no}”的光盘。", no=reference))
    return found[0]


def is_taken(session: Session, number: str, *, set_number: bool) -> bool:
    """Whether a disc, or a set of discs, has this number."""
    column = discs.c.set_no if set_number else discs.c.no
    return session.scalar(select(column).where(column == number).limit(1)) is not None


def with_manifest(session: Session, manifest_sha256: str) -> Disc | None:
    """The disc that bears this manifest, if there is one."""
    if not manifest_sha256:
        return None
    found = _read(session, _selection().where(discs.c.manifest_sha256 == manifest_sha256).limit(1))
    return found[0] if found else None


def beside(session: Session, disc: Disc) -> list[Disc]:
    """The other discs of the same copy of a set, in their order, as they were when it was planned.

    Of a disc and those that took its place, the newest that was planned by then.
    """
    found = {
        other.number: other
        for other in of_set(session, disc.set_no, disc.copy_set)
        if other.planned_at <= disc.planned_at or not other.replaces
    }
    found.pop(disc.number, None)
    return [found[number] for number in sorted(found)]


def of_set(session: Session, set_no: str, copy_set: CopySet) -> list[Disc]:
    """The discs of one copy of a set, in their order."""
    return _read(
        session,
        _selection()
        .where(discs.c.set_no == set_no, discs.c.copy_set == copy_set.value)
        .order_by(discs.c.number, discs.c.id),
    )


def page(
    session: Session, where: DiscFilter, *, offset: int = 0, limit: int = 100
) -> Sequence[Disc]:
    """`limit` discs from `offset` of those that `where` selects, the newest first."""
    return _read(
        session,
        _selection()
        .where(*_conditions(where))
        .order_by(discs.c.id.desc())
        .offset(offset)
        .limit(limit),
    )


def count(session: Session, where: DiscFilter) -> int:
    """How many discs `where` selects."""
    return session.execute(
        select(func.count()).select_from(discs).where(*_conditions(where))
    ).scalar_one()


def items(session: Session, disc_id: DiscId) -> list[DiscItem]:
    """The recordings on a disc, in the order of their paths."""
    rows = session.execute(
        select(disc_items).where(disc_items.c.disc_id == disc_id).order_by(disc_items.c.path)
    )
    return [
        DiscItem(
            FootageId(row.footage_id),
            row.path,
            row.size_bytes,
            row.sha256,
            row.sm3,
            Part(row.part, row.parts, row.offset_bytes),
        )
        for row in rows
    ]


def cuts(session: Session, set_no: str, footage_id: FootageId) -> list[int]:
    """Where the parts of a recording begin on the discs of a set, in order, each once."""
    statement = (
        select(disc_items.c.offset_bytes)
        .join(discs, discs.c.id == disc_items.c.disc_id)
        .where(discs.c.set_no == set_no, disc_items.c.footage_id == footage_id)
        .distinct()
        .order_by(disc_items.c.offset_bytes)
    )
    return list(session.execute(statement).scalars())


def set_part_digest(
    session: Session, set_no: str, footage_id: FootageId, offset_bytes: int, sha256: str
) -> None:
    """Write the digest of a part for every disc of the set that carries it."""
    of_the_set = select(discs.c.id).where(discs.c.set_no == set_no)
    session.execute(
        update(disc_items)
        .where(
            disc_items.c.footage_id == footage_id,
            disc_items.c.offset_bytes == offset_bytes,
            disc_items.c.disc_id.in_(of_the_set),
        )
        .values(sha256=sha256)
    )


def complete_on_read_back(carrying: Column[int]) -> Exists:
    """Whether discs that were read back carry all of the recording whose id is `carrying`.

    One in parts is complete when each of its parts lies on such a disc.
    """
    items, carriers = disc_items.alias(), discs.alias()
    parts = (
        select(func.count(distinct(items.c.part)))
        .join(carriers, carriers.c.id == items.c.disc_id)
        .where(
            items.c.footage_id == disc_items.c.footage_id,
            items.c.parts == disc_items.c.parts,
            carriers.c.verified_at.is_not(None),
            carriers.c.state != DiscState.RETIRED.value,
        )
        .correlate(disc_items)
        .scalar_subquery()
    )
    return (
        select(disc_items.c.footage_id)
        .join(discs, discs.c.id == disc_items.c.disc_id)
        .where(
            disc_items.c.footage_id == carrying,
            discs.c.verified_at.is_not(None),
            discs.c.state != DiscState.RETIRED.value,
            or_(disc_items.c.parts == 1, parts == disc_items.c.parts),
        )
        .correlate(carrying.table)
        .exists()
    )


def carriers(session: Session, footage_ids: Iterable[FootageId]) -> Mapping[FootageId, list[str]]:
    """For each of the recordings the numbers of the discs it is on; retired ones not."""
    wanted = list(footage_ids)
    found: dict[FootageId, list[str]] = defaultdict(list)
    for start in range(0, len(wanted), _CHUNK):
        rows = session.execute(
            select(disc_items.c.footage_id, discs.c.no)
            .join(discs, discs.c.id == disc_items.c.disc_id)
            .where(
                disc_items.c.footage_id.in_(wanted[start : start + _CHUNK]),
                discs.c.state != DiscState.RETIRED.value,
            )
            .order_by(discs.c.id)
        )
        for footage_id, no in rows:
            found[FootageId(footage_id)].append(no)
    return found


def _selection() -> Select[Any]:
    return select(discs, _item_count, _replaces, _replaced_by)


def _conditions(where: DiscFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for word in where.text.split():
        columns = (discs.c.no, discs.c.set_no, discs.c.title, discs.c.location)
        named = or_(*(column.icontains(word, autoescape=True) for column in columns))
        conditions.append(or_(named, discs.c.id.in_(_with_case(cases.c.no.icontains(word)))))
    if where.state is not None:
        conditions.append(discs.c.state == where.state.value)
    if where.copy_set is not None:
        conditions.append(discs.c.copy_set == where.copy_set.value)
    if where.case_no:
        conditions.append(discs.c.id.in_(_with_case(cases.c.no == where.case_no)))
    if where.footage_id is not None:
        holding = select(disc_items.c.disc_id).where(disc_items.c.footage_id == where.footage_id)
        conditions.append(discs.c.id.in_(holding))
    return conditions


def _with_case(condition: ColumnElement[bool]) -> Select[tuple[int]]:
    return (
        select(disc_cases.c.disc_id)
        .join(cases, cases.c.id == disc_cases.c.case_id)
        .where(condition)
    )


def _read(session: Session, statement: Select[Any]) -> list[Disc]:
    rows = session.execute(statement).all()
    case_numbers = _case_numbers(session, [row.id for row in rows])
    return [_disc(row, tuple(case_numbers.get(row.id, ()))) for row in rows]


def _case_numbers(session: Session, disc_ids: Sequence[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(disc_cases.c.disc_id, cases.c.no)
        .join(cases, cases.c.id == disc_cases.c.case_id)
        .where(disc_cases.c.disc_id.in_(disc_ids))
        .order_by(cases.c.no)
    )
    for disc_id, no in rows:
        found[disc_id].append(no)
    return found


def _disc(row: Row[Any], case_numbers: tuple[str, ...]) -> Disc:
    return Disc(
        id=DiscId(row.id),
        no=row.no,
        set_no=row.set_no,
        copy_set=CopySet(row.copy_set),
        number=row.number,
        of=row.of,
        medium=Medium(row.medium),
        title=row.title,
        state=DiscState(row.state),
        planned_at=row.planned_at,
        used_bytes=row.used_bytes,
        cases=case_numbers,
        image=row.image,
        image_sha256=row.image_sha256,
        manifest_sha256=row.manifest_sha256,
        built_at=row.built_at,
        burned_at=row.burned_at,
        burned_by=row.burned_by,
        verified_at=row.verified_at,
        location=row.location,
        item_count=row.item_count,
        protection=Protection(row.protection),
        brand=row.brand,
        media_batch=row.media_batch,
        drive=row.drive,
        retired_at=row.retired_at,
        retired_as=Retired(row.retired_as) if row.retired_as else None,
        retired_reason=row.retired_reason,
        replaces=row.replaces or "",
        replaced_by=row.replaced_by or "",
    )
