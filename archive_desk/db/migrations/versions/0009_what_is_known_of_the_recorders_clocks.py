"""What is known of the recorders' clocks: devices, measured errors, rulings on single recordings.

Starts that a person gave before become rulings of their own, so that they can be withdrawn too.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "devices",
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.Column("section", sa.String(length=100), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("registered_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_devices")),
    )
    _create_clock_errors()
    _create_time_rulings()
    with op.batch_alter_table("footage") as batch_op:
        batch_op.add_column(
            sa.Column("doubts_found", sa.Text(), nullable=False, server_default="[]")
        )
    op.execute("UPDATE footage SET doubts_found = doubts")
    if op.get_bind().dialect.name != "sqlite":
        # A clock that was reset is years off; SQLite's numbers are wide enough as they are.
        op.alter_column("footage", "clock_offset_ms", type_=sa.BigInteger())
    _keep_given_starts()


def _create_clock_errors() -> None:
    op.create_table(
        "clock_errors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("offset_ms", sa.BigInteger(), nullable=False),
        sa.Column("uncertainty_ms", sa.Integer(), nullable=False),
        sa.Column("measured_at", sa.String(length=32), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.String(length=32), nullable=True),
        sa.Column("valid_until", sa.String(length=32), nullable=True),
        sa.Column("drift_from", sa.Integer(), nullable=True),
        sa.Column("film_id", sa.Integer(), nullable=True),
        sa.Column("film_name", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("withdrawn_at", sa.String(length=32), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawal", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["drift_from"],
            ["clock_errors.id"],
            name=op.f("fk_clock_errors_drift_from_clock_errors"),
        ),
        sa.ForeignKeyConstraint(
            ["film_id"], ["footage.id"], name=op.f("fk_clock_errors_film_id_footage")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_clock_errors_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["people.id"], name=op.f("fk_clock_errors_withdrawn_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_errors")),
    )
    op.create_index(op.f("ix_clock_errors_device"), "clock_errors", ["device"])


def _create_time_rulings() -> None:
    op.create_table(
        "time_rulings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.String(length=32), nullable=True),
        sa.Column("fault", sa.String(length=20), nullable=False),
        sa.Column("shift_ms", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("withdrawn_at", sa.String(length=32), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawal", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["footage_id"], ["footage.id"], name=op.f("fk_time_rulings_footage_id_footage")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_time_rulings_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["people.id"], name=op.f("fk_time_rulings_withdrawn_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_rulings")),
    )
    op.create_index(op.f("ix_time_rulings_footage_id"), "time_rulings", ["footage_id"])
    op.create_index(op.f("ix_time_rulings_act"), "time_rulings", ["act"])


def _keep_given_starts() -> None:
    rows = op.get_bind().execute(
        sa.text(
            "SELECT id, started_at, imported_at, claims FROM footage "
            "WHERE started_by = 'person' AND started_at IS NOT NULL"
        )
    )
    given = []
    for row in rows:
        claims = json.loads(row.claims)
        reason = next((claim["raw"] for claim in claims if claim["source"] == "person"), "")
        given.append(
            {
                "footage_id": row.id,
                "act": 0,
                "started_at": row.started_at,
                "fault": "",
                "shift_ms": 0,
                "reason": reason,
                "made_at": row.imported_at,
                "withdrawal": "",
            }
        )
    if given:
        names = ("footage_id", "act", "started_at", "fault", "shift_ms", "reason", "made_at")
        table = sa.table("time_rulings", *(sa.column(name) for name in (*names, "withdrawal")))
        op.bulk_insert(table, given)


def downgrade() -> None:
    op.drop_table("time_rulings")
    op.drop_table("clock_errors")
    op.drop_table("devices")
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("footage", "clock_offset_ms", type_=sa.Integer())
    with op.batch_alter_table("footage") as batch_op:
        batch_op.drop_column("doubts_found")
