"""Tables of what people say about footage on the clock, and of what was derived of it."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from archive_desk.db.tables.base import Moment, metadata

alignments = Table(
    "alignments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("footage_id", ForeignKey("footage.id"), nullable=False, index=True),
    Column("offset_ms", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by_id", ForeignKey("people.id")),
)
"""How far a recorder's lane was moved on the timeline; the recording stands for its whole take."""

mark_versions = Table(
    "mark_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mark_id", ForeignKey("marks.id"), nullable=False, index=True),
    Column("verb", String(20), nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("to_ms", Integer),
    Column("category", String(60), nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("colour", String(20), nullable=False, default=""),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
)
"""What a mark was before it was changed, withdrawn or put back, and who did that when."""

explanations = Table(
    "explanations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("reason", Text, nullable=False),
    Column("difference_ms", BigInteger),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by_id", ForeignKey("people.id")),
    Index(None, "case_id", "subject"),
)
"""Why a scene is missing or a document's time differs: `scene:CODE`, `document:ID:start`."""

derived_items = Table(
    "derived_items",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("parent_id", ForeignKey("footage.id"), nullable=False, index=True),
    Column("parent_sha256", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("method", String(20), nullable=False),
    Column("from_frame", Integer, nullable=False),
    Column("to_frame", Integer, nullable=False),
    Column("from_ms", Integer, nullable=False),
    Column("to_ms", Integer, nullable=False),
    Column("watermark", Text, nullable=False, default=""),
    Column("approval", String(80), nullable=False, default=""),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("name", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
)
"""Stills and clips that were made of originals, each with its in- and out-point."""

watched_so_far = Table(
    "watched_so_far",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sitting", String(40), nullable=False, index=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("footage_id", ForeignKey("footage.id"), nullable=False),
    Column("approval", String(80), nullable=False, default=""),
    Column("detail", Text, nullable=False),
    Column("noted_at", Moment, nullable=False),
)
"""What somebody has watched and the journal does not have yet; written anew each second."""
