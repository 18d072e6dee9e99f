"""Call-ups: who reviews a case before its decision may look at its footage, and until when."""

import sqlalchemy as sa
from alembic import op

from archive_desk.db.migrations.append_only import drop, refuse_changes

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_TABLES = ("call_up_ends", "call_ups")


def upgrade() -> None:
    op.create_table(
        "call_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("duty", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.String(length=32), nullable=False),
        sa.Column("valid_until", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("named_at", sa.String(length=32), nullable=False),
        sa.Column("named_by", sa.String(length=100), nullable=False),
        _key("call_ups", "case_id", "cases"),
        _key("call_ups", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_ups")),
        sa.UniqueConstraint("no", name=op.f("uq_call_ups_no")),
    )
    op.create_index(op.f("ix_call_ups_case_id"), "call_ups", ["case_id"])
    op.create_index(op.f("ix_call_ups_person_id"), "call_ups", ["person_id"])
    op.create_table(
        "call_up_ends",
        sa.Column("call_up_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _key("call_up_ends", "call_up_id", "call_ups"),
        sa.PrimaryKeyConstraint("call_up_id", name=op.f("pk_call_up_ends")),
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
