"""A ledger whose lines stand by themselves, and requests that keep names and revocations.

Every line carries the facts as they were, so that it can be read without tables that change.
"""

import sqlalchemy as sa
from alembic import op

from archive_desk.db.migrations.append_only import refuse_changes

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("loans") as batch_op:
        batch_op.add_column(
            sa.Column("applicant", sa.String(length=100), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("revoked_at", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("revocation", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("loan_steps") as batch_op:
        batch_op.add_column(
            sa.Column("signer", sa.String(length=100), nullable=False, server_default="")
        )
    with op.batch_alter_table("grants") as batch_op:
        batch_op.add_column(
            sa.Column("label", sa.String(length=300), nullable=False, server_default="")
        )
        batch_op.create_index(batch_op.f("ix_grants_kind_item_id"), ["kind", "item_id"])
    _drop_ledger()
    op.create_table(
        "ledger",
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("loan_no", sa.String(length=60), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("acts", sa.String(length=100), nullable=False),
        sa.Column("borrower", sa.String(length=100), nullable=False),
        sa.Column("section", sa.String(length=100), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("approvers", sa.Text(), nullable=False),
        sa.Column("clerk", sa.String(length=100), nullable=False),
        sa.Column("due_at", sa.String(length=32), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.id"], name=op.f("fk_ledger_loan_id_loans")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_ledger")),
    )
    with op.batch_alter_table("ledger") as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_loan_id"), ["loan_id"])
        batch_op.create_index(batch_op.f("ix_ledger_line_event"), ["line", "event"])
        batch_op.create_index(batch_op.f("ix_ledger_event_line"), ["event", "line"])
    refuse_changes("ledger")


def downgrade() -> None:
    _drop_ledger()
    op.create_table(
        "ledger",
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("clerk", sa.String(length=100), nullable=False),
        sa.Column("due_at", sa.String(length=32), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.id"], name=op.f("fk_ledger_loan_id_loans")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_ledger")),
    )
    with op.batch_alter_table("ledger") as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_loan_id"), ["loan_id"])
    refuse_changes("ledger")
    with op.batch_alter_table("grants") as batch_op:
        batch_op.drop_index(batch_op.f("ix_grants_kind_item_id"))
        batch_op.drop_column("label")
    with op.batch_alter_table("loan_steps") as batch_op:
        batch_op.drop_column("signer")
    with op.batch_alter_table("loans") as batch_op:
        batch_op.drop_column("revocation")
        batch_op.drop_column("revoked_at")
        batch_op.drop_column("applicant")


def _drop_ledger() -> None:
    # Its triggers go with it; on PostgreSQL the function they call stays behind.
    op.drop_table("ledger")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION ledger_refuse()")
