"""Tables of keeping: notes on what was not recorded, and the heads' words on them."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text

from archive_desk.db.tables.base import Moment, metadata

notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(40), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("ground", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("officer", String(100), nullable=False),
    Column("start", Moment),
    Column("end", Moment),
    Column("after_id", ForeignKey("footage.id"), index=True),
    Column("before_id", ForeignKey("footage.id"), index=True),
    Column("case_id", ForeignKey("cases.id"), index=True),
    Column("stage", String(40), nullable=False),
    Column("place", String(200), nullable=False),
    Column("measure", Text, nullable=False),
    Column("voice_explained", Boolean, nullable=False),
    Column("reported_to", String(100), nullable=False),
    Column("reported_at", Moment),
    Column("replaces_id", ForeignKey("notes.id"), unique=True),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("written_at", Moment, nullable=False),
    Column("basis_regulation", String(200), nullable=False),
    Column("basis_article", String(60), nullable=False),
    Column("basis_template", String(40), nullable=False),
    Column("basis_version", Integer, nullable=False),
    Column("approver", String(40), nullable=False),
)
"""Triggers refuse every change: a note is only followed by another (`replaces_id`)."""

note_signatures = Table(
    "note_signatures",
    metadata,
    Column("note_id", ForeignKey("notes.id"), primary_key=True),
    Column("signer_id", ForeignKey("people.id"), nullable=False),
    Column("signer", String(100), nullable=False),
    Column("agreed", Boolean, nullable=False),
    Column("opinion", Text, nullable=False),
    Column("signed_at", Moment, nullable=False),
)
"""What the head said of a note, once. Triggers refuse every change here too."""
