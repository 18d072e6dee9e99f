"""Tables of devices going out and coming back; triggers refuse every change of them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from archive_desk.db.tables.base import Day, Moment, metadata

device_issues = Table(
    "device_issues",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(60), nullable=False, unique=True),
    Column("device", ForeignKey("devices.number"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("model", String(100), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("holder_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("holder", String(100), nullable=False),
    Column("section", String(100), nullable=False),
    Column("certificate_no", String(100), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("case_no", String(200), nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("issued_by", String(100), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("fault", Text, nullable=False),
    Column("battery_percent", Integer),
    Column("free_bytes", BigInteger),
    Column("remark", Text, nullable=False),
    Column("clock_offset_ms", BigInteger),
    Column("clock_error_id", ForeignKey("clock_errors.id")),
    UniqueConstraint("device", "turn"),
)
"""`turn` counts the issues of a device: of two at once the second finds its number taken."""

device_returns = Table(
    "device_returns",
    metadata,
    Column("issue_id", ForeignKey("device_issues.id"), primary_key=True),
    Column("returned_at", Moment, nullable=False),
    Column("received_by", String(100), nullable=False),
    Column("fault", Text, nullable=False),
    Column("battery_percent", Integer),
    Column("free_bytes", BigInteger),
    Column("remark", Text, nullable=False),
    Column("no_footage", Text, nullable=False),
)

device_return_batches = Table(
    "device_return_batches",
    metadata,
    Column("issue_id", ForeignKey("device_issues.id"), primary_key=True),
    Column("batch_id", ForeignKey("batches.id"), primary_key=True),
)

device_care = Table(
    "device_care",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("device", ForeignKey("devices.number"), nullable=False, index=True),
    Column("done_on", Day, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("content", Text, nullable=False),
    Column("sound", Boolean, nullable=False),
    Column("done_by", String(100), nullable=False),
    Column("next_on", Day),
    Column("note", Text, nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("entered_by", String(100), nullable=False),
)

register_corrections = Table(
    "register_corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("register", String(20), nullable=False),
    Column("line", String(60), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(100), nullable=False),
)
"""Corrections of a register by counter-entry: the line stays as it is, the correction beside it."""
