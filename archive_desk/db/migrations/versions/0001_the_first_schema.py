"""The first schema."""

import sqlalchemy as sa
from alembic import op

from archive_desk.db.migrations.append_only import refuse_changes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("journal", "ledger")


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=80), nullable=False),
        sa.Column("cause", sa.String(length=200), nullable=False),
        sa.Column("party", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("section", sa.String(length=100), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("archived_at", sa.String(length=32), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("no", name=op.f("uq_cases_no")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cases_party"), ["party"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_cases_section_opened_on"), ["section", "opened_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cases_state"), ["state"], unique=False)

    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "discs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=60), nullable=False),
        sa.Column("set_no", sa.String(length=60), nullable=False),
        sa.Column("copy_set", sa.String(length=1), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("medium", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("planned_at", sa.String(length=32), nullable=False),
        sa.Column("used_bytes", sa.BigInteger(), nullable=False),
        sa.Column("image", sa.Text(), nullable=False),
        sa.Column("image_sha256", sa.String(length=64), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("built_at", sa.String(length=32), nullable=True),
        sa.Column("burned_at", sa.String(length=32), nullable=True),
        sa.Column("burned_by", sa.String(length=100), nullable=False),
        sa.Column("verified_at", sa.String(length=32), nullable=True),
        sa.Column("location", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discs")),
        sa.UniqueConstraint("no", name=op.f("uq_discs_no")),
    )
    with op.batch_alter_table("discs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_discs_set_no"), ["set_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_discs_state"), ["state"], unique=False)

    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_journal_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("section", sa.String(length=100), nullable=False),
        sa.Column("certificate_no", sa.String(length=60), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("password_set_at", sa.String(length=32), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("account", name=op.f("uq_people_account")),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "takes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takes")),
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=40), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("started_at", sa.String(length=32), nullable=False),
        sa.Column("finished_at", sa.String(length=32), nullable=True),
        sa.Column("clerk_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("officer", sa.String(length=100), nullable=False),
        sa.Column("section", sa.String(length=100), nullable=False),
        sa.Column("returned_at", sa.String(length=32), nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clerk_id"], ["people.id"], name=op.f("fk_batches_clerk_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sa.UniqueConstraint("no", name=op.f("uq_batches_no")),
    )
    op.create_table(
        "case_officers",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("certificate_no", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_officers_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_case_officers_person_id_people")
        ),
        sa.PrimaryKeyConstraint("case_id", "position", name=op.f("pk_case_officers")),
    )
    op.create_table(
        "disc_cases",
        sa.Column("disc_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_disc_cases_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["disc_id"], ["discs.id"], name=op.f("fk_disc_cases_disc_id_discs")
        ),
        sa.PrimaryKeyConstraint("disc_id", "case_id", name=op.f("pk_disc_cases")),
    )
    with op.batch_alter_table("disc_cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disc_cases_case_id"), ["case_id"], unique=False)

    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.String(length=32), nullable=True),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_documents_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_documents_case_id"), ["case_id"], unique=False)

    op.create_table(
        "journal",
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("item", sa.String(length=200), nullable=False),
        sa.Column("approval", sa.String(length=60), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["people.id"], name=op.f("fk_journal_actor_id_people")
        ),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_journal")),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_actor"), ["actor"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_item"), ["item"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_verb"), ["verb"], unique=False)

    op.create_table(
        "loans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=60), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=100), nullable=False),
        sa.Column("acts", sa.String(length=100), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("wanted_from", sa.String(length=32), nullable=False),
        sa.Column("wanted_until", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("submitted_at", sa.String(length=32), nullable=False),
        sa.Column("basis_regulation", sa.String(length=200), nullable=False),
        sa.Column("basis_article", sa.String(length=60), nullable=False),
        sa.Column("basis_template", sa.String(length=40), nullable=False),
        sa.Column("basis_version", sa.Integer(), nullable=False),
        sa.Column("handed_out_at", sa.String(length=32), nullable=True),
        sa.Column("due_at", sa.String(length=32), nullable=True),
        sa.Column("returned_at", sa.String(length=32), nullable=True),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("renewals", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["people.id"], name=op.f("fk_loans_applicant_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loans")),
        sa.UniqueConstraint("no", name=op.f("uq_loans_no")),
    )
    with op.batch_alter_table("loans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_loans_applicant_id"), ["applicant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_loans_state"), ["state"], unique=False)

    op.create_table(
        "footage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sm3", sa.String(length=64), nullable=False),
        sa.Column("imported_at", sa.String(length=32), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("officer", sa.String(length=100), nullable=False),
        sa.Column("section", sa.String(length=100), nullable=False),
        sa.Column("device_time", sa.String(length=32), nullable=True),
        sa.Column("started_by", sa.String(length=20), nullable=False),
        sa.Column("clock_offset_ms", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.String(length=32), nullable=True),
        sa.Column("doubts", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("important", sa.Boolean(), nullable=False),
        sa.Column("take_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("container", sa.String(length=60), nullable=False),
        sa.Column("video_codec", sa.String(length=40), nullable=False),
        sa.Column("audio_codec", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("frame_rate", sa.String(length=30), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("health", sa.String(length=20), nullable=False),
        sa.Column("health_note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batches.id"], name=op.f("fk_footage_batch_id_batches")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["footage.id"], name=op.f("fk_footage_parent_id_footage")
        ),
        sa.ForeignKeyConstraint(["take_id"], ["takes.id"], name=op.f("fk_footage_take_id_takes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_footage")),
        sa.UniqueConstraint("path", name=op.f("uq_footage_path")),
        sa.UniqueConstraint("sha256", name=op.f("uq_footage_sha256")),
    )
    with op.batch_alter_table("footage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_footage_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_footage_device_started_at"), ["device", "started_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_footage_officer_started_at"), ["officer", "started_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_footage_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_footage_section_started_at"), ["section", "started_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_footage_started_at"), ["started_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_footage_take_id"), ["take_id"], unique=False)

    op.create_table(
        "grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.String(length=32), nullable=False),
        sa.Column("valid_until", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.id"], name=op.f("fk_grants_loan_id_loans")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_grants_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grants_loan_id"), ["loan_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_grants_person_id_act"), ["person_id", "act"], unique=False
        )

    op.create_table(
        "ledger",
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("clerk", sa.String(length=100), nullable=False),
        sa.Column("due_at", sa.String(length=32), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.id"], name=op.f("fk_ledger_loan_id_loans")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_ledger")),
    )
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_loan_id"), ["loan_id"], unique=False)

    op.create_table(
        "loan_items",
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.id"], name=op.f("fk_loan_items_loan_id_loans")
        ),
        sa.PrimaryKeyConstraint("loan_id", "kind", "item_id", name=op.f("pk_loan_items")),
    )
    with op.batch_alter_table("loan_items", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_loan_items_kind_item_id"), ["kind", "item_id"], unique=False
        )

    op.create_table(
        "loan_steps",
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("signer_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.id"], name=op.f("fk_loan_steps_loan_id_loans")
        ),
        sa.ForeignKeyConstraint(
            ["signer_id"], ["people.id"], name=op.f("fk_loan_steps_signer_id_people")
        ),
        sa.PrimaryKeyConstraint("loan_id", "position", name=op.f("pk_loan_steps")),
    )
    op.create_table(
        "case_footage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("linked_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_footage_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_case_footage_document_id_documents")
        ),
        sa.ForeignKeyConstraint(
            ["footage_id"], ["footage.id"], name=op.f("fk_case_footage_footage_id_footage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_footage")),
        sa.UniqueConstraint(
            "case_id", "footage_id", name=op.f("uq_case_footage_case_id_footage_id")
        ),
    )
    with op.batch_alter_table("case_footage", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_footage_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_case_footage_footage_id"), ["footage_id"], unique=False
        )

    op.create_table(
        "disc_items",
        sa.Column("disc_id", sa.Integer(), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sm3", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["disc_id"], ["discs.id"], name=op.f("fk_disc_items_disc_id_discs")
        ),
        sa.ForeignKeyConstraint(
            ["footage_id"], ["footage.id"], name=op.f("fk_disc_items_footage_id_footage")
        ),
        sa.PrimaryKeyConstraint("disc_id", "footage_id", name=op.f("pk_disc_items")),
    )
    with op.batch_alter_table("disc_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disc_items_footage_id"), ["footage_id"], unique=False)

    op.create_table(
        "footage_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("modified_at", sa.String(length=32), nullable=True),
        sa.Column("seen_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batches.id"], name=op.f("fk_footage_names_batch_id_batches")
        ),
        sa.ForeignKeyConstraint(
            ["footage_id"], ["footage.id"], name=op.f("fk_footage_names_footage_id_footage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_footage_names")),
    )
    with op.batch_alter_table("footage_names", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_footage_names_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_footage_names_footage_id"), ["footage_id"], unique=False
        )

    op.create_table(
        "marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("footage_id", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("removed_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_marks_author_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["footage_id"], ["footage.id"], name=op.f("fk_marks_footage_id_footage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marks")),
    )
    with op.batch_alter_table("marks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_marks_footage_id"), ["footage_id"], unique=False)

    for table in APPEND_ONLY:
        refuse_changes(table)


