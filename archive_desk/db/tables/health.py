"""Tables of what decoding has shown, and of the copies that were repaired."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Text

from archive_desk.db.tables.base import Moment, metadata

examinations = Table(
    "examinations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("footage_id", ForeignKey("footage.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("person_id", ForeignKey("people.id")),
    Column("program", String(200), nullable=False),
    Column("fault", String(20), nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Column("declared_ms", Integer, nullable=False),
    Column("decoded_ms", Integer, nullable=False),
    Column("pictures", Integer, nullable=False),
    Column("stretches", Text, nullable=False, default="[]"),
)
"""Each examination of a recording by decoding it; without a person it was the program itself."""

repairs = Table(
    "repairs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("footage_id", ForeignKey("footage.id"), nullable=False, index=True),
    Column("parent_sha256", String(64), nullable=False),
    Column("reference_id", ForeignKey("footage.id")),
    Column("method", String(40), nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("path", String(500), nullable=False, unique=True),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("duration_ms", Integer, nullable=False),
    Column("pictures", Integer, nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
)
"""Repaired copies: derived of an original, beside it and never instead of it."""
