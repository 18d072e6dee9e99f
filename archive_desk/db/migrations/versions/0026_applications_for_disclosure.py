"""Applications under the law on open government, and every step that was taken on them."""

import sqlalchemy as sa
from alembic import op

from archive_desk.db.migrations.append_only import drop, refuse_changes

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_TABLES = ("disclosure_copies", "disclosure_steps", "disclosures")


def upgrade() -> None:
    op.create_table(
        "disclosures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=60), nullable=False),
        sa.Column("applicant", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("form_wanted", sa.Text(), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("arrived_on", sa.Date(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("case_no", sa.String(length=200), nullable=False),
        sa.Column("entered_at", sa.String(length=32), nullable=False),
        sa.Column("entered_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
        sa.UniqueConstraint("no", name=op.f("uq_disclosures_no")),
    )
    op.create_table(
        "disclosure_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("disclosure_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("copies", sa.Text(), nullable=False),
        sa.Column("fee_cents", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        _key("disclosure_steps", "disclosure_id", "disclosures"),
        _key("disclosure_steps", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_steps")),
        sa.UniqueConstraint(
            "disclosure_id", "position", name=op.f("uq_disclosure_steps_disclosure_id_position")
        ),
    )
    op.create_table(
        "disclosure_copies",
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("derived_id", sa.Integer(), nullable=False),
        _key("disclosure_copies", "step_id", "disclosure_steps"),
        _key("disclosure_copies", "derived_id", "derived_items"),
        sa.PrimaryKeyConstraint("step_id", "derived_id", name=op.f("pk_disclosure_copies")),
    )
    for table in _TABLES:
        refuse_changes(table)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def downgrade() -> None:
    for table in _TABLES:
        drop(table)
