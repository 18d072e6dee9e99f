"""Versions of the regulations, which of them apply, and the office's holiday tables."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_APPEND_ONLY = ("rule_versions", "rule_choices", "holiday_tables")


def upgrade() -> None:
    op.create_table(
        "rule_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        *_signed("rule_versions"),
        sa.UniqueConstraint("key", "version", name=op.f("uq_rule_versions_key_version")),
    )
    op.create_table(
        "rule_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("keys", sa.Text(), nullable=False),
        *_signed("rule_choices"),
    )
    op.create_table(
        "holiday_tables",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("document_no", sa.String(length=200), nullable=False),
        sa.Column("holidays", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        *_signed("holiday_tables"),
    )
    op.create_index(op.f("ix_holiday_tables_year"), "holiday_tables", ["year"])


def downgrade() -> None:
    for name in reversed(_APPEND_ONLY):
        op.drop_table(name)


def _signed(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """Why, by whom and when."""
    return (
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
