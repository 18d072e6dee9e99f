"""Covers, supplements, re-openings and four-nature reports of case files."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_COVER = (
    "outcome",
    "sensitivity",
    "fonds_no",
    "catalogue_no",
    "volume_no",
    "archive_no",
    "compiled_by",
    "checked_by",
    "handed_by",
    "received_by",
    "remark",
)


def _case(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["case_id"], ["cases.id"], name=op.f(f"fk_{table}_case_id_cases")
    )


def upgrade() -> None:
    op.create_table(
        "case_bindings",
        sa.Column("case_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _COVER),
        sa.Column("compiled_at", sa.String(length=32), nullable=True),
        sa.Column("handed_at", sa.String(length=32), nullable=True),
        _case("case_bindings"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_bindings")),
    )
    op.create_table(
        "case_supplements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        _case("case_supplements"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_supplements")),
        sa.UniqueConstraint("case_id", "no", name=op.f("uq_case_supplements_case_id_no")),
    )
    op.create_table(
        "case_reopenings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=100), nullable=False),
        sa.Column("asked_at", sa.String(length=32), nullable=False),
        sa.Column("archived_at", sa.String(length=32), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.String(length=100), nullable=False, server_default=""),
        sa.Column("decided_at", sa.String(length=32), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False, server_default=""),
        _case("case_reopenings"),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["people.id"], name=op.f("fk_case_reopenings_asked_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_reopenings")),
    )
    op.create_index(op.f("ix_case_reopenings_case_id"), "case_reopenings", ["case_id"])
    op.create_table(
        "nature_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=20), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        _case("nature_reports"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nature_reports")),
    )
    op.create_index(op.f("ix_nature_reports_case_id"), "nature_reports", ["case_id"])


def downgrade() -> None:
    for table in ("nature_reports", "case_reopenings", "case_supplements", "case_bindings"):
        op.drop_table(table)
