"""Times found for a recording, as one column of JSON."""

import json
from collections.abc import Iterable
from datetime import datetime

from archive_desk.domain.footage import TimeClaim, TimeSource


def to_text(claims: Iterable[TimeClaim]) -> str:
    """The claims as JSON, in their order; times keep the offset they were read with."""
    return json.dumps(
        [
            {
                "source": claim.source.value,
                "at": claim.at.isoformat(),
                "raw": claim.raw,
                "zoned": claim.zoned,
                "whole_day": claim.whole_day,
                **({"whole_minute": True} if claim.whole_minute else {}),
            }
            for claim in claims
        ],
        ensure_ascii=False,
    )


def from_text(text: str) -> tuple[TimeClaim, ...]:
    """The claims that `to_text` wrote."""
    return tuple(
        TimeClaim(
            source=TimeSource(row["source"]),
            at=datetime.fromisoformat(row["at"]),
            raw=row["raw"],
            zoned=row["zoned"],
            whole_day=row["whole_day"],
            whole_minute=row.get("whole_minute", False),
        )
        for row in json.loads(text)
    )
