"""How long things are kept, holds, appraisals, and what is destroyed by an approved list."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appraisals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("leader", sa.String(length=100), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("begun_by", sa.String(length=100), nullable=False),
        sa.Column("begun_at", sa.String(length=32), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("concluded_by", sa.String(length=100), nullable=False),
        sa.Column("concluded_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisals")),
        sa.UniqueConstraint("no", name=op.f("uq_appraisals_no")),
    )
    op.create_table(
        "case_classes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("procedure", sa.String(length=20), nullable=False),
        sa.Column("file_class", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_case_classes_author_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_classes_case_id_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_classes")),
    )
    op.create_index(op.f("ix_case_classes_case_id"), "case_classes", ["case_id"])
    op.create_table(
        "destruction_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=40), nullable=False),
        sa.Column("appraisal_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.String(length=100), nullable=False),
        sa.Column("decided_at", sa.String(length=32), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("begun_by", sa.String(length=100), nullable=False),
        sa.Column("begun_at", sa.String(length=32), nullable=True),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["appraisal_id"],
            ["appraisals.id"],
            name=op.f("fk_destruction_lists_appraisal_id_appraisals"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_destruction_lists_decided_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction_lists")),
        sa.UniqueConstraint("no", name=op.f("uq_destruction_lists_no")),
    )
    op.create_index(
        op.f("ix_destruction_lists_appraisal_id"), "destruction_lists", ["appraisal_id"]
    )
    op.create_table(
        "destruction_discs",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("disc_id", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("settled_by", sa.String(length=100), nullable=False),
        sa.Column("settled_at", sa.String(length=32), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["disc_id"], ["discs.id"], name=op.f("fk_destruction_discs_disc_id_discs")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["destruction_lists.id"],
            name=op.f("fk_destruction_discs_list_id_destruction_lists"),
        ),
        sa.PrimaryKeyConstraint("list_id", "disc_id", name=op.f("pk_destruction_discs")),
    )
    op.create_index(op.f("ix_destruction_discs_disc_id"), "destruction_discs", ["disc_id"])
    op.create_table(
        "destruction_witnesses",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["destruction_lists.id"],
            name=op.f("fk_destruction_witnesses_list_id_destruction_lists"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_destruction_witnesses_person_id_people")
        ),
        sa.PrimaryKeyConstraint("list_id", "person_id", name=op.f("pk_destruction_witnesses")),
    )
    op.create_table(
        "appraisal_items",
        sa.Column("appraisal_id", sa.Integer(), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("until", sa.String(length=32), nullable=True),
        sa.Column("opinion", sa.String(length=20), nullable=False),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_by", sa.String(length=100), nullable=False),
        sa.Column("given_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["appraisal_id"],
            ["appraisals.id"],
            name=op.f("fk_appraisal_items_appraisal_id_appraisals"),
        ),
        sa.ForeignKeyConstraint(
            ["footage_id"], ["footage.id"], name=op.f("fk_appraisal_items_footage_id_footage")
        ),
        sa.PrimaryKeyConstraint("appraisal_id", "footage_id", name=op.f("pk_appraisal_items")),
    )
    op.create_index(op.f("ix_appraisal_items_footage_id"), "appraisal_items", ["footage_id"])
    op.create_table(
        "destruction_copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("gone_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["footage_id"], ["footage.id"], name=op.f("fk_destruction_copies_footage_id_footage")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["destruction_lists.id"],
            name=op.f("fk_destruction_copies_list_id_destruction_lists"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction_copies")),
    )
    op.create_index(op.f("ix_destruction_copies_footage_id"), "destruction_copies", ["footage_id"])
    op.create_index(op.f("ix_destruction_copies_list_id"), "destruction_copies", ["list_id"])
    op.create_table(
        "destruction_items",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sm3", sa.String(length=64), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("until", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("destroyed_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["footage_id"], ["footage.id"], name=op.f("fk_destruction_items_footage_id_footage")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["destruction_lists.id"],
            name=op.f("fk_destruction_items_list_id_destruction_lists"),
        ),
        sa.PrimaryKeyConstraint("list_id", "footage_id", name=op.f("pk_destruction_items")),
    )
    op.create_index(op.f("ix_destruction_items_footage_id"), "destruction_items", ["footage_id"])
    op.create_table(
        "holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=40), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("document_no", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("placed_by", sa.String(length=100), nullable=False),
        sa.Column("placed_at", sa.String(length=32), nullable=False),
        sa.Column("released_at", sa.String(length=32), nullable=True),
        sa.Column("released_by", sa.String(length=100), nullable=False),
        sa.Column("release_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_holds_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["footage_id"], ["footage.id"], name=op.f("fk_holds_footage_id_footage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
        sa.UniqueConstraint("no", name=op.f("uq_holds_no")),
    )
    op.create_index(op.f("ix_holds_case_id"), "holds", ["case_id"])
    op.create_index(op.f("ix_holds_footage_id"), "holds", ["footage_id"])
    op.create_table(
        "retention_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=False),
        sa.Column("activity", sa.String(length=20), nullable=False),
        sa.Column("evidence", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_retention_choices_author_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["footage_id"], ["footage.id"], name=op.f("fk_retention_choices_footage_id_footage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_choices")),
    )
    op.create_index(op.f("ix_retention_choices_footage_id"), "retention_choices", ["footage_id"])
    op.create_table(
        "retention_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.String(length=32), nullable=False),
        sa.Column("withdrawn_at", sa.String(length=32), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=100), nullable=False),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_retention_events_author_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_retention_events_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["footage_id"], ["footage.id"], name=op.f("fk_retention_events_footage_id_footage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_events")),
    )
    op.create_index(op.f("ix_retention_events_case_id"), "retention_events", ["case_id"])
    op.create_index(op.f("ix_retention_events_footage_id"), "retention_events", ["footage_id"])
    op.create_table(
        "retentions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("term", sa.String(length=20), nullable=False),
        sa.Column("length", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("permanent", sa.Boolean(), nullable=False),
        sa.Column("start_at", sa.String(length=32), nullable=True),
        sa.Column("until", sa.String(length=32), nullable=True),
        sa.Column("regulation", sa.String(length=200), nullable=False),
        sa.Column("article", sa.String(length=60), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("appraisal", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_retentions_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["footage_id"], ["footage.id"], name=op.f("fk_retentions_footage_id_footage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retentions")),
        sa.UniqueConstraint("case_id", name=op.f("uq_retentions_case_id")),
        sa.UniqueConstraint("footage_id", name=op.f("uq_retentions_footage_id")),
    )
    op.create_index(op.f("ix_retentions_until"), "retentions", ["until"])
    op.create_table(
        "retention_proposals",
        sa.Column("retention_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("term", sa.String(length=20), nullable=False),
        sa.Column("length", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("permanent", sa.Boolean(), nullable=False),
        sa.Column("start_at", sa.String(length=32), nullable=True),
        sa.Column("until", sa.String(length=32), nullable=True),
        sa.Column("regulation", sa.String(length=200), nullable=False),
        sa.Column("article", sa.String(length=60), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("appraisal", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["retention_id"],
            ["retentions.id"],
            name=op.f("fk_retention_proposals_retention_id_retentions"),
        ),
        sa.PrimaryKeyConstraint("retention_id", name=op.f("pk_retention_proposals")),
    )
    op.add_column("footage", sa.Column("destroyed_at", sa.String(length=32), nullable=True))
    op.create_index(op.f("ix_footage_destroyed_at"), "footage", ["destroyed_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_footage_destroyed_at"), table_name="footage")
    op.drop_column("footage", "destroyed_at")
    op.drop_table("retention_proposals")
    op.drop_table("retentions")
    op.drop_table("retention_events")
    op.drop_table("retention_choices")
    op.drop_table("holds")
    op.drop_table("destruction_items")
    op.drop_table("destruction_copies")
    op.drop_table("appraisal_items")
    op.drop_table("destruction_witnesses")
    op.drop_table("destruction_discs")
    op.drop_table("destruction_lists")
    op.drop_table("case_classes")
    op.drop_table("appraisals")
