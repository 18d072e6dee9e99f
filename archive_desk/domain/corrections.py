"""Correcting what is known of a recording: by a person, with a reason, and nothing lost.

The device's own time is never touched; a corrected start is kept beside it, as the device's error.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.footage import Footage, TimeClaim, TimeSource
from archive_desk.domain.sentences import say

_LONGEST = {"device": 80, "officer": 100, "section": 100}


@dataclass(frozen=True)
class Correction:
    """What a person says is right, and why; None leaves a fact as it is.

    To give the start that is there already confirms it.
    """

    reason: str
    device: str | None = None
    officer: str | None = None
    section: str | None = None
    started_at: datetime | None = None


def corrected(original: Footage, correction: Correction, now: datetime) -> Footage:
    """The recording as it is after `correction`; its doubts end with a start given by a person.

    Raises:
        InvalidInput: there is no reason, a text is too long, or the start lies in the future.
    """
    reason = correction.reason.strip()
    if not reason:
        raise InvalidInput(say("请写明更正的理由。"))
    stated = {
        name: " ".join(value.split())
        for name in _LONGEST
        if (value := getattr(correction, name)) is not None
    }
    for name, value in stated.items():
        if len(value) > _LONGEST[name]:
            raise InvalidInput(say("“{text}…”太长，请缩短。", text=value[:20]))
    changed = replace(original, **stated)  # type: ignore[arg-type]
    if correction.started_at is None:
        return changed
    if correction.started_at > now:
        raise InvalidInput(say("更正后的开始时间在将来，请核对。"))
    return _started(changed, correction.started_at, reason)


def _started(original: Footage, at: datetime, reason: str) -> Footage:
    device_time = original.device_time
    return replace(
        original,
        started_at=at,
        started_by=TimeSource.PERSON,
        clock_offset=original.clock_offset if device_time is None else device_time - at,
        doubts=(),
        claims=(TimeClaim(TimeSource.PERSON, at, reason, zoned=True), *original.claims),
    )


def differences(before: Footage, after: Footage) -> Mapping[str, list[object]]:
    """What a correction changed, as the journal writes it: each fact before and after."""
    old, new = _plain(before), _plain(after)
    return {name: [old[name], new[name]] for name in new if old[name] != new[name]}


def _plain(item: Footage) -> dict[str, object]:
    return {
        "device": item.device,
        "officer": item.officer,
        "section": item.section,
        "started_at": None if item.started_at is None else item.started_at.isoformat(),
        "started_by": item.started_by.value,
        "doubts": list(item.doubts),
    }
