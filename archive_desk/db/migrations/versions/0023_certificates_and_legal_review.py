"""The register of enforcement certificates, and why a case must pass legal review."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "certificates",
        sa.Column("no", sa.String(length=60), nullable=False),
        sa.Column("holder", sa.String(length=100), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("noted_at", sa.String(length=32), nullable=False),
        sa.Column("noted_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_certificates")),
    )
    with op.batch_alter_table("cases") as batch_op:
        batch_op.add_column(
            sa.Column("review", sa.String(length=40), nullable=False, server_default="")
        )


def downgrade() -> None:
    with op.batch_alter_table("cases") as batch_op:
        batch_op.drop_column("review")
    op.drop_table("certificates")
