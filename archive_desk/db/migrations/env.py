"""Runs the scripts on the connection that `db.upgrade` hands over."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from archive_desk.db import upgrade
from archive_desk.db.tables import metadata
from archive_desk.db.tables.base import Moment


def _render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Scripts stand alone: our column types are written as what the database sees."""
    return "sa.String(length=32)" if kind == "type" and isinstance(item, Moment) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    render_item=_render,
    include_name=upgrade.includes,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
if connection.in_transaction():
    connection.commit()
