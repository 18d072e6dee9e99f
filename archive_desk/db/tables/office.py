"""Tables of the office itself: settings, people, the journal."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from archive_desk.db.tables.base import Moment, metadata

settings = Table(
    "settings",
    metadata,
    Column("key", String(100), primary_key=True),
    Column("value", Text, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String(100), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("role", String(40), nullable=False),
    Column("section", String(100), nullable=False, default=""),
    Column("certificate_no", String(60), nullable=False, default=""),
    Column("active", Boolean, nullable=False, default=True),
    Column("password_hash", String(255), nullable=False),
    Column("password_set_at", Moment, nullable=False),
    Column("failed_attempts", Integer, nullable=False, default=0),
    Column("locked_until", Moment),
    Column("valid_until", Moment),
)

journal = Table(
    "journal",
    metadata,
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor_id", ForeignKey("people.id")),
    Column("actor", String(100), nullable=False),
    Column("verb", String(60), nullable=False),
    Column("item", String(200), nullable=False),
    Column("approval", String(60), nullable=False),
    Column("line", Text, nullable=False),
    Column("chain", String(64), nullable=False),
    Index(None, "item"),
    Index(None, "verb"),
    Index(None, "actor"),
    Index(None, "at"),
)

journal_head = Table(
    "journal_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("no", Integer, nullable=False),
    Column("chain", String(64), nullable=False),
    CheckConstraint("id = 1", name="single"),
)
"""The last entry's number and chain once more, so that a cut-off end is noticed."""

counters = Table(
    "counters",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", Integer, nullable=False),
)
"""Running numbers of registers, one row per register and year."""
