"""What else a request says, how often it may be used, paper volumes, and notices to bring back."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_WORDS = ("entered_by", "place", "released_by")


def upgrade() -> None:
    with op.batch_alter_table("loans") as batch_op:
        for name, length in (("place", 200), ("entered_by", 100), ("released_by", 100)):
            batch_op.add_column(
                sa.Column(name, sa.String(length=length), nullable=False, server_default="")
            )
        for name in ("release_reason", "effect"):
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("urgency", sa.String(length=20), nullable=False, server_default="ordinary")
        )
        batch_op.add_column(sa.Column("uses", sa.Integer(), nullable=True))
        for name in ("released_at", "backfill_due_at"):
            batch_op.add_column(sa.Column(name, sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("entered_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_loans_entered_by_id_people"), "people", ["entered_by_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_loans_entered_by_id"), ["entered_by_id"])
    with op.batch_alter_table("loan_steps") as batch_op:
        batch_op.add_column(
            sa.Column("entered_by", sa.String(length=100), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("named_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_loan_steps_named_id_people"), "people", ["named_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_loan_steps_named_id"), ["named_id"])
    with op.batch_alter_table("grants") as batch_op:
        batch_op.add_column(sa.Column("uses", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("used", sa.Integer(), nullable=False, server_default="0"))
    _volumes()
    _notices()


def _volumes() -> None:
    op.create_table(
        "volumes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=100), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("location", sa.String(length=100), nullable=False),
        sa.Column("registered_at", sa.String(length=32), nullable=False),
        sa.Column("registered_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_volumes_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volumes")),
        sa.UniqueConstraint("no", name=op.f("uq_volumes_no")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_volumes_case_id_number")),
    )
    op.create_index(op.f("ix_volumes_case_id"), "volumes", ["case_id"])


def _notices() -> None:
    op.create_table(
        "loan_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("sent_at", sa.String(length=32), nullable=False),
        sa.Column("sent_by", sa.String(length=100), nullable=False),
        sa.Column("due_at", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.id"], name=op.f("fk_loan_notices_loan_id_loans")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_notices")),
    )
    op.create_index(op.f("ix_loan_notices_loan_id"), "loan_notices", ["loan_id"])


def downgrade() -> None:
    op.drop_table("loan_notices")
    op.drop_table("volumes")
    with op.batch_alter_table("grants") as batch_op:
        batch_op.drop_column("used")
        batch_op.drop_column("uses")
    with op.batch_alter_table("loan_steps") as batch_op:
        batch_op.drop_index(batch_op.f("ix_loan_steps_named_id"))
        batch_op.drop_constraint(batch_op.f("fk_loan_steps_named_id_people"), type_="foreignkey")
        batch_op.drop_column("named_id")
        batch_op.drop_column("entered_by")
    with op.batch_alter_table("loans") as batch_op:
        batch_op.drop_index(batch_op.f("ix_loans_entered_by_id"))
        batch_op.drop_constraint(batch_op.f("fk_loans_entered_by_id_people"), type_="foreignkey")
        for name in (
            "entered_by_id",
            "backfill_due_at",
            "released_at",
            "uses",
            "urgency",
            "effect",
            "release_reason",
            *_WORDS,
        ):
            batch_op.drop_column(name)
