"""Tables of the disc register."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

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
    Column("brand", String(100), nullable=False, default="", server_default=""),
    Column("media_batch", String(100), nullable=False, default="", server_default=""),
    Column("drive", String(200), nullable=False, default="", server_default=""),
    Column("retired_at", Moment),
    Column("retired_as", String(20), nullable=False, default="", server_default=""),
    Column("retired_reason", Text, nullable=False, default="", server_default=""),
    Column("replaces_id", ForeignKey("discs.id"), index=True),
    Column("protection", String(8), nullable=False, default="none", server_default="none"),
    Index(None, "state"),
)

disc_items = Table(
    "disc_items",
    metadata,
    Column("disc_id", ForeignKey("discs.id"), primary_key=True),
    Column("footage_id", ForeignKey("footage.id"), primary_key=True),
    Column("path", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("sm3", String(64), nullable=False, default=""),
    Column("part", Integer, nullable=False, default=1, server_default="1"),
    Column("parts", Integer, nullable=False, default=1, server_default="1"),
    Column("offset_bytes", BigInteger, nullable=False, default=0, server_default="0"),
    Index(None, "footage_id", "disc_id", "parts", "part"),
)

disc_cases = Table(
    "disc_cases",
    metadata,
    Column("disc_id", ForeignKey("discs.id"), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), primary_key=True, index=True),
)

disc_burns = Table(
    "disc_burns",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("disc_id", ForeignKey("discs.id"), nullable=False, index=True),
    Column("waste_no", String(60), nullable=False, default=""),
    Column("drive", Text, nullable=False),
    Column("drive_name", String(200), nullable=False),
    Column("medium_kind", String(100), nullable=False, default=""),
    Column("brand", String(100), nullable=False, default=""),
    Column("media_batch", String(100), nullable=False, default=""),
    Column("speed", Float, nullable=False, default=0.0),
    Column("operator", String(100), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("outcome", String(20), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("written_bytes", BigInteger, nullable=False, default=0),
    Index(None, "outcome"),
)
"""Every attempt to burn; one that spoiled its medium has a waste number."""

disc_checks = Table(
    "disc_checks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("disc_id", ForeignKey("discs.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("occasion", String(20), nullable=False),
    Column("operator", String(100), nullable=False),
    Column("drive", String(200), nullable=False),
    Column("sound", Boolean, nullable=False),
    Column("files", Integer, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("bad_sectors", BigInteger, nullable=False),
    Column("retries", BigInteger, nullable=False),
    Column("read_ms", BigInteger, nullable=False),
    Column("speeds", Text, nullable=False),
    Column("findings", Text, nullable=False),
    Column("finding_count", Integer, nullable=False),
    Column("appearance", Text, nullable=False, default=""),
    Index(None, "disc_id", "at"),
)
"""Every complete reading of a disc: the points of its health curve. Lists are JSON."""

disc_rounds = Table(
    "disc_rounds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(60), nullable=False, unique=True),
    Column("drawn_at", Moment, nullable=False),
    Column("drawn_by", String(100), nullable=False),
    Column("seed", String(100), nullable=False),
    Column("percent", Integer, nullable=False),
    Column("basis", Text, nullable=False),
    Column("finished_at", Moment),
)
"""Rounds of checks (抽检)."""

disc_round_items = Table(
    "disc_round_items",
    metadata,
    Column("round_id", ForeignKey("disc_rounds.id"), primary_key=True),
    Column("disc_id", ForeignKey("discs.id"), primary_key=True, index=True),
    Column("drawn", Boolean, nullable=False),
    Column("check_id", ForeignKey("disc_checks.id")),
)
"""Every disc a round stands for, those drawn among them, and the check of each of these."""

disc_places = Table(
    "disc_places",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("parent_id", ForeignKey("disc_places.id"), index=True),
    Column("name", String(60), nullable=False),
    Column("path", String(200), nullable=False, unique=True),
)
"""库房 › 柜 › 格; `path` joins the names by spaces, as a disc's `location` has them."""
