"""Devices as items of a register of their own: custody, issues, returns, maintenance."""

import sqlalchemy as sa
from alembic import op

from archive_desk.db.migrations.append_only import drop, refuse_changes

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_TABLES = (
    "register_corrections",
    "device_care",
    "device_return_batches",
    "device_returns",
    "device_issues",
)


def _columns() -> "list[sa.Column[object]]":
    return [
        sa.Column("kind", sa.String(length=20), nullable=False, server_default="recorder"),
        sa.Column("serial", sa.String(length=100), nullable=False, server_default=""),
        sa.Column("custodian", sa.String(length=100), nullable=False, server_default=""),
        sa.Column("purchased_on", sa.Date(), nullable=True),
        sa.Column("retired_at", sa.String(length=32), nullable=True),
        sa.Column("retired_by", sa.String(length=100), nullable=False, server_default=""),
        sa.Column("retirement", sa.Text(), nullable=False, server_default=""),
    ]


def upgrade() -> None:
    with op.batch_alter_table("devices") as devices:
        for column in _columns():
            devices.add_column(column)
    _issues()
    op.create_table(
        "device_returns",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("returned_at", sa.String(length=32), nullable=False),
        sa.Column("received_by", sa.String(length=100), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("battery_percent", sa.Integer(), nullable=True),
        sa.Column("free_bytes", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("no_footage", sa.Text(), nullable=False),
        _key("device_returns", "issue_id", "device_issues"),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_device_returns")),
    )
    op.create_table(
        "device_return_batches",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        _key("device_return_batches", "issue_id", "device_issues"),
        _key("device_return_batches", "batch_id", "batches"),
        sa.PrimaryKeyConstraint("issue_id", "batch_id", name=op.f("pk_device_return_batches")),
    )
    _care()
    op.create_table(
        "register_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register", sa.String(length=20), nullable=False),
        sa.Column("line", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_corrections")),
    )
    op.create_index(op.f("ix_register_corrections_line"), "register_corrections", ["line"])
    for table in _TABLES:
        refuse_changes(table)


def _issues() -> None:
    op.create_table(
        "device_issues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=60), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=100), nullable=False),
        sa.Column("section", sa.String(length=100), nullable=False),
        sa.Column("certificate_no", sa.String(length=100), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("case_no", sa.String(length=200), nullable=False),
        sa.Column("issued_at", sa.String(length=32), nullable=False),
        sa.Column("issued_by", sa.String(length=100), nullable=False),
        sa.Column("due_at", sa.String(length=32), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("battery_percent", sa.Integer(), nullable=True),
        sa.Column("free_bytes", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("clock_offset_ms", sa.BigInteger(), nullable=True),
        sa.Column("clock_error_id", sa.Integer(), nullable=True),
        _key("device_issues", "device", "devices", "number"),
        _key("device_issues", "holder_id", "people"),
        _key("device_issues", "clock_error_id", "clock_errors"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_issues")),
        sa.UniqueConstraint("no", name=op.f("uq_device_issues_no")),
        sa.UniqueConstraint("device", "turn", name=op.f("uq_device_issues_device_turn")),
    )
    op.create_index(op.f("ix_device_issues_holder_id"), "device_issues", ["holder_id"])


def _care() -> None:
    op.create_table(
        "device_care",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sound", sa.Boolean(), nullable=False),
        sa.Column("done_by", sa.String(length=100), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.String(length=32), nullable=False),
        sa.Column("entered_by", sa.String(length=100), nullable=False),
        _key("device_care", "device", "devices", "number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_care")),
    )
    op.create_index(op.f("ix_device_care_device"), "device_care", ["device"])


def _key(table: str, column: str, target: str, there: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.{there}"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def downgrade() -> None:
    for table in _TABLES:
        drop(table)
    with op.batch_alter_table("devices") as devices:
        for column in reversed(_columns()):
            devices.drop_column(column.name)
