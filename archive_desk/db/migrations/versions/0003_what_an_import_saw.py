"""What an import saw, file by file, and every time that was found for a recording.

The same bytes may now be two records: an empty recording, or a sidecar that says the same of two
recordings, is known by its name too.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("footage") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_footage_sha256"), type_="unique")
        batch_op.create_index(batch_op.f("ix_footage_sha256"), ["sha256"])
        batch_op.alter_column("name", type_=sa.Text(), existing_type=sa.String(length=255))
        batch_op.add_column(sa.Column("claims", sa.Text(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("recorder", sa.String(length=60), nullable=False, server_default="")
        )
    op.create_table(
        "arrivals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_raw", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("modified_ns", sa.BigInteger(), nullable=False),
        sa.Column("stored", sa.String(length=500), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batches.id"], name=op.f("fk_arrivals_batch_id_batches")
        ),
        sa.ForeignKeyConstraint(
            ["footage_id"], ["footage.id"], name=op.f("fk_arrivals_footage_id_footage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrivals")),
    )
    with op.batch_alter_table("arrivals") as batch_op:
        batch_op.create_index(batch_op.f("ix_arrivals_batch_id_position"), ["batch_id", "position"])
        batch_op.create_index(batch_op.f("ix_arrivals_footage_id"), ["footage_id"])
        batch_op.create_index(
            batch_op.f("ix_arrivals_modified_ns_size_bytes"), ["modified_ns", "size_bytes"]
        )


def downgrade() -> None:
    op.drop_table("arrivals")
    with op.batch_alter_table("footage") as batch_op:
        batch_op.drop_column("recorder")
        batch_op.drop_column("claims")
        batch_op.alter_column("name", type_=sa.String(length=255), existing_type=sa.Text())
        batch_op.drop_index(batch_op.f("ix_footage_sha256"))
        batch_op.create_unique_constraint(batch_op.f("uq_footage_sha256"), ["sha256"])
