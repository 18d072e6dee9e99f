"""Tables of footage: batches, originals, the names they came under, marks."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    literal_column,
)

from archive_desk.db.tables.base import Moment, metadata

batches = Table(
    "batches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(40), nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("clerk_id", ForeignKey("people.id"), nullable=False),
    Column("device", String(80), nullable=False, default=""),
    Column("officer", String(100), nullable=False, default=""),
    Column("section", String(100), nullable=False, default=""),
    Column("returned_at", Moment),
    Column("return_reason", Text, nullable=False, default=""),
)

takes = Table("takes", metadata, Column("id", Integer, primary_key=True))
"""One continuous act of recording; its segments are rows of `footage`."""

footage = Table(
    "footage",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_id", ForeignKey("batches.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("path", String(500), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("sm3", String(64), nullable=False),
    Column("imported_at", Moment, nullable=False),
    Column("device", String(80), nullable=False, default=""),
    Column("officer", String(100), nullable=False, default=""),
    Column("section", String(100), nullable=False, default=""),
    Column("device_time", Moment),
    Column("started_by", String(20), nullable=False),
    Column(
        "clock_offset_ms",
        BigInteger().with_variant(Integer, "sqlite"),
        nullable=False,
        default=0,
    ),
    Column("started_at", Moment),
    Column("doubts", Text, nullable=False, default="[]"),
    Column("sequence", Integer),
    Column("important", Boolean, nullable=False, default=False),
    Column("take_id", ForeignKey("takes.id"), index=True),
    Column("parent_id", ForeignKey("footage.id"), index=True),
    Column("container", String(60), nullable=False, default=""),
    Column("video_codec", String(40), nullable=False, default=""),
    Column("audio_codec", String(40), nullable=False, default=""),
    Column("width", Integer),
    Column("height", Integer),
    Column("frame_rate", String(30)),
    Column("duration_ms", Integer),
    Column("health", String(20), nullable=False),
    Column("health_note", Text, nullable=False, default=""),
    Column("claims", Text, nullable=False, default="[]", server_default="[]"),
    Column("recorder", String(60), nullable=False, default="", server_default=""),
    Column("doubts_found", Text, nullable=False, default="[]", server_default="[]"),
    Column("destroyed_at", Moment),
    Index(None, "destroyed_at"),
    Index(None, "started_at"),
    Index(None, "imported_at"),
    Index(None, "device", "started_at"),
    Index(None, "officer", "started_at"),
    Index(None, "section", "started_at"),
    Index(None, "kind", "started_at"),
    Index(None, "health", "started_at"),
    Index(None, "important", "started_at"),
    Index(None, "name"),
    Index(None, "duration_ms"),
)

DOUBTFUL = footage.c.doubts != literal_column("'[]'")
"""Written out, not bound: only then does the database see that the index below serves it."""

Index(
    "ix_footage_doubtful",
    footage.c.started_at,
    sqlite_where=DOUBTFUL,
    postgresql_where=DOUBTFUL,
)

footage_words = Table(
    "footage_words",
    metadata,
    Column("footage_id", ForeignKey("footage.id"), primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),
)
"""What a recording is searched by; each database has an index on it."""

SEARCH_INDEX = "footage_search"
"""That index: on SQLite a virtual table, whose shadows begin with its name."""

footage_names = Table(
    "footage_names",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("footage_id", ForeignKey("footage.id"), nullable=False, index=True),
    Column("batch_id", ForeignKey("batches.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("modified_at", Moment),
    Column("seen_at", Moment, nullable=False),
)
"""Every name under which the same bytes have come in."""

arrivals = Table(
    "arrivals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_id", ForeignKey("batches.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_raw", LargeBinary, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("modified_ns", BigInteger, nullable=False),
    Column("stored", String(500), nullable=False, default=""),
    Column("outcome", String(20), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("footage_id", ForeignKey("footage.id"), index=True),
    Index(None, "batch_id", "position"),
    Index(None, "modified_ns", "size_bytes"),
)
"""Every file an import saw and what became of it; written before the first byte is copied."""

marks = Table(
    "marks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("footage_id", ForeignKey("footage.id"), nullable=False, index=True),
    Column("at_ms", Integer, nullable=False),
    Column("category", String(60), nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("removed_at", Moment),
    Column("to_ms", Integer),
    Column("colour", String(20), nullable=False, default="", server_default=""),
)
