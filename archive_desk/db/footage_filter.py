"""Which recordings a list shows, and in which order, as conditions for the database."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from archive_desk.db import sensitive_flags, set_asides
from archive_desk.db.footage_search import mentions
from archive_desk.db.tables.cases import case_footage, cases
from archive_desk.db.tables.footage import DOUBTFUL, footage
from archive_desk.db.tables.office import people
from archive_desk.domain.footage import Health, Kind
from archive_desk.domain.ids import BatchId, FootageId, TakeId
from archive_desk.domain.rule_values import Sensitivity

_MANY_FILES = 500
_FAULTY = tuple(health.value for health in Health if health.faulty)


@dataclass(frozen=True)
class FootageFilter:
    """Which recordings to show; empty fields do not narrow.

    The first six are the keys of classified storage (002 Art. 20). `section` and `device` are
    exact; `officer` is what the recorder had, or the name of the person whose account or
    certificate that is; `party` and `cause` are looked for in the case files a recording belongs
    to. `used_from` is inclusive, `used_until` exclusive; both look at the corrected start.
    `text` are words that must all be mentioned. `set_aside` True shows only what was set aside as
    unrelated, False only the rest. `sensitive` has any flag that makes it not for everybody,
    `sensitivity` this one.
    """

    section: str = ""
    device: str = ""
    officer: str = ""
    used_from: datetime | None = None
    used_until: datetime | None = None
    party: str = ""
    cause: str = ""
    text: str = ""
    case_no: str = ""
    kinds: frozenset[Kind] = frozenset()
    health: Health | None = None
    faulty: bool = False
    doubtful: bool = False
    important: bool = False
    sensitive: bool = False
    sensitivity: Sensitivity | None = None
    unfiled: bool = False
    batch_id: BatchId | None = None
    take: TakeId | None = None
    set_aside: bool | None = None
    parent_id: FootageId | None = None
    ids: tuple[FootageId, ...] = ()


class FootageSort(StrEnum):
    """By what the list is sorted."""

    STARTED = "started_at"
    NAME = "name"
    DEVICE = "device"
    OFFICER = "officer"
    SECTION = "section"
    KIND = "kind"
    HEALTH = "health"
    DURATION = "duration_ms"
    SIZE = "size_bytes"
    IMPORTED = "imported"


_THEN_BY_START = {
    FootageSort.DEVICE,
    FootageSort.OFFICER,
    FootageSort.SECTION,
    FootageSort.KIND,
    FootageSort.HEALTH,
}


def order(sort: FootageSort, *, descending: bool) -> list[ColumnElement[Any]]:
    """By what the database sorts."""
    columns: list[ColumnElement[Any]] = []
    if sort is not FootageSort.IMPORTED:
        columns.append(footage.c[sort.value])
    if sort in _THEN_BY_START:
        columns.append(footage.c.started_at)
    columns.append(footage.c.id)
    # What is unknown comes last when the newest is first; so the indexes serve both ways.
    return [
        column.desc().nulls_last() if descending else column.asc().nulls_first()
        for column in columns
    ]


def conditions(
    session: Session, where: FootageFilter, *, in_order: bool = False
) -> list[ColumnElement[bool]]:
    """What a recording must fulfil to be selected by `where`.

    `in_order` tells that only a few are wanted, by some order.
    """
    found = [*_classified(where), *_filed(session, where), *_marked(where)]
    if where.text.strip():
        found.append(mentions(session, where.text, in_order=in_order))
    if where.officer:
        found.append(footage.c.officer.in_(_numbers_of(session, where.officer)))
    if where.ids:
        found.append(footage.c.id.in_(where.ids))
    if where.set_aside is not None:
        aside = set_asides.condition(session, wanted=where.set_aside)
        found += [] if aside is None else [aside]
    return found


def _numbers_of(session: Session, officer: str) -> list[str]:
    """Everything a recorder may have for an officer: what is given, and his numbers."""
    own = select(people.c.account, people.c.certificate_no).where(people.c.name == officer)
    numbers = [number for row in session.execute(own) for number in row if number]
    return [officer, *numbers]


def _classified(where: FootageFilter) -> list[ColumnElement[bool]]:
    exact = {
        footage.c.section: where.section,
        footage.c.device: where.device,
        footage.c.batch_id: where.batch_id,
        footage.c.take_id: where.take,
        footage.c.parent_id: where.parent_id,
    }
    found: list[ColumnElement[bool]] = [column == value for column, value in exact.items() if value]
    if where.used_from is not None:
        found.append(footage.c.started_at >= where.used_from)
    if where.used_until is not None:
        found.append(footage.c.started_at < where.used_until)
    if where.kinds:
        found.append(_of_kinds(where.kinds))
    return found


def _of_kinds(kinds: frozenset[Kind]) -> ColumnElement[bool]:
    others = [kind.value for kind in Kind if kind not in kinds]
    if len(others) < len(kinds):
        # Said this way most kinds are no reason to go through the index of kinds.
        return footage.c.kind.not_in(others)
    return footage.c.kind.in_(sorted(kind.value for kind in kinds))


def _filed(session: Session, where: FootageFilter) -> list[ColumnElement[bool]]:
    """Conditions on the case files a recording belongs to; they must hold for one of them."""
    of_case: list[ColumnElement[bool]] = []
    if where.case_no:
        of_case.append(cases.c.no == where.case_no)
    if where.party:
        of_case.append(cases.c.party.icontains(where.party, autoescape=True))
    if where.cause:
        of_case.append(cases.c.cause.icontains(where.cause, autoescape=True))
    found: list[ColumnElement[bool]] = []
    if of_case:
        found.append(_in_one_of(session, of_case))
    if where.unfiled:
        found.append(~exists().where(case_footage.c.footage_id == footage.c.id))
    return found


def _in_one_of(session: Session, of_case: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    """In a case file like this; asked recording by recording where there are many such files."""
    files = select(cases.c.id).where(*of_case)
    few = files.limit(_MANY_FILES).subquery()
    if session.scalar(select(func.count()).select_from(few)) == _MANY_FILES:
        return (
            exists()
            .where(case_footage.c.footage_id == footage.c.id)
            .where(cases.c.id == case_footage.c.case_id, *of_case)
            .correlate(footage)
        )
    linked = select(case_footage.c.footage_id).where(case_footage.c.case_id.in_(files))
    return footage.c.id.in_(linked)


def _marked(where: FootageFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if where.health is not None:
        found.append(footage.c.health == where.health.value)
    if where.faulty:
        found.append(footage.c.health.in_(_FAULTY))
    if where.doubtful:
        found.append(DOUBTFUL)
    if where.important:
        found.append(footage.c.important)
    if where.sensitive or where.sensitivity is not None:
        found.append(sensitive_flags.flagged(where.sensitivity))
    return found
