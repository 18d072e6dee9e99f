"""An index in the order in which footage is listed, on PostgreSQL.

There an index serves only where nothing sorts as it does in the list; SQLite's serve both.
"""

from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """Read backwards it gives the newest first and what has no time last."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE INDEX footage_search_by_start ON footage (started_at NULLS FIRST, id)")


def downgrade() -> None:
    """Without it the list is sorted each time."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX footage_search_by_start")
