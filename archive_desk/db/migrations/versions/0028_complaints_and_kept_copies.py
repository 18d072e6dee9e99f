"""Complaints with their clocks, what answered them, and the copies kept of what was provided."""

import sqlalchemy as sa
from alembic import op

from archive_desk.db.migrations.append_only import drop, refuse_changes

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_TABLES = ("kept_copies", "complaint_answers", "complaints")


def upgrade() -> None:
    op.create_table(
        "complaints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("body", sa.String(length=200), nullable=False),
        sa.Column("document_no", sa.String(length=200), nullable=False),
        sa.Column("complainant", sa.String(length=200), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.String(length=32), nullable=False),
        sa.Column("entered_by", sa.String(length=100), nullable=False),
        _key("complaints", "case_id", "cases"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("no", name=op.f("uq_complaints_no")),
    )
    op.create_index(op.f("ix_complaints_case_id"), "complaints", ["case_id"])
    op.create_table(
        "complaint_answers",
        sa.Column("provision_id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        _key("complaint_answers", "provision_id", "provisions"),
        _key("complaint_answers", "complaint_id", "complaints"),
        sa.PrimaryKeyConstraint("provision_id", name=op.f("pk_complaint_answers")),
    )
    op.create_index(
        op.f("ix_complaint_answers_complaint_id"), "complaint_answers", ["complaint_id"]
    )
    op.create_table(
        "kept_copies",
        sa.Column("provision_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=60), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("kept_at", sa.String(length=32), nullable=False),
        sa.Column("kept_by", sa.String(length=100), nullable=False),
        _key("kept_copies", "provision_id", "provisions"),
        sa.PrimaryKeyConstraint("provision_id", name=op.f("pk_kept_copies")),
        sa.UniqueConstraint("no", name=op.f("uq_kept_copies_no")),
    )
    for table in _TABLES:
        refuse_changes(table)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def downgrade() -> None:
    for table in _TABLES:
        drop(table)
