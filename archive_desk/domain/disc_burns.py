"""Attempts to burn a disc: what was tried, in which drive, and how it ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """How an attempt ended."""

    RUNNING = "running"
    BURNED = "burned"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The outcome in Chinese."""
        return {
            "running": "刻录中",
            "burned": "已写完并封口",
            "failed": "失败",
            "cancelled": "中途停止",
        }[self.value]


@dataclass(frozen=True)
class BurnAttempt:
    """One attempt. `waste_no` numbers the medium it spoiled; `speed` 0: the drive's fastest."""

    id: int
    disc_no: str
    drive: str
    drive_name: str
    operator: str
    started_at: datetime
    outcome: Outcome
    ended_at: datetime | None = None
    medium_kind: str = ""
    brand: str = ""
    media_batch: str = ""
    speed: float = 0.0
    reason: str = ""
    written_bytes: int = 0
    waste_no: str = ""
