"""Private tables of the archive's database, one module per subject, on one `metadata`."""

from archive_desk.db.tables import (
    cases,
    clocks,
    devices,
    discs,
    evaluation,
    footage,
    health,
    keeping,
    lending,
    office,
    outside,
    retention,
    rules,
    timelines,
    worklist,
)
from archive_desk.db.tables.base import metadata

__all__ = [
    "cases",
    "clocks",
    "devices",
    "discs",
    "evaluation",
    "footage",
    "health",
    "keeping",
    "lending",
    "metadata",
    "office",
    "outside",
    "retention",
    "rules",
    "timelines",
    "worklist",
]
