"""Reasons of late clocks, urgent starts, the annual report, and indexes that find them fast."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clock_reasons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_reasons")),
    )
    op.create_index(op.f("ix_clock_reasons_task_item_id"), "clock_reasons", ["task", "item_id"])
    op.create_table(
        "urgent_starts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("started_at", sa.String(length=32), nullable=False),
        sa.Column("registered_by", sa.String(length=100), nullable=False),
        sa.Column("registered_at", sa.String(length=32), nullable=False),
        sa.Column("withdrawn_at", sa.String(length=32), nullable=True),
        sa.Column("withdrawal", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_urgent_starts_case_id_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urgent_starts")),
        sa.UniqueConstraint("no", name=op.f("uq_urgent_starts_no")),
    )
    op.create_index(op.f("ix_urgent_starts_case_id"), "urgent_starts", ["case_id"])
    op.create_table(
        "annual_inputs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_inputs")),
    )
    op.create_index(op.f("ix_annual_inputs_year_key"), "annual_inputs", ["year", "key"])
    op.create_table(
        "annual_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("document_no", sa.String(length=200), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("entered_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_reports")),
        sa.UniqueConstraint("year", "step", name=op.f("uq_annual_reports_year_step")),
    )
    op.drop_index(op.f("ix_cases_state"), table_name="cases")
    op.create_index(op.f("ix_cases_state_ended_at"), "cases", ["state", "ended_at"])
    op.create_index(op.f("ix_cases_ended_at"), "cases", ["ended_at"])
    op.create_index(op.f("ix_footage_imported_at"), "footage", ["imported_at"])
    op.drop_index(op.f("ix_disc_items_footage_id"), table_name="disc_items")
    op.create_index(
        op.f("ix_disc_items_footage_id_disc_id_parts_part"),
        "disc_items",
        ["footage_id", "disc_id", "parts", "part"],
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_disc_items_footage_id_disc_id_parts_part"), table_name="disc_items")
    op.create_index(op.f("ix_disc_items_footage_id"), "disc_items", ["footage_id"])
    op.drop_index(op.f("ix_footage_imported_at"), table_name="footage")
    op.drop_index(op.f("ix_cases_ended_at"), table_name="cases")
    op.drop_index(op.f("ix_cases_state_ended_at"), table_name="cases")
    op.create_index(op.f("ix_cases_state"), "cases", ["state"])
    for name in ("annual_reports", "annual_inputs", "urgent_starts", "clock_reasons"):
        op.drop_table(name)
