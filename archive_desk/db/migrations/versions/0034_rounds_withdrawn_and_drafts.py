"""Rounds that are withdrawn, the deadline that each step of a notice sets, words being typed."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("evaluation_rounds") as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", sa.String(length=32), nullable=True))
        batch_op.add_column(
            sa.Column("withdrawn_why", sa.Text(), nullable=False, server_default="")
        )
    with op.batch_alter_table("evaluation_notice_steps") as batch_op:
        batch_op.add_column(sa.Column("due_at", sa.String(length=32), nullable=True))
    op.create_table(
        "evaluation_drafts",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["evaluation_reviews.id"],
            name=op.f("fk_evaluation_drafts_review_id_evaluation_reviews"),
        ),
        sa.PrimaryKeyConstraint("review_id", "field", name=op.f("pk_evaluation_drafts")),
    )


def downgrade() -> None:
    op.drop_table("evaluation_drafts")
    with op.batch_alter_table("evaluation_notice_steps") as batch_op:
        batch_op.drop_column("due_at")
    with op.batch_alter_table("evaluation_rounds") as batch_op:
        batch_op.drop_column("withdrawn_why")
        batch_op.drop_column("withdrawn_at")
