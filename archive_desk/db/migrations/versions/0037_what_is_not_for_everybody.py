"""Flags of recordings that are not for everybody."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sensitive_flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("lifted_by", sa.String(length=100), nullable=False),
        sa.Column("lifted_at", sa.String(length=32), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["footage_id"], ["footage.id"], name=op.f("fk_sensitive_flags_footage_id_footage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sensitive_flags")),
    )
    op.create_index(
        op.f("ix_sensitive_flags_footage_id_kind"), "sensitive_flags", ["footage_id", "kind"]
    )


def downgrade() -> None:
    op.drop_table("sensitive_flags")
