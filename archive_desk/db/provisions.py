"""Queries on the register of provisions. A line is written once; triggers refuse every change."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, insert, or_, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.lending import provision_items, provision_receipts, provisions
from archive_desk.db.tables.outside import complaint_answers, complaints, kept_copies
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import FootageId, LoanId
from archive_desk.domain.provisions import KeptCopy, ProvidedItem, Provision, Receipt, Recipient
from archive_desk.domain.sentences import say

_SEARCHED = ("no", "loan_no", "body", "document_no", "handler", "proves")


def add(session: Session, loan_id: LoanId, provision: Provision) -> None:
    """Write a provision and what it held."""
    new_id = session.execute(
        insert(provisions)
        .values(
            no=provision.no,
            loan_id=loan_id,
            loan_no=provision.loan_no,
            body=provision.recipient.body,
            document_no=provision.recipient.document_no,
            handler=provision.recipient.handler,
            proves=provision.recipient.proves,
            approvers=provision.approvers,
            provided_at=provision.provided_at,
            provided_by=provision.provided_by,
            manifest_sha256=provision.manifest_sha256,
        )
        .returning(provisions.c.id)
    ).scalar_one()
    rows = [
        {
            "provision_id": new_id,
            "footage_id": item.footage_id,
            "name": item.name,
            "path": item.path,
            "size_bytes": item.size_bytes,
            "sha256": item.sha256,
            "sm3": item.sm3,
        }
        for item in provision.items
    ]
    session.execute(insert(provision_items), rows)


def add_receipt(session: Session, no: str, receipt: Receipt) -> None:
    """Write the recipient's receipt beside its provision."""
    statement = select(provisions.c.id).where(provisions.c.no == no)
    session.execute(
        insert(provision_receipts).values(
            provision_id=session.scalars(statement).one(),
            receiver=receipt.receiver,
            note=receipt.note,
            entered_at=receipt.entered_at,
            entered_by=receipt.entered_by,
        )
    )


def add_kept(session: Session, no: str, kept: KeptCopy) -> None:
    """Write the copy that the office keeps beside its provision."""
    statement = select(provisions.c.id).where(provisions.c.no == no)
    session.execute(
        insert(kept_copies).values(
            provision_id=session.scalars(statement).one(),
            no=kept.no,
            path=kept.path,
            files=kept.files,
            size_bytes=kept.size_bytes,
            manifest_sha256=kept.manifest_sha256,
            kept_at=kept.kept_at,
            kept_by=kept.kept_by,
        )
    )


def find(session: Session, no: str) -> Provision:
    """One provision by its number.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(_provisions().where(provisions.c.no == no)).one_or_none()
    if row is None:
        raise NotFound(say("没有对外提供 {no}。", no=no))
    return _with_items(session, [row])[0]


def everything(session: Session, text: str = "") -> Sequence[Provision]:
    """Provisions whose facts hold `text`, the newest first."""
    statement = _provisions().order_by(provisions.c.id.desc())
    if text:
        columns = [provisions.c[name] for name in _SEARCHED]
        statement = statement.where(or_(*[c.contains(text, autoescape=True) for c in columns]))
    return _with_items(session, session.execute(statement).all())


def _provisions() -> Any:
    receipts, kept, answers = provision_receipts, kept_copies, complaint_answers
    return (
        select(
            provisions,
            receipts.c.receiver,
            receipts.c.note,
            receipts.c.entered_at,
            receipts.c.entered_by,
            kept.c.no.label("kept_no"),
            kept.c.path.label("kept_path"),
            kept.c.files.label("kept_files"),
            kept.c.size_bytes.label("kept_bytes"),
            kept.c.manifest_sha256.label("kept_sha256"),
            kept.c.kept_at,
            kept.c.kept_by,
            complaints.c.no.label("complaint_no"),
        )
        .outerjoin(receipts, receipts.c.provision_id == provisions.c.id)
        .outerjoin(kept, kept.c.provision_id == provisions.c.id)
        .outerjoin(answers, answers.c.provision_id == provisions.c.id)
        .outerjoin(complaints, complaints.c.id == answers.c.complaint_id)
    )


def _with_items(session: Session, rows: Sequence[Row[Any]]) -> list[Provision]:
    ids = [row.id for row in rows]
    items: dict[int, list[ProvidedItem]] = {}
    table = provision_items
    statement = select(table).where(table.c.provision_id.in_(ids)).order_by(table.c.footage_id)
    for row in session.execute(statement):
        item = ProvidedItem(
            FootageId(row.footage_id), row.name, row.path, row.size_bytes, row.sha256, row.sm3
        )
        items.setdefault(row.provision_id, []).append(item)
    return [_provision(row, items.get(row.id, [])) for row in rows]


def _provision(row: Row[Any], items: Sequence[ProvidedItem]) -> Provision:
    receipt = None
    if row.entered_at is not None:
        receipt = Receipt(row.receiver, row.note, row.entered_at, row.entered_by)
    kept = None
    if row.kept_at is not None:
        kept = KeptCopy(
            row.kept_no,
            row.kept_path,
            row.kept_files,
            row.kept_bytes,
            row.kept_sha256,
            row.kept_at,
            row.kept_by,
        )
    return Provision(
        no=row.no,
        loan_no=row.loan_no,
        recipient=Recipient(row.body, row.document_no, row.handler, row.proves),
        approvers=row.approvers,
        items=tuple(items),
        provided_at=row.provided_at,
        provided_by=row.provided_by,
        manifest_sha256=row.manifest_sha256,
        receipt=receipt,
        kept=kept,
        complaint=row.complaint_no or "",
    )
