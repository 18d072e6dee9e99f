"""Tables of the recorders' clocks: known devices, measured errors, rulings on single recordings."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from archive_desk.db.tables.base import Day, Moment, metadata

devices = Table(
    "devices",
    metadata,
    Column("number", String(80), primary_key=True),
    Column("model", String(100), nullable=False, default=""),
    Column("section", String(100), nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Column("active", Boolean, nullable=False, default=True),
    Column("registered_at", Moment, nullable=False),
    Column("kind", String(20), nullable=False, default="recorder", server_default="recorder"),
    Column("serial", String(100), nullable=False, default="", server_default=""),
    Column("custodian", String(100), nullable=False, default="", server_default=""),
    Column("purchased_on", Day),
    Column("retired_at", Moment),
    Column("retired_by", String(100), nullable=False, default="", server_default=""),
    Column("retirement", Text, nullable=False, default="", server_default=""),
)
"""The devices that the office has; a number that stands here is a device and no officer."""

clock_errors = Table(
    "clock_errors",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("device", String(80), nullable=False, index=True),
    Column("offset_ms", BigInteger, nullable=False),
    Column("uncertainty_ms", Integer, nullable=False),
    Column("measured_at", Moment, nullable=False),
    Column("how", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("valid_from", Moment),
    Column("valid_until", Moment),
    Column("drift_from", ForeignKey("clock_errors.id")),
    Column("film_id", ForeignKey("footage.id")),
    Column("film_name", Text, nullable=False, default=""),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", ForeignKey("people.id")),
    Column("withdrawal", Text, nullable=False, default=""),
)
"""Measurements are added and withdrawn, never changed: the withdrawal is written once."""

time_rulings = Table(
    "time_rulings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("footage_id", ForeignKey("footage.id"), nullable=False, index=True),
    Column("act", Integer, nullable=False),
    Column("started_at", Moment),
    Column("fault", String(20), nullable=False, default=""),
    Column("shift_ms", BigInteger, nullable=False, default=0),
    Column("reason", Text, nullable=False),
    Column("person_id", ForeignKey("people.id")),
    Column("made_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", ForeignKey("people.id")),
    Column("withdrawal", Text, nullable=False, default=""),
    Index(None, "act"),
)
"""What people ruled about the start of single recordings; `act` joins what was ruled at once."""

name_families = Table(
    "name_families",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(60), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("title", String(100), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("place", String(20), nullable=False),
    Column("parts", Text, nullable=False),
    Column("utc", Boolean, nullable=False, default=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
)
"""Ways of naming that the office added by example; each change is a row, the last one counts."""
