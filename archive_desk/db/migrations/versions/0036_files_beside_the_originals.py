"""Files beside the originals that cannot be made again; the database's copies in the mirror."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "other_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("noted_at", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("read_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_files")),
        sa.UniqueConstraint("path", name=op.f("uq_other_files_path")),
    )
    op.create_index(op.f("ix_other_files_read_at"), "other_files", ["read_at"])
    op.create_index(op.f("ix_other_files_state"), "other_files", ["state"])
    op.create_table(
        "mirror_files",
        sa.Column("mirror_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("verified_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["mirror_id"], ["mirrors.id"], name=op.f("fk_mirror_files_mirror_id_mirrors")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["other_files.id"], name=op.f("fk_mirror_files_file_id_other_files")
        ),
        sa.PrimaryKeyConstraint("mirror_id", "file_id", name=op.f("pk_mirror_files")),
    )
    op.create_index(op.f("ix_mirror_files_file_id"), "mirror_files", ["file_id"])
    op.create_index(op.f("ix_attachments_path"), "attachments", ["path"])
    op.create_table(
        "mirror_backups",
        sa.Column("mirror_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("journal_no", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mirror_id"], ["mirrors.id"], name=op.f("fk_mirror_backups_mirror_id_mirrors")
        ),
        sa.PrimaryKeyConstraint("mirror_id", name=op.f("pk_mirror_backups")),
    )


def downgrade() -> None:
    op.drop_table("mirror_backups")
    op.drop_index(op.f("ix_attachments_path"), table_name="attachments")
    op.drop_table("mirror_files")
    op.drop_table("other_files")