def downgrade() -> None:
    with op.batch_alter_table("marks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_marks_footage_id"))

    op.drop_table("marks")
    with op.batch_alter_table("footage_names", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_footage_names_footage_id"))
        batch_op.drop_index(batch_op.f("ix_footage_names_batch_id"))

    op.drop_table("footage_names")
    with op.batch_alter_table("disc_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disc_items_footage_id"))

    op.drop_table("disc_items")
    with op.batch_alter_table("case_footage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_footage_footage_id"))
        batch_op.drop_index(batch_op.f("ix_case_footage_document_id"))

    op.drop_table("case_footage")
    op.drop_table("loan_steps")
    with op.batch_alter_table("loan_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_loan_items_kind_item_id"))

    op.drop_table("loan_items")
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_loan_id"))

    op.drop_table("ledger")
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grants_person_id_act"))
        batch_op.drop_index(batch_op.f("ix_grants_loan_id"))

    op.drop_table("grants")
    with op.batch_alter_table("footage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_footage_take_id"))
        batch_op.drop_index(batch_op.f("ix_footage_started_at"))
        batch_op.drop_index(batch_op.f("ix_footage_section_started_at"))
        batch_op.drop_index(batch_op.f("ix_footage_parent_id"))
        batch_op.drop_index(batch_op.f("ix_footage_officer_started_at"))
        batch_op.drop_index(batch_op.f("ix_footage_device_started_at"))
        batch_op.drop_index(batch_op.f("ix_footage_batch_id"))

    op.drop_table("footage")
    with op.batch_alter_table("loans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_loans_state"))
        batch_op.drop_index(batch_op.f("ix_loans_applicant_id"))

    op.drop_table("loans")
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journal_verb"))
        batch_op.drop_index(batch_op.f("ix_journal_item"))
        batch_op.drop_index(batch_op.f("ix_journal_at"))
        batch_op.drop_index(batch_op.f("ix_journal_actor"))

    op.drop_table("journal")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_documents_case_id"))

    op.drop_table("documents")
    with op.batch_alter_table("disc_cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disc_cases_case_id"))

    op.drop_table("disc_cases")
    op.drop_table("case_officers")
    op.drop_table("batches")
    op.drop_table("takes")
    op.drop_table("settings")
    op.drop_table("people")
    op.drop_table("journal_head")
    with op.batch_alter_table("discs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_discs_state"))
        batch_op.drop_index(batch_op.f("ix_discs_set_no"))

    op.drop_table("discs")
    op.drop_table("counters")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cases_state"))
        batch_op.drop_index(batch_op.f("ix_cases_section_opened_on"))
        batch_op.drop_index(batch_op.f("ix_cases_party"))

    op.drop_table("cases")
    if op.get_bind().dialect.name != "sqlite":
        for table in APPEND_ONLY:
            op.execute(f"DROP FUNCTION {table}_refuse()")
