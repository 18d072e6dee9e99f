"""The mirror and what lies in it; when each original was last read, and the checks themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mirrors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("marker", sa.String(length=40), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.String(length=32), nullable=False),
        sa.Column("left_at", sa.String(length=32), nullable=True),
        sa.Column("stepped_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mirrors")),
        sa.UniqueConstraint("marker", name=op.f("uq_mirrors_marker")),
    )
    op.create_table(
        "mirror_copies",
        sa.Column("mirror_id", sa.Integer(), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("verified_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["mirror_id"], ["mirrors.id"], name=op.f("fk_mirror_copies_mirror_id_mirrors")
        ),
        sa.ForeignKeyConstraint(
            ["footage_id"], ["footage.id"], name=op.f("fk_mirror_copies_footage_id_footage")
        ),
        sa.PrimaryKeyConstraint("mirror_id", "footage_id", name=op.f("pk_mirror_copies")),
    )
    op.create_index(op.f("ix_mirror_copies_footage_id"), "mirror_copies", ["footage_id"])
    op.create_table(
        "mirror_bags",
        sa.Column("mirror_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("sealed_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["mirror_id"], ["mirrors.id"], name=op.f("fk_mirror_bags_mirror_id_mirrors")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batches.id"], name=op.f("fk_mirror_bags_batch_id_batches")
        ),
        sa.PrimaryKeyConstraint("mirror_id", "batch_id", name=op.f("pk_mirror_bags")),
    )
    op.create_table(
        "fixity",
        sa.Column("footage_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("checked_at", sa.String(length=32), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["footage_id"], ["footage.id"], name=op.f("fk_fixity_footage_id_footage")
        ),
        sa.PrimaryKeyConstraint("footage_id", name=op.f("pk_fixity")),
    )
    for column in ("checked_at", "state"):
        op.create_index(op.f(f"ix_fixity_{column}"), "fixity", [column])
    op.create_table(
        "fixity_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheduled", sa.Boolean(), nullable=False),
        sa.Column("case_no", sa.String(length=80), nullable=False),
        sa.Column("disc_no", sa.String(length=60), nullable=False),
        sa.Column("batch_no", sa.String(length=40), nullable=False),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.Column("with_mirror", sa.Boolean(), nullable=False),
        sa.Column("begun_by", sa.String(length=100), nullable=False),
        sa.Column("started_at", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        sa.Column("upto", sa.String(length=500), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("checked", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fixity_runs")),
    )


def downgrade() -> None:
    for table in ("fixity_runs", "fixity", "mirror_bags", "mirror_copies", "mirrors"):
        op.drop_table(table)
