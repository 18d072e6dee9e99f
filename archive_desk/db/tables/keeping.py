"""Tables of keeping: notes, the mirror (second vault), and what checks of the originals showed."""

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

from archive_desk.db.tables.base import Moment, metadata

notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(40), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("ground", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("officer", String(100), nullable=False),
    Column("start", Moment),
    Column("end", Moment),
    Column("after_id", ForeignKey("footage.id"), index=True),
    Column("before_id", ForeignKey("footage.id"), index=True),
    Column("case_id", ForeignKey("cases.id"), index=True),
    Column("stage", String(40), nullable=False),
    Column("place", String(200), nullable=False),
    Column("measure", Text, nullable=False),
    Column("voice_explained", Boolean, nullable=False),
    Column("reported_to", String(100), nullable=False),
    Column("reported_at", Moment),
    Column("replaces_id", ForeignKey("notes.id"), unique=True),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("written_at", Moment, nullable=False),
    Column("basis_regulation", String(200), nullable=False),
    Column("basis_article", String(60), nullable=False),
    Column("basis_template", String(40), nullable=False),
    Column("basis_version", Integer, nullable=False),
    Column("approver", String(40), nullable=False),
)
"""Triggers refuse every change: a note is only followed by another (`replaces_id`)."""

note_signatures = Table(
    "note_signatures",
    metadata,
    Column("note_id", ForeignKey("notes.id"), primary_key=True),
    Column("signer_id", ForeignKey("people.id"), nullable=False),
    Column("signer", String(100), nullable=False),
    Column("agreed", Boolean, nullable=False),
    Column("opinion", Text, nullable=False),
    Column("signed_at", Moment, nullable=False),
)
"""What the head said of a note, once. Triggers refuse every change here too."""

mirrors = Table(
    "mirrors",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("marker", String(40), nullable=False, unique=True),
    Column("path", Text, nullable=False),
    Column("joined_at", Moment, nullable=False),
    Column("left_at", Moment),
    Column("stepped_at", Moment),
)
"""Second vaults, one at a time: the one that has not left. `stepped_at` is when all was there."""

mirror_copies = Table(
    "mirror_copies",
    metadata,
    Column("mirror_id", ForeignKey("mirrors.id"), primary_key=True),
    Column("footage_id", ForeignKey("footage.id"), primary_key=True, index=True),
    Column("state", String(20), nullable=False),
    Column("verified_at", Moment, nullable=False),
)
"""Originals that lie in a mirror, and what the last reading of the copy showed."""

mirror_bags = Table(
    "mirror_bags",
    metadata,
    Column("mirror_id", ForeignKey("mirrors.id"), primary_key=True),
    Column("batch_id", ForeignKey("batches.id"), primary_key=True),
    Column("sealed_at", Moment, nullable=False),
)
"""Batches whose lists lie in a mirror too."""

mirror_backups = Table(
    "mirror_backups",
    metadata,
    Column("mirror_id", ForeignKey("mirrors.id"), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("journal_no", Integer, nullable=False),
)
"""The newest copy of the database in each mirror, and up to which entry of the journal it goes."""

other_files = Table(
    "other_files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("path", String(500), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("name", String(255), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("noted_at", Moment, nullable=False),
    Column("state", String(20), nullable=False),
    Column("read_at", Moment, nullable=False, index=True),
    Index(None, "state"),
)
"""Files beside the originals that cannot be made again, by their path in the archive's folder.

`sha256` is empty until the file was read for the first time; `read_at` begins as `noted_at`.
"""

mirror_files = Table(
    "mirror_files",
    metadata,
    Column("mirror_id", ForeignKey("mirrors.id"), primary_key=True),
    Column("file_id", ForeignKey("other_files.id"), primary_key=True, index=True),
    Column("state", String(20), nullable=False),
    Column("verified_at", Moment, nullable=False),
)
"""Which of them lie in a mirror, and what the last reading of the copy showed."""

fixity = Table(
    "fixity",
    metadata,
    Column("footage_id", ForeignKey("footage.id"), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("checked_at", Moment, nullable=False),
    Column("found", Text, nullable=False),
    Index(None, "checked_at"),
    Index(None, "state"),
)
"""What the last reading of each original showed; those without a row were never read again.

`found` is where a moved original lies, or the digest of an altered one.
"""

fixity_runs = Table(
    "fixity_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("scheduled", Boolean, nullable=False),
    Column("case_no", String(80), nullable=False),
    Column("disc_no", String(60), nullable=False),
    Column("batch_no", String(40), nullable=False),
    Column("full", Boolean, nullable=False),
    Column("with_mirror", Boolean, nullable=False),
    Column("begun_by", String(100), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("upto", String(500), nullable=False),
    Column("items", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("checked", Text, nullable=False),
    Column("findings", Text, nullable=False),
)
"""Checks of the archive, under way or ended. `upto` is the path after which one goes on."""

set_asides = Table(
    "set_asides",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("footage_id", ForeignKey("footage.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_by", String(100), nullable=False),
    Column("undone_at", Moment),
)
"""Footage that has nothing to do with enforcement: set aside, not dropped, and taken back."""

late_reasons = Table(
    "late_reasons",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_id", ForeignKey("batches.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", Moment, nullable=False),
)
"""Why a batch was handed in late, as said afterwards; the last one counts, the others stay."""

sensitive_flags = Table(
    "sensitive_flags",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("footage_id", ForeignKey("footage.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("lifted_by", String(100), nullable=False, default=""),
    Column("lifted_at", Moment),
    Column("lift_reason", Text, nullable=False, default=""),
    Index(None, "footage_id", "kind"),
)
"""What makes a recording not for everybody; a flag that is lifted stays as it was set."""
