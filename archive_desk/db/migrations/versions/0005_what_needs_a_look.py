"""What needs a look is found at once among a million: doubtful times, the recorder's own marks."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DOUBTFUL = sa.text("doubts != '[]'")


def upgrade() -> None:
    op.create_index(
        "ix_footage_doubtful",
        "footage",
        ["started_at"],
        sqlite_where=DOUBTFUL,
        postgresql_where=DOUBTFUL,
    )
    op.create_index(op.f("ix_footage_important_started_at"), "footage", ["important", "started_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_footage_important_started_at"), "footage")
    op.drop_index("ix_footage_doubtful", "footage")
