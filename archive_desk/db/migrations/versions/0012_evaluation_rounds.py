"""Evaluation rounds with their draws, reviews and findings; attachments; accounts that end."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "score_sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_sheets")),
        sa.UniqueConstraint("sha256", name=op.f("uq_score_sheets_sha256")),
    )
    with op.batch_alter_table("score_sheets") as batch_op:
        batch_op.create_index(batch_op.f("ix_score_sheets_key_version"), ["key", "version"])

    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.String(length=32), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["people.id"], name=op.f("fk_attachments_added_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    with op.batch_alter_table("attachments") as batch_op:
        batch_op.create_index(batch_op.f("ix_attachments_owner_owner_id"), ["owner", "owner_id"])

    op.create_table(
        "evaluation_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_until", sa.Date(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("closed_from", sa.Date(), nullable=True),
        sa.Column("closed_until", sa.Date(), nullable=True),
        sa.Column("archived_only", sa.Boolean(), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("each_stratum", sa.Boolean(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("second_review", sa.Boolean(), nullable=False),
        sa.Column("bar_same_section", sa.Boolean(), nullable=False),
        sa.Column("rectification_days", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("regulation", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.String(length=32), nullable=True),
        sa.Column("draws", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.String(length=32), nullable=True),
        sa.Column("closed_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["people.id"], name=op.f("fk_evaluation_rounds_lead_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["people.id"], name=op.f("fk_evaluation_rounds_made_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"],
            ["score_sheets.id"],
            name=op.f("fk_evaluation_rounds_sheet_id_score_sheets"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_rounds")),
        sa.UniqueConstraint("no", name=op.f("uq_evaluation_rounds_no")),
    )
    with op.batch_alter_table("evaluation_rounds") as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_rounds_state"), ["state"])

    op.create_table(
        "evaluation_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_evaluation_cases_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["evaluation_rounds.id"],
            name=op.f("fk_evaluation_cases_round_id_evaluation_rounds"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_cases")),
        sa.UniqueConstraint(
            "round_id", "case_id", name=op.f("uq_evaluation_cases_round_id_case_id")
        ),
    )
    with op.batch_alter_table("evaluation_cases") as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_cases_case_id"), ["case_id"])

    op.create_table(
        "evaluation_population",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=80), nullable=False),
        sa.Column("section", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("rank", sa.String(length=64), nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_evaluation_population_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["evaluation_rounds.id"],
            name=op.f("fk_evaluation_population_round_id_evaluation_rounds"),
        ),
        sa.PrimaryKeyConstraint("round_id", "position", name=op.f("pk_evaluation_population")),
    )
    op.create_table(
        "evaluation_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=60), nullable=False),
        sa.Column("round_case_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("sent_at", sa.String(length=32), nullable=False),
        sa.Column("due_at", sa.String(length=32), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_case_id"],
            ["evaluation_cases.id"],
            name=op.f("fk_evaluation_notices_round_case_id_evaluation_cases"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_notices")),
        sa.UniqueConstraint("no", name=op.f("uq_evaluation_notices_no")),
        sa.UniqueConstraint("round_case_id", name=op.f("uq_evaluation_notices_round_case_id")),
    )
    with op.batch_alter_table("evaluation_notices") as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_notices_state"), ["state"])

    op.create_table(
        "evaluation_recusals",
        sa.Column("round_case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_evaluation_recusals_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["round_case_id"],
            ["evaluation_cases.id"],
            name=op.f("fk_evaluation_recusals_round_case_id_evaluation_cases"),
        ),
        sa.PrimaryKeyConstraint("round_case_id", "person_id", name=op.f("pk_evaluation_recusals")),
    )
    op.create_table(
        "evaluation_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_case_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.String(length=32), nullable=False),
        sa.Column("handed_in_at", sa.String(length=32), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_evaluation_reviews_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["round_case_id"],
            ["evaluation_cases.id"],
            name=op.f("fk_evaluation_reviews_round_case_id_evaluation_cases"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_reviews")),
        sa.UniqueConstraint(
            "round_case_id", "person_id", name=op.f("uq_evaluation_reviews_round_case_id_person_id")
        ),
    )
    op.create_table(
        "evaluation_seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_case_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("assigned_at", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_evaluation_seats_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["round_case_id"],
            ["evaluation_cases.id"],
            name=op.f("fk_evaluation_seats_round_case_id_evaluation_cases"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_seats")),
    )
    with op.batch_alter_table("evaluation_seats") as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_seats_person_id"), ["person_id"])
        batch_op.create_index(batch_op.f("ix_evaluation_seats_round_case_id"), ["round_case_id"])

    op.create_table(
        "evaluation_settlements",
        sa.Column("round_case_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("agreed_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"],
            ["people.id"],
            name=op.f("fk_evaluation_settlements_agreed_by_id_people"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["people.id"], name=op.f("fk_evaluation_settlements_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["round_case_id"],
            ["evaluation_cases.id"],
            name=op.f("fk_evaluation_settlements_round_case_id_evaluation_cases"),
        ),
        sa.PrimaryKeyConstraint("round_case_id", "item", name=op.f("pk_evaluation_settlements")),
    )
    op.create_table(
        "evaluation_answers",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["evaluation_reviews.id"],
            name=op.f("fk_evaluation_answers_review_id_evaluation_reviews"),
        ),
        sa.PrimaryKeyConstraint("review_id", "item", name=op.f("pk_evaluation_answers")),
    )
    op.create_table(
        "evaluation_deductions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tenths", sa.Integer(), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=True),
        sa.Column("frame", sa.BigInteger(), nullable=True),
        sa.Column("wall_clock", sa.String(length=32), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("removed_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_evaluation_deductions_document_id_documents"),
        ),
        sa.ForeignKeyConstraint(
            ["footage_id"], ["footage.id"], name=op.f("fk_evaluation_deductions_footage_id_footage")
        ),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["evaluation_reviews.id"],
            name=op.f("fk_evaluation_deductions_review_id_evaluation_reviews"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_deductions")),
    )
    with op.batch_alter_table("evaluation_deductions") as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_deductions_footage_id"), ["footage_id"])
        batch_op.create_index(batch_op.f("ix_evaluation_deductions_review_id"), ["review_id"])

    op.create_table(
        "evaluation_dismissals",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("proposal", sa.String(length=200), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["evaluation_reviews.id"],
            name=op.f("fk_evaluation_dismissals_review_id_evaluation_reviews"),
        ),
        sa.PrimaryKeyConstraint("review_id", "proposal", name=op.f("pk_evaluation_dismissals")),
    )
    op.create_table(
        "evaluation_notice_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["people.id"], name=op.f("fk_evaluation_notice_steps_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["evaluation_notices.id"],
            name=op.f("fk_evaluation_notice_steps_notice_id_evaluation_notices"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_notice_steps")),
    )
    with op.batch_alter_table("evaluation_notice_steps") as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_notice_steps_notice_id"), ["notice_id"])

    with op.batch_alter_table("people") as batch_op:
        batch_op.add_column(sa.Column("valid_until", sa.String(length=32), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("people") as batch_op:
        batch_op.drop_column("valid_until")

    with op.batch_alter_table("evaluation_notice_steps") as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_notice_steps_notice_id"))

    op.drop_table("evaluation_notice_steps")
    op.drop_table("evaluation_dismissals")
    with op.batch_alter_table("evaluation_deductions") as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_deductions_review_id"))
        batch_op.drop_index(batch_op.f("ix_evaluation_deductions_footage_id"))

    op.drop_table("evaluation_deductions")
    op.drop_table("evaluation_answers")
    op.drop_table("evaluation_settlements")
    with op.batch_alter_table("evaluation_seats") as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_seats_round_case_id"))
        batch_op.drop_index(batch_op.f("ix_evaluation_seats_person_id"))

    op.drop_table("evaluation_seats")
    op.drop_table("evaluation_reviews")
    op.drop_table("evaluation_recusals")
    with op.batch_alter_table("evaluation_notices") as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_notices_state"))

    op.drop_table("evaluation_notices")
    op.drop_table("evaluation_population")
    with op.batch_alter_table("evaluation_cases") as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_cases_case_id"))

    op.drop_table("evaluation_cases")
    with op.batch_alter_table("evaluation_rounds") as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_rounds_state"))

    op.drop_table("evaluation_rounds")
    with op.batch_alter_table("attachments") as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachments_owner_owner_id"))

    op.drop_table("attachments")
    with op.batch_alter_table("score_sheets") as batch_op:
        batch_op.drop_index(batch_op.f("ix_score_sheets_key_version"))

    op.drop_table("score_sheets")
