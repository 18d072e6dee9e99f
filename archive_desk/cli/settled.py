"""How imports that had been cut off, and were settled before a command, are told."""

from archive_desk.services.importing import Settlement


def settled_fields(settlement: Settlement) -> dict[str, object]:
    """What was done about an import that had been cut off, as `--json` shows it."""
    return {
        "batch": settlement.batch_no,
        "rescued": settlement.rescued,
        "missing": settlement.missing,
        "message": settlement.message,
    }
