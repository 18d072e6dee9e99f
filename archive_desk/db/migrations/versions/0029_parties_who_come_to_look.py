"""Parties who view and copy under supervision: who came, what was shown, which copies he has."""

import sqlalchemy as sa
from alembic import op

from archive_desk.db.migrations.append_only import drop, refuse_changes

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_TABLES = ("party_copies", "party_sessions", "party_visits")


def upgrade() -> None:
    op.create_table(
        "party_visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=60), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("loan_no", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("identity_kind", sa.String(length=20), nullable=False),
        sa.Column("identity_no", sa.String(length=100), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("represents", sa.String(length=200), nullable=False),
        sa.Column("power_of_attorney", sa.Text(), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.String(length=32), nullable=False),
        sa.Column("entered_by", sa.String(length=100), nullable=False),
        _key("party_visits", "loan_id", "loans"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_visits")),
        sa.UniqueConstraint("no", name=op.f("uq_party_visits_no")),
    )
    op.create_index(op.f("ix_party_visits_loan_id"), "party_visits", ["loan_id"])
    op.create_table(
        "party_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.String(length=32), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("supervised_by", sa.String(length=100), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.String(length=32), nullable=False),
        sa.Column("entered_by", sa.String(length=100), nullable=False),
        _key("party_sessions", "visit_id", "party_visits"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_sessions")),
    )
    op.create_index(op.f("ix_party_sessions_visit_id"), "party_sessions", ["visit_id"])
    op.create_table(
        "party_copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=60), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        _key("party_copies", "visit_id", "party_visits"),
        _key("party_copies", "footage_id", "footage"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_copies")),
        sa.UniqueConstraint("no", name=op.f("uq_party_copies_no")),
    )
    op.create_index(op.f("ix_party_copies_visit_id"), "party_copies", ["visit_id"])
    for table in _TABLES:
        refuse_changes(table)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def downgrade() -> None:
    for table in _TABLES:
        drop(table)
