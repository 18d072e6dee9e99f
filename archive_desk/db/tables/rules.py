"""Tables of the rules: versions of regulations, which of them apply, holiday tables."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from archive_desk.db.tables.base import Moment, metadata

rule_versions = Table(
    "rule_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("key", "version"),
)

rule_choices = Table(
    "rule_choices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("keys", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
)

holiday_tables = Table(
    "holiday_tables",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("year", Integer, nullable=False, index=True),
    Column("document_no", String(200), nullable=False),
    Column("holidays", Text, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("source", String(255), nullable=False),
    Column("why", Text, nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
)
