"""What footage is searched and sorted by.

The words of a recording are kept beside it, so that any database can look through them. On SQLite
an index of character pairs answers at once; the program makes the pairs and fills in what is here
already.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXES = (["kind", "started_at"], ["health", "started_at"], ["name"], ["duration_ms"])


def upgrade() -> None:
    with op.batch_alter_table("footage") as batch_op:
        for columns in INDEXES:
            batch_op.create_index(batch_op.f(f"ix_footage_{'_'.join(columns)}"), columns)
    op.create_table(
        "footage_words",
        sa.Column("footage_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["footage_id"], ["footage.id"], name=op.f("fk_footage_words_footage_id_footage")
        ),
        sa.PrimaryKeyConstraint("footage_id", name=op.f("pk_footage_words")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE footage_search USING fts5(tokens, content='', tokenize='ascii')"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE footage_search")
    op.drop_table("footage_words")
    with op.batch_alter_table("footage") as batch_op:
        for columns in INDEXES:
            batch_op.drop_index(batch_op.f(f"ix_footage_{'_'.join(columns)}"))
