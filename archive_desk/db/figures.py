"""Counting for the figures: each probe is one selection that is counted, summed or listed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from archive_desk.db.tables.cases import case_footage, case_officers, cases
from archive_desk.db.tables.discs import disc_burns, disc_checks, discs
from archive_desk.db.tables.footage import footage
from archive_desk.db.tables.keeping import notes
from archive_desk.db.tables.lending import loan_items, loans, provision_items, provisions
from archive_desk.db.tables.office import people
from archive_desk.db.tables.retention import appraisal_items, appraisals, destruction_items
from archive_desk.domain.cases import CaseKind
from archive_desk.domain.figures import FigureRow
from archive_desk.domain.footage import Kind
from archive_desk.domain.notes import NoteKind
from archive_desk.domain.people import Role


@dataclass(frozen=True)
class Span:
    """A period, [`since`, `until`), and the same as days, both included."""

    since: datetime
    until: datetime

    def holds(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """That a moment lies in the period."""
        return and_(column >= self.since, column < self.until)

    @property
    def first(self) -> date:
        """The first day."""
        return self.since.date()

    @property
    def last(self) -> date:
        """The last day."""
        return (self.until - timedelta(microseconds=1)).date()


@dataclass(frozen=True)
class Probe:
    """A selection of `item, item_id, title, section, person, device, at, note, amount`."""

    statement: Select[Any]

    def measure(self, session: Session) -> tuple[int, int]:
        """How many rows there are, and the sum of their amounts."""
        inner = self.statement.order_by(None).subquery()
        row = session.execute(
            select(func.count(), func.coalesce(func.sum(inner.c.amount), 0)).select_from(inner)
        ).one()
        return int(row[0]), int(row[1])

    def rows(self, session: Session, limit: int) -> Sequence[FigureRow]:
        """The first rows."""
        read = session.execute(self.statement.limit(limit))
        return [
            FigureRow(
                f"{row.kind}:{row.item}",
                row.item_id,
                row.title or "",
                row.section or "",
                row.person or "",
                row.device or "",
                row.at,
                row.note or "",
            )
            for row in read
        ]


_OFFICER = (
    select(case_officers.c.name)
    .where(case_officers.c.case_id == cases.c.id)
    .order_by(case_officers.c.position)
    .limit(1)
    .correlate(cases)
    .scalar_subquery()
)
_HAS_FOOTAGE = (
    select(case_footage.c.id).where(case_footage.c.case_id == cases.c.id).correlate(cases).exists()
)


def _row(
    kind: str,
    item: ColumnElement[Any],
    item_id: ColumnElement[Any],
    title: ColumnElement[Any],
    at: ColumnElement[Any],
    *,
    section: ColumnElement[Any] | None = None,
    person: ColumnElement[Any] | None = None,
    device: ColumnElement[Any] | None = None,
    note: ColumnElement[Any] | None = None,
    amount: ColumnElement[Any] | None = None,
) -> Select[Any]:
    empty = literal("")
    return select(
        literal(kind).label("kind"),
        item.label("item"),
        item_id.label("item_id"),
        title.label("title"),
        (empty if section is None else section).label("section"),
        (empty if person is None else person).label("person"),
        (empty if device is None else device).label("device"),
        at.label("at"),
        (empty if note is None else note).label("note"),
        (literal(1) if amount is None else amount).label("amount"),
    ).order_by(at, item_id)


def _cases(at: ColumnElement[Any], *where: ColumnElement[bool]) -> Probe:
    return Probe(
        _row(
            "case",
            cases.c.no,
            cases.c.id,
            cases.c.party + cases.c.cause,
            at,
            section=cases.c.section,
            person=_OFFICER,
        ).where(*where)
    )


def opened(span: Span, kind: CaseKind) -> Probe:
    """Cases of a kind that were opened in the period."""
    opened_on = cases.c.opened_on
    return _cases(
        cases.c.registered_at,
        cases.c.kind == kind.value,
        or_(
            and_(opened_on >= span.first, opened_on <= span.last),
            and_(opened_on.is_(None), span.holds(cases.c.registered_at)),
        ),
    )


def ended(span: Span, *kinds: CaseKind) -> Probe:
    """Cases whose activity ended in the period; of some kinds, or of all."""
    narrow = (cases.c.kind.in_([kind.value for kind in kinds]),) if kinds else ()
    return _cases(cases.c.ended_at, span.holds(cases.c.ended_at), *narrow)


def archived(span: Span, kind: CaseKind) -> Probe:
    """Cases of a kind that were archived in the period."""
    return _cases(cases.c.archived_at, span.holds(cases.c.archived_at), cases.c.kind == kind.value)


def under_way(span: Span, kind: CaseKind) -> Probe:
    """Cases of a kind that had begun and not ended when the period ended."""
    return _cases(
        cases.c.registered_at,
        cases.c.kind == kind.value,
        or_(
            cases.c.opened_on <= span.last,
            and_(cases.c.opened_on.is_(None), cases.c.registered_at < span.until),
        ),
        or_(cases.c.ended_at.is_(None), cases.c.ended_at >= span.until),
    )


def covered(span: Span) -> Probe:
    """Cases that ended in the period and have footage."""
    return _cases(cases.c.ended_at, span.holds(cases.c.ended_at), _HAS_FOOTAGE)


def uncovered(span: Span) -> Probe:
    """Cases that ended in the period and have none."""
    return _cases(cases.c.ended_at, span.holds(cases.c.ended_at), ~_HAS_FOOTAGE)


def imported(span: Span, *kinds: Kind, section: str | None = None) -> Probe:
    """Originals that came in during the period; the amount is their length in milliseconds."""
    where = [span.holds(footage.c.imported_at), footage.c.parent_id.is_(None)]
    if kinds:
        where.append(footage.c.kind.in_([kind.value for kind in kinds]))
    if section is not None:
        where.append(footage.c.section == section)
    return Probe(
        _row(
            "footage",
            footage.c.id,
            footage.c.id,
            footage.c.name,
            footage.c.imported_at,
            section=footage.c.section,
            person=footage.c.officer,
            device=footage.c.device,
            amount=func.coalesce(footage.c.duration_ms, 0),
        ).where(*where)
    )


@dataclass(frozen=True)
class Imported:
    """What came in of one kind, for one section."""

    kind: str
    section: str
    count: int
    duration_ms: int
    size_bytes: int


def imported_by(session: Session, span: Span) -> Sequence[Imported]:
    """Originals that came in during the period, by kind and section, in one pass."""
    rows = session.execute(
        select(
            footage.c.kind,
            footage.c.section,
            func.count(),
            func.coalesce(func.sum(footage.c.duration_ms), 0),
            func.coalesce(func.sum(footage.c.size_bytes), 0),
        )
        .where(span.holds(footage.c.imported_at), footage.c.parent_id.is_(None))
        .group_by(footage.c.kind, footage.c.section)
        .order_by(footage.c.kind, footage.c.section)
    )
    return [Imported(kind, section, *map(int, rest)) for kind, section, *rest in rows]


def hours_by_month(session: Session, span: Span, zone: tzinfo) -> Mapping[str, float]:
    """Hours of footage that came in by month of the office; months without any are there too."""
    hour = func.substr(type_coerce(footage.c.imported_at, String), 1, 13)
    rows = session.execute(
        select(func.min(footage.c.imported_at), func.coalesce(func.sum(footage.c.duration_ms), 0))
        .where(span.holds(footage.c.imported_at), footage.c.parent_id.is_(None))
        .group_by(hour)
    )
    found: dict[str, float] = defaultdict(float)
    day = span.first
    while day <= span.last:
        found[f"{day:%Y-%m}"] += 0
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    for at, length in rows:
        found[f"{at.astimezone(zone):%Y-%m}"] += int(length) / 3_600_000
    return dict(found)


def known_hand_ins(session: Session, span: Span) -> int:
    """Recordings that came in during the period and whose end is known."""
    return int(
        session.scalar(
            select(func.count())
            .select_from(footage)
            .where(
                span.holds(footage.c.imported_at),
                footage.c.started_at.is_not(None),
                footage.c.parent_id.is_(None),
                footage.c.kind != Kind.SIDECAR.value,
            )
        )
        or 0
    )


def written_notes(span: Span, kind: NoteKind) -> Probe:
    """Notes of a kind that were written in the period and not replaced by another."""
    later = notes.alias()
    replaced = select(later.c.id).where(later.c.replaces_id == notes.c.id).exists()
    after = footage.alias()
    return Probe(
        _row(
            "note",
            notes.c.no,
            func.coalesce(notes.c.case_id, 0),
            notes.c.text,
            notes.c.written_at,
            section=func.coalesce(cases.c.section, after.c.section, ""),
            person=notes.c.officer,
            device=func.coalesce(after.c.device, ""),
        )
        .outerjoin(cases, cases.c.id == notes.c.case_id)
        .outerjoin(after, after.c.id == notes.c.after_id)
        .where(span.holds(notes.c.written_at), notes.c.kind == kind.value, ~replaced)
    )


def burned(span: Span) -> Probe:
    """Disc copies that were burned in the period."""
    return Probe(
        _row(
            "disc",
            discs.c.no,
            discs.c.id,
            discs.c.title,
            discs.c.burned_at,
            person=discs.c.burned_by,
            amount=discs.c.used_bytes,
        ).where(span.holds(discs.c.burned_at))
    )


def spoiled(span: Span) -> Probe:
    """Media spoiled in burning during the period."""
    return Probe(
        _row(
            "disc",
            discs.c.no,
            discs.c.id,
            disc_burns.c.waste_no,
            disc_burns.c.started_at,
            person=disc_burns.c.operator,
            device=disc_burns.c.drive_name,
            note=disc_burns.c.reason,
        )
        .select_from(disc_burns)
        .join(discs, discs.c.id == disc_burns.c.disc_id)
        .where(span.holds(disc_burns.c.started_at), disc_burns.c.waste_no != "")
    )


def checked_discs(span: Span, *, sound: bool | None = None) -> Probe:
    """Readings of discs in the period; only the faulty ones with `sound=False`."""
    narrow = () if sound is None else (disc_checks.c.sound.is_(sound),)
    return Probe(
        _row(
            "disc",
            discs.c.no,
            discs.c.id,
            discs.c.title,
            disc_checks.c.at,
            person=disc_checks.c.operator,
            device=disc_checks.c.drive,
            amount=disc_checks.c.finding_count,
        )
        .select_from(disc_checks)
        .join(discs, discs.c.id == disc_checks.c.disc_id)
        .where(span.holds(disc_checks.c.at), *narrow)
    )


def _loans(at: ColumnElement[Any], *where: ColumnElement[bool]) -> Probe:
    things = (
        select(func.count())
        .where(loan_items.c.loan_id == loans.c.id)
        .correlate(loans)
        .scalar_subquery()
    )
    return Probe(
        _row(
            "loan",
            loans.c.no,
            loans.c.id,
            loans.c.purpose,
            at,
            section=loans.c.section,
            person=loans.c.applicant,
            amount=things,
        ).where(*where)
    )


def lent(span: Span) -> Probe:
    """Loans handed out in the period; the amount is the number of things."""
    return _loans(loans.c.handed_out_at, span.holds(loans.c.handed_out_at))


def borrowers(session: Session, span: Span) -> int:
    """How many different people had something handed out in the period."""
    statement = select(func.count(loans.c.applicant_id.distinct())).where(
        span.holds(loans.c.handed_out_at)
    )
    return int(session.scalar(statement) or 0)


def overdue_loans(span: Span, now: datetime) -> Probe:
    """Loans due in the period that came back too late, or are still out."""
    return _loans(
        loans.c.due_at,
        span.holds(loans.c.due_at),
        loans.c.handed_out_at.is_not(None),
        or_(
            loans.c.returned_at > loans.c.due_at,
            and_(loans.c.returned_at.is_(None), loans.c.due_at < now),
        ),
    )


def provided(span: Span) -> Probe:
    """What was given to other bodies in the period; the amount is the number of recordings."""
    things = (
        select(func.count())
        .where(provision_items.c.provision_id == provisions.c.id)
        .correlate(provisions)
        .scalar_subquery()
    )
    return Probe(
        _row(
            "loan",
            provisions.c.loan_no,
            provisions.c.loan_id,
            provisions.c.body,
            provisions.c.provided_at,
            person=provisions.c.provided_by,
            note=provisions.c.no,
            amount=things,
        ).where(span.holds(provisions.c.provided_at))
    )


def appraised(span: Span) -> Probe:
    """Recordings on which an appraisal concluded in the period gave its opinion."""
    return Probe(
        _row(
            "footage",
            footage.c.id,
            footage.c.id,
            footage.c.name,
            appraisals.c.concluded_at,
            section=footage.c.section,
            person=appraisal_items.c.given_by,
            note=appraisal_items.c.reason,
        )
        .select_from(appraisal_items)
        .join(appraisals, appraisals.c.id == appraisal_items.c.appraisal_id)
        .join(footage, footage.c.id == appraisal_items.c.footage_id)
        .where(span.holds(appraisals.c.concluded_at))
    )


def destroyed(span: Span) -> Probe:
    """Recordings destroyed by an approved list in the period; the amount is bytes."""
    return Probe(
        _row(
            "footage",
            destruction_items.c.footage_id,
            destruction_items.c.footage_id,
            destruction_items.c.name,
            destruction_items.c.destroyed_at,
            note=destruction_items.c.reason,
            amount=destruction_items.c.size_bytes,
        ).where(span.holds(destruction_items.c.destroyed_at))
    )


def officers(*, certified: bool) -> Probe:
    """Officers and unit heads with an account in force; only those with a certificate, if asked."""
    narrow = (people.c.certificate_no != "",) if certified else ()
    return Probe(
        _row(
            "account",
            people.c.account,
            people.c.id,
            people.c.name,
            people.c.password_set_at,
            section=people.c.section,
            note=people.c.certificate_no,
        ).where(
            people.c.active.is_(True),
            people.c.role.in_([Role.OFFICER.value, Role.UNIT_HEAD.value]),
            *narrow,
        )
    )


def devices_of_cases(session: Session, ids: Sequence[int]) -> Mapping[int, str]:
    """The recorder that most of a case's footage came from, by case."""
    found: dict[int, tuple[int, str]] = {}
    for start in range(0, len(ids), 500):
        rows = session.execute(
            select(case_footage.c.case_id, footage.c.device, func.count())
            .join(footage, footage.c.id == case_footage.c.footage_id)
            .where(case_footage.c.case_id.in_(ids[start : start + 500]), footage.c.device != "")
            .group_by(case_footage.c.case_id, footage.c.device)
        )
        for case_id, device, count in rows:
            found[case_id] = max(found.get(case_id, (0, "")), (count, device))
    return {case_id: device for case_id, (_, device) in found.items()}
