"""Who answers for a document, how many pages it has, and how many a scan shows."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("documents") as batch_op:
        batch_op.add_column(
            sa.Column("responsible", sa.String(length=100), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("pages", sa.Integer(), nullable=True))
    with op.batch_alter_table("attachments") as batch_op:
        batch_op.add_column(sa.Column("pages", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("attachments") as batch_op:
        batch_op.drop_column("pages")
    with op.batch_alter_table("documents") as batch_op:
        batch_op.drop_column("pages")
        batch_op.drop_column("responsible")
