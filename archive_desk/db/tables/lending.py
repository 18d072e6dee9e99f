"""Tables of lending: requests, items, signatures, grants, and the ledger that cannot be changed."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from archive_desk.db.tables.base import Moment, metadata

loans = Table(
    "loans",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(60), nullable=False, unique=True),
    Column("applicant_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("applicant", String(100), nullable=False, default=""),
    Column("section", String(100), nullable=False, default=""),
    Column("acts", String(100), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("wanted_from", Moment, nullable=False),
    Column("wanted_until", Moment, nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("submitted_at", Moment, nullable=False),
    Column("basis_regulation", String(200), nullable=False),
    Column("basis_article", String(60), nullable=False),
    Column("basis_template", String(40), nullable=False),
    Column("basis_version", Integer, nullable=False),
    Column("handed_out_at", Moment),
    Column("due_at", Moment),
    Column("returned_at", Moment),
    Column("condition", Text, nullable=False, default=""),
    Column("renewals", Integer, nullable=False, default=0),
    Column("revoked_at", Moment),
    Column("revocation", Text, nullable=False, default=""),
    Column("sent_back_by", String(100), nullable=False, default=""),
    Column("sent_back_at", Moment),
    Column("sent_back_reason", Text, nullable=False, default=""),
    Column("recalled_at", Moment),
    Column("place", String(200), nullable=False, default=""),
    Column("urgency", String(20), nullable=False, default="ordinary"),
    Column("uses", Integer),
    Column("entered_by_id", ForeignKey("people.id"), index=True),
    Column("entered_by", String(100), nullable=False, default=""),
    Column("released_at", Moment),
    Column("released_by", String(100), nullable=False, default=""),
    Column("release_reason", Text, nullable=False, default=""),
    Column("backfill_due_at", Moment),
    Column("effect", Text, nullable=False, default=""),
)
"""`entered_by` is the clerk who entered a request from paper for its applicant. `released_at` and
`backfill_due_at` are there when it was used first and its approval back-filled. `effect` is what
came of the use (利用效果)."""

volumes = Table(
    "volumes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(100), nullable=False, unique=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("title", String(200), nullable=False, default=""),
    Column("pages", Integer),
    Column("location", String(100), nullable=False, default=""),
    Column("registered_at", Moment, nullable=False),
    Column("registered_by", String(100), nullable=False),
    UniqueConstraint("case_id", "number"),
)
"""Paper volumes (纸质卷册) of case files, lent apart from their footage."""

loan_notices = Table(
    "loan_notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("loan_id", ForeignKey("loans.id"), nullable=False, index=True),
    Column("step", String(20), nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("sent_by", String(100), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("note", Text, nullable=False, default=""),
)
"""Notices to bring something back (催还通知), step by step; each stays."""

loan_items = Table(
    "loan_items",
    metadata,
    Column("loan_id", ForeignKey("loans.id"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("item_id", Integer, primary_key=True, autoincrement=False),
    Column("label", String(300), nullable=False),
    Column("returned_at", Moment),
    Column("condition", String(20), nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Index(None, "kind", "item_id"),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(60), nullable=False, unique=True),
    Column("loan_id", ForeignKey("loans.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("item_id", Integer, nullable=False),
    Column("label", String(300), nullable=False),
    Column("condition", String(20), nullable=False),
    Column("description", Text, nullable=False),
    Column("reported_at", Moment, nullable=False),
    Column("reported_by", String(100), nullable=False),
    Column("outcome", String(20), nullable=False, default=""),
    Column("settlement", Text, nullable=False, default=""),
    Column("settled_at", Moment),
    Column("settled_by", String(100), nullable=False, default=""),
    Index(None, "kind", "item_id"),
)

loan_steps = Table(
    "loan_steps",
    metadata,
    Column("loan_id", ForeignKey("loans.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("role", String(40), nullable=False),
    Column("title", String(60), nullable=False),
    Column("signer_id", ForeignKey("people.id")),
    Column("signer", String(100), nullable=False, default=""),
    Column("decision", String(20)),
    Column("opinion", Text, nullable=False, default=""),
    Column("decided_at", Moment),
    Column("deputy_for", String(100), nullable=False, default=""),
    Column("named_id", ForeignKey("people.id"), index=True),
    Column("entered_by", String(100), nullable=False, default=""),
    Column("in_person", Boolean, nullable=False, default=False),
)
"""`named_id` is the person whom the office has named for the step; `entered_by` the clerk who
entered a signature that was given on paper."""

deputies = Table(
    "deputies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("principal_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("deputy_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("valid_from", Moment, nullable=False),
    Column("valid_until", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("appointed_by_id", ForeignKey("people.id"), nullable=False),
    Column("appointed_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

grants = Table(
    "grants",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("loan_id", ForeignKey("loans.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("act", String(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("item_id", Integer, nullable=False),
    Column("label", String(300), nullable=False, default=""),
    Column("valid_from", Moment, nullable=False),
    Column("valid_until", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("uses", Integer),
    Column("used", Integer, nullable=False, default=0),
    Index(None, "person_id", "act"),
    Index(None, "kind", "item_id"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("line", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("event", String(40), nullable=False),
    Column("loan_id", ForeignKey("loans.id"), nullable=False, index=True),
    Column("loan_no", String(60), nullable=False),
    Column("items", Text, nullable=False),
    Column("acts", String(100), nullable=False),
    Column("borrower", String(100), nullable=False),
    Column("section", String(100), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("approvers", Text, nullable=False),
    Column("clerk", String(100), nullable=False),
    Column("due_at", Moment),
    Column("remark", Text, nullable=False, default=""),
    Column("corrects", Integer),
    Column("changes", Text, nullable=False, default=""),
    Index(None, "line", "event"),
    Index(None, "event", "line"),
)
"""Entries of the register: `line` is the register's running number, the same for all entries of
one loan (registered, handed out, renewed, recalled, returned). Triggers refuse every change.
A correction is a line of its own: `corrects` is the line it takes the place of, `changes` what of
it was wrong."""

ledger_lines = Table(
    "ledger_lines",
    metadata,
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("loan_id", ForeignKey("loans.id"), nullable=False, index=True),
    Column("registered_at", Moment, nullable=False, index=True),
    Column("loan_no", String(60), nullable=False),
    Column("acts", String(100), nullable=False),
    Column("borrower", String(100), nullable=False, index=True),
    Column("section", String(100), nullable=False, index=True),
    Column("handed_out_by", String(100), nullable=False, default=""),
    Column("returned_to", String(100), nullable=False, default=""),
    Column("items", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("approvers", Text, nullable=False),
    Column("condition", Text, nullable=False, default=""),
    Column("effect", Text, nullable=False, default=""),
    Column("remark", Text, nullable=False, default=""),
    Column("words", Text, nullable=False, default=""),
    Column("handed_out_at", Moment),
    Column("due_at", Moment),
    Column("returned_at", Moment),
    Column("closed_at", Moment),
    Column("renewals", Integer, nullable=False, default=0),
    Column("corrects", Integer),
    Column("corrected_by", Integer),
    Index(None, "returned_at", "handed_out_at", "due_at"),
)
"""The register line by line, as its entries make it up; written with them, and checked by them.
`words` is what a line is searched by."""

provisions = Table(
    "provisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(60), nullable=False, unique=True),
    Column("loan_id", ForeignKey("loans.id"), nullable=False, index=True),
    Column("loan_no", String(60), nullable=False),
    Column("body", String(200), nullable=False),
    Column("document_no", String(200), nullable=False),
    Column("handler", String(100), nullable=False),
    Column("proves", Text, nullable=False),
    Column("approvers", Text, nullable=False),
    Column("provided_at", Moment, nullable=False),
    Column("provided_by", String(100), nullable=False),
    Column("manifest_sha256", String(64), nullable=False),
)
"""What left the house for good. Triggers refuse every change, here and in the two below."""

provision_items = Table(
    "provision_items",
    metadata,
    Column("provision_id", ForeignKey("provisions.id"), primary_key=True),
    Column("footage_id", ForeignKey("footage.id"), primary_key=True),
    Column("name", String(300), nullable=False),
    Column("path", String(300), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("sm3", String(64), nullable=False),
)

provision_receipts = Table(
    "provision_receipts",
    metadata,
    Column("provision_id", ForeignKey("provisions.id"), primary_key=True),
    Column("receiver", String(100), nullable=False),
    Column("note", Text, nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("entered_by", String(100), nullable=False),
)
