"""Queries on complaints and what answered them. Nothing here is changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, or_, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.cases import cases
from archive_desk.db.tables.lending import provisions
from archive_desk.db.tables.outside import complaint_answers, complaints
from archive_desk.domain.complaints import Complaint, ComplaintDraft, ComplaintKind
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import CaseId, ComplaintId
from archive_desk.domain.sentences import say

_SEARCHED = ("no", "body", "document_no", "complainant")


def add(
    session: Session, no: str, draft: ComplaintDraft, case_id: CaseId, at: datetime, by: str
) -> None:
    """Write a complaint into the register."""
    session.execute(
        insert(complaints).values(
            no=no,
            kind=draft.kind.value,
            body=draft.body,
            document_no=draft.document_no,
            complainant=draft.complainant,
            case_id=case_id,
            received_on=draft.received_on,
            note=draft.note,
            entered_at=at,
            entered_by=by,
        )
    )


def answer(session: Session, complaint_id: ComplaintId, provision_no: str) -> None:
    """Write down that a provision answered a complaint."""
    wanted = select(provisions.c.id).where(provisions.c.no == provision_no)
    provision_id = session.execute(wanted).scalar_one()
    session.execute(
        insert(complaint_answers).values(provision_id=provision_id, complaint_id=complaint_id)
    )


def get(session: Session, no: str) -> Complaint:
    """One complaint by its number.

    Raises:
        NotFound: there is none.
    """
    found = _read(session, _complaints().where(complaints.c.no == no))
    if not found:
        raise NotFound(say("没有复议应诉登记 {no}。", no=no))
    return found[0]


def everything(session: Session, text: str = "", *, open_only: bool = False) -> Sequence[Complaint]:
    """The register, the newest first; `open_only`: what nothing has answered yet."""
    statement = _complaints().order_by(complaints.c.id.desc())
    if text:
        columns = [*(complaints.c[name] for name in _SEARCHED), cases.c.no]
        statement = statement.where(or_(*[c.contains(text, autoescape=True) for c in columns]))
    if open_only:
        answered = select(complaint_answers.c.complaint_id)
        statement = statement.where(complaints.c.id.not_in(answered))
    return _read(session, statement)


def _complaints() -> Select[Any]:
    return select(
        complaints, cases.c.no.label("case_no"), cases.c.party, cases.c.cause, cases.c.section
    ).join(cases, cases.c.id == complaints.c.case_id)


def _read(session: Session, statement: Select[Any]) -> list[Complaint]:
    rows = session.execute(statement).all()
    answers: dict[int, list[tuple[str, datetime]]] = {}
    links = (
        select(complaint_answers.c.complaint_id, provisions.c.no, provisions.c.provided_at)
        .join(provisions, provisions.c.id == complaint_answers.c.provision_id)
        .where(complaint_answers.c.complaint_id.in_([row.id for row in rows]))
        .order_by(provisions.c.id)
    )
    for complaint_id, no, at in session.execute(links):
        answers.setdefault(complaint_id, []).append((no, at))
    found = []
    for row in rows:
        given = answers.get(row.id, [])
        draft = ComplaintDraft(
            ComplaintKind(row.kind),
            row.body,
            row.document_no,
            row.complainant,
            row.case_no,
            row.received_on,
            row.note,
        )
        found.append(
            Complaint(
                ComplaintId(row.id),
                row.no,
                draft,
                CaseId(row.case_id),
                f"{row.party}{row.cause}案",
                row.section,
                row.entered_at,
                row.entered_by,
                tuple(no for no, _ in given),
                min((at for _, at in given), default=None),
            )
        )
    return found
