"""Tables of the clocks: why one was late, urgent starts, and the annual report."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from archive_desk.db.tables.base import Moment, metadata

clock_reasons = Table(
    "clock_reasons",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("task", String(20), nullable=False),
    Column("item_id", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "task", "item_id"),
)
"""Why something was late, as said by whoever had to do it; the last one counts, all stay."""

urgent_starts = Table(
    "urgent_starts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(60), nullable=False, unique=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("registered_by", String(100), nullable=False),
    Column("registered_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawal", Text, nullable=False, default=""),
)
"""Cases begun before their approval (003 Art. 9); the approval is a document of the case."""

annual_inputs = Table(
    "annual_inputs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("key", String(60), nullable=False),
    Column("value", String(200), nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "year", "key"),
)
"""What the annual report asks and the archive does not know; the last one counts, all stay."""

annual_reports = Table(
    "annual_reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("step", String(20), nullable=False),
    Column("document_no", String(200), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(100), nullable=False),
    Column("entered_at", Moment, nullable=False),
    UniqueConstraint("year", "step"),
)
"""When the annual report was handed in and when it was published, by which paper."""
