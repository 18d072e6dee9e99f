"""Moved lanes, marks with an end and a history, explanations, and what was derived of originals."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("marks") as batch_op:
        batch_op.add_column(sa.Column("to_ms", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("colour", sa.String(length=20), nullable=False, server_default="")
        )
    _alignments()
    _mark_versions()
    _explanations()
    _derived_items()


def downgrade() -> None:
    for table in ("derived_items", "explanations", "mark_versions", "alignments"):
        op.drop_table(table)
    with op.batch_alter_table("marks") as batch_op:
        batch_op.drop_column("colour")
        batch_op.drop_column("to_ms")


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def _alignments() -> None:
    op.create_table(
        "alignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=False),
        sa.Column("offset_ms", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("withdrawn_at", sa.String(length=32), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        _key("alignments", "footage_id", "footage"),
        _key("alignments", "author_id", "people"),
        _key("alignments", "withdrawn_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alignments")),
    )
    op.create_index(op.f("ix_alignments_footage_id"), "alignments", ["footage_id"])


def _mark_versions() -> None:
    op.create_table(
        "mark_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark_id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("to_ms", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("colour", sa.String(length=20), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        _key("mark_versions", "mark_id", "marks"),
        _key("mark_versions", "author_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_versions")),
    )
    op.create_index(op.f("ix_mark_versions_mark_id"), "mark_versions", ["mark_id"])


def _explanations() -> None:
    op.create_table(
        "explanations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("difference_ms", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("withdrawn_at", sa.String(length=32), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        _key("explanations", "case_id", "cases"),
        _key("explanations", "author_id", "people"),
        _key("explanations", "withdrawn_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanations")),
    )
    op.create_index(op.f("ix_explanations_case_id_subject"), "explanations", ["case_id", "subject"])


def _derived_items() -> None:
    op.create_table(
        "derived_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.Column("parent_sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("from_frame", sa.Integer(), nullable=False),
        sa.Column("to_frame", sa.Integer(), nullable=False),
        sa.Column("from_ms", sa.Integer(), nullable=False),
        sa.Column("to_ms", sa.Integer(), nullable=False),
        sa.Column("watermark", sa.Text(), nullable=False),
        sa.Column("approval", sa.String(length=80), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        _key("derived_items", "parent_id", "footage"),
        _key("derived_items", "author_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_derived_items")),
    )
    op.create_index(op.f("ix_derived_items_parent_id"), "derived_items", ["parent_id"])
    op.create_index(op.f("ix_derived_items_sha256"), "derived_items", ["sha256"])
