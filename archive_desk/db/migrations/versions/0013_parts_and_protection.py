"""A recording larger than a disc lies there in parts; a disc may carry recovery data."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("discs") as batch_op:
        batch_op.add_column(
            sa.Column("protection", sa.String(length=8), server_default="none", nullable=False)
        )
    with op.batch_alter_table("disc_items") as batch_op:
        for name, kind, value in (
            ("part", sa.Integer(), "1"),
            ("parts", sa.Integer(), "1"),
            ("offset_bytes", sa.BigInteger(), "0"),
        ):
            batch_op.add_column(sa.Column(name, kind, server_default=value, nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("disc_items") as batch_op:
        for name in ("offset_bytes", "parts", "part"):
            batch_op.drop_column(name)
    with op.batch_alter_table("discs") as batch_op:
        batch_op.drop_column("protection")
