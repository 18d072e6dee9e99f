"""Tables of the disc register."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from archive_desk.db.tables.base import Moment, metadata

discs = Table(
    "discs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(60), nullable=False, unique=True),
    Column("set_no", String(60), nullable=False, index=True),
    Column("copy_set", String(1), nullable=False),
    Column("number", Integer, nullable=False),
    Column("of", Integer, nullable=False),
    Column("medium", String(20), nullable=False),
    Column("title", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("planned_at", Moment, nullable=False),
    Column("used_bytes", BigInteger, nullable=False),
    Column("image", Text, nullable=False, default=""),
    Column("image_sha256", String(64), nullable=False, default=""),
    Column("manifest_sha256", String(64), nullable=False, default=""),
    Column("built_at", Moment),
    Column("burned_at", Moment),
    Column("burned_by", String(100), nullable=False, default=""),
    Column("verified_at", Moment),
    Column("location", String(200), nullable=False, default=""),
    Index(None, "state"),
)

disc_items = Table(
    "disc_items",
    metadata,
    Column("disc_id", ForeignKey("discs.id"), primary_key=True),
    Column("footage_id", ForeignKey("footage.id"), primary_key=True, index=True),
    Column("path", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("sm3", String(64), nullable=False, default=""),
)

disc_cases = Table(
    "disc_cases",
    metadata,
    Column("disc_id", ForeignKey("discs.id"), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), primary_key=True, index=True),
)
