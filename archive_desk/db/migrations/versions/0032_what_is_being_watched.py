"""What has been watched and the journal does not have yet: a killed program loses none of it."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "watched_so_far",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=False),
        sa.Column("approval", sa.String(length=80), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_watched_so_far_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["footage_id"], ["footage.id"], name=op.f("fk_watched_so_far_footage_id_footage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_so_far")),
    )
    op.create_index(op.f("ix_watched_so_far_sitting"), "watched_so_far", ["sitting"])


def downgrade() -> None:
    op.drop_table("watched_so_far")
