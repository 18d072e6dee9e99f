"""Notes on interruptions and on what could not be recorded, which nobody changes afterwards."""

import sqlalchemy as sa
from alembic import op

from archive_desk.db.migrations.append_only import drop, refuse_changes

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("officer", sa.String(length=100), nullable=False),
        sa.Column("start", sa.String(length=32), nullable=True),
        sa.Column("end", sa.String(length=32), nullable=True),
        sa.Column("after_id", sa.Integer(), nullable=True),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("voice_explained", sa.Boolean(), nullable=False),
        sa.Column("reported_to", sa.String(length=100), nullable=False),
        sa.Column("reported_at", sa.String(length=32), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.String(length=32), nullable=False),
        sa.Column("basis_regulation", sa.String(length=200), nullable=False),
        sa.Column("basis_article", sa.String(length=60), nullable=False),
        sa.Column("basis_template", sa.String(length=40), nullable=False),
        sa.Column("basis_version", sa.Integer(), nullable=False),
        sa.Column("approver", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["after_id"], ["footage.id"], name=op.f("fk_notes_after_id_footage")
        ),
        sa.ForeignKeyConstraint(
            ["before_id"], ["footage.id"], name=op.f("fk_notes_before_id_footage")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notes_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["notes.id"], name=op.f("fk_notes_replaces_id_notes")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_notes_author_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        sa.UniqueConstraint("no", name=op.f("uq_notes_no")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_notes_replaces_id")),
    )
    for column in ("after_id", "before_id", "case_id"):
        op.create_index(op.f(f"ix_notes_{column}"), "notes", [column])
    op.create_table(
        "note_signatures",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("signer_id", sa.Integer(), nullable=False),
        sa.Column("signer", sa.String(length=100), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["notes.id"], name=op.f("fk_note_signatures_note_id_notes")
        ),
        sa.ForeignKeyConstraint(
            ["signer_id"], ["people.id"], name=op.f("fk_note_signatures_signer_id_people")
        ),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_note_signatures")),
    )
    for table in ("notes", "note_signatures"):
        refuse_changes(table)


def downgrade() -> None:
    for table in ("note_signatures", "notes"):
        drop(table)
