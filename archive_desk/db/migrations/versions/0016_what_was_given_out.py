"""The register of what was given to review bodies and courts; its lines cannot be changed."""

import sqlalchemy as sa
from alembic import op

from archive_desk.db.migrations.append_only import drop, refuse_changes

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TABLES = ("provision_receipts", "provision_items", "provisions")


def upgrade() -> None:
    op.create_table(
        "provisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=60), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("loan_no", sa.String(length=60), nullable=False),
        sa.Column("body", sa.String(length=200), nullable=False),
        sa.Column("document_no", sa.String(length=200), nullable=False),
        sa.Column("handler", sa.String(length=100), nullable=False),
        sa.Column("proves", sa.Text(), nullable=False),
        sa.Column("approvers", sa.Text(), nullable=False),
        sa.Column("provided_at", sa.String(length=32), nullable=False),
        sa.Column("provided_by", sa.String(length=100), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.id"], name=op.f("fk_provisions_loan_id_loans")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provisions")),
        sa.UniqueConstraint("no", name=op.f("uq_provisions_no")),
    )
    op.create_index(op.f("ix_provisions_loan_id"), "provisions", ["loan_id"])
    op.create_table(
        "provision_items",
        sa.Column("provision_id", sa.Integer(), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sm3", sa.String(length=64), nullable=False),
        _key("provision_items", "provision_id", "provisions"),
        _key("provision_items", "footage_id", "footage"),
        sa.PrimaryKeyConstraint("provision_id", "footage_id", name=op.f("pk_provision_items")),
    )
    op.create_table(
        "provision_receipts",
        sa.Column("provision_id", sa.Integer(), nullable=False),
        sa.Column("receiver", sa.String(length=100), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.String(length=32), nullable=False),
        sa.Column("entered_by", sa.String(length=100), nullable=False),
        _key("provision_receipts", "provision_id", "provisions"),
        sa.PrimaryKeyConstraint("provision_id", name=op.f("pk_provision_receipts")),
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
