"""Tables of case files, their officers and documents, and the footage linked to them."""

from sqlalchemy import (
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

from archive_desk.db.tables.base import Day, Moment, metadata

cases = Table(
    "cases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(80), nullable=False, unique=True),
    Column("cause", String(200), nullable=False),
    Column("party", String(200), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("section", String(100), nullable=False),
    Column("opened_on", Day),
    Column("ended_at", Moment),
    Column("state", String(20), nullable=False),
    Column("archived_at", Moment),
    Column("note", Text, nullable=False, default=""),
    Column("registered_at", Moment, nullable=False),
    Column("review", String(40), nullable=False, default=""),
    Column("major", Boolean, nullable=False, default=False),
    Index(None, "section", "opened_on"),
    Index(None, "state", "ended_at"),
    Index(None, "ended_at"),
)

case_officers = Table(
    "case_officers",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", String(100), nullable=False),
    Column("certificate_no", String(60), nullable=False, default=""),
    Column("person_id", ForeignKey("people.id")),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("type", String(80), nullable=False),
    Column("number", String(80), nullable=False, default=""),
    Column("started_at", Moment),
    Column("ended_at", Moment),
    Column("note", Text, nullable=False, default=""),
    Column("responsible", String(100), nullable=False, default=""),
    Column("pages", Integer),
)

certificates = Table(
    "certificates",
    metadata,
    Column("no", String(60), primary_key=True),
    Column("holder", String(100), nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("valid_until", Day, nullable=False),
    Column("noted_at", Moment, nullable=False),
    Column("noted_by", String(100), nullable=False),
)
"""The register of enforcement certificates; what changed is in the journal."""

case_bindings = Table(
    "case_bindings",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("sensitivity", Text, nullable=False),
    Column("fonds_no", Text, nullable=False),
    Column("catalogue_no", Text, nullable=False),
    Column("volume_no", Text, nullable=False),
    Column("archive_no", Text, nullable=False),
    Column("compiled_by", Text, nullable=False),
    Column("compiled_at", Moment),
    Column("checked_by", Text, nullable=False),
    Column("handed_by", Text, nullable=False),
    Column("handed_at", Moment),
    Column("received_by", Text, nullable=False),
    Column("remark", Text, nullable=False),
)
"""What covers and hand-over forms say besides the case files' own facts."""

case_supplements = Table(
    "case_supplements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("no", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("author", String(100), nullable=False),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("case_id", "no"),
)
"""What was said of archived files; nothing here is changed or removed."""

case_reopenings = Table(
    "case_reopenings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("asked_by_id", ForeignKey("people.id"), nullable=False),
    Column("asked_by", String(100), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("archived_at", Moment, nullable=False),
    Column("agreed", Boolean),
    Column("decided_by", String(100), nullable=False, default="", server_default=""),
    Column("decided_at", Moment),
    Column("opinion", Text, nullable=False, default="", server_default=""),
)

nature_reports = Table(
    "nature_reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("occasion", String(20), nullable=False),
    Column("made_by", String(100), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("results", Text, nullable=False),
)
"""Reports of the four-nature test; `results` is JSON, one object for each item."""

case_footage = Table(
    "case_footage",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("footage_id", ForeignKey("footage.id"), nullable=False, index=True),
    Column("stage", String(40), nullable=False, default=""),
    Column("document_id", ForeignKey("documents.id"), index=True),
    Column("linked_at", Moment, nullable=False),
    UniqueConstraint("case_id", "footage_id"),
)

publications = Table(
    "publications",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("what", String(20), nullable=False),
    Column("on", Day, nullable=False),
    Column("place", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("withdrawn_on", Day),
    Column("withdrawal", Text, nullable=False, default=""),
    Column("withdrawn_by", String(100), nullable=False, default=""),
    Index(None, "case_id", "what"),
)
"""When and where a decision was made public, and when it was taken back."""
