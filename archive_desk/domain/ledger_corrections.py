"""Corrections of the register: never by changing a line, always by one that takes its place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from archive_desk.domain.errors import Conflict, InvalidInput
from archive_desk.domain.ledger import LedgerLine
from archive_desk.domain.sentences import say

FIELDS = {
    "items": "题名",
    "borrower": "借阅人",
    "section": "股室",
    "purpose": "用途",
    "handed_out_at": "借出时间",
    "returned_at": "实还时间",
    "condition": "归还检查",
    "effect": "利用效果",
}
"""What can be written down wrongly, and its name in the register."""

_MOMENTS = ("handed_out_at", "returned_at")
_MAY_BE_EMPTY = ("section", "effect")


@dataclass(frozen=True)
class Correction:
    """What a line should have said, and why: a text or a moment by the name of the field."""

    changes: Mapping[str, str | datetime]
    reason: str

    @property
    def kept(self) -> dict[str, str]:
        """The changes as the entry keeps them."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in self.changes.items()
        }

    @classmethod
    def of_kept(cls, kept: Mapping[str, str], reason: str) -> "Correction":
        """A correction as an entry kept it."""
        changes = {
            name: datetime.fromisoformat(value) if name in _MOMENTS else value
            for name, value in kept.items()
        }
        return cls(changes, reason)

    def of(self, line: LedgerLine) -> "Correction":
        """What of it is really different from what the line says."""
        changes = {
            name: value.strip() if isinstance(value, str) else value
            for name, value in self.changes.items()
        }
        different = {name: value for name, value in changes.items() if getattr(line, name) != value}
        return Correction(different, self.reason.strip())


def check_correction(line: LedgerLine, correction: Correction, at: datetime) -> None:
    """Refuse a correction that corrects nothing, or makes the line say what cannot be.

    Raises:
        Conflict: the line was corrected before.
        InvalidInput: no reason, nothing different, or times that cannot be.
    """
    if line.corrected_by is not None:
        raise Conflict(
            say(
                "登记簿第 {no} 号已由第 {by} 号更正，请更正第 {by} 号。",
                no=line.no,
                by=line.corrected_by,
            )
        )
    if not correction.reason:
        raise InvalidInput(say("请写明更正的理由。"))
    if not correction.changes:
        raise InvalidInput(say("没有要更正的内容。"))
    for name, value in correction.changes.items():
        if not value and name not in _MAY_BE_EMPTY:
            raise InvalidInput(say("“{field}”不能更正为空。", field=say(FIELDS[name])))
        if name in _MOMENTS and getattr(line, name) is None:
            raise InvalidInput(
                say("“{field}”还没有登记，没有可更正的时间。", field=say(FIELDS[name]))
            )
    new = replace(line, **_values(correction))
    out, back = new.handed_out_at, new.returned_at
    if (out is not None and out > at) or (back is not None and back > at):
        raise InvalidInput(say("更正后的时间还没有到。"))
    if out is not None and back is not None and back < out:
        raise InvalidInput(say("归还不能早于借出。"))


def corrected(
    line: LedgerLine, correction: Correction, no: int, at: datetime
) -> tuple[LedgerLine, LedgerLine]:
    """The old line, which now names its correction, and the new one in its place."""
    old = replace(line, corrected_by=no)
    new = replace(
        line,
        no=no,
        registered_at=at,
        corrects=line.no,
        corrected_by=None,
        remark=_remark(line, correction),
        **_values(correction),
    )
    return old, new


def _values(correction: Correction) -> dict[str, Any]:
    return dict(correction.changes)


def _remark(line: LedgerLine, correction: Correction) -> str:
    """What the new line says of itself; part of the record, so in the archive's language."""
    named = "、".join(FIELDS[name] for name in correction.changes)
    return f"更正第 {line.no} 号的{named}：{correction.reason}"
