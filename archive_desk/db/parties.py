"""Queries on parties who view and copy under supervision. Nothing here is changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, or_, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.outside import party_copies, party_sessions, party_visits
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import FootageId, LoanId, PartyVisitId
from archive_desk.domain.loans import Loan
from archive_desk.domain.parties import (
    AccessGround,
    IdentityKind,
    PartyCopy,
    PartyDraft,
    PartySession,
    PartyVisit,
    Relation,
)
from archive_desk.domain.sentences import say

_SEARCHED = ("no", "loan_no", "name", "represents", "identity_no")


def add(session: Session, no: str, draft: PartyDraft, loan: Loan, at: datetime, by: str) -> None:
    """Write into the register that somebody wants to see what concerns him."""
    session.execute(
        insert(party_visits).values(
            no=no,
            loan_id=loan.id,
            loan_no=loan.no,
            name=draft.name,
            identity_kind=draft.identity_kind.value,
            identity_no=draft.identity_no,
            contact=draft.contact,
            relation=draft.relation.value,
            represents=draft.represents,
            power_of_attorney=draft.power_of_attorney,
            ground=draft.ground.value,
            reason=draft.reason,
            entered_at=at,
            entered_by=by,
        )
    )


def add_session(
    session: Session, visit_id: PartyVisitId, shown: PartySession, at: datetime
) -> None:
    """Write down what was shown to him."""
    session.execute(
        insert(party_sessions).values(
            visit_id=visit_id,
            begun_at=shown.begun_at,
            ended_at=shown.ended_at,
            items=shown.items,
            supervised_by=shown.supervised_by,
            note=shown.note,
            entered_at=at,
            entered_by=shown.entered_by,
        )
    )


def add_copies(session: Session, visit_id: PartyVisitId, copies: Sequence[PartyCopy]) -> None:
    """Write down the copies that he was given."""
    rows = [
        {
            "visit_id": visit_id,
            "no": each.no,
            "footage_id": each.footage_id,
            "name": each.name,
            "size_bytes": each.size_bytes,
            "sha256": each.sha256,
            "made_at": each.made_at,
            "made_by": each.made_by,
        }
        for each in copies
    ]
    session.execute(insert(party_copies), rows)


def get(session: Session, no: str) -> PartyVisit:
    """One line by its number.

    Raises:
        NotFound: there is none.
    """
    found = _read(session, select(party_visits).where(party_visits.c.no == no))
    if not found:
        raise NotFound(say("没有当事人查阅 {no}。", no=no))
    return found[0]


def everything(session: Session, text: str = "") -> Sequence[PartyVisit]:
    """The register, the newest first."""
    statement = select(party_visits).order_by(party_visits.c.id.desc())
    if text:
        columns = [party_visits.c[name] for name in _SEARCHED]
        statement = statement.where(or_(*[c.contains(text, autoescape=True) for c in columns]))
    return _read(session, statement)


def _read(session: Session, statement: Select[Any]) -> list[PartyVisit]:
    rows = session.execute(statement).all()
    wanted = [row.id for row in rows]
    shown: dict[int, list[PartySession]] = {}
    table = party_sessions
    for row in session.execute(
        select(table).where(table.c.visit_id.in_(wanted)).order_by(table.c.id)
    ):
        shown.setdefault(row.visit_id, []).append(
            PartySession(
                row.begun_at, row.ended_at, row.items, row.supervised_by, row.note, row.entered_by
            )
        )
    copies: dict[int, list[PartyCopy]] = {}
    given = party_copies
    for row in session.execute(
        select(given).where(given.c.visit_id.in_(wanted)).order_by(given.c.id)
    ):
        copies.setdefault(row.visit_id, []).append(
            PartyCopy(
                row.no,
                FootageId(row.footage_id),
                row.name,
                row.size_bytes,
                row.sha256,
                row.made_at,
                row.made_by,
            )
        )
    return [_visit(r, tuple(shown.get(r.id, ())), tuple(copies.get(r.id, ()))) for r in rows]


def _visit(
    row: Row[Any], shown: tuple[PartySession, ...], copies: tuple[PartyCopy, ...]
) -> PartyVisit:
    draft = PartyDraft(
        row.name,
        IdentityKind(row.identity_kind),
        row.identity_no,
        Relation(row.relation),
        AccessGround(row.ground),
        row.contact,
        row.represents,
        row.power_of_attorney,
        row.reason,
    )
    return PartyVisit(
        PartyVisitId(row.id),
        row.no,
        draft,
        LoanId(row.loan_id),
        row.loan_no,
        row.entered_at,
        row.entered_by,
        shown,
        copies,
    )
