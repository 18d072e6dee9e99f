"""Repaired copies of damaged recordings: derived items, never instead of the original."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.ids import FootageId, RepairId


class RepairMethod(StrEnum):
    """How a copy was made; the first two leave every picture's bits as they were."""

    REINDEXED = "reindexed"
    RESCUED = "rescued"
    RECODED = "recoded"

    @property
    def label(self) -> str:
        """The method in Chinese."""
        return _METHOD_TITLES[self]


_METHOD_TITLES = {
    RepairMethod.REINDEXED: "重建索引：能读出的数据原样转存",
    RepairMethod.RESCUED: "从数据区找回画面：参数取自同一设备的完好录像，不含声音",
    RepairMethod.RECODED: "从数据区找回画面并重新编码：参数取自同一设备的完好录像，不含声音",
}


@dataclass(frozen=True)
class Repair:
    """One repaired copy of a recording.

    `parent_sha256` is the digest of the original it was made of, `reference_id` the sound
    recording whose parameters were borrowed. `path` is relative to the archive's derived files.
    `pictures` and `duration_ms` are what decoding the copy to its end gave.
    """

    id: RepairId
    footage_id: FootageId
    parent_sha256: str
    method: RepairMethod
    note: str
    path: str
    size_bytes: int
    sha256: str
    duration_ms: int
    pictures: int
    by: str
    made_at: datetime
    reference_id: FootageId | None = None
