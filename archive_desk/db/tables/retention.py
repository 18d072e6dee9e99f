"""Tables of retention: how long things are kept, holds, appraisals, destruction and its tombs."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from archive_desk.db.tables.base import Day, Moment, metadata

retentions = Table(
    "retentions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("footage_id", ForeignKey("footage.id"), unique=True),
    Column("case_id", ForeignKey("cases.id"), unique=True),
    Column("kind", String(20), nullable=False),
    Column("term", String(20), nullable=False),
    Column("length", Text, nullable=False),
    Column("amount", Integer),
    Column("unit", String(20), nullable=False),
    Column("permanent", Boolean, nullable=False),
    Column("start_at", Moment),
    Column("until", Moment),
    Column("regulation", String(200), nullable=False),
    Column("article", String(60), nullable=False),
    Column("template", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("steps", Text, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("appraisal", String(40), nullable=False),
    Column("made_at", Moment, nullable=False),
    Index(None, "until"),
)
"""How long each recording and case file is kept, with the template that said so. Only ever raised.

`length` and `steps` are sentences as JSON.
"""

retention_proposals = Table(
    "retention_proposals",
    metadata,
    Column("retention_id", ForeignKey("retentions.id"), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("term", String(20), nullable=False),
    Column("length", Text, nullable=False),
    Column("amount", Integer),
    Column("unit", String(20), nullable=False),
    Column("permanent", Boolean, nullable=False),
    Column("start_at", Moment),
    Column("until", Moment),
    Column("regulation", String(200), nullable=False),
    Column("article", String(60), nullable=False),
    Column("template", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("steps", Text, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("appraisal", String(40), nullable=False),
    Column("made_at", Moment, nullable=False),
)
"""Shorter terms that a change would have brought: proposed for appraisal, never applied."""

retention_events = Table(
    "retention_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("footage_id", ForeignKey("footage.id"), index=True),
    Column("case_id", ForeignKey("cases.id"), index=True),
    Column("code", String(60), nullable=False),
    Column("title", String(200), nullable=False),
    Column("on_day", Day, nullable=False),
    Column("reason", Text, nullable=False),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", String(100), nullable=False),
    Column("withdrawn_reason", Text, nullable=False),
)
"""Situations that ask for long keeping, entered by a person, also years later."""

retention_choices = Table(
    "retention_choices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("footage_id", ForeignKey("footage.id"), nullable=False, index=True),
    Column("activity", String(20), nullable=False),
    Column("evidence", String(8), nullable=False),
    Column("reason", Text, nullable=False),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
)
"""Patrol or inspection, evidence or not, as a person chose; the last one counts, all stay."""

case_classes = Table(
    "case_classes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("procedure", String(20), nullable=False),
    Column("file_class", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
)
"""The procedure of a case, or a class of its own for its file; the last one counts, all stay."""

holds = Table(
    "holds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(40), nullable=False, unique=True),
    Column("footage_id", ForeignKey("footage.id"), index=True),
    Column("case_id", ForeignKey("cases.id"), index=True),
    Column("ground", String(20), nullable=False),
    Column("document_no", String(100), nullable=False),
    Column("reason", Text, nullable=False),
    Column("from_day", Day, nullable=False),
    Column("placed_by", String(100), nullable=False),
    Column("placed_at", Moment, nullable=False),
    Column("released_at", Moment),
    Column("released_by", String(100), nullable=False),
    Column("release_reason", Text, nullable=False),
)
"""留存/封存 for review, litigation and the like: nothing held is appraised away or destroyed."""

appraisals = Table(
    "appraisals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(40), nullable=False, unique=True),
    Column("title", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("leader", String(100), nullable=False),
    Column("members", Text, nullable=False),
    Column("begun_by", String(100), nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("report", Text, nullable=False),
    Column("concluded_by", String(100), nullable=False),
    Column("concluded_at", Moment),
)
"""Rounds of appraisal (鉴定), each with its group; `members` is JSON."""

appraisal_items = Table(
    "appraisal_items",
    metadata,
    Column("appraisal_id", ForeignKey("appraisals.id"), primary_key=True),
    Column("footage_id", ForeignKey("footage.id"), primary_key=True, index=True),
    Column("was", Text, nullable=False),
    Column("until", Moment),
    Column("opinion", String(20), nullable=False),
    Column("years", Integer),
    Column("reason", Text, nullable=False),
    Column("given_by", String(100), nullable=False),
    Column("given_at", Moment),
)
"""What a round is about, and the group's opinion on each; `was` is the term at that moment."""

destruction_lists = Table(
    "destruction_lists",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(40), nullable=False, unique=True),
    Column("appraisal_id", ForeignKey("appraisals.id"), nullable=False, index=True),
    Column("state", String(20), nullable=False),
    Column("made_by", String(100), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("decided_by_id", ForeignKey("people.id")),
    Column("decided_by", String(100), nullable=False),
    Column("decided_at", Moment),
    Column("opinion", Text, nullable=False),
    Column("method", String(200), nullable=False),
    Column("place", String(200), nullable=False),
    Column("begun_by", String(100), nullable=False),
    Column("begun_at", Moment),
    Column("ended_at", Moment),
)
"""销毁清册: destroyed is only what such a list names, approved and witnessed."""

destruction_items = Table(
    "destruction_items",
    metadata,
    Column("list_id", ForeignKey("destruction_lists.id"), primary_key=True),
    Column("footage_id", ForeignKey("footage.id"), primary_key=True, index=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("path", String(500), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("sm3", String(64), nullable=False),
    Column("was", Text, nullable=False),
    Column("until", Moment),
    Column("reason", Text, nullable=False),
    Column("destroyed_at", Moment),
)
"""The lines of a list. With `destroyed_at` they are tombstones: what it was, by its digests."""

destruction_witnesses = Table(
    "destruction_witnesses",
    metadata,
    Column("list_id", ForeignKey("destruction_lists.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("at", Moment, nullable=False),
)
"""监销人, each confirmed by his password."""

destruction_copies = Table(
    "destruction_copies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("list_id", ForeignKey("destruction_lists.id"), nullable=False, index=True),
    Column("footage_id", ForeignKey("footage.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("place", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("trouble", Text, nullable=False),
    Column("gone_at", Moment),
)
"""Every copy the desk knows, written down before the first is deleted."""

destruction_discs = Table(
    "destruction_discs",
    metadata,
    Column("list_id", ForeignKey("destruction_lists.id"), primary_key=True),
    Column("disc_id", ForeignKey("discs.id"), primary_key=True, index=True),
    Column("whole", Boolean, nullable=False),
    Column("settled_by", String(100), nullable=False),
    Column("settled_at", Moment),
    Column("note", Text, nullable=False),
)
"""Discs that carry what was destroyed: open until a person says that they are destroyed too."""
