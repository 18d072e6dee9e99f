"""Things that come back one by one, what was found of them, and what is asked for early."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("loans") as batch_op:
        batch_op.add_column(sa.Column("recalled_at", sa.String(length=32), nullable=True))
    with op.batch_alter_table("loan_items") as batch_op:
        batch_op.add_column(sa.Column("returned_at", sa.String(length=32), nullable=True))
        batch_op.add_column(
            sa.Column("condition", sa.String(length=20), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
    _incidents()
    # What came back before was taken back as a whole, with one remark.
    op.execute(
        "UPDATE loan_items SET condition = 'intact',"
        " returned_at = (SELECT returned_at FROM loans WHERE loans.id = loan_items.loan_id),"
        " note = (SELECT condition FROM loans WHERE loans.id = loan_items.loan_id)"
        " WHERE loan_id IN (SELECT id FROM loans WHERE returned_at IS NOT NULL)"
    )


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=60), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("condition", sa.String(length=20), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.String(length=32), nullable=False),
        sa.Column("reported_by", sa.String(length=100), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("settlement", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.String(length=32), nullable=True),
        sa.Column("settled_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.id"], name=op.f("fk_incidents_loan_id_loans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
        sa.UniqueConstraint("no", name=op.f("uq_incidents_no")),
    )
    op.create_index(op.f("ix_incidents_loan_id"), "incidents", ["loan_id"])
    op.create_index(op.f("ix_incidents_kind_item_id"), "incidents", ["kind", "item_id"])


def downgrade() -> None:
    op.drop_table("incidents")
    with op.batch_alter_table("loan_items") as batch_op:
        for name in ("note", "condition", "returned_at"):
            batch_op.drop_column(name)
    with op.batch_alter_table("loans") as batch_op:
        batch_op.drop_column("recalled_at")
