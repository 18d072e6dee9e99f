"""Tables of evaluation (案卷评查): score sheets, rounds and their draws, reviews, findings."""

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
    UniqueConstraint,
)

from archive_desk.db.tables.base import Day, Moment, metadata

score_sheets = Table(
    "score_sheets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("made_at", Moment, nullable=False),
    Column("made_by", String(100), nullable=False, default=""),
    Column("own", Boolean, nullable=False, default=False),
    Index(None, "key", "version"),
)
"""Every sheet that a round was ever scored by, and the office's own, as written."""

rounds = Table(
    "evaluation_rounds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(60), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("period_from", Day, nullable=False),
    Column("period_until", Day, nullable=False),
    Column("sections", Text, nullable=False, default="[]"),
    Column("kinds", Text, nullable=False, default="[]"),
    Column("closed_from", Day),
    Column("closed_until", Day),
    Column("archived_only", Boolean, nullable=False),
    Column("share_percent", Integer),
    Column("number", Integer),
    Column("each_stratum", Boolean, nullable=False),
    Column("sheet_id", ForeignKey("score_sheets.id"), nullable=False),
    Column("second_review", Boolean, nullable=False),
    Column("bar_same_section", Boolean, nullable=False),
    Column("rectification_days", Integer, nullable=False),
    Column("lead_id", ForeignKey("people.id")),
    Column("state", String(20), nullable=False, index=True),
    Column("regulation", String(40), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by_id", ForeignKey("people.id"), nullable=False),
    Column("seed", String(200), nullable=False, default=""),
    Column("digest", String(64), nullable=False, default=""),
    Column("population", Integer, nullable=False, default=0),
    Column("drawn_at", Moment),
    Column("draws", Integer, nullable=False, default=0),
    Column("sent_at", Moment),
    Column("closed_at", Moment),
    Column("withdrawn_at", Moment),
    Column("withdrawn_why", Text, nullable=False, default="", server_default=""),
)

population = Table(
    "evaluation_population",
    metadata,
    Column("round_id", ForeignKey("evaluation_rounds.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("no", String(80), nullable=False),
    Column("section", String(100), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("rank", String(64), nullable=False),
    Column("drawn", Boolean, nullable=False),
)
"""What a sample was drawn from, in its order, as it was at the draw."""

round_cases = Table(
    "evaluation_cases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("evaluation_rounds.id"), nullable=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("settled_at", Moment),
    UniqueConstraint("round_id", "case_id"),
)

seats = Table(
    "evaluation_seats",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_case_id", ForeignKey("evaluation_cases.id"), nullable=False, index=True),
    Column("seat", String(10), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("assigned_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("reason", Text, nullable=False, default=""),
)

recusals = Table(
    "evaluation_recusals",
    metadata,
    Column("round_case_id", ForeignKey("evaluation_cases.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

reviews = Table(
    "evaluation_reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_case_id", ForeignKey("evaluation_cases.id"), nullable=False),
    Column("seat", String(10), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("handed_in_at", Moment),
    Column("opinion", Text, nullable=False, default=""),
    UniqueConstraint("round_case_id", "person_id"),
)
"""One reviewer's sheet on one case. It stays when somebody else takes the seat."""

answers = Table(
    "evaluation_answers",
    metadata,
    Column("review_id", ForeignKey("evaluation_reviews.id"), primary_key=True),
    Column("item", String(60), primary_key=True),
    Column("verdict", String(20), nullable=False),
    Column("at", Moment, nullable=False),
)

deductions = Table(
    "evaluation_deductions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("review_id", ForeignKey("evaluation_reviews.id"), nullable=False, index=True),
    Column("item", String(60), nullable=False),
    Column("rule", String(60), nullable=False, default=""),
    Column("text", Text, nullable=False),
    Column("tenths", Integer, nullable=False),
    Column("footage_id", ForeignKey("footage.id"), index=True),
    Column("at_ms", BigInteger),
    Column("frame", BigInteger),
    Column("wall_clock", Moment),
    Column("document_id", ForeignKey("documents.id")),
    Column("origin", String(200), nullable=False, default=""),
    Column("made_at", Moment, nullable=False),
    Column("removed_at", Moment),
)

dismissals = Table(
    "evaluation_dismissals",
    metadata,
    Column("review_id", ForeignKey("evaluation_reviews.id"), primary_key=True),
    Column("proposal", String(200), primary_key=True),
    Column("at", Moment, nullable=False),
)
"""Proposed deductions that a reviewer has left aside."""

drafts = Table(
    "evaluation_drafts",
    metadata,
    Column("review_id", ForeignKey("evaluation_reviews.id"), primary_key=True),
    Column("field", String(40), primary_key=True),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
"""Words that are being typed: `opinion` or `deduction:ID`; gone once they stand on the sheet."""

settlements = Table(
    "evaluation_settlements",
    metadata,
    Column("round_case_id", ForeignKey("evaluation_cases.id"), primary_key=True),
    Column("item", String(60), primary_key=True),
    Column("choice", String(10), nullable=False),
    Column("way", String(20), nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("lost", Integer, nullable=False, default=0),
    Column("reason", Text, nullable=False),
    Column("by_id", ForeignKey("people.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("agreed_by_id", ForeignKey("people.id")),
    Column("agreed_at", Moment),
)

notices = Table(
    "evaluation_notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(60), nullable=False, unique=True),
    Column("round_case_id", ForeignKey("evaluation_cases.id"), nullable=False, unique=True),
    Column("state", String(20), nullable=False, index=True),
    Column("sent_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("provisional", Boolean, nullable=False, default=False),
)

notice_steps = Table(
    "evaluation_notice_steps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("notice_id", ForeignKey("evaluation_notices.id"), nullable=False, index=True),
    Column("event", String(20), nullable=False),
    Column("text", Text, nullable=False, default=""),
    Column("by_id", ForeignKey("people.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("due_at", Moment),
)
"""`due_at` is the deadline that a step sets: the sending, a return, an extension."""

attachments = Table(
    "attachments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("owner", String(40), nullable=False),
    Column("owner_id", Integer, nullable=False),
    Column("name", String(255), nullable=False),
    Column("path", String(200), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("added_by_id", ForeignKey("people.id"), nullable=False),
    Column("removed_at", Moment),
    Column("pages", Integer),
    Index(None, "owner", "owner_id"),
    Index(None, "path"),
)
"""Files that people attach; the bytes lie under `attachments/` by their digest."""
