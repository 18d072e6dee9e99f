"""Signatures that no deputy gives."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("loan_steps") as steps:
        steps.add_column(
            sa.Column("in_person", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("loan_steps") as steps:
        steps.drop_column("in_person")
