"""Deputies who sign for others, and requests that go back to be completed."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("loans") as batch_op:
        batch_op.add_column(
            sa.Column("sent_back_by", sa.String(length=100), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("sent_back_at", sa.String(length=32), nullable=True))
        batch_op.add_column(
            sa.Column("sent_back_reason", sa.Text(), nullable=False, server_default="")
        )
    with op.batch_alter_table("loan_steps") as batch_op:
        batch_op.add_column(
            sa.Column("deputy_for", sa.String(length=100), nullable=False, server_default="")
        )
    op.create_table(
        "deputies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("principal_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.String(length=32), nullable=False),
        sa.Column("valid_until", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("appointed_by_id", sa.Integer(), nullable=False),
        sa.Column("appointed_at", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], ["people.id"], name=op.f(f"fk_deputies_{column}_people")
            )
            for column in ("principal_id", "deputy_id", "appointed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputies")),
    )
    op.create_index(op.f("ix_deputies_principal_id"), "deputies", ["principal_id"])
    op.create_index(op.f("ix_deputies_deputy_id"), "deputies", ["deputy_id"])


def downgrade() -> None:
    op.drop_table("deputies")
    with op.batch_alter_table("loan_steps") as batch_op:
        batch_op.drop_column("deputy_for")
    with op.batch_alter_table("loans") as batch_op:
        for name in ("sent_back_reason", "sent_back_at", "sent_back_by"):
            batch_op.drop_column(name)
